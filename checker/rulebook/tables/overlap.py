"""Rows of a decision table that overlap where the hit policy forbids it, as far as the cells alone prove it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from checker.feel.tree import Literal
from checker.rulebook.entry import Entry
from checker.rulebook.tables.domain import Domain, Point, StretchIndex, domain_of
from checker.rulebook.tables.grid import GridRow
from checker.rulebook.tables.table import DecisionTable, HitPolicy, Row

_MOST_REPORTED: Final = 20


def report_overlaps(entry: Entry, table: DecisionTable, grid: Sequence[GridRow]) -> None:
    """Note each pair of rows that some input matches both of, unless the hit policy allows it.

    Policy U forbids any overlap, policy A one with different outputs. Rows whose cells do not tell (formulas, ``not``)
    are left to the look-up, which gives null for a broken policy.
    """
    if table.hit_policy not in (HitPolicy.UNIQUE, HitPolicy.ANY):
        return
    reported = 0
    for first, second in overlapping_rows(table):
        if table.hit_policy is HitPolicy.ANY and not _differ(first, second):
            continue
        place = grid[second.number - 1].place
        if table.hit_policy is HitPolicy.UNIQUE:
            message = f"第 {second.number} 行与第 {first.number} 行重叠,命中策略 U 不许"
            remedy = "请改窄其中一行;确需按次序取第一行的用 F"
        else:
            message = f"第 {second.number} 行与第 {first.number} 行重叠而结果不同,命中策略 A 不许"
            remedy = "请使结果相同,或改窄其中一行"
        entry.report(place, message, remedy, code="rows-overlap")
        reported += 1
        if reported == _MOST_REPORTED:
            return


def overlapping_rows(table: DecisionTable) -> Iterator[tuple[Row, Row]]:
    """Pairs of rows that provably share an input, earlier row first."""
    domains = [[domain_of(test) for test in row.tests] for row in table.rows]
    columns = [_Column([row[place] for row in domains]) for place in range(len(table.inputs))]
    for position, row in enumerate(table.rows):
        rivals = (1 << position) - 1
        for column in columns:
            rivals &= column.rivals(position)
            if not rivals:
                break
        while rivals:
            lowest = rivals & -rivals
            rivals ^= lowest
            other = lowest.bit_length() - 1
            if all(
                one is not None and another is not None and one.meets(another)
                for one, another in zip(domains[position], domains[other], strict=True)
            ):
                yield table.rows[other], row


class _Column:
    """Which rows may share a value with a row, by one column; a superset, cheap to intersect."""

    def __init__(self, domains: list[Domain | None]) -> None:
        self._domains = domains
        self._known = 0
        self._anything = 0
        self._by_point: dict[Point, int] = {}
        self._by_kind: dict[Any, int] = {}
        self._stretches: dict[Any, StretchIndex] = {}
        for position, domain in enumerate(domains):
            if domain is None:
                continue
            bit = 1 << position
            self._known |= bit
            if domain.anything:
                self._anything |= bit
            for point in domain.points:
                self._by_point[point] = self._by_point.get(point, 0) | bit
                self._by_kind[point[0]] = self._by_kind.get(point[0], 0) | bit
            for stretch in domain.stretches:
                self._stretches.setdefault(stretch.kind, StretchIndex()).add(bit, stretch)

    def rivals(self, position: int) -> int:
        domain = self._domains[position]
        if domain is None:
            return 0
        if domain.anything:
            return self._known
        rivals = self._anything
        for point in domain.points:
            rivals |= self._by_point[point]
            if point[0] in self._stretches:
                rivals |= self._stretches[point[0]].meeting(point[1], point[1])
        for stretch in domain.stretches:
            rivals |= self._by_kind.get(stretch.kind, 0)
            rivals |= self._stretches[stretch.kind].meeting(stretch.low, stretch.high)
        return rivals


def _differ(first: Row, second: Row) -> bool:
    pairs = zip(first.outputs, second.outputs, strict=True)
    return any(
        isinstance(one, Literal) and isinstance(other, Literal) and one.value != other.value for one, other in pairs
    )
