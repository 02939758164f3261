"""Requirements: what would have to hold, as an officer would say it, and how far a limit is missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from checker.feel import operations, tree
from checker.feel.values import Value
from checker.review.condition import Conditions, Leaf, Scope
from checker.review.display import text_of
from checker.review.naming import Origins, called, spelled

_SIGNS = {
    tree.ComparisonOperator.LESS_EQUAL: "≤",
    tree.ComparisonOperator.LESS: "<",
    tree.ComparisonOperator.GREATER_EQUAL: "≥",
    tree.ComparisonOperator.GREATER: ">",
    tree.ComparisonOperator.EQUAL: "=",
    tree.ComparisonOperator.NOT_EQUAL: "≠",
}
_OPPOSITES = {
    tree.ComparisonOperator.LESS_EQUAL: tree.ComparisonOperator.GREATER,
    tree.ComparisonOperator.LESS: tree.ComparisonOperator.GREATER_EQUAL,
    tree.ComparisonOperator.GREATER_EQUAL: tree.ComparisonOperator.LESS,
    tree.ComparisonOperator.GREATER: tree.ComparisonOperator.LESS_EQUAL,
    tree.ComparisonOperator.EQUAL: tree.ComparisonOperator.NOT_EQUAL,
    tree.ComparisonOperator.NOT_EQUAL: tree.ComparisonOperator.EQUAL,
}
_EQUALITIES = (tree.ComparisonOperator.EQUAL, tree.ComparisonOperator.NOT_EQUAL)
_MOST_ELEMENTS = 12
_ALSO = ";"
_AND = " 且 "
_OR = " 或 "


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A limit that is not met: what was observed, what is demanded of it (``≤ 107 kgce/t``), and the distance.

    ``gap`` is empty where the value stands on a limit that must be passed.
    """

    subject: str
    observed: str
    demand: str
    gap: str


class Requirements:
    """Says what conditions require; one per program, safe to share between threads."""

    def __init__(self, conditions: Conditions) -> None:
        self._conditions = conditions
        self._known: dict[int, tuple[tree.Node, str]] = {}

    def stated(self, node: tree.Node) -> str:
        """All that ``node`` requires of any application."""
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = (node, _Sentence(self._conditions, None).text(node, {}, wanted=True))
        return known[1]

    def unmet(self, node: tree.Node, scope: Scope) -> str:
        """What of ``node`` still has to come true, with the limits' values."""
        return _Sentence(self._conditions, scope).text(node, scope.origins, wanted=True)

    def shortfall(self, leaf: Leaf) -> Shortfall | None:
        """How far a deciding condition is from its opposite truth; None where that is not a matter of more or less."""
        if not isinstance(leaf.truth, bool):
            return None
        return _shortfall(self._conditions, leaf.node, leaf.scope, wanted=not leaf.truth)


