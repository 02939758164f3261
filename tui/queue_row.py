"""One row of the queue: an application of the ledger, or of a file, as far as it has been read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path

from checker.api.desk import Pending
from checker.feel.units import format_quantity, parse_unit
from checker.model.application import Application
from checker.model.fields import Section


@dataclass(frozen=True)
class QueueRow:
    """An application waiting to be worked on; texts are empty where not known.

    ``position`` is its place in the queue; ``hash`` that of the application, empty for a file not yet read. ``fault``
    says why a file cannot be read.
    """

    key: str
    name: str
    position: int
    project: str = ""
    owner: str = ""
    county: str = ""
    stage: str = ""
    industry: str = ""
    energy: str = ""
    state: str = ""
    submitted_on: date | None = None
    hash: str = ""
    is_waiting: bool = False
    path: Path | None = None
    fault: str = ""
    application: Application | None = field(default=None, repr=False, compare=False)

    @property
    def standing(self) -> str:
        """Where it stands in the procedure, and whether it waits for quota."""
        return f"! {self.state} 等额度" if self.is_waiting else self.state

    @cached_property
    def words(self) -> str:
        """Everything that a search looks at."""
        parts = (self.name, self.project, self.owner, self.county, self.stage, self.industry, self.state, self.fault)
        return "\n".join((*parts, str(self.path or ""), "等额度" if self.is_waiting else "")).casefold()

    @cached_property
    def energy_amount(self) -> Decimal:
        """The energy as a number in the unit that the ledger keeps; below zero where it is not known."""
        try:
            return Decimal(self.energy.split(" ")[0])
        except (InvalidOperation, IndexError):
            return Decimal(-1)


def rows_of_ledger(pending: Iterable[Pending]) -> Iterator[QueueRow]:
    """The applications of a ledger or a service, in the order of the queue."""
    for one in pending:
        yield QueueRow(
            key=one.project,
            name=one.name,
            position=one.position,
            project=one.project,
            owner=one.owner,
            county=one.county,
            stage=one.stage,
            industry=one.industry,
            energy=one.energy,
            state=one.state.value,
            submitted_on=one.submitted_on,
            hash=one.application,
            is_waiting=one.is_waiting,
        )


def rows_of_files(files: Iterable[Path]) -> Iterator[QueueRow]:
    """Files, by the names they were given, before any of them has been read."""
    for position, path in enumerate(files):
        yield QueueRow(key=str(path), name=path.name, position=position, path=path)


def read_row(row: QueueRow, application: Application) -> QueueRow:
    """The row of a file that has been read."""
    shown = _texts(application)
    return replace(
        row,
        name=application.name,
        project=application.project_code or "",
        owner=shown["owner"],
        county=shown["county"],
        stage=shown["stage"],
        industry=shown["industry_code"],
        energy=shown["total_energy"],
        hash=application.content_hash,
        application=application,
    )


def _texts(application: Section) -> dict[str, str]:
    values = application.__dict__
    energy = values.get("total_energy")
    texts = {key: str(values.get(key) or "") for key in ("owner", "county", "stage", "industry_code")}
    return {**texts, "total_energy": "" if energy is None else format_quantity(energy, parse_unit("tce"))}
