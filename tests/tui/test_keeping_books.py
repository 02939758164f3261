from __future__ import annotations

from decimal import Decimal

import pytest

from checker.api.desk import BookKeeping
from checker.client import RemoteDesk
from checker.model.outcome import Outcome
from tests.tui.conftest import DAY, drive
from tests.tui.office import (
    METHANOL,
    at,
    fault,
    fill,
    page,
    received,
    refusal,
    rows,
    settled,
    subject_of,
    told,
    with_baseline,
)
from tui.dialogs import Confirming, Picking
from tui.form import Form
from tui.places import Place

RULE = "BZ-020304-consultation"


def balance(desk):
    return next(one for one in desk.balances() if (one.metric, one.year) == ("原煤消费量", 2030))


async def sent(app, pilot) -> None:
    """Sent and confirmed."""
    await pilot.press("f2")
    await pilot.pause()
    assert isinstance(app.screen, Confirming)
    await pilot.press("y")
    await settled(app, pilot)


def granted(desk, project: str, number: str = "巴府函〔2026〕5号") -> str:
    return desk.grant_waiver(
        project,
        [RULE],
        authority="市人民政府",
        number=number,
        scope="应急项目",
        expires_on=DAY.replace(year=2027),
        on=DAY,
    ).id


def test_a_baseline_is_recorded_at_its_account(books_desk, size) -> None:
    async def scene() -> None:
        async with at(books_desk, Place.QUOTAS, size) as (app, pilot):
            assert "按“基数”" in page(app)
            await pilot.press("down", "b")
            await pilot.pause()
            assert isinstance(app.screen, Form)
            await pilot.press("f2")
            assert fault(app, "amount") == "! 请写数量和单位,如 18 万t"
            assert fault(app, "document").startswith("! 请写文号")
            assert fault(app, "reason").startswith("! 请写为什么")
            for wrong in ("很多", "18 万tce", "-3 t", "1e9999999 t", "十八万t"):
                fill(app, amount=wrong, document="巴统〔2026〕21号", reason="2025 年统计数")
                await pilot.press("f2")
                await pilot.pause()
                assert "不是以 t 计的数量" in fault(app, "amount"), wrong
            fill(app, amount="23 万t")
            await pilot.press("f2")
            await pilot.pause()
            assert "余量  2 万t" in app.screen._details
            await pilot.press("y")
            await settled(app, pilot)
            assert rows(app)[1][:4] == ["原煤消费量", "2030", "25 万t", "2 万t"]
            assert "基数  23 万t" in page(app)

    drive(scene)
    assert balance(books_desk).baseline == Decimal(230_000)


def test_a_baseline_is_adjusted_and_what_is_overspent_is_said_before(books_desk, size) -> None:
    with_baseline(books_desk, "230000")

    async def scene() -> None:
        async with at(books_desk, Place.QUOTAS, size) as (app, pilot):
            await pilot.press("down", "b")
            await pilot.pause()
            assert app.screen.query_one("#amount").value == "23 万t"
            fill(app, document="巴发改〔2026〕8号", reason="没有变")
            await sent(app, pilot)
            assert "已是这个基数" in refusal(app)
            assert app.screen.query_one("#reason").text == "没有变"
            fill(app, amount="26万吨", document="巴统〔2026〕30号", reason="核定数")
            await pilot.press("f2")
            await pilot.pause()
            assert "原来的基数  23 万t" in app.screen._details
            assert "余量  ! 超 1 万t" in app.screen._details
            await pilot.press("y")
            await settled(app, pilot)
            assert rows(app)[1][3] == "! 超 1 万t"

    drive(scene)
    assert balance(books_desk).baseline == Decimal(260_000)


