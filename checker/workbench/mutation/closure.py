"""The closure of a rule: every expression it rests on, the facts an application may state for them, their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from checker.feel import tree
from checker.model import VOCABULARY
from checker.model.vocabulary import FactSpec
from checker.rulebook import Rule
from checker.workbench.mutation.edition import Edition


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """What one rule rests on in one edition.

    ``derived`` are the derived facts in order of derivation; ``facts`` those that an application states; ``fields`` the
    names of record fields in use; ``words`` the texts that expressions and tables compare with, ``days`` the dates that
    parameters give.
    """

    rule: Rule
    derived: tuple[str, ...]
    facts: tuple[FactSpec, ...]
    fields: frozenset[str]
    words: tuple[str, ...]
    days: tuple[date, ...]
    expressions: tuple[tree.Node, ...]


def closure_of(rule: Rule, edition: Edition) -> Closure:
    """The closure of ``rule`` in ``edition``."""
    labels = edition.labels
    expressions: list[tree.Node] = []
    names: set[str] = set()
    calls: set[str] = set()
    pending = list(rule.expressions)
    while pending:
        expression = pending.pop(0)
        expressions.append(expression)
        calls |= tree.calls_in(expression)
        for name in tree.names_in(expression):
            if name in names:
                continue
            names.add(name)
            if name in labels:
                pending += [node for one in labels[name].derivations for node in one.derivation.expressions]
    fields = {name for expression in expressions for name in _members(expression)}
    words = dict.fromkeys(word for expression in expressions for word in _words(expression))
    for name, table in edition.program.in_force.tables.items():
        if name in calls:
            words.update(dict.fromkeys(word for row in table.rows for test in row.tests for word in _words(test)))
    return Closure(
        rule=rule,
        derived=tuple(fact for fact in labels if fact in names),
        facts=tuple(spec for spec in VOCABULARY.facts.values() if spec.label in names),
        fields=frozenset(fields | names),
        words=tuple(words),
        days=tuple(
            value
            for name, value in edition.program.in_force.parameters.items()
            if name in names and isinstance(value, date)
        ),
        expressions=tuple(expressions),
    )


def _members(expression: tree.Node) -> Iterator[str]:
    for node in tree.walk(expression):
        if isinstance(node, tree.Path):
            yield node.name


def _words(expression: tree.Node) -> Iterator[str]:
    for node in tree.walk(expression):
        if isinstance(node, tree.Literal) and isinstance(node.value, str) and node.value:
            yield node.value
