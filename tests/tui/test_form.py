from __future__ import annotations

import threading
from datetime import date

import pytest
from textual import events
from textual.widgets import TextArea

from checker.errors import LedgerRefusalError, Problem
from tests.tui.conftest import drive
from tests.tui.office import at, fault, fill, refusal, settled, told
from tui.choice import Choice, Option
from tui.dialogs import Confirming
from tui.form import Form
from tui.places import Place
from tui.question import Answers, Kind, Question, day_of

REASON = Question("reason", "理由", Kind.TEXT, must="请写理由")
DAY = Question("on", "日期", Kind.DAY, "2026-11-22", must="请写日期")
DAYS = Question("days", "天数", Kind.NUMBER)
ONE = Question("one", "选一", Kind.ONE, must="请选一项", options=(Option("a", "甲"), Option("b", "乙")))


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        (REASON, "", "请写理由"),
        (REASON, " \n ", "请写理由"),
        (REASON, "因为", ""),
        (REASON, "因\n为", ""),
        (REASON, "a\x1b[31m", "含有看不见的控制字符,请删去"),
        (REASON, "a\u202eb", "含有看不见的控制字符,请删去"),
        (REASON, "长" * 2001, "至多 2000 字,现有 2001 字"),
        (DAY, "2026-02-30", "请写日期,如 2026-11-22"),
        (DAY, "明天", "请写日期,如 2026-11-22"),
        (DAYS, "", ""),
        (DAYS, "0", "请写 1 至 366 的整数"),
        (DAYS, "15天", "请写 1 至 366 的整数"),
        (DAYS, "٣", "请写 1 至 366 的整数"),
        (DAYS, "9" * 400, "请写 1 至 366 的整数"),
        (ONE, (), "请选一项"),
        (ONE, ("a",), ""),
    ],
)
def test_what_is_wrong_with_an_answer_is_said_in_chinese(question, answer, said: str) -> None:
    assert question.fault(answer) == said


@pytest.mark.parametrize("written", ["2026-11-05", "2026.11.5", "2026/11/05", "2026年11月5日"])
def test_a_day_may_be_written_in_several_ways(written: str) -> None:
    assert day_of(written) == date(2026, 11, 5)


def test_names_are_parted_by_any_comma_and_named_once() -> None:
    answers = Answers({"lead": "市发展改革委、市统计局,市统计局; 市应急局\n市气象局"})
    assert answers.names("lead") == ("市发展改革委", "市统计局", "市应急局", "市气象局")


def form(act, **settings) -> Form[str]:
    return Form("表单", (ONE, REASON, DAY), act, **settings)


def test_faults_stand_at_their_fields_and_nothing_is_recorded(books_desk, size) -> None:
    async def scene() -> None:
        recorded = []
        async with at(books_desk, Place.DECISION, size) as (app, pilot):
            app.push_screen(form(recorded.append))
            await pilot.pause()
            fill(app, on="昨天")
            await pilot.press("f2")
            assert fault(app, "one") == "! 请选一项"
            assert fault(app, "reason") == "! 请写理由"
            assert fault(app, "on") == "! 请写日期,如 2026-11-22"
            assert app.screen.focused.id == "one"
            await pilot.press("down")
            await pilot.pause()
            assert fault(app, "one") == ""
            assert not recorded

    drive(scene)


def test_a_refusal_is_shown_and_what_was_typed_stays(books_desk, size) -> None:
    async def scene() -> None:
        def act(answers: Answers) -> str:
            raise LedgerRefusalError(Problem("余量不够[bold]", remedy="请先撤回"))

        async with at(books_desk, Place.DECISION, size) as (app, pilot):
            app.push_screen(form(act))
            await pilot.pause()
            await pilot.press("space", "tab", "y", "i", "n")
            await pilot.press("f2")
            await settled(app, pilot)
            assert isinstance(app.screen, Form)
            assert refusal(app) == "没有记入:余量不够[bold];请先撤回"
            assert app.screen.query_one("#reason").text == "yin"
            assert not app.screen.query_one("#yes").disabled

    drive(scene)


def test_passing_messages_do_not_stand_over_a_form(books_desk) -> None:
    async def scene() -> None:
        async with at(books_desk, Place.DECISION, (80, 24)) as (app, pilot):
            app.tell("会商已发起")
            await pilot.pause()
            assert told(app) == "会商已发起"
            app.push_screen(form(str))
            await pilot.pause()
            assert told(app) == ""

    drive(scene)


def test_an_accident_is_a_message_too(books_desk) -> None:
    async def scene() -> None:
        def act(answers: Answers) -> str:
            raise ZeroDivisionError

        async with at(books_desk, Place.DECISION, (80, 24)) as (app, pilot):
            app.push_screen(form(act))
            await pilot.pause()
            await pilot.press("space")
            fill(app, reason="因为")
            await pilot.press("f2")
            await settled(app, pilot)
            assert "程序内部出错(ZeroDivisionError)" in refusal(app)

    drive(scene)


