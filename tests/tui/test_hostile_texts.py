from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from checker.model import build_application, read_application
from checker.model.application import Application
from tests.tui.conftest import drive, until
from tests.tui.opened import CEMENT, checked, opened, screen_text
from tui.draft import Spot
from tui.places import Place
from tui.plain import cell, one_line, paragraph, plain
from tui.queue_row import QueueRow
from tui.review import ReviewScreen
from tui.saving import application_text

MARKUP = "[bold red]通过[/bold red] [@click=app.quit]点我[/] :smile: \\[x] $error {name}"
EMOJI = "👨‍👩‍👧‍👦 🇨🇳 ❤️ 项目 🏭"
RIGHT_TO_LEFT = "مشروع إسمنت שלום 水泥"
LONG = "长" * 10_000
NAMES = {"markup": MARKUP, "emoji": EMOJI, "right to left": RIGHT_TO_LEFT, "long": LONG, "piled": "a" + "\u0301" * 50}


def renamed(name: str) -> Application:
    return build_application({**read_application(CEMENT).canonical(), "name": name, "owner": name, "address": name})


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_whatever_a_project_is_called_it_can_be_listed_read_and_tried(desk, tmp_path: Path, name: str) -> None:
    file = tmp_path / "项目.yaml"
    file.write_text(application_text(renamed(name)), encoding="utf-8")

    async def scene() -> None:
        async with opened(desk, [file]) as (app, pilot):
            await checked(pilot, app.screen)
            assert "✗ 否决" in screen_text(app)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and app.screen.reading is not None)
            screen = app.screen
            assert not app._exit
            assert len(screen_text(app).splitlines()) == 24
            screen.to_fact(Spot("建设单位"))
            await pilot.press("enter")
            await pilot.pause()
            await pilot.press("x", "enter", "tab", "pagedown", "end", "c")
            assert screen.draft.is_changed(Spot("建设单位"))
            screen.to_fact(Spot("建设地点"))
            await pilot.pause()
            assert screen.copied().count("长") >= name.count("长"), "the whole text can be read by scrolling"
            assert app.current_mode == Place.REVIEW

    drive(scene)


def test_markup_is_shown_and_never_obeyed(desk, tmp_path: Path) -> None:
    file = tmp_path / "项目.yaml"
    file.write_text(application_text(renamed(MARKUP)), encoding="utf-8")

    async def scene() -> None:
        async with opened(desk, [file], (160, 50)) as (app, pilot):
            await checked(pilot, app.screen)
            assert "[bold red]通过[/bold" in screen_text(app)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and app.screen.reading is not None)
            assert "[bold red]通过[/bold red]" in screen_text(app)
            app.tell(MARKUP)
            await pilot.pause()
            assert ":smile:" in screen_text(app)

    drive(scene)


def test_a_file_name_cannot_move_the_cursor_or_turn_the_line(desk, tmp_path: Path) -> None:
    file = tmp_path / "甲\x1b[2J\u202e乙\n丙.yaml"
    file.write_text("项目名称: [", encoding="utf-8")

    async def scene() -> None:
        async with opened(desk, [file], (160, 50)) as (app, pilot):
            await checked(pilot, app.screen)
            text = screen_text(app)
            assert "\\x1b[2J\\u202e乙\\n丙" in text
            assert "\x1b" not in text
            assert "\u202e" not in text
            await pilot.press("enter")
            await until(pilot, lambda: len(app._notifications) > 0)
            assert "\x1b" not in next(iter(app._notifications)).message

    drive(scene)


@given(st.text(max_size=300), st.integers(min_value=4, max_value=60))
def test_any_text_fits_its_cells_and_hides_nothing(text: str, width: int) -> None:
    line = one_line(text, width)
    assert cell_len(line) <= width
    for shown in (line, plain(text).plain, paragraph(text).plain, cell(text, width).plain, cell(text).plain):
        assert all(one == "\n" or unicodedata.category(one) not in ("Cc", "Cf", "Cs") for one in shown)
        assert not any(span.style for span in plain(text).spans)


@given(st.text(max_size=200))
def test_any_name_can_be_looked_for(name: str) -> None:
    row = QueueRow("甲", name, 0)
    assert name.casefold() in row.words
