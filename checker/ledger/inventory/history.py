"""The history of a project: every entry about it, with who, when, why, and what was before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from checker.ledger import journal
from checker.ledger.inventory.fields import FIELDS
from checker.ledger.inventory.records import need
from checker.ledger.inventory.spelling import shown
from checker.ledger.journal import Entry, EntryKind
from checker.ledger.storage import Reading


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, as people read it; empty where there was or is no value."""

    key: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    """One entry about a project: ``at`` is when it was recorded (UTC), ``on`` the day it is true of.

    ``source`` names the file and row it was taken from. Entries of other areas have no ``changes`` here.
    """

    position: int
    at: str
    actor: str
    kind: str
    on: str
    reason: str
    correction: bool
    source: str
    changes: tuple[FieldChange, ...]


def history(books: Reading, code: str) -> tuple[Event, ...]:
    """Every entry about the project, oldest first; raises LedgerRefusalError where there is no such project."""
    need(books, code)
    return tuple(_event(entry) for entry in journal.entries(books.connection, subject=code))


def _event(entry: Entry) -> Event:
    content = entry.content
    match entry.kind:
        case EntryKind.PROJECT_REGISTERED:
            changes = _changes({key: (None, value) for key, value in content["project"].items()})
        case EntryKind.PROJECT_CHANGED:
            changes = _changes(content["changes"])
        case _:
            changes = ()
    source = content.get("source")
    return Event(
        position=entry.position,
        at=entry.at,
        actor=entry.actor,
        kind=entry.kind,
        on=str(content.get("on") or ""),
        reason=str(content.get("reason") or ""),
        correction=bool(content.get("correction")),
        source=f"{source['file']} 第 {source['row']} 行" if source else "",
        changes=changes,
    )


def _changes(pairs: Any) -> tuple[FieldChange, ...]:  # noqa: ANN401 - JSON data
    return tuple(
        FieldChange(spec.key, spec.label, shown(spec, pairs[spec.key][0]), shown(spec, pairs[spec.key][1]))
        for spec in FIELDS
        if spec.key in pairs
    )
