"""Bookings: a ceiling is never overspent, whoever comes first is served first, and everything given back is free."""

from __future__ import annotations

import pytest

from checker.errors import LedgerRefusalError
from checker.ledger import Ledger, bookings, quotas, submissions
from checker.ledger.accounts import accounts, accounts_at
from checker.ledger.bookings import Movement
from checker.ledger.journal import EntryKind
from checker.model.outcome import Verdict
from checker.model.report import QuotaDemand
from tests.ledger.bookkeeping import (
    COAL,
    DAY,
    WIND,
    account,
    adopt,
    approve,
    balance,
    baseline,
    check_books,
    coal,
    code,
    decide,
    figures,
    quota,
    register,
    take_in,
)


def test_a_submission_reserves_and_an_approval_commits(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("30000"))
        assert figures(books) == ("0", "30000")
        approve(books, 1)
        assert figures(books) == ("30000", "0")
        check_books(books)


def test_a_rejection_gives_back_what_was_reserved(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("30000"))
        decide(books, 1, Verdict.REJECT)
        assert figures(books) == ("0", "0")
        assert bookings.of(books, code(1)) == ()
        check_books(books)


def test_exactly_the_cap_fits_and_a_millionth_more_does_not(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("30000"))
        take_in(books, 2, coal("20000.000001"))
        take_in(books, 3, coal("20000"))
        held = {number: bookings.of(books, code(number))[0] for number in (1, 2, 3)}
        assert [held[number].is_waiting for number in (1, 2, 3)] == [False, True, False]
        approve(books, 1)
        approve(books, 3)
        with pytest.raises(LedgerRefusalError, match=r"余量 0 t,本项目 20000.000001 t"):
            approve(books, 2)
        check_books(books)


def test_a_project_that_runs_past_2030_counts_against_the_cap_of_2030_and_not_of_years_before_it_starts(
    ledger: Ledger,
) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2025="20 万t", y2030="20 万t")
        quotas.set_limit(books, quota(COAL), 2027, quotas.amount_of("28 万t", "t"), document="年度任务", reason="下达")
        quotas.set_limit(books, quota(COAL), 2029, quotas.amount_of("26 万t", "t"), document="年度任务", reason="下达")
        take_in(books, 1, coal("30000", first_year=2028))
        take_in(books, 2, coal("30000", first_year=2031))
        assert [booking.year for booking in bookings.of(books, code(1))] == [2029, 2030]
        assert bookings.of(books, code(2)) == ()


def test_nothing_is_committed_against_a_ceiling_without_a_baseline(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books)
        take_in(books, 1, coal("1"))
        assert bookings.of(books, code(1))[0].is_waiting
        with pytest.raises(LedgerRefusalError, match="请先录入基数"):
            approve(books, 1)
        baseline(books, COAL, 2030, "20 万t")
        approve(books, 1)
        assert figures(books) == ("1", "0")


def test_an_unknown_amount_is_no_nought(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal(None))
        assert bookings.of(books, code(1))[0].requested is None
        with pytest.raises(LedgerRefusalError, match="不知道项目占用多少"):
            approve(books, 1)


def test_a_request_that_did_not_fit_is_taken_up_only_when_asked_and_in_order_of_submission(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("50000"))
        take_in(books, 2, coal("30000"))
        take_in(books, 3, coal("30000"))
        take_in(books, 4, coal("20000"))
        submissions.withdraw(books, code(1), DAY, "另选厂址")
        assert figures(books) == ("0", "0")
        assert [one.project for one in submissions.waiting(books)] == [code(2), code(3), code(4)]
        assert submissions.take_up(books) == (code(2), code(4))
        assert figures(books) == ("0", "50000")
        assert [one.project for one in submissions.waiting(books)] == [code(3)]
        assert submissions.take_up(books) == ()
        check_books(books)


def test_a_newcomer_leaves_the_room_that_an_earlier_one_waits_for(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("50000"))
        take_in(books, 2, coal("45000"))
        submissions.withdraw(books, code(1), DAY, "另选厂址")
        take_in(books, 3, coal("5001"))
        take_in(books, 4, coal("5000"))
        assert [one.project for one in submissions.waiting(books)] == [code(2), code(3)]
        assert not bookings.of(books, code(4))[0].is_waiting


