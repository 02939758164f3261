"""The journal: append-only entries, each chained to the one before it by hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import simplejson
from sqlalchemy import Connection, Select, select

from checker.ledger.schema import ENTRY

GENESIS: Final = "0" * 64
"""What the first entry is chained to."""
_CHUNK: Final = 2_000

Payload = Mapping[str, Any]
"""The content of an entry as JSON data: texts, whole numbers, booleans, None, lists and mappings of these."""


class EntryKind(StrEnum):
    """What an entry records."""

    PROJECT_REGISTERED = "project-registered"
    PROJECT_CHANGED = "project-changed"
    APPLICATION_SUBMITTED = "application-submitted"
    APPLICATION_WITHDRAWN = "application-withdrawn"
    APPROVAL_LAPSED = "approval-lapsed"
    CONSTRUCTION_STARTED = "construction-started"
    PROJECT_CLOSED = "project-closed"
    LIMIT_SET = "limit-set"
    BASELINE_SET = "baseline-set"
    BOOKING_CHANGED = "booking-changed"
    SOURCE_REGISTERED = "source-registered"
    SOURCE_CORRECTED = "source-corrected"
    CONSULTATION_OPENED = "consultation-opened"
    STATEMENT_GIVEN = "statement-given"
    CONSULTATION_CONCLUDED = "consultation-concluded"
    CONSULTATION_CANCELLED = "consultation-cancelled"
    RECTIFICATION_ORDERED = "rectification-ordered"
    RECTIFICATION_DONE = "rectification-done"
    RECTIFICATION_EXTENDED = "rectification-extended"
    RECTIFICATION_REVOKED = "rectification-revoked"
    WAIVER_GRANTED = "waiver-granted"
    WAIVER_REVOKED = "waiver-revoked"
    DECISION_MADE = "decision-made"
    TOKEN_ISSUED = "token-issued"
    TOKEN_REVOKED = "token-revoked"

    @property
    def label(self) -> str:
        """The Chinese word officers read."""
        return _LABELS[self]


_LABELS: Final = {
    EntryKind.PROJECT_REGISTERED: "登记项目",
    EntryKind.PROJECT_CHANGED: "变更项目",
    EntryKind.APPLICATION_SUBMITTED: "受理申报",
    EntryKind.APPLICATION_WITHDRAWN: "撤回申报",
    EntryKind.APPROVAL_LAPSED: "批复失效",
    EntryKind.CONSTRUCTION_STARTED: "开工",
    EntryKind.PROJECT_CLOSED: "关停",
    EntryKind.LIMIT_SET: "设定限额",
    EntryKind.BASELINE_SET: "录入基数",
    EntryKind.BOOKING_CHANGED: "调整占用",
    EntryKind.SOURCE_REGISTERED: "登记替代来源",
    EntryKind.SOURCE_CORRECTED: "更正替代来源",
    EntryKind.CONSULTATION_OPENED: "发起会商",
    EntryKind.STATEMENT_GIVEN: "部门意见",
    EntryKind.CONSULTATION_CONCLUDED: "会商结论",
    EntryKind.CONSULTATION_CANCELLED: "取消会商",
    EntryKind.RECTIFICATION_ORDERED: "下达整改",
    EntryKind.RECTIFICATION_DONE: "整改完成",
    EntryKind.RECTIFICATION_EXTENDED: "整改延期",
    EntryKind.RECTIFICATION_REVOKED: "撤销整改",
    EntryKind.WAIVER_GRANTED: "批准豁免",
    EntryKind.WAIVER_REVOKED: "撤销豁免",
    EntryKind.DECISION_MADE: "作出决定",
    EntryKind.TOKEN_ISSUED: "签发令牌",
    EntryKind.TOKEN_REVOKED: "撤销令牌",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: who recorded what of which subject (mostly a project code), and when (UTC).

    ``payload`` is canonical JSON text; ``hash`` covers every other field, ``previous`` included.
    """

    position: int
    at: str
    actor: str
    kind: str
    subject: str
    payload: str
    previous: str
    hash: str

    @property
    def shown(self) -> str:
        """Which entry it is, as messages name it."""
        return f"第 {self.position} 条({label_of(self.kind)},{self.subject})"

    @property
    def content(self) -> dict[str, Any]:
        """The payload as data."""
        data: dict[str, Any] = simplejson.loads(self.payload)
        return data

    @property
    def expected_hash(self) -> str:
        """What ``hash`` must be if nothing was altered."""
        return digest(self.position, self.at, self.actor, self.kind, self.subject, self.payload, self.previous)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are looked for; None leaves a side open. ``since`` counts in, ``ahead_of`` does not."""

    subject: str | None = None
    actor: str | None = None
    kinds: frozenset[EntryKind] | None = None
    since: datetime | None = None
    ahead_of: datetime | None = None


def label_of(kind: str) -> str:
    """The Chinese word for a kind of entry; the kind itself where this version does not know it."""
    try:
        return EntryKind(kind).label
    except ValueError:
        return kind


def anchor(position: int, name: str) -> str:
    """What is noted elsewhere of the entry with that hash, to hold the ledger to it later: ``position:hash``."""
    return f"{position}:{name}"


def canonical(payload: object) -> str:
    """JSON text with one spelling: keys sorted, no spaces, Chinese as it is."""
    return simplejson.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(position: int, *fields: str) -> str:
    """Sha256 (hex) over the position and the fields, framed so that no two contents look alike."""
    return hashlib.sha256(canonical([position, *fields]).encode()).hexdigest()


def moment(at: datetime) -> str:
    """A point of time as the journal writes it: UTC, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def chained(
    position: int, previous: str, *, at: str, actor: str, kind: EntryKind, subject: str, payload: Payload
) -> Entry:
    """The entry that follows ``previous`` at ``position``."""
    text = canonical(payload)
    fields = (at, actor, kind.value, subject, text, previous)
    return Entry(position, *fields, digest(position, *fields))


