from __future__ import annotations

import re
import stat
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from checker.errors import CheckerError, Problem, UsageError
from tests.tui.conftest import drive, until
from tests.tui.opened import CEMENT, fill_state, opened, reviewing, screen_text
from tui import faults
from tui.commands import CommandPalette, commands_of
from tui.dialogs import Confirming, Reading
from tui.key_file import OwnKeys, read_own_keys
from tui.keymap import KEYS, RESERVED, meet
from tui.office_screen import OfficeScreen
from tui.picture import picture
from tui.places import Place
from tui.state import State
from tui.theme import THEMES, other

ROOT = Path(__file__).parents[2]


def test_every_place_is_reached_by_its_key_and_by_the_mouse(books_desk, size) -> None:
    async def scene() -> None:
        async with opened(books_desk, [CEMENT], size) as (app, pilot):
            for place in Place:
                await pilot.press(KEYS[place.command].keys)
                await pilot.pause()
                assert app.current_mode == place
                assert f"[{KEYS[place.command].keys} {place.label}]" in screen_text(app)
            await pilot.click("Tab")
            await pilot.pause()
            assert app.current_mode == Place.QUEUE

    drive(scene)


def test_help_names_every_key_that_works_here(desk, size) -> None:
    async def scene() -> None:
        async with reviewing(desk, size=size) as (screen, pilot):
            for key in ("question_mark", "f1"):
                await pilot.press(key)
                await pilot.pause()
                assert isinstance(screen.app.screen, Reading)
                text = str(screen.app.screen._text)
                for word in ("改所选的事实", "把试算的申报另存为新文件", "退出", "keys.toml", "review.edit"):
                    assert word in text
                assert "按下一列排序" not in text, "what works only in the queue is told there"
                await pilot.press("escape")
                await pilot.pause()
                assert screen.app.screen is screen

    drive(scene)


def test_commands_are_found_by_words_and_carried_out(desk) -> None:
    async def scene() -> None:
        async with opened(desk, [CEMENT]) as (app, pilot):
            await pilot.press("colon")
            await pilot.pause()
            palette = app.screen
            assert isinstance(palette, CommandPalette)
            listed = palette.query_one(OptionList)
            assert listed.option_count > 5
            await pilot.press(*"明暗")
            await pilot.pause()
            assert listed.option_count == 1
            await pilot.press("enter")
            await pilot.pause()
            assert app.theme == "office-light"
            await pilot.press("ctrl+p")
            await pilot.pause()
            await pilot.press(*"没有这种事")
            await pilot.pause()
            assert "没有这样的命令" in screen_text(app)
            await pilot.press("escape")

    drive(scene)


def test_only_what_is_valid_now_is_offered(desk) -> None:
    async def scene() -> None:
        async with opened(desk, [CEMENT]) as (app, pilot):
            here = {command.id for command in commands_of(app.screen)}
            assert "queue.sort" in here
            assert not [name for name in here if name.startswith("review.")]
            await pilot.press("2")
            await pilot.pause()
            there = {command.id for command in commands_of(app.screen)}
            assert "review.save" in there
            assert "queue.sort" not in there

    drive(scene)


def test_a_dialog_must_be_answered_before_anything_else(desk) -> None:
    async def scene() -> None:
        async with opened(desk, [CEMENT]) as (app, pilot):
            answers: list[bool | None] = []
            app.push_screen(Confirming("要吗?"), answers.append)
            await pilot.pause()
            await pilot.press("3", "q", "question_mark")
            assert app.current_mode == Place.QUEUE
            assert isinstance(app.screen, Confirming)
            await pilot.press("enter")
            assert answers == [False], "enter alone does not confirm"
            app.push_screen(Confirming("要吗?"), answers.append)
            await pilot.pause()
            await pilot.press("y")
            assert answers == [False, True]

    drive(scene)


def test_no_key_is_one_of_the_terminals_own_and_none_stands_twice_on_a_screen() -> None:
    for key in KEYS.values():
        assert not RESERVED & set(key.keys.split(",")), key.id
        assert key.label
        assert key.help
    for one, two in combinations(KEYS.values(), 2):
        shared = set(one.keys.split(",")) & set(two.keys.split(","))
        assert not (shared and meet(one.id, two.id)), (one.id, two.id)


def test_ctrl_c_loses_no_work_and_says_how_to_leave(desk) -> None:
    async def scene() -> None:
        async with opened(desk, [CEMENT]) as (app, pilot):
            await pilot.press("ctrl+c", "ctrl+q")
            assert "退出请按 q" in [note.message for note in app._notifications]
            assert app.is_running

    drive(scene)