def test_what_is_returned_keeps_its_reservation_and_its_place(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("30000"))
        take_in(books, 2, coal("30000"))
        take_in(books, 3, coal("20000"))
        for number in (1, 2):
            decide(books, number, Verdict.RECTIFY)
        assert figures(books) == ("0", "50000")
        take_in(books, 4, coal("1"))
        take_in(books, 2, coal("29000"))
        take_in(books, 1, coal("20000"))
        assert figures(books) == ("0", "40000")
        assert [one.project for one in submissions.waiting(books)] == [code(2), code(4)]
        submissions.withdraw(books, code(3), DAY, "另选厂址")
        assert submissions.take_up(books) == (code(2), code(4))
        assert figures(books) == ("0", "49001")
        check_books(books)


def test_an_amended_application_that_asks_more_keeps_what_it_had_and_waits_for_the_rest(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("30000"))
        take_in(books, 2, coal("15000"))
        decide(books, 1, Verdict.RECTIFY)
        take_in(books, 1, coal("36000"))
        held = bookings.of(books, code(1))[0]
        assert (str(held.requested), str(held.reserved), held.is_waiting) == ("36000", "30000", True)
        take_in(books, 3, coal("1"))
        with pytest.raises(LedgerRefusalError, match="余量 34999 t,本项目 36000 t"):
            approve(books, 1)
        submissions.withdraw(books, code(2), DAY, "另选厂址")
        assert submissions.take_up(books) == (code(1),)
        approve(books, 1)
        assert figures(books) == ("36000", "1")
        check_books(books)


def test_an_amended_application_gives_back_what_it_takes_no_more(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("30000"))
        decide(books, 1, Verdict.RECTIFY)
        take_in(books, 1, coal("30000", first_year=2031))
        assert bookings.of(books, code(1)) == ()
        decide(books, 1, Verdict.RECTIFY)
        take_in(books, 1, coal(None))
        assert figures(books) == ("0", "0")
        check_books(books)


def test_an_approval_books_what_waits_if_it_fits_by_now(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("50000"))
        take_in(books, 2, coal("50000"))
        submissions.withdraw(books, code(1), DAY, "另选厂址")
        approve(books, 2)
        assert figures(books) == ("50000", "0")


def test_a_lowered_limit_or_raised_baseline_is_recorded_and_blocks_growth(ledger: Ledger) -> None:
    annual = quota(COAL)
    with ledger.writing("受理员") as books:
        adopt(books)
        quotas.set_limit(books, annual, 2028, quotas.amount_of("28 万t", "t"), document="任务", reason="下达")
        baseline(books, COAL, 2028, "20 万t")
        take_in(books, 1, coal("50000"))
        take_in(books, 2, coal("20000"))
        quotas.set_limit(books, annual, 2028, quotas.amount_of("24 万t", "t"), document="调整", reason="压减")
        assert balance(books, 2028).headroom == -30000
        baseline(books, COAL, 2030, "0 t")
        with pytest.raises(LedgerRefusalError, match=r"他项预留 20000 t,余量 20000 t,本项目 50000 t"):
            approve(books, 1)
        with pytest.raises(LedgerRefusalError, match="须削减"):
            approve(books, 2)
        submissions.withdraw(books, code(1), DAY, "不建了")
        approve(books, 2)
        assert figures(books, 2028) == ("20000", "0")
        baseline(books, COAL, 2028, "30 万t")
        assert balance(books, 2028).headroom == -80000
        check_books(books)


def test_a_project_that_lowers_coal_frees_nothing(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="25 万t")
        take_in(books, 1, coal("-10000"))
        take_in(books, 2, coal("1"))
        approve(books, 1)
        assert figures(books) == ("0", "0")
        assert str(bookings.of(books, code(1))[0].requested) == "-10000"
        with pytest.raises(LedgerRefusalError, match="额度不足"):
            approve(books, 2)
        check_books(books)


def test_a_cut_booked_while_a_ceiling_is_ended_frees_nothing_once_it_is_set_again(ledger: Ledger) -> None:
    annual = quota(COAL)
    with ledger.writing("受理员") as books:
        adopt(books, y2030="0 t")
        quotas.set_limit(books, annual, 2028, quotas.amount_of("100 t", "t"), document="任务", reason="下达")
        baseline(books, COAL, 2028, "50 t")
        quotas.set_limit(books, annual, 2028, None, document="废止", reason="任务废止")
        take_in(books, 1, coal("-30"))
        take_in(books, 2, coal("-20"))
        approve(books, 2)
        assert figures(books, 2028) == ("0", "0")
        quotas.set_limit(books, annual, 2028, quotas.amount_of("100 t", "t"), document="重设", reason="重新下达")
        take_in(books, 3, coal("80"))
        with pytest.raises(LedgerRefusalError, match="额度不足"):
            approve(books, 3)
        submissions.withdraw(books, code(1), DAY, "撤回")
        assert balance(books, 2028).headroom == 50
        check_books(books)


