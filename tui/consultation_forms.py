"""The forms of consultations: open one, record what a department says, conclude, cancel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from checker.api.desk import Desk
from checker.ledger.consultation import Consultation, Stance
from checker.model.enums import Conclusion
from checker.model.report import Finding
from tui.choice import Option
from tui.form import Form
from tui.question import Answers, Kind, Question
from tui.subject import Subject


def convening(desk: Desk, subject: Subject, today: date) -> Form[Consultation]:
    """Put findings of the application under review to the departments."""
    findings = subject.report.consultations
    asked = Question(
        "rules",
        "会商的发现",
        Kind.SEVERAL,
        hint="空格选或不选",
        must="请至少选一条",
        options=tuple(Option(one.rule, f"{one.rule}  {one.title}") for one in findings),
        chosen=tuple(one.rule for one in findings),
    )

    def act(answers: Answers) -> Consultation:
        return desk.convene(
            subject.project,
            rules=answers.chosen("rules"),
            lead=answers.names("lead"),
            cooperating=answers.names("cooperating"),
            days=answers.number("days"),
            reason=answers.text("reason"),
            on=answers.day("on"),
        )

    return Form(
        f"发起会商  {subject.name}",
        (
            asked,
            Question("lead", "另加牵头部门", Kind.NAMES, hint="条款的责任单位自动列入;几个部门之间用顿号"),
            Question("cooperating", "另加配合部门", Kind.NAMES),
            Question("days", "意见期限(天)", Kind.NUMBER, "15", hint="从发起日起算;留空则不定期限"),
            Question("reason", "再次会商的理由", Kind.TEXT, hint="同一条已经会商通过的才须写"),
            _day("发起日期", today),
        ),
        act,
        introduction=_departments(findings),
    )


def hearing(desk: Desk, consultation: Consultation, today: date) -> Form[Consultation]:
    """Record what a department says."""
    departments = consultation.departments
    silent = consultation.missing

    def act(answers: Answers) -> Consultation:
        return desk.hear(
            consultation.id,
            department=answers.one("department"),
            stance=Stance(answers.one("stance")),
            reason=answers.text("reason"),
            on=answers.day("on"),
        )

    return Form(
        f"部门意见  会商 {consultation.id}",
        (
            Question(
                "department",
                "部门",
                Kind.ONE,
                must="请选部门",
                options=tuple(
                    Option(one, one if one in silent else f"{one}(已表态,再记以新的为准)") for one in departments
                ),
                chosen=silent[:1],
            ),
            Question("stance", "意见", Kind.ONE, must="请选意见", options=tuple(Option(one, one) for one in Stance)),
            Question("reason", "理由", Kind.TEXT, must="请写理由"),
            _day("意见日期", today),
        ),
        act,
        introduction=consultation.matter.text,
    )


def concluding(desk: Desk, consultation: Consultation, today: date) -> Form[Consultation]:
    """Record what a consultation came to."""
    results = tuple(one for one in Conclusion if one is not Conclusion.PENDING)

    def check(answers: Answers) -> Mapping[str, str]:
        conditional = answers.one("conclusion") == Conclusion.CONDITIONAL
        if conditional and not answers.text("conditions"):
            return {"conditions": "附条件通过须写明条件"}
        if not conditional and answers.text("conditions"):
            return {"conditions": "结论为附条件通过才写条件;其他请写进理由"}
        return {}

    def act(answers: Answers) -> Consultation:
        return desk.conclude(
            consultation.id,
            conclusion=Conclusion(answers.one("conclusion")),
            authority=answers.text("authority"),
            document=answers.text("document"),
            reason=answers.text("reason"),
            conditions=answers.text("conditions"),
            on=answers.day("on"),
        )

    def asks(answers: Answers) -> str:
        silent = "、".join(consultation.missing)
        return f"还有部门没有表态,仍作结论“{answers.one('conclusion')}”?\n没有表态:{silent}" if silent else ""

    return Form(
        f"会商结论  会商 {consultation.id}",
        (
            Question(
                "conclusion", "结论", Kind.ONE, must="请选结论", options=tuple(Option(one, one) for one in results)
            ),
            Question("conditions", "条件", Kind.TEXT, hint="附条件通过的才写"),
            Question("authority", "作出结论的机关", must="请写机关"),
            Question("document", "文号", must="请写会议纪要或文件的文号"),
            Question("reason", "理由", Kind.TEXT, must="请写理由"),
            _day("结论日期", today),
        ),
        act,
        introduction=_heard(consultation),
        asks=asks,
        check=check,
    )


def cancelling(desk: Desk, consultation: Consultation, today: date) -> Form[Consultation]:
    """Take back a consultation that was opened in error."""

    def act(answers: Answers) -> Consultation:
        return desk.cancel_consultation(consultation.id, reason=answers.text("reason"), on=answers.day("on"))

    return Form(
        f"取消会商 {consultation.id}",
        (Question("reason", "取消的理由", Kind.TEXT, must="请写理由"), _day("取消日期", today)),
        act,
        introduction=consultation.matter.text,
        asks=lambda _: f"取消会商 {consultation.id}?",
    )


def _day(label: str, today: date) -> Question:
    return Question("on", label, Kind.DAY, today.isoformat(), must="请写日期")


def _departments(findings: tuple[Finding, ...]) -> str:
    """Whom the clauses name, for each finding."""
    lines = []
    for one in findings:
        lead = dict.fromkeys(name for citation in one.citations for name in citation.lead)
        others = dict.fromkeys(name for citation in one.citations for name in citation.cooperating if name not in lead)
        named = "、".join(lead) or "条款没有登记牵头单位,须在下面写明"
        lines.append(f"{one.rule}  牵头:{named}" + (f";配合:{'、'.join(others)}" if others else ""))
    return "\n".join(lines)


def _heard(consultation: Consultation) -> str:
    counting = consultation.counting
    return "\n".join(
        f"{name}  {said.stance}:{said.reason}" if (said := counting.get(name)) else f"{name}  未表态"
        for name in consultation.departments
    )
