"""Two officers at one ledger: what the second one finds there is told, and nothing that was typed is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.api import LocalDesk
from checker.errors import LedgerRefusalError, Problem
from checker.ledger import Ledger, addresses, quotas
from checker.ledger.consultation import Stance
from checker.model.enums import Conclusion
from checker.model.outcome import Verdict
from tests.tui.conftest import DAY, drive, until
from tests.tui.office import COAL, METHANOL, at, fill, page, received, refusal, rows, settled, subject_of, told
from tui.choice import Choice
from tui.form import Form
from tui.key_file import OwnKeys
from tui.places import Place
from tui.remedies import in_place


@pytest.fixture
def other_desk(books_desk: LocalDesk, tmp_path: Path) -> Iterator[LocalDesk]:
    """Another officer's desk at the same ledger."""
    with Ledger.open(tmp_path / "台账.db") as ledger:
        yield LocalDesk(books_desk.checker, ledger, "李四")


async def deciding(app: Any, pilot: Any) -> None:
    """The form of a decision, filled in."""
    await pilot.press("d")
    await settled(app, pilot)
    app.screen.query_one("#verdict", Choice).chosen = frozenset((Verdict.REJECT.value,))
    await pilot.pause()
    fill(app, reason="选址不当", number="9号")


async def signed(app: Any, pilot: Any) -> None:
    await pilot.press("f2")
    await pilot.pause()
    await pilot.press("y")
    await until(pilot, lambda: not app.screen.query_one("#yes").disabled if isinstance(app.screen, Form) else True)


def kept(app: Any) -> bool:
    """Whether the form stands as it was filled in."""
    screen = app.screen
    typed = (screen.query_one("#reason").text, screen.query_one("#number").value)
    return isinstance(screen, Form) and typed == ("选址不当", "9号") and not screen.query_one("#yes").disabled


def decided(desk: LocalDesk, project: str) -> None:
    desk.decide(project, Verdict.REJECT, reason="另一人的理由", number="8号", on=DAY)


def withdrawn(desk: LocalDesk, project: str) -> None:
    desk.withdraw(project, reason="建设单位申请", on=DAY)


@pytest.mark.parametrize(("meanwhile", "said"), [(decided, "不予批准"), (withdrawn, "已撤回")])
def test_what_another_officer_did_meanwhile_refuses_the_decision(
    books_desk: LocalDesk,
    other_desk: LocalDesk,
    size: tuple[int, int],
    meanwhile: Callable[[LocalDesk, str], None],
    said: str,
) -> None:
    project = received(books_desk, METHANOL)

    async def scene() -> None:
        async with at(books_desk, Place.DECISION, size, subject_of(books_desk, project)) as (app, pilot):
            await deciding(app, pilot)
            meanwhile(other_desk, project)
            await signed(app, pilot)
            assert refusal(app).startswith("没有记入:")
            assert said in refusal(app)
            assert "checker ledger" not in refusal(app)
            assert kept(app)

    drive(scene)
    assert [one.actor for one in books_desk.decisions()] == (["李四"] if meanwhile is decided else [])


def test_a_recommendation_that_changed_meanwhile_is_to_be_looked_at_again(
    books_desk: LocalDesk, other_desk: LocalDesk
) -> None:
    project = received(books_desk, METHANOL)

    async def scene() -> None:
        async with at(books_desk, Place.DECISION, (80, 24), subject_of(books_desk, project)) as (app, pilot):
            await deciding(app, pilot)
            made = other_desk.convene(project, on=date(2026, 11, 12))
            for department in made.departments:
                other_desk.hear(made.id, department=department, stance=Stance.AGREES, reason="同意", on=DAY)
            other_desk.conclude(
                made.id, conclusion=Conclusion.PASSED, authority="领导小组", document="3号", reason="同意", on=DAY
            )
            await signed(app, pilot)
            assert "重新" in refusal(app)
            assert kept(app)
            assert books_desk.decisions() == ()
            await pilot.press("escape")
            await pilot.pause()
            assert "所填的内容留着" in told(app)
            assert "决定里所填的 1 份没有签署" in app.screen.unfinished()
            await pilot.press("d")
            await settled(app, pilot)
            assert str(app.screen.query_one("#introduction").visual).startswith("建议 ✓ 通过")
            assert kept(app)
            await signed(app, pilot)
            await settled(app, pilot)
            assert [row[3] for row in rows(app)] == ["否决"]
            assert app.screen.unfinished() == ""

    drive(scene)


