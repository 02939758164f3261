"""Rectification (整改): items ordered, their deadlines, and what was done."""

from __future__ import annotations

from typing import Final

from checker.ledger.journal import EntryKind
from checker.ledger.storage import Projector

PROJECTORS: Final[dict[EntryKind, Projector]] = {}