def entries(
    connection: Connection,
    *,
    after: int = 0,
    until: int | None = None,
    subject: str | None = None,
    wanted: Wanted | None = None,
) -> Iterator[Entry]:
    """The entries with ``after`` < position ≤ ``until``, in order, a chunk at a time."""
    last = after
    chosen = _chosen(until, replace(wanted or Wanted(), subject=subject) if subject is not None else wanted)
    while True:
        chunk = chosen.where(ENTRY.c.position > last).order_by(ENTRY.c.position).limit(_CHUNK)
        rows = connection.execute(chunk).all()
        for row in rows:
            yield Entry(*row)
        if len(rows) < _CHUNK:
            return
        last = rows[-1].position


def latest(
    connection: Connection, most: int, *, before: int | None = None, wanted: Wanted | None = None
) -> tuple[Entry, ...]:
    """The last entries ahead of position ``before``, at most so many, oldest first."""
    chosen = _chosen(None if before is None else before - 1, wanted)
    rows = connection.execute(chosen.order_by(ENTRY.c.position.desc()).limit(most)).all()
    return tuple(Entry(*row) for row in reversed(rows))


def _chosen(until: int | None, wanted: Wanted | None) -> Select[Any]:
    chosen = select(ENTRY)
    if until is not None:
        chosen = chosen.where(ENTRY.c.position <= until)
    if wanted is None:
        return chosen
    if wanted.subject is not None:
        chosen = chosen.where(ENTRY.c.subject == wanted.subject)
    if wanted.actor is not None:
        chosen = chosen.where(ENTRY.c.actor == wanted.actor)
    if wanted.kinds is not None:
        chosen = chosen.where(ENTRY.c.kind.in_([kind.value for kind in wanted.kinds]))
    if wanted.since is not None:
        chosen = chosen.where(ENTRY.c.at >= moment(wanted.since))
    if wanted.ahead_of is not None:
        chosen = chosen.where(ENTRY.c.at < moment(wanted.ahead_of))
    return chosen
