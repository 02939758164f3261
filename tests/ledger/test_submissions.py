"""Submissions: taken in with their report, withdrawn, lapsed after two years, started, closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from checker.errors import LedgerRefusalError
from checker.ledger import Ledger, bookings, documents, inventory, submissions
from checker.ledger.journal import canonical
from checker.ledger.states import SubmissionState
from checker.model import build_application
from checker.model.amendment import amended
from checker.model.enums import Stage
from checker.model.outcome import Verdict
from tests.ledger.bookkeeping import DAY, adopt, approve, check_books, coal, code, decide, figures, register, take_in
from tests.ledger.proceedings import application_of, checked

COAL_CASE = "coal-substitution-done"


def test_an_application_is_taken_in_with_what_its_report_says_it_takes(ledger: Ledger) -> None:
    application = application_of(COAL_CASE)
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
    report = checked(ledger, application)
    with ledger.writing("受理员") as books:
        found = submissions.submit(books, application, report, DAY)
        assert found.state is SubmissionState.UNDER_REVIEW
        first = found.demands[0]
        assert (first.metric, str(first.amount), first.first_year) == ("原煤消费量", "16000", 2028)
        assert documents.fetch(books.connection, found.application) == canonical(application.canonical()).encode()
        assert figures(books) == ("0", "16000")
        registered = inventory.need(books, found.project)
        assert (registered.name, registered.stage) == (application.name, Stage.PROPOSED)
        held = {(one.metric, one.year): str(one.reserved) for one in bookings.of(books, found.project)}
        assert held["二氧化碳排放量", 2030] == "38815"
        check_books(books)


@pytest.mark.parametrize("written", ["1.6 万t", "1.60 万t", "16000.0 t", "16000 t"])
def test_an_amount_is_one_however_it_was_written(ledger: Ledger, written: str) -> None:
    report = checked(ledger, amended(application_of(COAL_CASE), {"年原煤消费量": written}), as_of=DAY)
    assert [str(one.amount) for one in report.demands if one.metric == "原煤消费量"] == ["16000"]


def test_its_own_reservation_does_not_stand_in_its_way(ledger: Ledger) -> None:
    application = application_of(COAL_CASE)
    with ledger.writing("受理员") as books:
        adopt(books, y2030="23.4 万t")
    first = checked(ledger, application)
    with ledger.writing("受理员") as books:
        submissions.submit(books, application, first, DAY)
    again = checked(ledger, application)
    assert [(line.headroom, line.fits) for line in again.quotas if line.metric == "原煤消费量"] == [(16000, True)]


def test_a_second_submission_is_refused_while_one_is_open(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        take_in(books, 1)
        with pytest.raises(LedgerRefusalError, match="已有一份申报在审"):
            take_in(books, 1)
        approve(books, 1)
        with pytest.raises(LedgerRefusalError, match="的申报已批准,不再受理;变更后重新报送的"):
            take_in(books, 1)


@pytest.mark.parametrize(("verdict", "submissions_then"), [(Verdict.REJECT, 2), (Verdict.RECTIFY, 1)])
def test_what_was_returned_or_rejected_may_be_submitted_again(
    ledger: Ledger, verdict: Verdict, submissions_then: int
) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("50000"))
        decide(books, 1, verdict)
        again = take_in(books, 1, coal("40000"))
        assert figures(books) == ("0", "40000")
        assert len(submissions.of(books, code(1))) == submissions_then
        assert submissions.current(books, code(1)) == again
        check_books(books)


def test_a_withdrawal_needs_a_reason_and_something_to_withdraw(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("50000"))
        with pytest.raises(LedgerRefusalError, match="没有写原因"):
            submissions.withdraw(books, code(1), DAY, "  ")
        with pytest.raises(LedgerRefusalError, match="早于在审之日"):
            submissions.withdraw(books, code(1), date(2026, 11, 21), "另选厂址")
        approve(books, 1)
        submissions.withdraw(books, code(1), DAY, "不建了")
        assert figures(books) == ("0", "0")
        with pytest.raises(LedgerRefusalError, match="不是在审、退回整改、已批准"):
            submissions.withdraw(books, code(1), DAY, "再撤一次")
        with pytest.raises(LedgerRefusalError, match="台账里没有项目"):
            submissions.withdraw(books, code(9), DAY, "没有这个项目")


def test_what_was_returned_may_be_withdrawn_and_is_not_amended_before_that_day(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("50000"))
        decide(books, 1, Verdict.RECTIFY, date(2026, 12, 1))
        with pytest.raises(LedgerRefusalError, match="早于退回整改之日 2026-12-01"):
            take_in(books, 1, coal("1"), on=date(2026, 11, 30))
        submissions.withdraw(books, code(1), date(2026, 12, 2), "不建了")
        assert figures(books) == ("0", "0")
        check_books(books)


@pytest.mark.parametrize(
    ("approved", "last"),
    [(date(2026, 11, 22), date(2028, 11, 22)), (date(2028, 2, 29), date(2030, 2, 28))],
)
def test_an_approval_lapses_after_two_years_without_construction(ledger: Ledger, approved: date, last: date) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("50000"), on=approved)
        approve(books, 1, approved)
        found = submissions.current(books, code(1))
        assert found is not None
        assert submissions.valid_until(found) == last
        assert submissions.lapse(books, last) == ()
        next_day = date.fromordinal(last.toordinal() + 1)
        with pytest.raises(LedgerRefusalError, match="已经失效"):
            submissions.start(books, code(1), next_day)
        assert submissions.lapse(books, next_day) == (code(1),)
        position = books.position
        assert submissions.lapse(books, next_day) == ()
        assert books.position == position
        assert figures(books) == ("0", "0")
        take_in(books, 1, coal("50000"), on=next_day)
        check_books(books)


def test_construction_ends_the_lapsing_and_is_noted_in_the_inventory(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("50000"))
        with pytest.raises(LedgerRefusalError, match="在审,不是已批准"):
            submissions.start(books, code(1), DAY)
        approve(books, 1)
        submissions.start(books, code(1), date(2028, 11, 22))
        project = inventory.need(books, code(1))
        assert (project.stage, project.started_on) == (Stage.BUILDING, date(2028, 11, 22))
        assert submissions.lapse(books, date(2030, 12, 1)) == ()
        assert figures(books) == ("50000", "0")
        submissions.close(books, code(1), date(2030, 12, 1), "企业退出")
        assert figures(books) == ("0", "0")
        assert inventory.need(books, code(1)).disposal is inventory.Disposal.CLOSE
        check_books(books)


def test_an_approved_project_comes_under_construction_by_being_started(ledger: Ledger) -> None:
    """Else its approval would stay, neither lapsing nor started, and could be withdrawn while it is built."""
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("50000"))
        approve(books, 1)
        building = {"建设阶段": "在建", "实际开工日期": "2027-01-05"}
        with pytest.raises(LedgerRefusalError, match="须登记开工;请先登记开工:checker ledger start TZ-511902-0001"):
            inventory.change(books, code(1), building, "开工", date(2027, 1, 5))
        assert inventory.need(books, code(1)).stage is Stage.PROPOSED
        submissions.start(books, code(1), date(2027, 1, 5))
        assert submissions.lapse(books, date(2030, 1, 1)) == ()


def test_what_was_built_before_its_approval_is_not_withdrawn_and_does_not_lapse(ledger: Ledger) -> None:
    building = {"建设阶段": "在建", "实际开工日期": "2026-11-20"}
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("50000"))
        inventory.change(books, code(1), building, "未批先建", DAY)
        approve(books, 1)
        assert submissions.lapse(books, date(2030, 1, 1)) == ()
        with pytest.raises(LedgerRefusalError, match="已是在建,不能撤回批复"):
            submissions.withdraw(books, code(1), DAY, "不建了")
        submissions.start(books, code(1), DAY)
        assert figures(books) == ("50000", "0")


@pytest.mark.parametrize("disposal", ["取缔", "关停退出"])
def test_what_is_gone_for_good_is_neither_taken_in_nor_approved(ledger: Ledger, disposal: str) -> None:
    with ledger.writing("受理员") as books:
        take_in(books, 1)
        register(books, 2)
        for number in (1, 2):
            inventory.change(books, code(number), {"处置意见": disposal}, "清理整顿", DAY)
        with pytest.raises(LedgerRefusalError, match=f"的处置意见为{disposal},不能批准"):
            approve(books, 1)
        with pytest.raises(LedgerRefusalError, match=f"的处置意见为{disposal},不能受理"):
            take_in(books, 2)
        decide(books, 1, Verdict.REJECT)
        inventory.change(books, code(2), {"处置意见": "保留"}, "复核", DAY)
        take_in(books, 2)


def test_an_earlier_year_of_production_is_booked_in_the_same_transaction(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        for number, amount in ((1, "30000"), (2, "20000"), (3, "1")):
            take_in(books, number, coal(amount, first_year=2031))
        approve(books, 1)
        approve(books, 2)
        assert figures(books) == ("0", "0")
        submissions.start(books, code(1), DAY)
        inventory.change(books, code(1), {"建设阶段": "存量", "实际投产日期": "2028-06-01"}, "投产", date(2028, 6, 1))
        assert figures(books) == ("30000", "0")
        found = submissions.current(books, code(1))
        assert found is not None
        assert [one.first_year for one in found.demands] == [2028]
        inventory.change(books, code(3), {"计划投产日期": "2029-06-01"}, "提前", DAY)
        assert figures(books) == ("30000", "1")
        check_books(books)
    with (
        ledger.writing("受理员") as books,
        pytest.raises(LedgerRefusalError, match=r"2030 年原煤消费量额度不足,不能提前计入.*须削减 1 t"),
    ):
        inventory.change(books, code(2), {"计划投产日期": "2030-12-31"}, "提前", DAY)


def test_a_later_year_of_production_and_other_changes_leave_the_bookings(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("30000", first_year=2028))
        inventory.change(books, code(1), {"计划投产日期": "2031-06-01"}, "推迟", DAY)
        position = books.position
        inventory.change(books, code(1), {"项目名称": "更名"}, "更名", DAY)
        assert (books.position, figures(books)) == (position + 1, ("0", "30000"))


def test_nothing_lapses_or_happens_before_its_day(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        take_in(books, 1)
        approve(books, 1)
        for act in (
            lambda: submissions.lapse(books, date(2062, 11, 22)),
            lambda: submissions.withdraw(books, code(1), date(2062, 11, 22), "撤回"),
            lambda: submissions.start(books, code(1), date(2062, 11, 22)),
            lambda: take_in(books, 2, on=date(2062, 11, 22)),
        ):
            with pytest.raises(LedgerRefusalError, match=r"2062-11-22 (还没有到|不合常理)"):
                act()
        assert [one.project for one in submissions.overdue(books, date(2028, 11, 23))] == [code(1)]
        assert submissions.overdue(books, date(2028, 11, 22)) == ()


def test_a_report_of_something_else_or_without_the_ledger_is_no_ground(ledger: Ledger) -> None:
    application = application_of(COAL_CASE)
    other = application_of("wind-farm")
    report = checked(ledger, application)
    with ledger.writing("受理员") as books:
        with pytest.raises(LedgerRefusalError, match="不是这份申报的"):
            submissions.submit(books, other, report, DAY)
        with pytest.raises(LedgerRefusalError, match="没有对照台账"):
            submissions.submit(books, application, replace(report, ledger_position=None), DAY)
        nameless = build_application(
            {"项目名称": "甲", "建设阶段": "拟建", "建设性质": "新建", "行业代码": "3011"},
        )
        with pytest.raises(LedgerRefusalError, match="没有项目代码"):
            submissions.submit(books, nameless, report, DAY)


def test_a_decision_needs_an_application_under_review(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        take_in(books, 1)
        submissions.withdraw(books, code(1), DAY, "另选厂址")
        with pytest.raises(LedgerRefusalError, match="已撤回,不是在审"):
            submissions.decided(books, code(1), Verdict.APPROVE, DAY)
