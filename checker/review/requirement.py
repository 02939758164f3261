"""Requirements: what of a rule's demand is still open, and how far a limit is missed.

Only values are worked out here; the prose reader says what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from checker.feel import operations, tree
from checker.feel.prose import in_words, noun_of
from checker.feel.prose_predicates import EQUALITIES, OPPOSITES, oriented
from checker.feel.tree import ComparisonOperator
from checker.feel.values import Value
from checker.review.condition import Conditions, Leaf, Scope
from checker.review.display import text_of
from checker.review.naming import placed

_SIGNS: Final = {
    ComparisonOperator.LESS_EQUAL: "≤",
    ComparisonOperator.LESS: "<",
    ComparisonOperator.GREATER_EQUAL: "≥",
    ComparisonOperator.GREATER: ">",
}
_NO_CASE: Final = "不得有适用条件所述的情形"
_IMPOSSIBLE: Final = tree.Literal(value=False)
_MOST_ELEMENTS: Final = 12


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A limit that is not met: what was observed of the subject, what the limit is, and the distance.

    ``gap`` is empty where the value stands on a limit that must be passed.
    """

    subject: str
    observed: str
    operator: str
    required: str
    gap: str


class Requirements:
    """Says what conditions require; one per program, safe to share between threads."""

    def __init__(self, conditions: Conditions) -> None:
        self._conditions = conditions

    def stated(self, node: tree.Node) -> str:
        """All that ``node`` requires of any application."""
        return _NO_CASE if node == _IMPOSSIBLE else self._conditions.words(node)

    def unmet(self, node: tree.Node, scope: Scope) -> str:
        """What of ``node`` still has to come true, with the limits' values."""
        remainder = _Remainder(self._conditions)
        still_open = remainder.of(node, scope, wanted=True)
        if still_open == _IMPOSSIBLE or (still_open is node and not remainder.figures):
            return self.stated(still_open)
        text = in_words(
            still_open,
            derived=self._conditions.derived,
            places=remainder.places,
            figures=remainder.figures,
            conditional=False,
        )
        return text + "".join(remainder.notes)

    def shortfall(self, leaf: Leaf) -> Shortfall | None:
        """How far a deciding condition is from its opposite truth; None where that is not a matter of more or less."""
        if not isinstance(leaf.truth, bool):
            return None
        return _shortfall(self._conditions, leaf.node, leaf.scope, wanted=not leaf.truth)