def test_a_waiver_is_granted_on_a_finding_and_the_report_names_its_document(books_desk, size) -> None:
    project = received(books_desk, METHANOL)

    async def scene() -> None:
        async with at(books_desk, Place.REVIEW, size, subject_of(books_desk, project)) as (app, pilot):
            app.screen.to_finding(RULE)
            await pilot.press("W")
            await pilot.pause()
            assert isinstance(app.screen, Form)
            await pilot.press("f2")
            for question in ("authority", "number", "scope", "until"):
                assert fault(app, question).startswith("! 请写"), question
            fill(
                app, authority="市人民政府", number="巴府函〔2026〕5号", scope="应急项目[b]免于会商", until="2026-11-21"
            )
            await pilot.press("f2")
            assert fault(app, "until") == "! 到期日早于批准日期 2026-11-22"
            fill(app, until="2027-12-31")
            await sent(app, pilot)
            finding = next(one for one in app.subject.report.findings if one.rule == RULE)
            assert finding.outcome is Outcome.WAIVED
            assert finding.waiver.document == "巴府函〔2026〕5号"
            (made,) = books_desk.waivers(project=project)
            assert f"豁免已记入:{made.id}" in told(app)

    drive(scene)


def test_a_waiver_is_revoked_and_the_finding_counts_again(books_desk, size) -> None:
    project = received(books_desk, METHANOL)
    first = granted(books_desk, project)

    async def scene() -> None:
        async with at(books_desk, Place.REVIEW, size, subject_of(books_desk, project)) as (app, pilot):
            assert app.subject.report.having(Outcome.WAIVED)
            await pilot.press("X")
            await settled(app, pilot)
            assert isinstance(app.screen, Form), "the only one is not asked for"
            await pilot.press("f2")
            assert fault(app, "reason") == "! 请写撤销的理由和文件"
            fill(app, reason="条件不再具备")
            await sent(app, pilot)
            assert f"豁免已撤销:{first}" in told(app)
            assert not app.subject.report.having(Outcome.WAIVED)
            await pilot.press("X")
            await settled(app, pilot)
            assert "这个项目没有有效的豁免" in told(app)

    drive(scene)
    assert books_desk.waivers(project=project)[0].revocation == "条件不再具备"


def test_which_of_several_waivers_ends_is_asked(books_desk) -> None:
    project = received(books_desk, METHANOL)
    granted(books_desk, project)
    second = granted(books_desk, project, "巴府函〔2026〕6号")

    async def scene() -> None:
        async with at(books_desk, Place.REVIEW, (80, 24), subject_of(books_desk, project)) as (app, pilot):
            await pilot.press("X")
            await settled(app, pilot)
            assert isinstance(app.screen, Picking)
            await pilot.press("down", "enter")
            await pilot.pause()
            fill(app, reason="误登")
            await sent(app, pilot)

    drive(scene)
    assert [one.id for one in books_desk.waivers(project=project) if not one.revocation] != [second]


def test_what_cannot_be_waived_says_why(books_desk, desk) -> None:
    project = received(books_desk, METHANOL)

    async def scene() -> None:
        async with at(books_desk, Place.REVIEW, (80, 24), subject_of(books_desk, project)) as (app, pilot):
            await pilot.press("f", "W")
            await pilot.pause()
            assert "先在发现里选一条不符合的规则" in told(app)

    drive(scene)


@pytest.mark.parametrize("place", [Place.QUOTAS, Place.REVIEW])
def test_a_service_takes_neither_and_the_screen_names_the_command(books_desk, place: Place) -> None:
    project = received(books_desk, METHANOL)
    subject = subject_of(books_desk, project)

    class Afar:
        """What a remote desk offers of the books here, and nothing else."""

        def __init__(self) -> None:
            self.officer, self.name, self.keeps_books = "张三", "http://127.0.0.1", True

        def __getattr__(self, name: str) -> object:
            if not hasattr(RemoteDesk, name):
                raise AttributeError(name)
            return getattr(books_desk, name)

    async def scene() -> None:
        async with at(Afar(), place, (80, 24), subject) as (app, pilot):
            await pilot.press("b", "W", "X")
            await settled(app, pilot)
            assert not isinstance(app.screen, Form)
            if place is Place.QUOTAS:
                assert "在台账旁运行 checker ledger quota baseline" in page(app)
            else:
                assert "checker ledger waive" in told(app)

    drive(scene)
    assert isinstance(books_desk, BookKeeping)
    assert not issubclass(RemoteDesk, BookKeeping)
