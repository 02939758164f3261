"""The days an entry may carry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from checker.errors import LedgerRefusalError
from checker.ledger import Ledger, Writing, consultations, decisions, inventory, rectifications, waivers
from checker.ledger.consultation import Matter, Stance
from checker.ledger.rectifications import Item
from checker.ledger.remarks import not_later, plausible
from checker.model.enums import Conclusion
from checker.model.outcome import Verdict
from tests.ledger.proceedings import METHANOL, application_of, checked, registered, shipped, submitted

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


RECORDED = datetime(2026, 11, 22, 4, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 11, 22), date(2026, 11, 23)


@contextmanager
def refused(ledger: Ledger, message: str) -> Iterator[Writing]:
    with ledger.writing("张三", RECORDED) as books, pytest.raises(LedgerRefusalError, match=message):
        yield books


def test_no_event_of_a_proceeding_lies_in_the_future(ledger: Ledger) -> None:
    code, late = registered(ledger, METHANOL), "2026-11-23 还没有到:登记之日是 2026-11-22"
    matter = Matter(("P054",), "能耗", ("市发展改革委",), ())
    concluding: dict[str, Any] = {"conclusion": Conclusion.PASSED, "authority": "a", "document": "d", "reason": "r"}
    granting: dict[str, Any] = {
        "rulebook": shipped().rulebook, "authority": "a", "number": "n", "scope": "s", "expires_on": date(2027, 1, 1),
    }  # fmt: skip
    with ledger.writing("张三", RECORDED) as books:
        held = consultations.convene(books, code, matter, application=application_of(METHANOL), opened_on=TODAY)
        (item,) = rectifications.order(
            books, code, [Item("甲", date(2027, 1, 1))], authority="a", number="n", issued_on=TODAY
        )
        waiver = waivers.grant(books, code, ["P054"], granted_on=TODAY, **granting)
    with refused(ledger, f"发起日期 {late}") as books:
        consultations.convene(
            books, code, replace(matter, rules=("P051",)), application=application_of(METHANOL), opened_on=TOMORROW
        )
    with refused(ledger, f"意见日期 {late}") as books:
        consultations.hear(
            books, held.id, department="市发展改革委", stance=Stance.AGREES, given_on=TOMORROW, reason="r"
        )
    with refused(ledger, f"结论日期 {late}") as books:
        consultations.conclude(books, held.id, concluded_on=TOMORROW, **concluding)
    with refused(ledger, f"下达日期 {late}") as books:
        rectifications.order(
            books, code, [Item("乙", date(2027, 1, 1))], authority="a", number="n2", issued_on=TOMORROW
        )
    with refused(ledger, "整改期限 2270-06-30 不合常理") as books:
        rectifications.order(books, code, [Item("乙", date(2270, 6, 30))], authority="a", number="n2", issued_on=TODAY)
    with refused(ledger, f"完成日期 {late}") as books:
        rectifications.complete(books, item.id, on=TOMORROW, evidence="e")
    with refused(ledger, f"批准日期 {late}") as books:
        waivers.grant(books, code, ["P051"], granted_on=TOMORROW, **(granting | {"number": "n2"}))
    with refused(ledger, f"撤销日期 {late}") as books:
        waivers.revoke(books, waiver.id, on=TOMORROW, reason="r")
    with refused(ledger, f"日期 {late}") as books:
        inventory.change(books, code, {"项目名称": "别的"}, "更名", TOMORROW)


def test_a_decision_is_not_dated_in_the_future(ledger: Ledger) -> None:
    submitted(ledger, METHANOL)
    report = checked(ledger, METHANOL, as_of=date(2090, 1, 1))
    with refused(ledger, "决定日期 2090-01-01 还没有到") as books:
        decisions.decide(
            books, application=application_of(METHANOL), report=report, checking=shipped(),
            verdict=Verdict.APPROVE, officer="赵六", decided_on=date(2090, 1, 1), number="n", reason="r",
        )  # fmt: skip
