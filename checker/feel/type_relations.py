"""How types stand to each other: which compare, what two of them have in common; and their names for people."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Final

from checker.feel import types
from checker.feel.types import (
    ANY,
    AnyQuantity,
    AnyType,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    NullType,
    QuantityType,
    RangeType,
    StringType,
)
from checker.nearness import near_words

_LABELS: Final = {
    types.NUMBER: "数",
    types.ANY_QUANTITY: "数量",
    types.BOOLEAN: "是非值",
    types.DATE: "日期",
    types.TIME: "时间",
    types.DATE_TIME: "日期时间",
    types.DAYS_TIME_DURATION: "时长",
    types.YEARS_MONTHS_DURATION: "年月期间",
    types.NULL: "空值",
    types.ANY: "任意值",
}


def described(kind: FeelType) -> str:
    """The type in words for people."""
    match kind:
        case QuantityType():
            return f"以 {kind.dimension.symbol} 计的数量"
        case StringType():
            return "文本"
        case ListType():
            return f"列表({described(kind.item)})"
        case RangeType():
            return "区间"
        case ContextType():
            return "记录"
        case FunctionType():
            return "函数"
    return _LABELS[kind]


def is_open(kind: FeelType) -> bool:
    """Whether nothing can be said of a value of this type before it is there."""
    return isinstance(kind, AnyType | NullType)


def is_quantity(kind: FeelType) -> bool:
    """Whether the type is a quantity, of a known dimension or not."""
    return isinstance(kind, QuantityType | AnyQuantity)


def clash_of_units(left: FeelType, right: FeelType) -> bool:
    """Whether two types are quantities, or a quantity and a number, that never go together."""
    if isinstance(left, QuantityType) and isinstance(right, QuantityType):
        return left.dimension is not right.dimension
    number = types.NUMBER
    return (is_quantity(left) and right == number) or (left == number and is_quantity(right))


def comparable(left: FeelType, right: FeelType) -> bool:
    """Whether values of two types can be equal at all."""
    if is_open(left) or is_open(right) or (is_quantity(left) and is_quantity(right)):
        return not clash_of_units(left, right)
    match left, right:
        case (ListType(item=one), ListType(item=other)) | (RangeType(item=one), RangeType(item=other)):
            return comparable(one, other)
        case StringType(), StringType():
            return True
        case (ContextType(), ContextType()) | (FunctionType(), FunctionType()):
            return True
    return left == right


def fits(given: FeelType, wanted: FeelType) -> bool:
    """Whether a value of type ``given`` may stand where ``wanted`` is: as it is, or to and from a list of one."""
    if is_open(given) or is_open(wanted):
        return True
    if isinstance(wanted, ListType):
        return fits(given.item if isinstance(given, ListType) else given, wanted.item)
    if isinstance(given, ListType):
        return fits(given.item, wanted)
    if isinstance(given, StringType) and isinstance(wanted, StringType):
        return given.values is None or wanted.values is None or bool(given.values & wanted.values)
    return comparable(given, wanted)


def common(kinds: Iterable[FeelType]) -> FeelType:
    """The narrowest type that holds values of all these types."""
    nothing: FeelType = types.NULL
    return reduce(_common, kinds, nothing)


def _common(left: FeelType, right: FeelType) -> FeelType:
    if left == right or isinstance(right, NullType):
        return left
    if isinstance(left, NullType):
        return right
    match left, right:
        case StringType(), StringType():
            both_closed = left.values is not None and right.values is not None
            return (
                StringType((left.values or frozenset()) | (right.values or frozenset()))
                if both_closed
                else types.STRING
            )
        case ListType(), ListType():
            return ListType(_common(left.item, right.item))
        case ContextType(fields=one), ContextType(fields=other) if one is not None and other is not None:
            return ContextType({name: _common(one[name], other[name]) for name in one if name in other})
        case (QuantityType() | AnyQuantity(), QuantityType() | AnyQuantity()):
            return types.ANY_QUANTITY
    return ANY


def nearest(name: str, candidates: Iterable[str]) -> str:
    """A remedy that names the nearest candidates, or an empty text."""
    close = near_words(name, candidates, most=2)
    return f"是否为{'或'.join(f'“{other}”' for other in close)}?" if close else ""