def test_a_limit_that_is_set_again_is_entered_like_a_new_one(ledger: Ledger) -> None:
    annual = quota(COAL)
    with ledger.writing("受理员") as books:
        adopt(books, y2030="0 t")
        quotas.set_limit(books, annual, 2028, quotas.amount_of("100 t", "t"), document="任务", reason="下达")
        baseline(books, COAL, 2028, "50 t")
        quotas.set_limit(books, annual, 2028, None, document="废止", reason="任务废止")
        take_in(books, 1, coal("500"))
        take_in(books, 2, coal("30"))
        take_in(books, 3, coal("10"))
        approve(books, 3)
        assert figures(books, 2028) == ("10", "530")
        quotas.set_limit(books, annual, 2028, quotas.amount_of("100 t", "t"), document="重设", reason="重新下达")
        assert figures(books, 2028) == ("10", "0")
        assert submissions.take_up(books) == (code(2),)
        assert figures(books, 2028) == ("10", "30")
        quotas.set_limit(books, annual, 2028, quotas.amount_of("90 t", "t"), document="再调", reason="压减")
        assert figures(books, 2028) == ("10", "30")
        check_books(books)


def test_a_target_never_refuses_and_counts_what_is_built(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books)
        take_in(books, 1, QuotaDemand(WIND, "kW", quotas.amount_of("200 万kW", "kW"), 2028))
        assert [(one.year, one.is_waiting) for one in bookings.of(books, code(1))] == [(2030, False)]
        approve(books, 1)
        assert account(books, 2030, WIND).balance.committed == 2_000_000
        check_books(books)


def test_a_limit_set_later_counts_the_projects_there_are(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="0 t")
        take_in(books, 1, coal("30000"))
        approve(books, 1)
        take_in(books, 2, coal("10000"))
        take_in(books, 3, coal("10000", first_year=2030))
        quotas.set_limit(books, quota(COAL), 2029, quotas.amount_of("3.5 万t", "t"), document="任务", reason="下达")
        assert figures(books, 2029) == ("30000", "0")
        assert [one.is_waiting for one in bookings.of(books, code(2)) if one.year == 2029] == [True]
        assert [one.year for one in bookings.of(books, code(3))] == [2030]
        baseline(books, COAL, 2029, "0 t")
        with pytest.raises(LedgerRefusalError, match="2029 年原煤消费量额度不足"):
            approve(books, 2)
        check_books(books)


def test_the_statement_itself_refuses_what_would_overspend(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        register(books, 1)
    moved = Movement(code(1), COAL, 2030, 50_001_000_000, 50_001_000_000, 0)
    with pytest.raises(LedgerRefusalError, match="额度不足,没有记入"), ledger.writing("受理员") as books:
        books.append(EntryKind.BOOKING_CHANGED, code(1), {"movements": bookings.payload_of([moved])})
    with ledger.reading() as books:
        assert figures(books) == ("0", "0")


def test_the_books_can_be_read_as_of_an_earlier_position(ledger: Ledger) -> None:
    seen = {}
    with ledger.writing("受理员") as books:
        adopt(books, y2030="20 万t")
        seen[books.position] = accounts(books)
        take_in(books, 1, coal("30000"))
        seen[books.position] = accounts(books)
        approve(books, 1)
        seen[books.position] = accounts(books)
        baseline(books, COAL, 2030, "21 万t")
        seen[books.position] = accounts(books)
    with ledger.reading() as books:
        for position, then in seen.items():
            assert accounts_at(books, position) == then
        first = min(seen)
        assert balance(books, until=first + 2).reserved == 30000
        assert balance(books, until=first + 2, leaving_out=1).reserved == 0
        assert balance(books, leaving_out=1).headroom == 40000


def test_a_headroom_is_told_without_trailing_zeros(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        adopt(books, y2030="249999.999999 t")
        take_in(books, 1, coal("0.000001"))
        assert str(balance(books).headroom) == "0"
        approve(books, 1)
        assert str(balance(books).used) == "250000"
