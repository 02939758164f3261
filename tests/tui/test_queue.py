from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from checker.api import LocalDesk
from checker.model import read_application
from checker.model.outcome import Verdict
from tests.tui.conftest import CASES, application_file, drive, until
from tests.tui.opened import CEMENT, PV, checked, opened, screen_text
from tui.places import Place
from tui.queue import QueueScreen
from tui.queue_order import days_left, days_text, matching
from tui.queue_row import QueueRow
from tui.state import State
from tui.status_line import StatusLine
from tui.verdicts import Verdicts

FILES = [application_file(case) for case in ("chemical-county-review", "liquor-gas-boiler", "coal-figure-missing")]


def test_files_are_listed_with_verdicts_by_mark_and_word(desk, size) -> None:
    async def scene() -> None:
        async with opened(desk, [CEMENT, *FILES], size) as (app, pilot):
            await checked(pilot, app.screen)
            text = screen_text(app)
            assert "✗ 否决" in text
            assert "✓ 通过" in text
            assert "! 整改" in text
            assert "平昌砾峤水泥" in text
            assert "4 件" in text

    drive(scene)


def test_verdicts_of_the_queue_are_those_of_a_check(desk) -> None:
    async def scene() -> None:
        async with opened(desk, [CEMENT, *FILES]) as (app, pilot):
            queue = app.screen
            await checked(pilot, queue)
            for row in queue.rows:
                assert queue.verdicts.of(row).text.endswith(desk.check(row.path, as_of=app.day).verdict.label)

    drive(scene)


def test_the_filter_narrows_as_it_is_typed_and_escape_takes_it_away(desk, size) -> None:
    async def scene() -> None:
        async with opened(desk, [CEMENT, *FILES], size) as (app, pilot):
            queue = app.screen
            await checked(pilot, queue)
            await pilot.press("slash", *"水泥")
            assert [row.path for row in queue.table.rows] == [CEMENT]
            await pilot.press(*" 通过")
            assert list(queue.table.rows) == []
            await pilot.press(*["backspace"] * 3, "enter")
            assert queue.focused is queue.table
            await pilot.press("escape")
            assert len(queue.table.rows) == 4

    drive(scene)


def test_letters_typed_into_the_filter_are_no_commands(desk) -> None:
    async def scene() -> None:
        async with opened(desk, FILES) as (app, pilot):
            await pilot.press("slash", *"qs?2:T")
            assert app.screen.query_one("#filter").value == "qs?2:T"
            assert app.current_mode == Place.QUEUE

    drive(scene)


def test_a_sentence_pasted_or_committed_by_an_input_method_arrives_whole(desk) -> None:
    from textual.events import Paste

    async def scene() -> None:
        async with opened(desk, [CEMENT, *FILES]) as (app, pilot):
            await checked(pilot, app.screen)
            await pilot.press("slash")
            app.post_message(Paste("平昌县 3011"))
            await until(pilot, lambda: len(app.screen.table.rows) == 1)
            assert app.screen.table.current.path == CEMENT

    drive(scene)


def test_columns_sort_both_ways_by_key_and_by_mouse(desk) -> None:
    async def scene() -> None:
        async with opened(desk, [CEMENT, *FILES], (160, 50)) as (app, pilot):
            queue = app.screen
            await checked(pilot, queue)
            await pilot.press("s")
            verdicts = [queue.verdicts.of(row).text for row in queue.table.rows]
            assert verdicts == sorted(verdicts, key=["✗ 否决", "! 整改", "✓ 通过"].index)
            assert len(set(verdicts)) > 1
            assert "结论▲" in screen_text(app)
            await pilot.press("S")
            assert queue.verdicts.of(queue.table.rows[0]).text == "✓ 通过"
            await pilot.click("#rows", offset=(13, 0))
            names = [row.name for row in queue.table.rows]
            assert names == sorted(names)
            await pilot.click("#rows", offset=(13, 0))
            assert [row.name for row in queue.table.rows] == sorted(names, reverse=True)

    drive(scene)


def test_the_cursor_moves_by_keys_and_mouse_and_stays_on_its_row(desk) -> None:
    async def scene() -> None:
        async with opened(desk, [CEMENT, *FILES]) as (app, pilot):
            queue = app.screen
            await checked(pilot, queue)
            await pilot.press("end")
            assert queue.table.cursor == 3
            await pilot.press("home", "down", "j", "k", "pagedown", "pageup", "up")
            assert queue.table.cursor == 0
            await pilot.click("#rows", offset=(10, 3))
            assert queue.table.cursor == 2
            kept = queue.table.current
            await pilot.press("s")
            assert queue.table.current is kept

    drive(scene)


