"""Checking an expression before it runs: unknown names, units that clash, values a field can never have.

At run time each such mistake would be null, and a rule that is always undetermined helps nobody; so a rule book refuses
it when it is loaded. Where a type is only known at run time nothing is said.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from typing import Final

from checker.feel import tree, types
from checker.feel.call_check import call_type
from checker.feel.conformance import is_instance
from checker.feel.functions import BUILTINS
from checker.feel.operand_check import Typed, arithmetic_type, comparison_problem
from checker.feel.temporal import parse_at_literal
from checker.feel.tree import ComparisonOperator, Node
from checker.feel.type_problem import TypeProblem, shown
from checker.feel.type_relations import common, described, is_open, is_quantity, nearest
from checker.feel.types import (
    ANY,
    AnyType,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    Parameter,
    QuantityType,
    RangeType,
    StringType,
)
from checker.feel.units import Quantity
from checker.feel.values import Value
from checker.feel.written_date import is_written_date, written_date

__all__ = ["TypeProblem", "check"]

_DATE_MEMBERS: Final = ("year", "month", "day", "weekday")
_TIME_MEMBERS: Final = ("hour", "minute", "second", "time offset", "timezone")
_MEMBERS: Final[Mapping[FeelType, Sequence[str]]] = {
    types.DATE: _DATE_MEMBERS,
    types.TIME: _TIME_MEMBERS,
    types.DATE_TIME: (*_DATE_MEMBERS, *_TIME_MEMBERS),
    types.DAYS_TIME_DURATION: ("days", "hours", "minutes", "seconds"),
    types.YEARS_MONTHS_DURATION: ("years", "months"),
}
_NOT_NUMBERS: Final[Mapping[str, FeelType]] = {"time offset": types.DAYS_TIME_DURATION, "timezone": types.STRING}
_ANY_NAME: Final = "*"
_CLOCK: Final[Mapping[str, FeelType]] = {"today": types.DATE, "now": types.DATE_TIME}


def check(
    node: Node, scope: Mapping[str, FeelType], functions: Mapping[str, FunctionType]
) -> tuple[FeelType, list[TypeProblem]]:
    """The static type of ``node`` and every problem found, in source order.

    ``scope`` gives the type of each fact, parameter and ``?``; ``functions`` those of the functions beside the built-in
    ones.
    """
    checking = _Checking(functions)
    kind = checking.type_of(node, ChainMap({}, dict(scope)))
    return kind, sorted(checking.problems, key=lambda problem: problem.span)


class _Checking:
    """One check; collects the problems."""

    def __init__(self, functions: Mapping[str, FunctionType]) -> None:
        self._functions = functions
        self.problems: list[TypeProblem] = []

    def _report(self, message: str, node: Node, remedy: str = "", code: str = "type-mismatch") -> FeelType:
        self.problems.append(TypeProblem(message, node.span, remedy, code))
        return ANY

    def type_of(self, node: Node, scope: ChainMap[str, FeelType]) -> FeelType:
        """The type of ``node``."""
        match node:
            case tree.Literal(value=value):
                return _type_of_constant(value)
            case tree.AtLiteral():
                value = parse_at_literal(node.text)
                if value is None:
                    return self._report(
                        f'@"{node.text}"不是日期、时间或期间', node, '写成 @"2024-01-01"、@"P1Y" 等', "invalid-date"
                    )
                return _type_of_constant(value)
            case tree.Name():
                return self._name(node, scope)
            case tree.Path():
                return self._member(node, self.type_of(node.source, scope))
            case tree.Comparison():
                left, right = self._typed(node.left, scope), self._typed(node.right, scope)
                self._note(comparison_problem(node.operator, left, right, node.span))
                return types.BOOLEAN
            case tree.Between():
                value_type = self._typed(node.value, scope)
                for limit in (node.low, node.high):
                    problem = comparison_problem(
                        ComparisonOperator.LESS_EQUAL, value_type, self._typed(limit, scope), node.span
                    )
                    self._note(problem)
                return types.BOOLEAN
            case tree.And(items=items) | tree.Or(items=items):
                for item in items:
                    self._condition(item, scope)
                return types.BOOLEAN
            case tree.Not(item=item):
                self._condition(item, scope)
                return types.BOOLEAN
            case tree.In():
                return self._in(node, scope)
            case tree.Arithmetic():
                left, right = self._typed(node.left, scope), self._typed(node.right, scope)
                kind, problem = arithmetic_type(node.operator, left, right, node.span)
                self._note(problem)
                return kind
            case tree.Negation(operand=operand):
                kind = self.type_of(operand, scope)
                if is_open(kind) or is_quantity(kind) or kind == types.NUMBER or "duration" in str(kind):
                    return kind
                return self._report(
                    f"“{shown(operand)}”是{described(kind)},不能取负", node, "只有数、数量和期间可以取负"
                )
            case tree.Call():
                return self._call(node, scope)
            case _:
                return self._structure(node, scope)

    def _structure(self, node: Node, scope: ChainMap[str, FeelType]) -> FeelType:
        match node:
            case tree.If():
                self._condition(node.condition, scope)
                branches = [self._typed(node.consequence, scope), self._typed(node.alternative, scope)]
                if all(is_quantity(kind) or kind == types.NUMBER for _, kind in branches):
                    self._note(comparison_problem(ComparisonOperator.EQUAL, branches[0], branches[1], node.span))
                return common(kind for _, kind in branches)
            case tree.ListExpr(items=items):
                return ListType(common(self.type_of(item, scope) for item in items) if items else ANY)
            case tree.ContextExpr():
                inner = scope.new_child()
                for key, value in node.entries:
                    inner[key] = self.type_of(value, inner)
                return ContextType(dict(inner.maps[0]))
            case tree.Interval():
                ends = [self._typed(node.start, scope), self._typed(node.end, scope)]
                self._note(comparison_problem(ComparisonOperator.LESS_EQUAL, ends[0], ends[1], node.span))
                return RangeType(common(kind for _, kind in ends))
            case tree.UnaryTest():
                return RangeType(self.type_of(node.operand, scope))
            case tree.Filter():
                return self._filter(node, scope)
            case tree.Quantified():
                self._condition(node.condition, self._bound(node.bindings, scope))
                return types.BOOLEAN
            case tree.For():
                inner = self._bound(node.bindings, scope)
                inner.maps[0].setdefault("partial", types.ANY_LIST)
                return ListType(self.type_of(node.body, inner))
            case tree.InstanceOf():
                self.type_of(node.value, scope)
                return types.BOOLEAN
            case tree.FunctionDefinition():
                result = self.type_of(node.body, scope.new_child(dict(node.parameters)))
                return FunctionType(tuple(Parameter(name, kind) for name, kind in node.parameters), result)
        raise AssertionError(node)

    def _typed(self, node: Node, scope: ChainMap[str, FeelType]) -> Typed:
        return node, self.type_of(node, scope)

    def _note(self, problem: TypeProblem | None) -> None:
        if problem is not None:
            self.problems.append(problem)

    def _condition(self, node: Node, scope: ChainMap[str, FeelType]) -> None:
        kind = self.type_of(node, scope)
        if kind != types.BOOLEAN and not is_open(kind):
            self._report(
                f"“{shown(node)}”是{described(kind)},此处应为是非判断",
                node,
                _truth_remedy(node, kind),
                "not-a-condition",
            )

    def _name(self, node: tree.Name, scope: ChainMap[str, FeelType]) -> FeelType:
        found = scope.get(node.name)
        if found is not None:
            return found
        if node.name in self._functions:
            return self._functions[node.name]
        if node.name in BUILTINS:
            return FunctionType()
        if _ANY_NAME in scope:
            return ANY
        return self._report(f"未知名称“{node.name}”", node, self._name_remedy(node.name, scope), "unknown-fact")

    def _name_remedy(self, name: str, scope: ChainMap[str, FeelType]) -> str:
        function, bracket, _ = name.partition("（")
        if bracket and (function in BUILTINS or function in self._functions):
            return f"函数的括号用半角:{function}(…)"
        words = name.split()
        if len(words) > 1 and words[0] in scope:
            return f"“{words[0]}”之后应写运算符,如 and、or、=、>"
        return nearest(name, scope) or "核对名称,文本要加双引号"

    def _member(self, node: tree.Path, source: FeelType) -> FeelType:
        match source:
            case ListType(item=item):
                return ListType(self._member(node, item))
            case ContextType(fields=fields):
                if fields is None:
                    return ANY
                if node.name in fields:
                    return fields[node.name]
                remedy = nearest(node.name, fields) or f"可写:{'、'.join(list(fields)[:12])}"
                return self._report(f"“{shown(node.source)}”没有“{node.name}”", node, remedy, "unknown-member")
            case RangeType(item=item):
                if node.name in ("start", "end"):
                    return item
                if node.name in ("start included", "end included"):
                    return types.BOOLEAN
        if is_open(source):
            return ANY
        members = _MEMBERS.get(source, ())
        if node.name in members:
            return _NOT_NUMBERS.get(node.name, types.NUMBER)
        remedy = nearest(node.name, members) or (f"可写:{'、'.join(members)}" if members else "去掉“.”之后的部分")
        return self._report(
            f"“{shown(node.source)}”是{described(source)},没有“{node.name}”", node, remedy, "unknown-member"
        )

    def _in(self, node: tree.In, scope: ChainMap[str, FeelType]) -> FeelType:
        value = self._typed(node.value, scope)
        inner = scope.new_child({"?": value[1]})
        for test in node.tests:
            self._test(value, test, inner)
        return types.BOOLEAN

    def _test(self, value: Typed, test: Node, scope: ChainMap[str, FeelType]) -> None:
        match test:
            case tree.UnaryTest():
                self._note(comparison_problem(test.operator, value, self._typed(test.operand, scope), test.span))
                return
            case tree.ListExpr(items=items) if not isinstance(value[1], ListType):
                for item in items:
                    self._test(value, item, scope)
                return
            case tree.Interval():
                self.type_of(test, scope)
                for end in (test.start, test.end):
                    limit = end, _Checking(self._functions).type_of(end, scope)
                    problem = comparison_problem(ComparisonOperator.LESS_EQUAL, value, limit, test.span)
                    if problem is not None:
                        self._note(problem)
                        return
                return
        kind = self.type_of(test, scope)
        if "?" in tree.names_in(test) and kind == types.BOOLEAN:
            return
        if isinstance(kind, RangeType):
            self._note(comparison_problem(ComparisonOperator.LESS_EQUAL, value, (test, kind.item), test.span))
        elif isinstance(kind, ListType) and not isinstance(value[1], ListType):
            inner = kind.item.item if isinstance(kind.item, RangeType) else kind.item
            self._note(comparison_problem(ComparisonOperator.EQUAL, value, (test, inner), test.span))
        elif not (isinstance(kind, ListType) and isinstance(value[1], ListType)):
            self._note(comparison_problem(ComparisonOperator.EQUAL, value, (test, kind), test.span))

    def _filter(self, node: tree.Filter, scope: ChainMap[str, FeelType]) -> FeelType:
        source = self.type_of(node.source, scope)
        item = source.item if isinstance(source, ListType) else source
        members = dict(item.fields) if isinstance(item, ContextType) and item.fields is not None else {}
        if is_open(item) or item == types.CONTEXT:
            members[_ANY_NAME] = ANY  # its members are not known, so no name can be called unknown
        kind = self.type_of(node.condition, scope.new_child({"item": item, **members}))
        if kind == types.NUMBER:
            return item
        if kind != types.BOOLEAN and not is_open(kind):
            remedy = _truth_remedy(node.condition, kind)
            self._report(f"“{shown(node.condition)}”是{described(kind)},此处应为是非判断或序号", node.condition, remedy)
        return ANY if isinstance(kind, AnyType) else ListType(item)

    def _bound(self, bindings: Sequence[tree.Binding], scope: ChainMap[str, FeelType]) -> ChainMap[str, FeelType]:
        inner = scope.new_child()
        for binding in bindings:
            source = self.type_of(binding.source, inner)
            if binding.end is not None:
                ends = (binding.source, source), self._typed(binding.end, inner)
                self._note(comparison_problem(ComparisonOperator.LESS_EQUAL, *ends, binding.span))
                inner[binding.name] = common(kind for _, kind in ends)
            elif isinstance(source, ListType | RangeType):
                inner[binding.name] = source.item
            else:
                if not is_open(source):
                    message = f"“{shown(binding.source)}”是{described(source)},不是列表"
                    self._report(message, binding, "在 in 之后写列表,或 1..n")
                inner[binding.name] = source
        return inner

    def _call(self, node: tree.Call, scope: ChainMap[str, FeelType]) -> FeelType:
        arguments = [self._typed(argument, scope) for argument in node.arguments]
        named = {name: self._typed(value, scope) for name, value in node.named}
        if not isinstance(node.function, tree.Name) or isinstance(
            scope.get(node.function.name), FunctionType | AnyType
        ):
            called = self.type_of(node.function, scope)
            if isinstance(called, FunctionType):
                return called.result
            return (
                ANY
                if is_open(called)
                else self._report(f"“{shown(node.function)}”不是函数", node, "去掉其后的括号", "unknown-function")
            )
        name = node.function.name
        if name in _CLOCK and name not in self._functions and not node.arguments:
            return _CLOCK[name]
        if name in scope and name not in self._functions and name not in BUILTINS:
            return self._report(
                f"“{name}”是{described(scope[name])},不是函数", node, "去掉其后的括号", "unknown-function"
            )
        kind, problems = call_type(name, self._functions, arguments, named, node.function.span)
        self.problems += problems
        if not problems and is_written_date(node) and written_date(node) is None:
            remedy = '写成 date("2024-01-01") 的样子,日期须在日历上有'
            self._report(f"“{shown(node)}”不是日期,结果恒为空", node, remedy, "invalid-date")
        return kind


def _truth_remedy(node: Node, kind: FeelType) -> str:
    if isinstance(kind, QuantityType):
        return f"写成比较,如 {shown(node)} > 0 {kind.dimension.symbol}"
    if isinstance(kind, StringType):
        return f'写成比较,如 {shown(node)} = "…"'
    if isinstance(kind, ListType):
        return f"写成判断,如 count({shown(node)}) > 0"
    return f"写成比较,如 {shown(node)} > 0"


def _type_of_constant(value: Value) -> FeelType:
    match value:
        case None:
            return types.NULL
        case str():
            return StringType(frozenset((value,)))
        case Quantity():
            return QuantityType(value.dimension)
    simple: tuple[FeelType, ...] = (types.BOOLEAN, types.NUMBER, *_MEMBERS)
    return next((kind for kind in simple if is_instance(value, kind)), ANY)
