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
from checker.model.enums import Stage
from checker.model.outcome import Verdict
from tests.ledger.bookkeeping import DAY, adopt, approve, check_books, coal, code, decide, figures, take_in
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
        assert submissions.lapse(books, date(2040, 1, 1)) == ()
        assert figures(books) == ("50000", "0")
        submissions.close(books, code(1), date(2035, 1, 1), "企业退出")
        assert figures(books) == ("0", "0")
        assert inventory.need(books, code(1)).disposal is inventory.Disposal.CLOSE
        check_books(books)


def test_what_the_inventory_has_as_building_does_not_lapse(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        take_in(books, 1)
        approve(books, 1)
        inventory.change(books, code(1), {"建设阶段": "在建", "实际开工日期": "2027-01-05"}, "开工", date(2027, 1, 5))
        assert submissions.lapse(books, date(2040, 1, 1)) == ()


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
