"""Submissions: applications under review, from being taken in to approval, refusal, withdrawal or lapse."""

from __future__ import annotations

from typing import Final

from checker.ledger.journal import EntryKind
from checker.ledger.storage import Projector

PROJECTORS: Final[dict[EntryKind, Projector]] = {}
