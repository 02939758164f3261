from __future__ import annotations

from datetime import date

import pytest
from textual.widgets import DataTable

from checker.ledger.consultation import Stance
from checker.ledger.rectifications import Item
from checker.model.outcome import Verdict
from tests.tui.conftest import DAY, drive
from tests.tui.office import METHANOL, at, page, received, renamed, rows, scope, settled
from tests.tui.office import application_of as application_of_case
from tests.tui.opened import screen_text
from tui.page_view import PageView
from tui.places import Place

OTHER = "coal-substitution-done"
REASON = "项目属于目录鼓励类,但请补充说明原料煤来源、替代方案和达产年的用能结构," * 3 + "末尾的话"
FILLED = [Place.CONSULTATIONS, Place.RECTIFICATIONS, Place.DECISION]


def at_work(desk) -> tuple[str, str]:
    """Two projects, the second in the alphabet first in the books, each with something in all three lists."""
    first = received(desk, renamed(application_of_case(METHANOL), "乙甲醇项目" + "很长的名称" * 12))
    second = received(desk, renamed(application_of_case(OTHER), "丁煤炭项目"))
    consultation = desk.convene(first, on=date(2026, 11, 12))
    desk.hear(consultation.id, department=consultation.departments[0], stance=Stance.OPPOSES, reason=REASON, on=DAY)
    for project, deadline in ((first, date(2026, 12, 1)), (second, date(2026, 11, 25))):
        matter = Item("更换锅炉并加装计量器具," * 9 + "末尾的话", deadline)
        desk.order(project, [matter], authority="市发展改革委", number="5号", on=date(2026, 11, 12))
        desk.decide(project, Verdict.RECTIFY, reason="理由" * 90 + "末尾的话", number="1号", on=DAY)
    return first, second


@pytest.mark.parametrize("place", FILLED)
def test_projects_are_listed_by_name_and_found_by_name_and_code(books_desk, size, place: Place) -> None:
    first, second = at_work(books_desk)

    async def scene() -> None:
        async with at(books_desk, place, size) as (app, pilot):
            names = [row[1] for row in rows(app)]
            assert any(name.startswith("乙甲醇项目很长的名称") for name in names)
            assert first not in names
            for sought in ("乙甲醇项目", first):
                await pilot.press("slash", *sought)
                await settled(app, pilot)
                assert [row[1][:5] for row in rows(app)] == ["乙甲醇项目"]
                text = page(app).replace("\n", "")
                assert "很长的名称" * 12 in text, "the whole name is read beside the list"
                assert first in text
                await pilot.press("escape")
            await pilot.press("slash", *second, "enter")
            assert first not in page(app)

    drive(scene)


@pytest.mark.parametrize("place", [Place.RECTIFICATIONS, Place.DECISION])
def test_lists_are_put_in_order_by_name_by_code_and_back(books_desk, place: Place) -> None:
    at_work(books_desk)

    async def scene() -> None:
        async with at(books_desk, place, (80, 24)) as (app, pilot):
            screen = app.screen
            own = [row[0] for row in rows(app)]
            await pilot.press("s")
            names = [screen.named(row) for row in screen._shown]
            assert names == sorted(names)
            assert "按项目顺序" in scope(app)
            await pilot.press("S")
            assert [screen.named(row) for row in screen._shown] == names[::-1]
            assert "按项目倒序" in scope(app)
            await pilot.press("S", "s")
            codes = [screen.project_of(row) for row in screen._shown]
            assert codes == sorted(codes)
            await pilot.press(*"s" * (len(screen.orders()) - 1))
            assert [row[0] for row in rows(app)] == own
            table = screen.query_one(DataTable)
            for wanted in (names, names[::-1]):
                table.post_message(DataTable.HeaderSelected(table, *_head(table, "项目")))
                await settled(app, pilot)
                assert [screen.named(row) for row in screen._shown] == wanted

    drive(scene)


def _head(table: DataTable, text: str):
    place = next(place for place, column in enumerate(table.ordered_columns) if column.label.plain == text)
    column = table.ordered_columns[place]
    return column.key, place, column.label


@pytest.mark.parametrize("place", FILLED)
def test_the_selected_row_is_read_to_its_last_word(books_desk, size, place: Place) -> None:
    at_work(books_desk)

    async def scene() -> None:
        async with at(books_desk, place, size) as (app, pilot):
            await pilot.press("slash", *"乙甲醇", "enter")
            assert "末尾的话" in page(app).replace("\n", "").replace(" ", "")
            assert ".." not in page(app)
            view = app.screen.query_one(PageView)
            assert view.size.height >= size[1] // 3
            await pilot.press("tab", "end")
            await settled(app, pilot)
            assert view.scroll_y == view.max_scroll_y
            if place is Place.CONSULTATIONS:
                assert "末尾的话" in screen_text(app).replace("\n", "").replace(" ", "")

    drive(scene)


def test_a_project_without_a_name_goes_by_its_code(books_desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = at_work(books_desk)
    monkeypatch.setattr(type(books_desk), "pending", lambda self, *, state=None: ())

    async def scene() -> None:
        async with at(books_desk, Place.CONSULTATIONS, (80, 24)) as (app, _):
            assert rows(app)[0][1] == first

    drive(scene)


@pytest.mark.parametrize("place", FILLED)
@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 50), (220, 50)])
def test_every_column_is_seen_at_once(books_desk, size: tuple[int, int], place: Place) -> None:
    at_work(books_desk)

    async def scene() -> None:
        async with at(books_desk, place, size) as (app, _):
            table = app.screen.query_one(DataTable)
            assert table.virtual_size.width <= table.size.width
            assert all(column.get_render_width(table) > column.label.cell_len for column in table.columns.values())

    drive(scene)


@pytest.mark.parametrize("place", FILLED)
def test_no_column_is_cut_and_names_have_the_room_that_there_is(books_desk, place: Place) -> None:
    first, _ = at_work(books_desk)
    name = books_desk.application(first).name

    async def scene() -> None:
        async with at(books_desk, place, (80, 24)) as (app, pilot):
            table = app.screen.query_one(DataTable)
            for width in (80, 120, 149, 150, 80):
                await pilot.resize_terminal(width, 36)
                await settled(app, pilot)
                assert table.virtual_size.width <= table.size.width, width
                listed = next(row[1] for row in rows(app) if row[1].startswith("乙"))
                assert listed.startswith(name[:20]) is (width in (120, 149)), width

    drive(scene)


def test_the_first_row_of_an_empty_list_is_measured_before_it_is_painted(books_desk) -> None:
    project = received(books_desk, METHANOL)

    async def scene() -> None:
        async with at(books_desk, Place.DECISION, (80, 24)) as (app, _):
            assert rows(app) == []
            one = books_desk.decide(project, Verdict.REJECT, reason="选址不当", number="9号", on=DAY)
            app.screen._take((one,))
            table = app.screen.query_one("#rows", DataTable)
            assert [column.content_width >= 10 for column in table.ordered_columns][1:3] == [True, True]

    drive(scene)
