"""A demonstration platform at work, a mapping of it, and a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.intake.mapping import PlatformMapping
from checker.ledger import Ledger
from tests.intake.house import TOKEN, DemoPlatform, adopted, mapping_of, running
from tests.ledger.databases import KINDS, postgres_database, postgres_server


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLATFORM_TOKEN", TOKEN)
    monkeypatch.delenv("CHECKER_LEDGER", raising=False)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture
def address(tmp_path: Path) -> str:
    """Where a ledger may be laid out."""
    return str(tmp_path / "台账.db")


@pytest.fixture(params=KINDS)
def any_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The same on each database."""
    if request.param == "sqlite":
        yield str(tmp_path / "台账.db")
        return
    with postgres_database(request.getfixturevalue("server")) as url:
        yield url


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    """A ledger with the limits of the rules."""
    with Ledger.create(address) as ledger:
        adopted(ledger)
        yield ledger


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[DemoPlatform]:
    """A demonstration platform without applications."""
    with running(tmp_path / "platform.db") as platform:
        yield platform


@pytest.fixture
def mapping(platform: DemoPlatform) -> PlatformMapping:
    """The example mapping, of that platform."""
    return mapping_of(platform.url)
