"""Every test that takes ``ledger`` or ``address`` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checker.ledger import Ledger, Writing
from checker.ledger.storage import Storage
from tests.ledger.databases import KINDS, postgres_database, postgres_server

RECORDED = datetime(2031, 12, 31, tzinfo=UTC)
"""When tests record, so that nothing they tell of lies in the future."""


@pytest.fixture(autouse=True)
def _recorded_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ledgers of this process are written at ``RECORDED`` unless a test says otherwise."""
    begin = Storage.writing

    def writing(storage: Storage, actor: str, at: datetime | None = None) -> AbstractContextManager[Writing]:
        return begin(storage, actor, at or RECORDED)

    monkeypatch.setattr(Storage, "writing", writing)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a ledger may be laid out: a path for SQLite, a URL for PostgreSQL."""
    if request.param == "sqlite":
        yield str(tmp_path / "台账.db")
        return
    with postgres_database(request.getfixturevalue("server")) as url:
        yield url


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger.create(address) as ledger:
        yield ledger
