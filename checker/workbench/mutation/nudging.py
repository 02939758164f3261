"""Nudging: a number moved by one unit of its last written digit, a date moved by one day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from checker.feel import exact
from checker.feel.tree import Literal
from checker.feel.units import Quantity, Unit
from checker.feel.values import Value


def last_digit(value: Value, unit: Unit | None = None) -> Value | None:
    """One unit of the last digit of ``value`` as it is written in ``unit``; None for what is no number.

    A quantity is given as a quantity: of 30 万吨 it is 1 万吨, of 95.0 % it is 0.001.
    """
    factor = unit.factor if unit is not None else exact.ONE
    magnitude = value.magnitude if isinstance(value, Quantity) else value
    if isinstance(magnitude, bool) or not isinstance(magnitude, Decimal | Fraction):
        return None
    figure = exact.divide(magnitude, factor)
    if not isinstance(figure, Decimal):
        return None
    exponent = figure.as_tuple().exponent
    step = exact.multiply(Decimal((0, (1,), min(int(exponent), 0))), factor)
    if step is None:
        return None
    return Quantity(step, value.dimension) if isinstance(value, Quantity) else step


def nudged(literal: Literal) -> Iterator[Literal]:
    """``literal`` with its last digit one lower, and one higher."""
    step = last_digit(literal.value, literal.unit)
    if step is None:
        return
    for sign in (-1, 1):
        yield replace(literal, value=_sum(literal.value, step, sign))


def nudged_value(value: Value, unit: Unit | None) -> Iterator[Value]:
    """A parameter's value with its last digit one lower, and one higher."""
    step = last_digit(value, unit)
    if step is not None:
        yield _sum(value, step, -1)
        yield _sum(value, step, 1)


def beside(value: Value, sign: int) -> Value | None:
    """The number one unit of its last digit higher (``sign`` 1) or lower (-1), counted in its base unit."""
    step = last_digit(value)
    return None if step is None else _sum(value, step, sign)


def shifted(day: date) -> tuple[date, date]:
    """The day before and the day after."""
    return day - timedelta(days=1), day + timedelta(days=1)


def _sum(value: Value, step: Value, sign: int) -> Value:
    if isinstance(value, Quantity):
        magnitude = exact.add(value.magnitude, sign * step.magnitude)
        return None if magnitude is None else Quantity(magnitude, value.dimension)
    return exact.add(value, sign * step)
