"""Periods of validity: from a first day, inclusive, to the day the next law begins, exclusive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` (inclusive) to ``end`` (exclusive); ``None`` leaves that side open."""

    start: date | None = None
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether some day lies in both."""
        return self.overlap(other) is not None

    def overlap(self, other: Period) -> Period | None:
        """The days in both, or None."""
        start = max((day for day in (self.start, other.start) if day), default=None)
        end = min((day for day in (self.end, other.end) if day), default=None)
        return Period(start, end) if start is None or end is None or start < end else None

    def first_gap(self, covers: Iterable[Period]) -> date | None:
        """The first day of this period that lies in none of ``covers``, or None where they cover it all."""
        day = self.start or date.min
        for cover in sorted(covers, key=lambda period: period.start or date.min):
            if (cover.start or date.min) > day:
                break
            if cover.end is None:
                return None
            day = max(day, cover.end)
        return day if day in self else None

    def __str__(self) -> str:
        match self.start, self.end:
            case None, None:
                return "长期有效"
            case start, None:
                return f"{start} 起"
            case None, end:
                return f"{end} 前"
            case start, end:
                return f"{start} 起至 {end} 前"


ALWAYS = Period()
