"""Units of measure and quantities: a magnitude in the base unit of its dimension.

Energy counted as electricity, as heat and as standard coal, and the mass of a substance and of CO2, are different
dimensions on purpose: between them lie conversion factors, which are law or measurement, not arithmetic. The calendar
year and the hour do not convert either, because a plant's year is its operating days, which an application must state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final

from checker.errors import Problem, UsageError
from checker.feel import exact
from checker.feel.exact import Number
from checker.feel.near_unit import near_unit
from checker.feel.unit_symbols import BASE_SYMBOLS, LONGEST_PREFIXES_FIRST, SYMBOLS, definition_of

_SUPERSCRIPTS: Final = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_SUPERSCRIPT_DIGITS: Final = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class UnitError(UsageError):
    """A unit that is not known, or two quantities that do not go together."""


def unit_pattern() -> str:
    """The regular expression of a unit after a number: the longest known unit that does not end inside a name."""
    symbols = "|".join(re.escape(symbol) for symbol in sorted(SYMBOLS, key=len, reverse=True))
    factor = rf"(?:{'|'.join(LONGEST_PREFIXES_FIRST)})?(?:{symbols})(?:⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
    return rf"(?:[%‰]|(?![/·])(?:[/·]?{factor}(?![\w（])(?!\s*\())+)"


_QUANTITY: Final = re.compile(r"\s*([+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*(\S.*?)?\s*")


class Dimension:
    """What a quantity measures, as powers of base units; one object per dimension, so compare with ``is``."""

    __slots__ = ("powers", "symbol")
    powers: tuple[tuple[str, int], ...]
    symbol: str

    def __repr__(self) -> str:
        return f"Dimension({self.symbol})"

    def __reduce__(self) -> tuple[object, ...]:
        return dimension_of, (self.powers,)


@cache
def dimension_of(powers: tuple[tuple[str, int], ...]) -> Dimension:
    """The one dimension with these powers (sorted, none of them zero)."""
    dimension = object.__new__(Dimension)
    dimension.powers = powers
    dimension.symbol = _symbol_of(dict(powers))
    return dimension


def _symbol_of(powers: dict[str, int]) -> str:
    hours, kilowatts = powers.get("h", 0), powers.get("kW", 0)
    if hours * kilowatts > 0:  # kW·h has a name of its own
        shared = min(abs(hours), abs(kilowatts)) * (1 if hours > 0 else -1)
        rest = {**powers, "h": hours - shared, "kW": kilowatts - shared, "kWh": shared}
        powers = {base: power for base, power in rest.items() if power}
    above = [_raised(base, power) for base, power in sorted(powers.items()) if power > 0]
    below = [_raised(base, -power) for base, power in sorted(powers.items()) if power < 0]
    if not above:
        return "·".join(_raised(base, power) for base, power in sorted(powers.items()))
    return "/".join(["·".join(above), *below])


def _raised(base: str, power: int) -> str:
    return base if power == 1 else base + str(power).translate(_TO_SUPERSCRIPTS)


def _combined(left: Dimension, right: Dimension, sign: int) -> Dimension:
    powers = dict(left.powers)
    for base, power in right.powers:
        powers[base] = powers.get(base, 0) + sign * power
    return dimension_of(tuple(sorted((base, power) for base, power in powers.items() if power)))


@lru_cache(maxsize=4096)
def product_dimension(left: Dimension, right: Dimension) -> Dimension:
    """The dimension of a product."""
    return _combined(left, right, 1)


@lru_cache(maxsize=4096)
def quotient_dimension(left: Dimension, right: Dimension) -> Dimension:
    """The dimension of a quotient."""
    return _combined(left, right, -1)


PLAIN: Final = dimension_of(())
"""The dimension of plain numbers."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written: one of it is ``factor`` of the base unit of its dimension."""

    symbol: str
    factor: Number
    dimension: Dimension

    @property
    def is_base(self) -> bool:
        """Whether quantities are held in this unit."""
        return self.factor == 1

    def __str__(self) -> str:
        return self.symbol


def _factors(symbol: str) -> Iterator[tuple[str, str]]:
    """The factors of a compound unit, each with the sign before it."""
    parts = re.split("([/·])", symbol)
    yield "", parts[0]
    yield from zip(parts[1::2], parts[2::2], strict=True)


