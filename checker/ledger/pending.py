"""The list of applications to be worked on (待办), read with one statement, however long it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from checker.ledger import bookings, pledges
from checker.ledger.amounts import shown
from checker.ledger.inventory.fields import FIELDS
from checker.ledger.queue import OPEN_STATES
from checker.ledger.schema import PROJECT, SUBMISSION
from checker.ledger.states import SubmissionState
from checker.ledger.storage import Reading
from checker.model.amounts import Amount


@dataclass(frozen=True, slots=True)
class Pending:
    """One application in the queue (待办), as a list shows it; texts are empty where not known.

    ``industry`` is a code of GB/T 4754-2017, ``energy`` the text of a quantity with its unit (``12000 tce``).
    ``position`` is its place in the queue, the journal position it was first submitted with; ``application`` is the
    hash of its document. ``is_waiting`` says that something it takes is not, or not wholly, reserved for it.
    """

    project: str
    name: str
    owner: str
    county: str
    stage: str
    industry: str
    energy: str
    state: SubmissionState
    submitted_on: date
    position: int
    application: str
    is_waiting: bool


def pending(books: Reading, state: SubmissionState | None = None) -> tuple[Pending, ...]:
    """The applications in the order of the queue: those still open, or all in ``state``."""
    submission, project = SUBMISSION.c, PROJECT.c
    wanted = (
        select(
            submission.project,
            project.name,
            project.owner,
            project.county,
            project.stage,
            project.industry_code,
            project.energy,
            submission.state,
            submission.submitted_on,
            submission.position,
            submission.application,
        )
        .join(PROJECT, project.code == submission.project)
        .where(submission.state == state.value if state is not None else submission.state.in_(OPEN_STATES))
        .order_by(submission.position)
    )
    waiting = bookings.waiting(books) | pledges.waiting(books)
    return tuple(
        Pending(
            project=code,
            name=name,
            owner=owner,
            county=county,
            stage=stage,
            industry=industry,
            energy="" if energy is None else f"{shown(energy):f} {_ENERGY_UNIT}",
            state=SubmissionState(now),
            submitted_on=date.fromisoformat(submitted_on),
            position=position,
            application=application,
            is_waiting=code in waiting and SubmissionState(now).is_open,
        )
        for code, name, owner, county, stage, industry, energy, now, submitted_on, position, application in (
            books.connection.execute(wanted)
        )
    )


def _unit_of(label: str) -> str:
    kind = FIELDS.by_label[label].kind
    assert isinstance(kind, Amount)
    return kind.symbol


_ENERGY_UNIT: Final = _unit_of("年综合能源消费量")
"""The unit that the inventory keeps energy in."""
