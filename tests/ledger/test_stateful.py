"""Whatever officers do in whatever order, the books keep their rules, and an approval is refused only for cause."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from checker.errors import LedgerRefusalError
from checker.ledger import Ledger, Writing, bookings, inventory, quotas, sources, submissions
from checker.ledger.accounts import Account, accounts
from checker.ledger.schema import METADATA
from checker.ledger.states import SubmissionState
from checker.ledger.storage import Reading, lay_head
from checker.ledger.verify import verify
from checker.model.enums import Stage
from checker.model.outcome import Verdict
from checker.model.report import QuotaDemand
from checker.model.standing import QuotaDirection
from tests.ledger.bookkeeping import (
    COAL,
    DAY,
    WIND,
    adopt,
    baseline,
    check_books,
    code,
    decide,
    offer,
    quota,
    source,
    take_in,
)
from tests.ledger.bookkeeping import register as register_projects

PROJECTS = range(1, 6)
SOURCES = ("MT-1", "MT-2")
TONNES = st.one_of(st.none(), st.integers(-20, 60), st.sampled_from([100, 101]))
AMOUNTS = st.sampled_from(["10 t", "249850 t", "249900 t", "250001 t"])
NUMBER = st.sampled_from(list(PROJECTS))


class Officers(RuleBasedStateMachine):
    """Officers at one ledger; headroom for raw coal in 2030 is 100 t at first."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self.ledger = ledger
        self.today = DAY
        self.allowed: dict[tuple[str, int], int] = {}
        empty(ledger)
        with ledger.writing("管理员") as books:
            adopt(books, y2030="249900 t")
            register_projects(books, *PROJECTS)
            sources.register(books, source(SOURCES[0], "50"))

    @rule(number=NUMBER, tonnes=TONNES, first=st.integers(2026, 2031), offered=st.sampled_from([0, 20, 50, 51]))
    def submit(self, number: int, tonnes: int | None, first: int, offered: int) -> None:
        amount = None if tonnes is None else Decimal(tonnes)
        demands = (QuotaDemand(COAL, "t", amount, first), QuotaDemand(WIND, "kW", Decimal(7), first))
        offers = [offer(SOURCES[0], str(offered))] if offered else []
        free = self._may_submit(number)
        done = self._try(lambda books: take_in(books, number, *demands, offers=offers, on=self.today))
        assert done is free

    @rule(number=NUMBER)
    def approve(self, number: int) -> None:
        with self.ledger.reading() as books:
            expected = self._state(number) is SubmissionState.UNDER_REVIEW and self._fits(books, number)
        assert self._try(lambda books: decide(books, number, Verdict.APPROVE, self.today)) is expected

    @rule(number=NUMBER, verdict=st.sampled_from([Verdict.REJECT, Verdict.RECTIFY]))
    def reject(self, number: int, verdict: Verdict) -> None:
        expected = self._state(number) is SubmissionState.UNDER_REVIEW
        assert self._try(lambda books: decide(books, number, verdict, self.today)) is expected

    @rule(number=NUMBER)
    def withdraw(self, number: int) -> None:
        expected = self._state(number) in _WITHDRAWN
        assert self._try(lambda books: submissions.withdraw(books, code(number), self.today, "撤回")) is expected

    @rule(days=st.sampled_from([1, 300, 731]))
    def lapse(self, days: int) -> None:
        self.today += timedelta(days=days)
        self._try(lambda books: submissions.lapse(books, self.today))
        with self.ledger.reading() as books:
            approved = [submissions.current(books, code(number)) for number in PROJECTS]
            for one in approved:
                if one is not None and one.state is SubmissionState.APPROVED and not _has_begun(books, one.project):
                    assert self.today <= submissions.valid_until(one)

    @rule(number=NUMBER)
    def start(self, number: int) -> None:
        self._try(lambda books: submissions.start(books, code(number), self.today))

    @rule(number=NUMBER, year=st.integers(2026, 2031))
    def plan_another_year(self, number: int, year: int) -> None:
        fields = {"计划投产日期": f"{year}-06-30"}
        changed = self._try(lambda books: inventory.change(books, code(number), fields, "调整计划", self.today))
        with self.ledger.reading() as books:
            found = submissions.current(books, code(number))
        if changed and found is not None and found.state.is_live:
            assert all(demand.first_year <= year for demand in found.demands)

    @rule(number=NUMBER)
    def close(self, number: int) -> None:
        expected = self._state(number) is SubmissionState.STARTED
        assert self._try(lambda books: submissions.close(books, code(number), self.today, "关停")) is expected

    @rule()
    def take_up(self) -> None:
        self._try(submissions.take_up)

    @precondition(lambda self: not self._is_registered(SOURCES[1]))
    @rule(amount=st.integers(1, 60))
    def register_a_source(self, amount: int) -> None:
        assert self._try(lambda books: sources.register(books, source(SOURCES[1], str(amount))))

    @rule(number=NUMBER, amount=st.integers(1, 60))
    def offer_the_other_source(self, number: int, amount: int) -> None:
        expected = self._is_registered(SOURCES[1]) and self._may_submit(number)
        offers = [offer(SOURCES[1], str(amount))]
        assert self._try(lambda books: take_in(books, number, offers=offers, on=self.today)) is expected

    @rule(year=st.sampled_from([2027, 2028]), amount=st.integers(0, 120))
    def set_a_limit(self, year: int, amount: int) -> None:
        self._move(
            lambda books: quotas.set_limit(books, quota(COAL), year, Decimal(amount), document="任务", reason="下达")
        )

    @rule(year=st.sampled_from([2027, 2028]))
    def end_a_limit(self, year: int) -> None:
        self._move(lambda books: quotas.set_limit(books, quota(COAL), year, None, document="废止", reason="任务废止"))

    @rule(
        year=st.sampled_from([2027, 2028, 2030]), amount=st.sampled_from(["249850 t", "249900 t", "250001 t", "10 t"])
    )
    def set_a_baseline(self, year: int, amount: str) -> None:
        self._move(lambda books: baseline(books, COAL, year, amount))

    @invariant()
    def the_books_are_in_order(self) -> None:
        with self.ledger.reading() as books:
            check_books(books)
            for account in accounts(books):
                total = _total(account)
                if account.direction is QuotaDirection.CEILING:
                    held = bookings.of_account(books, account.metric, account.year)
                    assert all(one.reserved >= 0 and one.committed >= 0 for one in held), account
                if not account.is_ceiling or total is None or account.limit is None:
                    continue
                place = account.metric, account.year
                allowed = max(account.limit, self.allowed.get(place, account.limit))
                assert total <= allowed, account
                self.allowed[place] = max(account.limit, total)

    def teardown(self) -> None:
        assert verify(self.ledger).flaws == ()

    def _try(self, act: Callable[[Writing], object]) -> bool:
        """Whether the books took it; what they refuse leaves nothing behind."""
        before = self.ledger.position
        try:
            with self.ledger.writing("审批员", datetime.combine(self.today, time(4), UTC)) as books:
                act(books)
        except LedgerRefusalError:
            assert self.ledger.position == before
            return False
        return True

    def _move(self, act: Callable[[Writing], object]) -> None:
        """The office moves a limit or a baseline: what is booked by then may be over it."""
        if self._try(act):
            with self.ledger.reading() as books:
                totals = {(one.metric, one.year): _total(one) for one in accounts(books)}
            self.allowed = {place: total for place, total in totals.items() if total is not None}

    def _state(self, number: int) -> SubmissionState | None:
        with self.ledger.reading() as books:
            found = submissions.current(books, code(number))
        return found.state if found else None

    def _may_submit(self, number: int) -> bool:
        state = self._state(number)
        return state is None or not state.is_live or state is SubmissionState.RETURNED

    def _is_registered(self, number: str) -> bool:
        with self.ledger.reading() as books:
            return sources.find(books, number) is not None

    def _fits(self, books: Reading, number: int) -> bool:
        """Whether what a project asks fits beside what all others hold, added up one by one."""
        known = {(one.metric, one.year): one for one in accounts(books)}
        for booking in bookings.of(books, code(number)):
            account = known[booking.metric, booking.year].balance
            if not known[booking.metric, booking.year].is_ceiling:
                continue
            held = bookings.of_account(books, booking.metric, booking.year)
            others = sum(one.reserved + one.committed for one in held if one.project != booking.project)
            if booking.requested is None or account.limit is None:
                return False
            if booking.requested > 0 and (
                account.baseline is None or account.baseline + others + booking.requested > account.limit
            ):
                return False
        for offered in sources.offers_of(books, project=code(number)):
            held_of_it = sources.offers_of(books, source=offered.source)
            taken = sum(one.reserved + one.committed for one in held_of_it if one.project != offered.project)
            if taken + offered.requested > sources.need(books, offered.source).source.amount:
                return False
        return True


_WITHDRAWN = (SubmissionState.UNDER_REVIEW, SubmissionState.RETURNED, SubmissionState.APPROVED)


def _total(account: Account) -> int | None:
    return None if account.baseline is None else account.baseline + account.committed + account.reserved


def _has_begun(books: Reading, project: str) -> bool:
    return inventory.need(books, project).stage is not Stage.PROPOSED


def empty(ledger: Ledger) -> None:
    """A ledger as it was laid out."""
    with ledger.storage.engine.begin() as connection:
        for table in reversed(METADATA.sorted_tables):
            connection.execute(table.delete())
        lay_head(connection)


def test_the_books_keep_their_rules_whatever_officers_do(ledger: Ledger) -> None:
    run_state_machine_as_test(
        lambda: Officers(ledger), settings=settings(max_examples=10, stateful_step_count=30, deadline=None)
    )