class _Remainder:
    """Cuts a condition down to what is still open: failing items by their place, and the values of limits."""

    def __init__(self, conditions: Conditions) -> None:
        self._conditions = conditions
        self.figures: dict[tree.Node, str] = {}
        self.places: set[str] = set()
        self.notes: list[str] = []

    def of(self, node: tree.Node, scope: Scope, *, wanted: bool) -> tree.Node:
        """What makes ``node`` come out as ``wanted``."""
        match node:
            case tree.And() | tree.Or():
                return self._joined(node, scope, wanted)
            case tree.Not(item=item):
                return self.of(item, scope, wanted=not wanted)
            case tree.Quantified():
                return self._quantified(node, scope, wanted)
            case tree.If():
                return self._branched(node, scope, wanted)
            case tree.Literal(value=bool() as value):
                return node if value is wanted else _IMPOSSIBLE
        self._note_limits(node, scope, frozenset())
        self.places.update(scope.origins.values())
        return _turned(placed(node, scope.origins), wanted=wanted)

    def _joined(self, node: tree.And | tree.Or, scope: Scope, wanted: bool) -> tree.Node:
        together = isinstance(node, tree.And) is wanted
        if together:
            failing = [item for item in node.items if self._conditions.truth(item, scope) is not wanted]
            items = _without_guards(failing, wanted) or list(node.items)
        else:
            items = [item for item in node.items if not _is_null_test(item, wanted)] or list(node.items)
        return _join((self.of(item, scope, wanted=wanted) for item in items), together=together)

    def _quantified(self, node: tree.Quantified, scope: Scope, wanted: bool) -> tree.Node:
        each = wanted is (node.quantifier is tree.Quantifier.EVERY)
        if each and not isinstance(node.condition, tree.Literal):
            truth = self._conditions.truth
            elements = [inner for _, inner in self._conditions.elements(node, scope)]
            failing = [inner for inner in elements if truth(node.condition, inner) is not wanted]
            if len(failing) > _MOST_ELEMENTS:
                self.notes.append(f"（只列出 {len(failing)} 项中的 {_MOST_ELEMENTS} 项）")
            if failing:
                parts = (self.of(node.condition, inner, wanted=wanted) for inner in failing[:_MOST_ELEMENTS])
                return _join(parts, together=True)
        self._note_limits(node.condition, scope, frozenset(binding.name for binding in node.bindings))
        self.places.update(scope.origins.values())
        if wanted and not scope.origins:
            return node
        quantifier = tree.Quantifier.EVERY if each else tree.Quantifier.SOME
        turned = replace(node, quantifier=quantifier, condition=_turned(node.condition, wanted=wanted))
        return placed(turned, scope.origins)

    def _branched(self, node: tree.If, scope: Scope, wanted: bool) -> tree.Node:
        branch = self._conditions.branch(node, scope)
        if branch is not None:
            return self.of(branch, scope, wanted=wanted)
        self.places.update(scope.origins.values())
        branches = (_turned(part, wanted=wanted) for part in (node.consequence, node.alternative))
        return placed(tree.If(node.condition, *branches), scope.origins)

    def _note_limits(self, node: tree.Node, scope: Scope, bound: frozenset[str]) -> None:
        """Keep the values of limits in ``node`` that do not depend on a ``bound`` variable."""
        match node:
            case tree.Comparison():
                limits = [oriented(node).right]
            case tree.Between(low=low, high=high) | tree.In(tests=(tree.Interval(start=low, end=high),)):
                limits = [low, high]
            case tree.And(items=items) | tree.Or(items=items):
                for item in items:
                    self._note_limits(item, scope, bound)
                return
            case tree.Not(item=item):
                self._note_limits(item, scope, bound)
                return
            case _:
                return
        for limit in limits:
            if not tree.names_in(limit) & bound:
                self._note_limit(node, limit, scope)

    def _note_limit(self, node: tree.Comparison | tree.Between | tree.In, limit: tree.Node, scope: Scope) -> None:
        value = self._conditions.value(limit, scope)
        if value is None or isinstance(value, bool | list | dict):
            return
        figure = text_of(value, self._conditions.unit_of(node, value))
        if isinstance(limit, tree.Literal):
            if isinstance(value, str) or figure == text_of(value, limit.unit):
                return
        elif isinstance(limit, tree.AtLiteral):
            return
        self.figures[placed(limit, scope.origins)] = f"“{figure}”" if isinstance(value, str) else figure


def _turned(node: tree.Node, *, wanted: bool) -> tree.Node:
    """``node``, or the condition that is true where ``node`` is false."""
    match node:
        case _ if wanted:
            return node
        case tree.Not(item=item):
            return item
        case tree.Comparison(operator=operator):
            return replace(node, operator=OPPOSITES[operator])
    return tree.Not(node)


def _join(parts: Iterable[tree.Node], *, together: bool) -> tree.Node:
    """The parts as one condition, those that say the same once; an alternative that cannot be met is left out."""
    kind = tree.And if together else tree.Or
    flat = dict.fromkeys(inner for part in parts for inner in (part.items if isinstance(part, kind) else (part,)))
    items = tuple(item for item in flat if together or item != _IMPOSSIBLE)
    if _IMPOSSIBLE in items or not items:
        return _IMPOSSIBLE
    return items[0] if len(items) == 1 else kind(items)


