"""Conditions: an expression split so that each part's truth, values, shortfall and missing facts can be told.

Tracing is apart from evaluation: an engine decides first, and only what is worth explaining is traced.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from checker.feel import tree
from checker.feel.compiler import compile_node
from checker.feel.prose import in_words
from checker.feel.units import PLAIN, Quantity, Unit
from checker.feel.unparsing import unparse
from checker.feel.values import Value
from checker.model.report import ObservedFact, Trace
from checker.review.display import Units, observed, text_of
from checker.review.naming import called

Environment = Mapping[str, Value]
_MOST_ELEMENTS = 12


@dataclass(frozen=True, slots=True)
class Scope:
    """The values in sight at one point: the environment, and for each bound variable where its value came from.

    ``facts`` remembers what was already shown of the environment itself; it is shared by all scopes of one review.
    ``office`` are the facts that the office enters into its ledger.
    """

    environment: Environment
    origins: Mapping[str, str] = field(default_factory=dict)
    facts: dict[str, ObservedFact] = field(default_factory=dict)
    around: Scope | None = None
    office: frozenset[str] = frozenset()

    def bind(self, name: str, value: Value, origin: str) -> Scope:
        """The same scope with one more variable, called ``origin`` in messages (e.g. ``产品[2]``)."""
        inner = ChainMap({name: value}, self.environment)  # type: ignore[arg-type]  # it is only read
        return Scope(inner, {**self.origins, name: origin}, self.facts, self.outermost, self.office)

    @property
    def outermost(self) -> Scope:
        """The scope of the environment alone."""
        return self.around or self


class _Prepared:
    """A sub-expression with what explaining it needs, worked out on first use."""

    __slots__ = ("_functions", "_terms", "_text", "_words", "evaluate", "node")

    def __init__(self, node: tree.Node, functions: Mapping[str, Callable[..., Value]]) -> None:
        self.node = node
        self.evaluate = compile_node(node, functions, null_is_unknown=True)
        self._functions = functions
        self._text: str | None = None
        self._words: str | None = None
        self._terms: tuple[tree.Node, ...] | None = None

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = unparse(self.node)
        return self._text

    def words(self, derived: Collection[str], within: tuple[tree.Quantified, ...]) -> str:
        """The condition in Chinese; ``within`` does not change, for a node stands in one place of its tree."""
        if self._words is None:
            self._words = in_words(self.node, derived=derived, within=within)
        return self._words

    @property
    def terms(self) -> tuple[tree.Node, ...]:
        if self._terms is None:
            self._terms = tuple(_terms(self.node, frozenset(self._functions)))
        return self._terms


@dataclass(frozen=True, slots=True)
class Leaf:
    """An innermost condition with its scope and the truth it has there."""

    node: tree.Node
    scope: Scope
    truth: bool | None


class Conditions:
    """Compiles sub-expressions once and explains conditions; one per program, safe to share between threads.

    ``derived`` are the names that nobody fills in.
    """

    def __init__(
        self, functions: Mapping[str, Callable[..., Value]], units: Units, derived: Collection[str] = ()
    ) -> None:
        self.functions = functions
        self.units = units
        self.derived = derived
        self._known: dict[int, _Prepared] = {}

    def _prepared(self, node: tree.Node) -> _Prepared:
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = _Prepared(node, self.functions)
        return known

    def value(self, node: tree.Node, scope: Scope) -> Value:
        """The value of a sub-expression; null where it crashes, which the engines have reported by then."""
        try:
            return self._prepared(node).evaluate(scope.environment)
        except Exception:  # noqa: BLE001 - an explanation must not cost the finding
            return None

    def text(self, node: tree.Node) -> str:
        """A sub-expression as it is written."""
        return self._prepared(node).text

    def words(self, node: tree.Node, within: tuple[tree.Quantified, ...] = ()) -> str:
        """A condition in Chinese, said of one item of the lists it stands ``within``."""
        return self._prepared(node).words(self.derived, within)

    def fact(self, name: str, scope: Scope) -> ObservedFact:
        """One name of the environment as it stands."""
        known = scope.facts.get(name)
        if known is None:
            known = scope.facts[name] = observed(name, scope.environment.get(name), self.units.names.get(name))
        return known

    def truth(self, node: tree.Node, scope: Scope) -> bool | None:
        """The truth of a condition; anything but true and false is unknown."""
        value = self.value(node, scope)
        return value if value is True or value is False else None

    def trace(self, node: tree.Node, scope: Scope, label: str = "", within: tuple[tree.Quantified, ...] = ()) -> Trace:
        """Every condition in ``node`` with its truth and the values it saw, in words and as it is written."""
        truth, expression = self.truth(node, scope), self.text(node)
        match node:
            case tree.And(items=items) | tree.Or(items=items):
                word = "全部满足" if isinstance(node, tree.And) else "满足其一"
                parts = tuple(self.trace(item, scope, within=within) for item in items)
                return Trace(word, truth, children=parts, label=label, expression=expression)
            case tree.Not(item=item):
                parts = (self.trace(item, scope, within=within),)
                return Trace("以下不成立", truth, children=parts, label=label, expression=expression)
            case tree.Quantified():
                parts = tuple(
                    self.trace(node.condition, inner, origin, (*within, node))
                    for origin, inner in self._deciding_elements(node, scope)
                )
                values = self.values(node, scope)
                return Trace(self.words(node, within), truth, values, parts, label, expression)
            case tree.If():
                branch = self.branch(node, scope)
                parts = (self.trace(node.condition, scope, "前提", within),)
                if branch is not None:
                    parts += (self.trace(branch, scope, "则", within),)
                return Trace(self.words(node, within), truth, (), parts, label, expression)
            case _:
                return Trace(self.words(node, within), truth, self.values(node, scope), (), label, expression)

    def values(self, node: tree.Node, scope: Scope) -> tuple[ObservedFact, ...]:
        """The facts, fields and table results that ``node`` looks at, each once, as they stand."""
        seen: dict[str, ObservedFact] = {}
        compared = node if isinstance(node, tree.Comparison | tree.Between | tree.In) else None
        for term in self._prepared(node).terms:
            unit = self.units.of(term)
            if isinstance(term, tree.Name) and term.name not in scope.origins and (unit or compared is None):
                seen[term.name] = self.fact(term.name, scope)
                continue
            name = self.place(term, scope)
            if name and name not in seen:
                value = self.value(term, scope)
                if unit is None and compared is not None:
                    unit = self.unit_of(compared, value)
                seen[name] = observed(name, value, unit)
        return tuple(seen.values())

    def deciding(self, node: tree.Node, scope: Scope, truth: bool | None) -> Iterator[Leaf]:
        """The innermost conditions that make ``node`` come out as ``truth``."""
        match node:
            case tree.And(items=items) | tree.Or(items=items):
                for item in items:
                    if self.truth(item, scope) is truth:
                        yield from self.deciding(item, scope, truth)
            case tree.Not(item=item):
                yield from self.deciding(item, scope, None if truth is None else not truth)
            case tree.Quantified(quantifier=quantifier):
                elements = [inner for _, inner in self.elements(node, scope)]
                # One failing item fails an every; a some fails by all of them, and then the whole is the reason.
                single = truth is None or (truth is False) is (quantifier is tree.Quantifier.EVERY)
                if not single and len(elements) > 1:
                    elements = []
                elements = [inner for inner in elements if self.truth(node.condition, inner) is truth]
                if not elements:
                    yield Leaf(node, scope, truth)
                for inner in elements:
                    yield from self.deciding(node.condition, inner, truth)
            case tree.If():
                branch = self.branch(node, scope)
                if branch is None:
                    yield from self.deciding(node.condition, scope, None)
                else:
                    yield from self.deciding(branch, scope, truth)
            case _:
                yield Leaf(node, scope, truth)

    def unit_of(self, node: tree.Comparison | tree.Between | tree.In, value: Value) -> Unit | None:
        """The unit in which ``value`` and what it is compared with are shown."""
        for side in tree.children(node):
            unit = self.units.of(side)
            if unit and unit.dimension is (value.dimension if isinstance(value, Quantity) else PLAIN):
                return unit
        return None

    def branch(self, node: tree.If, scope: Scope) -> tree.Node | None:
        """The branch that counts, or None where the condition is unknown."""
        condition = self.value(node.condition, scope)
        if condition is None:
            return None
        return node.consequence if condition is True else node.alternative

    def elements(self, node: tree.Quantified, scope: Scope) -> Iterator[tuple[str, Scope]]:
        """One scope per combination of the bound variables, with the name people know it by."""
        scopes = [("", scope)]
        for binding in node.bindings:
            extended: list[tuple[str, Scope]] = []
            for label, outer in scopes:
                for origin, item in self.items(binding.source, outer) if binding.end is None else ():
                    name = text_of(item) if isinstance(item, dict) else ""
                    shown_as = f"{origin} {name}" if name else origin
                    extended.append((f"{label} {shown_as}".strip(), outer.bind(binding.name, item, origin)))
            scopes = extended
        yield from scopes

    def items(self, source: tree.Node, scope: Scope) -> Iterator[tuple[str, Value]]:
        """The items of a list, each with its place in the list as it was filled in, whatever filter stands before."""
        items = self.value(source, scope)
        whole = self._unfiltered(source, scope)
        base = called(source, scope.origins) or self.text(source)
        for position, item in enumerate(items if isinstance(items, list) else [], start=1):
            yield f"{base}[{_position(item, whole) or position}]", item

    def place(self, node: tree.Node, scope: Scope) -> str:
        """What people call a name, path or call; a record picked by a filter by its place in the list."""
        match node:
            case tree.Path(source=tree.Filter() as source, name=name):
                item = self.value(source, scope)
                position = _position(item, self._unfiltered(source, scope))
                base = called(source, scope.origins)
                return f"{base}[{position}].{name}" if base and position else called(node, scope.origins)
            case _:
                return called(node, scope.origins)

    def _unfiltered(self, source: tree.Node, scope: Scope) -> Value:
        while isinstance(source, tree.Filter):
            source = source.source
        return self.value(source, scope)

    def _deciding_elements(self, node: tree.Quantified, scope: Scope) -> list[tuple[str, Scope]]:
        elements = list(self.elements(node, scope))
        truth = self.truth(node, scope)
        deciding = [(label, inner) for label, inner in elements if self.truth(node.condition, inner) is truth]
        return (deciding or elements)[:_MOST_ELEMENTS]


def _position(item: Value, whole: Value) -> int | None:
    """Where in a list a record stands, counted from 1; by identity, for two records may read the same."""
    if not isinstance(item, dict) or not isinstance(whole, list):
        return None
    return next((position for position, other in enumerate(whole, start=1) if other is item), None)


def _terms(node: tree.Node, functions: frozenset[str]) -> Iterator[tree.Node]:
    """The largest names, paths and table calls in ``node`` that can be read on their own."""
    match node:
        case tree.Name() | tree.Path():
            yield node
        case tree.Call(function=tree.Name(name=name)) if name in functions:
            for argument in (*node.arguments, *(value for _, value in node.named)):
                yield from _terms(argument, functions)
            yield node
        case tree.Call():
            for argument in (*node.arguments, *(value for _, value in node.named)):
                yield from _terms(argument, functions)
        case tree.Filter():
            yield from _terms(node.source, functions)
        case tree.Quantified() | tree.For():
            for binding in node.bindings[:1]:
                yield from _terms(binding.source, functions)
        case _:
            for child in tree.children(node):
                yield from _terms(child, functions)
