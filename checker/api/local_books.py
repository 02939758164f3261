"""What a local desk stands on: a checker, perhaps a ledger, the officer, and the way to the books."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from checker.api.checker import Checker
from checker.errors import LedgerError, Problem
from checker.ledger.ledger import Ledger
from checker.ledger.standing import BooksAt, LedgerView
from checker.ledger.storage import Reading, Writing
from checker.review.standing_source import StandingSource


@dataclass(frozen=True, slots=True)
class LocalBooks:
    """The books of a desk; with ``transaction`` every step is part of that one, else each is one of its own."""

    checker: Checker
    ledger: Ledger | None
    officer: str
    transaction: Writing | None = None

    @property
    def source(self) -> StandingSource | None:
        """What checks look into; None without a ledger."""
        if self.transaction is not None:
            return BooksAt(self.transaction)
        return LedgerView(self.ledger) if self.ledger is not None else None

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A snapshot of the books; raises LedgerError where there is no ledger."""
        if self.transaction is not None:
            yield self.transaction
            return
        with self._kept().reading() as books:
            yield books

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """The officer's transaction, kept whole or not at all; raises as ``reading``."""
        if self.transaction is not None:
            yield self.transaction
            return
        with self._kept().writing(self.officer) as books:
            yield books

    def _kept(self) -> Ledger:
        if self.ledger is None:
            raise LedgerError(Problem("这里没有台账,只能核对和查看规则", remedy="请写明台账地址,如 ledger=台账.db"))
        return self.ledger
