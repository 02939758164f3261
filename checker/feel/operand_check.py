"""What a type check says of two operands: of a comparison, a membership or a sum."""

from __future__ import annotations

from checker.feel import tree, types
from checker.feel.tree import ArithmeticOperator, ComparisonOperator, Node
from checker.feel.type_problem import TypeProblem, shown
from checker.feel.type_relations import clash_of_units, comparable, described, is_open, is_quantity, nearest
from checker.feel.types import (
    ANY,
    ANY_QUANTITY,
    AnyQuantity,
    FeelType,
    ListType,
    QuantityType,
    StringType,
)
from checker.feel.units import PLAIN, Dimension, product_dimension, quotient_dimension

_ORDERED = (
    types.NUMBER,
    types.DATE,
    types.TIME,
    types.DATE_TIME,
    types.DAYS_TIME_DURATION,
    types.YEARS_MONTHS_DURATION,
)
_DURATIONS = (types.DAYS_TIME_DURATION, types.YEARS_MONTHS_DURATION)
_MOMENTS = (types.DATE, types.DATE_TIME, types.TIME)

Typed = tuple[Node, FeelType]


def unit_problem(left: Typed, right: Typed, span: tree.Span) -> TypeProblem:
    """Two operands whose units do not go together."""
    for (node, kind), (other, other_kind) in ((left, right), (right, left)):
        if kind == types.NUMBER and is_quantity(other_kind):
            unit = other_kind.dimension.symbol if isinstance(other_kind, QuantityType) else "t"
            if isinstance(node, tree.Literal):
                remedy = f"写上单位,如 {shown(node)} {unit}"
            else:
                remedy = f"把数量化为数再比,如 {shown(other)} / 1 {unit}"
            return TypeProblem(
                f"“{shown(other)}”是{described(other_kind)},“{shown(node)}”没有单位", span, remedy, "unit-mismatch"
            )
    symbols = [kind.dimension.symbol for _, kind in (left, right) if isinstance(kind, QuantityType)]
    message = f"单位不符:“{shown(left[0])}”以 {symbols[0]} 计,“{shown(right[0])}”以 {symbols[1]} 计"
    return TypeProblem(
        message, span, f"两边改用同一量纲的单位({symbols[0]} 与 {symbols[1]} 之间须乘以换算系数)", "unit-mismatch"
    )


def comparison_problem(operator: ComparisonOperator, left: Typed, right: Typed, span: tree.Span) -> TypeProblem | None:
    """What is wrong with ``left operator right``, if anything."""
    (left_node, left_kind), (right_node, right_kind) = left, right
    if clash_of_units(left_kind, right_kind):
        return unit_problem(left, right, span)
    ordering = operator not in (ComparisonOperator.EQUAL, ComparisonOperator.NOT_EQUAL)
    if ordering:
        for node, kind in (left, right):
            if isinstance(node, tree.Literal) and node.value is None:
                return TypeProblem("与 null 比较大小,结果恒为空", span, "判断是否填写用 = null 或 != null")
            if not (is_open(kind) or is_quantity(kind) or isinstance(kind, StringType) or kind in _ORDERED):
                return TypeProblem(f"“{shown(node)}”是{described(kind)},不能比较大小", span, _remedy(kind, right_node))
    if not comparable(left_kind, right_kind):
        one, other = f"“{shown(left_node)}”是{described(left_kind)}", f"“{shown(right_node)}”是{described(right_kind)}"
        message = f"{one},{other},比较结果恒为空"
        return TypeProblem(message, span, _mixed_remedy(left, right))
    return enumeration_problem(left, right) or enumeration_problem(right, left)


def _remedy(kind: FeelType, limit: Node) -> str:
    if isinstance(kind, ListType):
        return f"逐项比较写 every 项 in 列表 satisfies 项 … {shown(limit)},或先用 sum、max 汇总"
    return "是非值直接写,或用 = true" if kind == types.BOOLEAN else "核对名称与字段"


def _mixed_remedy(left: Typed, right: Typed) -> str:
    for (node, kind), (_, other_kind) in ((left, right), (right, left)):
        if other_kind == types.DATE and isinstance(node, tree.Literal) and isinstance(kind, StringType):
            return f'日期写 @"{node.value}"'
        if isinstance(other_kind, ListType) and not isinstance(kind, ListType):
            return f"判断列表含有某值写 list contains({shown(right[0] if node is left[0] else left[0])}, {shown(node)})"
        if kind == types.BOOLEAN and isinstance(other_kind, StringType):
            return "是非值写 true 或 false,不加引号"
    return "两边写同一类的值"


