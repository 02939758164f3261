"""Services for tests: one of its own on SQLite and on PostgreSQL, or one that the tests of a module share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from checker.ledger.access import Role
from tests.ledger.databases import KINDS, postgres_database, postgres_server
from tests.service.house import House, laid_out, running, settings_for


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
def house_on_each(address: str) -> Iterator[House]:
    """A service of the test's own, on each database."""
    with running(settings_for(address), laid_out(address)) as house:
        yield house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A service of the test's own, on SQLite."""
    address = str(tmp_path / "台账.db")
    with running(settings_for(address), laid_out(address)) as house:
        yield house


@pytest.fixture(scope="module")
def shared_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A service that the tests of a module share, for what changes nothing, on SQLite."""
    address = str(tmp_path_factory.mktemp("service") / "台账.db")
    with running(settings_for(address), laid_out(address)) as house:
        yield house


@pytest.fixture
def asking(shared_house: House) -> httpx.Client:
    """An officer's client of the shared service."""
    return shared_house.client(Role.OFFICER)
