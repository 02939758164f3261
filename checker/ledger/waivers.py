"""Waivers (豁免): exemptions from named rules or clauses, with document and expiry."""

from __future__ import annotations

from typing import Final

from checker.ledger.journal import EntryKind
from checker.ledger.storage import Projector

PROJECTORS: Final[dict[EntryKind, Projector]] = {}
