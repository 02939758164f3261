"""The index of one decision table: which rows a tuple of input values matches, without trying every row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from checker.feel.compiler import compile_node
from checker.feel.tree import Literal, names_in
from checker.feel.values import Value
from checker.rulebook.tables.domain import INPUT, Point, domain_of, point_of
from checker.rulebook.tables.table import DecisionTable, Row

_Closure: TypeAlias = Callable[[Mapping[str, Value]], Value]


class TableIndex:
    """Per input column, the rows a value can match, as bit sets; only what the cells leave open is evaluated."""

    def __init__(self, table: DecisionTable) -> None:
        self._rows = table.rows
        self._names = tuple(column.name for column in table.inputs)
        self._columns = tuple(_ColumnIndex(table.rows, place) for place in range(len(table.inputs)))
        self._results = tuple(_RowResult(row) for row in table.rows)

    def matching(self, arguments: Sequence[Value], *, only_first: bool = False) -> list[Row]:
        """The rows all of whose tests are true, in row order."""
        candidates = (1 << len(self._rows)) - 1
        for column, argument in zip(self._columns, arguments, strict=True):
            candidates &= column.candidates(argument)
            if not candidates:
                return []
        inputs = [{INPUT: argument} for argument in arguments]
        found: list[Row] = []
        for position in _bits(candidates):
            if all(column.holds(position, at) for column, at in zip(self._columns, inputs, strict=True)):
                found.append(self._rows[position])
                if only_first:
                    break
        return found

    def undecided(self, arguments: Sequence[Value]) -> list[Row]:
        """The rows that a missing input (null) leaves undecided: no test is false and some test is unknown."""
        candidates = (1 << len(self._rows)) - 1
        for column, argument in zip(self._columns, arguments, strict=True):
            if argument is not None:
                candidates &= column.candidates(argument)
        found: list[Row] = []
        for position in _bits(candidates):
            truths = [
                column.truth(position, {INPUT: argument})
                for column, argument in zip(self._columns, arguments, strict=True)
            ]
            if False not in truths and None in truths:
                found.append(self._rows[position])
        return found

    def outputs(self, row: Row, arguments: Sequence[Value]) -> tuple[Value, ...]:
        """What the output cells of ``row`` give."""
        return self._results[row.number - 1].values(self._names, arguments)


class _ColumnIndex:
    """One column: rows by the values their cells list, and the tests of the cells that are more than a list."""

    def __init__(self, rows: Sequence[Row], place: int) -> None:
        self._all = (1 << len(rows)) - 1
        self._by_point: dict[Point, int] = {}
        self._unlisted = 0
        self._tests: dict[int, _Closure] = {}
        self._listed: list[int] = []
        self._nodes = tuple(row.tests[place] for row in rows)
        self._if_missing: dict[int, bool | None] = {}
        for position, node in enumerate(self._nodes):
            domain = domain_of(node)
            if domain is None or domain.stretches:
                self._unlisted |= 1 << position
                self._tests[position] = compile_node(node)
            elif domain.anything:
                self._unlisted |= 1 << position
            else:
                self._listed.append(position)
                for point in domain.points:
                    self._by_point[point] = self._by_point.get(point, 0) | 1 << position

    def candidates(self, argument: Value) -> int:
        """The rows whose cell lists ``argument`` or has to be evaluated."""
        point = point_of(argument)
        if point is not None:
            return self._by_point.get(point, 0) | self._unlisted
        # A list, a range, a time …: rare, and FEEL decides, row by row.
        inputs = {INPUT: argument}
        listed = sum(1 << at for at in self._listed if compile_node(self._nodes[at])(inputs) is True)
        return listed | self._unlisted

    def holds(self, position: int, inputs: Mapping[str, Value]) -> bool:
        """Whether what is left to evaluate in the row at ``position`` is true."""
        test = self._tests.get(position)
        return test is None or test(inputs) is True

    def truth(self, position: int, inputs: Mapping[str, Value]) -> bool | None:
        """Whether the row at ``position`` holds, null being an unknown value."""
        if inputs[INPUT] is not None:
            return self.holds(position, inputs)
        if position not in self._if_missing:
            truth: Value = compile_node(self._nodes[position], null_is_unknown=True)(inputs)
            self._if_missing[position] = truth if isinstance(truth, bool) else None
        return self._if_missing[position]


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
