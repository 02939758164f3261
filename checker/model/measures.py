"""The kinds of field that hold plain numbers: ratios, percentages, counts and grades; and how a number is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Any, Final

from checker.feel.exact import plain, work_multiply
from checker.feel.units import BASES, UnitError, parse_unit
from checker.feel.values import DecimalQuantity
from checker.model.kinds import FieldError, Kind, blank, half_width, shown

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_MEASURE: Final = re.compile(rf"({_NUMBER.pattern})\s*(\S.*)?")
_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?.*")
_LONGEST_NUMBER: Final = 60
LONGEST_UNIT: Final = 30
_LARGEST, _SMALLEST = 30, -30
_HUNDRED: Final = Decimal(100)
_RATES: Final = {"": Decimal("0.01"), "%": Decimal("0.01"), "‰": Decimal("0.001")}


def _no_number(raw: object, example: str) -> FieldError:
    """What to say of something that is no number: usual placeholders and separators get their own advice."""
    if isinstance(raw, str) and _GROUPED.fullmatch(half_width(raw)):
        return FieldError(f"“{shown(raw)}”带有千分位逗号", "去掉逗号,如 12000")
    if isinstance(raw, str) and half_width(raw) in {"/", "-", "--", "—", "——", "无", "none", "待定", "不详", "N/A"}:
        return FieldError(f"应为数字,写成了“{shown(raw)}”", "没有就写 0;尚不清楚就删去这一项或写 null")
    return FieldError(f"应为数字,写成了“{shown(raw)}”", f"写作 {example}")


def _bare_number(raw: object, example: str) -> Decimal:
    """A number that is not text; a float goes through its shortest spelling, so 0.1 is 0.1."""
    match raw:
        case bool():
            pass
        case int() if abs(raw) < 10**_LARGEST:
            return Decimal(raw)
        case Decimal() if raw.is_finite() and len(raw.as_tuple().digits) <= _LONGEST_NUMBER:
            return raw
        case float() if isfinite(raw):
            return Decimal(repr(raw))
        case int() | Decimal() | float():
            raise FieldError(f"数值“{shown(raw)}”超出合理范围", "核对数值和单位")
    raise _no_number(raw, example)


def number_and_unit(raw: object, example: str) -> tuple[Decimal, str]:
    """Number and unit text of ``raw``, exactly as written; the unit is empty when there is none; raises FieldError."""
    unit = ""
    if isinstance(raw, DecimalQuantity):
        number, unit = Decimal(raw), raw.unit.symbol
    elif isinstance(raw, str):
        match = _MEASURE.fullmatch(half_width(raw))
        if match is None or len(match[1]) > _LONGEST_NUMBER:
            raise _no_number(raw, example)
        number, unit = Decimal(match[1]), (match[2] or "").strip()
        if re.match(r"[0-9:.,_]", unit):
            raise _no_number(raw, example)
    else:
        number = _bare_number(raw, example)
    if number and not _SMALLEST <= number.adjusted() <= _LARGEST:
        raise FieldError(f"数值“{shown(raw)}”超出合理范围", "核对数值和单位")
    return number, unit


@dataclass(frozen=True, slots=True)
class Number(Kind[Decimal]):
    """A plain number: a ratio, a factor, an index."""

    signed: bool = False

    def read(self, raw: object) -> Decimal | None:
        """The exact decimal; negative only where the field allows it."""
        if blank(raw):
            return None
        value, unit = number_and_unit(raw, "1.25")
        if unit in ("%", "‰"):
            value = work_multiply(value, _RATES[unit])
        elif unit:
            raise FieldError(f"不带单位,写成了“{shown(raw)}”", f"只写数字,如 {value}")
        if value < 0 and not self.signed:
            raise FieldError(f"不能为负数,写成了“{shown(raw)}”", "核对正负号")
        return value

    def canonical(self, value: Decimal) -> str:
        """The number in one spelling."""
        return plain(value)

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
        value, unit = number_and_unit(raw, "40 %")
        if unit not in _RATES:
            raise FieldError(f"单位“{shown(unit)}”不是百分比", "写作 40 %")
        if not unit and 0 < abs(value) <= 1:
            in_full = plain(work_multiply(value, _HUNDRED))
            raise FieldError(
                f"“{shown(raw)}”没有写百分号,可能是 {value} % 也可能是 {in_full} %", f"写作 {in_full} % 或 {value} %"
            )
        share = work_multiply(value, _RATES[unit])
        if share < 0:
            raise FieldError(f"不能为负数,写成了“{shown(raw)}”", "核对正负号")
        if self.at_most is not None and share > self.at_most:
            raise FieldError(f"“{shown(raw)}”超过 {plain(work_multiply(self.at_most, _HUNDRED))} %", "核对数值和百分号")
        return share

    def canonical(self, value: Decimal) -> str:
        """The percentage in one spelling."""
        return f"{plain(work_multiply(value, _HUNDRED))} %"

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
        value, unit = number_and_unit(raw, "3")
        if unit and not _counts(unit):
            raise FieldError(f"“{shown(unit)}”不是计数的单位", f"只写个数,如 {value}")
        if value != value.to_integral_value():
            raise FieldError(f"应为整数,写成了“{shown(raw)}”", "写整数,如 3")
        if not self.at_least <= value <= self.at_most:
            what = "不能为负数" if value < 0 <= self.at_least else f"应在 {self.at_least} 至 {self.at_most} 之间"
            raise FieldError(f"{what},写成了“{shown(raw)}”", "核对数值")
        return value

    def canonical(self, value: Decimal) -> str:
        """The digits."""
        return plain(value)

    def json_schema(self) -> dict[str, Any]:
        """A whole number or its text."""
        return {"type": ["integer", "string"]}


def _counts(unit: str) -> bool:
    if len(unit) > LONGEST_UNIT:
        return False
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
        text = raw if isinstance(raw, str) else plain(number_and_unit(raw, "2级")[0])
        word = re.sub(r"\s*级(能效)?$", "", half_width(text))
        grade = _GRADES.get(word) or (int(word) if word in {"1", "2", "3", "4", "5"} else None)
        if grade is None:
            raise FieldError(f"“{shown(raw)}”不是能效等级", "写 1级、2级、3级;达不到 3 级的写 4级")
        return Decimal(grade)

    def canonical(self, value: Decimal) -> str:
        """The grade as standards write it."""
        return f"{plain(value)}级"

    def json_schema(self) -> dict[str, Any]:
        """1 to 5, with or without 级."""
        return {"enum": [1, 2, 3, 4, 5, "1级", "2级", "3级", "4级", "5级"]}
