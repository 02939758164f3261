"""How a value is shown to people: in which unit, and as which text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache

from checker.feel import exact, tree
from checker.feel.units import PLAIN, Dimension, Quantity, Unit, parse_unit
from checker.feel.values import Value, YearsMonths
from checker.model.report import ObservedFact, ScalarValue

_DIGITS = Context(prec=80)
_LONGEST_NUMBER = 40
_LONGEST_LIST = 6


@dataclass(frozen=True, slots=True)
class Units:
    """Which unit a name, a record's field or a table's result is shown in."""

    names: Mapping[str, Unit]
    fields: Mapping[str, Unit]
    results: Mapping[str, Unit]

    def of(self, node: tree.Node) -> Unit | None:
        """The unit a person would expect for this expression, or None where nothing in it says so."""
        match node:
            case tree.Literal(unit=unit):
                return unit
            case tree.Name(name=name):
                return self.names.get(name) or self.fields.get(name)
            case tree.Path(name=name):
                return self.fields.get(name) or self.names.get(name)
            case tree.Call(function=tree.Name(name=name)) if name in self.results:
                return self.results[name]
            case tree.Arithmetic(operator=tree.ArithmeticOperator.ADD | tree.ArithmeticOperator.SUBTRACT):
                return self.of(node.left) or self.of(node.right)
            case tree.If():
                return self.of(node.consequence) or self.of(node.alternative)
            case tree.Negation(operand=inner) | tree.Filter(source=inner) | tree.For(body=inner):
                return self.of(inner)
            case tree.Call(arguments=(first, *_)):
                return self.of(first)
            case _:
                return None


@cache
def customary_unit(dimension: Dimension) -> Unit:
    """The unit a quantity is shown in where nothing declares one: standard coal per product in kgce or gce."""
    symbol = dimension.symbol
    if symbol == "tce/kWh":
        symbol = "gce/kWh"
    elif symbol.startswith("tce/"):
        symbol = "kgce/" + symbol.removeprefix("tce/")
    return parse_unit(symbol)


def shown(value: Value, unit: Unit | None = None) -> tuple[ScalarValue, str]:
    """A value as a report carries it: number and unit symbol apart, everything else as text."""
    match value:
        case None | bool() | str():
            return value, ""
        case Quantity():
            if unit is None or unit.dimension is not value.dimension:
                unit = customary_unit(value.dimension)
            return _tidy(value.in_unit(unit)), unit.symbol
        case Decimal() | Fraction():
            if unit is not None and unit.dimension is PLAIN and unit.symbol:
                return _tidy(exact.rounded(exact.as_fraction(value) / exact.as_fraction(unit.factor))), unit.symbol
            return _tidy(exact.rounded(value)), ""
        case date():
            return value.isoformat(), ""
        case timedelta() | YearsMonths():
            return _duration_text(value), ""
        case list():
            return _list_text(value), ""
        case dict():
            return _record_name(value), ""
        case _:
            return str(value), ""


def _tidy(number: Decimal) -> Decimal:
    """The number without trailing zeros or exponent, so that every spelling of a value shows as one."""
    tidy = number.normalize(_DIGITS)
    exponent = tidy.adjusted() - len(tidy.as_tuple().digits) + 1
    return tidy.quantize(exact.ONE, context=_DIGITS) if exponent > 0 and tidy.adjusted() < _LONGEST_NUMBER else tidy


def text_of(value: Value, unit: Unit | None = None) -> str:
    """A value as one piece of text, e.g. ``42000 t``, ``是``, ``未填``."""
    scalar, symbol = shown(value, unit)
    return scalar_text(scalar, symbol)


def scalar_text(scalar: ScalarValue, symbol: str = "") -> str:
    """A shown value as text."""
    match scalar:
        case None:
            return "未填"
        case bool():
            return "是" if scalar else "否"
        case Decimal():
            number = exact.plain(scalar)
            if not symbol:
                return number
            return f"{number}{symbol}" if symbol in ("%", "‰") else f"{number} {symbol}"
        case _:
            return scalar or "空"


def observed(fact: str, value: Value, unit: Unit | None) -> ObservedFact:
    """One fact as a finding carries it."""
    scalar, symbol = shown(value, unit)
    return ObservedFact(fact, scalar, symbol)


def _duration_text(length: timedelta | YearsMonths) -> str:
    """A duration in the words of a calendar."""
    if isinstance(length, timedelta):
        return str(length) if length.seconds or length.microseconds else f"{length.days} 天"
    years, months = divmod(abs(length.months), 12)
    parts = [f"{years} 年" if years else "", f"{months} 个月" if months or not years else ""]
    return ("-" if length.months < 0 else "") + " ".join(part for part in parts if part)


def _list_text(items: list[Value]) -> str:
    if not items:
        return "无"
    texts = [_record_name(item) if isinstance(item, dict) else text_of(item) for item in items[:_LONGEST_LIST]]
    more = f" 等 {len(items)} 项" if len(items) > _LONGEST_LIST else ""
    return "、".join(texts) + more


def _record_name(record: Mapping[str, Value]) -> str:
    """A record by what people call it: its name, else its kind, else its first filled field."""
    for label in ("名称", "品种", "类型", "型号", "事项", "类别", "种类", "部位"):
        value = record.get(label)
        if isinstance(value, str) and value:
            return value
    for label, value in record.items():
        if value is not None and not isinstance(value, list | dict):
            return f"{label} {text_of(value)}"
    return "一条记录"
