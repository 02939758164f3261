"""Proofs: that a slip changes nothing, by going through every case its conditions can be in.

A case gives each term one value: null, or one of those that the constants it is compared with tell apart; terms
compared with one another are less, equal, greater or unknown. Conditions that come out the same in every case, unknown
included, say the same. What this cannot take apart is a term of its own, so two texts that differ in it are no proof.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from math import prod
from typing import Final, TypeAlias

from checker.feel import tree
from checker.feel.tree import ArithmeticOperator, ComparisonOperator, Node
from checker.feel.typecheck import check
from checker.feel.types import StringType
from checker.feel.unparsing import unparse
from checker.rulebook import Derivation, Rule, RuleBook
from checker.rulebook.expression import Scope
from checker.rulebook.tables.domain import Domain, Point, admitted_by
from checker.workbench.lint.bounds import bounds_of, is_unsigned
from checker.workbench.lint.points import NULL, points_among
from checker.workbench.lint.reach import scope_in, scope_of_items
from checker.workbench.mutation.mutant import Item
from checker.workbench.mutation.rewriting import rebuilt

_MOST_CASES: Final = 20_000
_SIGNS: Final[dict[ComparisonOperator, tuple[int, ...]]] = {
    ComparisonOperator.EQUAL: (0,),
    ComparisonOperator.NOT_EQUAL: (-1, 1),
    ComparisonOperator.LESS: (-1,),
    ComparisonOperator.LESS_EQUAL: (-1, 0),
    ComparisonOperator.GREATER: (1,),
    ComparisonOperator.GREATER_EQUAL: (0, 1),
}
_MIRRORED: Final = {
    ComparisonOperator.LESS: ComparisonOperator.GREATER,
    ComparisonOperator.LESS_EQUAL: ComparisonOperator.GREATER_EQUAL,
    ComparisonOperator.GREATER: ComparisonOperator.LESS,
    ComparisonOperator.GREATER_EQUAL: ComparisonOperator.LESS_EQUAL,
}

_Case: TypeAlias = Sequence[Point]
_Said: TypeAlias = Callable[[_Case], object]
_WAY: Final = "一一列举条件可能的各种情形,结果都相同"


class Prover:
    """Proves slips of one rule book to be without effect."""

    def __init__(self, book: RuleBook) -> None:
        types = {label: spec.type for label, spec in book.facts.items()}
        types |= {parameter.name: parameter.type for parameter in book.parameters}
        self._scope = Scope(types, {table.name: table.signature for table in book.tables})

    def equivalence(self, before: Item, after: Item) -> str:
        """Why ``after`` provably says the same as ``before``; empty where that is not known."""
        match before, after:
            case Rule(), Rule() if _but_for_expressions(before, after):
                return _WAY if self._same_rule(before, after) else ""
            case Derivation(), Derivation() if before.in_force == after.in_force:
                return _WAY if self._same_derivation(before, after) else ""
        return ""

    def same_conditions(self, before: Node, after: Node) -> bool:
        """Whether two conditions provably come out the same of every application."""
        return self._same(before, after, self._scope, is_condition=True)

    def _same_rule(self, before: Rule, after: Rule) -> bool:
        if self._same_outcomes(before, after):
            return True
        return all(
            one == other or self._same(one, other, self._scope, is_condition=True)
            for one, other in zip(before.expressions, after.expressions, strict=True)
        )

    def _same_outcomes(self, before: Rule, after: Rule) -> bool:
        """Whether the rule comes out the same in every case, a requirement mattering only where the rule applies."""
        cases = _Cases(self._scope)
        one, other = _outcome(before, cases), _outcome(after, cases)
        return cases.agree(one, other)

    def _same_derivation(self, before: Derivation, after: Derivation) -> bool:
        pairs = ((before.when, after.when, True), (before.value, after.value, False))
        return all(
            one is other
            or (one is not None and other is not None and self._same(one, other, self._scope, is_condition=kind))
            for one, other, kind in pairs
        )

    def _same(self, before: Node, after: Node, scope: Scope, *, is_condition: bool) -> bool:
        """Whether the two say the same wherever they stand; else whether all parts in which they differ do."""
        cases = _Cases(scope)
        said = cases.truth if is_condition else cases.value
        if cases.agree(said(before), said(after)):
            return True
        parts, others = list(tree.children(before)), list(tree.children(after))
        if type(before) is not type(after) or len(parts) != len(others) or rebuilt(before, others) != after:
            return False
        pairs = [(place, one, other) for place, (one, other) in enumerate(zip(parts, others, strict=True))]
        return all(
            one == other or self._same(one, other, _inside(before, scope), is_condition=_asks_truth(before, place))
            for place, one, other in pairs
        )


def _but_for_expressions(before: Rule, after: Rule) -> bool:
    return (
        before.in_force == after.in_force
        and before.effect is after.effect
        and [step.effect for step in before.escalations] == [step.effect for step in after.escalations]
    )


def _inside(node: Node, scope: Scope) -> Scope:
    """The scope of the parts of ``node``."""
    match node:
        case tree.Quantified(bindings=bindings) | tree.For(bindings=bindings):
            return scope_in(bindings, scope)
        case tree.Filter(source=source):
            return scope_of_items(source, scope)
    return scope


def _asks_truth(node: Node, place: int) -> bool:
    """Whether of the part at ``place`` only its truth counts."""
    match node:
        case tree.And() | tree.Or() | tree.Not():
            return True
        case tree.If():
            return place == 0
        case tree.Quantified(bindings=bindings):
            return place == len(bindings)
    return False


def _outcome(rule: Rule, cases: _Cases) -> _Said:
    """What the report depends on: not applicable, satisfied, or the truths behind a finding that is open."""
    applies, require = cases.truth(rule.applies), cases.truth(rule.require)
    steps = [cases.truth(step.when) for step in rule.escalations]

    def said(case: _Case) -> object:
        concerned = applies(case)
        if concerned is False:
            return "not applicable"
        required = require(case)
        if concerned is True and required is True:
            return "satisfied"
        return concerned, required, *(step(case) for step in steps)

    return said


@dataclass(slots=True)
class _Term:
    """One term of the conditions: the tests it is put to, and what is known of its values."""

    domains: list[Domain] = field(default_factory=list)
    choices: frozenset[str] = frozenset()
    bounds: Domain | None = None
    signs: tuple[int, ...] | None = None

    def points(self) -> tuple[Point, ...]:
        if self.signs is not None:
            return (NULL, *(("sign", sign) for sign in self.signs))
        known = [*self.domains, self.bounds] if self.bounds is not None else self.domains
        points = dict.fromkeys(points_among(known, self.choices))
        return tuple(point for point in points if self.bounds is None or point == NULL or self.bounds.holds(point))


class _Cases:
    """The cases of some conditions, as far as their texts tell them apart."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._terms: dict[str, _Term] = {}
        self._places: dict[str, int] = {}

    def agree(self, one: _Said, other: _Said) -> bool:
        """Whether the two come out the same in every case; False where these are too many to go through."""
        points = [term.points() for term in self._terms.values()]
        if prod(map(len, points)) > _MOST_CASES:
            return False
        return all(_identical(one(case), other(case)) for case in product(*points))

    def value(self, node: Node) -> _Said:
        """What an expression gives: a truth, a literal, or else its text."""
        match node:
            case tree.If():
                return self._chosen(node, self.value)
            case tree.Literal(value=value):
                return lambda _: value
            case tree.And() | tree.Or() | tree.Not() | tree.Comparison() | tree.Between() | tree.In():
                return self.truth(node)
        text = ("term", unparse(node))
        return lambda _: text

    def truth(self, node: Node) -> _Said:
        """Whether a condition holds; None where that is unknown."""
        match node:
            case tree.Literal(value=value):
                known = value if isinstance(value, bool) else None
                return lambda _: known
            case tree.And(items=items):
                return _joined([self.truth(item) for item in items], deciding=False)
            case tree.Or(items=items):
                return _joined([self.truth(item) for item in items], deciding=True)
            case tree.Not(item=item):
                return _negated(self.truth(item))
            case tree.If():
                return self._chosen(node, self.truth)
            case tree.Comparison():
                return self._compared(node)
            case tree.Between(value=value, low=low, high=high):
                return self._tested(node, value, tree.Interval(low, high))
            case tree.In(value=value, tests=tests):
                return self._tested(node, value, tree.ListExpr(tests))
        return self._of_term(node, Domain(points=frozenset((("boolean", True), ("boolean", False)))), _is_true)

    def _chosen(self, node: tree.If, said: Callable[[Node], _Said]) -> _Said:
        condition, consequence, alternative = self.truth(node.condition), said(node.consequence), said(node.alternative)

        def closure(case: _Case) -> object:
            truth = condition(case)
            return None if truth is None else consequence(case) if truth else alternative(case)

        return closure

    def _compared(self, node: tree.Comparison) -> _Said:
        left, operator, right = node.left, node.operator, node.right
        if admitted_by(right) is None and admitted_by(left) is not None:
            left, operator, right = right, _MIRRORED.get(operator, operator), left
        if operator is ComparisonOperator.NOT_EQUAL:
            return _negated(self._compared(tree.Comparison(ComparisonOperator.EQUAL, left, right)))
        if not isinstance(right, tree.ListExpr):
            domain = admitted_by(tree.UnaryTest(operator, right))
            if domain is not None:
                return self._of_term(left, domain, domain.holds)
        factor = _factor_of(left, right)
        if factor is not None and is_unsigned(left, self._scope):
            beside_zero = (1 - factor > 0) - (1 - factor < 0)
            return self._of_signs(f"{unparse(left)} : 0", (0, 1), operator, beside_zero)
        one, other = unparse(left), unparse(right)
        if one > other:
            one, other, operator = other, one, _MIRRORED.get(operator, operator)
        return self._of_signs(f"{one} : {other}", (0,) if one == other else (-1, 0, 1), operator, 1)

    def _tested(self, node: Node, value: Node, test: Node) -> _Said:
        domain = admitted_by(test)
        if domain is None:
            return self._of_term(node, Domain(points=frozenset((("boolean", True), ("boolean", False)))), _is_true)
        return self._of_term(value, domain, domain.holds)

    def _of_term(self, node: Node, domain: Domain, holds: Callable[[Point], bool]) -> _Said:
        """Whether the term's value meets a test; unknown of null, but where the test is about null itself."""
        text = unparse(node)
        term = self._terms.get(text)
        if term is None:
            term = self._terms[text] = _Term(bounds=bounds_of(node, self._scope))
            self._places[text] = len(self._places)
        term.domains.append(domain)
        if not term.choices and any(kind == "string" for kind, _ in domain.points):
            kind = check(node, self._scope.names, self._scope.functions)[0]
            term.choices = (kind.values or frozenset()) if isinstance(kind, StringType) else frozenset()
        place = self._places[text]
        of_null = True if NULL in domain.points else None
        return lambda case: of_null if case[place] == NULL else holds(case[place])

    def _of_signs(self, text: str, signs: tuple[int, ...], operator: ComparisonOperator, direction: int) -> _Said:
        """Whether two terms stand to one another as ``operator`` says, the sign of their difference being the case."""
        if text not in self._terms:
            self._terms[text] = _Term(signs=signs)
            self._places[text] = len(self._places)
        place, wanted = self._places[text], _SIGNS[operator]
        return lambda case: None if case[place] == NULL else case[place][1] * direction in wanted


def _factor_of(left: Node, right: Node) -> Decimal | None:
    """The number c where ``right`` is written ``left * c``; None where it is not."""
    match right:
        case tree.Arithmetic(operator=ArithmeticOperator.MULTIPLY, left=term, right=factor) if term == left:
            match factor:
                case tree.Literal(value=Decimal() as number):
                    return number
                case tree.Negation(operand=tree.Literal(value=Decimal() as number)):
                    return -number
    return None


def _is_true(point: Point) -> bool:
    return point[1] is True


def _negated(said: _Said) -> _Said:
    def closure(case: _Case) -> bool | None:
        truth = said(case)
        return None if truth is None else not truth

    return closure


def _joined(parts: Sequence[_Said], *, deciding: bool) -> _Said:
    """Kleene and (``deciding`` False) or or (True): one part decides alone, else an unknown one leaves it open."""

    def closure(case: _Case) -> bool | None:
        result: bool | None = not deciding
        for part in parts:
            truth = part(case)
            if truth is deciding:
                return deciding
            if truth is None:
                result = None
        return result

    return closure


def _identical(one: object, other: object) -> bool:
    return type(one) is type(other) and bool(one == other)
