from __future__ import annotations

from datetime import date

from checker.ledger.rectifications import Item
from tests.tui.conftest import DAY, drive
from tests.tui.office import (
    METHANOL,
    TROUBLE,
    at,
    coded_rows,
    drawn,
    fault,
    fill,
    page,
    received,
    rows,
    scope,
    settled,
    subject_of,
    told,
    troubled,
)
from tui.dialogs import Confirming
from tui.form import Form
from tui.places import Place


def ordered(desk, *deadlines: date, matter: str = "更换锅炉") -> str:
    project = received(desk, METHANOL)
    items = [Item(f"{matter}{place}", deadline) for place, deadline in enumerate(deadlines, start=1)]
    desk.order(project, items, authority="市发展改革委", number="巴发改〔2026〕5号", on=date(2026, 11, 12))
    return project


def test_items_are_ordered_a_line_each(books_desk, size) -> None:
    project = received(books_desk, METHANOL)

    async def scene() -> None:
        async with at(books_desk, Place.RECTIFICATIONS, size, subject_of(books_desk, project)) as (app, pilot):
            await pilot.press("n")
            await pilot.pause()
            fill(
                app, items="更换锅炉\n\n加装计量器具[b]", deadline="2026-11-01", authority="市发展改革委", number="5号"
            )
            await pilot.press("f2")
            assert fault(app, "deadline") == "! 期限早于下达日期"
            fill(app, deadline="2026年12月31日")
            await pilot.press("f2")
            await settled(app, pilot)
            assert "整改要求已下达" in told(app)
            assert [row[1:] for row in coded_rows(app)] == [[project, "2026-12-31", "未完成,还有 39 天"]] * 2

    drive(scene)
    assert {one.item.matter for one in books_desk.rectifications()} == {"更换锅炉", "加装计量器具[b]"}


def test_overdue_and_days_left_are_told_by_word_in_order_of_deadline(books_desk, size) -> None:
    ordered(books_desk, date(2026, 12, 1), date(2026, 11, 20))

    async def scene() -> None:
        async with at(books_desk, Place.RECTIFICATIONS, size) as (app, _):
            assert [row[3] for row in rows(app)] == ["! 逾期 2 天", "未完成,还有 9 天"]
            assert "未完成 2" in scope(app)
            assert "! 逾期 1" in scope(app)
            assert "状态      逾期 2 天" in page(app)

    drive(scene)


def test_an_item_is_completed_with_its_evidence(books_desk, size) -> None:
    ordered(books_desk, date(2026, 12, 1))

    async def scene() -> None:
        async with at(books_desk, Place.RECTIFICATIONS, size) as (app, pilot):
            await pilot.press("d")
            await pilot.pause()
            await pilot.press("f2")
            assert fault(app, "evidence") == "! 请写凭什么认定已完成,如验收意见的文号"
            fill(app, evidence="验收意见〔2026〕3号")
            await pilot.press("f2")
            await settled(app, pilot)
            assert "完成" in rows(app)[0][3]
            assert "验收意见〔2026〕3号" in page(app)
            await pilot.press("d", "e", "x")
            await pilot.pause()
            assert not isinstance(app.screen, (Form, Confirming))
            await pilot.press("a")
            assert rows(app) == []

    drive(scene)
    assert books_desk.rectifications()[0].done_on == DAY


def test_a_deadline_is_extended_to_a_later_day_only(books_desk, size) -> None:
    ordered(books_desk, date(2026, 12, 1))

    async def scene() -> None:
        async with at(books_desk, Place.RECTIFICATIONS, size) as (app, pilot):
            await pilot.press("e")
            await pilot.pause()
            fill(app, deadline="2026-12-01", document="6号", reason="设备未到")
            await pilot.press("f2")
            assert fault(app, "deadline") == "! 须晚于现在的期限 2026-12-01"
            fill(app, deadline="2027-01-31")
            await pilot.press("f2")
            await settled(app, pilot)
            assert rows(app)[0][2] == "2027-01-31"
            assert "2027-01-31,原为 2026-12-01" in page(app)
            assert "6号:设备未到" in page(app)

    drive(scene)


def test_an_item_ordered_in_error_is_revoked_after_asking(books_desk, size) -> None:
    ordered(books_desk, date(2026, 12, 1))

    async def scene() -> None:
        async with at(books_desk, Place.RECTIFICATIONS, size) as (app, pilot):
            await pilot.press("x")
            await pilot.pause()
            fill(app, document="7号", reason="误下")
            await pilot.press("f2")
            await pilot.pause()
            assert isinstance(app.screen, Confirming)
            await pilot.press("y")
            await settled(app, pilot)
            assert rows(app)[0][3] == "已撤销(2026-11-22)"

    drive(scene)
    assert books_desk.rectifications()[0].is_revoked()


def test_texts_that_make_trouble_are_shown_as_they_are(books_desk, size) -> None:
    project = ordered(books_desk, date(2026, 12, 1), matter=TROUBLE[:1900])

    async def scene() -> None:
        subject = troubled(subject_of(books_desk, project))
        async with at(books_desk, Place.RECTIFICATIONS, size, subject) as (app, pilot):
            assert "[bold red]通过[/]" in page(app)
            assert drawn(app)
            for key in "dexn":
                await pilot.press(key)
                await pilot.pause()
                assert isinstance(app.screen, Form)
                assert drawn(app)
                await pilot.press("escape")
                await pilot.pause()

    drive(scene)


def test_what_cannot_be_ordered_says_why(books_desk, desk) -> None:
    async def scene() -> None:
        async with at(books_desk, Place.RECTIFICATIONS, (80, 24)) as (app, pilot):
            assert "没有整改要求" in page(app)
            await pilot.press("n")
            await pilot.pause()
            assert "先在待办打开一份台账里的申报" in told(app)
        async with at(desk, Place.RECTIFICATIONS, (80, 24)) as (app, pilot):
            await pilot.press("n", "d", "a", "m")
            assert "这里没有台账" in page(app)

    drive(scene)
