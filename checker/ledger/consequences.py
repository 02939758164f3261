"""Consequences: what a change in the inventory asks of, and does to, the application of the project.

* An approved project comes under construction by ``checker ledger start``, not by a change of its stage alone, so that
  its approval lapses no more and cannot be withdrawn.
* A project that comes into production earlier than it was booked for takes of those years as well: it is booked in the
  same transaction, or the change is refused. One that comes later keeps the years it has until it is submitted again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Row, select

from checker.errors import Problem
from checker.ledger import bookings
from checker.ledger.journal import EntryKind
from checker.ledger.schema import SUBMISSION
from checker.ledger.states import LIVE, SubmissionState
from checker.ledger.storage import Reading, Writing
from checker.model.enums import Stage

REBOOKED: Final = "rebooked"
_DATED: Final = frozenset(("stage", "commissioned_on", "planned_commissioning_on"))

Fields = Mapping[str, Any]
Differences = Mapping[str, tuple[Any, Any]]


def live_submissions(books: Reading, code: str | None = None) -> dict[str, Row[Any]]:
    """The submissions that hold or may be given something, by project code; only that of ``code`` if given."""
    wanted = select(SUBMISSION).where(SUBMISSION.c.state.in_(sorted(state.value for state in LIVE)))
    if code is not None:
        wanted = wanted.where(SUBMISSION.c.project == code)
    return {row.project: row for row in books.connection.execute(wanted)}


def unstarted(code: str, differing: Differences, submission: Row[Any] | None) -> Problem | None:
    """Why an approved project cannot leave the stage 拟建 by this change; None where it can."""
    before, after = differing.get("stage", (None, None))
    if submission is None or submission.state != SubmissionState.APPROVED.value or before != Stage.PROPOSED.value:
        return None
    remedy = f"请先登记开工:checker ledger start {code} --on 日期"
    return Problem(f"项目已批准,转{after}须登记开工", field="建设阶段", remedy=remedy)


def book_years(books: Writing, submission: Row[Any] | None, differing: Differences, *, after: Fields, on: date) -> None:
    """Book the years a project now takes of that it was not booked for; raises LedgerRefusalError without room."""
    if submission is None or not _DATED & set(differing):
        return
    year = _first_year(after, on)
    if year is None:
        return
    demands = bookings.demands_of(submission.demands)
    earlier = tuple(replace(demand, first_year=min(demand.first_year, year)) for demand in demands)
    if earlier == demands:
        return
    is_open = SubmissionState(submission.state).is_open
    moved = bookings.extend(books, submission.project, earlier, is_open=is_open)
    payload = {
        REBOOKED: {"position": submission.position, "demands": bookings.demands_data(earlier)},
        bookings.MOVEMENTS: bookings.payload_of(moved),
        "reason": f"提前到 {year} 年投产",
    }
    books.append(EntryKind.BOOKING_CHANGED, submission.project, payload)


def _first_year(fields: Fields, on: date) -> int | None:
    """The year from which a project produces, or is planned to."""
    if commissioned := fields.get("commissioned_on"):
        return date.fromisoformat(commissioned).year
    if fields["stage"] == Stage.EXISTING.value:
        return on.year
    planned = fields.get("planned_commissioning_on")
    return date.fromisoformat(planned).year if planned else None
