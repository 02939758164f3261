"""The index of one decision table: which rows a tuple of input values matches, without trying every row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from checker.feel.compiler import compile_node
from checker.feel.tree import Literal, names_in
from checker.feel.values import Value
from checker.rulebook.tables.domain import INPUT, Domain, Point, StretchIndex, domain_of, point_of
from checker.rulebook.tables.table import DecisionTable, Row

_Closure: TypeAlias = Callable[[Mapping[str, Value]], Value]


class TableIndex:
    """Per input column, the rows a value can match, as bit sets; only formulas in cells are evaluated."""

    def __init__(self, table: DecisionTable) -> None:
        self._rows = table.rows
        self._names = tuple(column.name for column in table.inputs)
        self._columns = tuple(_ColumnIndex(table.rows, place) for place in range(len(table.inputs)))
        self._results = tuple(_RowResult(row) for row in table.rows)

    def matching(self, arguments: Sequence[Value], *, only_first: bool = False) -> list[Row]:
        """The rows all of whose tests are true, in row order."""
        candidates = (1 << len(self._rows)) - 1
        points = [point_of(argument) for argument in arguments]
        for column, argument, point in zip(self._columns, arguments, points, strict=True):
            candidates &= column.candidates(argument, point)
            if not candidates:
                return []
        found: list[Row] = []
        for position in _bits(candidates):
            for column, argument, point in zip(self._columns, arguments, points, strict=True):
                if position in column.open and not column.holds(position, argument, point):
                    break
            else:
                found.append(self._rows[position])
                if only_first:
                    break
        return found

    def undecided(self, arguments: Sequence[Value]) -> list[Row]:
        """The rows that a missing input (null) leaves undecided: no test is false and some test is unknown."""
        candidates = (1 << len(self._rows)) - 1
        for column, argument in zip(self._columns, arguments, strict=True):
            if argument is not None:
                candidates &= column.candidates(argument, point_of(argument))
        found: list[Row] = []
        for position in _bits(candidates):
            truths = [
                column.truth(position, argument) for column, argument in zip(self._columns, arguments, strict=True)
            ]
            if False not in truths and None in truths:
                found.append(self._rows[position])
        return found

    def outputs(self, row: Row, arguments: Sequence[Value]) -> tuple[Value, ...]:
        """What the output cells of ``row`` give."""
        return self._results[row.number - 1].values(self._names, arguments)


class _ColumnIndex:
    """One column: rows by the values and stretches their cells admit, and the cells that have to be evaluated.

    ``open`` are the positions of the rows that being a candidate does not settle.
    """

    def __init__(self, rows: Sequence[Row], place: int) -> None:
        self.open: dict[int, Domain | None] = {}
        self._nodes = tuple(row.tests[place] for row in rows)
        self._always = 0
        self._by_point: dict[Point, int] = {}
        self._stretches: dict[Any, StretchIndex] = {}
        self._compiled: dict[int, _Closure] = {}
        self._if_missing: dict[int, bool | None] = {}
        for position, node in enumerate(self._nodes):
            domain = domain_of(node)
            bit = 1 << position
            if domain is None or domain.anything:
                self._always |= bit
            if domain is None or domain.stretches:
                self.open[position] = domain
            if domain is None:
                continue
            for point in domain.points:
                self._by_point[point] = self._by_point.get(point, 0) | bit
            for stretch in domain.stretches:
                self._stretches.setdefault(stretch.kind, StretchIndex()).add(bit, stretch)

    def candidates(self, argument: Value, point: Point | None) -> int:
        """The rows whose cell may hold for ``argument``."""
        if point is None:
            # A list, a range, a time …: rare, and FEEL decides, row by row.
            return sum(1 << position for position in range(len(self._nodes)) if self._evaluate(position, argument))
        found = self._always | self._by_point.get(point, 0)
        stretches = self._stretches.get(point[0])
        return found if stretches is None else found | stretches.meeting(point[1], point[1])

    def holds(self, position: int, argument: Value, point: Point | None) -> bool:
        """Whether the test of an ``open`` candidate is true."""
        domain = self.open[position]
        if domain is None or point is None:
            return self._evaluate(position, argument)
        return domain.holds(point)

    def truth(self, position: int, argument: Value) -> bool | None:
        """Whether the test in the row at ``position`` is true, null being an unknown value."""
        if argument is not None:
            return self._evaluate(position, argument)
        if position not in self._if_missing:
            truth: Value = compile_node(self._nodes[position], null_is_unknown=True)({INPUT: None})
            self._if_missing[position] = truth if isinstance(truth, bool) else None
        return self._if_missing[position]

    def _evaluate(self, position: int, argument: Value) -> bool:
        test = self._compiled.get(position)
        if test is None:
            test = self._compiled[position] = compile_node(self._nodes[position])
        return test({INPUT: argument}) is True


def _bits(number: int) -> Iterator[int]:
    """The positions of the bits set, lowest first."""
    while number:
        lowest = number & -number
        number ^= lowest
        yield lowest.bit_length() - 1


class _RowResult:
    """The outputs of one row: literals and constant formulas once, formulas over the inputs each time."""

    __slots__ = ("_closures", "_constants")

    def __init__(self, row: Row) -> None:
        self._closures: tuple[_Closure, ...] = ()
        self._constants: tuple[Value, ...] | None = None
        if all(isinstance(output, Literal) for output in row.outputs):
            self._constants = tuple(output.value for output in row.outputs if isinstance(output, Literal))
            return
        closures = tuple(compile_node(output) for output in row.outputs)
        if any(names_in(output) for output in row.outputs):
            self._closures = closures
        else:
            self._constants = tuple(closure({}) for closure in closures)

    def values(self, names: Sequence[str], arguments: Sequence[Value]) -> tuple[Value, ...]:
        if self._constants is not None:
            return self._constants
        environment = dict(zip(names, arguments, strict=True))
        return tuple(closure(environment) for closure in self._closures)
