from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from docx import Document

from checker.ledger.journal import anchor
from checker.ledger.states import SubmissionState
from checker.model.outcome import Verdict
from tests.tui.conftest import DAY, drive
from tests.tui.office import (
    COAL,
    METHANOL,
    TROUBLE,
    application_of,
    at,
    coded_rows,
    drawn,
    fault,
    fill,
    page,
    received,
    refusal,
    renamed,
    rows,
    scope,
    settled,
    subject_of,
    told,
    troubled,
    with_baseline,
)
from tui.choice import Choice
from tui.decision_form import grounds
from tui.dialogs import Confirming
from tui.form import Form
from tui.places import Place
from tui.reading import PageReading
from tui.subject import Subject


def decided(desk, **settings) -> str:
    """The number of a decision against the recommendation."""
    project = received(desk, METHANOL)
    return desk.decide(project, Verdict.REJECT, reason="选址不当", number="9号", on=DAY, **settings).id


async def choose(app, pilot, verdict: Verdict) -> None:
    app.screen.query_one("#verdict", Choice).chosen = frozenset((verdict.value,))
    await pilot.pause()


def test_the_recommendation_stands_above_the_form_with_what_it_rests_on(books_desk, size) -> None:
    project = received(books_desk, METHANOL)

    async def scene() -> None:
        async with at(books_desk, Place.DECISION, size, subject_of(books_desk, project)) as (app, pilot):
            assert f"当前申报 {project} 建议整改" in scope(app)
            assert "✗ 不符合 会商  BZ-020304-consultation" in page(app)
            await pilot.press("d")
            await settled(app, pilot)
            introduction = str(app.screen.query_one("#introduction").visual)
            assert introduction.startswith("建议 ! 整改(转会商)  审查日 2026-11-22")
            assert "✗ 不符合 会商  BZ-020304-consultation  拟建两高一低项目先行会商" in introduction
            assert "整改(退回,保留位次)  建议" in app.screen.query_one("#verdict", Choice).render().plain
            assert app.screen.query_one("#officer").value == "张三"

    drive(scene)


def test_a_recommendation_that_says_nothing_more_is_said_once(books_desk) -> None:
    report = books_desk.check(application_of("cement-clinker-power"), as_of=DAY)
    assert report.dispositions == ("否决",)
    assert grounds(report).plain.startswith("建议 ✗ 否决  审查日")


def test_a_departure_asks_for_a_reason_and_a_refusal_for_a_number(books_desk, size) -> None:
    project = received(books_desk, METHANOL)

    async def scene() -> None:
        async with at(books_desk, Place.DECISION, size, subject_of(books_desk, project)) as (app, pilot):
            await pilot.press("d")
            await settled(app, pilot)
            await pilot.press("f2")
            assert fault(app, "verdict") == "! 请选决定"
            await choose(app, pilot, Verdict.REJECT)
            await pilot.press("f2")
            assert fault(app, "reason") == "! 决定“否决”与建议“整改”不同,须写理由"
            assert fault(app, "number") == "! 决定“否决”须写决定文件的文号"
            fill(app, reason="选址[bold]不当😀", number="巴发改能审〔2026〕9号")
            await pilot.press("f2")
            await pilot.pause()
            assert isinstance(app.screen, Confirming)
            await pilot.press("enter")  # The answer that has the focus is no.
            await settled(app, pilot)
            assert books_desk.decisions() == ()
            await pilot.press("f2")
            await pilot.pause()
            await pilot.press("y")
            await settled(app, pilot)
            (made,) = books_desk.decisions()
            assert (made.verdict, made.recommended, made.reason) == (
                Verdict.REJECT,
                Verdict.RECTIFY,
                "选址[bold]不当😀",
            )
            assert coded_rows(app) == [[made.id, project, "2026-11-22", "否决", "整改 ! 不同", "张三"]]
            sealed = page(app).replace("\n", "").replace(" ", "")
            assert anchor(made.position, made.hash) in sealed
            assert made.report in sealed
            assert anchor(made.position, made.hash) in told(app)

    drive(scene)


