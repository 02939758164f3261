"""Every test that takes ``ledger`` or ``address`` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.ledger import Ledger
from tests.ledger.databases import KINDS, postgres_database, postgres_server


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