def test_closing_asks_only_where_something_was_typed(books_desk) -> None:
    async def scene() -> None:
        async with at(books_desk, Place.DECISION, (80, 24)) as (app, pilot):
            app.push_screen(form(lambda answers: "x"))
            await pilot.pause()
            await pilot.press("escape")
            await pilot.pause()
            assert not isinstance(app.screen, Form)
            app.push_screen(form(lambda answers: "x"))
            await pilot.pause()
            fill(app, reason="写了很多")
            await pilot.press("escape")
            await pilot.pause()
            assert isinstance(app.screen, Confirming)
            await pilot.press("n")
            await pilot.pause()
            assert app.screen.query_one("#reason").text == "写了很多"
            await pilot.press("escape")
            await pilot.press("y")
            await pilot.pause()
            assert not isinstance(app.screen, Form)

    drive(scene)


def test_a_form_is_sent_once_and_cannot_be_left_while_it_is_recorded(books_desk) -> None:
    async def scene() -> None:
        go, times = threading.Event(), []

        def act(answers: Answers) -> str:
            times.append(answers.text("reason"))
            go.wait(10)
            return "记好了"

        async with at(books_desk, Place.DECISION, (80, 24)) as (app, pilot):
            closed = []
            app.push_screen(form(act), closed.append)
            await pilot.pause()
            await pilot.press("space")
            fill(app, reason="因为")
            await pilot.press("f2", "f2", "escape")
            assert isinstance(app.screen, Form)
            go.set()
            await settled(app, pilot)
            assert times == ["因为"]
            assert closed == ["记好了"]

    drive(scene)


def test_buttons_are_in_sight_however_long_the_form_is(books_desk, size) -> None:
    async def scene() -> None:
        questions = [Question(f"q{place}", f"第 {place} 问", Kind.TEXT) for place in range(12)]
        async with at(books_desk, Place.DECISION, size) as (app, pilot):
            app.push_screen(Form("长表单", questions, lambda answers: "x"))
            await pilot.pause()
            button = app.screen.query_one("#yes")
            assert button.region.bottom <= size[1]
            assert button.region.height == 1
            await pilot.click("#yes")
            await settled(app, pilot)
            assert not isinstance(app.screen, Form)

    drive(scene)


def test_choices_are_made_with_keys_and_mouse_and_marked_by_signs(books_desk) -> None:
    async def scene() -> None:
        several = Question("several", "几项", Kind.SEVERAL, options=(Option("a", "甲"), Option("b", "[b]乙")))
        async with at(books_desk, Place.DECISION, (80, 24)) as (app, pilot):
            app.push_screen(Form("选", (several, ONE), lambda answers: "x"))
            await pilot.pause()
            choice = app.screen.query_one("#several", Choice)
            choice.focus()
            await pilot.press("space", "down", "space", "space")
            assert choice.values == ("a",)
            assert choice.render().plain == "  [x] 甲\n> [ ] [b]乙"
            await pilot.click("#several", offset=(4, 1))
            assert choice.values == ("a", "b")
            await pilot.press("tab", "down")
            assert app.screen.query_one("#one", Choice).values == ("b",)

    drive(scene)


def test_a_choice_made_right_before_tab_is_not_lost(books_desk) -> None:
    async def scene() -> None:
        several = Question("several", "几项", Kind.SEVERAL, options=(Option("a", "甲"), Option("b", "乙")))
        async with at(books_desk, Place.DECISION, (80, 24)) as (app, pilot):
            app.push_screen(Form("选", (several, ONE, REASON), lambda answers: "x"))
            await pilot.pause()
            app.screen.query_one("#several", Choice).focus()
            await pilot.pause()
            # As a slow line delivers them: all at once, the later ones before the earlier ones are dealt with.
            for key, sign in (("down", None), ("space", " "), ("tab", None), ("down", None), ("tab", None), ("x", "x")):
                app.post_message(events.Key(key, sign))
            await settled(app, pilot)
            assert app.screen.query_one("#several", Choice).values == ("b",)
            assert app.screen.query_one("#one", Choice).values == ("b",)
            assert app.screen.query_one("#reason", TextArea).text == "x"

    drive(scene)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 50)])
def test_a_long_refusal_leaves_the_buttons_of_a_long_form_in_sight(books_desk, size: tuple[int, int]) -> None:
    def act(answers: Answers) -> str:
        raise LedgerRefusalError(Problem("不能记入的缘由" * 60))

    async def scene() -> None:
        questions = [Question(f"q{place}", f"第 {place} 问", Kind.TEXT) for place in range(12)]
        async with at(books_desk, Place.DECISION, size) as (app, pilot):
            app.push_screen(Form("长表单", questions, act))
            await pilot.pause()
            await pilot.press("f2")
            await settled(app, pilot)
            assert "不能记入" in refusal(app)
            button = app.screen.query_one("#yes")
            assert button.region.height == 1
            assert button.region.bottom < size[1]

    drive(scene)
