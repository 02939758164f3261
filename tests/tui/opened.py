"""Ways to open the interface on files and to look at what it shows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from checker.api.desk import Desk
from tests.tui.conftest import DAY, application_file, until
from tui.app import OfficeApp
from tui.queue import QueueScreen
from tui.review import ReviewScreen
from tui.state import State

CEMENT = application_file("cement-clinker-expansion")
PV = application_file("county-hospital-pv-just-below")


@asynccontextmanager
async def opened(
    desk: Desk, files: Sequence[Path] = (), size: tuple[int, int] = (80, 24), **settings: Any
) -> AsyncIterator[tuple[OfficeApp, Any]]:
    """The interface on some files, drawn once; whatever goes wrong unexpectedly in it fails the test."""
    app = OfficeApp(desk, files=files, as_of=DAY, **settings)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot
        messages = [note.message for note in app._notifications]
        assert not [message for message in messages if "程序内部出错" in message]


@asynccontextmanager
async def reviewing(
    desk: Desk, file: Path = CEMENT, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[ReviewScreen, Any]]:
    """The review of one file."""
    async with opened(desk, [file], size) as (app, pilot):
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and app.screen.reading is not None)
        assert isinstance(app.screen, ReviewScreen)
        yield app.screen, pilot


async def checked(pilot: Any, queue: QueueScreen) -> None:
    """Wait until every row of the queue has its verdict."""
    await until(
        pilot,
        lambda: (
            not queue.jobs.running
            and all(queue.verdicts.of(row).text for row in queue.rows)
            and all(row.hash or row.fault for row in queue.rows)
        ),
    )


def screen_text(app: OfficeApp) -> str:
    """What can be read on the screen, line by line."""
    size = app.size
    strips = app.screen._compositor.render_strips(size)
    return "\n".join(strip.text for strip in strips)


def fill_state(path: Path, text: str) -> State:
    """The state as a file says it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return State(path)
