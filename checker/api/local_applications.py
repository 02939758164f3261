"""The local desk's applications (申报): the queue, what was submitted, quotas and sources they take."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from checker.api.batch import Submitted, as_of_day
from checker.api.checker import application_of
from checker.api.desk import Pending
from checker.api.local_books import LocalBooks
from checker.ledger import bookings, decisions, inventory, proceedings, quotas, sources, submissions
from checker.ledger.bookings import Booking
from checker.ledger.inventory.history import Event
from checker.ledger.pending import pending
from checker.ledger.sources import Offered
from checker.ledger.states import SubmissionState
from checker.ledger.submissions import Submission
from checker.model.application import Application
from checker.model.standing import QuotaBalance


class LocalApplications:
    """Applications as a desk on this machine has them; see ``checker.api.desk.Desk``."""

    _books: LocalBooks

    def pending(self, *, state: SubmissionState | None = None) -> tuple[Pending, ...]:
        """The applications in the order of the queue: those still open, or all in ``state``."""
        with self._books.reading() as books:
            return pending(books, state)

    def application(self, project: str) -> Application:
        """The application last submitted for a project."""
        with self._books.reading() as books:
            return decisions.application_last_submitted(books, project.strip())

    def submissions(self, project: str) -> tuple[Submission, ...]:
        """Every submission of a project, oldest first."""
        with self._books.reading() as books:
            return submissions.of(books, inventory.need(books, project.strip()).code)

    def submit(self, application: Submitted, *, on: date | None = None) -> Submission:
        """Check an application, take it in, and reserve what it takes."""
        model = application_of(application)
        with self._books.writing() as books:
            checking = self._books.checker.pinned()
            made, _ = proceedings.check_and_submit(books, checking, model, as_of_day(on))
            return made

    def withdraw(self, project: str, *, reason: str, on: date | None = None) -> None:
        """Take an application back; what it held is free again."""
        with self._books.writing() as books:
            submissions.withdraw(books, project.strip(), as_of_day(on), reason)

    def history(self, project: str) -> tuple[Event, ...]:
        """Everything recorded of a project, oldest first."""
        with self._books.reading() as books:
            return inventory.history(books, project.strip())

    def balances(self, *, leaving_out: str = "") -> tuple[QuotaBalance, ...]:
        """Every account of the city's quotas by metric and year, one project left out where named."""
        with self._books.reading() as books:
            return quotas.balances(books, leaving_out=leaving_out.strip())

    def set_baseline(self, metric: str, year: int, amount: Decimal, *, document: str, reason: str) -> QuotaBalance:
        """Record what the city uses of a metric beside the projects of the ledger; see ``BookKeeping``."""
        with self._books.writing() as books:
            quotas.refuse_other_limits(books, self._books.checker.rulebook)
            quotas.set_baseline(books, metric, year, amount, document=document, reason=reason)
            return quotas.account(books, metric, year).balance

    def bookings(self, project: str) -> tuple[Booking, ...]:
        """What a project takes and holds of the quotas."""
        with self._books.reading() as books:
            return bookings.of(books, inventory.need(books, project.strip()).code)

    def holders(self, metric: str, year: int) -> tuple[Booking, ...]:
        """Who takes and holds what of one account."""
        with self._books.reading() as books:
            account = quotas.account(books, metric.strip(), year)
            return bookings.of_account(books, account.metric, account.year)

    def offers(self, project: str) -> tuple[Offered, ...]:
        """What a project asks and holds of replacement sources."""
        with self._books.reading() as books:
            return sources.offers_of(books, project=inventory.need(books, project.strip()).code)
