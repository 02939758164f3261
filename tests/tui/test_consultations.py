from __future__ import annotations

from datetime import date

from checker.ledger.consultation import Stance
from checker.model.enums import Conclusion
from tests.tui.conftest import DAY, drive
from tests.tui.office import (
    COAL,
    METHANOL,
    TROUBLE,
    at,
    coded_rows,
    drawn,
    fault,
    fill,
    page,
    received,
    refusal,
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

RULE = "BZ-020304-consultation"


def convened(desk, **settings) -> str:
    return desk.convene(received(desk, METHANOL), on=date(2026, 11, 12), **settings).id


def test_findings_are_put_to_the_departments_of_their_clauses(books_desk, size) -> None:
    project = received(books_desk, METHANOL)

    async def scene() -> None:
        async with at(books_desk, Place.CONSULTATIONS, size, subject_of(books_desk, project)) as (app, pilot):
            assert "没有会商" in page(app)
            await pilot.press("n")
            await pilot.pause()
            assert isinstance(app.screen, Form)
            fill(app, cooperating="市气象局、市林业局", days="10")
            await pilot.press("f2")
            await settled(app, pilot)
            (row,) = coded_rows(app)
            assert row[1:] == [project, "2026-12-02", "0/7", "征求意见"]
            assert "会商已发起" in told(app)
            assert "市林业局" in page(app)
            assert "o" in {binding.binding.key for binding in app.screen.active_bindings.values() if binding.enabled}
            assert drawn(app)

    drive(scene)
    (made,) = books_desk.consultations()
    assert made.matter.rules == (RULE,)
    assert made.matter.lead == ("市发展改革委",)
    assert made.matter.cooperating[:2] == ("市气象局", "市林业局")
    assert made.opened_on == DAY


def test_opinions_are_recorded_for_each_department(books_desk, size) -> None:
    name = convened(books_desk)

    async def scene() -> None:
        async with at(books_desk, Place.CONSULTATIONS, size) as (app, pilot):
            await pilot.press("o")
            await pilot.pause()
            await pilot.press("f2")
            assert fault(app, "stance") == "! 请选意见"
            assert fault(app, "reason") == "! 请写理由"
            await pilot.press("down")
            fill(app, reason="符合产业政策[bold]😀 مرحبا")
            await pilot.press("f2")
            await settled(app, pilot)
            assert rows(app)[0][3] == "1/5"
            assert "符合产业政策[bold]😀" in page(app)

    drive(scene)
    (said,) = books_desk.consultations()[0].opinions
    assert (said.department, said.stance, said.given_on) == ("市发展改革委", Stance.CONDITIONAL, DAY)
    assert books_desk.consultations()[0].id == name


def test_concluding_asks_where_departments_are_silent_and_for_conditions(books_desk, size) -> None:
    convened(books_desk)

    async def scene() -> None:
        async with at(books_desk, Place.CONSULTATIONS, size) as (app, pilot):
            await pilot.press("e")
            await pilot.pause()
            await pilot.press("down")
            fill(app, authority="市节能审查领导小组", document="会议纪要3号", reason="原则同意")
            await pilot.press("f2")
            assert fault(app, "conditions") == "! 附条件通过须写明条件"
            fill(app, conditions="煤改气")
            await pilot.press("f2")
            await pilot.pause()
            assert isinstance(app.screen, Confirming)
            await pilot.press("y")
            await settled(app, pilot)
            assert rows(app)[0][4] == "附条件通过"
            assert "煤改气" in page(app)
            # Nothing more can be said of one that is concluded.
            await pilot.press("o", "e", "x")
            await pilot.pause()
            assert not isinstance(app.screen, (Form, Confirming))

    drive(scene)
    (made,) = books_desk.consultations()
    assert (made.conclusion, made.document) == (Conclusion.CONDITIONAL, "会议纪要3号")


def test_what_was_concluded_changes_the_report_under_review(books_desk) -> None:
    convened(books_desk)
    subject = subject_of(books_desk, books_desk.consultations()[0].project)

    async def scene() -> None:
        async with at(books_desk, Place.CONSULTATIONS, (80, 24), subject) as (app, pilot):
            assert app.subject.report.consultations
            await pilot.press("e")
            await pilot.pause()
            await pilot.press("space")
            fill(app, authority="领导小组", document="会议纪要3号", reason="同意")
            await pilot.press("f2")
            await pilot.pause()
            await pilot.press("y")
            await settled(app, pilot)
            assert not app.subject.report.consultations

    drive(scene)


def test_one_opened_in_error_is_cancelled_only_after_asking(books_desk, size) -> None:
    convened(books_desk)

    async def scene() -> None:
        async with at(books_desk, Place.CONSULTATIONS, size) as (app, pilot):
            await pilot.press("x")
            await pilot.pause()
            fill(app, reason="误发")
            await pilot.press("f2")
            await pilot.pause()
            await pilot.press("n")
            await settled(app, pilot)
            assert books_desk.consultations()[0].is_open
            assert app.screen.query_one("#reason").text == "误发"
            await pilot.press("f2")
            await pilot.pause()
            await pilot.press("y")
            await settled(app, pilot)
            assert rows(app)[0][4] == "已取消"

    drive(scene)
    assert books_desk.consultations()[0].cancellation == "误发"


def test_a_refusal_of_the_ledger_keeps_what_was_typed(books_desk, size) -> None:
    convened(books_desk)

    async def scene() -> None:
        async with at(books_desk, Place.CONSULTATIONS, size) as (app, pilot):
            await pilot.press("o")
            await pilot.pause()
            await pilot.press("space")
            fill(app, reason="符合", on="2026-11-01")
            await pilot.press("f2")
            await settled(app, pilot)
            assert "没有记入:日期 2026-11-01 过早" in refusal(app)
            assert app.screen.query_one("#reason").text == "符合"
            assert books_desk.consultations()[0].opinions == ()

    drive(scene)


def test_overdue_departments_are_named_by_word(books_desk, size) -> None:
    convened(books_desk, days=3)

    async def scene() -> None:
        async with at(books_desk, Place.CONSULTATIONS, size) as (app, _):
            assert rows(app)[0][4] == "逾期 5 家"
            assert "! 逾期 1" in scope(app)
            assert "逾期:市发展改革委" in page(app)

    drive(scene)


def test_open_ones_mine_and_the_search_narrow_the_list(books_desk, size) -> None:
    name = convened(books_desk)
    coal = received(books_desk, COAL)
    books_desk.cancel_consultation(name, reason="误发", on=DAY)
    books_desk.convene(books_desk.consultations()[0].project, on=DAY)

    async def scene() -> None:
        async with at(books_desk, Place.CONSULTATIONS, size, subject_of(books_desk, coal)) as (app, pilot):
            assert len(rows(app)) == 2
            await pilot.press("a")
            assert [row[4] for row in rows(app)] == ["征求意见"]
            assert "只看未了结" in scope(app)
            await pilot.press("m")
            assert rows(app) == []
            assert "只看本项目" in scope(app)
            await pilot.press("m", "a", "slash", *"已取消")
            assert [row[0] for row in rows(app)] == [name]

    drive(scene)


def test_what_cannot_be_convened_says_why(books_desk) -> None:
    coal = received(books_desk, COAL)

    async def scene() -> None:
        async with at(books_desk, Place.CONSULTATIONS, (80, 24)) as (app, pilot):
            await pilot.press("n", "m")
            await pilot.pause()
            assert "先在待办打开一份在审的申报,再发起会商" in told(app)
            app.subject = subject_of(books_desk, coal)
            await pilot.press("n")
            await pilot.pause()
            assert "这份申报没有须会商的发现" in told(app)

    drive(scene)


def test_without_books_nothing_can_be_convened(desk) -> None:
    async def scene() -> None:
        async with at(desk, Place.CONSULTATIONS, (80, 24)) as (app, pilot):
            await pilot.press("n", "o", "e", "x", "a")
            assert "这里没有台账" in page(app)

    drive(scene)


def test_texts_that_make_trouble_are_shown_as_they_are(books_desk, size) -> None:
    name = convened(books_desk, reason=TROUBLE[:1900])
    books_desk.hear(name, department="市发展改革委", stance=Stance.OPPOSES, reason=TROUBLE[:1900], on=DAY)
    subject = troubled(subject_of(books_desk, books_desk.consultations()[0].project))

    async def scene() -> None:
        async with at(books_desk, Place.CONSULTATIONS, size, subject) as (app, pilot):
            assert "[bold red]通过[/]" in page(app)
            await pilot.press("c", "n")
            await settled(app, pilot)
            assert isinstance(app.screen, Form)
            assert drawn(app)
            await pilot.press("escape", "e")
            await pilot.pause()
            assert isinstance(app.screen, Form)
            assert drawn(app)

    drive(scene)
