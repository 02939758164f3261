from __future__ import annotations

from datetime import date

import pytest

from checker.ledger.states import SubmissionState
from tests.tui.conftest import DAY, application_file, drive, until
from tests.tui.office import COAL, METHANOL, fault, fill, received, refusal, settled, told, with_baseline
from tests.tui.opened import CEMENT, checked, opened, screen_text
from tui.commands import commands_of
from tui.dialogs import Confirming
from tui.form import Form
from tui.review import ReviewScreen


def introduction(app) -> str:
    return str(app.screen.query_one("#introduction").visual)


async def ask(app, pilot, key: str) -> None:
    await pilot.press(key)
    await until(pilot, lambda: isinstance(app.screen, Form))


def test_a_file_is_taken_in_after_its_quotas_were_shown(books_desk, size) -> None:
    with_baseline(books_desk, "230000")

    async def scene() -> None:
        async with opened(books_desk, [application_file(COAL)], size) as (app, pilot):
            queue = app.screen
            await checked(pilot, queue)
            await ask(app, pilot, "i")
            assert introduction(app).startswith("建议 ✓ 通过")
            assert "2030 年原煤消费量  1.6 万t  余量 2 万t" in introduction(app)
            fill(app, on="2026-11-20")
            await pilot.press("f2")
            await pilot.pause()
            assert isinstance(app.screen, Confirming)
            assert "2030 年原煤消费量  1.6 万t  余量 2 万t" in app.screen._details
            await pilot.press("n")
            await settled(app, pilot)
            assert books_desk.pending() == ()
            assert app.screen.query_one("#on").value == "2026-11-20"
            await pilot.press("f2")
            await pilot.pause()
            await pilot.press("y")
            await until(pilot, lambda: app.screen is queue and len(queue.rows) == 2)
            assert "2030 年原煤消费量  预留 1.6 万t" in told(app)
            assert queue.table.current.path is None, "the cursor is at what was taken in"
            await checked(pilot, queue)
            await pilot.press("home", "enter")
            await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and app.subject is not None)
            assert app.subject.project, "the file stands for what was taken in"

    drive(scene)
    (one,) = books_desk.pending()
    assert (one.state, one.submitted_on) == (SubmissionState.UNDER_REVIEW, date(2026, 11, 20))


@pytest.mark.parametrize(
    ("baseline", "said"), [("249000", "! 放不下:受理后等额度,不能批准"), ("", "? 余量不明:受理后等额度,不能批准")]
)
def test_what_does_not_fit_is_said_before_and_after(books_desk, baseline: str, said: str) -> None:
    if baseline:
        with_baseline(books_desk, baseline)

    async def scene() -> None:
        async with opened(books_desk, [application_file(COAL)]) as (app, pilot):
            await checked(pilot, app.screen)
            await ask(app, pilot, "i")
            assert said in introduction(app)
            await pilot.press("f2")
            await pilot.pause()
            assert said in app.screen._details
            await pilot.press("y")
            await until(pilot, lambda: bool(books_desk.pending()))
            await settled(app, pilot)
            assert "2030 年原煤消费量  预留 0 t  ! 等额度" in told(app)

    drive(scene)


def test_a_refusal_of_the_ledger_keeps_the_form(books_desk) -> None:
    received(books_desk, COAL)

    async def scene() -> None:
        async with opened(books_desk, [application_file(COAL)], (160, 50)) as (app, pilot):
            await until(pilot, lambda: len(app.screen.rows) == 2)
            await checked(pilot, app.screen)
            assert "已受理" in screen_text(app)
            await ask(app, pilot, "i")
            fill(app, on="昨天")
            await pilot.press("f2")
            assert fault(app, "on") == "! 请写日期,如 2026-11-22"
            fill(app, on="2026-11-21")
            await pilot.press("f2", "y")
            await until(pilot, lambda: refusal(app).startswith("没有记入:"))
            assert "已有" in refusal(app) or "在审" in refusal(app)
            assert app.screen.query_one("#on").value == "2026-11-21"

    drive(scene)
    assert len(books_desk.pending()) == 1


def test_one_of_the_ledger_is_withdrawn_with_a_reason_and_frees_its_quota(books_desk, size) -> None:
    with_baseline(books_desk, "230000")
    project = received(books_desk, COAL)

    async def scene() -> None:
        async with opened(books_desk, [], size) as (app, pilot):
            queue = app.screen
            await until(pilot, lambda: len(queue.rows) == 1)
            await ask(app, pilot, "x")
            assert "2030 年原煤消费量  预留 1.6 万t" in introduction(app)
            await pilot.press("f2")
            assert fault(app, "reason").startswith("! 请写理由")
            fill(app, reason="建设单位申请撤回[b]")
            await pilot.press("f2")
            await pilot.pause()
            assert "预留 1.6 万t" in app.screen._details
            await pilot.press("y")
            await until(pilot, lambda: app.screen is queue and queue.rows == [])
            assert f"已撤回 {project}" in told(app)

    drive(scene)
    assert books_desk.submissions(project)[-1].state is SubmissionState.WITHDRAWN
    assert next(one for one in books_desk.balances() if (one.metric, one.year) == ("原煤消费量", 2030)).reserved == 0


def test_only_what_can_be_done_is_offered(books_desk, desk) -> None:
    received(books_desk, METHANOL)

    def offered(app) -> set[str]:
        return {one.id for one in commands_of(app.screen)} & {"queue.take_in", "queue.withdraw"}

    async def scene() -> None:
        async with opened(books_desk, [CEMENT]) as (app, pilot):
            await until(pilot, lambda: len(app.screen.rows) == 2)
            await checked(pilot, app.screen)
            assert offered(app) == {"queue.take_in"}
            await pilot.press("end")
            await pilot.pause()
            assert offered(app) == {"queue.withdraw"}
        async with opened(desk, [CEMENT]) as (app, pilot):
            await checked(pilot, app.screen)
            assert offered(app) == set()
            await pilot.press("i", "x")
            await pilot.pause()
            assert not isinstance(app.screen, Form)

    drive(scene)


def test_a_file_that_cannot_be_read_cannot_be_taken_in(books_desk, tmp_path) -> None:
    broken = tmp_path / "坏.yaml"
    broken.write_text("项目名称: [", encoding="utf-8")

    async def scene() -> None:
        async with opened(books_desk, [broken]) as (app, pilot):
            await checked(pilot, app.screen)
            await pilot.press("i")
            await until(pilot, lambda: len(app._notifications) > 0)
            assert not isinstance(app.screen, Form)

    drive(scene)


def test_the_day_is_that_of_the_review(books_desk) -> None:
    async def scene() -> None:
        async with opened(books_desk, [application_file(COAL)]) as (app, pilot):
            await checked(pilot, app.screen)
            await ask(app, pilot, "i")
            assert app.screen.query_one("#on").value == DAY.isoformat()

    drive(scene)
