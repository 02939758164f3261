"""Sources of replacement (替代来源): what was given up, and to whom it has been given once."""

from __future__ import annotations

from typing import Final

from checker.ledger.journal import EntryKind
from checker.ledger.storage import Projector

PROJECTORS: Final[dict[EntryKind, Projector]] = {}