class _Sentence:
    """One requirement in words; without a scope nothing is known and everything is said."""

    def __init__(self, conditions: Conditions, scope: Scope | None) -> None:
        self._conditions = conditions
        self._scope = scope

    def text(self, node: tree.Node, origins: Origins, *, wanted: bool, also: str = _ALSO) -> str:
        """What makes ``node`` come out as ``wanted``; ``also`` joins what must hold together."""
        match node:
            case tree.And(items=items):
                return self._joined(items, origins, wanted, also, together=wanted)
            case tree.Or(items=items):
                return self._joined(items, origins, wanted, also, together=not wanted)
            case tree.Not(item=item):
                return self.text(item, origins, wanted=not wanted, also=also)
            case tree.Quantified():
                return self._quantified(node, origins, wanted, also)
            case tree.If():
                return self._branched(node, origins, wanted, also)
            case _:
                return self._simple(node, origins, wanted=wanted)

    def _holds(self, node: tree.Node, wanted: bool) -> bool:
        return self._scope is not None and self._conditions.truth(node, self._scope) is wanted

    def _joined(self, items: Iterable[tree.Node], origins: Origins, wanted: bool, also: str, *, together: bool) -> str:
        if together:
            open_items = _without_guards([item for item in items if not self._holds(item, wanted)], wanted)
            parts = [self.text(item, origins, wanted=wanted, also=also) for item in open_items]
            parts = [f"({part})" if also == _AND and _OR in part else part for part in parts]
            return also.join(dict.fromkeys(parts))
        choices = [item for item in items if not _is_null_test(item, wanted)] or list(items)
        return _OR.join(dict.fromkeys(self.text(item, origins, wanted=wanted, also=_AND) for item in choices))

    def _quantified(self, node: tree.Quantified, origins: Origins, wanted: bool, also: str) -> str:
        each = wanted is (node.quantifier is tree.Quantifier.EVERY)
        if each and self._scope is not None:
            open_elements = [
                inner
                for _, inner in self._conditions.elements(node, self._scope)
                if self._conditions.truth(node.condition, inner) is not wanted
            ]
            texts = [
                _Sentence(self._conditions, inner).text(node.condition, inner.origins, wanted=wanted, also=also)
                for inner in open_elements[:_MOST_ELEMENTS]
            ]
            if texts:
                more = f"{also}等 {len(open_elements)} 项" if len(open_elements) > _MOST_ELEMENTS else ""
                return also.join(dict.fromkeys(texts)) + more
        lists = "、".join(self._listed(binding.source, origins) for binding in node.bindings)
        inside = {**origins, **{binding.name: "" for binding in node.bindings}}
        condition = _Sentence(self._conditions, None).text(node.condition, inside, wanted=wanted, also=_AND)
        return f"{lists} {'的每一项' if each else '中至少一项'}:{condition}"

    def _listed(self, source: tree.Node, origins: Origins) -> str:
        """A list that is run through, with the filter that narrows it."""
        if isinstance(source, tree.Filter) and isinstance(source.source, tree.Name | tree.Path):
            kept = _Sentence(self._conditions, None).text(source.condition, {"item": ""}, wanted=True, also=_AND)
            return f"{called(source.source, origins)}({kept})"
        return called(source, origins) or spelled(source, origins)

    def _branched(self, node: tree.If, origins: Origins, wanted: bool, also: str) -> str:
        if self._scope is not None:
            branch = self._conditions.branch(node, self._scope)
            if branch is not None:
                return self.text(branch, origins, wanted=wanted, also=also)
        premise = _Sentence(self._conditions, None).text(node.condition, origins, wanted=True, also=_AND)
        consequence = self.text(node.consequence, origins, wanted=wanted, also=_AND)
        alternative = self.text(node.alternative, origins, wanted=wanted, also=_AND)
        return f"如果 {premise},则 {consequence},否则 {alternative}"

    def _simple(self, node: tree.Node, origins: Origins, *, wanted: bool) -> str:
        match node:
            case tree.Comparison() | tree.Between() | tree.In():
                return f"{_subject(node, origins)} {_demand(self._conditions, node, self._scope, origins, wanted)}"
            case tree.Name() | tree.Path():
                return f"{called(node, origins)} 为 {'是' if wanted else '否'}"
            case tree.Call(function=tree.Name(name="list contains" | "contains"), arguments=(whole, part)):
                return f"{_operand(whole, origins)} {'含' if wanted else '不含'} {_operand(part, origins)}"
            case tree.Literal(value=bool() as value) if value is not wanted:
                return "不得有适用条件所述的情形"
            case _:
                return spelled(node, origins) + ("" if wanted else " 不成立")


def _subject(node: tree.Comparison | tree.Between | tree.In, origins: Origins) -> str:
    tested = node.left if isinstance(node, tree.Comparison) else node.value
    counted = _counted(tested)
    return f"{_operand(counted, origins)} 的项数" if counted is not None else _operand(tested, origins)


def _demand(
    conditions: Conditions,
    node: tree.Comparison | tree.Between | tree.In,
    scope: Scope | None,
    origins: Origins,
    wanted: bool,
) -> str:
    """What the subject of ``node`` must be."""
    match node:
        case tree.Comparison(right=tree.Literal(value=None)):
            return "未填报" if wanted is (node.operator is tree.ComparisonOperator.EQUAL) else "已填报"
        case tree.Comparison():
            operator = node.operator if wanted else _OPPOSITES[node.operator]
            limit, text = _limit(conditions, node, scope, origins)
            whole = _whole_limit(node, operator, limit)
            if whole is not None:
                return whole
            if isinstance(limit, str | bool) and operator in _EQUALITIES:
                return f"{'为' if operator is tree.ComparisonOperator.EQUAL else '不为'} {text}"
            return f"{_SIGNS[operator]} {text}"
        case tree.Between(low=low, high=high):
            ends = f"{_operand(low, origins)} 与 {_operand(high, origins)} 之间(含两端)"
            return f"{'在' if wanted else '不在'} {ends}"
        case tree.In(tests=tests):
            items = [item for test in tests for item in (test.items if isinstance(test, tree.ListExpr) else (test,))]
            words = "、".join(_operand(item, origins) for item in items) + (" 之一" if len(items) > 1 else "")
            return f"{'属于' if wanted else '不属于'} {words}"