def test_a_ledger_that_another_program_writes_is_waited_for_and_told(
    checker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "_BUSY_SECONDS", 2)
    monkeypatch.setattr("tui.form._LONG", 0.2)
    with Ledger.create(tmp_path / "忙.db") as ledger, Ledger.open(tmp_path / "忙.db") as other:
        with ledger.writing("张三") as books:
            quotas.adopt_limits(books, checker.rulebook)
        desk = LocalDesk(checker, ledger, "张三")
        project = received(desk, METHANOL)
        subject = subject_of(desk, project)
        holding, done = threading.Event(), threading.Event()

        def hold() -> None:
            with other.writing("李四"):
                holding.set()
                done.wait(30)

        async def scene() -> None:
            async with at(desk, Place.DECISION, (80, 24), subject) as (app, pilot):
                await deciding(app, pilot)
                writer = threading.Thread(target=hold)
                writer.start()
                holding.wait(10)
                try:
                    await pilot.press("f2", "y")
                    await until(pilot, lambda: "还在等,所填的内容都在" in refusal(app))
                    await until(pilot, lambda: "另一个程序正在写台账" in refusal(app))
                    assert kept(app)
                finally:
                    done.set()
                    writer.join()
                await pilot.press("f2")
                await pilot.pause()
                await pilot.press("y")
                await settled(app, pilot)
                assert [row[3] for row in rows(app)] == ["否决"]

        drive(scene)


def test_a_ledger_that_was_taken_away_is_told_where_it_is_missed(
    books_desk: LocalDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = received(books_desk, METHANOL)
    subject = subject_of(books_desk, project)
    problem = Problem("台账文件不在了", "台账.db", remedy="请放回原处")

    def gone(*_: object, **__: object) -> None:
        raise LedgerRefusalError(problem)

    async def scene() -> None:
        async with at(books_desk, Place.DECISION, (80, 24), subject) as (app, pilot):
            await deciding(app, pilot)
            monkeypatch.setattr(LocalDesk, "decide", gone)
            monkeypatch.setattr(LocalDesk, "decisions", gone)
            await signed(app, pilot)
            assert refusal(app) == "没有记入:台账.db 台账文件不在了;请放回原处"
            assert kept(app)
            await pilot.press("escape", "r")
            await settled(app, pilot)
            assert "台账文件不在了" in page(app) + told(app)
            assert app.is_running

    drive(scene)


def test_a_refusal_says_where_here_it_is_mended(books_desk: LocalDesk, size: tuple[int, int]) -> None:
    project = received(books_desk, COAL)

    async def scene() -> None:
        async with at(books_desk, Place.DECISION, size, subject_of(books_desk, project)) as (app, pilot):
            app._own_keys = OwnKeys({"quotas.baseline": "f6"})
            await pilot.press("d")
            await settled(app, pilot)
            app.screen.query_one("#verdict", Choice).chosen = frozenset((Verdict.APPROVE.value,))
            await pilot.pause()
            fill(app, reason="选址不当", number="9号")
            await signed(app, pilot)
            assert "还没有基数,余量不明" in refusal(app)
            assert "请先录入基数:到额度(按 3)选中它,按 f6" in refusal(app)

    drive(scene)


@pytest.mark.parametrize(
    ("remedy", "said"),
    [
        ("请写明理由:--reason 理由", "请写明理由"),
        ("请先受理:checker ledger submit 申报文件", "请先受理:在待办(按 [go.queue])选中申报文件,按 [queue.take_in]"),
        ("运行 checker ledger consult list 查看编号", "到会商(按 [go.consultations])查看编号"),
        (
            "请先登记开工:checker ledger start 2601 --on 2026-11-22",
            "请先登记开工:checker ledger start 2601 --on 2026-11-22",
        ),
        ("请由备份恢复;备份见 checker ledger backup", "请由备份恢复;备份见 checker ledger backup"),
    ],
)
def test_commands_become_places_where_there_is_one(remedy: str, said: str) -> None:
    assert in_place(Problem("不行", remedy=remedy), lambda command: f"[{command}]").remedy == said
