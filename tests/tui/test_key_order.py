from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.widgets import Input, TextArea

from tests.tui.conftest import drive, until
from tests.tui.office import METHANOL, at, received, settled, subject_of
from tests.tui.opened import CEMENT, PV, opened, reviewing
from tui.app import OfficeApp
from tui.choice import Option
from tui.commands import CommandPalette
from tui.dialogs import Asking
from tui.draft import Spot
from tui.form import Form
from tui.places import Place
from tui.question import Kind, Question


def burst(app: OfficeApp, *keys: str) -> None:
    """Keys and texts that arrive all at once, the later ones before anything is done with the earlier ones."""
    for key in keys:
        if key.startswith("<"):
            app.post_message(events.Key(key.strip("<>"), None))
        else:
            for character in key:
                app.post_message(events.Key(_character_to_key(character), character))


async def dealt_with(app: OfficeApp, pilot: Any) -> None:
    await until(pilot, lambda: not app.is_taking_keys)
    await settled(app, pilot)


@pytest.mark.parametrize("kind", [Kind.LINE, Kind.TEXT])
def test_what_is_edited_right_before_tab_is_edited_in_its_own_field(books_desk, kind: Kind) -> None:
    async def scene() -> None:
        questions = (Question("a", "甲", kind), Question("b", "乙", kind))
        async with at(books_desk, Place.DECISION, (80, 24)) as (app, pilot):
            app.push_screen(Form("表单", questions, lambda answers: "x"))
            await pilot.pause()
            burst(app, "一二三", "<backspace>", "<left>", "零", "<tab>", "七", "<backspace>", "八")
            await dealt_with(app, pilot)
            fields = [app.screen.query_one(f"#{name}") for name in "ab"]
            assert [one.text if isinstance(one, TextArea) else one.value for one in fields] == ["一零二", "八"]

    drive(scene)


def test_enter_leads_to_the_next_field_before_anything_is_typed_there(books_desk) -> None:
    async def scene() -> None:
        questions = (Question("a", "甲"), Question("c", "选", Kind.ONE, options=(Option("x", "x"), Option("y", "y"))))
        async with at(books_desk, Place.DECISION, (80, 24)) as (app, pilot):
            given: list[Any] = []
            app.push_screen(Form("表单", (*questions, Question("b", "乙")), lambda answers: answers), given.append)
            await pilot.pause()
            burst(app, "12", "<enter>", "<down>", "<tab>", "34", "<f2>")
            await dealt_with(app, pilot)
            assert given[0].given == {"a": "12", "c": ("y",), "b": "34"}

    drive(scene)


def test_what_is_typed_behind_the_key_of_a_search_is_searched(desk) -> None:
    async def scene() -> None:
        async with opened(desk, [CEMENT, PV]) as (app, pilot):
            await until(pilot, lambda: all(row.hash for row in app.screen.rows))
            burst(app, "/水泥光", "<backspace>", "<enter>", "s")
            await dealt_with(app, pilot)
            assert app.screen.query_one(Input).value == "水泥"
            assert [row.path for row in app.screen.table.rows] == [CEMENT]
            assert app.screen.table.sort_mark[0] == 0

    drive(scene)


def test_what_is_typed_behind_the_key_of_a_place_is_for_that_place(books_desk) -> None:
    async def scene() -> None:
        async with opened(books_desk) as (app, pilot):
            burst(app, "7", "/煤炭")
            await dealt_with(app, pilot)
            assert app.current_mode == Place.RULES
            assert app.screen.query_one("#search", Input).value == "煤炭"

    drive(scene)


def test_a_command_is_found_and_carried_out_however_fast_it_is_typed(desk) -> None:
    async def scene() -> None:
        async with opened(desk, [CEMENT]) as (app, pilot):
            burst(app, ":明案", "<backspace>", "暗", "<enter>")
            await dealt_with(app, pilot)
            assert not isinstance(app.screen, CommandPalette)
            assert app.theme == "office-light"

    drive(scene)


def test_a_fact_is_changed_however_fast_it_is_typed(desk) -> None:
    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            screen.to_fact(Spot("年综合能源消费量"))
            await pilot.pause()
            burst(screen.office, "<enter>", "<ctrl+u>", "12345", "<backspace>", " tce", "<enter>", "w")
            await dealt_with(screen.office, pilot)
            assert screen.draft.value(Spot("年综合能源消费量")) == "1234 tce"
            assert isinstance(screen.app.screen, Asking)

    drive(scene)


def test_what_is_pasted_keeps_its_place_among_the_keys(desk) -> None:
    async def scene() -> None:
        async with opened(desk, [CEMENT, PV]) as (app, pilot):
            burst(app, "/平昌")
            app.post_message(events.Paste("县水"))
            burst(app, "泥", "<backspace>")
            await dealt_with(app, pilot)
            assert app.screen.query_one(Input).value == "平昌县水"

    drive(scene)


def test_a_confirmation_in_a_burst_closes_the_form_it_stands_over(books_desk) -> None:
    project = received(books_desk, METHANOL)
    subject = subject_of(books_desk, project)

    async def scene() -> None:
        async with at(books_desk, Place.RECTIFICATIONS, (80, 24), subject) as (app, pilot):
            burst(app, "n", "补正", "<escape>", "y", "2")
            await dealt_with(app, pilot)
            assert app.current_mode == Place.REVIEW

    drive(scene)
