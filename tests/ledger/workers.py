"""What other processes do to a ledger in tests of races and of killed processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import cycle

from checker.errors import LedgerRefusalError
from checker.ledger import Ledger, documents, submissions
from checker.ledger.journal import EntryKind
from checker.model.outcome import Verdict
from checker.model.report import QuotaDemand

DAY = date(2026, 11, 22)
RECORDED = datetime(2026, 11, 23, tzinfo=UTC)
"""When the workers record, whatever the clock says."""


def submit(ledger: Ledger, code: str, demand: QuotaDemand) -> None:
    """One submission, in a transaction of its own."""
    with ledger.writing(code, RECORDED) as books:
        application = documents.keep(books.connection, b"{}")
        submissions.take_in(books, code, application, DAY, demands=(demand,))


def approve(ledger: Ledger, code: str) -> None:
    """One approval, in a transaction of its own; nothing where it is refused."""
    try:
        with ledger.writing(code, RECORDED) as books:
            books.append(EntryKind.APPLICATION_WITHDRAWN, code, submissions.decided(books, code, Verdict.APPROVE, DAY))
    except LedgerRefusalError:
        return


def withdraw(ledger: Ledger, code: str) -> None:
    """One withdrawal, in a transaction of its own."""
    with ledger.writing(code, RECORDED) as books:
        submissions.withdraw(books, code, DAY, "撤回")


def submit_all(address: str, codes: Sequence[str], metric: str, amount: str, threads: int) -> None:
    """Submit every project, with so many workers."""
    demand = QuotaDemand(metric, "t", Decimal(amount), 2030)
    _each(address, codes, threads, lambda ledger, code: submit(ledger, code, demand))


def approve_all(address: str, codes: Sequence[str], threads: int) -> None:
    """Try to approve every project, with so many workers."""
    _each(address, codes, threads, approve)


def work_until_killed(address: str, codes: Sequence[str], metric: str, amount: str) -> None:
    """Submit, approve and withdraw one project after the other, for ever."""
    demand = QuotaDemand(metric, "t", Decimal(amount), 2030)
    with Ledger.open(address) as ledger:
        for code in cycle(codes):
            with ledger.reading() as books:
                found = submissions.current(books, code)
            if found is not None and found.state.is_live:
                withdraw(ledger, code)
            submit(ledger, code, demand)
            approve(ledger, code)


def _each(address: str, codes: Sequence[str], threads: int, act: Callable[[Ledger, str], None]) -> None:
    with Ledger.open(address) as ledger, ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda code: act(ledger, code), codes))
