from __future__ import annotations

import asyncio
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from checker.api import LocalDesk
from tests.tui.conftest import application_file, drive, until
from tests.tui.office import at, settled, subject_of
from tests.tui.opened import opened
from tui.app import OfficeApp
from tui.draft import Spot
from tui.picture import picture
from tui.places import Place
from tui.queue_row import QueueRow

GOLDEN = Path(__file__).parent / "golden"
SIZE = (100, 30)
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
        async with opened(desk, size=SIZE) as (app, pilot):
            app.screen.take_rows(ROWS)
            await until(pilot, lambda: not app.screen.jobs.running)
            match name:
                case "queue-light":
                    await pilot.press("T")
                case "help":
                    await pilot.press("question_mark")
            return await at_rest(app, pilot)

    compared(name, drive(scene))


SCREENS = {
    "review": (Place.REVIEW, ()),
    "what-if": (Place.REVIEW, ()),
    "quotas": (Place.QUOTAS, ("down",)),
    "decision-form": (Place.DECISION, ("d",)),
    "rules": (Place.RULES, ()),
}


@pytest.mark.parametrize("name", SCREENS)
def test_what_stands_on_a_ledger_looks_as_it_did(books_desk, name: str) -> None:
    """One application of the ledger, at rest on each screen."""
    place, keys = SCREENS[name]
    books_desk.set_baseline("原煤消费量", 2030, Decimal(226_000), document="巴发改〔2026〕8号", reason="测算")
    project = books_desk.submit(application_file("cement-clinker-power"), on=date(2026, 11, 18)).project
    subject = subject_of(books_desk, project)

    async def scene() -> str:
        async with at(NamedDesk(books_desk.checker, books_desk.ledger, books_desk.officer), place, SIZE, subject) as (
            app,
            pilot,
        ):
            await pilot.press(*keys)
            await settled(app, pilot)
            if name == "what-if":
                spot = Spot("产品", 0, "单位产品综合电耗")
                app.screen.draft.put(spot, "56 kWh/t")
                app.screen.draft_changed(at_once=True)
                await until(pilot, lambda: app.screen.reading.comparison is not None)
            if name == "rules":
                app.open_rule("EL-clinker-power")
                await settled(app, pilot)
            return await at_rest(app, pilot)

    compared(name, drive(scene))


class NamedDesk(LocalDesk):
    """A desk whose books have a name that does not change from run to run."""

    name = "台账.db"


def compared(name: str, drawn: str) -> None:
    """Hold a picture against the golden one."""
    seen = "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"
    file = GOLDEN / f"{name}.svg"
    if os.environ.get("CHECKER_UPDATE_GOLDEN"):
        file.write_text(seen, encoding="utf-8")
    assert seen == file.read_text(encoding="utf-8"), f"{file} shows something else"
