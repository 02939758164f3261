"""Reach: whether a condition can be true of any application at all, by simple reasoning over values and intervals.

A condition is taken apart into alternatives, each a set of statements of single terms that must all be true. A term is
whatever is compared with a constant (a fact, a member, a sum), two terms compared with one another, or a condition of
its own. An alternative is out of reach where no value of one of its terms makes all statements of that term true. What
this cannot take apart counts as within reach, so what it calls impossible is impossible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Final

from checker.feel import evaluate, tree
from checker.feel.tree import ComparisonOperator, Node, Quantifier
from checker.feel.typecheck import check
from checker.feel.types import ContextType, FeelType, ListType, StringType
from checker.feel.unparsing import unparse
from checker.feel.written_date import is_written_date
from checker.rulebook.expression import Scope
from checker.rulebook.tables.domain import Domain, Point, admitted_by
from checker.workbench.lint.bounds import bounds_of
from checker.workbench.lint.points import NULL, points_among

_MOST_ALTERNATIVES: Final = 512
_MIRRORED: Final = {
    ComparisonOperator.LESS: ComparisonOperator.GREATER,
    ComparisonOperator.LESS_EQUAL: ComparisonOperator.GREATER_EQUAL,
    ComparisonOperator.GREATER: ComparisonOperator.LESS,
    ComparisonOperator.GREATER_EQUAL: ComparisonOperator.LESS_EQUAL,
}
_SIGNS: Final = {
    ComparisonOperator.EQUAL: (0,),
    ComparisonOperator.NOT_EQUAL: (-1, 1),
    ComparisonOperator.LESS: (-1,),
    ComparisonOperator.LESS_EQUAL: (-1, 0),
    ComparisonOperator.GREATER: (1,),
    ComparisonOperator.GREATER_EQUAL: (0, 1),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One term said to have a value in ``domain``, or outside it; ``choices`` are all the texts it can be, if closed.

    ``bounds`` are all the figures it can be, where that is known.
    ``node`` is the part of the expression that says so, or whose falsehood says so where it is ``negated``.
    """

    term: str
    domain: Domain
    inside: bool
    choices: frozenset[str]
    node: Node
    negated: bool
    bounds: Domain | None = None

    def allows(self, point: Point) -> bool:
        """Whether it is true of this value."""
        if self.bounds is not None and point != NULL and not self.bounds.holds(point):
            return False
        if self.inside:
            return self.domain.holds(point)
        if point == NULL and self.domain.stretches:
            return False  # whether an unknown figure lies beyond a limit is unknown
        return not self.domain.holds(point)


