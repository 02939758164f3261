"""What stands behind the dot: members of contexts, dates, times, durations and ranges (DMN 1.5, table 61)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from checker.feel.units import Quantity
from checker.feel.values import OpenRange, Range, Value, YearsMonths


def member(value: Value, name: str) -> Value:
    """``value.name``: of a context, of each item of a list, of a date, time, duration or range (DMN 1.5, table 61)."""
    match value:
        case dict():
            return value.get(name)
        case list():
            return [member(item, name) for item in value]
        case None | bool() | str() | Decimal() | Fraction() | Quantity():
            return None
        case Range():
            return _range_member(value, name)
        case OpenRange():
            return _open_range_member(value, name)
    return _temporal_member(value, name)


def _range_member(value: Range, name: str) -> Value:
    match name:
        case "start" | "end":
            return getattr(value, name)
        case "start included" | "end included":
            return getattr(value, name.replace(" ", "_"))
    return None


def _open_range_member(value: OpenRange, name: str) -> Value:
    match name, value.operator:
        case "start", ">" | ">=" | "=":
            return value.end
        case "end", "<" | "<=" | "=":
            return value.end
        case "start included", _:
            return value.operator in (">=", "=")
        case "end included", _:
            return value.operator in ("<=", "=")
    return None


def _temporal_member(value: Value, name: str) -> Value:
    match value, name:
        case dt.date(), "year" | "month" | "day":
            return Decimal(getattr(value, name))
        case dt.date(), "weekday":
            return Decimal(value.isoweekday())
        case ((dt.datetime() | dt.time()), "hour" | "minute"):
            return Decimal(getattr(value, name))
        case ((dt.datetime() | dt.time()), "second"):
            return Decimal(value.second) + Decimal(value.microsecond).scaleb(-6)
        case ((dt.datetime() | dt.time()), "time offset"):
            return value.utcoffset()
        case ((dt.datetime() | dt.time()), "timezone"):
            return getattr(value.tzinfo, "key", None)
        case YearsMonths(), "years" | "months":
            years, months = divmod(abs(value.months), 12)
            return Decimal((years if name == "years" else months) * (-1 if value.months < 0 else 1))
        case dt.timedelta(), "days" | "hours" | "minutes" | "seconds":
            return _duration_member(value, name)
        case ((dt.date() | dt.time() | dt.timedelta() | YearsMonths()), _):
            return None
    return None


def _duration_member(value: dt.timedelta, name: str) -> Decimal:
    micros = value // dt.timedelta(microseconds=1)
    sign = -1 if micros < 0 else 1
    seconds, micros = divmod(abs(micros), 1_000_000)
    match name:
        case "days":
            return Decimal(sign * (seconds // 86_400))
        case "hours":
            return Decimal(sign * (seconds // 3600 % 24))
        case "minutes":
            return Decimal(sign * (seconds // 60 % 60))
    return sign * (Decimal(seconds % 60) + Decimal(micros).scaleb(-6))
