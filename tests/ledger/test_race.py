"""Sixteen workers in four processes want more than there is: exactly the cap is given, and nothing is lost."""

from __future__ import annotations

import multiprocessing
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from checker.ledger import Ledger, Writing, inventory
from checker.ledger.inventory.records import registration
from checker.ledger.journal import EntryKind
from checker.ledger.schema import BOOKING, SUBMISSION
from checker.ledger.states import SubmissionState
from checker.ledger.verify import verify
from tests.ledger.bookkeeping import COAL, DAY, account, adopt, check_books, code
from tests.ledger.workers import approve_all, submit_all

PROCESSES, THREADS = 4, 4
REQUESTS, FITTING, APPROVED = 2_000, 700, 60
AMOUNT = "12.5"


def test_two_thousand_reservations_against_a_cap_that_fits_seven_hundred(ledger: Ledger, address: str) -> None:
    codes = [code(number) for number in range(1, REQUESTS + 1)]
    with ledger.writing("管理员") as books:
        adopt(books, y2030=f"{250_000 - Decimal(AMOUNT) * FITTING} t")
        enter(books, codes)
    run(submit_all, [(address, codes[start::PROCESSES], COAL, AMOUNT, THREADS) for start in range(PROCESSES)])
    with ledger.reading() as books:
        full = account(books)
        assert (full.headroom, full.balance.reserved) == (0, Decimal(AMOUNT) * FITTING)
        submitted = books.connection.execute(select(func.count()).select_from(SUBMISSION)).scalar_one()
        reserved = books.connection.execute(select(BOOKING.c.project).where(BOOKING.c.reserved > 0)).scalars().all()
        assert (submitted, len(reserved)) == (REQUESTS, FITTING)
        check_books(books)
    wanted = [*reserved[:APPROVED], *sorted(set(codes) - set(reserved))[:APPROVED]]
    run(approve_all, [(address, wanted[start::PROCESSES], THREADS) for start in range(PROCESSES)])
    with ledger.reading() as books:
        assert (account(books).headroom, account(books).balance.committed) == (0, Decimal(AMOUNT) * APPROVED)
        states = select(SUBMISSION.c.project).where(SUBMISSION.c.state == SubmissionState.APPROVED.value)
        assert set(books.connection.execute(states).scalars()) == set(reserved[:APPROVED])
        check_books(books)
    assert verify(ledger).flaws == ()


def enter(books: Writing, codes: list[str]) -> None:
    """Register projects, many at a time."""
    projects = [
        inventory.read_project({"项目代码": one, "项目名称": one, "建设阶段": "拟建", "行业代码": "3011"})
        for one in codes
    ]
    books.append_all(
        EntryKind.PROJECT_REGISTERED,
        [(one.code, registration(one.canonical(), "摸排", DAY, None)) for one in projects],
    )


def run(work: Any, shares: list[tuple[Any, ...]]) -> None:
    """Each share in a process of its own; all must end well."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=work, args=share) for share in shares]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0] * len(shares)
