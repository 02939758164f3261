"""What a condition says of its subject: comparisons, membership, what a text contains, whether a fact is known."""

from __future__ import annotations

from abc import ABC
from decimal import Decimal
from typing import Final

from checker.feel import tree
from checker.feel.prose_functions import TYPES, VERBS
from checker.feel.prose_nouns import ATOM, SUM, Nouns
from checker.feel.prose_scope import Scope
from checker.feel.prose_times import is_date, is_duration, temporal_of
from checker.feel.prose_words import joined, none_of, one_of, stated
from checker.feel.tree import ArithmeticOperator, ComparisonOperator, Node

EQUALITIES: Final = (ComparisonOperator.EQUAL, ComparisonOperator.NOT_EQUAL)
_AMOUNTS: Final = {
    ComparisonOperator.EQUAL: "等于",
    ComparisonOperator.NOT_EQUAL: "不等于",
    ComparisonOperator.LESS: "小于",
    ComparisonOperator.LESS_EQUAL: "不超过",
    ComparisonOperator.GREATER: "大于",
    ComparisonOperator.GREATER_EQUAL: "不小于",
}
_DATES: Final = {
    ComparisonOperator.EQUAL: "等于",
    ComparisonOperator.NOT_EQUAL: "不等于",
    ComparisonOperator.LESS: "早于",
    ComparisonOperator.LESS_EQUAL: "不晚于",
    ComparisonOperator.GREATER: "晚于",
    ComparisonOperator.GREATER_EQUAL: "不早于",
}
OPPOSITES: Final = {
    ComparisonOperator.EQUAL: ComparisonOperator.NOT_EQUAL,
    ComparisonOperator.NOT_EQUAL: ComparisonOperator.EQUAL,
    ComparisonOperator.LESS: ComparisonOperator.GREATER_EQUAL,
    ComparisonOperator.GREATER_EQUAL: ComparisonOperator.LESS,
    ComparisonOperator.GREATER: ComparisonOperator.LESS_EQUAL,
    ComparisonOperator.LESS_EQUAL: ComparisonOperator.GREATER,
}
_SWAPPED: Final = {
    ComparisonOperator.LESS: ComparisonOperator.GREATER,
    ComparisonOperator.GREATER: ComparisonOperator.LESS,
    ComparisonOperator.LESS_EQUAL: ComparisonOperator.GREATER_EQUAL,
    ComparisonOperator.GREATER_EQUAL: ComparisonOperator.LESS_EQUAL,
}
_PRESENCE: Final = {
    (ComparisonOperator.GREATER, Decimal(0)): True,
    (ComparisonOperator.GREATER_EQUAL, Decimal(1)): True,
    (ComparisonOperator.NOT_EQUAL, Decimal(0)): True,
    (ComparisonOperator.EQUAL, Decimal(0)): False,
    (ComparisonOperator.LESS, Decimal(1)): False,
    (ComparisonOperator.LESS_EQUAL, Decimal(0)): False,
}


def oriented(node: tree.Comparison) -> tree.Comparison:
    """The comparison with what is written out on the right: ``5 < x`` as ``x > 5``."""
    if not _is_written_out(node.left) or _is_written_out(node.right):
        return node
    return tree.Comparison(_SWAPPED.get(node.operator, node.operator), node.right, node.left)


def _is_written_out(node: Node) -> bool:
    return isinstance(node, tree.Literal) or temporal_of(node) is not None


def _is_named(node: Node) -> bool:
    """Whether a value is a word or a date written out, which something is rather than equals."""
    return (isinstance(node, tree.Literal) and isinstance(node.value, str | bool)) or (
        is_date(node) and _is_written_out(node)
    )


def presence_of(node: Node) -> tuple[Node, bool] | None:
    """For ``count(list) > 0`` and the like: the list, and whether it has items; else None."""
    match node:
        case tree.Comparison(
            operator=operator,
            left=tree.Call(function=tree.Name(name="count"), arguments=(counted,)),
            right=tree.Literal(value=Decimal() as number, unit=None),
        ) if (operator, number) in _PRESENCE:
            return counted, _PRESENCE[operator, number]
    return None


