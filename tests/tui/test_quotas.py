from __future__ import annotations

from decimal import Decimal

import pytest

from checker.render.lines import cell_width
from tests.tui.conftest import drive
from tests.tui.office import (
    COAL,
    at,
    drawn,
    page,
    received,
    rows,
    scope,
    settled,
    subject_of,
    told,
    troubled,
    with_baseline,
)
from tests.tui.opened import screen_text
from tui.places import Place
from tui.quota_plot import YearColumn, plot

COLUMNS = (
    YearColumn(2025, Decimal(30), Decimal(10), Decimal(5)),
    YearColumn(2030, Decimal(20), Decimal(20), Decimal(4), Decimal(6)),
    YearColumn(2035, Decimal(20), None, Decimal(0)),
)


def test_the_plot_tells_used_reserved_asked_limit_and_overspent_by_signs() -> None:
    lines = plot(COLUMNS, "个", width=60, height=6).plain.splitlines()
    assert lines[0].startswith("30 个 |")
    text = "\n".join(lines)
    assert "######" in text
    assert "======" in text
    assert "------" in text
    assert "!!!!!!" in text
    assert "??????" in text
    assert lines[-1].split() == ["限额", "30", "个", "20", "个", "20", "个"]
    assert lines[-2].split() == ["2025", "2030", "2035"]
    assert lines[-3].endswith("+" + "-" * 36)


def test_the_plot_keeps_to_the_width_and_shows_the_last_years() -> None:
    many = [YearColumn(2000 + place, Decimal(5), Decimal(1), Decimal(0)) for place in range(40)]
    lines = plot(many, "t", width=40).plain.splitlines()
    assert max(map(cell_width, lines)) <= 40
    assert lines[-2].split()[-1] == "2039"


def test_the_plot_of_nothing_says_so() -> None:
    assert plot((), "t", width=40).plain == "没有数量可画"
    assert plot([YearColumn(2030, None, None, Decimal(0))], "t", width=40).plain == "没有数量可画"


def test_accounts_are_listed_with_bars_and_an_open_baseline_says_who_enters_it(books_desk, size) -> None:
    async def scene() -> None:
        async with at(books_desk, Place.QUOTAS, size) as (app, pilot):
            listed = rows(app)
            assert len(listed) == 21
            assert listed[0] == ["原煤消费量", "2025", "30 万t", "? 不明", "[????????????????????]"]
            assert "? 基数未录 15 项" in scope(app)
            assert "基数  ? 未录入,余量不明" in page(app)
            assert "checker ledger quota baseline" in page(app)
            await settled(app, pilot)
            assert "没有项目占用" in page(app)
            assert "30 万t |" in page(app)

    drive(scene)


def test_what_this_project_takes_and_who_else_holds_what(books_desk, size) -> None:
    with_baseline(books_desk, "230000")
    project = received(books_desk, COAL)

    async def scene() -> None:
        async with at(books_desk, Place.QUOTAS, size, subject_of(books_desk, project)) as (app, pilot):
            await pilot.press("down")
            await settled(app, pilot)
            said = page(app)
            assert "2030 年原煤消费量(上限)" in said
            assert "已用  23 万t(基数加已批)" in said
            assert "预留  1.6 万t(在审项目)" in said
            assert "余量  4000 t" in said
            assert "本项目  占用 1.6 万t" in said
            assert f"> {project}" in said
            # Its own reservation is drawn as reserved, not as asked for once more.
            assert "======" in said
            assert "++++++" not in said
            await pilot.press("m")
            mine = [row[:2] for row in rows(app)]
            assert ["原煤消费量", "2030"] in mine
            assert len(mine) < 21
            await pilot.press("m")
            assert len(rows(app)) == 21

    drive(scene)


def test_overspent_says_so(books_desk, size) -> None:
    with_baseline(books_desk, "260000")

    async def scene() -> None:
        async with at(books_desk, Place.QUOTAS, size) as (app, pilot):
            await pilot.press("down")
            await settled(app, pilot)
            assert rows(app)[1][3:] == ["! 超 1 万t", "! 104% [####################]"]
            assert "! 已超 1 项" in scope(app)
            assert "余量  ! 超 1 万t" in page(app)
            assert "!!!!!!" in page(app)

    drive(scene)