Alternative = tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Parts of a condition that cannot be true together."""

    statements: Alternative


def scope_in(bindings: Iterable[tree.Binding], scope: Scope) -> Scope:
    """The scope inside ``some``, ``every`` or ``for``."""
    for binding in bindings:
        kind = _type_of(binding.source, scope)
        if isinstance(kind, ListType) and binding.end is None:
            scope = Scope({**scope.names, binding.name: kind.item}, scope.functions)
    return scope


def scope_of_items(source: Node, scope: Scope) -> Scope:
    """The scope inside a filter of ``source``."""
    kind = _type_of(source, scope)
    item = kind.item if isinstance(kind, ListType) else kind
    members = dict(item.fields or {}) if isinstance(item, ContextType) else {}
    return Scope({**scope.names, **members, "item": item}, scope.functions)


def _type_of(node: Node, scope: Scope) -> FeelType:
    return check(node, scope.names, scope.functions)[0]


def conflict_in(conditions: Sequence[tuple[Node, bool]], scope: Scope) -> Conflict | None:
    """Why the conditions cannot all be as stated (true or false), or None where they can, or may.

    Where several alternatives are all impossible, the parts named are those of the first.
    """
    alternatives = _conjoined((_alternatives(node, scope, truth=truth) for node, truth in conditions))
    if alternatives is None:
        return None
    first: Conflict | None = None
    for alternative in alternatives:
        conflict = _conflict_of(alternative)
        if conflict is None:
            return None
        first = first or conflict
    return first or Conflict(())


def _conflict_of(alternative: Alternative) -> Conflict | None:
    by_term: dict[str, list[Statement]] = {}
    for statement in alternative:
        by_term.setdefault(statement.term, []).append(statement)
    for statements in by_term.values():
        if _possible(statements):
            continue
        for size in (1, 2):
            for some in combinations(statements, size):
                if not _possible(some):
                    return Conflict(some)
        return Conflict(tuple(statements))
    return None


def _possible(statements: Sequence[Statement]) -> bool:
    return any(all(statement.allows(point) for statement in statements) for point in _samples(statements))


def _samples(statements: Sequence[Statement]) -> Iterator[Point]:
    """Values among which every combination of statements that can be true is true of one."""
    bounds = (statement.bounds for statement in statements if statement.bounds is not None)
    choices = next((statement.choices for statement in statements if statement.choices), frozenset[str]())
    return points_among([*(statement.domain for statement in statements), *bounds], choices)


def _conjoined(parts: Iterable[Sequence[Alternative] | None]) -> list[Alternative] | None:
    """The alternatives of a conjunction, or None where they are too many."""
    found: list[Alternative] = [()]
    for part in parts:
        if part is None:
            return None
        found = [(*one, *other) for one, other in product(found, part)]
        if len(found) > _MOST_ALTERNATIVES:
            return None
    return found


def _disjoined(parts: Iterable[Sequence[Alternative] | None]) -> list[Alternative] | None:
    found: list[Alternative] = []
    for part in parts:
        if part is None:
            return None
        found += part
    return found if len(found) <= _MOST_ALTERNATIVES else None


def _alternatives(node: Node, scope: Scope, *, truth: bool) -> list[Alternative] | None:
    """The ways in which ``node`` can be true (or false); None where they are too many."""
    if isinstance(node, tree.Comparison | tree.Between | tree.In) and _is_constant(node):
        return [()] if evaluate(node) is truth else []
    match node:
        case tree.Literal(value=bool() as value):
            return [()] if value is truth else []
        case tree.Literal(value=None):
            return []
        case tree.Not(item=item):
            return _alternatives(item, scope, truth=not truth)
        case tree.And(items=items) | tree.Or(items=items):
            parts = [_alternatives(item, scope, truth=truth) for item in items]
            return _conjoined(parts) if isinstance(node, tree.And) is truth else _disjoined(parts)
        case tree.If():
            # Otherwise also means unknown, so nothing is known of the condition there.
            chosen = _conjoined(
                (_alternatives(node.condition, scope, truth=True), _alternatives(node.consequence, scope, truth=truth))
            )
            return _disjoined((chosen, _alternatives(node.alternative, scope, truth=truth)))
        case tree.Quantified(quantifier=Quantifier.SOME) if truth:
            inside = conflict_in(((node.condition, True),), scope_in(node.bindings, scope))
            return [] if inside is not None else [(_opaque(node, truth=True),)]
        case tree.Comparison():
            return [(_compared(node, scope, truth=truth),)]
        case tree.Between():
            return [(_tested(node, node.value, tree.Interval(node.low, node.high), scope, truth=truth),)]
        case tree.In(tests=tests):
            return [(_tested(node, node.value, tree.ListExpr(tests), scope, truth=truth),)]
    return [(_opaque(node, truth=truth),)]


def _compared(node: tree.Comparison, scope: Scope, *, truth: bool) -> Statement:
    left, operator, right = node.left, node.operator, node.right
    if admitted_by(right) is None and admitted_by(left) is not None:
        left, operator, right = right, _MIRRORED.get(operator, operator), left
    negated = not truth
    if operator is ComparisonOperator.NOT_EQUAL:
        operator, truth = ComparisonOperator.EQUAL, not truth
    domain = admitted_by(tree.UnaryTest(operator, right)) if not isinstance(right, tree.ListExpr) else None
    if domain is not None:
        return _of_value(node, left, domain, scope, inside=truth, negated=negated)
    one, other = unparse(left), unparse(right)
    if one > other:
        one, other, operator = other, one, _MIRRORED.get(operator, operator)
    signs = frozenset(("sign", sign) for sign in _SIGNS[operator])
    known = frozenset(("sign", sign) for sign in ((0,) if one == other else (-1, 0, 1)))
    points = known & signs if truth else known - signs
    return Statement(f"{one} : {other}", Domain(points=points), True, frozenset(), node, negated)


def _of_value(node: Node, value: Node, domain: Domain, scope: Scope, *, inside: bool, negated: bool) -> Statement:
    choices = _choices(value, domain, scope)
    return Statement(unparse(value), domain, inside, choices, node, negated, bounds_of(value, scope))


def _is_constant(node: Node) -> bool:
    """Whether literals alone decide it."""
    if isinstance(node, tree.Name):
        return False
    return is_written_date(node) or (
        not isinstance(node, tree.Call) and all(_is_constant(child) for child in tree.children(node))
    )


def _tested(node: Node, value: Node, test: Node, scope: Scope, *, truth: bool) -> Statement:
    domain = admitted_by(test)
    if domain is None:
        return _opaque(node, truth=truth)
    return _of_value(node, value, domain, scope, inside=truth, negated=not truth)


def _opaque(node: Node, *, truth: bool) -> Statement:
    """A condition as a term of its own: a boolean fact, or whatever is not taken apart."""
    return Statement(unparse(node), Domain(points=frozenset((("boolean", truth),))), True, frozenset(), node, not truth)


def _choices(value: Node, domain: Domain, scope: Scope) -> frozenset[str]:
    if not any(kind == "string" for kind, _ in domain.points):
        return frozenset()
    kind = _type_of(value, scope)
    return kind.values or frozenset() if isinstance(kind, StringType) else frozenset()
