"""Solving: from a condition and the truth it should have to applications that give it that truth.

A condition is taken apart along ``and``, ``or``, ``not``, ``if`` and what it is derived by; what is left, a single
comparison, is brought about by trying values, with the limit of a numeric comparison found by interpolation. Every
application that is given out has been judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Final

from checker.feel import exact, tree
from checker.feel.tree import ComparisonOperator, Node, Quantifier
from checker.feel.types import ListType, NumberType, QuantityType
from checker.feel.units import Quantity
from checker.model import VOCABULARY
from checker.workbench.scaffold.moves import Grounds, around, plain_records, spec_of, usual_unit
from checker.workbench.scaffold.trial import NONE, Bench, Facts, Frame, Target, written

Truth = bool | None
Frames = tuple[Frame, ...]

_DEEPEST: Final = 14
_BRANCHES: Final = 4
_SINGLES: Final = 24
"""How many single moves are combined with a second one."""
_ORDERINGS: Final = frozenset(
    (
        ComparisonOperator.LESS,
        ComparisonOperator.LESS_EQUAL,
        ComparisonOperator.GREATER,
        ComparisonOperator.GREATER_EQUAL,
        ComparisonOperator.EQUAL,
    )
)


class Solver:
    """Finds applications on one bench."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._grounds = Grounds(bench.program.in_force)

    def ways(self, node: Node, goal: Truth, facts: Facts, frames: Frames = (), depth: int = 0) -> Iterator[Facts]:
        """Applications near ``facts`` in which ``node`` has the truth ``goal``; the nearest come first."""
        if depth > _DEEPEST:
            return
        if self._bench.trial(facts) is not None and self._bench.truth(node, facts, frames) is goal:
            yield facts
        parts = self._parts(node, goal, facts, frames, depth + 1)
        yield from self._fitting(node, goal, parts, frames)
        if not isinstance(node, tree.And | tree.Or | tree.Not):
            yield from self._fitting(node, goal, self._by_moves(node, facts, frames), frames)

    def _fitting(self, node: Node, goal: Truth, candidates: Iterator[Facts], frames: Frames) -> Iterator[Facts]:
        for found in candidates:
            if self._bench.trial(found) is not None and self._bench.truth(node, found, frames) is goal:
                yield found

    def _parts(self, node: Node, goal: Truth, facts: Facts, frames: Frames, depth: int) -> Iterator[Facts]:
        match node:
            case tree.Not(item=item):
                yield from self.ways(item, None if goal is None else not goal, facts, frames, depth)
            case tree.And(items=items):
                yield from self._joined(items, goal, facts, frames, depth, bound=True)
            case tree.Or(items=items):
                yield from self._joined(items, goal, facts, frames, depth, bound=False)
            case tree.If(condition=condition, consequence=consequence, alternative=alternative):
                for wanted, branch in ((True, consequence), (False, alternative)):
                    for chosen in islice(self.ways(condition, wanted, facts, frames, depth), _BRANCHES):
                        yield from islice(self.ways(branch, goal, chosen, frames, depth), _BRANCHES)
                if goal is None:
                    yield from self.ways(condition, None, facts, frames, depth)
            case tree.Name(name=name):
                yield from self._derived(name, goal, facts, depth)
            case tree.Comparison():
                yield from self._compared(node, goal, facts, frames, depth)
            case tree.Quantified(bindings=(tree.Binding(end=None),)):
                yield from self._quantified(node, goal, facts, frames, depth)

    def _joined(
        self, items: Sequence[Node], goal: Truth, facts: Facts, frames: Frames, depth: int, *, bound: bool
    ) -> Iterator[Facts]:
        """``and`` (bound) needs every item to be true, ``or`` every one false, for the truth that all must share."""
        if goal is bound:
            yield from self._all(items, bound, facts, frames, depth)
            return
        for position, item in enumerate(items):
            others = [other for place, other in enumerate(items) if place != position]
            # The others first: what is left open afterwards stays open.
            for ready in islice(self._all(others, bound, facts, frames, depth), 2):
                yield from islice(self.ways(item, goal, ready, frames, depth), _BRANCHES)
            yield from islice(self.ways(item, goal, facts, frames, depth), _BRANCHES)

    def _all(self, items: Sequence[Node], goal: bool, facts: Facts, frames: Frames, depth: int) -> Iterator[Facts]:
        if not items:
            yield facts
            return
        for found in islice(self.ways(items[0], goal, facts, frames, depth), _BRANCHES):
            for whole in self._all(items[1:], goal, found, frames, depth):
                if self._bench.truth(items[0], whole, frames) is goal:
                    yield whole

    def _derived(self, name: str, goal: Truth, facts: Facts, depth: int) -> Iterator[Facts]:
        """A derived fact that is boolean: by any of its derivations, or by none."""
        conditions = [derivation.when for derivation in self._grounds.derivations_of(name) if derivation.value is None]
        known = [condition for condition in conditions if condition is not None]
        if known:
            yield from self._parts(tree.Or(tuple(known)), goal, facts, (), depth)
        for derivation in self._grounds.derivations_of(name):
            if derivation.value is not None:
                for ready in self._taken(derivation.when, facts, depth):
                    yield from islice(self.ways(derivation.value, goal, ready, (), depth), _BRANCHES)

    def _taken(self, when: Node | None, facts: Facts, depth: int) -> Iterator[Facts]:
        if when is None:
            yield facts
        else:
            yield from islice(self.ways(when, True, facts, (), depth), _BRANCHES)

    def _compared(
        self, node: tree.Comparison, goal: Truth, facts: Facts, frames: Frames, depth: int
    ) -> Iterator[Facts]:
        """Numbers by interpolation; a derived value by the condition under which it is taken."""
        if goal is not None and node.operator in _ORDERINGS:
            yield from self.at_limits(node, facts, frames)
        for side in (node.left, node.right):
            if isinstance(side, tree.Name):
                for derivation in self._grounds.derivations_of(side.name):
                    if derivation.when is not None and derivation.value is not None:
                        for ready in islice(self.ways(derivation.when, True, facts, (), depth), _BRANCHES):
                            yield ready
                            yield from self._by_moves(node, ready, frames)

    def at_limits(self, node: tree.Comparison, facts: Facts, frames: Frames = ()) -> Iterator[Facts]:
        """The facts with one number moved so that both sides meet, and then one step to either side."""
        named = tree.names_in(node)
        for target in self._grounds.targets(node, frames):
            spec = spec_of(target)
            if spec is None or isinstance(spec.type, ListType):
                continue
            others = [other for other in self._grounds.targets(node, frames) if other != target]
            ready = _of_a_hundred(facts, [other for other in others if other.label in named])
            for start in (ready, facts) if ready != facts else (facts,):
                for meeting in self._meeting(node, target, start, frames):
                    for near in around(meeting[0]):
                        yield written(start, target, f"{exact.plain(near)} {meeting[1]}".strip())

    def _meeting(
        self, node: tree.Comparison, target: Target, facts: Facts, frames: Frames
    ) -> Iterator[tuple[Decimal, str]]:
        """Where the two sides meet along one number, taken as a straight line through two trials."""
        for symbol in self._symbols(node, target):
            points = []
            for number in (Decimal(0), Decimal(10), Decimal(1000)):
                tried = written(facts, target, f"{number} {symbol}".strip())
                distance = self._distance(node, tried, frames)
                if distance is not None:
                    points.append((Fraction(number), distance))
            if len(points) < 2:
                continue
            (first, low), (last, high) = points[-2], points[-1]
            if high != low:
                yield exact.rounded(first - low * (last - first) / (high - low)).normalize(), symbol
                return

    def _symbols(self, node: Node, target: Target) -> Iterator[str]:
        spec = spec_of(target)
        match spec.type if spec else None:
            case NumberType() | QuantityType():
                yield spec.unit.symbol if spec and spec.unit else ""
            case None:
                return
            case _ if spec and "quantity" in str(spec.type):
                seen = {usual_unit(spec, found.dimension).symbol for found in self._grounds.values(node).quantities}
                yield from sorted(seen)

    def _distance(self, node: tree.Comparison, facts: Facts, frames: Frames) -> Fraction | None:
        sides = [_magnitude(self._bench.value(side, facts, frames)) for side in (node.left, node.right)]
        return None if sides[0] is None or sides[1] is None else sides[0] - sides[1]

    def _quantified(
        self, node: tree.Quantified, goal: Truth, facts: Facts, frames: Frames, depth: int
    ) -> Iterator[Facts]:
        """``some`` and ``every`` by one item that passes the filter and has the truth asked for, or by no item."""
        (binding,) = node.bindings
        source, conditions = binding.source, []
        while isinstance(source, tree.Filter):
            conditions.append(source.condition)
            source = source.source
        spec = VOCABULARY.facts.get(source.name) if isinstance(source, tree.Name) else None
        if spec is None or spec.fields is None:
            return
        if goal is (node.quantifier is Quantifier.EVERY):
            yield written(facts, Target(spec.label), NONE)
        for started in self._first_items(spec.label, facts):
            inside = (*frames, Frame(spec.label, 0))
            for item in islice(self._all(conditions, True, started, inside, depth), _BRANCHES):
                named = (*frames, Frame(spec.label, 0, binding.name))
                yield from islice(self.ways(node.condition, goal, item, named, depth), _BRANCHES)

    def _first_items(self, label: str, facts: Facts) -> Iterator[Facts]:
        """The facts with an item in a list: the one there is, or an empty one, or one with what it must have."""
        known = facts.get(label)
        if isinstance(known, list) and known:
            yield facts
            return
        for record in ({}, *plain_records(VOCABULARY.facts[label])):
            yield written(facts, Target(label), [record])

    def _by_moves(self, node: Node, facts: Facts, frames: Frames) -> Iterator[Facts]:
        """One fact written otherwise, then two."""
        values = self._grounds.values(node)
        singles: list[Facts] = []
        for target in self._grounds.targets(node, frames):
            for value in self._grounds.tries(target, values):
                moved = written(facts, target, value)
                if moved != facts:
                    yield moved
                    if self._bench.trial(moved) is not None:
                        singles.append(moved)
        for moved in singles[:_SINGLES]:
            for target in self._grounds.targets(node, frames):
                for value in islice(self._grounds.tries(target, values), 6):
                    yield written(moved, target, value)


def _of_a_hundred(facts: Facts, targets: Sequence[Target]) -> Facts:
    """The facts with every number that is nothing made a hundred: of nothing, every share is the same."""
    for target in targets:
        spec = spec_of(target)
        if spec is None or target.is_record or not isinstance(spec.type, NumberType | QuantityType):
            continue
        if str(facts.get(target.label)).split(" ")[0] == "0":
            facts = written(facts, target, f"100 {spec.unit.symbol if spec.unit else ''}".strip())
    return facts


def _magnitude(value: object) -> Fraction | None:
    match value:
        case Quantity(magnitude=magnitude):
            return Fraction(magnitude)
        case Decimal() | Fraction():
            return Fraction(value)
    return None
