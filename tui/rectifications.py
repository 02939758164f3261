"""The rectifications (整改): what projects were ordered to put right, until when, and whether they have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from checker.ledger.rectifications import OrderedItem
from checker.model.enums import RectificationState
from checker.render.ledger_rectifications import render_rectification, situation_text
from tui import rectification_forms as forms
from tui.keymap import bound
from tui.listing import Column, ListingScreen, Order
from tui.page_view import titled
from tui.places import Place


class RectificationsScreen(ListingScreen[OrderedItem]):
    """Every item, in the order of the deadlines, those done last."""

    place = Place.RECTIFICATIONS
    columns: ClassVar = (
        Column("编号", 8),
        Column("项目", 26, grows=True),
        Column("期限", 10),
        Column("状态", 22),
    )
    nothing = "没有整改要求。\n\n按“下达”对当前申报的项目下达整改要求"
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("rectification.order", "order"),
        bound("rectification.complete", "complete"),
        bound("rectification.extend", "extend"),
        bound("rectification.revoke", "revoke"),
        bound("list.all", "all", show=False),
    ]

    @property
    def _all(self) -> bool:
        return self.office.state.recall("rectifications.all", True)

    def fetch(self) -> Sequence[OrderedItem]:
        """Those still to be done first, by their deadlines."""
        found = self.office.desk.rectifications()
        return sorted(found, key=lambda one: (not _is_open(one), one.deadline(), one.ordered, one.id))

    def key_of(self, row: OrderedItem) -> str:
        """Its number."""
        return row.id

    def project_of(self, row: OrderedItem) -> str:
        """The project it was ordered of."""
        return row.project

    def is_wanted(self, row: OrderedItem) -> bool:
        """Those to be done, or all."""
        return super().is_wanted(row) and (self._all or _is_open(row))

    def cells(self, row: OrderedItem) -> Sequence[str]:
        """One item in a line; what is overdue says so."""
        return row.id, self.named(row), row.deadline().isoformat(), self._state(row)

    def found_by(self, row: OrderedItem) -> str:
        """Everything that is said of it."""
        return " ".join((*self.cells(row), row.item.matter, row.number, row.authority))

    def scope(self) -> Sequence[str]:
        """How many are to be done, and how many overdue."""
        due = [row for row in self._rows if _is_open(row)]
        overdue = sum(1 for row in due if row.state(self.office.day) is RectificationState.OVERDUE)
        told = [f"未完成 {len(due)}"] if self._is_read else []
        told += [f"! 逾期 {overdue}"] if overdue else []
        return (*told, *(() if self._all else ("只看未完成",)))

    def page(self, row: OrderedItem, width: int) -> str:
        """The project by name, then the item in full."""
        return titled(self.named(row), width) + render_rectification(row, self.office.day, width=width)

    def orders(self) -> Sequence[Order[OrderedItem]]:
        """By project, by name or by code; by deadline; by how it stands."""
        return (
            Order("项目", self.named),
            Order("项目代码", self.project_of),
            Order("期限", lambda row: row.deadline()),
            Order("状态", self._state),
        )

    def _state(self, row: OrderedItem) -> str:
        said = situation_text(row, self.office.day)
        if not _is_open(row) or said.startswith("逾期"):
            return f"! {said}" if _is_open(row) else said
        return f"{said},还有 {(row.deadline() - self.office.day).days} 天"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is to be done can be completed, extended or revoked."""
        if action in ("complete", "extend", "revoke"):
            return self.row is not None and _is_open(self.row)
        if action in ("order", "all", "mine"):
            return self.office.desk.keeps_books
        return super().check_action(action, parameters)

    def action_order(self) -> None:
        """Order the project under review to put items right."""
        subject = self.office.subject
        if subject is None or not subject.project:
            self.office.tell("先在待办打开一份台账里的申报,再下达整改要求")
        else:
            self.ask(forms.ordering(self.office.desk, subject, self.office.day), "整改要求已下达")

    def action_complete(self) -> None:
        """Record that an item is done."""
        if self.row is not None:
            self.ask(forms.completing(self.office.desk, self.row, self.office.day), "已记入完成")

    def action_extend(self) -> None:
        """Give more time."""
        if self.row is not None:
            self.ask(forms.extending(self.office.desk, self.row, self.office.day), "期限已延长")

    def action_revoke(self) -> None:
        """Revoke an item ordered in error."""
        if self.row is not None:
            self.ask(forms.revoking(self.office.desk, self.row, self.office.day), "整改要求已撤销")

    def action_all(self) -> None:
        """Those to be done, or all."""
        self.office.state.remember("rectifications.all", not self._all)
        self._draw()

    def recorded(self, result: object) -> None:
        """Go to the item that was ordered or changed."""
        first = result[0] if isinstance(result, tuple) and result else result
        self.read(quiet=True, at=first.id if isinstance(first, OrderedItem) else "")


def _is_open(row: OrderedItem) -> bool:
    return row.done_on is None and row.revocation is None
