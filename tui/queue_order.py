"""The queue as an officer wants to see it: which rows contain the words looked for, and by which column they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any, Final

from checker.intake.working_days import OfficeCalendar
from checker.render.page import Tone
from tui.queue_row import QueueRow
from tui.verdicts import Verdicts

_SOON: Final = 2
"""Working days left from which on the notice is urgent."""
_NEVER: Final = 10_000


@lru_cache(maxsize=4096)
def days_left(received: date, today: date) -> int:
    """Working days left of the notice for an application received that day; below zero when it is overdue."""
    calendar = OfficeCalendar()
    last = calendar.deadline(received).day
    return calendar.working_days(today, last) if today <= last else -calendar.working_days(last, today)


def days_text(row: QueueRow, today: date) -> tuple[str, Tone]:
    """How the days left read; empty for an application that nobody has received."""
    if row.submitted_on is None:
        return "", Tone.QUIET
    left = days_left(row.submitted_on, today)
    if left < 0:
        return f"! 超 {-left} 天", Tone.BAD
    return (f"! 剩 {left} 天", Tone.CAUTION) if left <= _SOON else (f"剩 {left} 天", Tone.PLAIN)


def matching(rows: Iterable[QueueRow], query: str, verdicts: Verdicts) -> list[QueueRow]:
    """The rows that contain every word of ``query``, in what is known of them or in their verdict."""
    words = query.casefold().split()
    if not words:
        return list(rows)
    return [row for row in rows if all(word in row.words or word in verdicts.of(row).text for word in words)]


def sort_key(column: int, today: date, verdicts: Verdicts) -> Callable[[QueueRow], Any]:
    """By what a column sorts; the place in the queue where it has no order of its own."""
    keys: tuple[Callable[[QueueRow], Any], ...] = (
        lambda row: -verdicts.of(row).order,
        lambda row: _NEVER if row.submitted_on is None else days_left(row.submitted_on, today),
        lambda row: row.name,
        lambda row: row.stage,
        lambda row: row.county,
        lambda row: row.industry,
        lambda row: -row.energy_amount,
        lambda row: row.state,
        lambda row: row.owner,
        lambda row: row.project,
        lambda row: row.submitted_on or date.min,
    )
    return keys[column] if 0 <= column < len(keys) else lambda row: row.position
