"""Which facts an undetermined condition is waiting for: only those on branches that are themselves unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from checker.engines.program import DerivedLabel, Program
from checker.feel import tree
from checker.review.condition import Conditions, Scope

_MEMBER: Final = re.compile(r"(?P<fact>[^\[\].]+)\[(?P<number>\d+)\](?:\..+)?")
"""A place in a list fact, such as ``全市原煤消费量[2].数量``."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is not there: ``office`` when the rule book's keeper must enter it, not the applicant."""

    fact: str
    office: bool = False


class MissingFacts:
    """Finds the missing facts behind an unknown; one per program."""

    def __init__(self, program: Program, conditions: Conditions) -> None:
        self._conditions = conditions
        self._parameters = program.in_force.parameters
        self._functions = frozenset(program.in_force.functions)
        self._derived = {label.fact: label for stratum in program.strata for label in stratum.labels}

    def behind(self, node: tree.Node, scope: Scope) -> tuple[Gap, ...]:
        """The gaps that keep ``node`` unknown, in reading order, each once."""
        found = dict.fromkeys(self._unknown(node, scope, frozenset()))
        return tuple(_asked_of_the_office(gap, scope) for gap in found)

    def _unknown(self, node: tree.Node, scope: Scope, derived: frozenset[str]) -> Iterator[Gap]:
        """Gaps of a condition that is unknown, looking only where it is unknown."""
        for leaf in self._conditions.deciding(node, scope, None):
            yield from self._absent(leaf.node, leaf.scope, derived)

    def _absent(self, node: tree.Node, scope: Scope, derived: frozenset[str]) -> Iterator[Gap]:
        """Gaps anywhere in an expression: names, fields of records, parameters, and table rows."""
        match node:
            case tree.Name(name=name):
                if scope.environment.get(name) is None:
                    yield from self._name(name, scope, derived)
            case tree.Path(source=source, name=name):
                yield from self._path(node, source, name, scope, derived)
            case tree.And() | tree.Or() | tree.Not():
                if self._conditions.truth(node, scope) is None:
                    yield from self._unknown(node, scope, derived)
            case tree.Filter(source=source, condition=condition):
                yield from self._absent(source, scope, derived)
                for inner in self._items(source, scope):
                    if self._conditions.value(condition, inner) is None:
                        yield from self._absent(condition, inner, derived)
            case tree.Quantified() | tree.For():
                yield from self._iteration(node, scope, derived)
            case tree.If():
                branch = self._conditions.branch(node, scope)
                if branch is None:
                    yield from self._absent(node.condition, scope, derived)
                elif self._conditions.value(branch, scope) is None:
                    yield from self._absent(branch, scope, derived)
            case tree.Call(function=tree.Name(name=name)):
                arguments = [*node.arguments, *(value for _, value in node.named)]
                found = [gap for argument in arguments for gap in self._absent(argument, scope, derived)]
                yield from found
                if not found and name in self._functions and self._conditions.value(node, scope) is None:
                    yield Gap(f"决策表“{name}”的对应行", office=True)
            case _:
                for child in tree.children(node):
                    yield from self._absent(child, scope, derived)

    def _name(self, name: str, scope: Scope, derived: frozenset[str]) -> Iterator[Gap]:
        if name in scope.origins:
            yield Gap(scope.origins[name])
        elif name in self._parameters:
            yield Gap(f"参数“{name}”", office=True)
        elif name in self._derived and name not in derived:
            found = list(self._derivation(self._derived[name], scope.outermost, derived | {name}))
            yield from found or [Gap(name)]
        else:
            yield Gap(name)

    def _derivation(self, label: DerivedLabel, scope: Scope, derived: frozenset[str]) -> Iterator[Gap]:
        """Gaps behind a derived fact: of every unknown ``when``, or of the first value that counts."""
        for compiled in label.derivations:
            when, value = compiled.derivation.when, compiled.derivation.value
            truth = True if when is None else self._conditions.truth(when, scope)
            if truth is None and when is not None:
                yield from self._unknown(when, scope, derived)
            if value is None or truth is False:
                continue
            if truth and self._conditions.value(value, scope) is None:
                yield from self._absent(value, scope, derived)
            return

    def _path(
        self, node: tree.Path, source: tree.Node, name: str, scope: Scope, derived: frozenset[str]
    ) -> Iterator[Gap]:
        value = self._conditions.value(source, scope)
        if value is None:
            yield from self._absent(source, scope, derived)
        elif isinstance(value, dict):
            if value.get(name) is None:
                yield Gap(self._conditions.place(node, scope) or name)
        elif isinstance(value, list):
            for origin, item in self._conditions.items(source, scope):
                if isinstance(item, dict) and item.get(name) is None:
                    yield Gap(f"{origin}.{name}")

    def _items(self, source: tree.Node, scope: Scope) -> Iterator[Scope]:
        for origin, item in self._conditions.items(source, scope):
            inner = scope.bind("item", item, origin)
            if isinstance(item, dict):
                for label, value in item.items():
                    inner = inner.bind(label, value, f"{origin}.{label}")
            yield inner

    def _iteration(self, node: tree.Quantified | tree.For, scope: Scope, derived: frozenset[str]) -> Iterator[Gap]:
        scopes = [scope]
        for binding in node.bindings:
            extended: list[Scope] = []
            for outer in scopes:
                if self._conditions.value(binding.source, outer) is None:
                    yield from self._absent(binding.source, outer, derived)
                extended.extend(
                    outer.bind(binding.name, item, origin)
                    for origin, item in self._conditions.items(binding.source, outer)
                )
            scopes = extended
        body = node.condition if isinstance(node, tree.Quantified) else node.body
        for inner in scopes:
            if self._conditions.value(body, inner) is None:
                yield from self._absent(body, inner, derived)


def _asked_of_the_office(gap: Gap, scope: Scope) -> Gap:
    """The gap as the office's where it lies in a fact that the office enters: ``2030 年全市原煤消费量``."""
    member = _MEMBER.fullmatch(gap.fact)
    fact = member["fact"] if member else gap.fact
    if fact not in scope.office:
        return gap
    records = scope.outermost.environment.get(fact) or []
    year = records[int(member["number"]) - 1].get("年份") if member else None
    return Gap(gap.fact if year is None else f"{year} 年{fact}", office=True)