def test_an_officers_own_keys_take_the_place_of_the_declared_ones(desk, tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text('"queue.sort" = "f6, o"\n[app]\nhelp = ["h"]\n', encoding="utf-8")
    own = read_own_keys(file)
    assert own == OwnKeys({"queue.sort": "f6,o", "app.help": "h"})

    async def scene() -> None:
        async with opened(desk, [CEMENT], own_keys=own) as (app, pilot):
            await pilot.press("s")
            assert app.screen.table.sort_mark == (-1, "")
            await pilot.press("f6")
            assert app.screen.table.sort_mark == (0, "▲")
            await pilot.press("h")
            await pilot.pause()
            assert isinstance(app.screen, Reading)

    drive(scene)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('"queue.sort" = "ctrl+s"', 1, "ctrl+s 是终端自己用的键;请换一个键"),
        ('\n"queue.srot" = "o"', 2, "没有这个命令;是否为“queue.sort”"),
        ('"queue.sort" = ""', 1, "没有写按键"),
        ('"queue.sort" = 3', 1, "没有写按键"),
        ('"queue.sort" = "not a key"', 1, "没有叫 not a key 的键"),
        ('"queue.sort" = "bogus_key"', 1, "没有叫 bogus_key 的键"),
        ('"queue.sort" = "pagdown"', 1, "是否为 pagedown?"),
        ('"queue.sort" = "shift+n"', 1, "shift+n 写作 N"),
        ('"queue.sort" = "hold+n"', 1, "没有叫 hold+n 的键"),
        ('"go.rules" = "enter"', 1, "enter 是移动和选择用的键;请换一个键,如 f4、ctrl+o、N;现仍用 7"),
        ('[queue]\nsort = "PgDn"', 2, "pagedown 是移动和选择用的键"),
        ('"queue.sort" = "o"\n"queue.filter" = "o"', 2, "o 已经用于“排序”(queue.sort)"),
        ('"queue.sort" = "r"', 1, "r 已经用于“刷新”(queue.refresh);请换一个键,或给 queue.refresh 另写一个键"),
        ('"app.help" = "s"', 1, "s 已经用于“排序”(queue.sort)"),
        ('"queue.sort" = "1"', 1, "1 已经用于“待办”(go.queue)"),
        ('"decision.decide" = "/"', 1, "slash 已经用于“查找”(list.filter)"),
        ('"form.send" = "a"', 1, "a 在表单里是打字用的键"),
        ('"form.send" = "ctrl+w"', 1, "ctrl+w 在表单里是打字用的键"),
        ("\nqueue.sort = o", 2, "不是 TOML"),
    ],
)
def test_a_mistake_among_the_keys_is_told_at_its_line_and_the_declared_ones_stay(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    file = tmp_path / "keys.toml"
    file.write_text(text, encoding="utf-8")
    own = read_own_keys(file)
    assert said in str(own.problems[0])
    assert str(own.problems[0]).startswith(f"{file}:{line} ")
    assert len(own.problems) == 1
    assert all(own.keys[command] != KEYS[command].keys for command in own.keys)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ('"queue.sort" = "r"\n"queue.refresh" = "s"', {"queue.sort": "r", "queue.refresh": "s"}),
        ('"queue.open" = "Enter, o"', {"queue.open": "enter,o"}),
        ('"queue.sort" = "n"', {"queue.sort": "n"}),
        ('"decision.export" = "a"', {"decision.export": "a"}),
        (
            '\ufeff"queue.sort" = ["F6", "Ctrl+O", ",", "shift+ctrl+left"]',
            {"queue.sort": "f6,ctrl+o,comma,ctrl+shift+left"},
        ),
    ],
    ids=["swapped", "with the declared one", "of another place", "not all lists are narrowed", "written freely"],
)
def test_keys_that_do_not_get_in_each_others_way_are_taken(tmp_path: Path, text: str, keys: dict[str, str]) -> None:
    file = tmp_path / "keys.toml"
    file.write_text(text, encoding="utf-8")
    assert read_own_keys(file) == OwnKeys(keys)