def _unknown_unit(symbol: str) -> UnitError:
    near = near_unit(symbol)
    remedy = f"是否为“{near}”?" if near else "单位应为 t、万吨、tce、kgce/t、kWh、%、m²、元 等"
    return UnitError(Problem(f"未知单位“{symbol}”", remedy=remedy))


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit:
    """The unit that ``text`` writes, e.g. ``万吨``, ``kgce/t``, ``%``; raises UnitError naming the nearest unit."""
    symbol = text.strip()
    if symbol in ("", "1"):
        return Unit("", exact.ONE, PLAIN)
    if symbol == "%":
        return Unit("%", Decimal("0.01"), PLAIN)
    if symbol == "‰":
        return Unit("‰", Decimal("0.001"), PLAIN)
    ratio: Fraction = Fraction(1)
    powers: dict[str, int] = {}
    for join, written in _factors(symbol):
        bare = written.rstrip(_SUPERSCRIPT_DIGITS)
        definition = definition_of(written) or definition_of(bare)
        if definition is None:
            raise _unknown_unit(symbol)
        power = "1" if definition_of(written) else written[len(bare) :].translate(_SUPERSCRIPTS)
        if not re.fullmatch("-?[1-9]", power):
            raise UnitError(Problem(f"单位“{symbol}”的指数有误", remedy="指数应在 9 以内,如 m²"))
        exponent = int(power) * (-1 if join == "/" else 1)
        ratio *= definition[0] ** exponent
        for base, base_power in definition[1]:
            powers[base] = powers.get(base, 0) + base_power * exponent
    dimension = dimension_of(tuple(sorted((base, power) for base, power in powers.items() if power)))
    factor = exact.divide(Decimal(ratio.numerator), Decimal(ratio.denominator))
    assert factor is not None
    return Unit(symbol, factor, dimension)


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """An exact magnitude, counted in the base unit of its dimension."""

    magnitude: Number
    dimension: Dimension

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        return self.dimension is other.dimension and exact.equal(self.magnitude, other.magnitude)

    def __hash__(self) -> int:
        return hash((self.magnitude, self.dimension))

    def _shared(self, other: Quantity) -> Number:
        if other.dimension is not self.dimension:
            raise UnitError(
                Problem(
                    f"{self.dimension.symbol} 与 {other.dimension.symbol} 不是同一量纲", remedy="先按系数换算为同一量纲"
                )
            )
        return other.magnitude

    def __lt__(self, other: Quantity) -> bool:
        return exact.less(self.magnitude, self._shared(other))

    def __gt__(self, other: Quantity) -> bool:
        return exact.less(self._shared(other), self.magnitude)

    def __le__(self, other: Quantity) -> bool:
        return not self > other

    def __ge__(self, other: Quantity) -> bool:
        return not self < other

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(_in_range(exact.add(self.magnitude, self._shared(other))), self.dimension)

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(_in_range(exact.subtract(self.magnitude, self._shared(other))), self.dimension)

    def __neg__(self) -> Quantity:
        return Quantity(_in_range(exact.subtract(exact.ZERO, self.magnitude)), self.dimension)

    def __mul__(self, other: Quantity | Number | int) -> Quantity | Number:
        if isinstance(other, Quantity):
            dimension = product_dimension(self.dimension, other.dimension)
            return measured(_in_range(exact.multiply(self.magnitude, other.magnitude)), dimension)
        return Quantity(_in_range(exact.multiply(self.magnitude, _number(other))), self.dimension)

    __rmul__ = __mul__

    def __truediv__(self, other: Quantity | Number | int) -> Quantity | Number:
        if isinstance(other, Quantity):
            dimension = quotient_dimension(self.dimension, other.dimension)
            return measured(_in_range(exact.divide(self.magnitude, other.magnitude)), dimension)
        return Quantity(_in_range(exact.divide(self.magnitude, _number(other))), self.dimension)

    def in_unit(self, unit: Unit | str) -> Decimal:
        """The magnitude counted in ``unit``, to 34 digits; raises UnitError for another dimension."""
        wanted = parse_unit(unit) if isinstance(unit, str) else unit
        if wanted.dimension is not self.dimension:
            raise UnitError(
                Problem(
                    f"{self.dimension.symbol} 不能换算为 {wanted.symbol}",
                    remedy=f"写与 {self.dimension.symbol} 同一量纲的单位",
                )
            )
        return exact.rounded(_in_range(exact.divide(self.magnitude, wanted.factor)))

    def __str__(self) -> str:
        return format_quantity(self)


def _number(value: Number | int) -> Number:
    return Decimal(value) if isinstance(value, int) else value


def _in_range(number: Number | None) -> Number:
    if number is None:
        raise UnitError(Problem("数量超出可表示范围,或除数为 0", remedy="核对数值"))
    return number


def measured(magnitude: Number, dimension: Dimension) -> Quantity | Number:
    """A quantity, or a plain number when nothing is left to measure."""
    return magnitude if dimension is PLAIN else Quantity(magnitude, dimension)


def quantity(number: Number | int | str, unit: Unit | str) -> Quantity | Number:
    """``number`` of ``unit`` as a value, e.g. ``quantity("12.5", "万吨")``; a plain number for ``%`` and no unit."""
    wanted = parse_unit(unit) if isinstance(unit, str) else unit
    count = exact.number_from_text(number) if isinstance(number, str) else _number(number)
    return measured(_in_range(exact.multiply(count, wanted.factor)), wanted.dimension)


def parse_quantity(text: str) -> Quantity | Number:
    """The value that ``text`` writes, e.g. ``12.5 万吨``; a plain number for ``40 %`` and ``3``; raises UnitError."""
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise UnitError(Problem(f"“{text}”不是数量", remedy="写数字加单位,如 12.5 万吨"))
    try:
        return quantity(match[1], match[2] or "")
    except DecimalException as error:
        raise UnitError(Problem(f"“{text}”超出可表示范围", remedy="核对数值")) from error


def format_quantity(value: Quantity, unit: Unit | str | None = None) -> str:
    """The quantity as FEEL writes it, in ``unit`` or else in the base unit: ``300000 t``."""
    wanted = parse_unit(unit) if isinstance(unit, str) else unit
    if wanted is None:
        return f"{exact.plain(exact.rounded(value.magnitude))} {value.dimension.symbol}"
    return f"{exact.plain(value.in_unit(wanted))} {wanted.symbol}"


BASES: Final = frozenset(BASE_SYMBOLS)
"""The base units, one per elementary dimension."""
