"""A listing: rows read in a thread, found by typing, with a page about the row that the cursor is at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import DataTable, Input, Static

from tui.form import Form
from tui.jobs import Job
from tui.keymap import bound
from tui.office_screen import OfficeScreen
from tui.page_view import PageView
from tui.plain import cell
from tui.subject import Subject

R = TypeVar("R")
F = TypeVar("F")

NO_BOOKS = "这里没有台账,只能核对和查看规则。\n\n启动时写明台账:checker tui --ledger 台账.db"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, and the most cells that a text in it takes; figures stand at its right end.

    One that ``grows`` takes what the others leave on a wide screen.
    """

    head: str
    width: int
    figures: bool = False
    grows: bool = False


@dataclass(frozen=True, slots=True)
class Order(Generic[R]):
    """An order that rows can be put in: by what, in words, and the key that does it."""

    words: str
    key: Callable[[R], Any]


class RoomChanged(Message):
    """The rows have more room, or less."""


class Listed(Vertical):
    """The rows with what is said of them; tells when its room changes."""

    def on_resize(self) -> None:
        """Names are cut to the room that there is."""
        self.post_message(RoomChanged())


class ListingScreen(OfficeScreen, Generic[R]):
    """Rows on the left or above, the page about one of them on the right or below."""

    # The list is as wide as most screens: beside it there is room for a page on very wide ones only.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (150, "-wide")]  # noqa: RUF012 - declared so by Textual
    columns: ClassVar[tuple[Column, ...]]
    nothing: ClassVar[str] = "没有记录"
    reading: ClassVar[str] = "正在读取"
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("list.filter", "filter"),
        bound("list.refresh", "refresh", show=False),
        bound("list.mine", "mine"),
        bound("list.sort", "sort", show=False),
        bound("list.reverse", "reverse", show=False),
    ]
    DEFAULT_CSS = """
    ListingScreen #columns { height: 1fr; }
    ListingScreen #listed { height: 1fr; width: 1fr; }
    ListingScreen #search { display: none; height: 1; margin: 0; }
    ListingScreen #search.-shown { display: block; }
    ListingScreen #scope { height: 1; color: $text-muted; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    ListingScreen DataTable { height: 1fr; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1; }
    ListingScreen PageView { height: 1fr; width: 1fr; }
    ListingScreen.-narrow #listed { height: auto; max-height: 47vh; }
    ListingScreen.-narrow DataTable { height: auto; max-height: 40vh; }
    ListingScreen.-wide #columns { layout: horizontal; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[R, ...] = ()
        self._shown: tuple[R, ...] = ()
        self._wanted = ""
        self._is_read = False

    # what a subclass says

    def fetch(self) -> Sequence[R]:
        """The rows, read in a thread."""
        raise NotImplementedError

    def key_of(self, row: R) -> str:
        """What tells a row from all others, also after reading anew."""
        raise NotImplementedError

    def cells(self, row: R) -> Sequence[str]:
        """The texts of a row, one for each column."""
        raise NotImplementedError

    def project_of(self, row: R) -> str:  # noqa: ARG002 - for those that have one
        """The project that a row is about; empty where it is about none."""
        return ""

    def found_by(self, row: R) -> str:
        """The text that is searched."""
        return " ".join(self.cells(row))

    def orders(self) -> Sequence[Order[R]]:
        """The orders that rows can be put in, besides their own."""
        return ()

    def named(self, row: R) -> str:
        """What the project of a row is called; its code where it has no name."""
        return self.office.names.of(self.project_of(row)) or self.project_of(row)

    def page(self, row: R, width: int) -> str | Content:
        """The page about a row."""
        raise NotImplementedError

    def row_reached(self, row: R) -> None:
        """The cursor is at another row; for what has to be read besides."""

    def row_chosen(self, row: R) -> None:
        """Enter was pressed on a row, or it was clicked twice."""

    # drawing

    def body(self) -> ComposeResult:
        """The rows, with the line to search in, and the page."""
        with Container(id="columns"):
            with Listed(id="listed"):
                yield Static(id="scope")
                yield Input(placeholder="打字查找", compact=True, id="search")
                yield DataTable(cursor_type="row", zebra_stripes=True, id="rows")
            yield PageView()

    def on_mount(self) -> None:
        """The columns, and the rows where there are books."""
        table = self.query_one("#rows", DataTable)
        for column in self.columns:
            head = Text(column.head, justify="right" if column.figures else "left")
            table.add_column(head, key=column.head)
        remembered = self.office.state.recall(f"{self.place.value}.search", "")
        search = self.query_one("#search", Input)
        with search.prevent(Input.Changed):
            search.value = remembered
        search.set_class(bool(remembered), "-shown")
        self._wanted = self.office.state.recall(f"{self.place.value}.row", "")
        table.focus()
        self.read()

    def on_screen_resume(self) -> None:
        """Others may have recorded something since."""
        if self._is_read and not self.jobs.running:
            self.read(quiet=True)

    def read(self, *, quiet: bool = False, at: str = "") -> None:
        """Read the rows anew, and go to the row ``at`` where one is named."""
        self._wanted = at or self._wanted
        if not self.office.desk.keeps_books:
            self.query_one(PageView).show(lambda _: NO_BOOKS)
            self._draw_scope()
            return
        self.run_job(self.reading, self._fetch, self._take, otherwise=self._not_read, quiet=quiet)

    def _fetch(self, _: Job) -> tuple[R, ...]:
        rows = tuple(self.fetch())
        self.office.names.ask(self.office.desk, map(self.project_of, rows))
        return rows

    def _not_read(self, fault: BaseException) -> None:
        """Reading failed: what was there before stays, and what is wrong is told where it is looked for."""
        problems = self.office.problems_of(fault)
        if self._rows:
            self.office.show_problems(problems)
        else:
            self.query_one(PageView).show(lambda _: "读不出:\n" + "\n".join(map(str, problems)))

    def _take(self, rows: tuple[R, ...]) -> None:
        self._rows, self._is_read = rows, True
        self._draw()

    @property
    def is_mine_only(self) -> bool:
        """Whether only what belongs to the application under review is listed."""
        return self.office.state.recall(f"{self.place.value}.mine", False) and bool(self.my_project)

    @property
    def my_project(self) -> str:
        """The project under review, by its code; empty where there is none."""
        subject = self.office.subject
        return subject.project if subject is not None else ""

    def is_wanted(self, row: R) -> bool:
        """Whether a row is listed, the search apart."""
        return not self.is_mine_only or self.project_of(row) == self.my_project

    def _draw(self) -> None:
        at = self._wanted or (self.key_of(self.row) if self.row is not None else "")
        query = self.query_one("#search", Input).value.strip().lower()
        self._shown = tuple(row for row in self._ordered() if self.is_wanted(row) and query in self._sought(row))
        table = self.query_one("#rows", DataTable)
        with self.prevent(DataTable.RowHighlighted):
            table.clear()
            drawn = [self._drawn(row) for row in self._shown]
            # Measured here, not when the table is next idle: a line painted before that would keep the old widths.
            for place, column in enumerate(table.ordered_columns):
                column.content_width = max(column.label.cell_len, *(line[place].cell_len for line in drawn), 0)
            for row, line in zip(self._shown, drawn, strict=True):
                table.add_row(*line, key=self.key_of(row))
            keys = [self.key_of(row) for row in self._shown]
            if keys:
                table.move_cursor(row=keys.index(at) if at in keys else 0, animate=False)
        self._wanted = at if at not in keys else ""
        self._draw_scope()
        self.draw_page()

    def _sought(self, row: R) -> str:
        return f"{self.found_by(row)} {self.named(row)} {self.project_of(row)}".lower()

    @property
    def _order(self) -> Order[R] | None:
        place = self.office.state.recall(f"{self.place.value}.order", -1)
        orders = self.orders()
        return orders[place] if 0 <= place < len(orders) else None

    @property
    def _is_reversed(self) -> bool:
        return self.office.state.recall(f"{self.place.value}.reversed", False)

    def _ordered(self) -> Sequence[R]:
        order = self._order
        rows = sorted(self._rows, key=order.key) if order is not None else self._rows
        return rows[::-1] if self._is_reversed else rows

    @on(RoomChanged)
    def _room_changed(self, event: RoomChanged) -> None:
        """As much of the names as there is room for."""
        event.stop()
        if self._is_read:
            self._draw()

    @property
    def _spare(self) -> int:
        """Cells that the columns leave of the list, with the gaps on both sides of each and the scrollbar."""
        taken = sum(column.width + 2 for column in self.columns) + 1
        return max(self.query_one("#listed").size.width - taken, 0)

    def _drawn(self, row: R) -> list[Text]:
        drawn = []
        for text, column in zip(self.cells(row), self.columns, strict=True):
            one = cell(text, column.width + (self._spare if column.grows else 0))
            one.justify = "right" if column.figures else "left"
            drawn.append(one)
        return drawn

    def _draw_scope(self) -> None:
        parts = [f"{len(self._shown)} 项" if self._is_read else ""]
        if self.is_mine_only:
            parts.append("只看本项目")
        if (order := self._order) is not None:
            parts.append(f"按{order.words}{'倒' if self._is_reversed else '顺'}序")
        elif self._is_reversed:
            parts.append("倒序")
        parts += self.scope()
        self.query_one("#scope", Static).update(Content("  ".join(part for part in parts if part)))

    def scope(self) -> Sequence[str]:
        """What is said of the list as a whole."""
        return ()

    def draw_page(self, *, stay: bool = False) -> None:
        """Show the page about the row at the cursor."""
        self.refresh_bindings()
        row = self.row
        if row is None:
            if self._is_read:
                self.query_one(PageView).show(lambda _: self.nothing)
            return
        self.query_one(PageView).show(lambda width: self.page(row, width), stay=stay)
        if not stay:
            self.row_reached(row)

    @property
    def row(self) -> R | None:
        """The row at the cursor."""
        for table in self.query("#rows").results(DataTable):
            if 0 <= table.cursor_row < len(self._shown):
                return self._shown[table.cursor_row]
        return None

    def main_widget(self) -> Widget:
        """The rows."""
        return self.query_one("#rows", DataTable)

    def copied(self) -> str:
        """The page about the row."""
        return self.query_one(PageView).content.plain

    # events and actions

    @on(DataTable.RowHighlighted, "#rows")
    def _highlighted(self, event: DataTable.RowHighlighted) -> None:
        event.stop()
        if self.row is not None:
            self.office.state.remember(f"{self.place.value}.row", self.key_of(self.row))
        self.draw_page()

    @on(DataTable.RowSelected, "#rows")
    def _chosen(self, event: DataTable.RowSelected) -> None:
        event.stop()
        if self.row is not None:
            self.row_chosen(self.row)

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.office.state.remember(f"{self.place.value}.search", event.value)
        self._draw()

    @on(Input.Submitted, "#search")
    def _found(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one("#search").set_class(bool(event.value), "-shown")
        self.main_widget().focus()

    def show_subject(self, _: Subject | None) -> None:
        """Another application is under review."""
        if self._is_read:
            self._draw()

    def action_back(self) -> None:
        """Leave the search, which ends it; else as everywhere."""
        search = self.query_one("#search", Input)
        if search.has_class("-shown") and (self.focused is search or search.value):
            search.value = ""
            search.remove_class("-shown")
            self.main_widget().focus()
        else:
            super().action_back()

    def action_filter(self) -> None:
        """Type what to find."""
        search = self.query_one("#search", Input)
        search.add_class("-shown")
        search.focus()

    def action_refresh(self) -> None:
        """Read everything anew."""
        self.office.names.forget()
        self.read()

    @on(DataTable.HeaderSelected, "#rows")
    def _head_clicked(self, event: DataTable.HeaderSelected) -> None:
        event.stop()
        words = [order.words for order in self.orders()]
        head = event.label.plain
        if head in words:
            order, state, place = self._order, self.office.state, self.place.value
            state.remember(f"{place}.reversed", order is not None and order.words == head and not self._is_reversed)
            state.remember(f"{place}.order", words.index(head))
            self._draw()

    def action_sort(self) -> None:
        """Put the rows in the next order; after the last one, in their own."""
        place = self.office.state.recall(f"{self.place.value}.order", -1) + 1
        self.office.state.remember(f"{self.place.value}.order", place if place < len(self.orders()) else -1)
        self._draw()

    def action_reverse(self) -> None:
        """The other way round."""
        self.office.state.remember(f"{self.place.value}.reversed", not self._is_reversed)
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Rows are put in order where there is one to put them in."""
        if action in ("sort", "reverse"):
            return bool(self.orders()) and self.office.desk.keeps_books
        return super().check_action(action, parameters)

    def action_mine(self) -> None:
        """Only what belongs to the application under review, or everything."""
        if not self.my_project:
            self.office.tell("没有在审的申报;先在待办打开一份")
            return
        self.office.state.remember(f"{self.place.value}.mine", not self.is_mine_only)
        self._draw()

    def ask(self, form: Form[F], told: str = "") -> None:
        """Open a form; what comes of it is told where there is something to tell, and everything is read anew."""

        def closed(result: F | None) -> None:
            if result is not None:
                if told:
                    self.office.tell(told)
                self.recorded(result)
                self.office.recheck()

        self.office.push_screen(form, closed)

    def recorded(self, _: object) -> None:
        """Something was recorded: read the rows anew."""
        self.read(quiet=True)
