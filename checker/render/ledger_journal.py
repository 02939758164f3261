"""Entries of the journal as text and JSON: who recorded what, when and why."""

from __future__ import annotations

from collections.abc import Sequence

from checker.ledger.journal import Entry
from checker.render.detailed_table import render_detailed_table
from checker.render.ledger_status import entry_label, local_time
from checker.render.table import Head

_COLUMNS = (
    Head("位置", figures=True),
    Head("时间", whole=True),
    Head("经办人"),
    Head("事项", whole=True),
    Head("对象", whole=True),
)


def render_entries(found: Sequence[Entry], *, width: int) -> str:
    """The entries in order, each with its reason where it has one."""
    rows = [
        (
            (str(one.position), local_time(one.at), one.actor, entry_label(one.kind), one.subject),
            (str(one.content.get("reason") or ""),),
        )
        for one in found
    ]
    return render_detailed_table(_COLUMNS, rows, width)


def entry_shape(one: Entry) -> dict[str, object]:
    """One entry for machines, with all that it records; times are UTC."""
    return {
        "position": one.position,
        "at": one.at,
        "by": one.actor,
        "kind": one.kind,
        "subject": one.subject,
        "content": one.content,
        "previous": one.previous,
        "hash": one.hash,
    }
