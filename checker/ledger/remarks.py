"""Remarks: the words an entry must carry, refused where they are missing or cannot be printed on one line."""

from __future__ import annotations

from typing import Final

from checker.errors import LedgerRefusalError, Problem

_LONGEST: Final = 2_000


def required(text: str, what: str) -> str:
    """``text`` as one line; raises LedgerRefusalError where nothing is said, ``what`` naming it in Chinese."""
    line = optional(text, what)
    if not line:
        raise LedgerRefusalError(Problem(f"没有写{what}", remedy=f"请写明{what}"))
    return line


def optional(text: str, what: str) -> str:
    """``text`` as one line, perhaps empty; raises LedgerRefusalError for control characters and beyond 2,000."""
    line = " ".join(text.split())
    if len(line) > _LONGEST or not line.isprintable():
        raise LedgerRefusalError(Problem(f"{what}至多 {_LONGEST} 字,不能有控制字符", remedy=f"请改写{what}"))
    return line
