"""The kinds of field that hold quantities with units: of one known dimension, or of the thing measured."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from checker.feel.exact import plain
from checker.feel.units import Dimension, Quantity, Unit, UnitError, format_quantity, parse_unit, quantity
from checker.model.kinds import FieldError, Kind, blank, shown
from checker.model.measures import LONGEST_UNIT, number_and_unit

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
            number, written = number_and_unit(raw, f"12.5 {self.symbol}")
            unit = self.unit if not written else _unit_of(written, self.usual, number)
            value = _quantity(number, unit)
        if value.dimension is not self.unit.dimension:
            written = value.dimension.symbol if isinstance(raw, Quantity) else number_and_unit(raw, "")[1]
            raise _wrong_unit(written, self.usual, raw)
        return _positive(value, raw, self.signed)

    def canonical(self, value: Quantity) -> str:
        """The number in the declared unit, with the unit."""
        unit = self.unit
        if unit.factor == 1 and isinstance(value.magnitude, Decimal):
            return f"{plain(value.magnitude)} {unit.symbol}"
        return format_quantity(value, unit)

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
            number, written = number_and_unit(raw, f"12.5 {self.examples[0]}")
            if not written:
                raise FieldError(
                    f"“{shown(raw)}”没有写单位", f"写作 {number} {self.examples[0]};可用单位:{self._listed()}"
                )
            value = _quantity(number, _unit_of(written, self.examples, number))
        if not self._takes(value.dimension):
            raise _wrong_unit(written, self.examples, raw)
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
        if len(written) > LONGEST_UNIT:
            raise UnitError("不是单位")
        return _without_year(parse_unit(written))
    except UnitError:
        raise FieldError(
            f"不认识单位“{shown(written)}”", f"写作 {number} {usual[0]};可用单位:{'、'.join(usual)}"
        ) from None


def _wrong_unit(written: str, usual: tuple[str, ...], raw: object) -> FieldError:
    return FieldError(f"单位“{shown(written)}”不适用,写成了“{shown(raw)}”", f"可用单位:{'、'.join(usual)}")


def _quantity(number: Decimal, unit: Unit) -> Quantity:
    value = quantity(number, unit)
    if isinstance(value, (Decimal, Fraction)):  # a counting prefix alone, such as 万, or a percentage
        raise FieldError(f"“{unit.symbol}”不是完整的单位", "在数字后写出单位,如 万吨、万kWh")
    return value


def _positive(value: Quantity, raw: object, signed: bool) -> Quantity:
    if value.magnitude < 0 and not signed:
        raise FieldError(f"不能为负数,写成了“{shown(raw)}”", "核对正负号")
    return value
