"""Which facts an undetermined condition is waiting for: only those on branches that are themselves unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checker.engines.program import Program
from checker.feel import tree
from checker.review.condition import Conditions, Scope, called


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
        self._derivations: dict[str, list[tree.Node]] = {}
        for stratum in program.strata:
            for label in stratum.labels:
                for compiled in label.derivations:
                    nodes = [compiled.derivation.when, compiled.derivation.value]
                    known = self._derivations.setdefault(label.fact, [])
                    known.extend(node for node in nodes if node is not None)

    def behind(self, node: tree.Node, environment: Mapping[str, Any]) -> tuple[Gap, ...]:
        """The gaps that keep ``node`` unknown, in reading order, each once."""
        return tuple(dict.fromkeys(self._unknown(node, Scope(environment), frozenset())))

    def _unknown(self, node: tree.Node, scope: Scope, derived: frozenset[str]) -> Iterator[Gap]:
        """Gaps of a condition that is unknown, looking only where it is unknown."""
        for leaf, inner in self._conditions.deciding(node, scope, None):
            yield from self._absent(leaf, inner, derived)

    def _absent(self, node: tree.Node, scope: Scope, derived: frozenset[str]) -> Iterator[Gap]:
        """Gaps anywhere in an expression: names, fields of records, parameters, and table rows."""
        match node:
            case tree.Name(name=name):
                if scope.environment.get(name) is None:
                    yield from self._name(name, scope, derived)
            case tree.Path(source=source, name=name):
                yield from self._path(source, name, scope, derived)
            case tree.Filter(source=source, condition=condition):
                yield from self._absent(source, scope, derived)
                for inner in self._items(source, scope):
                    if self._conditions.value(condition, inner) is None:
                        yield from self._absent(condition, inner, derived)
            case tree.Quantified() | tree.For():
                yield from self._iteration(node, scope, derived)
            case tree.If():
                condition = self._conditions.value(node.condition, scope)
                if condition is None:
                    yield from self._absent(node.condition, scope, derived)
                branch = node.consequence if condition is True else node.alternative
                if self._conditions.value(branch, scope) is None:
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
        elif name in self._derivations and name not in derived:
            found = [
                gap
                for node in self._derivations[name]
                if self._conditions.value(node, scope) is None
                for gap in self._unknown(node, scope, derived | {name})
            ]
            yield from found or [Gap(name)]
        else:
            yield Gap(name)

    def _path(self, source: tree.Node, name: str, scope: Scope, derived: frozenset[str]) -> Iterator[Gap]:
        value = self._conditions.value(source, scope)
        base = called(source, scope)
        if value is None:
            yield from self._absent(source, scope, derived)
        elif isinstance(value, dict):
            if value.get(name) is None:
                yield Gap(f"{base}.{name}" if base else name)
        elif isinstance(value, list):
            for position, item in enumerate(value, start=1):
                if isinstance(item, dict) and item.get(name) is None:
                    yield Gap(f"{base}[{position}].{name}")

    def _items(self, source: tree.Node, scope: Scope) -> Iterator[Scope]:
        items = self._conditions.value(source, scope)
        base = called(source, scope)
        for position, item in enumerate(items if isinstance(items, list) else [], start=1):
            inner = scope.bind("item", item, f"{base}[{position}]")
            if isinstance(item, dict):
                for label, value in item.items():
                    inner = inner.bind(label, value, f"{base}[{position}].{label}")
            yield inner

    def _iteration(self, node: tree.Quantified | tree.For, scope: Scope, derived: frozenset[str]) -> Iterator[Gap]:
        scopes = [scope]
        for binding in node.bindings:
            extended: list[Scope] = []
            for outer in scopes:
                items = self._conditions.value(binding.source, outer)
                if items is None:
                    yield from self._absent(binding.source, outer, derived)
                base = called(binding.source, outer)
                extended.extend(
                    outer.bind(binding.name, item, f"{base}[{position}]")
                    for position, item in enumerate(items if isinstance(items, list) else [], start=1)
                )
            scopes = extended
        body = node.condition if isinstance(node, tree.Quantified) else node.body
        for inner in scopes:
            if self._conditions.value(body, inner) is None:
                yield from self._absent(body, inner, derived)
