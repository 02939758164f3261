"""Seeding: an application made to look up one row of a decision table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from checker.feel import tree
from checker.feel.values import Value
from checker.rulebook import DecisionTable
from checker.rulebook.tables.domain import domain_of
from checker.rulebook.tables.table import Row
from checker.workbench.mutation.closure import Closure
from checker.workbench.mutation.nudging import beside
from checker.workbench.mutation.variation import Variation

_MOST_VALUES = 3


def seeds_of(
    closure: Closure, table: DecisionTable, row: Row, facts: Mapping[str, Value]
) -> Iterator[tuple[Variation, ...]]:
    """Ways to state the inputs of ``row`` where the rules of ``closure`` pass stated facts to ``table``.

    Inputs that rules work out themselves are left to come out as they do.
    """
    for call in _calls(closure, table.name):
        choices: list[list[Variation]] = []
        for argument, test in zip(call.arguments, row.tests, strict=False):
            values = [value for value in _values(test) if value is not None][:_MOST_VALUES]
            place = _place_of(argument, closure, facts)
            if values and place is not None:
                label, position, name = place
                choices.append([Variation(label, value, position, name) for value in values])
        if choices:
            yield from product(*choices)


def _calls(closure: Closure, table: str) -> Iterator[tree.Call]:
    for expression in closure.expressions:
        for node in tree.walk(expression):
            if isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and node.function.name == table:
                yield node


def _place_of(argument: tree.Node, closure: Closure, facts: Mapping[str, Value]) -> tuple[str, int | None, str] | None:
    """The fact, or the field of the first record of a list, that an argument reads."""
    match argument:
        case tree.Path(source=tree.Name(), name=name) | tree.Name(name=name):
            for spec in closure.facts:
                if spec.label == name and spec.fields is None and isinstance(argument, tree.Name):
                    return spec.label, None, ""
                if spec.fields is not None and name in spec.fields.by_label and facts.get(spec.label):
                    return spec.label, 0, name
    return None


def _values(test: tree.Node) -> Iterator[Value]:
    """Values a cell admits: those it names, the ends of its stretches, or one last digit inside an end left out."""
    domain = domain_of(test)
    if domain is not None:
        yield from (value for _, value in domain.points)
        for stretch in domain.stretches:
            for end, included, sign in (
                (stretch.low, stretch.low_included, 1),
                (stretch.high, stretch.high_included, -1),
            ):
                if end is not None:
                    yield end if included else beside(end, sign)
        return
    for node in tree.walk(test):
        if isinstance(node, tree.Literal) and node is not test:
            yield node.value
