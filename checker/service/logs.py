"""Logs: one line of JSON each on standard error; where a fault happened, never what the request said."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import simplejson

from checker import audit
from checker.service import audit_file

_LOGGERS: Final = ("checker.requests", "checker.faults", "checker.rules", "checker.bundle", "uvicorn.error", "asyncio")
_FRAMES: Final = 8
_SILENCE: Final = 10.0
"""Seconds between two lines of the event loop that say the same."""


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time, level, logger, and what it says."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line: dict[str, object] = {"at": at, "level": record.levelname.lower(), "logger": record.name}
        if isinstance(record.msg, Mapping):
            line |= record.msg
        else:
            line["message"] = record.getMessage().partition("\n")[0]
        if record.exc_info and record.exc_info[1] is not None:
            line |= {"fault": type(record.exc_info[1]).__name__, "where": places_of(record.exc_info[1])}
        return simplejson.dumps(line, ensure_ascii=False)


class Seldom(logging.Filter):
    """Lets what says the same through now and then: a process out of files would say so thousands of times."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this has not been said for a while."""
        text = record.getMessage().partition("\n")[0]
        if record.created - self._told.get(text, 0.0) < _SILENCE:
            return False
        self._told = {said: at for said, at in self._told.items() if record.created - at < _SILENCE}
        self._told[text] = record.created
        return True


def places_of(fault: BaseException) -> list[str]:
    """Where a fault happened, the innermost last; not what it says, which may quote somebody's data."""
    frames = traceback.extract_tb(fault.__traceback__)[-_FRAMES:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def configure(audit_log: str = "") -> None:
    """Have everything that this process logs written as lines of JSON, the audit trail to a file of its own."""
    logging.raiseExceptions = False  # a line that cannot be written is lost without a traceback
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False
    logging.getLogger("asyncio").filters = [Seldom()]
    if audit_log:
        audit_file.keep_in(Path(audit_log))
    else:
        audit.configure(sys.stderr)
