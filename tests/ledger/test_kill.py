"""A process killed in the middle of its work leaves whole entries and no half-booked quota."""

from __future__ import annotations

import multiprocessing
import time

from checker.ledger import Ledger
from checker.ledger.verify import verify
from tests.ledger.bookkeeping import COAL, account, adopt, check_books, code, register
from tests.ledger.workers import work_until_killed

KILLS = 10
CODES = [code(number) for number in range(1, 6)]


def test_killed_ten_times_the_ledger_opens_and_adds_up(ledger: Ledger, address: str) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.ledger.workers"])
    with ledger.writing("管理员") as books:
        adopt(books, y2030="249950 t")
        register(books, *range(1, 6))
    for turn in range(KILLS):
        before = ledger.position
        worker = context.Process(target=work_until_killed, args=(address, CODES, COAL, "15"))
        worker.start()
        wait_for(ledger, before + 3 + turn)
        time.sleep(0.0017 * turn)
        worker.kill()
        worker.join(30)
        assert worker.exitcode == -9
        with Ledger.open(address) as opened:
            assert verify(opened).flaws == ()
            with opened.reading() as books:
                check_books(books)
                full = account(books)
                assert full.committed + full.reserved in (0, 15_000_000, 30_000_000, 45_000_000)
    assert ledger.position > before


def wait_for(ledger: Ledger, position: int) -> None:
    """Return once the journal has come so far."""
    for _ in range(3_000):
        if ledger.position >= position:
            return
        time.sleep(0.01)
    raise AssertionError("工作进程没有写入")
