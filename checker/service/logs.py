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

_LOGGERS: Final = ("checker.requests", "checker.faults", "checker.rules", "checker.bundle", "uvicorn.error")
_FRAMES: Final = 8


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


def places_of(fault: BaseException) -> list[str]:
    """Where a fault happened, the innermost last; not what it says, which may quote somebody's data."""
    frames = traceback.extract_tb(fault.__traceback__)[-_FRAMES:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def configure(audit_log: str = "") -> None:
    """Have everything that this process logs written as lines of JSON, the audit trail to a file of its own."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False
    if not audit_log:
        audit.configure(sys.stderr)
        return
    file = Path(audit_log).open("a", encoding="utf-8", buffering=1)  # noqa: SIM115 - open as long as the process
    audit.configure(file)
