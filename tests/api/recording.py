"""The clock of ledgers under test."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest

from checker.ledger import Writing
from checker.ledger.storage import Storage

RECORDED = datetime(2031, 12, 31, tzinfo=UTC)
"""When everything is recorded, so that nothing the tests tell of lies in the future."""


def record_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ledgers of this process are written at ``RECORDED`` unless a call says otherwise."""
    begin = Storage.writing

    def writing(storage: Storage, actor: str, at: datetime | None = None) -> AbstractContextManager[Writing]:
        return begin(storage, actor, at or RECORDED)

    monkeypatch.setattr(Storage, "writing", writing)
