"""What the operators mean for each pair of value kinds (DMN 1.5, tables 50 to 58); None where they mean nothing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Final

from checker.feel import exact
from checker.feel.limits import MAX_STEPS, MAX_TEXT, ExhaustedError
from checker.feel.temporal import years_months
from checker.feel.units import Quantity, measured, product_dimension, quotient_dimension
from checker.feel.values import OpenRange, Range, Value, YearsMonths

_NUMBERS: Final = (Decimal, Fraction)
_KINDS: Final[dict[type, type]] = {Fraction: Decimal, OpenRange: Range}
_ONE_DAY: Final = dt.timedelta(days=1)
_TIME_ORIGIN: Final = dt.date(2000, 1, 1)


def is_number(value: Value) -> bool:
    """Whether ``value`` is a plain number."""
    return isinstance(value, _NUMBERS)


def _quantity(magnitude: exact.Number | None, model: Quantity) -> Quantity | None:
    return None if magnitude is None else Quantity(magnitude, model.dimension)


# arithmetic


def add(left: Value, right: Value) -> Value:
    """``left + right``."""
    if isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
        return exact.add(left, right)
    if type(left) is Quantity and type(right) is Quantity:
        if left.dimension is not right.dimension:
            return None
        return _quantity(exact.add(left.magnitude, right.magnitude), left)
    if type(left) is str and type(right) is str:
        return left + right if len(left) + len(right) <= MAX_TEXT else None
    if isinstance(left, dt.timedelta | YearsMonths) and isinstance(right, dt.date | dt.time):
        left, right = right, left
    return _shifted(left, right, 1)


def subtract(left: Value, right: Value) -> Value:
    """``left - right``."""
    if isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
        return exact.subtract(left, right)
    if type(left) is Quantity and type(right) is Quantity:
        if left.dimension is not right.dimension:
            return None
        return _quantity(exact.subtract(left.magnitude, right.magnitude), left)
    if isinstance(left, dt.date) and isinstance(right, dt.date):
        return _between(left, right)
    if type(left) is dt.time and type(right) is dt.time:
        return _between(dt.datetime.combine(_TIME_ORIGIN, left), dt.datetime.combine(_TIME_ORIGIN, right))
    return _shifted(left, right, -1)


def _between(left: dt.date, right: dt.date) -> dt.timedelta | None:
    start, end = as_moment(right), as_moment(left)
    if type(left) is not type(right):  # a date against a date and time counts as midnight UTC
        start = start.replace(tzinfo=dt.UTC) if type(right) is dt.date else start
        end = end.replace(tzinfo=dt.UTC) if type(left) is dt.date else end
    if (start.utcoffset() is None) is not (end.utcoffset() is None):
        return None
    return end - start if start.utcoffset() is None else end.astimezone(dt.UTC) - start.astimezone(dt.UTC)


def as_moment(day: dt.date) -> dt.datetime:
    """A date as its midnight; a date and time as it is."""
    return day if isinstance(day, dt.datetime) else dt.datetime.combine(day, dt.time())


def _shifted(start: Value, length: Value, sign: int) -> Value:
    try:
        match start, length:
            case dt.datetime(), dt.timedelta():
                return start + sign * length
            case dt.date(), dt.timedelta():
                return (dt.datetime.combine(start, dt.time()) + sign * length).date()
            case dt.time(), dt.timedelta():
                return (dt.datetime.combine(_TIME_ORIGIN, start) + sign * length % _ONE_DAY).timetz()
            case dt.date(), YearsMonths():
                return plus_months(start, sign * length.months)
            case dt.timedelta(), dt.timedelta():
                return start + sign * length
            case YearsMonths(), YearsMonths():
                return years_months(start.months + sign * length.months)
    except OverflowError:
        pass
    return None


def plus_months(day: dt.date, months: int) -> dt.date | None:
    """The same day so many months later, or the last day of that month when it is shorter."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if not 1 <= year <= 9999:
        return None
    last = (dt.date(year + month // 11, (month + 1) % 12 + 1, 1) - _ONE_DAY).day if (year, month) != (9999, 11) else 31
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def multiply(left: Value, right: Value) -> Value:
    """``left * right``."""
    if isinstance(right, _NUMBERS):
        if isinstance(left, _NUMBERS):
            return exact.multiply(left, right)
        if type(left) is Quantity:
            return _quantity(exact.multiply(left.magnitude, right), left)
        return _scaled(left, right)
    if isinstance(left, _NUMBERS):
        return multiply(right, left) if not isinstance(right, _NUMBERS) else None
    if type(left) is Quantity and type(right) is Quantity:
        magnitude = exact.multiply(left.magnitude, right.magnitude)
        return None if magnitude is None else measured(magnitude, product_dimension(left.dimension, right.dimension))
    return None


def _scaled(length: Value, factor: exact.Number) -> Value:
    ratio = exact.as_fraction(factor)
    try:
        if type(length) is dt.timedelta:
            return dt.timedelta(microseconds=int(ratio * (length // dt.timedelta(microseconds=1))))
        if type(length) is YearsMonths:
            return years_months(int(ratio * length.months))
    except OverflowError:
        pass
    return None


def divide(left: Value, right: Value) -> Value:
    """``left / right``."""
    if isinstance(right, _NUMBERS):
        if isinstance(left, _NUMBERS):
            return exact.divide(left, right)
        if type(left) is Quantity:
            return _quantity(exact.divide(left.magnitude, right), left)
        return _scaled(left, 1 / exact.as_fraction(right)) if right else None
    if type(right) is Quantity:
        if type(left) is Quantity:
            magnitude = exact.divide(left.magnitude, right.magnitude)
            dimension = quotient_dimension(left.dimension, right.dimension)
            return None if magnitude is None else measured(magnitude, dimension)
        if isinstance(left, _NUMBERS):
            return divide(Quantity(left, quotient_dimension(right.dimension, right.dimension)), right)
        return None
    if type(left) is dt.timedelta and type(right) is dt.timedelta:
        micro = dt.timedelta(microseconds=1)
        return exact.divide(Decimal(left // micro), Decimal(right // micro))
    if type(left) is YearsMonths and type(right) is YearsMonths:
        return exact.divide(Decimal(left.months), Decimal(right.months))
    return None


def power(left: Value, right: Value) -> Value:
    """``left ** right``; a quantity only to a whole power."""
    if not isinstance(right, _NUMBERS):
        return None
    if isinstance(left, _NUMBERS):
        return exact.power(left, right)
    if type(left) is Quantity and right == right.__trunc__() and 1 <= right <= 9:
        raised: Value = left
        for _ in range(int(right) - 1):
            raised = multiply(raised, left)
        return raised
    return None


def negate(value: Value) -> Value:
    """``-value``."""
    match value:
        case Decimal() | Fraction():
            return exact.subtract(exact.ZERO, value)
        case Quantity():
            return _quantity(exact.subtract(exact.ZERO, value.magnitude), value)
        case dt.timedelta():
            return -value if value != dt.timedelta.min else None
        case YearsMonths():
            return YearsMonths(-value.months)
    return None


# comparison


def kind_of(value: Value) -> type:
    """The kind within which values compare: one for all numbers, one for all ranges, otherwise the class."""
    kind = type(value)
    return _KINDS.get(kind, kind)


def equal(left: Value, right: Value) -> bool | None:
    """``left = right`` (DMN 1.5, table 50): null equals only null; values of different kinds give null."""
    return _equal(left, right, [MAX_STEPS])


def _equal(left: Value, right: Value, room: list[int]) -> bool | None:
    if left is None or right is None:
        return left is right
    if kind_of(left) is not kind_of(right):
        return None
    match left:
        case Decimal() | Fraction():
            return exact.equal(left, right)
        case Quantity():
            return exact.equal(left.magnitude, right.magnitude) if left.dimension is right.dimension else None
        case dt.datetime() | dt.time():
            return _same_moment(left, right)
        case bool() | str() | dt.date() | dt.timedelta() | YearsMonths():
            return bool(left == right)
        case list():
            return _all_equal(left, right, room)
        case dict():
            if left.keys() != right.keys():
                return False
            return _all_equal(list(left.values()), [right[key] for key in left], room)
        case Range():
            if type(right) is not Range:
                return False
            if (left.start_included, left.end_included) != (right.start_included, right.end_included):
                return False
            return _all_equal([left.start, left.end], [right.start, right.end], room)
        case OpenRange():
            same_shape = type(right) is OpenRange and left.operator == right.operator
            return _equal(left.end, right.end, room) if same_shape else False
    return True if left is right else None


def _all_equal(left: list[Value], right: list[Value], room: list[int]) -> bool | None:
    if left is right:
        return True
    if len(left) != len(right):
        return False
    room[0] -= len(left) + 1
    if room[0] < 0:
        raise ExhaustedError
    result: bool | None = True
    for one, other in zip(left, right, strict=True):
        same = _equal(one, other, room)
        if same is False:
            return False
        if same is None:
            result = None
    return result


def _same_moment(left: Value, right: Value) -> bool | None:
    if (left.tzinfo is None) is not (right.tzinfo is None):
        return None
    if left.utcoffset() is None and type(left) is dt.time and left.tzinfo is not None:
        return bool(left.replace(tzinfo=None) == right.replace(tzinfo=None) and left.tzinfo is right.tzinfo)
    return bool(left == right)


def less(left: Value, right: Value) -> bool | None:
    """``left < right`` (DMN 1.5, table 51), or None for values that have no order."""
    kind = type(left)
    if kind is Quantity:
        if type(right) is not Quantity or left.dimension is not right.dimension:
            return None
        return exact.less(left.magnitude, right.magnitude)
    if isinstance(left, _NUMBERS):
        return exact.less(left, right) if isinstance(right, _NUMBERS) else None
    if kind is not type(right) or not isinstance(left, str | dt.date | dt.time | dt.timedelta | YearsMonths):
        return None
    try:
        return bool(left < right)
    except TypeError:  # one has an offset from UTC, the other has none
        return None


def less_or_equal(left: Value, right: Value) -> bool | None:
    """``left <= right``, or None for values that have no order."""
    over = less(right, left)
    return None if over is None else not over


def within(value: Value, low: Value, high: Value) -> bool | None:
    """``value between low and high``."""
    return both(less_or_equal(low, value), less_or_equal(value, high))


def both(left: bool | None, right: bool | None) -> bool | None:
    """Kleene conjunction."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def in_range(value: Value, span: Range | OpenRange) -> bool | None:
    """Whether ``value`` lies in ``span``; null when either end, or the value, is null or of another kind."""
    if isinstance(span, OpenRange):
        return compare(span.operator, value, span.end)
    start, end = span.start, span.end
    if start is None or end is None:
        return None
    above = less_or_equal(start, value) if span.start_included else less(start, value)
    below = less_or_equal(value, end) if span.end_included else less(value, end)
    return both(above, below)


def compare(operator: str, left: Value, right: Value) -> bool | None:
    """``left operator right`` for any comparison operator."""
    match operator:
        case "=":
            return equal(left, right)
        case "!=":
            same = equal(left, right)
            return None if same is None else not same
        case "<":
            return less(left, right)
        case "<=":
            return less_or_equal(left, right)
        case ">":
            return less(right, left)
    return less_or_equal(right, left)


def matches_test(value: Value, test: Value) -> bool | None:
    """``value in test`` (DMN 1.5, table 55): equal to it, in the range it is, or either for an item of its list."""
    match test:
        case Range() | OpenRange():
            return equal(value, test) if type(value) is type(test) else in_range(value, test)
        case list():
            if type(value) is list and equal(value, test) is True:
                return True
            return any(equal(value, item) is True or _in_item(value, item) for item in test)
    return equal(value, test)


def known_match(value: Value, test: Value) -> bool | None:
    """``value in test`` where a null on either side is unknown rather than a value."""
    if value is None or test is None:
        return None
    truth = matches_test(value, test)
    return None if truth is False and type(test) is list and any(item is None for item in test) else truth


def _in_item(value: Value, item: Value) -> bool:
    return isinstance(item, Range | OpenRange) and in_range(value, item) is True
