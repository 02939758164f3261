"""Decision tables: rows that are never reached, and figures that fall between two rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from checker.feel.literal import literal
from checker.feel.tree import Interval, Node, walk
from checker.feel.units import Dimension, Quantity, format_quantity
from checker.feel.unparsing import unparse
from checker.rulebook import DecisionTable, HitPolicy, RuleBook
from checker.rulebook.entry import Entry
from checker.rulebook.tables.domain import Domain, Stretch, admitted_by, domain_of
from checker.rulebook.tables.table import Column, Row
from checker.workbench.lint.entries import Entries
from checker.workbench.lint.holes import hidden_rows, holes_of

_MOST_REPORTED: Final = 20
_MOST_SHOWN: Final = 3
_ONE_RESULT: Final = (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY)


def report_tables(book: RuleBook, entries: Entries) -> None:
    """Note unreachable rows and gaps; what rows overlap against the hit policy is found when a table is loaded."""
    for table in book.tables:
        entry = entries.of_table(table)
        for row, column, interval in _empty_intervals(table):
            entry.report(
                entries.place_of_cell(table, row, column),
                f"第 {row.number} 行的区间“{unparse(interval)}”里没有值:起点在终点之后",
                "请把小的写在前面,如 [10..20]",
                code="empty-interval",
            )
        _report_unreachable(table, entry, entries)
        gaps = list(islice(_gaps(table), _MOST_REPORTED))
        for gap in gaps:
            entry.report(
                entries.place_of_row(table, gap.upper),
                f"“{gap.column.name}”{gap}落在第 {gap.lower.number} 行与第 {gap.upper.number} 行之间,查表没有结果",
                "请使两行首尾相接,如一行写 < 10、另一行写 >= 10;确无规定的,补一行写 null",
                code="table-gap",
            )
        if not gaps and table.hit_policy in _ONE_RESULT:
            _report_holes(table, entry)


def _empty_intervals(table: DecisionTable) -> Iterator[tuple[Row, int, Interval]]:
    for row in table.rows:
        for column, test in enumerate(row.tests):
            for node in walk(test):
                domain = admitted_by(node) if isinstance(node, Interval) else None
                if isinstance(node, Interval) and domain is not None and domain.is_empty:
                    yield row, column, node


def _report_unreachable(table: DecisionTable, entry: Entry, entries: Entries) -> None:
    if table.hit_policy is not HitPolicy.FIRST:
        return
    told = {row: f"第 {earlier.number} 行在前,已包括它的全部情形" for earlier, row in _unreachable(table)}
    for row in hidden_rows(table):
        told.setdefault(row, "前面各行合在一起已包括它的全部情形")
    for row, why in told.items():
        entry.report(
            entries.place_of_row(table, row),
            f"第 {row.number} 行永远取不到:{why}",
            "请把它移到前面,或改正其中一行",
            code="row-unreachable",
        )


def _report_holes(table: DecisionTable, entry: Entry) -> None:
    holes = list(islice(holes_of(table), _MOST_REPORTED + 1))
    if not holes:
        return
    more = f"等至少 {_MOST_REPORTED} 种" if len(holes) > _MOST_REPORTED else f"共 {len(holes)} 种"
    shown = ";".join(hole.shown for hole in holes[:_MOST_SHOWN]) + (f" … {more}" if len(holes) > _MOST_SHOWN else "")
    message, remedy = f"有的输入没有对应的行,查表没有结果:{shown}", "请补上缺的行;确无规定的,补一行写 null"
    if all(hole.is_whole for hole in holes):
        entry.report(entry.place("rows"), message, remedy, code="table-gap")
    else:
        entry.report(entry.place("rows"), message, remedy, code="inputs-without-row")


def _unreachable(table: DecisionTable) -> Iterator[tuple[Row, Row]]:
    """Each row that one earlier row hides, with that row."""
    domains = [[domain_of(test) for test in row.tests] for row in table.rows]
    for place, row in enumerate(table.rows):
        for earlier in range(place):
            if all(_covers(one, other) for one, other in zip(domains[earlier], domains[place], strict=True)):
                yield table.rows[earlier], row
                break


def _covers(one: Domain | None, other: Domain | None) -> bool:
    """Whether ``one`` provably admits all that ``other`` does."""
    if one is not None and one.anything:
        return True
    if one is None or other is None or other.anything or other.is_empty:
        return False
    return all(one.holds(point) for point in other.points) and all(
        any(_contains(wide, narrow) for wide in one.stretches) for narrow in other.stretches
    )


def _contains(wide: Stretch, narrow: Stretch) -> bool:
    if wide.kind != narrow.kind:
        return False
    low = wide.low is None or (
        narrow.low is not None
        and (wide.low < narrow.low or (wide.low == narrow.low and (wide.low_included or not narrow.low_included)))
    )
    high = wide.high is None or (
        narrow.high is not None
        and (narrow.high < wide.high or (wide.high == narrow.high and (wide.high_included or not narrow.high_included)))
    )
    return low and high


@dataclass(frozen=True, slots=True)
class _Gap:
    """Values of one column between two rows that no row admits."""

    column: Column
    lower: Row
    upper: Row
    low: Any
    high: Any
    kind: Any

    @property
    def domain(self) -> Domain:
        """The values."""
        if self.low == self.high:
            return Domain(points=frozenset(((self.kind, self.low),)))
        return Domain(stretches=(Stretch(self.kind, self.low, self.high, False, False),))

    def __str__(self) -> str:
        low, high = self._shown(self.low), self._shown(self.high)
        return f"恰为 {low} 时" if self.low == self.high else f"在 {low} 与 {high} 之间时"

    def _shown(self, value: Any) -> str:  # noqa: ANN401 - whatever a stretch ends with
        if isinstance(self.kind, Dimension):
            return format_quantity(Quantity(value, self.kind), self.column.unit)
        return literal(value)


def _gaps(table: DecisionTable) -> Iterator[_Gap]:
    """Figures between two rows that are alike but for their intervals in one column.

    A row without an interval names single values on purpose, and what lies below the first row or above the last may
    well have no rule.
    """
    domains = {row: [domain_of(test) for test in row.tests] for row in table.rows}
    for position, column in enumerate(table.inputs):
        for rows in _alike(table.rows, position):
            own = [(row, domains[row][position]) for row in rows]
            intervals = [(stretch, row) for row, domain in own if domain is not None for stretch in domain.stretches]
            for gap in _between(intervals, column):
                inputs = list(domains[rows[0]])
                inputs[position] = gap.domain
                if not any(all(map(_covers_or_untold, other, inputs)) for other in domains.values()):
                    yield gap


def _covers_or_untold(one: Domain | None, other: Domain | None) -> bool:
    return one is None or _covers(one, other)


def _alike(rows: Sequence[Row], position: int) -> Iterator[list[Row]]:
    """Groups of rows that have the same tests in every column but one."""
    groups: defaultdict[tuple[Node, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(test for place, test in enumerate(row.tests) if place != position)].append(row)
    return (group for group in groups.values() if len(group) > 1)


def _between(intervals: Sequence[tuple[Stretch, Row]], column: Column) -> Iterator[_Gap]:
    by_kind: defaultdict[Any, list[tuple[Stretch, Row]]] = defaultdict(list)
    for stretch, row in intervals:
        by_kind[stretch.kind].append((stretch, row))
    for kind, same in by_kind.items():
        downward = [pair for pair in same if pair[0].low is None]
        others = [pair for pair in same if pair[0].low is not None]
        ordered = downward + sorted(others, key=lambda pair: (pair[0].low, not pair[0].low_included))
        lower, row = ordered[0]
        for upper, next_row in ordered[1:]:
            if lower.high is None:
                break
            if upper.low is not None and (
                lower.high < upper.low or (lower.high == upper.low and not (lower.high_included or upper.low_included))
            ):
                yield _Gap(column, row, next_row, lower.high, upper.low, kind)
            if upper.high is None or upper.high > lower.high or (upper.high == lower.high and upper.high_included):
                lower, row = upper, next_row