def test_a_file_that_is_no_application_is_a_row_that_says_why(desk, tmp_path: Path) -> None:
    broken = tmp_path / "坏.yaml"
    broken.write_text("项目名称: [", encoding="utf-8")

    async def scene() -> None:
        async with opened(desk, [broken, CEMENT], (160, 50)) as (app, pilot):
            await checked(pilot, app.screen)
            assert "! 有误" in screen_text(app)
            await pilot.press("enter")
            await until(pilot, lambda: len(app._notifications) > 0)
            assert app.current_mode == Place.QUEUE

    drive(scene)


def test_the_ledger_is_a_queue_with_days_left(books_desk: LocalDesk) -> None:
    books_desk.submit(application_file("liquor-gas-boiler"), on=date(2026, 11, 19))

    async def scene() -> None:
        async with opened(books_desk, [CEMENT], (160, 50)) as (app, pilot):
            queue = app.screen
            await until(pilot, lambda: len(queue.rows) == 2)
            await checked(pilot, queue)
            text = screen_text(app)
            assert "剩 4 天" in text
            assert "2026-11-19" in text
            await pilot.press("end", "enter")
            await until(pilot, lambda: app.subject is not None)
            assert app.subject.project == app.subject.application.project_code
            assert app.subject.path is None

    drive(scene)


def test_verdicts_are_worked_out_again_when_the_books_have_moved(books_desk: LocalDesk) -> None:
    async def scene() -> None:
        async with opened(books_desk, [CEMENT]) as (app, pilot):
            queue = app.screen
            await checked(pilot, queue)
            before = queue.verdicts._rest
            books_desk.submit(application_file("liquor-gas-boiler"), on=date(2026, 11, 19))
            await pilot.press("r")
            await until(pilot, lambda: len(queue.rows) == 2)
            await checked(pilot, queue)
            assert queue.verdicts._rest != before

    drive(scene)


def test_an_unchanged_row_is_not_checked_again(desk, monkeypatch) -> None:
    checks: list[str] = []
    check = LocalDesk.check

    def counted(self, application, **settings):
        checks.append(application.name)
        return check(self, application, **settings)

    monkeypatch.setattr(LocalDesk, "check", counted)

    async def scene() -> None:
        async with opened(desk, [CEMENT, *FILES]) as (app, pilot):
            await checked(pilot, app.screen)
            assert len(checks) == 4
            await pilot.press("r")
            await until(pilot, lambda: len(checks) == 5)
            await checked(pilot, app.screen)
            assert len(checks) == 5, "the first one tells whether the books have moved"

    drive(scene)


def test_days_left_of_the_notice_count_working_days() -> None:
    thursday = date(2026, 11, 19)
    assert days_left(thursday, date(2026, 11, 20)) == 4
    assert days_left(thursday, date(2026, 11, 22)) == 4
    assert days_left(thursday, date(2026, 11, 26)) == 0
    assert days_left(thursday, date(2026, 11, 27)) == -1
    row = QueueRow("甲", "甲", 0, submitted_on=thursday)
    assert days_text(row, date(2026, 11, 27))[0] == "! 超 1 天"
    assert days_text(row, date(2026, 11, 25))[0] == "! 剩 1 天"
    assert days_text(QueueRow("乙", "乙", 1), thursday)[0] == ""


def test_every_word_must_be_found_whatever_its_case() -> None:
    rows = [QueueRow("1", "水泥 ABC", 0, county="平昌县"), QueueRow("2", "水泥", 1, county="南江县")]
    assert [row.key for row in matching(rows, "水泥 abc", Verdicts())] == ["1"]
    assert [row.key for row in matching(rows, "  南江  ", Verdicts())] == ["2"]
    assert len(matching(rows, "", Verdicts())) == 2