def subject_of(node: Node) -> Node | None:
    """What a single condition is about; None for a condition of several parts or of another form."""
    match node:
        case tree.Name() | tree.Path():
            return node
        case tree.Not(item=item):
            return subject_of(item)
        case tree.Comparison():
            turned = oriented(node)
            presence = presence_of(turned)
            return presence[0] if presence else turned.left
        case tree.Between(value=value):
            return value
        case tree.In(value=value) if len(alternatives_of(node)) == 1:
            return value
        case tree.InstanceOf(value=value, type=kind) if str(kind) in TYPES:
            return value
        case tree.Call(function=tree.Name(name=name), arguments=(value, _)) if name in VERBS:
            return value
    return None


def alternatives_of(node: tree.In) -> tuple[tree.In, ...]:
    """``in`` as the conditions of which one must hold: all values listed make one condition, each other test one."""
    listed = [
        (item, isinstance(test, tree.ListExpr))
        for test in node.tests
        for item in (test.items if isinstance(test, tree.ListExpr) else (test,))
    ]
    values = tuple(item for item, in_list in listed if _is_value(item, in_list=in_list))
    said = [tree.In(node.value, (tree.ListExpr(values),))] if values or not listed else []
    said += [tree.In(node.value, (item,)) for item, in_list in listed if not _is_value(item, in_list=in_list)]
    return tuple(said)


def _is_value(item: Node, *, in_list: bool) -> bool:
    match item:
        case tree.Literal(value=value):
            return value is not None
        case tree.UnaryTest() | tree.Interval():
            return False
    return in_list


def is_bare(node: Node) -> bool:
    """Whether a boolean fact stands by itself, perhaps negated."""
    return is_bare(node.item) if isinstance(node, tree.Not) else isinstance(node, tree.Name | tree.Path)


def listed_verb(node: Node, *, alternatives: bool) -> tuple[str, str] | None:
    """The words around the value where several values can share them: ``含…``, or ``不含…`` of joint conditions."""
    match node:
        case tree.Comparison(operator=ComparisonOperator.EQUAL, right=tree.Literal(value=str())) if alternatives:
            return "为", ""
        case tree.Call(function=tree.Name(name=name), arguments=(_, _)) if alternatives and name in VERBS:
            return VERBS[name][0], VERBS[name][2]
        case tree.Not(item=tree.Call(function=tree.Name(name=name), arguments=(_, _))) if name in VERBS:
            return None if alternatives else VERBS[name][1:]
    return None


def value_of(node: Node) -> Node:
    """The value after the verb of ``listed_verb``."""
    match node:
        case tree.Not(item=item):
            return value_of(item)
        case tree.Comparison(right=right):
            return right
        case tree.Call(arguments=(_, value)):
            return value
    raise AssertionError(node)


