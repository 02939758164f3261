"""The status of a ledger: how far its journal has come, and how many projects stand at each stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from checker.ledger.journal import Entry
from checker.ledger.schema import ENTRY, PROJECT
from checker.ledger.storage import REVISION, Reading
from checker.model.enums import Stage


@dataclass(frozen=True, slots=True)
class Status:
    """Revision of the tables, last entry (None in an empty ledger), and projects by stage."""

    revision: str
    position: int
    last: Entry | None
    projects: Mapping[Stage, int]


def status(books: Reading) -> Status:
    """How the ledger stands."""
    last = books.connection.execute(select(ENTRY).where(ENTRY.c.position == books.position)).first()
    counted = select(PROJECT.c.stage, func.count()).group_by(PROJECT.c.stage)
    counts = {stage: number for stage, number in books.connection.execute(counted)}  # noqa: C416 - rows are no pairs
    return Status(
        revision=REVISION,
        position=books.position,
        last=Entry(*last) if last is not None else None,
        projects={stage: counts.get(stage, 0) for stage in Stage},
    )
