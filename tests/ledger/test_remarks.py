"""The days an entry may carry."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from checker.errors import LedgerRefusalError
from checker.ledger import Ledger
from checker.ledger.remarks import not_later, plausible

EVENING = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
"""Half past midnight in Beijing: the 23rd."""


def test_what_has_happened_is_not_later_than_the_day_of_recording_in_beijing(ledger: Ledger) -> None:
    with ledger.writing("张三", EVENING) as books:
        assert not_later(date(2026, 11, 23), books, "完成日期") == date(2026, 11, 23)
        with pytest.raises(LedgerRefusalError, match="完成日期 2026-11-24 还没有到:登记之日是 2026-11-23"):
            not_later(date(2026, 11, 24), books, "完成日期")


def test_days_before_1949_and_after_2100_are_slips(ledger: Ledger) -> None:
    assert plausible(date(2100, 12, 31), "期限") == date(2100, 12, 31)
    with pytest.raises(LedgerRefusalError, match="期限 2101-01-01 不合常理"):
        plausible(date(2101, 1, 1), "期限")
    with ledger.writing("张三", EVENING) as books, pytest.raises(LedgerRefusalError, match="日期 1026-11-22 不合常理"):
        not_later(date(1026, 11, 22), books, "日期")