def _limit(conditions: Conditions, node: tree.Comparison, scope: Scope | None, origins: Origins) -> tuple[Value, str]:
    """The right side of a comparison, if known, and as text: its value, and in brackets where that comes from."""
    if isinstance(node.right, tree.Literal):
        limit = node.right.value
        if isinstance(limit, str):
            return limit, f"“{limit}”"
        own_unit = text_of(limit, node.right.unit or conditions.unit_of(node, limit))
        if scope is None:
            return limit, own_unit
        shown = text_of(limit, conditions.unit_of(node, limit))
        return limit, shown if shown == own_unit else f"{shown}({own_unit})"
    written = called(node.right, origins) or spelled(node.right, origins)
    limit = None if scope is None else conditions.value(node.right, scope)
    if limit is None:
        return None, written
    if isinstance(node.right, tree.Call) and isinstance(node.right.function, tree.Name):
        written = node.right.function.name if node.right.function.name in conditions.functions else written
    shown = text_of(limit, conditions.unit_of(node, limit))
    return limit, shown if written == shown else f"{shown}({written})"


def _whole_limit(node: tree.Comparison, operator: tree.ComparisonOperator, limit: Value) -> str | None:
    """``more than 0`` of things that are counted is ``at least 1``."""
    if _counted(node.left) is None or not isinstance(limit, Decimal) or limit != limit.to_integral_value():
        return None
    match operator:
        case tree.ComparisonOperator.GREATER:
            return f"≥ {text_of(limit + 1)}"
        case tree.ComparisonOperator.LESS:
            return f"≤ {text_of(limit - 1)}"
        case _:
            return None


def _shortfall(conditions: Conditions, node: tree.Node, scope: Scope, *, wanted: bool) -> Shortfall | None:
    match node:
        case tree.Comparison(left=tested) if node.operator not in _EQUALITIES:
            ends = [conditions.value(node.right, scope)]
        case tree.Between(value=tested, low=low, high=high) if wanted:
            ends = [conditions.value(low, scope), conditions.value(high, scope)]
        case tree.In(value=tested, tests=(tree.Interval(start=low, end=high),)) if wanted:
            ends = [conditions.value(low, scope), conditions.value(high, scope)]
        case _:
            return None
    value = conditions.value(tested, scope)
    distances = [distance for end in ends if (distance := _distance(value, end)) is not None]
    if not distances:
        return None
    unit = conditions.unit_of(node, value)
    nearest = min(distances)
    gap = "" if operations.equal(nearest, operations.subtract(nearest, nearest)) else text_of(nearest, unit)
    counted = _counted(tested)
    if counted is not None and isinstance(node, tree.Comparison):
        strict = (node.operator if wanted else _OPPOSITES[node.operator]) in (
            tree.ComparisonOperator.GREATER,
            tree.ComparisonOperator.LESS,
        )
        gap = f"{text_of(distances[0] + 1 if strict else distances[0])} 项"
    return Shortfall(
        subject=_subject(node, scope.origins),
        observed=text_of(value, unit),
        demand=_demand(conditions, node, scope, scope.origins, wanted),
        gap=gap,
    )


def _distance(value: Value, end: Value) -> Value:
    """How far two numbers, quantities or dates lie apart, exactly; or None."""
    below = operations.compare("<", value, end)
    if below is None or isinstance(value, str):
        return None
    return operations.subtract(end, value) if below else operations.subtract(value, end)


def _counted(node: tree.Node) -> tree.Node | None:
    """The list whose items are counted, if any are."""
    match node:
        case tree.Call(function=tree.Name(name="count"), arguments=(counted,)):
            return counted
        case _:
            return None


def _operand(node: tree.Node, origins: Origins) -> str:
    match node:
        case tree.Literal(value=str() as text):
            return f"“{text}”"
        case tree.Literal(value=value, unit=unit):
            return text_of(value, unit)
        case _:
            return called(node, origins) or spelled(node, origins)


def _is_null_test(node: tree.Node, wanted: bool) -> bool:
    """Whether making ``node`` come out as ``wanted`` would mean leaving something blank: never worth asking for."""
    match node:
        case tree.Not(item=item):
            return _is_null_test(item, not wanted)
        case tree.Comparison(operator=operator, right=tree.Literal(value=None)) if operator in _EQUALITIES:
            return wanted is (operator is tree.ComparisonOperator.EQUAL)
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
