"""Parts: the values of each column of a table, cut where some row begins or ends, and which rows admit each part.

Rows are told as bits of a number, row 1 as the lowest bit. No row tells two values of one part from one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from checker.feel.literal import literal
from checker.feel.types import BOOLEAN, FeelType, StringType
from checker.feel.units import Dimension, Quantity, format_quantity
from checker.rulebook import DecisionTable
from checker.rulebook.tables.domain import Domain, Point, domain_of
from checker.rulebook.tables.table import Column

_NULL: Final[Point] = ("null", None)
_OTHER: Final[Point] = ("other", None)
"""Any value that no row names."""


@dataclass(frozen=True, slots=True)
class Part:
    """Values of one column; ``admitting`` are the rows that admit them, ``perhaps`` those of which it cannot be told.

    ``is_due`` says whether a whole table has a row for them: for each choice of a closed list, and for what some row
    names, as what lies between two rows is told of those and what lies beyond them may well have no rule.
    """

    shown: str
    admitting: int
    perhaps: int
    is_due: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """A column with its parts; ``is_whole`` where its choices are closed, or its figures are cut into intervals."""

    column: Column
    parts: tuple[Part, ...]
    is_whole: bool


def cuts_of(table: DecisionTable) -> tuple[Cut, ...]:
    """The columns of a table with their parts."""
    return tuple(
        _cut(column, [domain_of(row.tests[place]) for row in table.rows]) for place, column in enumerate(table.inputs)
    )


def _cut(column: Column, domains: Sequence[Domain | None]) -> Cut:
    perhaps = sum(1 << place for place, domain in enumerate(domains) if domain is None)
    told = [domain for domain in domains if domain is not None and not domain.anything]
    closed = _closed(column.type)
    parts = []
    for point, shown in _points(column, told, closed):
        admitting = sum(
            1 << place for place, domain in enumerate(domains) if domain is not None and domain.holds(point)
        )
        is_due = point != _NULL if closed is not None else any(domain.holds(point) for domain in told)
        parts.append(Part(shown, admitting, perhaps, is_due or not told))
    is_cut = any(domain.stretches for domain in told)
    return Cut(column, tuple(parts), not told or is_cut or closed is not None)


def _points(column: Column, domains: Sequence[Domain], closed: Sequence[Point] | None) -> Iterator[tuple[Point, str]]:
    """One value of each part, and how the part is told."""
    if not domains:
        yield _OTHER, ""
        return
    yield _NULL, "null"
    if closed is not None:
        yield from (((kind, value), literal(value)) for kind, value in closed)
        return
    ends: dict[Any, set[Any]] = {}
    for domain in domains:
        for kind, value in domain.points:
            ends.setdefault(kind, set()).add(value)
        for stretch in domain.stretches:
            ends.setdefault(stretch.kind, set()).update(end for end in (stretch.low, stretch.high) if end is not None)
    yield _OTHER, "其他值"
    for kind, values in ends.items():
        if kind in ("string", "boolean"):
            yield from (((kind, value), literal(value)) for value in sorted(values))
        elif kind != "null":
            yield from _stretches(column, kind, sorted(values))


def _closed(kind: FeelType) -> list[Point] | None:
    if kind == BOOLEAN:
        return [("boolean", True), ("boolean", False)]
    if isinstance(kind, StringType) and kind.values is not None:
        return [("string", value) for value in sorted(kind.values)]
    return None


def _stretches(
    column: Column,
    kind: Any,  # noqa: ANN401 - whatever kind a stretch has
    values: Sequence[Any],
) -> Iterator[tuple[Point, str]]:
    """Each end and what lies between, below and above."""
    shown = [_shown(column, kind, value) for value in values]
    yield (kind, _before(values[0])), f"小于 {shown[0]}"
    for value, text in zip(values, shown, strict=True):
        yield (kind, value), text
    for (low, high), (low_text, high_text) in zip(pairwise(values), pairwise(shown), strict=True):
        inside = _between(low, high)
        if inside is not None:
            yield (kind, inside), f"{low_text} 与 {high_text} 之间"
    yield (kind, _after(values[-1])), f"大于 {shown[-1]}"


def _before(value: Any) -> Any:  # noqa: ANN401 - whatever a stretch ends with
    return value - timedelta(days=1) if isinstance(value, date) else Fraction(value) - 1


def _after(value: Any) -> Any:  # noqa: ANN401 - as above
    return value + timedelta(days=1) if isinstance(value, date) else Fraction(value) + 1


def _between(low: Any, high: Any) -> Any:  # noqa: ANN401 - as above
    if isinstance(low, date):
        return low + timedelta(days=1) if high - low > timedelta(days=1) else None
    return (Fraction(low) + Fraction(high)) / 2


def _shown(column: Column, kind: Any, value: Any) -> str:  # noqa: ANN401 - as above
    if isinstance(kind, Dimension):
        return format_quantity(Quantity(value, kind), column.unit)
    return literal(value)
