"""Working days (工作日): when a notice must have been given, by the State Council's yearly arrangement of holidays.

``chinese_calendar`` knows the arrangements that have been published. For years beyond, days are reckoned from Monday
to Friday, which is told with the result, unless the office names the days itself.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import chinese_calendar  # type: ignore[import-untyped]  # it has no types

NOTICE_DAYS: Final = 5
"""Working days within which everything to be supplemented is told at once (《行政许可法》第三十二条、第八十二条)."""
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day, and whether every day up to it was in a published arrangement."""

    day: date
    is_published: bool


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """What the office itself says of days: those it is closed on, and weekends it works on."""

    closed: Collection[date] = frozenset()
    open: Collection[date] = frozenset()

    def deadline(self, received: date, days: int = NOTICE_DAYS) -> Deadline:
        """The last of ``days`` working days after the day of receipt, which does not count itself."""
        day, published, left = received, True, days
        while left:
            day += timedelta(days=1)
            works, known = self._works(day)
            published = published and known
            left -= works
        return Deadline(day, published)

    def working_days(self, after: date, until: date) -> int:
        """How many working days there are after one day, up to and with another."""
        span = (until - after).days
        return sum(self._works(after + timedelta(days=step))[0] for step in range(1, span + 1))

    def _works(self, day: date) -> tuple[bool, bool]:
        """Whether it is a working day, and whether that is known for sure."""
        if day in self.closed or day in self.open:
            return day in self.open, True
        try:
            return chinese_calendar.is_workday(day), True
        except NotImplementedError:
            return day.weekday() < _SATURDAY, bool(self.closed)
