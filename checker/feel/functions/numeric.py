"""Numeric functions (DMN 1.5, 10.3.4.5), over numbers and, where that makes sense, over quantities in the base unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Context, Decimal, DecimalException
from fractions import Fraction
from typing import Final

from checker.feel import exact, operations
from checker.feel.exact import Number
from checker.feel.functions.registry import builtin
from checker.feel.types import BOOLEAN, NUMBER, FeelType
from checker.feel.units import Quantity
from checker.feel.values import Value, YearsMonths

_CONTEXT: Final = Context(prec=34, Emin=-6143, Emax=6144)
_MIN_SCALE: Final = -6111
_MAX_SCALE: Final = 6176


def same_as_first(arguments: Sequence[FeelType]) -> FeelType:
    """The result is of the kind of the first argument."""
    return arguments[0]


def _scaled(value: Value, scale: Value, rounded: Callable[[int, int], int]) -> Value:
    """``value`` to ``scale`` decimals; ``rounded(numerator, denominator)`` gives the whole number to keep."""
    if type(value) is Quantity:
        magnitude = _scaled(value.magnitude, scale, rounded)
        return None if magnitude is None else Quantity(magnitude, value.dimension)
    if not operations.is_number(value) or not operations.is_number(scale):
        return None
    if not _MIN_SCALE <= scale <= _MAX_SCALE:
        return None
    digits = int(scale)
    exponent = value.as_tuple().exponent if type(value) is Decimal else None
    if isinstance(exponent, int) and -exponent <= digits:
        return value
    ratio = exact.as_fraction(value) * Fraction(10) ** digits
    return _in_range(Fraction(rounded(ratio.numerator, ratio.denominator)) / Fraction(10) ** digits)


def _in_range(number: Fraction) -> Number | None:
    return exact.divide(Decimal(number.numerator), Decimal(number.denominator))


def _floor(numerator: int, denominator: int) -> int:
    return numerator // denominator


def _ceiling(numerator: int, denominator: int) -> int:
    return -(-numerator // denominator)


def _away(numerator: int, denominator: int) -> int:
    return _ceiling(numerator, denominator) if numerator > 0 else _floor(numerator, denominator)


def _toward(numerator: int, denominator: int) -> int:
    return _floor(numerator, denominator) if numerator > 0 else _ceiling(numerator, denominator)


def _half_up(numerator: int, denominator: int) -> int:
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


def _half_down(numerator: int, denominator: int) -> int:
    whole = -((-2 * abs(numerator) + denominator) // (2 * denominator))
    return whole if numerator >= 0 else -whole


def _half_even(numerator: int, denominator: int) -> int:
    return round(Fraction(numerator, denominator))


@builtin("decimal", "n: any, scale: number", result=same_as_first)
def to_decimal(n: Value, scale: Value) -> Value:
    """``n`` to ``scale`` decimals, half even."""
    return _scaled(n, scale, _half_even)


@builtin("floor", "n: any, scale: number?", result=same_as_first)
def floor(n: Value, scale: Value = exact.ZERO) -> Value:
    """The greatest number of ``scale`` decimals not above ``n``."""
    return _scaled(n, scale, _floor)


@builtin("ceiling", "n: any, scale: number?", result=same_as_first)
def ceiling(n: Value, scale: Value = exact.ZERO) -> Value:
    """The least number of ``scale`` decimals not below ``n``."""
    return _scaled(n, scale, _ceiling)


@builtin("round up", "n: any, scale: number", result=same_as_first)
def round_up(n: Value, scale: Value) -> Value:
    """``n`` to ``scale`` decimals, away from zero."""
    return _scaled(n, scale, _away)


@builtin("round down", "n: any, scale: number", result=same_as_first)
def round_down(n: Value, scale: Value) -> Value:
    """``n`` to ``scale`` decimals, towards zero."""
    return _scaled(n, scale, _toward)


@builtin("round half up", "n: any, scale: number", result=same_as_first)
def round_half_up(n: Value, scale: Value) -> Value:
    """``n`` to ``scale`` decimals, to the nearest, a half away from zero."""
    return _scaled(n, scale, _half_up)


@builtin("round half down", "n: any, scale: number", result=same_as_first)
def round_half_down(n: Value, scale: Value) -> Value:
    """``n`` to ``scale`` decimals, to the nearest, a half towards zero."""
    return _scaled(n, scale, _half_down)


@builtin("abs", "n: any", result=same_as_first)
def absolute(n: Value) -> Value:
    """The number, quantity or duration without its sign."""
    match n:
        case Decimal() | Fraction():
            return operations.negate(n) if n < 0 else n
        case Quantity():
            return operations.negate(n) if n.magnitude < 0 else n
        case dt.timedelta():
            return operations.negate(n) if n < dt.timedelta(0) else n
        case YearsMonths():
            return YearsMonths(abs(n.months))
    return None


@builtin("modulo", "dividend: any, divisor: any", result=same_as_first)
def modulo(dividend: Value, divisor: Value) -> Value:
    """``dividend - divisor * floor(dividend / divisor)``, for numbers or quantities of one dimension."""
    if type(dividend) is Quantity and type(divisor) is Quantity and dividend.dimension is divisor.dimension:
        magnitude = modulo(dividend.magnitude, divisor.magnitude)
        return None if magnitude is None else Quantity(magnitude, dividend.dimension)
    if not operations.is_number(dividend) or not operations.is_number(divisor) or not divisor:
        return None
    return _in_range(exact.as_fraction(dividend) % exact.as_fraction(divisor))


def _computed(number: Value, compute: Callable[[Decimal], Decimal]) -> Value:
    if not operations.is_number(number):
        return None
    try:
        result = compute(exact.rounded(number))
    except DecimalException:
        return None
    return result if result.is_finite() else None


@builtin("sqrt", "number: number", result=NUMBER)
def sqrt(number: Value) -> Value:
    """The square root to 34 digits."""
    return _computed(number, _CONTEXT.sqrt)


@builtin("log", "number: number", result=NUMBER)
def log(number: Value) -> Value:
    """The natural logarithm to 34 digits."""
    return _computed(number, _CONTEXT.ln) if operations.is_number(number) and number > 0 else None


@builtin("exp", "number: number", result=NUMBER)
def exp(number: Value) -> Value:
    """e to ``number``, to 34 digits."""
    return _computed(number, _CONTEXT.exp)


@builtin("odd", "number: number", result=BOOLEAN)
def odd(number: Value) -> Value:
    """Whether a whole number is odd; false for one that is not whole."""
    return int(number) % 2 == 1 if _is_whole(number) else (False if operations.is_number(number) else None)


@builtin("even", "number: number", result=BOOLEAN)
def even(number: Value) -> Value:
    """Whether a whole number is even; false for one that is not whole."""
    return int(number) % 2 == 0 if _is_whole(number) else (False if operations.is_number(number) else None)


def _is_whole(number: Value) -> bool:
    return operations.is_number(number) and exact.as_fraction(number).denominator == 1
