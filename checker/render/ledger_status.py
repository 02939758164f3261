"""The status of a ledger: as text for people, as plain data for JSON."""

from __future__ import annotations

from datetime import datetime

from checker.ledger.journal import Entry, EntryKind
from checker.ledger.status import Status
from checker.render.lines import visible


def render_status(address: str, status: Status) -> str:
    """Where the ledger is, its last entry, and how many projects it holds."""
    lines = [f"台账      {address}", f"表结构    版本 {status.revision}"]
    if status.last is None:
        lines.append("记录      还没有记录")
    else:
        last = status.last
        lines += [
            f"记录      {status.position} 条",
            f"最后一条  {local_time(last.at)}  {last.actor}  {entry_label(last.kind)}  {last.subject}",
            f"指纹      {last.hash}",
        ]
    counts = "  ".join(f"{stage} {number}" for stage, number in status.projects.items())
    lines.append(f"项目      共 {sum(status.projects.values())} 个:{counts}")
    return "\n".join(visible(line) for line in lines) + "\n"


def status_shape(address: str, status: Status) -> dict[str, object]:
    """The status for machines; times are UTC."""
    return {
        "ledger": address,
        "revision": status.revision,
        "position": status.position,
        "last": _entry_shape(status.last) if status.last is not None else None,
        "projects": {str(stage): number for stage, number in status.projects.items()},
    }


def local_time(at: str) -> str:
    """A moment of the journal (UTC) as the clock on the wall says it, to the minute."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


def entry_label(kind: str) -> str:
    """The Chinese word for a kind of entry; the kind itself where this version does not know it."""
    try:
        return EntryKind(kind).label
    except ValueError:
        return kind


def _entry_shape(entry: Entry) -> dict[str, object]:
    return {
        "at": entry.at,
        "by": entry.actor,
        "kind": entry.kind,
        "subject": entry.subject,
        "hash": entry.hash,
    }
