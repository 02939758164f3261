"""The forms of waivers (豁免): record one that an authority has granted, and end one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from checker.api.desk import BookKeeping
from checker.ledger.waivers import GrantedWaiver
from checker.model.report import Finding
from tui.choice import Option
from tui.form import Form
from tui.question import Answers, Kind, Question


def granting(keeper: BookKeeping, project: str, finding: Finding, today: date) -> Form[GrantedWaiver]:
    """Record a waiver of the rule of a finding, or of a clause that it rests on."""
    covered = [Option(finding.rule, f"规则 {finding.rule}  {finding.title}")]
    covered += [
        Option(reference, f"条款 {reference}(凡依这一条的规则)")
        for reference in dict.fromkeys(citation.reference for citation in finding.citations[:1])
    ]

    def check(answers: Answers) -> Mapping[str, str]:
        granted, expires = answers.day("on"), answers.day("until")
        if granted is not None and expires is not None and expires < granted:
            return {"until": f"到期日早于批准日期 {granted}"}
        return {}

    def asks(answers: Answers) -> str:
        lines = (
            f"豁免  {'、'.join(answers.chosen('rules'))}",
            f"批准  {answers.text('authority')} {answers.text('number')} {answers.text('on')}",
            f"范围  {answers.text('scope')}",
            "核对时仍列出被豁免的规则,写明凭哪份文件;到期或撤销后不再采用。",
        )
        return f"记入豁免,到 {answers.text('until')} 为止?\n" + "\n".join(lines)

    def act(answers: Answers) -> GrantedWaiver:
        return keeper.grant_waiver(
            project,
            answers.chosen("rules"),
            authority=answers.text("authority"),
            number=answers.text("number"),
            scope=answers.text("scope"),
            expires_on=answers.day("until") or today,
            on=answers.day("on"),
        )

    return Form(
        f"登记经批准的豁免  {project}",
        (
            Question("authority", "批准机关", must="请写批准豁免的机关"),
            Question("number", "文号", must="请写批准文件的文号"),
            Question("scope", "范围", Kind.TEXT, must="请写豁免的内容和范围"),
            Question("until", "到期日", Kind.DAY, hint="当天仍有效", must="请写到期日"),
            Question("on", "批准日期", Kind.DAY, today.isoformat(), must="请写日期"),
            Question(
                "rules", "豁免", Kind.SEVERAL, must="请至少选一项", options=tuple(covered), chosen=(finding.rule,)
            ),
        ),
        act,
        introduction=finding.message,
        asks=asks,
        check=check,
    )


def revoking(keeper: BookKeeping, waiver: GrantedWaiver, today: date) -> Form[GrantedWaiver]:
    """End a waiver."""

    def act(answers: Answers) -> GrantedWaiver:
        return keeper.revoke_waiver(waiver.id, reason=answers.text("reason"), on=answers.day("on"))

    named = f"{'、'.join(waiver.rules)}\n{waiver.authority} {waiver.number},{waiver.expires_on} 到期\n{waiver.scope}"
    return Form(
        f"撤销豁免  {waiver.id}",
        (
            Question("reason", "撤销的理由", Kind.TEXT, must="请写撤销的理由和文件"),
            Question("on", "从哪一天起撤销", Kind.DAY, today.isoformat(), must="请写日期"),
        ),
        act,
        introduction=named,
        asks=lambda _: f"撤销豁免 {waiver.id}?\n{named}",
    )
