"""Amounts at the end of what a database holds: refused in Chinese, alike on both."""

from __future__ import annotations

from decimal import Decimal

import pytest

from checker.errors import LedgerError, LedgerRefusalError
from checker.ledger import Ledger, quotas, sources
from checker.ledger.verify import verify
from checker.model.report import QuotaDemand
from tests.ledger import bookkeeping


def test_sums_beyond_the_database_are_refused_alike(ledger: Ledger) -> None:
    """Each of the two requests can be kept; both together cannot."""
    energy = "综合能源消费量"
    huge = QuotaDemand(energy, "tce", Decimal("9e12"), 2026)
    with ledger.writing("甲") as books:
        bookkeeping.adopt(books)
        bookkeeping.take_in(books, 1, huge)
    before = verify(ledger)
    with pytest.raises(LedgerRefusalError, match="超出台账能记的范围"), ledger.writing("甲") as books:
        bookkeeping.take_in(books, 2, huge)
    assert verify(ledger) == before
    assert before.flaws == ()


def test_offers_beyond_the_database_are_refused_alike(ledger: Ledger) -> None:
    with ledger.writing("甲") as books:
        bookkeeping.adopt(books)
        sources.register(books, bookkeeping.source("LY-1", "9e12"))
    with pytest.raises(LedgerError, match="超出台账能记的范围"), ledger.writing("甲") as books:
        sources.register(books, bookkeeping.source("LY-2", "9.3e12"))


def test_a_baseline_beyond_the_database_is_refused(ledger: Ledger) -> None:
    with ledger.writing("甲") as books:
        bookkeeping.adopt(books)
    for amount in ("9.3e12", "1e400"):
        with pytest.raises(LedgerError, match="超出台账能记的范围"), ledger.writing("甲") as books:
            quotas.set_baseline(books, bookkeeping.COAL, 2030, Decimal(amount), document="甲〔1〕", reason="年度统计")
    with ledger.writing("甲") as books:
        quotas.set_baseline(books, bookkeeping.COAL, 2030, Decimal("9e12"), document="甲〔1〕", reason="年度统计")
        bookkeeping.take_in(books, 1, bookkeeping.coal("9e12"))
    with pytest.raises(LedgerRefusalError, match="额度不足"), ledger.writing("甲") as books:
        bookkeeping.approve(books, 1)
    assert verify(ledger).flaws == ()