def test_returning_for_rectification_needs_neither_and_keeps_the_place(books_desk, size) -> None:
    project = received(books_desk, METHANOL)

    async def scene() -> None:
        async with at(books_desk, Place.DECISION, size, subject_of(books_desk, project)) as (app, pilot):
            await pilot.press("d")
            await settled(app, pilot)
            await pilot.press("down", "f2")
            await pilot.pause()
            await pilot.press("y")
            await settled(app, pilot)
            assert rows(app)[0][3:5] == ["整改", "整改"]

    drive(scene)
    assert books_desk.pending()[0].state is SubmissionState.RETURNED


def test_what_changed_since_it_was_seen_is_refused_and_nothing_is_lost(books_desk, size) -> None:
    project = received(books_desk, METHANOL)

    async def scene() -> None:
        async with at(books_desk, Place.DECISION, size, subject_of(books_desk, project)) as (app, pilot):
            await pilot.press("d")
            await settled(app, pilot)
            await choose(app, pilot, Verdict.RECTIFY)
            fill(app, reason="按会商意见办")
            held = books_desk.convene(project, on=DAY)
            from checker.model.enums import Conclusion

            books_desk.conclude(
                held.id, conclusion=Conclusion.PASSED, authority="领导小组", document="1号", reason="同意", on=DAY
            )
            await pilot.press("f2")
            await pilot.pause()
            await pilot.press("y")
            await settled(app, pilot)
            assert "核对结果与您看到的不同" in refusal(app)
            assert app.screen.query_one("#reason").text == "按会商意见办"
            assert books_desk.decisions() == ()

    drive(scene)


def test_the_ceiling_is_not_overspent_whatever_the_officer_says(books_desk, size) -> None:
    with_baseline(books_desk, "249000")
    project = received(books_desk, COAL)

    async def scene() -> None:
        async with at(books_desk, Place.DECISION, size, subject_of(books_desk, project)) as (app, pilot):
            await pilot.press("d")
            await settled(app, pilot)
            await choose(app, pilot, Verdict.APPROVE)
            fill(app, reason="重点项目", number="12号")
            await pilot.press("f2")
            await pilot.pause()
            await pilot.press("y")
            await settled(app, pilot)
            assert refusal(app).startswith("没有记入:")
            assert "原煤消费量" in refusal(app)

    drive(scene)
    assert books_desk.decisions() == ()


def test_the_sealed_report_is_read_and_replayed(books_desk, size) -> None:
    name = decided(books_desk)

    async def scene() -> None:
        async with at(books_desk, Place.DECISION, size) as (app, pilot):
            await pilot.press("enter")
            await settled(app, pilot)
            assert isinstance(app.screen, PageReading)
            assert "BZ-020304-consultation" in page(app)
            await pilot.press("pagedown", "c", "escape")
            await pilot.pause()
            await pilot.press("p")
            await settled(app, pilot)
            assert f"重放决定 {name}" in page(app)
            assert "✓ 一致:重放的报告与封存的报告逐字节相同" in page(app)

    drive(scene)


def test_a_decision_is_exported_and_no_file_is_overwritten_in_silence(books_desk, size, tmp_path: Path) -> None:
    decided(books_desk)

    async def scene() -> None:
        async with at(books_desk, Place.DECISION, size) as (app, pilot):
            for layout, suffix in (("docx", ".docx"), ("html", ".html"), ("markdown", ".md")):
                await pilot.press("e")
                await settled(app, pilot)
                app.screen.query_one("#layout", Choice).chosen = frozenset((layout,))
                fill(app, file=str(tmp_path / "决定"))
                await pilot.press("f2")
                await settled(app, pilot)
                assert (tmp_path / f"决定{suffix}").exists()
            assert "选址不当" in (tmp_path / "决定.md").read_text(encoding="utf-8")
            assert "选址不当" in (tmp_path / "决定.html").read_text(encoding="utf-8")
            table = Document(str(tmp_path / "决定.docx")).tables[0]
            assert "选址不当" in [cell.text for row in table.rows for cell in row.cells]
            (tmp_path / "决定.docx").write_text("别人的")
            await pilot.press("e")
            await settled(app, pilot)
            fill(app, file=str(tmp_path / "决定"))
            await pilot.press("f2")
            await pilot.pause()
            assert isinstance(app.screen, Confirming)
            await pilot.press("n")
            await settled(app, pilot)
            assert (tmp_path / "决定.docx").read_text() == "别人的"
            fill(app, file=str(tmp_path / "没有的文件夹" / "决定"))
            await pilot.press("f2")
            await pilot.pause()
            assert fault(app, "file").startswith("! 结果文件所在的目录不存在")

    drive(scene)


