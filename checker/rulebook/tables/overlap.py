"""Rows of a decision table that overlap where the hit policy forbids it, as far as the cells alone prove it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from checker.feel.tree import Literal
from checker.rulebook.entry import Entry
from checker.rulebook.tables.domain import Domain, Point, domain_of
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
        entry.report(place, message, remedy)
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
        self._wide = 0
        self._by_point: dict[Point, int] = {}
        for position, domain in enumerate(domains):
            if domain is None:
                continue
            self._known |= 1 << position
            if domain.anything or domain.stretches:
                self._wide |= 1 << position
            for point in domain.points:
                self._by_point[point] = self._by_point.get(point, 0) | 1 << position

    def rivals(self, position: int) -> int:
        domain = self._domains[position]
        if domain is None:
            return 0
        if domain.anything or domain.stretches:
            return self._known
        rivals = self._wide
        for point in domain.points:
            rivals |= self._by_point[point]
        return rivals


def _differ(first: Row, second: Row) -> bool:
    pairs = zip(first.outputs, second.outputs, strict=True)
    return any(
        isinstance(one, Literal) and isinstance(other, Literal) and one.value != other.value for one, other in pairs
    )
