"""Periods: the first day counts, the day the next law begins does not."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from checker.rulebook.period import ALWAYS, Period

ORDER_2 = Period(date(2023, 6, 1), date(2025, 9, 1))
ORDER_31 = Period(date(2025, 9, 1))


def test_order_2_ends_where_order_31_begins() -> None:
    assert date(2025, 8, 31) in ORDER_2
    assert date(2025, 8, 31) not in ORDER_31
    assert date(2025, 9, 1) not in ORDER_2
    assert date(2025, 9, 1) in ORDER_31
    assert not ORDER_2.overlaps(ORDER_31)


def test_periods_say_themselves_in_chinese() -> None:
    assert str(ORDER_2) == "2023-06-01 起至 2025-09-01 前"
    assert str(ORDER_31) == "2025-09-01 起"
    assert str(Period(None, date(2025, 9, 1))) == "2025-09-01 前"
    assert str(ALWAYS) == "长期有效"


def test_first_gap_names_the_first_day_without_cover() -> None:
    year = Period(date(2024, 1, 1), date(2025, 1, 1))
    assert year.first_gap([ALWAYS]) is None
    assert year.first_gap([]) == date(2024, 1, 1)
    assert year.first_gap([Period(date(2024, 3, 1))]) == date(2024, 1, 1)
    assert year.first_gap([Period(None, date(2024, 6, 1))]) == date(2024, 6, 1)
    assert year.first_gap([Period(date(2024, 6, 1)), Period(None, date(2024, 6, 1))]) is None
    assert ALWAYS.first_gap([ORDER_31]) == date.min


_DAYS = st.integers(0, 12).map(lambda days: date(2025, 1, 1) + timedelta(days=days))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(st.none() | _DAYS)
    end = draw(st.none() | _DAYS)
    return Period(start, end) if start is None or end is None or start < end else Period(end, start + timedelta(days=1))


@given(periods(), st.lists(periods(), max_size=4))
def test_first_gap_is_the_first_day_a_walk_finds(period: Period, covers: list[Period]) -> None:
    window = [date(2024, 12, 25) + timedelta(days=offset) for offset in range(40)]
    bare = [day for day in window if day in period and not any(day in cover for cover in covers)]
    gap = period.first_gap(covers)
    if gap is None:
        assert not bare
    elif gap == date.min:
        assert window[0] in bare
    else:
        assert bare[0] == gap


@given(periods(), periods())
def test_overlap_is_the_days_in_both(one: Period, other: Period) -> None:
    window = [date(2024, 12, 25) + timedelta(days=offset) for offset in range(40)]
    shared = one.overlap(other)
    assert [day for day in window if day in one and day in other] == [day for day in window if shared and day in shared]
