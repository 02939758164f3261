"""The form of a decision: the recommendation and what it rests on, the verdict, and what the ledger asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from textual.content import Content

from checker.api.desk import Desk, mark_of
from checker.ledger.decisions import Decision
from checker.model.outcome import Effect, Outcome, Verdict
from checker.model.report import Finding, Report
from checker.render.lines import clipped, prose, visible
from checker.render.opinion import VERDICT_TONES
from checker.render.wording import outcome_mark, verdict_mark
from tui.choice import Option
from tui.form import Form
from tui.plain import TONE_STYLES
from tui.question import Answers, Kind, Question

_MOST_FINDINGS = 12
_TITLE_WIDTH = 60
_WORDS = {Verdict.APPROVE: "通过", Verdict.RECTIFY: "整改(退回,保留位次)", Verdict.REJECT: "否决"}


def deciding(
    desk: Desk, project: str, report: Report, today: date, kept: dict[str, str | tuple[str, ...]] | None = None
) -> Form[Decision]:
    """Decide on the application under review, having seen ``report``; the ledger seals it.

    ``kept`` are the answers of a form that was closed before, because the books had moved.
    """
    recommended = report.verdict

    def check(answers: Answers) -> Mapping[str, str]:
        verdict = Verdict(answers.one("verdict"))
        faults = {}
        if verdict is Verdict.APPROVE and (failed := report.having(Outcome.ERROR)):
            faults["verdict"] = f"有 {len(failed)} 条规则判定出错,查清之前不能通过"
        if verdict is not recommended and not answers.text("reason"):
            faults["reason"] = f"决定“{verdict.label}”与建议“{recommended.label}”不同,须写理由"
        if verdict is not Verdict.RECTIFY and not answers.text("number"):
            faults["number"] = f"决定“{verdict.label}”须写决定文件的文号"
        return faults

    def asks(answers: Answers) -> str:
        verdict = Verdict(answers.one("verdict"))
        departs = f",与建议“{recommended.label}”不同" if verdict is not recommended else ""
        said = [
            f"项目 {project}  {report.application_name}",
            f"签署 {answers.text('officer')}  {answers.text('on')}  {answers.text('number')}",
            f"理由 {answers.text('reason')}" if answers.text("reason") else "",
            "决定连同申报、报告、规则包一起封存,记入台账后不能删改。",
        ]
        return f"决定“{verdict.label}”{departs},确认签署?\n" + "\n".join(line for line in said if line)

    def act(answers: Answers) -> Decision:
        return desk.decide(
            project,
            Verdict(answers.one("verdict")),
            reason=answers.text("reason"),
            number=answers.text("number"),
            decided_by=answers.text("officer"),
            seen=mark_of(report),
            on=answers.day("on"),
        )

    return Form(
        f"作出决定  {report.application_name}",
        (
            Question(
                "verdict",
                "决定",
                Kind.ONE,
                must="请选决定",
                options=tuple(
                    Option(one.value, _WORDS[one] + ("  建议" if one is recommended else "  与建议不同"))
                    for one in Verdict
                ),
            ),
            Question("reason", "理由", Kind.TEXT, hint="与建议不同的必写"),
            Question("number", "文号", hint="通过、否决必写,如 巴发改能审〔2026〕12号"),
            Question("officer", "决定人(签署)", value=desk.officer, must="请写决定人"),
            Question("on", "决定日期", Kind.DAY, today.isoformat(), must="请写日期"),
        ),
        act,
        introduction=grounds(report),
        asks=asks,
        check=check,
        send="签署",
        kept=kept,
    )


def grounds(report: Report) -> Content:
    """The recommendation, and what it rests on, gravest first."""
    more = [word for word in report.dispositions if word != report.verdict.label]
    disposed = f"({'、'.join(more)})" if more else ""
    style = TONE_STYLES[VERDICT_TONES[report.verdict]]
    head = f"建议 {verdict_mark(report.verdict)} {report.verdict.label}{visible(disposed)}"
    lines = [Content.assemble((head, f"bold {style}"), f"  审查日 {report.as_of}")]
    weighty = [finding for finding in report.shown if finding not in report.advice]
    lines += [Content(_ground(finding)) for finding in weighty[:_MOST_FINDINGS]]
    if len(weighty) > _MOST_FINDINGS:
        lines.append(Content(f"  另有 {len(weighty) - _MOST_FINDINGS} 条,见审查"))
    if not weighty:
        lines.append(Content("  没有不符合、未能判定或出错的规则"))
    return Content("\n").join(lines)


def _ground(finding: Finding) -> str:
    word = finding.outcome.label
    effect = "会商已通过" if finding.is_consulted and finding.effect is Effect.CONSULT else finding.effect.label
    title = clipped(prose(finding.title), _TITLE_WIDTH)
    return f"  {outcome_mark(finding.outcome)} {word} {effect}  {visible(finding.rule)}  {title}"
