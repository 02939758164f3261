"""Looking up a decision table: from input values to the rows that match and what the hit policy makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Final

from checker.feel.compiler import compile_node
from checker.feel.parser import parse
from checker.feel.values import Value
from checker.rulebook.clause import Clause, unique_clauses
from checker.rulebook.tables.index import TableIndex
from checker.rulebook.tables.table import DecisionTable, HitPolicy, Row


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """What one look-up found.

    ``rows`` are the numbers of the rows that decided the value, ``outputs`` what each of them gives, ``sources`` the
    clauses behind them; ``problem`` says in Chinese why a broken hit policy made the value null.
    """

    table: DecisionTable
    arguments: tuple[Value, ...]
    rows: tuple[int, ...]
    outputs: tuple[Value, ...]
    sources: tuple[Clause, ...]
    value: Value
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What the hit policy makes of the rows that match."""

    rows: Sequence[Row]
    results: Sequence[Value]
    value: Value
    problem: str = ""


_NOTHING: Final = _Judgement((), (), None)

_recorder: ContextVar[list[Hit] | None] = ContextVar("recorded_hits", default=None)


@contextmanager
def recorded_hits() -> Iterator[list[Hit]]:
    """Collect every hit of the tables looked up inside the ``with`` block, in this thread only."""
    hits: list[Hit] = []
    token = _recorder.set(hits)
    try:
        yield hits
    finally:
        _recorder.reset(token)


_KEPT_JUDGEMENTS: Final = 1024
"""Look-ups a table remembers: the same products, carriers and ratings come again and again."""

_AGGREGATES: Final[Mapping[HitPolicy, str]] = {
    HitPolicy.SUM: "sum(hits)",
    HitPolicy.COUNT: "count(hits)",
    HitPolicy.MINIMUM: "min(hits)",
    HitPolicy.MAXIMUM: "max(hits)",
}


class TableLookup:
    """One table as a FEEL function; it is indexed on first use and may be called from any thread.

    By the standard a missing input (null) fails the tests of a row like any other value, so the last, general row of a
    table gives its result. With ``null_is_unknown``, as in a judgement, a row that the missing input might match leaves
    the result null wherever that row could change it.
    """

    def __init__(self, table: DecisionTable, *, null_is_unknown: bool = False) -> None:
        self.table = table
        self._null_is_unknown = null_is_unknown
        self._index: TableIndex | None = None
        self._judged: dict[tuple[object, ...], _Judgement] = {}
        self._names = tuple(column.name for column in table.inputs)
        self._ranked = tuple(
            (place, column.priorities) for place, column in enumerate(table.outputs) if column.priorities
        )

    def __call__(self, *arguments: Value, **named: Value) -> Value:
        """The value for the inputs, in their order or by name; null where no row matches or they do not fit."""
        if named:
            if arguments or named.keys() != set(self._names):
                return None
            arguments = tuple(named[name] for name in self._names)
        if len(arguments) != len(self._names):
            return None
        if _recorder.get() is None:
            return self._judge(arguments).value
        return self.decide(*arguments).value

    def decide(self, *arguments: Value) -> Hit:
        """The hit for the inputs in their order."""
        judgement = self._judge(arguments)
        clauses = (row.source or self.table.source for row in judgement.rows)
        hit = Hit(
            table=self.table,
            arguments=arguments,
            rows=tuple(row.number for row in judgement.rows),
            outputs=tuple(judgement.results),
            sources=unique_clauses(clause for clause in clauses if clause),
            value=judgement.value,
            problem=f"决策表“{self.table.name}”:{judgement.problem}" if judgement.problem else "",
        )
        recorder = _recorder.get()
        if recorder is not None:
            recorder.append(hit)
        return hit

    def _judge(self, arguments: tuple[Value, ...]) -> _Judgement:
        # The types belong to the key: as Python values true and 1 are equal.
        key = (arguments, tuple(map(type, arguments)))
        try:
            known = self._judged.get(key)
        except TypeError:  # a list or a context among the inputs
            return self._judge_anew(arguments)
        if known is None:
            if len(self._judged) >= _KEPT_JUDGEMENTS:
                self._judged.clear()
            known = self._judged[key] = self._judge_anew(arguments)
        return known

    def _judge_anew(self, arguments: tuple[Value, ...]) -> _Judgement:
        index = self._index
        if index is None:
            index = self._index = TableIndex(self.table)
        policy = self.table.hit_policy
        is_open = self._null_is_unknown and None in arguments
        rows = index.matching(arguments, only_first=policy is HitPolicy.FIRST and not is_open)
        if is_open:
            # By the standard null passes not("甲"); to a judgement it may be just that.
            undecided = index.undecided(arguments)
            rows = [row for row in rows if row not in undecided]
            if _leaves_open(policy, rows, undecided):
                return _NOTHING
        if not rows:
            return _NOTHING
        outputs = [index.outputs(row, arguments) for row in rows]
        results = [self._result(values) for values in outputs]
        match policy:
            case HitPolicy.UNIQUE if len(rows) > 1:
                return _Judgement(rows, results, None, f"命中策略 U 只许命中一行,却命中第 {_numbers(rows)} 行")
            case HitPolicy.ANY if not all(_feel("a = b")({"a": results[0], "b": other}) for other in results[1:]):
                return _Judgement(
                    rows, results, None, f"命中策略 A 要求命中的各行结果相同,第 {_numbers(rows)} 行却不同"
                )
            case HitPolicy.UNIQUE | HitPolicy.ANY | HitPolicy.FIRST:
                return _Judgement(rows, results, results[0])
            case HitPolicy.PRIORITY:
                ranks = [self._rank(values) for values in outputs]
                best = min(range(len(rows)), key=lambda position: ranks[position])
                return _Judgement([rows[best]], [results[best]], results[best])
            case HitPolicy.COLLECT:
                return _Judgement(rows, results, results)
        return _Judgement(rows, results, _feel(_AGGREGATES[policy])({"hits": results}))

    def _rank(self, values: tuple[Value, ...]) -> tuple[int, ...]:
        """The priority of a row, lowest first: by the first output, then the second; what is not listed comes last."""
        return tuple(
            next((rank for rank, known in enumerate(known_values) if known == values[place]), len(known_values))
            for place, known_values in self._ranked
        )

    def _result(self, values: tuple[Value, ...]) -> Value:
        if len(values) == 1:
            return values[0]
        return {column.name: value for column, value in zip(self.table.outputs, values, strict=True)}


def _leaves_open(policy: HitPolicy, rows: Sequence[Row], undecided: Sequence[Row]) -> bool:
    """Whether rows that a missing input leaves undecided could change the result.

    Under U no further row can match, under A one that does has the same result; under F only an earlier row matters.
    """
    if not undecided:
        return False
    match policy:
        case HitPolicy.UNIQUE | HitPolicy.ANY:
            return not rows
        case HitPolicy.FIRST:
            return not rows or undecided[0].number < rows[0].number
    return True


@cache
def _feel(text: str) -> Callable[[Mapping[str, Value]], Value]:
    closure: Callable[[Mapping[str, Value]], Value] = compile_node(parse(text))
    return closure


def _numbers(rows: Sequence[Row]) -> str:
    return "、".join(str(row.number) for row in rows)
