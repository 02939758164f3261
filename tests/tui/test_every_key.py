"""Every command of the keymap is carried out by its first key, on a screen where it is valid, at both sizes."""

from __future__ import annotations

import asyncio
from typing import Any

from checker.ledger.rectifications import Item
from checker.model.outcome import Verdict
from tests.tui.conftest import DAY, application_file, drive
from tests.tui.office import METHANOL, at, received, settled, subject_of
from tui.app import OfficeApp
from tui.commands import commands_of
from tui.dialogs import Dialog
from tui.keymap import KEYS
from tui.office_screen import OfficeScreen
from tui.places import Place

LAST = ("app.quit",)
"""What ends the app."""
IN_FORMS = {"form.send"}
"""What works in a form alone; the tests of the forms press it again and again."""
OF_WIDGETS = {"rules.open", "decision.report"}
"""Enter, where the table or the tree takes it; the tests of these screens press it."""


async def quiet(app: OfficeApp, pilot: Any) -> None:
    """Nothing an officer waits for is under way; with as few pauses as can be, for there are many keys."""
    async with asyncio.timeout(20):
        while any(not one.is_finished for one in app.workers):
            await asyncio.sleep(0.01)
    await pilot.pause()


async def at_rest(app: OfficeApp, pilot: Any) -> None:
    """Every dialog closed, and nothing under way."""
    await quiet(app, pilot)
    while isinstance(app.screen, Dialog) or not isinstance(app.screen, OfficeScreen):
        await pilot.press("y" if "Confirming" in type(app.screen).__name__ else "escape")
        await quiet(app, pilot)
    app.screen.set_focus(app.screen.main_widget())


async def press_all(app: OfficeApp, pilot: Any, place: Place, pressed: set[str]) -> None:
    """Every key that works at a place and has not been pressed yet."""
    app.go(place)
    await at_rest(app, pilot)
    if place is Place.REVIEW:
        app.screen.to_finding("BZ-020304-consultation")
    # What is asked anew after each key: one may make another valid.
    while todo := [one for one in commands_of(app.screen) if one.id not in pressed and one.id not in LAST]:
        command = todo[0]
        pressed.add(command.id)
        await pilot.press(KEYS[command.id].keys.split(",")[0])
        await at_rest(app, pilot)
        if app.current_mode != place:
            app.go(place)
            await at_rest(app, pilot)
    assert "程序内部出错" not in "\n".join(one.message for one in app._notifications)


def test_every_key_is_pressed_and_none_breaks_anything(books_desk, size) -> None:
    project = received(books_desk, METHANOL)
    other = received(books_desk, "coal-substitution-done")
    decided = books_desk.decide(other, Verdict.REJECT, reason="选址不当", number="9号", on=DAY)
    books_desk.order(project, [Item("补报监测方案", DAY)], authority="市发展改革委", number="1号", on=DAY)
    books_desk.convene(project, on=DAY)
    pressed: set[str] = set()

    async def scene() -> None:
        async with at(books_desk, Place.QUEUE, size, subject_of(books_desk, project)) as (app, pilot):
            for place in Place:
                await press_all(app, pilot, place, pressed)
            app.files = (application_file("liquor-gas-boiler"),)
            app.go(Place.QUEUE)
            await pilot.press("r", "home")
            await press_all(app, pilot, Place.QUEUE, pressed)
            app.go(Place.REVIEW)
            app.screen.to_finding("BZ-020304-consultation")
            await at_rest(app, pilot)
            await pilot.press("L")
            await settled(app, pilot)
            pressed.update({"rules.back"} & {one.id for one in commands_of(app.screen)})
            await pilot.press("b")
            assert app.current_mode == Place.REVIEW
            await pilot.press("q")
            await at_rest(app, pilot) if app.is_running else None
            pressed.update(LAST)

    drive(scene)
    assert set(KEYS) - pressed - IN_FORMS - OF_WIDGETS == set()
    assert books_desk.decisions() == (decided,), "keys alone decide nothing"
