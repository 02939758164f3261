"""The ledger (台账): projects, quotas, replacement, consultations, rectification, decisions, all in one journal."""

from __future__ import annotations

from checker.ledger.ledger import Ledger
from checker.ledger.storage import Reading, Writing

__all__ = ["Ledger", "Reading", "Writing"]
