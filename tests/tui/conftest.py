"""Desks to draw: one without books, one with a ledger in a temporary file, and the sizes a screen must fit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from textual.pilot import Pilot

from checker.api import Checker, LocalDesk
from checker.ledger import Ledger, quotas
from checker.ledger.storage import Writing
from tui.key_order import KeysInOrder

T = TypeVar("T")

CASES = Path(__file__).parents[2] / "cases"
DAY = date(2026, 11, 22)
SIZES = [(80, 24), (160, 50)]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs, state and keys go where nobody keeps theirs; pictures beside them."""
    for variable in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "own"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def keys_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pilot waits for keys that wait for their turn, too."""
    drawn = Pilot._wait_for_screen

    async def acted_and_drawn(pilot: Pilot[Any], timeout: float = 30.0) -> bool:
        while isinstance(pilot.app, KeysInOrder) and pilot.app.is_taking_keys:
            await asyncio.sleep(0.005)
        return await drawn(pilot, timeout)

    monkeypatch.setattr(Pilot, "_wait_for_screen", acted_and_drawn)


@pytest.fixture(scope="session")
def checker() -> Checker:
    """One checker for every screen."""
    return Checker.load()


@pytest.fixture
def desk(checker: Checker) -> LocalDesk:
    """A desk that only checks."""
    return LocalDesk(checker, officer="张三")


@pytest.fixture
def books_desk(checker: Checker, tmp_path: Path) -> Iterator[LocalDesk]:
    """A desk with an empty ledger that holds the limits of the clauses."""
    with Ledger.create(tmp_path / "台账.db") as ledger:
        with ledger.writing("张三") as books:
            _adopt(books, checker)
        yield LocalDesk(checker, ledger, "张三")


def _adopt(books: Writing, checker: Checker) -> None:
    quotas.adopt_limits(books, checker.rulebook)


@pytest.fixture(params=SIZES, ids=["80x24", "160x50"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Each size that every screen must fit."""
    wanted: tuple[int, int] = request.param
    return wanted


def application_file(case: str) -> Path:
    """The application of a shipped case."""
    return CASES / case / "application.yaml"


def drive(scene: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Play a scene to its end, with tasks begun at once where Python can, as the interface runs in a terminal."""

    async def played() -> T:
        if (eager := getattr(asyncio, "eager_task_factory", None)) is not None:
            asyncio.get_running_loop().set_task_factory(eager)
        return await scene()

    return asyncio.run(played())


async def until(pilot: Any, holds: Callable[[], bool], *, within: float = 20.0) -> None:
    """Wait for what a thread brings; fails where it does not come."""
    async with asyncio.timeout(within):
        while not holds():
            await pilot.pause(0.02)
    await pilot.pause()


Wait = Callable[..., Awaitable[None]]
