"""Holes: combinations of inputs that no row of a table admits, and rows that several earlier ones hide together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Final

from checker.rulebook import DecisionTable
from checker.rulebook.tables.table import Row
from checker.workbench.lint.parts import Cut, Part, cuts_of

_MOST_COMBINATIONS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Hole:
    """Inputs without a row, in words; ``is_whole`` where every column is closed or cut by figures."""

    shown: str
    is_whole: bool


def holes_of(table: DecisionTable) -> Iterator[Hole]:
    """The inputs for which a table has no row; none are told of a table with too many combinations."""
    cuts = cuts_of(table)
    if not table.rows or prod(len(cut.parts) for cut in cuts) > _MOST_COMBINATIONS:
        return
    is_whole = all(cut.is_whole for cut in cuts)
    for parts in _uncovered(cuts, (1 << len(table.rows)) - 1):
        said = (f"{cut.column.name} 为 {part.shown}" for cut, part in zip(cuts, parts, strict=False) if part.shown)
        yield Hole("、".join(said), is_whole)


def _uncovered(cuts: Sequence[Cut], rows: int) -> Iterator[tuple[Part, ...]]:
    """The due parts of the first columns for which no row is left, whatever the columns after them hold."""
    if not rows:
        yield ()
        return
    if cuts:
        for part in cuts[0].parts:
            if part.is_due:
                left = rows & (part.admitting | part.perhaps)
                yield from ((part, *rest) for rest in _uncovered(cuts[1:], left))


def hidden_rows(table: DecisionTable) -> Iterator[Row]:
    """The rows that earlier ones hide together, each leaving nothing of it; what cannot be told hides nothing."""
    cuts = cuts_of(table)
    for place, row in enumerate(table.rows):
        own = [[part for part in cut.parts if part.admitting >> place & 1] for cut in cuts]
        told = not any(cut.parts[0].perhaps >> place & 1 for cut in cuts)
        earlier = (1 << place) - 1
        if told and all(own) and prod(map(len, own)) <= _MOST_COMBINATIONS and _all_covered(own, earlier):
            yield row


def _all_covered(columns: Sequence[Sequence[Part]], rows: int) -> bool:
    if not rows:
        return False
    return not columns or all(_all_covered(columns[1:], rows & part.admitting) for part in columns[0])