def test_filter_order_and_place_come_back(desk, tmp_path: Path) -> None:
    file = tmp_path / "state.json"

    async def first() -> None:
        async with opened(desk, [CEMENT, PV], state=State(file)) as (app, pilot):
            await checked(pilot, app.screen)
            await pilot.press("s", "S", "slash", *"水泥", "enter", "T", "q")

    async def second() -> None:
        async with opened(desk, [CEMENT, PV], state=State(file)) as (app, pilot):
            await checked(pilot, app.screen)
            assert app.theme == "office-light"
            assert [row.path for row in app.screen.table.rows] == [CEMENT]
            assert app.screen.table.sort_mark == (0, "▼")

    drive(first)
    drive(second)


def test_twenty_thousand_rows_are_shown_by_drawing_only_those_in_sight(desk) -> None:
    rows = [QueueRow(str(place), f"项目 {place}", place, county="平昌县") for place in range(20_000)]

    async def scene() -> None:
        async with opened(desk) as (app, pilot):
            queue: QueueScreen = app.screen
            drawn: list[str] = []
            line = queue.table._draw_row
            queue.table._draw_row = lambda row: (drawn.append(row.key), line(row))[1]
            queue.take_rows(rows)
            await pilot.pause()
            await pilot.press("end")
            assert queue.table.current.key == "19999"
            await pilot.press("slash", *"项目 19998")
            assert [row.key for row in queue.table.rows] == ["19998"]
            assert len(drawn) < 2_000

    drive(scene)


def test_the_verdict_of_a_review_reaches_the_queue() -> None:
    verdicts = Verdicts()
    from checker.api import Checker

    application = read_application(CEMENT)
    report = Checker.load(engine="reference").check(application, as_of=date(2026, 11, 22))
    verdicts.keep(report)
    row = QueueRow("甲", "甲", 0, hash=application.content_hash)
    assert report.verdict is Verdict.REJECT
    assert verdicts.of(row).text == "✗ 否决"


def test_an_empty_queue_says_what_to_write(desk) -> None:
    async def scene() -> None:
        async with opened(desk) as (app, _):
            assert "checker tui 文件或文件夹" in screen_text(app)

    drive(scene)


def test_every_shipped_case_can_be_listed(desk) -> None:
    files = sorted(CASES.glob("*/application.yaml"))

    async def scene() -> None:
        async with opened(desk, files, (160, 50)) as (app, pilot):
            await checked(pilot, app.screen)
            assert not [row for row in app.screen.rows if row.fault]

    drive(scene)


@pytest.mark.parametrize("column", [99, -7])
def test_a_column_that_there_is_not_is_no_order(desk, tmp_path, column: int) -> None:
    async def scene() -> None:
        state = State(tmp_path / "state.json")
        state.remember("queue.column", column)
        async with opened(desk, [CEMENT, PV], state=state) as (app, pilot):
            await until(pilot, lambda: len(app.screen.rows) == 2)
            assert app.is_running
            assert "序" not in str(app.screen.query_one(StatusLine).said)

    drive(scene)


def test_a_file_that_cannot_be_read_says_why_in_its_line(desk, tmp_path) -> None:
    async def scene() -> None:
        file = tmp_path / "坏.yaml"
        file.write_bytes(b"\x00\xff" * 20)
        async with opened(desk, [file]) as (app, pilot):
            await until(pilot, lambda: "! 有误" in screen_text(app))
            assert "坏.yaml  是二进制文件" in screen_text(app)

    drive(scene)


def test_what_waits_for_quota_says_so_at_every_size(desk, size) -> None:
    rows = [
        QueueRow("1", "甲项目", 0, "2601", state="退回整改", is_waiting=True),
        QueueRow("2", "乙项目", 1, "2602", state="在审"),
    ]

    async def scene() -> None:
        async with opened(desk, size=size) as (app, pilot):
            app.screen.take_rows(rows)
            await pilot.pause()
            assert "! 等额度 1 件  所选 退回整改 等额度" in screen_text(app)
            await pilot.press("down")
            await pilot.pause()
            assert "! 等额度 1 件" in screen_text(app)
            assert "所选" not in screen_text(app)

    drive(scene)


def test_the_column_of_the_state_has_room_for_the_longest(books_desk) -> None:
    async def scene() -> None:
        async with opened(books_desk, size=(100, 30)) as (app, pilot):
            app.screen.take_rows([QueueRow("1", "甲项目", 0, "2601", state="退回整改", is_waiting=True)])
            await pilot.pause()
            assert "! 退回整改 等额度" in screen_text(app).splitlines()[3]

    drive(scene)
