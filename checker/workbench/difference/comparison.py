"""The comparison of two sides: changes in words, and the impact where there are subjects to measure it on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checker.engines.base import Engine
from checker.workbench.difference.change import Change, changes_between
from checker.workbench.difference.impact import Impact, measure_impact
from checker.workbench.difference.side import Side
from checker.workbench.difference.subject import Subject


@dataclass(frozen=True, slots=True)
class Difference:
    """How ``new`` differs from ``old``; ``impact`` is None where it was not measured.

    ``reworded`` tells that some file differs although nothing it says does: a comment, a layout.
    """

    old: str
    new: str
    changes: tuple[Change, ...]
    impact: Impact | None
    reworded: bool

    @property
    def is_empty(self) -> bool:
        """Whether the two say the same and no subject comes out otherwise."""
        return not self.changes and (self.impact is None or not self.impact.changed)


def compare(
    old: Side, new: Side, subjects: Iterable[Subject] | None = None, *, engine: Engine | None = None
) -> Difference:
    """Compare two sides; ``subjects`` is what the impact is measured on, from whatever source."""
    changes = changes_between(old.book, new.book)
    impact = None
    if subjects is not None:
        impact = measure_impact(old.book, new.book, subjects, changes, engine=engine)
    return Difference(old.name, new.name, changes, impact, not changes and old.book.hash != new.book.hash)
