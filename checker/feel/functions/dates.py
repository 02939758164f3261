"""Date, time and duration functions (DMN 1.5, 10.3.4.1, 10.3.4.6, 10.3.4.7).

``today()`` and ``now()`` do not read the clock: a judgement must come out the same when it is replayed. They give the
date or date and time that the context holds under the name ``today`` or ``now``, else null.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from checker.feel import operations
from checker.feel.functions.registry import builtin
from checker.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time, years_months
from checker.feel.types import (
    ANY,
    DATE,
    DATE_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS_DURATION,
)
from checker.feel.values import Value

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _whole(*numbers: Value) -> list[int] | None:
    if not all(operations.is_number(number) and number == number.__trunc__() for number in numbers):
        return None
    return [int(number) for number in numbers] if all(abs(number) < 10**9 for number in numbers) else None


@builtin("date", "from: any", "year: number, month: number, day: number", result=DATE)
def date(*arguments: Value) -> Value:
    """A date from its text, from a date and time, or from year, month and day."""
    if len(arguments) == 3:
        parts = _whole(*arguments)
        try:
            return None if parts is None else dt.date(*parts)
        except ValueError:
            return None
    return _date_of(arguments[0])


def _date_of(start: Value) -> dt.date | None:
    match start:
        case str():
            return parse_date(start)
        case dt.datetime():
            return start.date()
        case dt.date():
            return start
        case [single]:
            return _date_of(single)
    return None


@builtin(
    "time", "from: any", "hour: number, minute: number, second: number, offset: days and time duration?", result=TIME
)
def time(*arguments: Value) -> Value:
    """A time from its text, from a date and time, or from hour, minute, second and offset."""
    if len(arguments) > 1:
        return _time_of_parts(*arguments)
    match arguments[0]:
        case str() as text:
            return parse_time(text)
        case dt.datetime() as moment:
            return moment.timetz()
        case dt.date():
            return dt.time(tzinfo=dt.UTC)
        case dt.time() as same:
            return same
    return None


def _time_of_parts(hour: Value, minute: Value, second: Value, offset: Value = None) -> dt.time | None:
    parts = _whole(hour, minute)
    if parts is None or not operations.is_number(second) or not (offset is None or isinstance(offset, dt.timedelta)):
        return None
    micros = int(second * 1_000_000)
    try:
        zone = None if offset is None else (dt.timezone(offset) if offset else dt.UTC)
        return dt.time(parts[0], parts[1], micros // 1_000_000, micros % 1_000_000, tzinfo=zone)
    except (ValueError, OverflowError):
        return None


@builtin("date and time", "from: any", "date: any, time: time", result=DATE_TIME)
def date_and_time(*arguments: Value) -> Value:
    """A date and time from its text, or from a date and a time."""
    match arguments:
        case [str() as text]:
            moment = parse_date_time(text)
            day = parse_date(text) if moment is None else None
            return moment if day is None else operations.as_moment(day)
        case [dt.date() as day]:
            return operations.as_moment(day)
        case [dt.date() as day, dt.time() as clock]:
            return dt.datetime.combine(dt.date(day.year, day.month, day.day), clock)
    return None


@builtin("duration", "from: string", result=ANY)
def duration(start: Value) -> Value:
    """A duration of either kind from its text."""
    if isinstance(start, str):
        return parse_duration(start)
    return start if isinstance(start, dt.timedelta) else None


@builtin("years and months duration", "from: any, to: any", result=YEARS_MONTHS_DURATION)
def years_and_months_duration(start: Value, end: Value) -> Value:
    """The whole months from one date to another."""
    if not isinstance(start, dt.date) or not isinstance(end, dt.date):
        return None
    if operations.as_moment(end).replace(tzinfo=None) < operations.as_moment(start).replace(tzinfo=None):
        return operations.negate(years_and_months_duration(end, start))
    months = (end.year - start.year) * 12 + end.month - start.month
    return years_months(months - (end.day < start.day))


def _day(value: Value) -> dt.date | None:
    return value if isinstance(value, dt.date) else None


@builtin("day of year", "date: any", result=NUMBER)
def day_of_year(day: Value) -> Value:
    """The number of the day in its year."""
    found = _day(day)
    return None if found is None else Decimal(found.timetuple().tm_yday)


@builtin("day of week", "date: any", result=STRING)
def day_of_week(day: Value) -> Value:
    """The English name of the weekday, as the standard has it."""
    found = _day(day)
    return None if found is None else _WEEKDAYS[found.weekday()]


@builtin("month of year", "date: any", result=STRING)
def month_of_year(day: Value) -> Value:
    """The English name of the month, as the standard has it."""
    found = _day(day)
    return None if found is None else _MONTHS[found.month - 1]


@builtin("week of year", "date: any", result=NUMBER)
def week_of_year(day: Value) -> Value:
    """The ISO 8601 number of the week."""
    found = _day(day)
    return None if found is None else Decimal(found.isocalendar().week)


@builtin("today", "", result=DATE)
def today() -> Value:
    """The date given as ``today`` in the context; the compiler reads it from there."""
    return None


@builtin("now", "", result=DATE_TIME)
def now() -> Value:
    """The date and time given as ``now`` in the context; the compiler reads it from there."""
    return None
