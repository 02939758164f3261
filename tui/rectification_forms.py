"""The forms of rectification: order items, record that one is done, extend it, revoke it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from checker.api.desk import Desk
from checker.ledger.rectifications import Item, OrderedItem
from checker.model.outcome import Effect, Outcome
from checker.model.report import Report
from tui.form import Form
from tui.question import Answers, Kind, Question
from tui.subject import Subject

_MOST_ITEMS = 20


def ordering(desk: Desk, subject: Subject, today: date) -> Form[tuple[OrderedItem, ...]]:
    """Order the project under review to put items right: one on each line."""

    def check(answers: Answers) -> Mapping[str, str]:
        lines = _lines(answers)
        if len(lines) > _MOST_ITEMS:
            return {"items": f"一次至多 {_MOST_ITEMS} 项,现有 {len(lines)} 项"}
        deadline = answers.day("deadline")
        if deadline is not None and (on := answers.day("on")) is not None and deadline < on:
            return {"deadline": "期限早于下达日期"}
        return {}

    def act(answers: Answers) -> tuple[OrderedItem, ...]:
        deadline = answers.day("deadline") or today
        items = [Item(" ".join(line.split()), deadline) for line in _lines(answers)]
        return desk.order(
            subject.project,
            items,
            authority=answers.text("authority"),
            number=answers.text("number"),
            on=answers.day("on"),
        )

    return Form(
        f"下达整改要求  {subject.name}",
        (
            Question("items", "整改事项", Kind.TEXT, _suggested(subject.report), hint="一行一项", must="请至少写一项"),
            Question("deadline", "期限", Kind.DAY, must="请写期限"),
            Question("authority", "下达机关", must="请写机关"),
            Question("number", "文号", must="请写整改文书的文号"),
            _day("下达日期", today),
        ),
        act,
        check=check,
    )


def completing(desk: Desk, item: OrderedItem, today: date) -> Form[OrderedItem]:
    """Record that an item was put right."""

    def act(answers: Answers) -> OrderedItem:
        return desk.complete(item.id, evidence=answers.text("evidence"), on=answers.day("on"))

    return Form(
        f"整改完成  {item.id}",
        (
            Question("evidence", "证明材料", Kind.TEXT, must="请写凭什么认定已完成,如验收意见的文号"),
            _day("完成日期", today),
        ),
        act,
        introduction=item.item.matter,
    )


def extending(desk: Desk, item: OrderedItem, today: date) -> Form[OrderedItem]:
    """Give more time for an item."""

    def check(answers: Answers) -> Mapping[str, str]:
        later = answers.day("deadline")
        if later is not None and later <= item.deadline():
            return {"deadline": f"须晚于现在的期限 {item.deadline()}"}
        return {}

    def act(answers: Answers) -> OrderedItem:
        return desk.extend(
            item.id,
            answers.day("deadline") or item.deadline(),
            document=answers.text("document"),
            reason=answers.text("reason"),
            on=answers.day("on"),
        )

    return Form(
        f"延长期限  {item.id}",
        (
            Question("deadline", "新期限", Kind.DAY, hint=f"现在的期限 {item.deadline()}", must="请写新期限"),
            Question("document", "文号", must="请写批准延期的文号"),
            Question("reason", "理由", Kind.TEXT, must="请写理由"),
            _day("延期日期", today),
        ),
        act,
        introduction=item.item.matter,
        check=check,
    )


def revoking(desk: Desk, item: OrderedItem, today: date) -> Form[OrderedItem]:
    """Take back an item that was ordered in error."""

    def act(answers: Answers) -> OrderedItem:
        return desk.revoke_rectification(
            item.id, document=answers.text("document"), reason=answers.text("reason"), on=answers.day("on")
        )

    return Form(
        f"撤销整改要求  {item.id}",
        (
            Question("document", "文号", must="请写撤销的文号"),
            Question("reason", "理由", Kind.TEXT, must="请写理由"),
            _day("撤销日期", today),
        ),
        act,
        introduction=item.item.matter,
        asks=lambda _: f"撤销整改要求 {item.id}?\n{item.item.matter}",
    )


def _day(label: str, today: date) -> Question:
    return Question("on", label, Kind.DAY, today.isoformat(), must="请写日期")


def _lines(answers: Answers) -> list[str]:
    said = answers.given.get("items", "")
    return [line for line in said.splitlines() if line.strip()] if isinstance(said, str) else []


def _suggested(report: Report) -> str:
    """What the findings that ask for rectification say would mend them, to begin with."""
    found = [one for one in report.having(Outcome.VIOLATED) if one.effect is Effect.RECTIFY]
    return "\n".join(" ".join((one.remedy or one.title).split()) for one in found)
