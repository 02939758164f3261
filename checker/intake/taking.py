"""Taking (收件): one version of an application seen, checked, taken in and answered, all in one transaction.

A killed process leaves either all of it or nothing; what was seen is not looked at again. A newer version takes the
place of the one before: its letter that is not delivered yet is taken back, and so is its submission, as long as
nothing has been decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from checker.api import Checker
from checker.errors import LedgerRefusalError
from checker.intake import arrivals, letter, outbox, withdrawing
from checker.intake.arrivals import Arrival
from checker.intake.letter import Addressee, LetterKind
from checker.intake.mapping import PlatformMapping, TakeIn
from checker.intake.translation import Translated
from checker.intake.working_days import OfficeCalendar
from checker.ledger import Ledger, Writing, documents, quotas, submissions
from checker.ledger.journal import canonical
from checker.ledger.remarks import recording_day
from checker.ledger.standing import BooksAt
from checker.ledger.states import SubmissionState
from checker.model.application import Application
from checker.model.report import Report


@dataclass(frozen=True, slots=True)
class Taken:
    """What was made of one version: the arrival, its report where it could be read, and the key of the letter."""

    arrival: Arrival
    report: Report | None
    key: str


class _NotTakenInError(Exception):
    """The books do not allow the submission: the whole transaction is undone, and done again without it."""

    def __init__(self, refusal: LedgerRefusalError) -> None:
        super().__init__(str(refusal))


class Taker:
    """Takes applications of one platform into one ledger."""

    def __init__(self, ledger: Ledger, checker: Checker, mapping: PlatformMapping, clerk: str) -> None:
        self._ledger = ledger
        self._checker = checker
        self._mapping = mapping
        self._clerk = clerk
        self._calendar = OfficeCalendar(mapping.calendar.closed, mapping.calendar.open)

    def take(self, one: Translated) -> Taken | None:
        """Take one version; None where it has been seen before.

        Raises LedgerRefusalError where the ledger has other limits than the rule book: nothing can be taken in then.
        """
        try:
            return self._taken(one, submitting=True, refusal="")
        except _NotTakenInError as refused:
            return self._taken(one, submitting=False, refusal=str(refused))

    def _taken(self, one: Translated, *, submitting: bool, refusal: str) -> Taken | None:
        platform = self._mapping.platform
        with self._ledger.writing(self._clerk) as books:
            if arrivals.is_known(books, platform, one.id, one.version):
                return None
            earlier = arrivals.of_application(books, platform, one.id)
            today = recording_day(books)
            received_on = one.received_on or _first_day(earlier, today)
            occasion = withdrawing.occasions(books, platform, one.id)
            about = Addressee(one.id, one.version, received_on, today, occasion)
            if one.application is None:
                return self._refused(books, one, about)
            return self._checked(
                books,
                one,
                about,
                application=one.application,
                earlier=earlier,
                submitting=submitting,
                refusal=refusal,
            )

    def _refused(self, books: Writing, one: Translated, about: Addressee) -> Taken:
        """The answer to what cannot be read: everything that is wrong with it."""
        due = self._calendar.deadline(about.received_on)
        written = letter.correction(about, one.problems, name=one.name, due=due)
        outbox.supersede(books, self._mapping.platform, one.id)
        key = outbox.queue(books, self._mapping.platform, about, LetterKind.CORRECTION, written)
        return Taken(self._note(books, one, LetterKind.CORRECTION), None, key)

    def _checked(
        self,
        books: Writing,
        one: Translated,
        about: Addressee,
        *,
        application: Application,
        earlier: tuple[Arrival, ...],
        submitting: bool,
        refusal: str,
    ) -> Taken:
        platform, checking = self._mapping.platform, self._checker.pinned()
        quotas.refuse_other_limits(books, checking.rulebook)
        content = documents.content_hash(canonical(application.canonical()).encode())
        held = _clear(books, earlier, application, content, about.checked_on) if submitting else None
        report = checking.check(application, as_of=about.checked_on, ledger=BooksAt(books))
        incomplete = letter.is_incomplete(report)
        notifying = incomplete and not outbox.has_been_notified(books, platform, one.id)
        kind = LetterKind.NOTICE if notifying else LetterKind.OPINION
        if held is None and submitting and self._takes_in(incomplete):
            held = _submitted(books, application, report, about.checked_on)
        written = letter.opinion(
            about,
            report,
            kind=kind,
            taken_in=held is not None,
            refusal=refusal,
            due=self._calendar.deadline(about.received_on),
        )
        outbox.supersede(books, platform, one.id)
        key = outbox.queue(books, platform, about, kind, written)
        code = application.project_code or ""
        noted = self._note(books, one, kind, project=code, content=content, submission=held, refusal=refusal)
        return Taken(noted, report, key)

    def _takes_in(self, incomplete: bool) -> bool:
        match self._mapping.take_in:
            case TakeIn.ALL:
                return True
            case TakeIn.COMPLETE:
                return not incomplete
            case TakeIn.NONE:
                return False

    def _note(
        self,
        books: Writing,
        one: Translated,
        kind: LetterKind,
        *,
        project: str = "",
        content: str = "",
        submission: int | None = None,
        refusal: str = "",
    ) -> Arrival:
        return arrivals.record(
            books,
            platform=self._mapping.platform,
            application=one.id,
            version=one.version,
            project=project,
            name=one.name,
            kind=kind,
            content=content,
            submission=submission,
            refusal=refusal,
        )


def _first_day(earlier: tuple[Arrival, ...], today: date) -> date:
    return earlier[0].arrived_on if earlier else today


def _clear(
    books: Writing, earlier: tuple[Arrival, ...], application: Application, content: str, today: date
) -> int | None:
    """Withdraw what earlier versions have under review, unless it is this very application: its position then.

    Only what came from the platform is withdrawn; an application that an officer submitted stays. Raises
    _NotTakenInError where the books do not allow it.
    """
    for code in dict.fromkeys(one.project for one in earlier if one.submission is not None):
        current = submissions.current(books, code)
        ours = {one.submission for one in earlier if one.project == code}
        if current is None or current.state is not SubmissionState.UNDER_REVIEW or current.position not in ours:
            continue
        if code == application.project_code and current.application == content:
            return current.position
        try:
            submissions.withdraw(books, code, today, "申报在审批平台上已变更,以新版本为准")
        except LedgerRefusalError as refusal:
            raise _NotTakenInError(refusal) from None
    return None


def _submitted(books: Writing, application: Application, report: Report, today: date) -> int:
    try:
        return submissions.submit(books, application, report, today).position
    except LedgerRefusalError as refusal:
        raise _NotTakenInError(refusal) from None