def test_an_opinion_is_exported_before_anything_is_decided(desk, size, tmp_path: Path) -> None:
    application = renamed(application_of(METHANOL), "a/b:*?<甲>")
    subject = Subject(application, desk.check(application, as_of=DAY))

    async def scene() -> None:
        async with at(desk, Place.DECISION, size, subject) as (app, pilot):
            await pilot.press("e")
            await settled(app, pilot)
            assert app.screen.query_one("#file").value == str(tmp_path / "a-b----甲- 核对意见")
            await pilot.press("f2")
            await settled(app, pilot)
            assert f"已导出 {tmp_path / 'a-b----甲- 核对意见.docx'}" in told(app)

    drive(scene)
    assert (tmp_path / "a-b----甲- 核对意见.docx").exists()


def test_what_cannot_be_decided_says_why(books_desk) -> None:
    application = application_of(METHANOL)

    async def scene() -> None:
        async with at(books_desk, Place.DECISION, (80, 24)) as (app, pilot):
            await pilot.press("d", "enter", "p")
            await settled(app, pilot)
            assert "先在待办打开一份申报,再作决定" in told(app)
            app.subject = Subject(application, books_desk.check(application, as_of=DAY))
            await pilot.press("d")
            await settled(app, pilot)
            assert "还没有受理,不能决定" in told(app)
            decided(books_desk)
            app.subject = subject_of(books_desk, books_desk.decisions()[0].project)
            await pilot.press("r", "d")
            await settled(app, pilot)
            await choose(app, pilot, Verdict.RECTIFY)
            await pilot.press("f2")
            await pilot.pause()
            await pilot.press("y")
            await settled(app, pilot)
            assert "没有记入:" in refusal(app)

    drive(scene)


def test_texts_that_make_trouble_are_shown_as_they_are(books_desk, size, tmp_path: Path) -> None:
    project = received(books_desk, renamed(application_of(METHANOL), TROUBLE[:190]))
    books_desk.decide(project, Verdict.REJECT, reason=TROUBLE[:1900], number="9号[b]", on=DAY)
    subject = troubled(subject_of(books_desk, project))

    async def scene() -> None:
        async with at(books_desk, Place.DECISION, size, subject) as (app, pilot):
            assert "[bold red]通过[/]" in page(app)
            await pilot.press("enter")
            await settled(app, pilot)
            assert "[bold red]通过[/]" in page(app)
            assert drawn(app)
            await pilot.press("escape", "e")
            await settled(app, pilot)
            assert isinstance(app.screen, Form)
            await pilot.press("escape")
            app.screen.query_one("#rows").clear()
            app.screen._decide_on(project, subject.report)
            await settled(app, pilot)
            assert isinstance(app.screen, Form)
            await choose(app, pilot, Verdict.RECTIFY)
            await pilot.press("f2")
            await settled(app, pilot)
            assert isinstance(app.screen, Confirming)
            assert drawn(app)

    drive(scene)


def test_a_report_with_a_failed_rule_cannot_be_approved(books_desk) -> None:
    from checker.model.outcome import Outcome

    project = received(books_desk, METHANOL)
    subject = subject_of(books_desk, project)
    first, *others = subject.report.findings
    report = replace(subject.report, findings=(replace(first, outcome=Outcome.ERROR), *others))

    async def scene() -> None:
        async with at(books_desk, Place.DECISION, (80, 24), subject) as (app, pilot):
            app.screen._decide_on(project, report)
            await settled(app, pilot)
            await choose(app, pilot, Verdict.APPROVE)
            fill(app, reason="x", number="1号")
            await pilot.press("f2")
            assert fault(app, "verdict") == "! 有 1 条规则判定出错,查清之前不能通过"

    drive(scene)