def _shortfall(conditions: Conditions, node: tree.Node, scope: Scope, *, wanted: bool) -> Shortfall | None:
    bounds: list[tuple[ComparisonOperator, tree.Node]]
    least, most = ComparisonOperator.GREATER_EQUAL, ComparisonOperator.LESS_EQUAL
    match oriented(node) if isinstance(node, tree.Comparison) else node:
        case tree.Comparison(operator=operator, left=tested, right=right) if operator not in EQUALITIES:
            bounds = [(operator if wanted else OPPOSITES[operator], right)]
        case tree.Between(value=tested, low=low, high=high) if wanted:
            bounds = [(least, low), (most, high)]
        case tree.In(value=tested, tests=(tree.Interval() as interval,)) if wanted:
            above = least if interval.start_included else ComparisonOperator.GREATER
            below = most if interval.end_included else ComparisonOperator.LESS
            bounds = [(above, interval.start), (below, interval.end)]
        case _:
            return None
    assert isinstance(node, tree.Comparison | tree.Between | tree.In)
    value = conditions.value(tested, scope)
    limits = [(operator, conditions.value(bound, scope)) for operator, bound in bounds]
    missed = [
        (distance, operator, limit) for operator, limit in limits if (distance := _distance(value, limit)) is not None
    ]
    if not missed:
        return None
    distance, operator, limit = min(missed, key=lambda miss: miss[0])
    unit = conditions.unit_of(node, value)
    gap = "" if operations.equal(distance, operations.subtract(distance, distance)) else text_of(distance, unit)
    if isinstance(tested, tree.Call) and tested.function == tree.Name("count") and isinstance(limit, Decimal):
        operator, limit = _whole_limit(operator, limit)
        gap = f"{text_of(_distance(value, limit))} 项"
    return Shortfall(
        subject=noun_of(
            placed(tested, scope.origins), derived=conditions.derived, places=tuple(scope.origins.values())
        ),
        observed=text_of(value, unit),
        operator=_SIGNS[operator],
        required=text_of(limit, unit),
        gap=gap,
    )


def _whole_limit(operator: ComparisonOperator, limit: Decimal) -> tuple[ComparisonOperator, Decimal]:
    """``more than 0`` of things that are counted is ``at least 1``."""
    match operator:
        case ComparisonOperator.GREATER:
            return ComparisonOperator.GREATER_EQUAL, limit + 1
        case ComparisonOperator.LESS:
            return ComparisonOperator.LESS_EQUAL, limit - 1
        case _:
            return operator, limit


def _distance(value: Value, end: Value) -> Value:
    """How far two numbers, quantities or dates lie apart, exactly; or None."""
    below = operations.compare("<", value, end)
    if below is None or isinstance(value, str):
        return None
    return operations.subtract(end, value) if below else operations.subtract(value, end)


def _is_null_test(node: tree.Node, wanted: bool) -> bool:
    """Whether making ``node`` come out as ``wanted`` would mean leaving something blank: never worth asking for."""
    match node:
        case tree.Not(item=item):
            return _is_null_test(item, not wanted)
        case tree.Comparison(operator=operator, right=tree.Literal(value=None)) if operator in EQUALITIES:
            return wanted is (operator is ComparisonOperator.EQUAL)
        case _:
            return False


def _without_guards(items: list[tree.Node], wanted: bool) -> list[tree.Node]:
    """``x is filled in, and x is …`` says the first by the second."""
    kept = []
    for item in items:
        guarded = item.left if isinstance(item, tree.Comparison) and _is_null_test(item, not wanted) else None
        if guarded is None or not any(guarded in tree.walk(other) for other in items if other is not item):
            kept.append(item)
    return kept


def unmet_leaves(conditions: Conditions, node: tree.Node, scope: Scope) -> Iterator[Leaf]:
    """The deciding conditions of a false requirement, without the blanks that would also have excused it."""
    leaves = list(conditions.deciding(node, scope, False))
    telling = [leaf for leaf in leaves if not _is_null_test(leaf.node, leaf.truth is False)]
    yield from telling or leaves
