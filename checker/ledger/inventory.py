"""The inventory (清单台账): existing, building and proposed projects, with every change of state as an entry."""

from __future__ import annotations

from typing import Final

from checker.ledger.journal import EntryKind
from checker.ledger.storage import Projector

PROJECTORS: Final[dict[EntryKind, Projector]] = {}
