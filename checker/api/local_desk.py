"""The local desk: the officer's work on a rule book and a ledger in a file or a database of this office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from checker.api.batch import Submitted, as_of_day
from checker.api.checker import Checker, EngineChoice, checker_for
from checker.api.comparison import Comparison
from checker.api.desk import mark_of
from checker.api.local_applications import LocalApplications
from checker.api.local_books import LocalBooks
from checker.api.local_procedure import LocalProcedure
from checker.errors import LedgerRefusalError, Problem
from checker.ledger import decisions, inventory, proceedings
from checker.ledger.decisions import Decision
from checker.ledger.ledger import Ledger
from checker.ledger.replay import Replay, replay
from checker.ledger.storage import Writing
from checker.model.outcome import Verdict
from checker.model.report import Report
from checker.rulebook import RuleBook


class LocalDesk(LocalApplications, LocalProcedure):
    """A desk (``checker.api.desk.Desk``) on this machine; safe to share between threads.

    Every step that changes something is one transaction: checked and recorded on the same books with one rule book.

    >>> with LocalDesk.open(ledger="台账.db", officer="张三") as desk:
    ...     made = desk.submit("项目.yaml", on=date(2026, 11, 20))
    ...     decision = desk.decide(made.project, Verdict.APPROVE, number="巴发改审〔2026〕1号", on=date(2026, 11, 22))
    >>> decision.verdict.label, decision.departs
    ('通过', False)
    """

    def __init__(self, checker: Checker, ledger: Ledger | None = None, officer: str = "") -> None:
        self._books = LocalBooks(checker, ledger, officer)

    @classmethod
    def open(
        cls,
        *packs: Path | str,
        ledger: str | Path | None = None,
        officer: str = "",
        engine: EngineChoice | str = EngineChoice.CROSS,
    ) -> Self:
        """A desk with the rule packs of ``Checker.load`` and the ledger at an address, or none.

        Raises as ``Checker.load`` and ``Ledger.open``.
        """
        checker = Checker.load(*packs, engine=engine)
        return cls(checker, Ledger.open(ledger) if ledger is not None else None, officer)

    def of(self, officer: str) -> LocalDesk:
        """The desk of another officer, on the same checker and ledger; only one of them is to be closed."""
        return self._at(replace(self._books, officer=officer))

    def within(self, transaction: Writing) -> LocalDesk:
        """The desk inside a transaction under way: what is done there is kept or lost with it, recorded by its actor.

        For whoever records something of their own together with a step, such as the answer to a request.
        """
        return self._at(replace(self._books, transaction=transaction))

    def _at(self, books: LocalBooks) -> LocalDesk:
        desk = LocalDesk(books.checker, books.ledger, books.officer)
        desk._books = books
        return desk

    @property
    def checker(self) -> Checker:
        """The checker behind the desk, to reload its rule book or to check batches."""
        return self._books.checker

    @property
    def ledger(self) -> Ledger | None:
        """The ledger behind the desk; None where there is none."""
        return self._books.ledger

    @property
    def name(self) -> str:
        """The address of the ledger without a password, or that there is none."""
        ledger = self._books.ledger
        return ledger.storage.shown if ledger is not None else "没有台账"

    @property
    def officer(self) -> str:
        """The name that entries are recorded under."""
        return self._books.officer

    @property
    def keeps_books(self) -> bool:
        """Whether there is a ledger."""
        return self._books.ledger is not None

    @property
    def rulebook(self) -> RuleBook:
        """The rule book that the next check is made with."""
        return self._books.checker.rulebook

    def close(self) -> None:
        """Let go of the ledger's files and connections."""
        if self._books.ledger is not None:
            self._books.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def check(self, application: Submitted, *, as_of: date | None = None, everything: bool = False) -> Report:
        """The report of one application, against the ledger where there is one; see ``Checker.check``."""
        books = self._books
        return books.checker.check(application, as_of=as_of, everything=everything, ledger=books.source)

    def what_if(
        self,
        application: Submitted,
        changes: Mapping[str, object],
        *,
        as_of: date | None = None,
        everything: bool = False,
    ) -> Comparison:
        """The report as submitted beside the report with some facts changed; see ``Checker.what_if``."""
        books = self._books
        return books.checker.what_if(application, changes, as_of=as_of, everything=everything, ledger=books.source)

    def decisions(self, *, project: str = "") -> tuple[Decision, ...]:
        """Decisions, on one project where named, oldest first."""
        with self._books.reading() as books:
            code = inventory.need(books, project.strip()).code if project.strip() else None
            return decisions.listed(books, project=code)

    def decide(
        self,
        project: str,
        verdict: Verdict,
        *,
        reason: str = "",
        number: str = "",
        decided_by: str = "",
        seen: str = "",
        on: date | None = None,
    ) -> Decision:
        """Check the application under review again, decide, and seal; ``decided_by`` defaults to the officer."""
        day, code = as_of_day(on), project.strip()
        checking = self._books.checker.pinned()
        with self._books.writing() as books:
            application, report = proceedings.check_under_review(books, checking, code, day, everything=True)
            if seen and mark_of(report) != seen:
                what = f"{code} 的核对结果与您看到的不同:现在建议“{report.verdict.label}”"
                raise LedgerRefusalError(Problem(what, remedy="台账或规则有了变化;请重新核对后再决定"))
            return decisions.decide(
                books,
                application=application,
                report=report,
                checking=checking,
                verdict=verdict,
                officer=decided_by.strip() or books.actor,
                decided_on=day,
                reason=reason,
                number=number,
            )

    def decided_report(self, decision: str) -> Report:
        """The report as sealed with a decision."""
        with self._books.reading() as books:
            return decisions.report_of(books, decisions.need(books, decision))

    def replay(self, decision: str) -> Replay:
        """Check a decided application again with the sealed rule book and books; see ``checker.ledger.replay``."""
        with self._books.reading() as books:
            return replay(books, decision, checker_for)
