"""The values FEEL expressions work on, and their way in from and out to plain Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from checker.feel import exact
from checker.feel.units import Quantity, Unit, parse_unit

# A value is one of the kinds below; a recursive alias would cost more casts than it finds mistakes.
Value: TypeAlias = Any
"""None, bool, Decimal, Fraction, Quantity, str, date, time, datetime, timedelta, YearsMonths, Range, OpenRange, list,
dict or a function."""

Function: TypeAlias = Callable[..., Value]


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years and months duration (DMN 1.5, 10.3.2.3.8), counted in months."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """A range between two ends (DMN 1.5, 10.3.2.6)."""

    start: Value
    end: Value
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class OpenRange:
    """A range that one comparison makes, such as ``(< 10)``; never equal to one written with two ends."""

    operator: str
    end: Value


class DecimalQuantity(Decimal):
    """What a quantity looks like to plain Python: a Decimal in the base unit that knows its unit.

    >>> str(evaluate("30 万吨"))
    '300000 t'
    """

    unit: Unit

    @classmethod
    def of(cls, value: Quantity) -> DecimalQuantity:
        """The plain form of ``value``, rounded to 34 digits."""
        number = cls(exact.rounded(value.magnitude))
        number.unit = Unit(value.dimension.symbol, exact.ONE, value.dimension)
        return number

    def __str__(self) -> str:
        return f"{exact.plain(Decimal(self))} {self.unit.symbol}"

    __repr__ = __str__

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (Decimal(self), self.unit.symbol)


def _restored(number: Decimal, symbol: str) -> DecimalQuantity:
    return DecimalQuantity.of(Quantity(number, parse_unit(symbol).dimension))


def from_python(value: object) -> Value:
    """``value`` as FEEL knows it; a float goes through its repr, anything unknown is null."""
    match value:
        case None | bool() | str() | Quantity() | dt.date() | dt.time() | dt.timedelta() | YearsMonths():
            return value
        case DecimalQuantity():
            return Quantity(Decimal(value), value.unit.dimension)
        case Decimal():
            return exact.in_range(value)
        case int():
            return exact.in_range(Decimal(value))
        case float():
            return exact.in_range(Decimal(repr(value)))
        case Fraction():
            return exact.divide(Decimal(value.numerator), Decimal(value.denominator))
        case Range():
            return Range(from_python(value.start), from_python(value.end), value.start_included, value.end_included)
        case OpenRange():
            return OpenRange(value.operator, from_python(value.end))
        case Mapping():
            return {str(key): from_python(item) for key, item in value.items()}
        case Sequence() | frozenset() | set():
            return [from_python(item) for item in value]
    return value if callable(value) else None


def to_python(value: Value) -> Value:
    """``value`` as it leaves an evaluation: numbers rounded to 34 digits, quantities as DecimalQuantity."""
    match value:
        case Decimal() | Fraction():
            return exact.rounded(value)
        case Quantity():
            return DecimalQuantity.of(value)
        case list():
            return [to_python(item) for item in value]
        case dict():
            return {key: to_python(item) for key, item in value.items()}
        case Range():
            return Range(to_python(value.start), to_python(value.end), value.start_included, value.end_included)
        case OpenRange():
            return OpenRange(value.operator, to_python(value.end))
    return value
