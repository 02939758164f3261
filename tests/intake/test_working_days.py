"""Working days, by the arrangements that were published and beyond them."""

from __future__ import annotations

import pytest

from checker.intake.working_days import Deadline, OfficeCalendar
from tests.intake.house import day


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2026-11-16", "2026-11-23"),  # Monday: the day of receipt does not count
        ("2026-11-20", "2026-11-27"),  # Friday
        ("2026-11-21", "2026-11-27"),  # Saturday
        ("2026-09-30", "2026-10-13"),  # National Day until the 7th; Saturday the 10th is worked
        ("2026-02-13", "2026-02-27"),  # Saturday the 14th is worked, Spring Festival until the 23rd
    ],
)
def test_five_working_days_after_receipt(received: str, last: str) -> None:
    assert OfficeCalendar().deadline(day(received)) == Deadline(day(last), is_published=True)


def test_years_without_an_arrangement_are_reckoned_and_told() -> None:
    assert OfficeCalendar().deadline(day("2026-12-29")) == Deadline(day("2027-01-05"), is_published=False)
    assert OfficeCalendar().deadline(day("2046-03-01")) == Deadline(day("2046-03-08"), is_published=False)


def test_the_office_may_name_the_days_itself() -> None:
    calendar = OfficeCalendar(closed=frozenset({day("2027-01-01")}), open=frozenset({day("2027-01-03")}))
    assert calendar.deadline(day("2026-12-29")) == Deadline(day("2027-01-05"), is_published=True)
