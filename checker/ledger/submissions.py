"""Submissions (申报): applications under review, what became of them, and what they hold of quotas and sources.

Deciding belongs elsewhere. Whoever decides asks ``decided`` for what the decision does to the application, puts that
into the payload of its own entry, and calls ``apply`` in its projector: state, quotas and sources then change in the
one transaction that records the decision, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, assert_never

from sqlalchemy import Connection, Row, Select, insert, select, update

from checker.errors import LedgerRefusalError, LedgerUnknownError, Problem
from checker.feel.operations import add
from checker.feel.values import YearsMonths
from checker.ledger import bookings, consequences, documents, inventory, pledges, queue
from checker.ledger.journal import Entry, EntryKind, Payload, canonical
from checker.ledger.remarks import not_later, required
from checker.ledger.schema import PROJECT, SUBMISSION
from checker.ledger.states import SubmissionState
from checker.ledger.storage import Projector, Reading, Writing
from checker.model.application import Application
from checker.model.enums import Stage
from checker.model.outcome import Verdict
from checker.model.replacement import LedgerOffer
from checker.model.report import QuotaDemand, Report

CHANGED: Final = "submission"
OPEN_STATES: Final = (SubmissionState.UNDER_REVIEW, SubmissionState.RETURNED)
VALID_YEARS: Final = 2
"""How long an approval holds without construction (国家发展改革委令2025年第31号第十九条); its last day still counts."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One application as last submitted: its document, what it takes of the city's quotas, and what became of it.

    ``position`` is the entry it was first submitted with, which is its place in the queue.
    """

    project: str
    position: int
    application: str
    submitted_on: date
    state: SubmissionState
    state_since: date
    demands: tuple[QuotaDemand, ...]


def submit(books: Writing, application: Application, report: Report, on: date) -> Submission:
    """Take an application in with its report; registers the project where the inventory does not have it.

    Reserves what the report says it takes of the quotas, and the sources it offers, wherever they fit. Raises
    LedgerRefusalError for a project that is to be closed or banned, for an application without a code or under review
    already, and for a report of something else.
    """
    code = application.project_code
    if not code:
        raise LedgerRefusalError(Problem("申报没有项目代码,不能受理", remedy="请先取得在线审批监管平台的项目代码"))
    if report.application_hash != application.content_hash:
        raise LedgerRefusalError(Problem("核对报告不是这份申报的", remedy="请重新核对这份申报"))
    if report.ledger_position is None:
        raise LedgerRefusalError(Problem("核对报告没有对照台账", remedy="请对照台账重新核对:checker check --ledger"))
    if inventory.find(books, code) is None:
        inventory.register(books, inventory.project_of(application), "受理申报", on)
    name = documents.keep(books.connection, canonical(application.canonical()).encode())
    return take_in(books, code, name, on, demands=report.demands, offers=application.ledger_offers or ())


def take_in(
    books: Writing,
    code: str,
    application: str,
    on: date,
    *,
    demands: Sequence[QuotaDemand] = (),
    offers: Iterable[LedgerOffer] = (),
) -> Submission:
    """Record the submission of a project in the inventory, whose application is the document of that hash.

    An application that was returned for rectification is amended by it: it stays one submission, keeps its place in
    the queue, and of what is reserved for it as much as it still asks (see ``bookings``).
    """
    not_later(on, books, "受理日期")
    _refuse_disposed(books, code, "受理")
    open_one = current(books, code)
    returned = open_one if open_one is not None and open_one.state is SubmissionState.RETURNED else None
    if returned is not None:
        _forward(returned, on)
    elif open_one is not None and open_one.state.is_live:
        raise LedgerRefusalError(_occupied(open_one))
    payload: dict[str, Any] = {
        "amends": returned.position if returned is not None else None,
        "application": application,
        "demands": bookings.demands_data(demands),
        "on": on.isoformat(),
        bookings.MOVEMENTS: bookings.payload_of(bookings.reserve(books, code, demands)),
        pledges.OFFERS: pledges.payload_of(pledges.reserve(books, code, offers)),
    }
    entry = books.append(EntryKind.APPLICATION_SUBMITTED, code, payload)
    recorded = bookings.demands_of(canonical(payload["demands"]))
    position = returned.position if returned is not None else entry.position
    return Submission(code, position, application, on, SubmissionState.UNDER_REVIEW, on, recorded)


def current(books: Reading, code: str) -> Submission | None:
    """The last submission of a project, whatever became of it; None where there was none."""
    row = books.connection.execute(_last(code)).first()
    return _submission(row) if row else None


def of(books: Reading, code: str) -> tuple[Submission, ...]:
    """All submissions of a project, oldest first."""
    wanted = select(SUBMISSION).where(SUBMISSION.c.project == code).order_by(SUBMISSION.c.position)
    return tuple(map(_submission, books.connection.execute(wanted)))


def listed(books: Reading, state: SubmissionState | None = None) -> tuple[Submission, ...]:
    """All submissions (in one state), in their order."""
    wanted = select(SUBMISSION).order_by(SUBMISSION.c.position)
    if state is not None:
        wanted = wanted.where(SUBMISSION.c.state == state.value)
    return tuple(map(_submission, books.connection.execute(wanted)))


def under_review(books: Reading, code: str) -> Submission:
    """The submission of a project that awaits a decision; raises LedgerRefusalError where there is none."""
    return _in_state(books, code, SubmissionState.UNDER_REVIEW)


def decided(books: Reading, code: str, verdict: Verdict, on: date) -> Payload:
    """What a decision does to the application under review, to be put into the payload of its entry.

    Approval commits what the project takes of quotas and sources; rejection gives it back. What is returned for
    rectification keeps what is reserved for it, and its place in the queue. Raises LedgerRefusalError where nothing is
    under review, a ceiling or source would be overspent, or what is approved is to be closed or banned.
    """
    submission = under_review(books, code)
    match verdict:
        case Verdict.APPROVE:
            _refuse_disposed(books, code, "批准")
            moved, offered = bookings.commit(books, code), pledges.commit(books, code)
            return _changes(submission, SubmissionState.APPROVED, on, moved, offered)
        case Verdict.REJECT:
            return _released(books, submission, SubmissionState.REJECTED, on)
        case Verdict.RECTIFY:
            return _changes(submission, SubmissionState.RETURNED, on)
    assert_never(verdict)


def withdraw(books: Writing, code: str, on: date, reason: str) -> None:
    """Record that the owner withdraws an application under review or returned, or gives up an approved one.

    Raises LedgerRefusalError for an approved project that is being built by now.
    """
    submission = _in_state(books, code, *OPEN_STATES, SubmissionState.APPROVED)
    project = inventory.need(books, code)
    if submission.state is SubmissionState.APPROVED and project.stage is not Stage.PROPOSED:
        message = f"{code} 在台账里已是{project.stage},不能撤回批复"
        raise LedgerRefusalError(Problem(message, remedy="请登记开工(checker ledger start);停建的,开工后登记关停"))
    _happened(books, submission, on)
    payload = _released(books, submission, SubmissionState.WITHDRAWN, on)
    books.append(EntryKind.APPLICATION_WITHDRAWN, code, {**payload, "reason": required(reason, "原因")})


def lapse(books: Writing, on: date, years: int = VALID_YEARS) -> tuple[str, ...]:
    """Record every approval that no construction followed for ``years`` as lapsed; gives the project codes.

    An approval holds through the same day ``years`` later, as the rules reckon it. Projects that the inventory no
    longer has as proposed (拟建) have begun. Sweeping twice changes nothing. Raises LedgerRefusalError for a day that
    has not come: what has lapsed only then still holds its quotas.
    """
    not_later(on, books, "失效日期")
    lapsed = overdue(books, on, years)
    for submission in lapsed:
        payload = _released(books, submission, SubmissionState.LAPSED, on)
        valid = valid_until(submission, years).isoformat()
        books.append(EntryKind.APPROVAL_LAPSED, submission.project, {**payload, "valid_until": valid})
    return tuple(submission.project for submission in lapsed)


def overdue(books: Reading, on: date, years: int = VALID_YEARS) -> tuple[Submission, ...]:
    """The approvals that have lapsed by ``on`` and still hold what they were given, until ``lapse`` records it."""
    approved = (
        select(SUBMISSION)
        .join(PROJECT, PROJECT.c.code == SUBMISSION.c.project)
        .where(SUBMISSION.c.state == SubmissionState.APPROVED.value, PROJECT.c.stage == Stage.PROPOSED.value)
    )
    rows = books.connection.execute(approved.order_by(SUBMISSION.c.position)).all()
    return tuple(submission for submission in map(_submission, rows) if on > valid_until(submission, years))


def valid_until(submission: Submission, years: int = VALID_YEARS) -> date:
    """The last day on which construction may start upon an approval."""
    day = add(submission.state_since, YearsMonths(12 * years))
    return day if isinstance(day, date) else date.max


def start(books: Writing, code: str, on: date, years: int = VALID_YEARS) -> None:
    """Record that construction began, in the inventory too: the approval lapses no more.

    Raises LedgerRefusalError where it has lapsed by then.
    """
    submission = _in_state(books, code, SubmissionState.APPROVED)
    _happened(books, submission, on)
    project = inventory.need(books, code)
    if project.stage is Stage.PROPOSED and on > valid_until(submission, years):
        message = f"{code} 的批复到 {valid_until(submission, years)} 未开工,已经失效"
        raise LedgerRefusalError(Problem(message, remedy="请登记失效(checker ledger lapse)后重新申报"))
    books.append(EntryKind.CONSTRUCTION_STARTED, code, _changes(submission, SubmissionState.STARTED, on))
    changes: dict[str, object] = {}
    if project.stage is Stage.PROPOSED:
        changes["建设阶段"] = Stage.BUILDING.value
    if project.started_on is None:
        changes["实际开工日期"] = on.isoformat()
    if changes:
        inventory.change(books, code, changes, "开工", on)


def close(books: Writing, code: str, on: date, reason: str) -> None:
    """Record that a project was shut down: what it took is free again, and may be registered as a source."""
    submission = _in_state(books, code, SubmissionState.STARTED)
    _happened(books, submission, on)
    payload = _released(books, submission, SubmissionState.CLOSED, on)
    books.append(EntryKind.PROJECT_CLOSED, code, {**payload, "reason": required(reason, "原因")})
    if inventory.need(books, code).disposal is not inventory.Disposal.CLOSE:
        inventory.change(books, code, {"处置意见": inventory.Disposal.CLOSE.value}, reason, on)


def take_up(books: Writing) -> tuple[str, ...]:
    """Reserve for those under review or returned whose requests wait, in the order of their submission, what now fits.

    Gives the codes of the projects that were given something.
    """
    served = []
    for submission in waiting(books):
        code = submission.project
        moved, offered = bookings.take_up(books, code), pledges.take_up(books, code)
        if moved or offered:
            payload = {bookings.MOVEMENTS: bookings.payload_of(moved), pledges.OFFERS: pledges.payload_of(offered)}
            books.append(EntryKind.BOOKING_CHANGED, code, payload)
            served.append(code)
    return tuple(served)


def waiting(books: Reading) -> tuple[Submission, ...]:
    """The submissions under review or returned with a request not wholly reserved for them, in their order."""
    codes = bookings.waiting(books) | pledges.waiting(books)
    reviewed = select(SUBMISSION).where(SUBMISSION.c.state.in_(queue.OPEN_STATES))
    rows = books.connection.execute(reviewed.order_by(SUBMISSION.c.position))
    return tuple(_submission(row) for row in rows if row.project in codes)


def apply(connection: Connection, entries: Sequence[Entry]) -> None:
    """Carry out what entries do to submissions, quotas and sources; entries without such changes are passed over."""
    for entry in entries:
        content = entry.content
        changed = content.get(CHANGED)
        if changed:
            values = {"state": changed["state"], "state_since": changed["on"], "changed": entry.position}
            connection.execute(update(SUBMISSION).where(SUBMISSION.c.position == changed["position"]).values(**values))
    _apply_booked(connection, entries)


def _apply_submitted(connection: Connection, entries: Sequence[Entry]) -> None:
    for entry in entries:
        content = entry.content
        values = {
            "application": content["application"],
            "demands": canonical(content["demands"]),
            "submitted_on": content["on"],
            "state": SubmissionState.UNDER_REVIEW.value,
            "state_since": content["on"],
            "changed": entry.position,
        }
        amended = content.get("amends")
        if amended is not None:
            connection.execute(update(SUBMISSION).where(SUBMISSION.c.position == amended).values(values))
            continue
        row = {"position": entry.position, "project": entry.subject, **values}
        connection.execute(insert(SUBMISSION).values(row))
    _apply_booked(connection, entries)


def _apply_rebooked(connection: Connection, entries: Sequence[Entry]) -> None:
    for entry in entries:
        again = entry.content.get(consequences.REBOOKED)
        if again:
            values = {"demands": canonical(again["demands"]), "changed": entry.position}
            connection.execute(update(SUBMISSION).where(SUBMISSION.c.position == again["position"]).values(**values))
    _apply_booked(connection, entries)


def _apply_booked(connection: Connection, entries: Sequence[Entry]) -> None:
    bookings.apply(connection, entries)
    pledges.apply(connection, entries)


def _changes(
    submission: Submission,
    state: SubmissionState,
    on: date,
    moved: Iterable[bookings.Movement] = (),
    offered: Iterable[pledges.Pledge] = (),
) -> dict[str, Any]:
    return {
        CHANGED: {"position": submission.position, "state": state.value, "on": on.isoformat()},
        bookings.MOVEMENTS: bookings.payload_of(moved),
        pledges.OFFERS: pledges.payload_of(offered),
    }


def _released(books: Reading, submission: Submission, state: SubmissionState, on: date) -> dict[str, Any]:
    code = submission.project
    return _changes(submission, state, on, bookings.release(books, code), pledges.release(books, code))


def _last(code: str) -> Select[Any]:
    return select(SUBMISSION).where(SUBMISSION.c.project == code).order_by(SUBMISSION.c.position.desc()).limit(1)


def need(books: Reading, code: str) -> Submission:
    """The last submission of a project; raises LedgerUnknownError where there was none."""
    found = current(books, code)
    if found is None:
        inventory.need(books, code)
        raise LedgerUnknownError(Problem(f"{code} 没有申报", remedy="请先受理:checker ledger submit 申报文件"))
    return found


def _in_state(books: Reading, code: str, *states: SubmissionState) -> Submission:
    found = need(books, code)
    if found.state in states:
        return found
    wanted = "、".join(states)
    message = f"{code} 的申报自 {found.state_since} 起{found.state},不是{wanted}"
    raise LedgerRefusalError(Problem(message, remedy=_REMEDIES[found.state]))


def _refuse_disposed(books: Reading, code: str, act: str) -> None:
    """Raise where the inventory says that the project is gone for good."""
    project = inventory.find(books, code)
    disposal = project.disposal if project is not None else None
    if disposal is not None and disposal.is_final:
        remedy = f"处置意见已改的,请先登记:checker ledger change {code} 处置意见=保留 --reason 原因"
        raise LedgerRefusalError(Problem(f"{code} 的处置意见为{disposal},不能{act}", remedy=remedy))


def _happened(books: Writing, submission: Submission, on: date) -> None:
    not_later(on, books, "日期")
    _forward(submission, on)


def _forward(submission: Submission, on: date) -> None:
    if on < submission.state_since:
        message = f"日期 {on} 早于{submission.state}之日 {submission.state_since}"
        raise LedgerRefusalError(Problem(message, remedy="请核对日期"))


def _occupied(submission: Submission) -> Problem:
    code, state = submission.project, submission.state
    if state is SubmissionState.UNDER_REVIEW:
        return Problem(f"{code} 已有一份申报在审({submission.submitted_on} 受理)", remedy="请先作出决定或撤回")
    remedy = "变更后重新报送的,请先登记撤回" if state is SubmissionState.APPROVED else "项目关停后才能重新申报"
    return Problem(f"{code} 的申报{state},不再受理", remedy=remedy)


def _submission(row: Row[Any]) -> Submission:
    return Submission(
        project=row.project,
        position=row.position,
        application=row.application,
        submitted_on=date.fromisoformat(row.submitted_on),
        state=SubmissionState(row.state),
        state_since=date.fromisoformat(row.state_since),
        demands=bookings.demands_of(row.demands),
    )


_REMEDIES: Final = {
    SubmissionState.UNDER_REVIEW: "请先作出决定",
    SubmissionState.RETURNED: "整改后请重新受理:checker ledger submit 申报文件;不再申报的可撤回",
    SubmissionState.REJECTED: "请重新受理:checker ledger submit 申报文件",
    SubmissionState.WITHDRAWN: "请重新受理:checker ledger submit 申报文件",
    SubmissionState.APPROVED: "可登记开工或撤回",
    SubmissionState.LAPSED: "请重新受理:checker ledger submit 申报文件",
    SubmissionState.STARTED: "可登记关停",
    SubmissionState.CLOSED: "请重新受理:checker ledger submit 申报文件",
}

PROJECTORS: Final[dict[EntryKind, Projector]] = {
    EntryKind.APPLICATION_SUBMITTED: _apply_submitted,
    EntryKind.APPLICATION_WITHDRAWN: apply,
    EntryKind.APPROVAL_LAPSED: apply,
    EntryKind.CONSTRUCTION_STARTED: apply,
    EntryKind.PROJECT_CLOSED: apply,
    EntryKind.BOOKING_CHANGED: _apply_rebooked,
}