def enumeration_problem(holder: Typed, value: Typed) -> TypeProblem | None:
    """A string that the closed list of the other side does not have, also as an item of a list on both sides."""
    kind, (node, value_kind) = holder[1], value
    if isinstance(holder[0], tree.Literal | tree.ListExpr):
        return None
    if isinstance(kind, ListType) and isinstance(node, tree.ListExpr) and isinstance(value_kind, ListType):
        items = (enumeration_problem((holder[0], kind.item), (item, value_kind.item)) for item in node.items)
        return next((problem for problem in items if problem is not None), None)
    if not isinstance(kind, StringType) or kind.values is None or not isinstance(node, tree.Literal):
        return None
    if not isinstance(node.value, str) or node.value in kind.values:
        return None
    remedy = nearest(node.value, sorted(kind.values)) or f"可取:{'、'.join(sorted(kind.values)[:12])}"
    return TypeProblem(f"“{shown(holder[0])}”没有取值“{node.value}”", node.span, remedy, "unknown-value")


def element_problem(items: Typed, element: Typed) -> TypeProblem | None:
    """What is wrong with looking for ``element`` among ``items``, if anything."""
    node, kind = items
    item = kind.item if isinstance(kind, ListType) else kind
    if isinstance(node, tree.ListExpr):
        found = (enumeration_problem(element, (each, item)) for each in node.items)
        return next((problem for problem in found if problem is not None), None)
    return comparison_problem(ComparisonOperator.EQUAL, (node, item), element, element[0].span)


def arithmetic_type(
    operator: ArithmeticOperator, left: Typed, right: Typed, span: tree.Span
) -> tuple[FeelType, TypeProblem | None]:
    """The type of ``left operator right`` and what is wrong with it, if anything."""
    one, other = left[1], right[1]
    if isinstance(one, ListType) or isinstance(other, ListType):
        node = left[0] if isinstance(one, ListType) else right[0]
        return ANY, TypeProblem(
            f"“{shown(node)}”是列表,不能直接运算", span, "先用 sum、max、count 等汇总,或用 for … return"
        )
    if is_open(one) or is_open(other):
        return ANY, None
    additive = operator in (ArithmeticOperator.ADD, ArithmeticOperator.SUBTRACT)
    if additive and clash_of_units(one, other):
        return one if is_quantity(one) else other, unit_problem(left, right, span)
    result = _additive(operator, one, other) if additive else _multiplicative(operator, one, other)
    if result is None:
        message = f"“{shown(left[0])}”是{described(one)},“{shown(right[0])}”是{described(other)},不能用 {operator} 运算"
        return ANY, TypeProblem(message, span, "核对两边的类型")
    return result, None


def _additive(operator: ArithmeticOperator, one: FeelType, other: FeelType) -> FeelType | None:
    plus = operator is ArithmeticOperator.ADD
    if is_quantity(one) and is_quantity(other):
        return one if isinstance(one, QuantityType) else other
    if isinstance(one, StringType) and isinstance(other, StringType):
        return types.STRING if plus else None
    if one == other and (one == types.NUMBER or one in _DURATIONS):
        return one
    if one in _MOMENTS and other in _DURATIONS:
        return one
    if plus and one in _DURATIONS and other in _MOMENTS:
        return other
    if not plus and one in _MOMENTS and other in _MOMENTS:
        return types.DAYS_TIME_DURATION
    return None


def _multiplicative(operator: ArithmeticOperator, one: FeelType, other: FeelType) -> FeelType | None:
    number = types.NUMBER
    if operator is ArithmeticOperator.POWER:
        return number if one == other == number else (ANY if is_quantity(one) and other == number else None)
    times = operator is ArithmeticOperator.MULTIPLY
    if one == other == number:
        return number
    if one in _DURATIONS:
        return one if other == number else (number if one == other and not times else None)
    if other in _DURATIONS:
        return other if times and one == number else None
    if isinstance(one, AnyQuantity) or isinstance(other, AnyQuantity):
        if other == number:
            return ANY_QUANTITY
        return ANY if is_quantity(one) or one == number else None
    upper, lower = _dimension(one), _dimension(other)
    if upper is None or lower is None:
        return None
    dimension = product_dimension(upper, lower) if times else quotient_dimension(upper, lower)
    return number if dimension is PLAIN else QuantityType(dimension)


def _dimension(kind: FeelType) -> Dimension | None:
    return PLAIN if kind == types.NUMBER else (kind.dimension if isinstance(kind, QuantityType) else None)
