"""Reach: which table rows no rule can ever look up, so that a slip in them provably changes nothing.

A row is out of reach where one of its cells admits none of the values that the book's own formulas can pass for that
input: a derived fact that nobody fills in and whose derivations give literals only, such as the level 2 or 3 of an
energy limit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias

from checker.feel import tree
from checker.feel.values import Value
from checker.model import VOCABULARY
from checker.rulebook import DecisionTable, Derivation, HitPolicy, Rule, RuleBook
from checker.rulebook.tables.domain import domain_of, point_of
from checker.rulebook.tables.table import Row
from checker.workbench.mutation.mutant import Item

_Values: TypeAlias = tuple[Value, ...] | None
"""Every value an expression can give, or None where that is not known."""


class Reach:
    """The values the rules of ``book`` pass to its tables."""

    def __init__(self, book: RuleBook) -> None:
        self._tables = {table.name for table in book.tables}
        self._deriving: defaultdict[str, list[Derivation]] = defaultdict(list)
        for derivation in book.derivations:
            self._deriving[derivation.derive].append(derivation)
        self._passed: dict[tuple[str, int], _Values] = {}
        users: tuple[Rule | Derivation, ...] = (*book.rules, *book.derivations)
        for user in users:
            for expression in user.expressions:
                self._note_calls(expression)

    def equivalence(self, before: Item, after: Item) -> str:
        """Why ``after`` provably says the same as ``before``; empty where that is not known."""
        if not isinstance(before, DecisionTable) or not isinstance(after, DecisionTable) or not before.rows:
            return ""
        changed = [pair for pair in zip(before.rows, after.rows, strict=True) if pair[0] is not pair[1]]
        if len(changed) != 1:
            return ""
        old, new = changed[0]
        place = self._out_of_reach(before, old)
        if place is not None and self._out_of_reach(after, new) is not None:
            column = before.inputs[place].name
            values = "、".join(map(_shown, self._passed.get((before.name, place)) or ()))
            return f"规则查这张表时“{column}”只会是 {values},查不到这一行"
        if before.hit_policy is HitPolicy.FIRST and _is_shadowed(before, old) and _is_shadowed(after, new):
            return "这一行总被前面的行抢先命中"
        return ""

    def _out_of_reach(self, table: DecisionTable, row: Row) -> int | None:
        """The first input whose possible values the row does not admit."""
        for place, test in enumerate(row.tests):
            values = self._passed.get((table.name, place))
            domain = domain_of(test)
            if values is None or domain is None:
                continue
            points = [point_of(value) for value in values]
            if not any(point is None or domain.holds(point) for point in points):
                return place
        return None

    def _note_calls(self, expression: tree.Node) -> None:
        for node in tree.walk(expression):
            match node:
                case tree.Call(function=tree.Name(name=name)) if name in self._tables:
                    for place, argument in enumerate(node.arguments):
                        self._note(name, place, self._possible(argument, frozenset()))
                    if node.named:
                        self._note_unknown(name, len(node.named))

    def _note(self, table: str, place: int, values: _Values) -> None:
        key = (table, place)
        if key not in self._passed:
            self._passed[key] = values
            return
        known = self._passed[key]
        self._passed[key] = None if known is None or values is None else _each_once((*known, *values))

    def _note_unknown(self, table: str, count: int) -> None:
        for place in range(count):
            self._note(table, place, None)

    def _possible(self, node: tree.Node, within: frozenset[str]) -> _Values:
        match node:
            case tree.Literal(value=value):
                return (value,)
            case tree.If(consequence=consequence, alternative=alternative):
                return _joined((self._possible(consequence, within), self._possible(alternative, within)))
            case tree.Name(name=name) if name not in within and VOCABULARY.find(name) is None:
                derivations = self._deriving.get(name, ())
                if not derivations or any(derivation.value is None for derivation in derivations):
                    return None
                values = (
                    self._possible(derivation.value, within | {name})
                    for derivation in derivations
                    if derivation.value is not None
                )
                return _joined((*values, (None,)))
        return None


def _joined(parts: Iterable[_Values]) -> _Values:
    found: list[Value] = []
    for part in parts:
        if part is None:
            return None
        found += part
    return _each_once(tuple(found))


def _each_once(values: tuple[Value, ...]) -> tuple[Value, ...]:
    kept: list[Value] = []
    for value in values:
        if not any(type(value) is type(known) and value == known for known in kept):
            kept.append(value)
    return tuple(kept)


def _shown(value: Value) -> str:
    return "空" if value is None else str(value)


def _is_shadowed(table: DecisionTable, row: Row) -> bool:
    """Whether an earlier row of the table admits whatever ``row`` does, by its points alone."""
    ours = [domain_of(test) for test in row.tests]
    for earlier in table.rows[: row.number - 1]:
        theirs = [domain_of(test) for test in earlier.tests]
        if all(
            wide is not None
            and (
                wide.anything
                or (
                    narrow is not None and not narrow.stretches and not narrow.anything and narrow.points <= wide.points
                )
            )
            for wide, narrow in zip(theirs, ours, strict=True)
        ):
            return True
    return False
