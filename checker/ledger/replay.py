"""Replay: a decision checked again, and compared byte for byte with the report that was sealed.

Everything is taken from the ledger: the application, the rule packs, the day, and the books as they were at the
position the report was made on. What the program itself does is the one thing that may be new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from checker import __version__
from checker.ledger import decisions, documents, report_comparison
from checker.ledger.checking import Checking
from checker.ledger.decisions import Decision
from checker.ledger.report_comparison import Difference
from checker.ledger.sealed_report import sealed, unsealed
from checker.ledger.standing import BooksAt
from checker.ledger.storage import Reading
from checker.model.application import Application
from checker.model.report import Report
from checker.review.standing_source import StandingSource
from checker.rulebook import RuleBook

Builder = Callable[[RuleBook, str], Checking]
"""Makes what checks against a rule book, with the engine a report names."""


@dataclass(frozen=True, slots=True)
class PastCheck:
    """What a decision was made on: the application, the day, and the books at their position then."""

    decision: Decision
    application: Application
    as_of: date
    position: int

    def standing_source(self, books: Reading) -> StandingSource:
        """The books as they were."""
        return BooksAt(books, self.position)


@dataclass(frozen=True, slots=True)
class Replay:
    """A decision checked again: the sealed report, the new one, their hashes, and how they differ.

    ``rulebook`` is the hash of the rule book of the new report, ``program`` the version that made it.
    """

    decision: Decision
    sealed: Report
    replayed: Report
    replayed_hash: str
    rulebook: str
    program: str
    differences: tuple[Difference, ...]

    @property
    def is_same(self) -> bool:
        """Whether the new report is the sealed one, byte for byte."""
        return self.replayed_hash == self.decision.report


def replay(books: Reading, decision: str, build: Builder, *, current: RuleBook | None = None) -> Replay:
    """Check a decision's application again, with the sealed rule packs or with the ``current`` ones.

    Raises LedgerRefusalError where there is no such decision, LedgerTamperedError where what was sealed is not what it
    was, RuleBookError where the program does not take the sealed packs any more.
    """
    made = decisions.need(books, decision)
    content = documents.fetch(books.connection, made.report)
    rulebook = current if current is not None else decisions.rulebook_of(books, made)
    past = _past_check(books, made)
    report = build(rulebook, made.engine).check(
        past.application,
        as_of=past.as_of,
        everything=made.everything,
        ledger=past.standing_source(books),
    )
    again = sealed(report)
    return Replay(
        decision=made,
        sealed=unsealed(content),
        replayed=report,
        replayed_hash=documents.content_hash(again),
        rulebook=rulebook.hash,
        program=__version__,
        differences=tuple(report_comparison.differences(content, again)),
    )


def subjects(books: Reading) -> Iterator[PastCheck]:
    """What every decision was made on, in the order they were recorded."""
    for made in decisions.listed(books):
        yield _past_check(books, made)


def _past_check(books: Reading, made: Decision) -> PastCheck:
    return PastCheck(made, decisions.application_of(books, made), made.as_of, made.ledger_position)
