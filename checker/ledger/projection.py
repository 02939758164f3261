"""Projection: what each kind of entry does to the tables that are read.

The journal is the truth; the projections are what it comes to. A projector depends on nothing but its entries and the
projections of earlier ones, so that rebuilding them anywhere gives the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

from sqlalchemy import Connection

from checker.errors import LedgerError, Problem
from checker.ledger import (
    consultations,
    decisions,
    inventory,
    quotas,
    rectifications,
    sources,
    submissions,
    tokens,
    waivers,
)
from checker.ledger.journal import Entry
from checker.ledger.storage import Projector

_AREAS: Final = (inventory, submissions, quotas, sources, consultations, rectifications, waivers, decisions, tokens)
_PROJECTORS: Final[Mapping[str, Projector]] = {
    kind.value: projector for area in _AREAS for kind, projector in area.PROJECTORS.items()
}


def project(connection: Connection, entries: Sequence[Entry]) -> None:
    """Bring the projections up to date with ``entries``, which follow those projected already."""
    for kind, group in groupby(entries, key=lambda entry: entry.kind):
        projector = _PROJECTORS.get(kind)
        if projector is None:
            raise LedgerError(Problem(f"台账里有本程序不认识的记录“{kind}”", remedy="台账由较新的程序写过,请升级程序"))
        projector(connection, list(group))