class Predicates(Nouns, ABC):
    """The reader of what single conditions say."""

    def predicate(self, node: Node, scope: Scope, *, tight: bool = False, holds: bool = True) -> str:
        """What a condition says of its subject; ``tight`` where no comma parts it from another 且 or 或."""
        match node:
            case tree.Not(item=item):
                return self.predicate(item, scope, tight=tight, holds=not holds)
            case tree.Comparison():
                turned = oriented(node)
                presence = presence_of(turned)
                if presence is not None:
                    return "至少有一项" if presence[1] is holds else "一项也没有"
                return self._compared(turned, scope, holds=holds)
            case tree.Between(low=low, high=high):
                return self._within(tree.Interval(low, high), scope, holds=holds)
            case tree.In():
                return self._tested(node, scope, tight=tight, holds=holds)
            case tree.Call(function=tree.Name(name=name), arguments=(_, argument)) if name in VERBS:
                verb, negation, after = VERBS[name]
                return joined(verb if holds else negation, self.noun(argument, scope).at(SUM), after)
            case tree.InstanceOf(type=kind):
                return f"{'是' if holds else '不是'}{TYPES[str(kind)]}"
        return "为“是”" if holds else "为“否”"

    def known(self, subject: Node, scope: Scope, *, holds: bool) -> str:
        """How it is said that a value is there, or is not."""
        match subject:
            case tree.Name(name=name) if name in scope.derived and name not in scope.variables:
                return "已确定" if holds else "未确定"
            case tree.Name() | tree.Path():
                return "已填写" if holds else "未填写"
        return "能够得出" if holds else "无法得出"

    def knowledge(self, subject: Node, scope: Scope, *, holds: bool) -> str:
        """That a value is there, or is not, as a sentence of its own."""
        table = self.table(subject, scope)
        if table is not None:
            return f"{table}{'有' if holds else '没有'}对应的值"
        said = self.known(subject, scope, holds=holds)
        if isinstance(subject, tree.Name | tree.Path) and said.endswith("填写"):
            plain = stated(subject.name, holds=True) is None
            return joined(said, self.noun(subject, scope).text if plain else self.label(subject, scope))
        return joined(self.noun(subject, scope).at(SUM), said)

    def statement(self, node: tree.Name | tree.Path, scope: Scope, *, holds: bool) -> str:
        """A boolean fact as a statement, where its label is one, else by its value."""
        words = stated(node.name, holds=holds)
        if words is not None:
            if isinstance(node, tree.Name) and node.name not in scope.variables:
                return words
            member = scope.member(node) if isinstance(node, tree.Path) else None
            if member is not None and member[0] in ("", "其"):
                return joined(member[0], words)
            if isinstance(node, tree.Path) and (place := scope.place(node)) is not None:
                return joined(place, words)
        return joined(self.label(node, scope), "为“是”" if holds else "为“否”")

    def label(self, node: Node, scope: Scope) -> str:
        """A subject, the label of a boolean fact in quotation marks to set it off from the sentence."""
        match node:
            case tree.Name(name=name) if name not in scope.variables and name != "?":
                return f"“{name}”"
            case tree.Path(source=source, name=name):
                member = scope.member(node)
                if member and scope.place(node) is not None:
                    return f"“{joined(*member)}”"
                return joined(member[0] if member else joined(self.noun(source, scope).at(ATOM), "的"), f"“{name}”")
        return self.noun(node, scope).at(SUM)

    def _compared(self, node: tree.Comparison, scope: Scope, *, holds: bool) -> str:
        operator = node.operator if holds else OPPOSITES[node.operator]
        same = operator is ComparisonOperator.EQUAL
        match node.right:
            case tree.Literal(value=None) if operator in EQUALITIES:
                return self.known(node.left, scope, holds=not same)
            case right if operator in EQUALITIES and _is_named(right):
                return joined("为" if same else "不为", self.noun(right, scope).text)
            case tree.Arithmetic(
                operator=ArithmeticOperator.MULTIPLY, left=node.left, right=tree.Literal(value=Decimal() as nought)
            ) if not nought:
                return f"{_AMOUNTS[operator]} 0"  # nought in whatever unit the left side has
        sides = (node.left, node.right)
        verbs = _DATES if any(map(is_date, sides)) and not any(map(is_duration, sides)) else _AMOUNTS
        return joined(verbs[operator], self._limit(node.right, scope))

    def _limit(self, node: Node, scope: Scope) -> str:
        """What something is measured against: its value where that is known, and in brackets where it comes from."""
        figure = scope.figures.get(node) if scope.figures else None
        if figure is None:
            return self.noun(node, scope).at(SUM)
        return f"{figure}（{self.table_title(node, scope) or self.noun(node, scope).text}）"

    def _within(self, interval: tree.Interval, scope: Scope, *, holds: bool) -> str:
        low, high = (self._limit(end, scope) for end in (interval.start, interval.end))
        match interval.start_included, interval.end_included:
            case True, True:
                ends = "含两端"
            case False, False:
                ends = "不含两端"
            case included, _:
                ends = joined("不含", high if included else low)
        return joined("在" if holds else "不在", low, "与", high, f"之间（{ends}）")

    def _tested(self, node: tree.In, scope: Scope, *, tight: bool, holds: bool) -> str:
        (only,) = alternatives_of(node)
        match only.tests[0]:
            case tree.Interval() as interval:
                return self._within(interval, scope, holds=holds)
            case tree.UnaryTest(operator=operator, operand=operand):
                return self._compared(tree.Comparison(operator, node.value, operand), scope, holds=holds)
            case tree.Literal(value=None):
                return self.known(node.value, scope, holds=not holds)
            case tree.ListExpr(items=()):
                return "属于空的列表" if holds else "不属于空的列表"
            case tree.ListExpr(items=items):
                values = [self.noun(item, scope).at(SUM) for item in items]
                return joined("为", one_of(values, tight=tight)) if holds else joined("不为", none_of(values))
            case test:
                return joined("属于" if holds else "不属于", self.noun(test, scope).at(SUM))