def test_a_key_set_free_by_a_command_that_was_refused_is_not_free(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text('"queue.sort" = "ctrl+s"\n"queue.reverse" = "s"\n"queue.refresh" = "S"', encoding="utf-8")
    own = read_own_keys(file)
    assert own.keys == {}
    assert [problem.field for problem in own.problems] == ["queue.sort", "queue.reverse", "queue.refresh"]


def test_refused_keys_leave_the_interface_with_the_declared_ones(desk, tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text('"go.rules" = "enter"\n"queue.sort" = "bogus_key"', encoding="utf-8")

    async def scene() -> None:
        async with opened(desk, [CEMENT], own_keys=read_own_keys(file)) as (app, pilot):
            assert "7 规则" in screen_text(app)
            assert "bogus_key 排序" not in screen_text(app)
            assert len(app._notifications) == 2
            await pilot.press("s")
            assert app.screen.table.sort_mark == (0, "▲")
            await pilot.press("enter")
            await until(pilot, lambda: app.current_mode == Place.REVIEW)

    drive(scene)


def test_without_a_file_of_keys_nothing_is_said(tmp_path: Path) -> None:
    assert read_own_keys(tmp_path / "keys.toml") == OwnKeys({})


def test_a_damaged_state_is_ignored_with_a_message(desk, tmp_path: Path) -> None:
    for text in ("{", "[]", "\x00", '{"theme": 3, "queue.column": "x"}'):
        state = fill_state(tmp_path / "state.json", text)

        async def scene(state: State = state) -> list[str]:
            async with opened(desk, [CEMENT], state=state) as (app, pilot):
                await pilot.pause()
                assert app.theme == "office-dark"
                return [note.message for note in app._notifications]

        told = drive(scene)
        assert bool(told) is (state.problem is not None)
        assert (state.problem is None) is text.startswith('{"theme')
        state.save()
        assert State(tmp_path / "state.json").problem is None


def test_a_state_that_cannot_be_written_is_a_problem_not_an_error(tmp_path: Path) -> None:
    blocked = tmp_path / "文件"
    blocked.write_text("", encoding="utf-8")
    state = State(blocked / "state.json")
    state.remember("theme", "office-light")
    state.save()
    assert state.problem is not None


def test_the_state_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    state = State(file)
    state.remember("queue.filter", "水泥")
    state.save()
    assert State(file).recall("queue.filter", "") == "水泥"
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".tui")] == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_errors_become_their_problems_and_unexpected_ones_go_to_the_log() -> None:
    problem = Problem("甲", remedy="乙")
    assert faults.problems_of(UsageError(problem)) == (problem,)
    told = faults.problems_of(ZeroDivisionError("机密"))[0]
    assert "ZeroDivisionError" in str(told)
    assert "机密" not in str(told)
    assert "ZeroDivisionError" in faults.log_file().read_text(encoding="utf-8")


def test_a_command_that_fails_leaves_the_interface_standing(desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: object) -> None:
        raise CheckerError([Problem(f"问题 {place}") for place in range(9)])

    async def scene() -> None:
        async with opened(desk, [CEMENT]) as (app, pilot):
            monkeypatch.setattr(type(app), "action_other_theme", refused)
            await pilot.press("T")
            await pilot.pause()
            assert isinstance(app.screen, Reading), "many problems are read at leisure"
            assert "问题 8" in str(app.screen._text)
            await pilot.press("escape")
            await pilot.pause()
            assert isinstance(app.screen, OfficeScreen)

    drive(scene)


def test_slow_work_can_be_stopped(desk) -> None:
    import time

    async def scene() -> None:
        async with opened(desk, [CEMENT]) as (app, pilot):
            results: list[int] = []

            def slow(job) -> int:
                for step in range(1000):
                    job.progress(step, 1000)
                    time.sleep(0.01)
                return 1

            app.screen.run_job("慢活", slow, results.append)
            await until(pilot, lambda: bool(re.search(r"慢活 \d+/1000   esc 停止", screen_text(app))))
            await pilot.press("escape")
            await pilot.pause(0.3)
            assert "已停止" in screen_text(app)
            assert not results
            await until(pilot, lambda: not [one for one in app.workers if one.is_running and one.group == "慢活"])

    drive(scene)


def test_light_and_dark_and_none_are_told_apart_by_words_too(desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {one.dark for one in THEMES} == {True, False}
    assert other(other(THEMES[0].name)) == THEMES[0].name
    monkeypatch.setenv("NO_COLOR", "1")

    async def scene() -> None:
        async with reviewing(desk) as (screen, pilot):
            assert screen.app.no_color
            await pilot.pause()
            text = screen_text(screen.office)
            assert "✗ 不符合" in text
            assert "> ✗" in text
            assert "[2 审查]" in text
            colours = set(re.findall(r"fill: #([0-9a-f]{6})", picture(screen.app)))
            assert all(one[:2] == one[2:4] == one[4:] for one in colours if one != "c5c8c6")  # the frame

    drive(scene)


def test_a_picture_of_the_screen_has_chinese_at_its_full_width(desk, tmp_path: Path) -> None:
    async def scene() -> None:
        async with opened(desk, [CEMENT]) as (_, pilot):
            await pilot.press("P")
            await pilot.pause()
            svg = next(tmp_path.glob("审查界面-*.svg")).read_text(encoding="utf-8")
            found = re.search(r'textLength="([\d.]+)"[^>]*>&#160;2&#160;审查&#160;<', svg)
            assert found is not None
            assert "url(http" not in svg, "nothing is fetched to look at it"
            assert float(found[1]) == pytest.approx(8 * 12.2)

    drive(scene)


def test_leaving_an_input_comes_before_going_back(desk) -> None:
    async def scene() -> None:
        async with opened(desk, [CEMENT]) as (app, pilot):
            await pilot.press("slash", *"水泥", "escape")
            assert not isinstance(app.focused, Input)
            assert app.screen.query_one("#filter").value == "水泥"
            await pilot.press("escape")
            assert app.screen.query_one("#filter").value == ""

    drive(scene)


def test_checker_never_imports_the_interface() -> None:
    code = "import sys, checker.cli.program; print([m for m in sys.modules if m.split('.')[0] in ('tui', 'textual')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
