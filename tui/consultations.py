"""The consultations (会商): who was asked what, what they said, what it came to; overdue departments by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from textual.binding import BindingType

from checker.ledger.consultation import Consultation
from checker.render.ledger_consultations import brief_situation, render_consultation
from tui import consultation_forms as forms
from tui.keymap import bound
from tui.listing import Column, ListingScreen, Order
from tui.page_view import titled
from tui.places import Place


class ConsultationsScreen(ListingScreen[Consultation]):
    """Every consultation, those open first."""

    place = Place.CONSULTATIONS
    columns: ClassVar = (
        Column("编号", 8),
        Column("项目", 26, grows=True),
        Column("期限", 10),
        Column("意见", 7, figures=True),
        Column("情况", 14),
    )
    nothing = "没有会商。\n\n当前申报有须会商的发现时,按“发起”把它们发给部门"
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("consultation.convene", "convene"),
        bound("consultation.hear", "hear"),
        bound("consultation.conclude", "conclude"),
        bound("consultation.cancel", "cancel"),
        bound("list.all", "all", show=False),
    ]

    @property
    def _all(self) -> bool:
        return self.office.state.recall("consultations.all", True)

    def fetch(self) -> Sequence[Consultation]:
        """Those open first, the newest first."""
        found = self.office.desk.consultations()
        return sorted(found, key=lambda one: (not one.is_open, -one.opened))

    def key_of(self, row: Consultation) -> str:
        """Its number."""
        return row.id

    def project_of(self, row: Consultation) -> str:
        """The project it is about."""
        return row.project

    def is_wanted(self, row: Consultation) -> bool:
        """Open ones, or all."""
        return super().is_wanted(row) and (self._all or row.is_open)

    def cells(self, row: Consultation) -> Sequence[str]:
        """One consultation in a line."""
        due = row.due_on.isoformat() if row.due_on else "未定"
        heard = f"{len(row.counting)}/{len(row.departments)}"
        return row.id, self.named(row), due, heard, brief_situation(row, self.office.day)

    def found_by(self, row: Consultation) -> str:
        """Everything that is said of it."""
        return " ".join((*self.cells(row), row.matter.text, *row.matter.rules, *row.departments, row.document))

    def scope(self) -> Sequence[str]:
        """How many are open, and how many overdue."""
        still_open = [row for row in self._rows if row.is_open]
        overdue = sum(1 for row in still_open if row.overdue(self.office.day))
        told = [f"未了结 {len(still_open)}"] if self._is_read else []
        told += [f"! 逾期 {overdue}"] if overdue else []
        return (*told, *(() if self._all else ("只看未了结",)))

    def page(self, row: Consultation, width: int) -> str:
        """The project by name, then the consultation in full."""
        return titled(self.named(row), width) + render_consultation(row, self.office.day, width=width)

    def orders(self) -> Sequence[Order[Consultation]]:
        """By project, by name or by code; by what is due; by how it stands."""
        return (
            Order("项目", self.named),
            Order("项目代码", self.project_of),
            Order("期限", lambda row: row.due_on or date.max),
            Order("情况", lambda row: brief_situation(row, self.office.day)),
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An opinion, a conclusion and a cancellation are for open ones."""
        if action in ("hear", "conclude", "cancel"):
            return self.row is not None and self.row.is_open
        if action in ("convene", "all", "mine"):
            return self.office.desk.keeps_books
        return super().check_action(action, parameters)

    def action_convene(self) -> None:
        """Put findings of the application under review to the departments."""
        subject = self.office.subject
        if subject is None or not subject.project:
            self.office.tell("先在待办打开一份在审的申报,再发起会商")
        elif not subject.report.consultations:
            self.office.tell("这份申报没有须会商的发现")
        else:
            self.ask(forms.convening(self.office.desk, subject, self.office.day), "会商已发起")

    def action_hear(self) -> None:
        """Record an opinion."""
        if self.row is not None:
            self.ask(forms.hearing(self.office.desk, self.row, self.office.day), "意见已记入")

    def action_conclude(self) -> None:
        """Record the conclusion."""
        if self.row is not None:
            self.ask(forms.concluding(self.office.desk, self.row, self.office.day), "结论已记入")

    def action_cancel(self) -> None:
        """Cancel one that was opened in error."""
        if self.row is not None:
            self.ask(forms.cancelling(self.office.desk, self.row, self.office.day), "会商已取消")

    def action_all(self) -> None:
        """Open ones, or all."""
        self.office.state.remember("consultations.all", not self._all)
        self._draw()

    def recorded(self, result: object) -> None:
        """Go to the consultation that was opened or changed."""
        self.read(quiet=True, at=result.id if isinstance(result, Consultation) else "")
