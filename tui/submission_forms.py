"""The forms of submissions: take an application in, and take one back, each with what that means for the quotas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from textual.content import Content

from checker.api.desk import Desk
from checker.ledger.bookings import Booking
from checker.ledger.submissions import Submission
from checker.model.application import Application
from checker.model.report import QuotaLine, Report
from checker.render.ledger_amounts import amount_text
from checker.render.lines import visible
from tui.decision_form import grounds
from tui.form import Form
from tui.question import Answers, Kind, Question

_FITS = {True: "", False: "  ! 放不下:受理后等额度,不能批准", None: "  ? 余量不明:受理后等额度,不能批准"}


@dataclass(frozen=True, slots=True)
class TakenIn:
    """An application that was taken in, and what is reserved for it."""

    submission: Submission
    bookings: tuple[Booking, ...]

    @property
    def words(self) -> str:
        """What was done, for people."""
        lines = [f"已受理 {self.submission.project}"]
        lines += [_held(one) for one in self.bookings if one.reserved > 0 or one.is_waiting]
        return "\n".join(lines)


def taking_in(desk: Desk, application: Application, report: Report, today: date) -> Form[TakenIn]:
    """Take an application into the ledger, having seen ``report`` of it as the books are now."""
    lines = tuple(quota_lines(report.quotas))

    def act(answers: Answers) -> TakenIn:
        made = desk.submit(application, on=answers.day("on"))
        return TakenIn(made, desk.bookings(made.project))

    def asks(answers: Answers) -> str:
        took = "\n".join(("占用额度:", *lines)) if lines else "不占用额度。"
        return f"受理 {application.project_code}({answers.text('on')})?\n{application.name}\n{took}"

    return Form(
        f"受理  {application.name}",
        (Question("on", "受理日期", Kind.DAY, today.isoformat(), must="请写日期", hint="补正告知的期限从这一天算起"),),
        act,
        introduction=_introduction(report, lines),
        asks=asks,
        check=lambda _: {} if application.project_code else {"on": "申报没有项目代码,不能受理"},
        send="受理",
    )


def withdrawing(desk: Desk, project: str, name: str, bookings: Sequence[Booking], today: date) -> Form[str]:
    """Take an application back; ``bookings`` is what it holds, which is free again."""
    held = [_held(one) for one in bookings if one.reserved > 0 or one.is_waiting]
    freed = "\n".join(("放回的额度:", *held)) if held else "没有预留的额度。"

    def act(answers: Answers) -> str:
        desk.withdraw(project, reason=answers.text("reason"), on=answers.day("on"))
        return project

    return Form(
        f"撤回申报  {project}",
        (
            Question("reason", "撤回的理由", Kind.TEXT, must="请写理由,如 建设单位申请撤回"),
            Question("on", "撤回日期", Kind.DAY, today.isoformat(), must="请写日期"),
        ),
        act,
        introduction=f"{visible(name)}\n{freed}",
        asks=lambda _: f"撤回 {project}?\n{name}\n{freed}",
        send="撤回",
    )


def quota_lines(quotas: Iterable[QuotaLine]) -> Iterator[str]:
    """What an application takes of each account, beside its headroom."""
    for one in quotas:
        if one.requested is None:
            taken = "数量未知"
        elif one.requested < 0:
            taken = f"减少 {amount_text(-one.requested, one.unit)}"
        else:
            taken = amount_text(one.requested, one.unit)
        room = f"  余量 {amount_text(one.headroom, one.unit)}" if one.headroom is not None else ""
        yield f"  {one.year} 年{visible(one.metric)}  {taken}{room}{_FITS[one.fits]}"


def _held(one: Booking) -> str:
    waiting = "  ! 等额度" if one.is_waiting else ""
    return f"  {one.year} 年{visible(one.metric)}  预留 {amount_text(one.reserved, one.unit)}{waiting}"


def _introduction(report: Report, lines: Sequence[str]) -> Content:
    told = ("占用额度", *lines) if lines else ("不占用额度",)
    return Content("\n").join([grounds(report), Content(""), *map(Content, told)])
