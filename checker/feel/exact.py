"""Exact numbers: decimals wherever a decimal is exact, fractions for quotients that do not terminate.

FEEL numbers are IEEE 754-2008 decimal128 (DMN 1.5, 10.3.2.3.1): 34 significant digits, half even, exponents to 6144.
We round a value to that format when it *leaves* an evaluation, not at every step inside it. This is our reading of
"ratios are compared without rounding the quotient": ``1/3*3 = 1`` is true, and a limit of one third is met exactly by
one third. A result beyond the range of the format is ``None``, FEEL's null.
"""

from __future__ import annotations

from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from fractions import Fraction
from typing import TypeAlias

Number: TypeAlias = Decimal | Fraction

_MAX_EXPONENT = 6144
# Sums and products are exact up to 512 digits; a number of more digits is rounded there, far beyond any figure of law.
_WORKING = Context(
    prec=512,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=_MAX_EXPONENT,
    traps=[Overflow, InvalidOperation, DivisionByZero],
)
_QUOTIENT = Context(
    prec=64, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=_MAX_EXPONENT, traps=[Inexact, InvalidOperation, DivisionByZero]
)
_RESULT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=_MAX_EXPONENT,
    traps=[Overflow, InvalidOperation, DivisionByZero],
)
_MAX_FRACTION_BITS = 8192

ZERO = Decimal(0)
ONE = Decimal(1)

work_add = _WORKING.add
work_subtract = _WORKING.subtract
work_multiply = _WORKING.multiply


def number_from_text(text: str) -> Decimal:
    """The decimal that ``text`` writes; raises ``decimal.DecimalException`` when it is none or out of range."""
    return _WORKING.create_decimal(text)


def as_fraction(number: Number) -> Fraction:
    """``number`` as a fraction, exactly."""
    return number if type(number) is Fraction else Fraction(number)


def _settled(fraction: Fraction) -> Number | None:
    """A fraction as a decimal where that is exact, as it is where not; rounded once it has grown absurdly long."""
    denominator = fraction.denominator
    if denominator == 1:
        return in_range(Decimal(fraction.numerator))
    try:
        return _QUOTIENT.divide(Decimal(fraction.numerator), Decimal(denominator))
    except Inexact:
        pass
    except DecimalException:
        return None
    if max(denominator.bit_length(), fraction.numerator.bit_length()) <= _MAX_FRACTION_BITS:
        return fraction
    try:
        return _WORKING.divide(Decimal(fraction.numerator), Decimal(denominator))
    except DecimalException:
        return None


def in_range(number: Decimal) -> Decimal | None:
    """The number, or None when it is none or out of range."""
    if not number.is_finite():
        return None
    try:
        return _WORKING.plus(number)
    except DecimalException:
        return None


def add(left: Number, right: Number) -> Number | None:
    """The exact sum, or None out of range."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return work_add(left, right)
        except DecimalException:
            return None
    return _settled(as_fraction(left) + as_fraction(right))


def subtract(left: Number, right: Number) -> Number | None:
    """The exact difference, or None out of range."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return work_subtract(left, right)
        except DecimalException:
            return None
    return _settled(as_fraction(left) - as_fraction(right))


def multiply(left: Number, right: Number) -> Number | None:
    """The exact product, or None out of range."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return work_multiply(left, right)
        except DecimalException:
            return None
    return _settled(as_fraction(left) * as_fraction(right))


def divide(left: Number, right: Number) -> Number | None:
    """The exact quotient, or None out of range or when ``right`` is zero."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return _QUOTIENT.divide(left, right)
        except Inexact:
            pass
        except DecimalException:
            return None
    if not right:
        return None
    return _settled(as_fraction(left) / as_fraction(right))


def power(base: Number, exponent: Number) -> Number | None:
    """``base`` to ``exponent``: exact for whole exponents while it fits, 34 digits otherwise; None where undefined."""
    if exponent == exponent.__trunc__():
        whole = int(exponent)
        if not base:
            return None if whole < 0 else (ONE if whole == 0 else ZERO)
        if abs(whole) <= 64:
            if type(base) is Decimal:
                try:
                    raised = _WORKING.power(base, abs(whole))
                except DecimalException:
                    return None if whole > 0 else ZERO
                return raised if whole >= 0 else divide(ONE, raised)
            return _settled(Fraction(base) ** whole)
    if base < 0 and exponent != exponent.__trunc__():
        return None
    try:
        return _RESULT.power(rounded(base), rounded(exponent))
    except DecimalException:
        return None


def equal(left: Number, right: Number) -> bool:
    """Whether two numbers are the same number."""
    if type(left) is type(right):
        return left == right
    return as_fraction(left) == as_fraction(right)


def less(left: Number, right: Number) -> bool:
    """Whether ``left`` is less than ``right``, exactly."""
    if type(left) is Decimal and type(right) is Decimal:
        return left < right
    return as_fraction(left) < as_fraction(right)


def rounded(number: Number) -> Decimal:
    """``number`` in decimal128: 34 significant digits, half even. What a value becomes when it leaves."""
    if type(number) is Fraction:
        return _RESULT.divide(Decimal(number.numerator), Decimal(number.denominator))
    return _RESULT.plus(number)  # type: ignore[arg-type]  # the fraction case has returned


def plain(number: Decimal) -> str:
    """A decimal as people write it: no exponent while it is readable without, no trailing zeros.

    >>> plain(Decimal("1.50E+3"))
    '1500'
    """
    if not number:
        return "0"
    if -24 <= number.adjusted() <= 40:
        text = format(number, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    sign, digits, exponent = number.as_tuple()
    text = "".join(map(str, digits))
    stripped = text.rstrip("0")
    assert isinstance(exponent, int)
    exponent += len(text) - 1
    mantissa = stripped[0] + ("." + stripped[1:] if len(stripped) > 1 else "")
    return f"{'-' if sign else ''}{mantissa}E{exponent:+d}"
