"""The remote desk's applications (申报): the queue, what was submitted, quotas and sources they take."""

from __future__ import annotations

from datetime import date

from checker.api.batch import Submitted
from checker.api.checker import application_of
from checker.api.desk import Pending
from checker.client.call import named
from checker.client.remote_books import RemoteBooks
from checker.ledger.bookings import Booking
from checker.ledger.inventory.history import Event
from checker.ledger.sources import Offered
from checker.ledger.states import SubmissionState
from checker.ledger.submissions import Submission
from checker.model.application import Application
from checker.model.standing import QuotaBalance
from checker.wire.applications import ApplicationBody, EventBody, PendingBody, SubmissionBody
from checker.wire.quotas import BalanceBody, BookingBody, OfferBody

_PATH = "/v1/applications"


class RemoteApplications:
    """Applications as a service has them; see ``checker.api.desk.Desk``."""

    _books: RemoteBooks

    def pending(self, *, state: SubmissionState | None = None) -> tuple[Pending, ...]:
        """The applications in the order of the queue: those still open, or all in ``state``."""
        return self._books.all(PendingBody, _PATH, state=state.value if state is not None else None)

    def application(self, project: str) -> Application:
        """The application last submitted for a project."""
        return self._books.one(ApplicationBody, f"{_PATH}/{named(project)}")

    def submissions(self, project: str) -> tuple[Submission, ...]:
        """Every submission of a project, oldest first."""
        return self._books.all(SubmissionBody, f"{_PATH}/{named(project)}/submissions")

    def submit(self, application: Submitted, *, on: date | None = None) -> Submission:
        """Check an application, take it in, and reserve what it takes."""
        return self._books.made(SubmissionBody, _PATH, application_of(application).canonical(), on=on)

    def withdraw(self, project: str, *, reason: str, on: date | None = None) -> None:
        """Take an application back; what it held is free again."""
        self._books.done(f"{_PATH}/{named(project)}/withdrawal", {"reason": reason, "on": on and on.isoformat()})

    def history(self, project: str) -> tuple[Event, ...]:
        """Everything recorded of a project, oldest first."""
        return self._books.all(EventBody, f"{_PATH}/{named(project)}/history")

    def balances(self, *, leaving_out: str = "") -> tuple[QuotaBalance, ...]:
        """Every account of the city's quotas by metric and year, one project left out where named."""
        return self._books.all(BalanceBody, "/v1/quotas", leaving_out=leaving_out.strip())

    def bookings(self, project: str) -> tuple[Booking, ...]:
        """What a project takes and holds of the quotas."""
        return self._books.all(BookingBody, f"{_PATH}/{named(project)}/bookings")

    def holders(self, metric: str, year: int) -> tuple[Booking, ...]:
        """Who takes and holds what of one account."""
        return self._books.all(BookingBody, "/v1/quotas/holders", metric=metric.strip(), year=year)

    def offers(self, project: str) -> tuple[Offered, ...]:
        """What a project asks and holds of replacement sources."""
        return self._books.all(OfferBody, f"{_PATH}/{named(project)}/offers")
