from __future__ import annotations

import asyncio
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.tui.conftest import drive, until
from tests.tui.opened import opened
from tui.app import OfficeApp
from tui.picture import picture
from tui.queue_row import QueueRow

GOLDEN = Path(__file__).parent / "golden"
ROWS = [
    QueueRow("1", "平昌水泥熟料扩建", 0, "2601", "平昌水泥有限公司", "平昌县", "拟建", "3011", "173774 tce", "已受理"),
    QueueRow("2", "通江 [b]粮油[/b] 加工 👷", 1, county="通江县", stage="存量", submitted_on=date(2026, 11, 10)),
    QueueRow("3", "坏了的.yaml", 2, path=Path("坏了的.yaml"), fault="第 3 行不是 YAML"),
]


async def at_rest(app: OfficeApp, pilot: Any) -> str:
    """The picture as soon as it no longer changes."""
    seen = [""]
    async with asyncio.timeout(20):
        while len(seen) < 4 or len(set(seen[-3:])) > 1:
            await pilot.pause(0.2)
            seen.append(picture(app, "审查"))
    return seen[-1]


@pytest.mark.parametrize("name", ["queue", "queue-light", "help"])
def test_the_screen_looks_as_it_did(desk, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Golden pictures at one size; CHECKER_UPDATE_GOLDEN=1 takes them anew, to be looked at before they are kept."""
    monkeypatch.setenv("XDG_CONFIG_HOME", "/office")

    async def scene() -> str:
        async with opened(desk, size=(100, 30)) as (app, pilot):
            app.screen.take_rows(ROWS)
            await until(pilot, lambda: not app.screen.jobs.running)
            match name:
                case "queue-light":
                    await pilot.press("T")
                case "help":
                    await pilot.press("question_mark")
            return await at_rest(app, pilot)

    seen = "\n".join(line.rstrip() for line in drive(scene).splitlines()) + "\n"
    file = GOLDEN / f"{name}.svg"
    if os.environ.get("CHECKER_UPDATE_GOLDEN"):
        file.write_text(seen, encoding="utf-8")
    assert seen == file.read_text(encoding="utf-8"), f"{file} shows something else"
