"""The decisions (决定): decide on the application under review; what was decided, sealed, replayed and exported."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from checker.ledger.decisions import Decision
from checker.ledger.journal import anchor
from checker.ledger.replay import Replay
from checker.model.report import Report
from checker.render.ledger_decisions import render_decision, render_sealed
from checker.render.ledger_replay import render_replay
from tui.decision_form import deciding, grounds
from tui.export import exporting_decision, exporting_opinion
from tui.jobs import Job
from tui.keymap import bound
from tui.listing import Column, ListingScreen, Order
from tui.page_view import PageView, themed, titled
from tui.places import Place
from tui.reading import PageReading


class DecisionScreen(ListingScreen[Decision]):
    """Every decision, the newest first, and the way to a new one."""

    place = Place.DECISION
    columns: ClassVar = (
        Column("编号", 8),
        Column("项目", 26, grows=True),
        Column("日期", 10),
        Column("决定", 4),
        Column("建议", 14),
        Column("决定人", 10),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("decision.decide", "decide"),
        bound("decision.report", "report"),
        bound("decision.replay", "replay"),
        bound("decision.export", "export"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._begun: dict[str, dict[str, str | tuple[str, ...]]] = {}

    def fetch(self) -> Sequence[Decision]:
        """The newest first."""
        return tuple(reversed(self.office.desk.decisions()))

    def key_of(self, row: Decision) -> str:
        """Its number."""
        return row.id

    def project_of(self, row: Decision) -> str:
        """The project decided on."""
        return row.project

    def cells(self, row: Decision) -> Sequence[str]:
        """One decision in a line; a departure from the recommendation says so."""
        recommended = row.recommended.label + (" ! 不同" if row.departs else "")
        return row.id, self.named(row), row.decided_on.isoformat(), row.verdict.label, recommended, row.officer

    def found_by(self, row: Decision) -> str:
        """Everything that is said of it."""
        return " ".join((*self.cells(row), row.number, row.reason))

    def scope(self) -> Sequence[str]:
        """What the application under review is recommended."""
        subject = self.office.subject
        if subject is None:
            return ("先在待办打开一份申报,再作决定",)
        return (f"当前申报 {subject.project or '(未受理)'} 建议{subject.report.verdict.label}",)

    def page(self, row: Decision, width: int) -> str:
        """What was decided, and on what."""
        hint = "锚点请抄在决定文书里。回车看封存的报告;重放、导出见下行按键。"
        return f"{titled(self.named(row), width)}{render_decision(row, width=width)}\n{hint}"

    def orders(self) -> Sequence[Order[Decision]]:
        """By project, by name or by code; by day; by what was decided and by whom."""
        return (
            Order("项目", self.named),
            Order("项目代码", self.project_of),
            Order("日期", lambda row: row.decided_on),
            Order("决定", lambda row: row.verdict.label),
            Order("决定人", lambda row: row.officer),
        )

    def draw_page(self, *, stay: bool = False) -> None:
        """Without a decision, what the recommendation for the application under review rests on."""
        subject = self.office.subject
        if self.row is None and subject is not None and self._is_read:
            report = subject.report
            self.refresh_bindings()
            self.query_one(PageView).show(
                lambda _: Content("\n").join([Content("还没有决定。当前申报:"), Content(""), grounds(report)])
            )
        else:
            super().draw_page(stay=stay)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is sealed can be looked at; what is under review can be decided."""
        if action in ("report", "replay"):
            return self.row is not None
        if action == "decide":
            return self.office.desk.keeps_books
        if action == "export":
            return self.row is not None or self.office.subject is not None
        return super().check_action(action, parameters)

    def action_decide(self) -> None:
        """Check again on this day against the ledger, then ask."""
        subject, desk, day = self.office.subject, self.office.desk, self.office.day
        if subject is None:
            self.office.tell("先在待办打开一份申报,再作决定")
            return
        if not subject.project:
            self.office.tell("这份申报来自文件,还没有受理,不能决定")
            return
        project = subject.project

        def check(_: Job) -> Report:
            return desk.check(desk.application(project), as_of=day)

        self.run_job("正在按决定当日核对", check, partial(self._decide_on, project))

    def _decide_on(self, project: str, report: Report) -> None:
        kept = self._begun.setdefault(project, {})
        self.ask(deciding(self.office.desk, project, report, self.office.day, kept))

    def unfinished(self) -> str:
        """Decisions that were begun and not signed."""
        begun = sum(1 for typed in self._begun.values() if typed)
        return f"决定里所填的 {begun} 份没有签署" if begun else ""

    def recorded(self, result: object) -> None:
        """Go to the decision, and name its anchor."""
        if isinstance(result, Decision):
            self.office.tell(f"决定 {result.id} 已封存\n锚点 {anchor(result.position, result.hash)}")
            self.read(quiet=True, at=result.id)

    def row_chosen(self, row: Decision) -> None:
        """The sealed report."""
        desk = self.office.desk

        def read(_: Job) -> Report:
            return desk.decided_report(row.id)

        self.run_job("正在读取封存的报告", read, partial(self._show_report, row), group="report")

    def _show_report(self, row: Decision, report: Report) -> None:
        def setting(width: int) -> str:
            return render_sealed(row, report, width=width, colour=True, everything=False)

        self.office.push_screen(PageReading(f"决定 {row.id} 和封存的报告", setting))

    def action_report(self) -> None:
        """The sealed report of the decision at the cursor."""
        if self.row is not None:
            self.row_chosen(self.row)

    def action_replay(self) -> None:
        """Check again with what was sealed."""
        row, desk = self.row, self.office.desk
        if row is None:
            return

        def work(_: Job) -> Replay:
            return desk.replay(row.id)

        self.run_job("正在重放", work, self._show_replay)

    def _show_replay(self, found: Replay) -> None:
        self.office.push_screen(
            PageReading(f"重放决定 {found.decision.id}", lambda width: themed(render_replay(found, width=width)))
        )

    def action_export(self) -> None:
        """The decision at the cursor with its sealed report, else the opinion on the application under review."""
        row, subject, desk = self.row, self.office.subject, self.office.desk
        if row is not None:

            def read(_: Job) -> Report:
                return desk.decided_report(row.id)

            self.run_job("正在读取封存的报告", read, partial(self._export, row), group="report")
        elif subject is not None:
            self.office.push_screen(exporting_opinion(subject.report), self._exported)

    def _export(self, row: Decision, report: Report) -> None:
        self.office.push_screen(exporting_decision(row, report), self._exported)

    def _exported(self, file: Path | None) -> None:
        if file is not None:
            self.office.tell(f"已导出 {file}")
