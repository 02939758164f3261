"""An officer's day by keys alone, on a real ledger, up to the exported opinion and the sealed decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste

from checker.api import Desk, LocalDesk
from checker.client import RemoteDesk
from checker.ledger import tokens
from checker.ledger.access import Role
from checker.ledger.consultation import Stance
from checker.ledger.journal import anchor
from checker.ledger.states import SubmissionState
from checker.ledger.verify import verify
from checker.model.outcome import Outcome, Verdict
from tests.service.house import running, settings_for
from tests.tui.conftest import application_file, drive, until
from tests.tui.office import page, settled, told, with_baseline
from tests.tui.opened import checked, opened, screen_text
from tui.app import OfficeApp
from tui.dialogs import Confirming
from tui.form import Form
from tui.places import Place

POWER = "cement-clinker-power"
"""Rejected for one figure: 60 kWh of electricity for a tonne of clinker, where 57 are allowed."""
EXPANSION = "cement-clinker-expansion"
"""Rejected for many reasons; two of its findings are put to departments."""
PASSING = ("cement-coprocessing-upgrade", "liquor-gas-boiler")
RULE = "EL-clinker-power"
SIZE = (120, 36)


async def seen(app: OfficeApp, pilot: Any, *words: str) -> None:
    """Wait until the screen shows all of these."""
    await until(pilot, lambda: all(word in screen_text(app) for word in words))


async def committed(app: OfficeApp, pilot: Any, text: str) -> None:
    """A text arrives at once, as an input method commits it."""
    app.post_message(Paste(text))
    await pilot.pause()


async def form(app: OfficeApp, pilot: Any, key: str) -> None:
    await pilot.press(key)
    await until(pilot, lambda: isinstance(app.screen, Form))


@pytest.fixture(params=["local", "remote"])
def officers_desk(request: pytest.FixtureRequest, books_desk: LocalDesk, tmp_path: Path) -> Iterator[Desk]:
    """The desk on the ledger itself, and the one at a service that has it."""
    if request.param == "local":
        yield books_desk
        return
    with books_desk.ledger.writing("管理员", datetime.now(UTC)) as books:
        token = tokens.issue(books, "张三", Role.OFFICER).text
    with (
        running(settings_for(books_desk.ledger.storage.shown), {}) as house,
        RemoteDesk.open(house.url, token, cache=tmp_path / "缓存") as desk,
    ):
        yield desk


def test_from_the_queue_to_the_sealed_decision_and_its_opinion(books_desk, officers_desk, tmp_path: Path) -> None:
    with_baseline(books_desk, "226000")
    for case in (POWER, EXPANSION, *PASSING):
        books_desk.submit(application_file(case), on=date(2026, 11, 18))

    async def scene() -> None:
        async with opened(officers_desk, size=SIZE) as (app, pilot):
            queue = app.screen
            await until(pilot, lambda: len(queue.rows) == 4)
            await checked(pilot, queue)
            await find_and_review(app, pilot)
            await change_one_fact_until_it_passes(app, pilot)
            await consult_on_the_other(app, pilot)
            await decide_against_the_recommendation(app, pilot)
            await export(app, pilot, tmp_path / "决定")

    drive(scene)
    sealed(officers_desk)
    exported(tmp_path / "决定.md", officers_desk)
    assert not verify(books_desk.ledger).flaws


async def find_and_review(app: OfficeApp, pilot: Any) -> None:
    await pilot.press("slash")
    await committed(app, pilot, "水泥")
    await seen(app, pilot, "3/4 件")
    await pilot.press("enter", "home", "enter")
    await seen(app, pilot, "✗ 否决", RULE, "GB 16780-2021", "57 kWh/t")
    assert [one.rule for one in app.subject.report.shown if one.effect.value == "reject"] == [RULE]
    await pilot.press("L")
    await until(pilot, lambda: app.current_mode == Place.RULES and RULE in page(app))
    await pilot.press("b")
    await until(pilot, lambda: app.current_mode == Place.REVIEW)


async def change_one_fact_until_it_passes(app: OfficeApp, pilot: Any) -> None:
    await pilot.press("g")
    await seen(app, pilot, "用到的事实", "产品[1].单位产品综合电耗")
    await pilot.press("enter")
    await seen(app, pilot, "现值  60 kWh/t")
    await pilot.press("enter")
    await seen(app, pilot, "改 产品[1].单位产品综合电耗")
    await pilot.press("ctrl+u", *"57.01")
    await committed(app, pilot, " kWh/t")
    await seen(app, pilot, "* 试算", "* 57.01 kWh/t")
    await until(
        pilot, lambda: app.screen.reading.comparison is not None and app.screen.reading.report.verdict is Verdict.REJECT
    )
    await pilot.press("ctrl+u", *"57")
    await committed(app, pilot, " kWh/t")
    await until(pilot, lambda: app.screen.reading.report.verdict is Verdict.APPROVE)
    comparison = app.screen.reading.comparison
    assert [(one.rule, one.after.outcome) for one in comparison.changes] == [(RULE, Outcome.SATISFIED)]
    await pilot.press("enter", "f")
    await seen(app, pilot, "✓ 通过", "试算改变了 1 条", "提交时 ✗ 否决")
    await pilot.press("U")
    await until(pilot, lambda: app.screen.reading.comparison is None)
    assert app.subject.report.verdict is Verdict.REJECT, "nothing was saved"


async def consult_on_the_other(app: OfficeApp, pilot: Any) -> None:
    await pilot.press("1", "down", "enter")
    await until(pilot, lambda: app.current_mode == Place.REVIEW and "平昌砾峤" in app.subject.name)
    await pilot.press("4")
    await seen(app, pilot, "没有会商")
    await form(app, pilot, "n")
    await pilot.press("f2")
    await until(pilot, lambda: bool(app.desk.consultations()))
    await seen(app, pilot, "未了结 1")
    await form(app, pilot, "o")
    await pilot.press("down", "down", "space", "tab")
    await committed(app, pilot, "产能置换方案没有公告")
    await pilot.press("f2")
    await until(pilot, lambda: bool(app.desk.consultations()[0].opinions))
    await settled(app, pilot)
    assert "产能置换方案没有公告" in page(app)


async def decide_against_the_recommendation(app: OfficeApp, pilot: Any) -> None:
    await pilot.press("1", "up", "enter")
    await until(pilot, lambda: app.current_mode == Place.REVIEW and "通江诺岩" in app.subject.name)
    await pilot.press("6")
    await seen(app, pilot, "建议否决", "还没有决定")
    await form(app, pilot, "d")
    await pilot.press("down", "space", "f2")
    await seen(app, pilot, "决定“整改”与建议“否决”不同,须写理由")
    await committed(app, pilot, "只有综合电耗一项超 3 kWh/t,退回修改")
    await pilot.press("f2")
    await until(pilot, lambda: isinstance(app.screen, Confirming))
    await pilot.press("y")
    await until(pilot, lambda: bool(app.desk.decisions()))
    await settled(app, pilot)
    (made,) = app.desk.decisions()
    assert anchor(made.position, made.hash) in told(app)


async def export(app: OfficeApp, pilot: Any, file: Path) -> None:
    await form(app, pilot, "e")
    await pilot.press("up", "up", "space", "tab", "tab", "ctrl+u")
    await committed(app, pilot, file.name)
    await pilot.press("f2")
    await until(pilot, lambda: f"已导出 {file.name}.md" in told(app))


def sealed(desk: Any) -> None:
    (made,) = desk.decisions()
    assert (made.verdict, made.recommended, made.departs) == (Verdict.RECTIFY, Verdict.REJECT, True)
    assert made.reason == "只有综合电耗一项超 3 kWh/t,退回修改"
    assert [
        one.rule for one in desk.decided_report(made.id).having(Outcome.VIOLATED) if one.effect.value == "reject"
    ] == [RULE]
    assert desk.replay(made.id).is_same
    assert desk.submissions(made.project)[-1].state is SubmissionState.RETURNED
    (consulted,) = desk.consultations()
    assert consulted.project != made.project
    assert consulted.opinions[0].stance is Stance.OPPOSES


def exported(file: Path, desk: Any) -> None:
    (made,) = desk.decisions()
    text = file.read_text(encoding="utf-8")
    for words in ("通江诺岩水泥有限公司", RULE, "57 kWh/t", "只有综合电耗一项超 3 kWh/t,退回修改", "整改", "否决"):
        assert words in text, words
    assert made.hash in text.replace("\n", "") or anchor(made.position, made.hash) in text
