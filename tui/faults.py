"""What went wrong, as an officer reads it: the problems of an error, or one sentence and a place in the log file."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import platformdirs

from checker.errors import CheckerError, Problem
from tui.state import PROGRAM

_FILE: Final = "tui.log"


def log_file() -> Path:
    """Where unexpected errors are written down for whoever maintains the program."""
    return platformdirs.user_log_path(PROGRAM) / _FILE


def problems_of(fault: BaseException) -> tuple[Problem, ...]:
    """The problems that a fault is about; an unexpected one is written to the log file, which is named."""
    if isinstance(fault, CheckerError):
        return fault.problems
    place = _written_down(fault)
    remedy = f"请把 {place} 交给维护人员" if place else "请把操作步骤告诉维护人员"
    return (Problem(f"程序内部出错({type(fault).__name__}),刚才的操作没有完成", remedy=remedy),)


def _written_down(fault: BaseException) -> str:
    file = log_file()
    entry = f"{datetime.now(UTC).isoformat()}\n{''.join(traceback.format_exception(fault))}\n"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(entry)
    except OSError:
        return ""
    return str(file)