def test_searching_narrows_and_is_remembered(books_desk, size) -> None:
    async def scene() -> None:
        async with at(books_desk, Place.QUOTAS, size) as (app, pilot):
            await pilot.press("slash", "2", "0", "2", "7")
            assert {row[1] for row in rows(app)} == {"2027"}
            await pilot.press("enter", "down")
            assert app.state.recall("quotas.search", "") == "2027"
            app.go(Place.DECISION)
            await settled(app, pilot)
            app.go(Place.QUOTAS)
            await settled(app, pilot)
            assert {row[1] for row in rows(app)} == {"2027"}
            await pilot.press("escape")
            assert len(rows(app)) == 21
            await pilot.press("f3", *"没有的")
            assert rows(app) == []
            assert scope(app).startswith("0 项")

    drive(scene)


def test_without_books_the_screen_says_what_to_do(desk, size) -> None:
    async def scene() -> None:
        async with at(desk, Place.QUOTAS, size) as (app, pilot):
            assert "这里没有台账" in page(app)
            await pilot.press("m", "r", "slash", "x", "escape")
            await settled(app, pilot)
            assert "这里没有台账" in page(app)

    drive(scene)


def test_a_ledger_that_cannot_be_read_is_a_message(books_desk, size, monkeypatch) -> None:
    from checker.errors import LedgerError, Problem

    def broken(**_: object) -> None:
        raise LedgerError(Problem("台账读不出[bold]", remedy="请检查"))

    async def scene() -> None:
        monkeypatch.setattr(type(books_desk), "balances", lambda self, **_: broken())
        async with at(books_desk, Place.QUOTAS, size) as (app, pilot):
            assert "台账读不出[bold];请检查" in page(app)
            monkeypatch.undo()
            await pilot.press("r")
            await settled(app, pilot)
            assert len(rows(app)) == 21
            monkeypatch.setattr(type(books_desk), "balances", lambda self, **_: broken())
            await pilot.press("f5")
            await settled(app, pilot)
            assert len(rows(app)) == 21
            assert "台账读不出" in told(app)

    drive(scene)


def test_a_project_whose_texts_make_trouble_breaks_nothing(books_desk, size) -> None:
    with_baseline(books_desk, "230000")
    project = received(books_desk, COAL)

    async def scene() -> None:
        async with at(books_desk, Place.QUOTAS, size, troubled(subject_of(books_desk, project))) as (app, pilot):
            await pilot.press("down", "m", "c")
            await settled(app, pilot)
            assert "本项目" in page(app)
            assert drawn(app)

    drive(scene)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 50)])
def test_how_much_is_taken_is_read_in_the_list_at_every_size(books_desk, size: tuple[int, int]) -> None:
    with_baseline(books_desk, "230000")
    project = received(books_desk, COAL)

    async def scene() -> None:
        async with at(books_desk, Place.QUOTAS, size, subject_of(books_desk, project)) as (app, pilot):
            await pilot.press("m")
            await settled(app, pilot)
            line = next(line for line in screen_text(app).splitlines() if "原煤消费量" in line and "25 万t" in line)
            assert "98.4% [######" in line
            assert size[0] < 120 or "[##################=.]" in line

    drive(scene)


def test_who_holds_a_quota_is_told_by_code_and_name(books_desk, size) -> None:
    with_baseline(books_desk, "230000")
    project = received(books_desk, COAL)

    async def scene() -> None:
        async with at(books_desk, Place.QUOTAS, size, subject_of(books_desk, project)) as (app, pilot):
            await pilot.press("m")
            await settled(app, pilot)
            assert f"> {project}" in page(app)
            assert books_desk.application(project).name.replace(" ", "") in page(app).replace("\n", "").replace(" ", "")

    drive(scene)
