"""The desk (办件台): everything an officer does with applications, wherever the books are kept.

``LocalDesk`` works on a rule book and a ledger in a file or a database; ``checker.client.RemoteDesk`` does the same
over HTTP. Whoever uses a desk cannot tell which it is: both take and give the same values and raise the same
``checker.errors.CheckerError``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol, runtime_checkable

import simplejson

from checker.api.batch import Submitted
from checker.api.comparison import Comparison
from checker.ledger.bookings import Booking
from checker.ledger.consultation import Consultation, Stance
from checker.ledger.decisions import Decision
from checker.ledger.inventory.history import Event
from checker.ledger.pending import Pending
from checker.ledger.rectifications import Item, OrderedItem
from checker.ledger.replay import Replay
from checker.ledger.sources import Offered
from checker.ledger.states import SubmissionState
from checker.ledger.submissions import Submission
from checker.ledger.waivers import GrantedWaiver
from checker.model.application import Application
from checker.model.enums import Conclusion
from checker.model.outcome import Verdict
from checker.model.report import Report
from checker.model.standing import QuotaBalance
from checker.rulebook import RuleBook

__all__ = ["BookKeeping", "Desk", "Pending", "mark_of"]


def mark_of(report: Report) -> str:
    """A mark of what an officer sees of a report: another one where the recommendation or what it rests on differs.

    It does not depend on the day, nor on whether satisfied rules were explained.
    """
    seen = [report.application_hash, report.verdict.value, list(report.dispositions)]
    findings = [[one.rule, one.outcome.value, one.effect.value, one.message] for one in report.shown]
    return hashlib.sha256(simplejson.dumps([seen, findings]).encode()).hexdigest()


class Desk(Protocol):
    """What an officer can do; without a ledger (``keeps_books`` is False) only checks and the rule book are there.

    Days default to today. Every method raises CheckerError; those that change something raise LedgerRefusalError
    where the books do not allow it, and then nothing has changed.
    """

    @property
    def name(self) -> str:
        """Where the desk stands, for people: the address of the ledger or of the service, without a password."""
        ...

    @property
    def officer(self) -> str:
        """Whose desk it is: the name that entries are recorded under."""
        ...

    @property
    def keeps_books(self) -> bool:
        """Whether there is a ledger."""
        ...

    @property
    def rulebook(self) -> RuleBook:
        """The rule book that the next check is made with."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...

    # checks

    def check(self, application: Submitted, *, as_of: date | None = None, everything: bool = False) -> Report:
        """The report of one application, against the ledger where there is one; see ``Checker.check``."""
        ...

    def what_if(
        self,
        application: Submitted,
        changes: Mapping[str, object],
        *,
        as_of: date | None = None,
        everything: bool = False,
    ) -> Comparison:
        """The report as submitted beside the report with some facts changed; see ``Checker.what_if``."""
        ...

    # applications

    def pending(self, *, state: SubmissionState | None = None) -> tuple[Pending, ...]:
        """The applications in the order of the queue: those still open, or all in ``state``."""
        ...

    def application(self, project: str) -> Application:
        """The application last submitted for a project."""
        ...

    def submissions(self, project: str) -> tuple[Submission, ...]:
        """Every submission of a project, oldest first."""
        ...

    def submit(self, application: Submitted, *, on: date | None = None) -> Submission:
        """Check an application, take it in, and reserve what it takes."""
        ...

    def withdraw(self, project: str, *, reason: str, on: date | None = None) -> None:
        """Take an application back; what it held is free again."""
        ...

    def history(self, project: str) -> tuple[Event, ...]:
        """Everything recorded of a project, oldest first."""
        ...

    # quotas and sources

    def balances(self, *, leaving_out: str = "") -> tuple[QuotaBalance, ...]:
        """Every account of the city's quotas by metric and year, one project left out where named."""
        ...

    def bookings(self, project: str) -> tuple[Booking, ...]:
        """What a project takes and holds of the quotas."""
        ...

    def holders(self, metric: str, year: int) -> tuple[Booking, ...]:
        """Who takes and holds what of one account."""
        ...

    def offers(self, project: str) -> tuple[Offered, ...]:
        """What a project asks and holds of replacement sources."""
        ...

    # consultations

    def consultations(self, *, project: str = "", open_only: bool = False) -> tuple[Consultation, ...]:
        """Consultations, of one project where named, oldest first."""
        ...

    def convene(
        self,
        project: str,
        *,
        rules: Sequence[str] = (),
        lead: Sequence[str] = (),
        cooperating: Sequence[str] = (),
        days: int | None = None,
        reason: str = "",
        on: date | None = None,
    ) -> Consultation:
        """Put findings of a project under review to the departments: of ``rules``, or all that were not put yet."""
        ...

    def hear(
        self, consultation: str, *, department: str, stance: Stance, reason: str, on: date | None = None
    ) -> Consultation:
        """Record what a department says."""
        ...

    def conclude(
        self,
        consultation: str,
        *,
        conclusion: Conclusion,
        authority: str,
        document: str,
        reason: str,
        conditions: str = "",
        on: date | None = None,
    ) -> Consultation:
        """Record what a consultation came to."""
        ...

    def cancel_consultation(self, consultation: str, *, reason: str, on: date | None = None) -> Consultation:
        """Take back a consultation that was opened in error."""
        ...

    # rectification and waivers

    def rectifications(self, *, project: str = "", open_only: bool = False) -> tuple[OrderedItem, ...]:
        """Items ordered to be put right, of one project where named, in the order of their deadlines."""
        ...

    def order(
        self, project: str, items: Sequence[Item], *, authority: str, number: str, on: date | None = None
    ) -> tuple[OrderedItem, ...]:
        """Order a project to put items right."""
        ...

    def complete(self, item: str, *, evidence: str, on: date | None = None) -> OrderedItem:
        """Record that an item was put right."""
        ...

    def extend(self, item: str, deadline: date, *, document: str, reason: str, on: date | None = None) -> OrderedItem:
        """Give more time for an item."""
        ...

    def revoke_rectification(self, item: str, *, document: str, reason: str, on: date | None = None) -> OrderedItem:
        """Take back an item that was ordered in error."""
        ...

    def waivers(self, *, project: str = "") -> tuple[GrantedWaiver, ...]:
        """Waivers granted, to one project where named."""
        ...

    # decisions

    def decisions(self, *, project: str = "") -> tuple[Decision, ...]:
        """Decisions, on one project where named, oldest first."""
        ...

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
        """Check the application under review again, decide, and seal; ``decided_by`` defaults to the officer.

        ``seen`` is the mark (``mark_of``) of the report that the officer looked at: where checking again gives another
        one, nothing is decided. Without it the decision rests on the new report, unseen.
        """
        ...

    def decided_report(self, decision: str) -> Report:
        """The report as sealed with a decision."""
        ...

    def replay(self, decision: str) -> Replay:
        """Check a decided application again with the sealed rule book and books; see ``checker.ledger.replay``."""
        ...


@runtime_checkable
class BookKeeping(Protocol):
    """What the keeper of the books records beside them: baselines and waivers, which no service takes.

    A desk whose books are on this machine has it; ``isinstance`` tells. Raises as ``Desk`` does.
    """

    def set_baseline(self, metric: str, year: int, amount: Decimal, *, document: str, reason: str) -> QuotaBalance:
        """Record what the city uses of a metric beside the projects of the ledger, in the account's unit."""
        ...

    def grant_waiver(
        self,
        project: str,
        rules: Sequence[str],
        *,
        authority: str,
        number: str,
        scope: str,
        expires_on: date,
        on: date | None = None,
    ) -> GrantedWaiver:
        """Record a waiver of rules or clauses that an authority has granted to a project."""
        ...

    def revoke_waiver(self, waiver: str, *, reason: str, on: date | None = None) -> GrantedWaiver:
        """End a waiver: from that day it no longer counts."""
        ...
