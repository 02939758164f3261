"""Kinds: what ``type:``, ``unit:`` and ``values:`` declare of a derived fact, a parameter or a table column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from checker.feel.types import (
    ANY_QUANTITY,
    BOOLEAN,
    DATE,
    NUMBER,
    STRING,
    AnyQuantity,
    AnyType,
    BooleanType,
    DateType,
    FeelType,
    ListType,
    NullType,
    NumberType,
    QuantityType,
    StringType,
)
from checker.feel.units import PLAIN, Quantity, Unit, UnitError, parse_quantity, parse_unit, quantity
from checker.feel.values import Value
from checker.nearness import nearest
from checker.rulebook.entry import Entry
from checker.source import ListNode, Node, ScalarNode

TYPES: Final[dict[str, FeelType]] = {
    "number": NUMBER,
    "string": STRING,
    "boolean": BOOLEAN,
    "date": DATE,
    "quantity": ANY_QUANTITY,
    "list<number>": ListType(NUMBER),
    "list<string>": ListType(STRING),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A type with the unit its bare numbers count in; ``values`` lists a closed vocabulary in its order."""

    type: FeelType
    unit: Unit | None = None
    values: tuple[str, ...] = ()


def read_kind(entry: Entry, *, values_key: str = "values") -> Kind | None:
    """The kind an entry declares by ``type``, ``unit`` and a list of allowed values; None where it declares none."""
    unit = _read_unit(entry)
    values = entry.names(values_key) if values_key else ()
    type_node = entry.scalar("type")
    if type_node is None:
        if unit is not None:
            return Kind(_unit_type(unit), unit)
        if values:
            return Kind(StringType(frozenset(values)), None, values)
        if entry.has("unit"):
            return None  # its unit is told to be none
        entry.report(
            entry.node, '缺少"type"或"unit"', f"请写 type: {' | '.join(TYPES)},数量请写 unit: t", code="missing-key"
        )
        return None
    name = type_node.text.replace(" ", "")
    declared = TYPES.get(name)
    if declared is None:
        near = nearest(name, TYPES)
        entry.report(
            type_node,
            f'不认识的类型"{name}"',
            f'是否为"{near}"?' if near else f"可用:{'、'.join(TYPES)}",
            code="unknown-choice",
        )
        return None
    match declared:
        case NumberType() | AnyQuantity() if unit is not None:
            return Kind(_unit_type(unit), unit)
        case ListType(item=NumberType()) if unit is not None:
            return Kind(ListType(_unit_type(unit)), unit)
        case StringType() if values:
            return Kind(StringType(frozenset(values)), None, values)
    if unit is not None:
        entry.report(entry.place("unit"), f"类型 {name} 没有单位", '请删去"unit"', code="conflicting-keys")
    if values:
        entry.report(
            entry.place(values_key), f"类型 {name} 没有可选值", f'请删去"{values_key}"', code="conflicting-keys"
        )
    return Kind(declared)


def read_value(entry: Entry, node: Node, kind: Kind) -> Value:
    """The value written at ``node``, of the given kind; None where it is ``null`` or a problem was noted.

    Quantities may be written ``1000 tce`` or as a number in the declared unit.
    """
    if isinstance(node, ScalarNode) and node.value is None and not node.quoted:
        return None
    if isinstance(kind.type, ListType):
        if not isinstance(node, ListNode):
            entry.report(node, "值应为列表", "请写 value: [甲, 乙]", code="invalid-value")
            return None
        item_kind = Kind(kind.type.item, kind.unit, kind.values)
        return [read_value(entry, item, item_kind) for item in node.value]
    if not isinstance(node, ScalarNode):
        entry.report(node, "值应为一个值", f"请写 value: {_example(kind)}", code="invalid-value")
        return None
    value = _scalar_value(entry, node, kind)
    if value is None:
        entry.report(node, f'值"{node.text}"不是{_name(kind)}', f"请写 {_example(kind)}", code="invalid-value")
    return None if value is _REPORTED else value


def conforms(kind: FeelType, wanted: FeelType) -> bool:
    """Whether a value of type ``kind`` may stand where ``wanted`` is declared; null and Any may stand anywhere."""
    match kind, wanted:
        case (AnyType() | NullType(), _) | (_, AnyType()):
            return True
        case (QuantityType(), AnyQuantity()) | (AnyQuantity(), QuantityType() | NumberType()):
            return True
        case StringType(values=given), StringType(values=allowed):
            return given is None or allowed is None or given <= allowed
        case ListType(item=given_item), ListType(item=wanted_item):
            return conforms(given_item, wanted_item)
    return kind == wanted


_REPORTED: Final = object()


def _scalar_value(entry: Entry, node: ScalarNode, kind: Kind) -> Value:
    raw = node.value
    match kind.type:
        case BooleanType():
            return raw if isinstance(raw, bool) else None
        case DateType():
            return raw if isinstance(raw, date) else None
        case StringType(values=allowed):
            if isinstance(raw, bool):
                return None
            if allowed is not None and node.text not in allowed:
                near = nearest(node.text, allowed)
                entry.report(
                    node,
                    f'"{node.text}"不在可选值之中',
                    f"可用:{'、'.join(kind.values)}" if not near else f'是否为"{near}"?',
                    code="unknown-choice",
                )
                return _REPORTED
            return node.text
    if isinstance(raw, Decimal):
        return raw if kind.unit is None and not isinstance(kind.type, AnyQuantity) else _in_unit(raw, kind)
    if not isinstance(raw, str):
        return None
    try:
        value = parse_quantity(raw)
    except UnitError as error:
        problem = error.problems[0]
        entry.report(node, problem.message, problem.remedy, code="invalid-quantity")
        return _REPORTED
    if isinstance(kind.type, AnyQuantity):
        return value if isinstance(value, Quantity) else None
    dimension = value.dimension if isinstance(value, Quantity) else PLAIN
    wanted = kind.type.dimension if isinstance(kind.type, QuantityType) else PLAIN
    if dimension is not wanted:
        expected = kind.unit.symbol if kind.unit else "不带单位的数"
        entry.report(
            node,
            f'"{raw}"的单位与声明的单位 {expected} 不是同一量纲',
            f"请写成以 {expected} 计的数值",
            code="unit-mismatch",
        )
        return _REPORTED
    return value


def _in_unit(number: Decimal, kind: Kind) -> Value:
    return None if kind.unit is None else quantity(number, kind.unit)


def _read_unit(entry: Entry) -> Unit | None:
    node = entry.scalar("unit")
    if node is None:
        return None
    try:
        return parse_unit(node.text)
    except UnitError as error:
        problem = error.problems[0]
        entry.report(node, problem.message, problem.remedy, code="unknown-unit")
        return None


def _unit_type(unit: Unit) -> FeelType:
    return NUMBER if unit.dimension is PLAIN else QuantityType(unit.dimension)


def _name(kind: Kind) -> str:
    match kind.type:
        case BooleanType():
            return "是非值"
        case DateType():
            return "日期"
        case StringType():
            return "文字"
        case NumberType() if kind.unit is None:
            return "数字"
    return "数量"


def _example(kind: Kind) -> str:
    match kind.type:
        case BooleanType():
            return "true 或 false"
        case DateType():
            return "2025-09-01"
        case StringType():
            return '加引号的文字,如 "原煤"'
        case NumberType() if kind.unit is None:
            return "数字,如 1.5"
    return f"数字加单位,如 1000 {kind.unit.symbol if kind.unit else 't'}"
