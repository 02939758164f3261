"""Dates, times and durations: reading and writing their text (ISO 8601, DMN 1.5, 10.3.2.3.5 to 10.3.2.3.8).

Years run from 1 to 9999 and seconds carry six decimals, as in Python's datetime; anything beyond is null.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from checker.feel.values import Value, YearsMonths

_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME: Final = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z0-9_+\-/]+)?"
)
_YEARS_MONTHS: Final = re.compile(r"(-)?P(?=[0-9])(?:([0-9]{1,12})Y)?(?:([0-9]{1,12})M)?")
_DAYS_TIME: Final = re.compile(
    r"(-)?P(?=[0-9T])(?:([0-9]{1,12})D)?(?:T(?=[0-9])(?:([0-9]{1,12})H)?(?:([0-9]{1,12})M)?"
    r"(?:([0-9]{1,12})(?:\.([0-9]*))?S)?)?"
)
MAX_MONTHS: Final = 10**12
_DAY: Final = 86_400_000_000


def parse_date(text: str) -> dt.date | None:
    """The date that ``text`` writes, or None."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


@lru_cache(maxsize=256)
def zone_of(text: str) -> dt.tzinfo | None:
    """The zone that ``Z``, ``+08:00`` or ``@Asia/Shanghai`` names, or None when there is none of that name."""
    if text == "Z":
        return dt.UTC
    if text.startswith("@"):
        try:
            return ZoneInfo(text[1:])
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    if hours > 14 or minutes > 59 or (seconds and seconds[0] > 59):
        return None
    offset = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    return dt.timezone(-offset if text[0] == "-" else offset)


def parse_time(text: str) -> dt.time | None:
    """The time that ``text`` writes, or None."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    zone = zone_of(match[5]) if match[5] else None
    if match[5] and zone is None:
        return None
    if match[1] == "24" and set(match[0][2:8]) == {":", "0"} and not _microseconds(match[4]):
        return dt.time(tzinfo=zone)  # the end of a day is the beginning of the next
    try:
        return dt.time(int(match[1]), int(match[2]), int(match[3]), _microseconds(match[4]), tzinfo=zone)
    except ValueError:
        return None


def _microseconds(digits: str | None) -> int:
    return int((digits or "")[:6].ljust(6, "0"))


def parse_date_time(text: str) -> dt.datetime | None:
    """The date and time that ``text`` writes, or None."""
    day_text, separator, time_text = text.partition("T")
    day = parse_date(day_text)
    time = parse_time(time_text) if separator else None
    if day is None or time is None:
        return None
    try:
        return dt.datetime.combine(day, time) + dt.timedelta(days=time_text.startswith("24"))
    except OverflowError:
        return None


def parse_duration(text: str) -> dt.timedelta | YearsMonths | None:
    """The duration of either kind that ``text`` writes, or None."""
    match = _YEARS_MONTHS.fullmatch(text)
    if match is not None:
        return years_months(int(match[2] or 0) * 12 + int(match[3] or 0), negative=bool(match[1]))
    match = _DAYS_TIME.fullmatch(text)
    if match is None:
        return None
    try:
        length = dt.timedelta(
            days=int(match[2] or 0),
            hours=int(match[3] or 0),
            minutes=int(match[4] or 0),
            seconds=int(match[5] or 0),
            microseconds=_microseconds(match[6]),
        )
    except OverflowError:
        return None
    return -length if match[1] else length


def years_months(months: int, *, negative: bool = False) -> YearsMonths | None:
    """A duration of so many months, or None when it is absurd."""
    if abs(months) > MAX_MONTHS:
        return None
    return YearsMonths(-months if negative else months)


@lru_cache(maxsize=1024)
def parse_at_literal(text: str) -> Value:
    """The value of ``@"text"``: whichever of date, date and time, time and duration it writes, else None."""
    for parse in (parse_date, parse_date_time, parse_time, parse_duration):
        value = parse(text)
        if value is not None:
            return value
    return None


def _zone_text(zone: dt.tzinfo | None, offset: dt.timedelta | None) -> str:
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    if not offset:
        return "Z"
    seconds = int(offset.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    text = f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


def format_time(time: dt.time) -> str:
    """The time as FEEL writes it."""
    return f"{_clock(time)}{_zone_text(time.tzinfo, time.utcoffset())}"


def _clock(time: dt.time | dt.datetime) -> str:
    fraction = f".{time.microsecond:06}".rstrip("0") if time.microsecond else ""
    return f"{time.hour:02}:{time.minute:02}:{time.second:02}{fraction}"


def format_date_time(moment: dt.datetime) -> str:
    """The date and time as FEEL writes it."""
    return f"{moment.date().isoformat()}T{_clock(moment)}{_zone_text(moment.tzinfo, moment.utcoffset())}"


def format_duration(length: dt.timedelta | YearsMonths) -> str:
    """The duration in its canonical form, e.g. ``P1Y2M`` or ``P1DT2H``."""
    if isinstance(length, YearsMonths):
        sign, months = ("-", -length.months) if length.months < 0 else ("", length.months)
        parts = [f"{months // 12}Y" if months >= 12 else "", f"{months % 12}M" if months % 12 else ""]
        return f"{sign}P{''.join(parts) or '0M'}"
    micros = length // dt.timedelta(microseconds=1)
    sign, micros = ("-", -micros) if micros < 0 else ("", micros)
    days, micros = divmod(micros, _DAY)
    hours, micros = divmod(micros, 3_600_000_000)
    minutes, micros = divmod(micros, 60_000_000)
    seconds, micros = divmod(micros, 1_000_000)
    second_text = f"{seconds}" + (f".{micros:06}".rstrip("0") if micros else "")
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{second_text}S" if seconds or micros else ""
    if not days and not clock:
        return "PT0S"
    return f"{sign}P{f'{days}D' if days else ''}{'T' + clock if clock else ''}"


def format_temporal(value: Value) -> str | None:
    """The text of any date, time or duration, or None for another value."""
    match value:
        case dt.datetime():
            return format_date_time(value)
        case dt.date():
            return value.isoformat()
        case dt.time():
            return format_time(value)
        case dt.timedelta() | YearsMonths():
            return format_duration(value)
    return None
