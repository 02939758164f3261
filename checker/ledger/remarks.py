"""Remarks: the words and days an entry must carry, refused where they are missing or cannot be true."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from checker.errors import LedgerRefusalError, Problem

if TYPE_CHECKING:
    from checker.ledger.storage import Writing

_LONGEST: Final = 2_000
BEIJING: Final = timezone(timedelta(hours=8))
_EARLIEST: Final = date(1949, 10, 1)
_LATEST: Final = date(2100, 12, 31)


def required(text: str, what: str, *, longest: int = _LONGEST) -> str:
    """``text`` as one line; raises LedgerRefusalError where nothing is said, ``what`` naming it in Chinese."""
    line = optional(text, what, longest=longest)
    if not line:
        raise LedgerRefusalError(Problem(f"没有写{what}", remedy=f"请写明{what}"))
    return line


def optional(text: str, what: str, *, longest: int = _LONGEST) -> str:
    """``text`` as one line, perhaps empty; raises LedgerRefusalError for control characters and beyond ``longest``."""
    line = " ".join(text.split())
    if len(line) > longest or not line.isprintable():
        raise LedgerRefusalError(Problem(f"{what}至多 {longest} 字,不能有控制字符", remedy=f"请改写{what}"))
    return line


def recording_day(books: Writing) -> date:
    """The day on which ``books`` are written, in the office's time (Beijing)."""
    return office_day(datetime.fromisoformat(books.at))


def office_day(at: datetime) -> date:
    """The day on which a moment falls in the office's time (Beijing)."""
    return at.astimezone(BEIJING).date()


def not_later(day: date, books: Writing, what: str) -> date:
    """The ``day`` of what has happened, ``what`` naming it in Chinese; it lies between 1949 and the day of recording.

    Raises LedgerRefusalError for any other.
    """
    today = recording_day(books)
    if plausible(day, what) > today:
        problem = Problem(f"{what} {day} 还没有到:登记之日是 {today}", remedy="台账只记已经发生的事,请核对日期")
        raise LedgerRefusalError(problem)
    return day


def plausible(day: date, what: str) -> date:
    """A ``day`` that may lie in the future, such as a deadline; raises LedgerRefusalError beyond 1949 to 2100."""
    if not _EARLIEST <= day <= _LATEST:
        remedy = f"请写 {_EARLIEST} 至 {_LATEST} 之间的日期"
        raise LedgerRefusalError(Problem(f"{what} {day} 不合常理", remedy=remedy))
    return day
