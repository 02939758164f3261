"""The file of the audit trail: rotated by whoever likes, and told of when it cannot be written to."""

from __future__ import annotations

import logging
import os
from collections import deque
from pathlib import Path
from threading import RLock
from time import monotonic
from typing import Final

from checker import audit
from checker.errors import Problem, UsageError

FAULTS: Final = logging.getLogger("checker.faults")
_SILENCE: Final = 60.0
"""Seconds between two complaints."""
_KEPT: Final = 10_000
"""Records kept for when the file can be written to again."""


class AuditFile(logging.Handler):
    """Adds records to a file, which is opened for each of them: one that was moved away is begun anew.

    What cannot be written waits, and is written in its order as soon as that can be done.
    """

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._waiting: deque[bytes] = deque(maxlen=_KEPT)
        self._is_failing = False
        self._told = -_SILENCE
        self._turn = RLock()

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, after those that wait."""
        with self._turn:
            self._waiting.append(f"{self.format(record)}\n".encode("utf-8", "backslashreplace"))
            self._write()

    def keeps_up(self) -> bool:
        """Whether the file has every record; where it could not be written to, it is tried again."""
        with self._turn:
            if self._is_failing:
                self._write()
            return not self._is_failing

    def require(self) -> None:
        """Raise UsageError where the file cannot be written to."""
        try:
            self._write_waiting()
        except OSError as fault:
            problem = Problem(
                f"审计日志写不了({fault.strerror})", str(self._file), remedy="请在 --audit-log 写能写的文件"
            )
            raise UsageError(problem) from None

    def _write(self) -> None:
        try:
            self._write_waiting()
        except OSError as fault:
            self._is_failing = True
            if monotonic() - self._told >= _SILENCE:
                self._told = monotonic()
                FAULTS.error("审计日志写不了(%s);写得了之前不受理变动", fault.strerror)
        else:
            if self._is_failing:
                FAULTS.info("审计日志又能写了")
            self._is_failing = False

    def _write_waiting(self) -> None:
        with self._file.open("ab", buffering=0) as file:
            while self._waiting:
                line = self._waiting[0]
                written = os.write(file.fileno(), line)
                if written == len(line):
                    self._waiting.popleft()
                else:
                    self._waiting[0] = line[written:]


def keep_in(file: Path) -> logging.Handler:
    """Have the audit trail added to a file, once it can be written to; gives the handler, to be removed again."""
    return audit.install(AuditFile(file))


def is_kept() -> bool:
    """Whether every record is where it belongs, as far as is known; where not, nothing may be changed."""
    return all(handler.keeps_up() for handler in audit.LOGGER.handlers if isinstance(handler, AuditFile))
