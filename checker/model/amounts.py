"""The kinds of field that hold numbers: plain numbers, percentages, counts, grades and quantities with units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any, Final

from checker.feel.units import BASES, Dimension, Quantity, Unit, UnitError, format_quantity, parse_unit, quantity
from checker.model.kinds import FieldError, Kind, blank, half_width, shown

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_MEASURE: Final = re.compile(rf"({_NUMBER.pattern})\s*(\S.*)?")
_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?.*")
_LONGEST_NUMBER: Final = 60
_PERCENT: Final = Decimal("0.01")

_USUAL_UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    "t": ("t", "万吨", "kg"),
    "tce": ("tce", "万tce", "kgce"),
    "tCO2": ("tCO2", "万tCO2", "kgCO2"),
    "kWh": ("kWh", "万kWh", "MWh"),
    "kW": ("kW", "MW", "万kW"),
    "kVA": ("kVA", "MVA"),
    "GJ": ("GJ", "MJ"),
    "m": ("m", "mm"),
    "mm": ("mm", "μm", "m"),
    "m²": ("m²", "万m²", "亩", "公顷"),
    "m³": ("m³", "万m³", "亿m³"),
    "t/h": ("t/h", "蒸吨/小时"),
    "t/d": ("t/d", "t/h"),
    "万元": ("万元", "元", "亿元"),
    "h": ("h", "小时", "d"),
    "kV": ("kV", "V"),
}


def _number_mistake(raw: object, example: str) -> FieldError:
    """What to say of something that is no number: usual placeholders and separators get their own advice."""
    if isinstance(raw, str) and _GROUPED.fullmatch(half_width(raw)):
        return FieldError(f"“{shown(raw)}”带有千分位逗号", "去掉逗号,如 12000")
    if isinstance(raw, str) and half_width(raw) in {"/", "-", "--", "—", "——", "无", "none", "待定", "不详", "N/A"}:
        return FieldError(f"应为数字,写成了“{shown(raw)}”", "没有就写 0;尚不清楚就删去这一项或写 null")
    return FieldError(f"应为数字,写成了“{shown(raw)}”", f"写作 {example}")


def number_of(raw: object, example: str = "12.5") -> Decimal:
    """``raw`` as an exact decimal; raises FieldError for anything else."""
    match raw:
        case bool():
            pass
        case Decimal() if raw.is_finite():
            return raw
        case int():
            return Decimal(raw)
        case float() if isfinite(raw):
            return Decimal(repr(raw))
        case str():
            text = half_width(raw)
            if len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text):
                return Decimal(text)
    raise _number_mistake(raw, example)


def _split(raw: object, example: str) -> tuple[Decimal, str]:
    """Number and unit text of ``raw``; the unit is empty when none is written."""
    if not isinstance(raw, str):
        return number_of(raw, example), ""
    match = _MEASURE.fullmatch(half_width(raw))
    if match is None or len(match[1]) > _LONGEST_NUMBER:
        raise _number_mistake(raw, example)
    unit = (match[2] or "").strip()
    if unit.startswith((",", "_", ".")) or re.match(r"[0-9:]", unit):
        raise _number_mistake(raw, example)
    return Decimal(match[1]), unit


def canonical_number(value: Decimal) -> str:
    """One spelling per number: no exponent, no trailing zeros."""
    text = format(value.normalize(), "f")
    return "0" if text == "-0" else text


@dataclass(frozen=True, slots=True)
class Number(Kind[Decimal]):
    """A plain number: a ratio, a factor, an index."""

    signed: bool = False

    def read(self, raw: object) -> Decimal | None:
        """The exact decimal; negative only where the field allows it."""
        if blank(raw):
            return None
        value, unit = _split(raw, "1.25")
        if unit == "%":
            value = value * _PERCENT
        elif unit:
            raise FieldError(f"不带单位,写成了“{shown(raw)}”", f"只写数字,如 {value}")
        if value < 0 and not self.signed:
            raise FieldError(f"不能为负数,写成了“{shown(raw)}”", "核对正负号")
        return value

    def canonical(self, value: Decimal) -> str:
        """The number in one spelling."""
        return canonical_number(value)

    def json_schema(self) -> dict[str, Any]:
        """A number or its text."""
        return {"type": ["number", "string"]}


@dataclass(frozen=True, slots=True)
class Percent(Kind[Decimal]):
    """A share or an efficiency, written with ``%`` and held as a plain number: ``40 %`` is 0.4."""

    at_most: Decimal | None = Decimal(1)

    def read(self, raw: object) -> Decimal | None:
        """The share; a bare number counts in percent, but one below 1 is asked back, for it may be meant either way."""
        if blank(raw):
            return None
        value, unit = _split(raw, "40 %")
        if unit not in ("", "%", "‰"):
            raise FieldError(f"单位“{unit}”不是百分比", "写作 40 %")
        if not unit and 0 < abs(value) <= 1:
            in_full = canonical_number(value * 100)
            raise FieldError(
                f"“{shown(raw)}”没有写百分号,可能是 {value} % 也可能是 {in_full} %", f"写作 {in_full} % 或 {value} %"
            )
        share = value * (_PERCENT / 10 if unit == "‰" else _PERCENT)
        if share < 0:
            raise FieldError(f"不能为负数,写成了“{shown(raw)}”", "核对正负号")
        if self.at_most is not None and share > self.at_most:
            raise FieldError(f"“{shown(raw)}”超过 {canonical_number(self.at_most * 100)} %", "核对数值和百分号")
        return share

    def canonical(self, value: Decimal) -> str:
        """The plain number in one spelling."""
        return canonical_number(value)

    def json_schema(self) -> dict[str, Any]:
        """A percentage."""
        return {"type": ["string", "number"], "examples": ["40 %"]}


@dataclass(frozen=True, slots=True)
class Count(Kind[Decimal]):
    """A whole number of things; ``3 台`` is the plain number 3."""

    at_least: int = 0
    at_most: int = 10**9

    def read(self, raw: object) -> Decimal | None:
        """The count, a counting word after it ignored."""
        if blank(raw):
            return None
        value, unit = _split(raw, "3")
        if unit and not _counts(unit):
            raise FieldError(f"“{unit}”不是计数的单位", f"只写个数,如 {value}")
        if value != value.to_integral_value():
            raise FieldError(f"应为整数,写成了“{shown(raw)}”", "写整数,如 3")
        if not self.at_least <= value <= self.at_most:
            what = "不能为负数" if value < 0 <= self.at_least else f"应在 {self.at_least} 至 {self.at_most} 之间"
            raise FieldError(f"{what},写成了“{shown(raw)}”", "核对数值")
        return value

    def canonical(self, value: Decimal) -> str:
        """The digits."""
        return canonical_number(value)

    def json_schema(self) -> dict[str, Any]:
        """A whole number or its text."""
        return {"type": ["integer", "string"]}


def _counts(unit: str) -> bool:
    try:
        powers = parse_unit(unit).dimension.powers
    except UnitError:
        return False
    return len(powers) == 1 and powers[0][1] == 1 and powers[0][0] not in BASES


_GRADES: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "I": 1, "II": 2, "III": 3}


@dataclass(frozen=True, slots=True)
class EfficiencyGrade(Kind[Decimal]):
    """能效等级, 1 the best to 5; held as a number, so that ``能效等级 <= 2`` reads as in the standards."""

    def read(self, raw: object) -> Decimal | None:
        """The grade from 2, 2级, 二级 or 2 级能效."""
        if blank(raw):
            return None
        text = raw if isinstance(raw, str) else str(number_of(raw, "2级"))
        word = re.sub(r"\s*级(能效)?$", "", half_width(text))
        grade = _GRADES.get(word) or (int(word) if word in {"1", "2", "3", "4", "5"} else None)
        if grade is None:
            raise FieldError(f"“{shown(raw)}”不是能效等级", "写 1级、2级、3级;达不到 3 级的写 4级")
        return Decimal(grade)

    def canonical(self, value: Decimal) -> str:
        """The digit."""
        return canonical_number(value)

    def json_schema(self) -> dict[str, Any]:
        """1 to 5, with or without 级."""
        return {"enum": [1, 2, 3, 4, 5, "1级", "2级", "3级", "4级", "5级"]}


def _without_year(measured: Unit) -> Unit:
    """A figure per year as the figure itself, for a field that is annual by its name."""
    powers = dict(measured.dimension.powers)
    if powers.get("年") != -1:
        return measured
    head = re.sub(r"/(年|a)", "", measured.symbol)
    return parse_unit(head) if head != measured.symbol else measured


@dataclass(frozen=True, slots=True)
class Amount(Kind[Quantity]):
    """A quantity of one dimension; a bare number counts in ``unit``."""

    symbol: str
    signed: bool = False

    @property
    def unit(self) -> Unit:
        """The declared unit."""
        return parse_unit(self.symbol)

    @property
    def usual(self) -> tuple[str, ...]:
        """Units people write in this field."""
        return _USUAL_UNITS.get(self.symbol, (self.symbol,))

    def read(self, raw: object) -> Quantity | None:
        """The quantity, exactly; raises FieldError naming the units the field takes."""
        if blank(raw):
            return None
        if isinstance(raw, Quantity):
            value = raw
        else:
            number, written = _split(raw, f"12.5 {self.symbol}")
            unit = self.unit if not written else _unit_of(written, self.usual, number)
            value = _quantity(number, unit)
        if value.dimension is not self.unit.dimension:
            written = value.dimension.symbol if isinstance(raw, Quantity) else _split(raw, "")[1]
            raise _unit_mistake(written, self.usual, raw)
        return _positive(value, raw, self.signed)

    def canonical(self, value: Quantity) -> str:
        """Magnitude in the base unit, with the unit."""
        return format_quantity(value)

    def zero(self) -> Quantity:
        """None of it."""
        return Quantity(Decimal(0), self.unit.dimension)

    def json_schema(self) -> dict[str, Any]:
        """A number in the declared unit, or a number with a unit."""
        return {
            "type": ["number", "string"],
            "examples": [f"12.5 {unit}" for unit in self.usual],
            "x-单位": self.symbol,
        }


@dataclass(frozen=True, slots=True)
class AnyAmount(Kind[Quantity]):
    """A quantity whose dimension depends on the thing measured, so the unit must be written.

    ``examples`` are shown to people; when ``numerator`` is set, the unit is ``numerator`` over something, as in
    kgce/t, kgce/m², kgce/重量箱. ``closed`` admits only the dimensions of the examples.
    """

    examples: tuple[str, ...]
    numerator: str = ""
    closed: bool = False
    signed: bool = False

    def read(self, raw: object) -> Quantity | None:
        """The quantity; a bare number is a mistake."""
        if blank(raw):
            return None
        if isinstance(raw, Quantity):
            value, written = raw, raw.dimension.symbol
        else:
            number, written = _split(raw, f"12.5 {self.examples[0]}")
            if not written:
                raise FieldError(
                    f"“{shown(raw)}”没有写单位", f"写作 {number} {self.examples[0]};可用单位:{self._listed()}"
                )
            value = _quantity(number, _unit_of(written, self.examples, number))
        if not self._takes(value.dimension):
            raise _unit_mistake(written, self.examples, raw)
        return _positive(value, raw, self.signed)

    def _listed(self) -> str:
        return "、".join(self.examples)

    def _takes(self, dimension: Dimension) -> bool:
        if self.closed:
            return any(dimension is parse_unit(example).dimension for example in self.examples)
        if not self.numerator:
            return True
        powers = dict(dimension.powers)
        above = parse_unit(self.numerator).dimension.powers
        rest = {base: power - dict(above).get(base, 0) for base, power in powers.items()}
        below = [power for power in rest.values() if power]
        return all(powers.get(base) == power for base, power in above) and bool(below) and all(p < 0 for p in below)

    def canonical(self, value: Quantity) -> str:
        """Magnitude in the base unit, with the unit."""
        return format_quantity(value)

    def json_schema(self) -> dict[str, Any]:
        """A number with a unit."""
        return {"type": "string", "examples": [f"12.5 {unit}" for unit in self.examples]}


def _unit_of(written: str, usual: tuple[str, ...], number: Decimal) -> Unit:
    try:
        return _without_year(parse_unit(written))
    except UnitError:
        raise FieldError(
            f"不认识单位“{shown(written)}”", f"写作 {number} {usual[0]};可用单位:{'、'.join(usual)}"
        ) from None


def _unit_mistake(written: str, usual: tuple[str, ...], raw: object) -> FieldError:
    return FieldError(f"单位“{written}”不适用,写成了“{shown(raw)}”", f"可用单位:{'、'.join(usual)}")


def _quantity(number: Decimal, unit: Unit) -> Quantity:
    value = quantity(number, unit)
    if isinstance(value, (Decimal, Fraction)):  # a counting prefix alone, such as 万, or a percentage
        raise FieldError(f"“{unit.symbol}”不是完整的单位", "在数字后写出单位,如 万吨、万kWh")
    return value


def _positive(value: Quantity, raw: object, signed: bool) -> Quantity:
    if value.magnitude < 0 and not signed:
        raise FieldError(f"不能为负数,写成了“{shown(raw)}”", "核对正负号")
    return value
