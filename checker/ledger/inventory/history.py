"""The history of a project: every entry about it, with who, when, why, and what was before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from checker.ledger import journal
from checker.ledger.inventory.fields import FIELDS
from checker.ledger.inventory.records import need
from checker.ledger.inventory.spelling import shown
from checker.ledger.journal import Entry, EntryKind
from checker.ledger.states import SubmissionState
from checker.ledger.storage import Reading
from checker.model.enums import RectificationState
from checker.model.outcome import Verdict

_DAYS: Final = (
    "on", "decided_on", "opened_on", "given_on", "concluded_on", "cancelled_on", "issued_on", "done_on", "granted_on",
    "revoked_on",
)  # fmt: skip
"""Under which keys entries say the day they are true of."""


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

    ``source`` names the file and row it was taken from. ``changes`` are fields of the inventory, or the state of an
    application, consultation, item or waiver with what the entry says of it.
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
    events = []
    state = ""
    for entry in journal.entries(books.connection, subject=code):
        after = _submission_state(entry) or state
        moved = (FieldChange("submission", "申报", state, after),) if after != state else ()
        events.append(_event(entry, (*moved, *_changes(entry))))
        state = after
    return tuple(events)


def _event(entry: Entry, changes: tuple[FieldChange, ...]) -> Event:
    content = entry.content
    source = content.get("source")
    days = (content.get(key) for key in _DAYS)
    moved = content.get("submission") or {}
    return Event(
        position=entry.position,
        at=entry.at,
        actor=entry.actor,
        kind=entry.kind,
        on=next((str(day) for day in days if day), str(moved.get("on") or "")),
        reason=str(content.get("reason") or ""),
        correction=bool(content.get("correction")),
        source=f"{source['file']} 第 {source['row']} 行" if source else "",
        changes=changes,
    )


def _submission_state(entry: Entry) -> str:
    """The state that an entry brings the application to; empty where it leaves it as it was."""
    if entry.kind == EntryKind.APPLICATION_SUBMITTED:
        return SubmissionState.UNDER_REVIEW.value
    moved = entry.content.get("submission") or {}
    return str(moved.get("state") or "")


def _changes(entry: Entry) -> tuple[FieldChange, ...]:
    content = entry.content
    match entry.kind:
        case EntryKind.PROJECT_REGISTERED:
            return _fields({key: (None, value) for key, value in content["project"].items()})
        case EntryKind.PROJECT_CHANGED:
            return _fields(content["changes"])
    return tuple(_steps(entry, content))


def _steps(entry: Entry, content: Mapping[str, Any]) -> Iterator[FieldChange]:
    """What an entry of another area says, before and after."""
    undone = RectificationState.OPEN.value
    match entry.kind:
        case EntryKind.APPLICATION_SUBMITTED:
            yield _said("application", "申报指纹", content["application"][:12])
        case EntryKind.DECISION_MADE:
            recommended, verdict = Verdict(content["recommended"]).label, Verdict(content["verdict"]).label
            yield _said("verdict", "决定", verdict if verdict == recommended else f"{verdict}(建议{recommended})")
            yield _said("officer", "决定人", content["officer"])
            if content["number"]:
                yield _said("number", "文号", content["number"])
        case EntryKind.APPROVAL_LAPSED:
            yield _said("valid_until", "批复有效期至", content["valid_until"])
        case EntryKind.CONSULTATION_OPENED:
            yield _said("consultation", f"会商 C{entry.position}", f"征求意见({'、'.join(content['rules'])})")
        case EntryKind.STATEMENT_GIVEN:
            yield _said("statement", f"会商 {content['consultation']}", f"{content['department']} {content['stance']}")
        case EntryKind.CONSULTATION_CONCLUDED:
            ended = " ".join(filter(None, (content["conclusion"], content["document"], content["conditions"])))
            yield FieldChange("consultation", f"会商 {content['consultation']}", "征求意见", ended)
        case EntryKind.CONSULTATION_CANCELLED:
            yield FieldChange("consultation", f"会商 {content['consultation']}", "征求意见", "已取消")
        case EntryKind.RECTIFICATION_ORDERED:
            for number, item in enumerate(content["items"], 1):
                told = f"{undone}({item['matter']},期限 {item['deadline']})"
                yield _said("item", f"整改 R{entry.position}-{number}", told)
        case EntryKind.RECTIFICATION_DONE:
            done = f"{RectificationState.DONE}({content['evidence']})"
            yield FieldChange("item", f"整改 {content['item']}", undone, done)
        case EntryKind.RECTIFICATION_EXTENDED:
            yield FieldChange("deadline", f"整改 {content['item']} 期限", content["before"], content["deadline"])
            yield _said("document", "文号", content["document"])
        case EntryKind.RECTIFICATION_REVOKED:
            yield FieldChange("item", f"整改 {content['item']}", undone, f"已撤销({content['document']})")
        case EntryKind.WAIVER_GRANTED:
            told = f"{'、'.join(content['rules'])} 至 {content['expires_on']}({content['number']})"
            yield _said("waiver", f"豁免 W{entry.position}", told)
        case EntryKind.WAIVER_REVOKED:
            yield FieldChange("waiver", f"豁免 {content['waiver']}", "有效", "已撤销")


def _said(key: str, label: str, text: str) -> FieldChange:
    return FieldChange(key, label, "", text)


def _fields(pairs: Any) -> tuple[FieldChange, ...]:  # noqa: ANN401 - JSON data
    return tuple(
        FieldChange(spec.key, spec.label, shown(spec, pairs[spec.key][0]), shown(spec, pairs[spec.key][1]))
        for spec in FIELDS
        if spec.key in pairs
    )
