"""Decisions: made on a report that still holds, sealed with everything needed to check again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from checker import __version__
from checker.errors import LedgerRefusalError, LedgerTamperedError
from checker.ledger import Ledger, consultations, decisions, documents, quotas, rectifications, submissions, waivers
from checker.ledger.consultation import matter_of
from checker.ledger.decisions import Decision
from checker.ledger.rectifications import Item
from checker.ledger.schema import DOCUMENT, ENTRY
from checker.ledger.states import SubmissionState
from checker.ledger.verify import verify
from checker.model import Application, build_application
from checker.model.enums import Conclusion
from checker.model.outcome import Outcome, Verdict
from checker.model.report import Finding, QuotaDemand, QuotaLine, Report
from checker.model.standing import QuotaDirection
from checker.rulebook import RuleBook, load_rulebook
from tests.ledger.proceedings import (
    AS_OF,
    BRICKS,
    METHANOL,
    application_of,
    checked,
    code_of,
    last_entry,
    registered,
    shipped,
    submitted,
)

NUMBER = "巴发改能审〔2026〕12号"


def decided(
    ledger: Ledger,
    report: Report | None = None,
    verdict: Verdict | None = None,
    *,
    application: Application | None = None,
    **changes: Any,
) -> Decision:
    model = application or application_of(METHANOL)
    made = report or checked(ledger, model)
    given: dict[str, Any] = {
        "application": model,
        "report": made,
        "checking": shipped(),
        "verdict": verdict or made.verdict,
        "officer": "赵六",
        "decided_on": AS_OF,
        "reason": "",
        "number": NUMBER,
    }
    with ledger.writing("记录员") as books:
        return decisions.decide(books, **given | changes)


@dataclass(frozen=True)
class Altered:
    """The shipped checker with something else in its reports."""

    changes: Callable[[Report], Mapping[str, Any]]
    rulebook: RuleBook = field(default_factory=lambda: shipped().rulebook)

    def made(self, report: Report) -> Report:
        return replace(report, **self.changes(report))

    def check(self, application: Application, **given: Any) -> Report:
        return self.made(shipped().check(application, **given))


def consulted(ledger: Ledger, conclusion: Conclusion = Conclusion.PASSED) -> None:
    """The departments come to a conclusion about the methanol project; by default they let it pass."""
    report = checked(ledger, METHANOL)
    with ledger.writing("张三") as books:
        opened = consultations.convene(
            books,
            code_of(METHANOL),
            matter_of(report.consultations),
            application=application_of(METHANOL),
            opened_on=date(2026, 11, 12),
        )
        consultations.conclude(
            books,
            opened.id,
            conclusion=conclusion,
            concluded_on=date(2026, 11, 20),
            authority="市发展改革委",
            document="巴发改会〔2026〕8号",
            reason="一致同意",
        )


def state(ledger: Ledger, code: str) -> SubmissionState:
    with ledger.reading() as books:
        found = submissions.current(books, code)
    assert found is not None
    return found.state


def test_an_approval_as_recommended_needs_no_reason(ledger: Ledger) -> None:
    code = submitted(ledger, METHANOL)
    consulted(ledger)
    report = checked(ledger, METHANOL)
    made = decided(ledger, report)
    assert (made.verdict, made.recommended, made.departs, made.reason) == (Verdict.APPROVE, Verdict.APPROVE, False, "")
    assert (made.officer, made.actor, made.number, made.as_of) == ("赵六", "记录员", NUMBER, AS_OF)
    assert (made.id, made.project) == (f"D{last_entry(ledger).position}", code)
    assert (made.rulebook, made.ledger_position) == (shipped().rulebook.hash, report.ledger_position)
    assert (made.engine, made.everything, made.program) == (report.engine, False, __version__)
    assert state(ledger, code) is SubmissionState.APPROVED
    with ledger.reading() as books:
        assert decisions.listed(books) == decisions.listed(books, project=code) == (made,)
        assert decisions.listed(books, project="别的") == ()
        assert decisions.need(books, made.id.lower()) == made
        assert decisions.report_of(books, made) == report
        assert decisions.application_of(books, made) == application_of(METHANOL)
        assert decisions.rulebook_of(books, made).hash == shipped().rulebook.hash
    assert verify(ledger).flaws == ()


@pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.REJECT])
def test_a_decision_that_departs_gives_a_reason(ledger: Ledger, verdict: Verdict) -> None:
    code = submitted(ledger, METHANOL)
    with pytest.raises(LedgerRefusalError, match=f"决定“{verdict.label}”与建议“整改”不同,没有写理由"):
        decided(ledger, verdict=verdict, reason=" ")
    assert state(ledger, code) is SubmissionState.UNDER_REVIEW
    made = decided(ledger, verdict=verdict, reason="市政府专题会议纪要〔2026〕3号")
    assert made.departs
    assert made.recommended is Verdict.RECTIFY
    expected = SubmissionState.APPROVED if verdict is Verdict.APPROVE else SubmissionState.REJECTED
    assert state(ledger, code) is expected


def test_rectify_needs_no_number_the_others_do(ledger: Ledger) -> None:
    submitted(ledger, METHANOL)
    with pytest.raises(LedgerRefusalError, match="决定“否决”没有写文号"):
        decided(ledger, verdict=Verdict.REJECT, reason="理由", number="")
    assert decided(ledger, number="").number == ""


def test_what_is_decided_is_no_longer_under_review(ledger: Ledger) -> None:
    submitted(ledger, METHANOL)
    consulted(ledger)
    decided(ledger)
    with pytest.raises(LedgerRefusalError, match="已批准,不是在审"):
        decided(ledger)


def test_nothing_is_decided_that_was_not_submitted(ledger: Ledger) -> None:
    report = checked(ledger, METHANOL)
    with pytest.raises(LedgerRefusalError, match="台账里没有项目"):
        decided(ledger, report)
    registered(ledger, METHANOL)
    with pytest.raises(LedgerRefusalError, match="没有申报"):
        decided(ledger)
    uncoded = build_application({k: v for k, v in application_of(METHANOL).canonical().items() if k != "project_code"})
    with pytest.raises(LedgerRefusalError, match="申报没有项目代码,不能决定"):
        decided(ledger, application=uncoded)


def test_only_the_very_application_that_was_submitted_is_decided_on(ledger: Ledger) -> None:
    submitted(ledger, METHANOL)
    amended = build_application({**application_of(METHANOL).canonical(), "staff": 121})
    with pytest.raises(LedgerRefusalError, match=r"这不是 .* 所受理的申报"):
        decided(ledger, application=amended)
    with pytest.raises(LedgerRefusalError, match="报告不是这份申报的"):
        decided(ledger, checked(ledger, amended), application=application_of(METHANOL))


def _other_day(ledger: Ledger) -> Report:
    return checked(ledger, METHANOL, as_of=AS_OF - timedelta(days=1))


def _without_ledger(ledger: Ledger) -> Report:
    return shipped().check(application_of(METHANOL), as_of=AS_OF)


def _other_ledger(ledger: Ledger) -> Report:
    return replace(checked(ledger, METHANOL), ledger_facts=("全市原煤消费量",))


def _other_figures(ledger: Ledger) -> Report:
    line = QuotaLine("原煤消费量", 2030, QuotaDirection.CEILING, "t", None, None, Decimal(7), Decimal(1), headroom=None)
    return replace(checked(ledger, METHANOL), quotas=(line,))


def _future(ledger: Ledger) -> Report:
    return replace(checked(ledger, METHANOL), ledger_position=9_999)


def _before_submission(ledger: Ledger) -> Report:
    return replace(checked(ledger, METHANOL), ledger_position=1)


def _other_rules(ledger: Ledger) -> Report:
    return replace(checked(ledger, METHANOL), rulebook_hash="0" * 64)


@pytest.mark.parametrize(
    ("report", "message"),
    [
        (_other_day, "报告的审查日 2026-11-21 不是决定日期 2026-11-22"),
        (_without_ledger, "报告没有对照台账"),
        (_other_ledger, "不是本台账的"),
        (_other_figures, "不是本台账的"),
        (_future, "报告依据的台账位置 9999"),
        (_before_submission, "报告依据的台账位置 1"),
        (_other_rules, "报告用的规则库 000000000000 不是所给的"),
    ],
)
def test_a_report_of_something_else_is_refused(
    ledger: Ledger, report: Callable[[Ledger], Report], message: str
) -> None:
    submitted(ledger, METHANOL)
    with pytest.raises(LedgerRefusalError, match=message):
        decided(ledger, report(ledger))


def _waived(ledger: Ledger, code: str) -> None:
    with ledger.writing("王五") as books:
        waivers.grant(
            books,
            code,
            ["P054"],
            rulebook=shipped().rulebook,
            authority="市政府",
            number="巴府函〔2026〕5号",
            granted_on=AS_OF,
            scope="免于会商",
            expires_on=AS_OF,
        )


def _ordered(ledger: Ledger, code: str) -> None:
    with ledger.writing("李四") as books:
        item = Item("补正节能报告", date(2026, 12, 1))
        rectifications.order(books, code, [item], authority="市发展改革委", number="整改1号", issued_on=AS_OF)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda ledger, _: consulted(ledger), "审批手续、会商结论"),
        (_waived, "豁免"),
        (_ordered, "整改要求"),
    ],
)
def test_a_stale_report_is_refused_and_says_what_changed(
    ledger: Ledger, change: Callable[[Ledger, str], None], message: str
) -> None:
    code = submitted(ledger, METHANOL)
    report = checked(ledger, METHANOL)
    change(ledger, code)
    with pytest.raises(LedgerRefusalError, match=f"报告之后台账有了变化:{message};请重新核对后再决定"):
        decided(ledger, report)
    assert state(ledger, code) is SubmissionState.UNDER_REVIEW


def test_what_happens_to_other_projects_does_not_make_a_report_stale(ledger: Ledger) -> None:
    submitted(ledger, METHANOL)
    report = checked(ledger, METHANOL)
    _ordered(ledger, registered(ledger, BRICKS))
    assert decided(ledger, report).ledger_position < ledger.position - 1


def test_nothing_is_approved_while_a_rule_failed(ledger: Ledger) -> None:
    submitted(ledger, METHANOL)
    failing = Altered(lambda report: {"findings": (*report.findings[:-1], _failed(report.findings[-1]))})
    faulty = failing.made(checked(ledger, METHANOL))
    with pytest.raises(LedgerRefusalError, match=rf"报告里有 1 条判定出错\({faulty.findings[-1].rule}\),不能批准"):
        decided(ledger, faulty, Verdict.APPROVE, checking=failing, reason="理由")
    assert decided(ledger, faulty, Verdict.RECTIFY, checking=failing).verdict is Verdict.RECTIFY


def _failed(finding: Finding) -> Finding:
    return replace(finding, outcome=Outcome.ERROR)


def test_a_report_of_another_ledger_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "另一台账.db") as other:
        submitted(other, METHANOL)
        consulted(other)
        report = checked(other, METHANOL)
    submitted(ledger, METHANOL)
    consulted(ledger, Conclusion.REFUSED)
    assert report.ledger_position == ledger.position
    with pytest.raises(LedgerRefusalError, match=r"报告与在本台账第 \d+ 条时重新核对的不同,不是本台账的"):
        decided(ledger, report)


@pytest.mark.parametrize(
    ("demands", "message"),
    [
        (lambda old: (*old, QuotaDemand("原煤消费量", "t", Decimal(9), 2028)), "不同:原煤消费量"),
        (lambda old: tuple(replace(one, amount=Decimal(9)) for one in old), "不同:.*能源"),
        (lambda old: tuple(replace(one, first_year=one.first_year - 1) for one in old), "不同:.*能源"),
        (lambda old: (), "不同:.*能源"),
    ],
)
def test_quotas_that_rules_reckon_otherwise_than_at_submission_are_refused(
    ledger: Ledger, demands: Callable[[tuple[QuotaDemand, ...]], tuple[QuotaDemand, ...]], message: str
) -> None:
    submitted(ledger, METHANOL)
    changed = Altered(lambda report: {"demands": demands(report.demands)})
    with pytest.raises(LedgerRefusalError, match=message + ".*请先撤回,再重新受理"):
        decided(ledger, changed.made(checked(ledger, METHANOL)), checking=changed)


def test_a_later_first_year_lies_within_what_was_reserved(ledger: Ledger) -> None:
    submitted(ledger, METHANOL)
    later = Altered(
        lambda report: {"demands": tuple(replace(one, first_year=one.first_year + 1) for one in report.demands)}
    )
    assert decided(ledger, later.made(checked(ledger, METHANOL)), checking=later).verdict is Verdict.RECTIFY


def test_nothing_is_decided_while_the_ledger_has_other_limits_than_the_rules(ledger: Ledger) -> None:
    submitted(ledger, METHANOL)
    fewer = replace(shipped().rulebook, quotas=())
    with pytest.raises(LedgerRefusalError, match="规则包的限额与台账不同"):
        decided(ledger, checking=Altered(lambda _: {}, fewer))


def test_a_decision_is_not_dated_before_the_submission(ledger: Ledger) -> None:
    submitted(ledger, METHANOL, on=AS_OF + timedelta(days=1))
    with pytest.raises(LedgerRefusalError, match="决定日期 2026-11-22 早于受理日期 2026-11-23"):
        decided(ledger)


def test_the_officer_is_named(ledger: Ledger) -> None:
    submitted(ledger, METHANOL)
    with pytest.raises(LedgerRefusalError, match="没有写决定人"):
        decided(ledger, officer=" ")


def test_an_approval_beyond_a_ceiling_is_refused_with_the_figures_and_nothing_is_kept(ledger: Ledger) -> None:
    case = "coal-substitution-done"
    with ledger.writing("甲") as books:
        quotas.adopt_limits(books, shipped().rulebook)
        quotas.set_baseline(books, "原煤消费量", 2030, Decimal(245_000), document="统计局函", reason="核定")
    code = submitted(ledger, case)
    before = ledger.position
    with pytest.raises(LedgerRefusalError, match="2030 年原煤消费量额度不足,不能批准:上限 250000 t,已用 245000 t"):
        decided(ledger, verdict=Verdict.APPROVE, reason="理由", application=application_of(case))
    assert ledger.position == before
    assert state(ledger, code) is SubmissionState.UNDER_REVIEW
    with ledger.reading() as books:
        assert decisions.listed(books) == ()


def test_rule_packs_are_sealed_once_for_each_rule_book(ledger: Ledger) -> None:
    submitted(ledger, METHANOL)
    submitted(ledger, BRICKS)
    first = decided(ledger)
    second = decided(ledger, application=application_of(BRICKS))
    assert first.archive == second.archive
    with ledger.reading() as books:
        media = [documents.media_of(books.connection, name) for name in documents.names(books.connection)]
    assert media.count(documents.ZIP) == 1


def test_there_is_no_decision_of_that_name(ledger: Ledger) -> None:
    submitted(ledger, METHANOL)
    with ledger.reading() as books:
        for name in ("D99", "D1", "x", "", "D²", "D99999999999999999999"):
            with pytest.raises(LedgerRefusalError, match="没有决定"):
                decisions.need(books, name)


@pytest.mark.parametrize("sealed", ["application", "report", "archive"])
def test_a_sealed_document_that_was_altered_is_not_shown(ledger: Ledger, sealed: str) -> None:
    submitted(ledger, METHANOL)
    made = decided(ledger)
    name = getattr(made, sealed)
    with ledger.writing("坏人") as books:
        row = books.connection.execute(DOCUMENT.select().where(DOCUMENT.c.hash == name)).one()
        altered = bytes([*row.content[:-1], row.content[-1] ^ 1])
        books.connection.execute(DOCUMENT.update().where(DOCUMENT.c.hash == name).values(content=altered))
    read = {
        "application": decisions.application_of,
        "report": decisions.report_of,
        "archive": decisions.rulebook_of,
    }[sealed]
    with ledger.reading() as books, pytest.raises(LedgerTamperedError, match=f"台账文件 {name[:12]} 被改动过"):
        read(books, made)
    assert any(flaw.where == f"文件 {name[:12]}" for flaw in verify(ledger).flaws)


def test_an_altered_decision_is_not_shown(ledger: Ledger) -> None:
    submitted(ledger, METHANOL)
    made = decided(ledger)
    with ledger.writing("坏人") as books:
        there = ENTRY.c.position == made.position
        text = books.connection.execute(ENTRY.select().where(there)).one().payload
        books.connection.execute(ENTRY.update().where(there).values(payload=text.replace("赵六", "赵七")))
    with ledger.reading() as books, pytest.raises(LedgerTamperedError, match=rf"决定 {made.id} 的记录.*被改动过"):
        decisions.need(books, made.id)
    assert any(flaw.position == made.position for flaw in verify(ledger).flaws)


def test_other_packs_in_the_place_of_the_sealed_ones_are_found(ledger: Ledger) -> None:
    submitted(ledger, METHANOL)
    made = decided(ledger)
    other = load_rulebook(Path(__file__).parents[1] / "cli" / "packs")
    with ledger.writing("坏人") as books:
        from checker.ledger import archive

        name = documents.keep(books.connection, archive.packed(other), documents.ZIP)
        with pytest.raises(LedgerTamperedError, match=r"封存的规则包与记录的指纹 .* 不符"):
            decisions.rulebook_of(books, replace(made, archive=name))
