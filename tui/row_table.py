"""A table of any number of rows: only those in sight are drawn, so that 20,000 cost no more than twenty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from checker.render.page import Tone
from tui.plain import one_line

T = TypeVar("T")
_GAP: Final = 1
_MARK: Final = 2
"""Cells before the first column: the cursor's mark."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in cells (0 takes what is left), and from which width of the table it shows."""

    title: str
    width: int
    least: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row as drawn: a text and a tone for each column; a heading spans all columns and cannot be chosen."""

    cells: tuple[tuple[str, Tone], ...]
    heading: bool = False


class RowTable(ScrollView, Generic[T], can_focus=True):
    """Rows under a line of headings, with a cursor that a mark shows too, not its colour alone."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-table--head",
        "row-table--cursor",
        "row-table--heading",
        *(f"row-table--{tone.value}" for tone in Tone),
    }
    DEFAULT_CSS = """
    RowTable { height: 1fr; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; }
    RowTable > .row-table--head { color: $text-muted; text-style: bold; background: $panel; }
    RowTable > .row-table--cursor { background: $primary 35%; }
    RowTable:focus > .row-table--cursor { background: $primary 60%; text-style: bold; }
    RowTable > .row-table--heading { color: $text-accent; text-style: bold; }
    RowTable > .row-table--good { color: $text-success; }
    RowTable > .row-table--bad { color: $text-error; }
    RowTable > .row-table--caution { color: $text-warning; }
    RowTable > .row-table--quiet { color: $text-muted; }
    RowTable > .row-table--strong { text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "上移", show=False),
        Binding("down,j", "move(1)", "下移", show=False),
        Binding("pageup", "page(-1)", "上一页", show=False),
        Binding("pagedown", "page(1)", "下一页", show=False),
        Binding("home", "edge(-1)", "第一行", show=False),
        Binding("end", "edge(1)", "最后一行", show=False),
    ]

    cursor: reactive[int] = reactive(-1, init=False)
    """The row that is pointed at, from 0; -1 where there is none."""

    class Highlighted(Message):
        """Another row is pointed at, or the rows are others."""

        def __init__(self, table: RowTable[Any]) -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> RowTable[Any]:
            """The table."""
            return self.table

    class Chosen(Highlighted):
        """A row was chosen with a second click; keys for it belong to the screens."""

    class HeadClicked(Highlighted):
        """A column's heading was clicked."""

        def __init__(self, table: RowTable[Any], column: int) -> None:
            super().__init__(table)
            self.column = column

    def __init__(
        self,
        columns: Sequence[Column],
        draw: Callable[[T], Line],
        *,
        heads: bool = True,
        id: str | None = None,  # noqa: A002 - as every widget calls it
    ) -> None:
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.rows: Sequence[T] = ()
        self.sort_mark: tuple[int, str] = (-1, "")
        """The column that carries a mark of the order, and the mark."""
        self._draw_row = draw
        self._heads = 1 if heads else 0

    @property
    def current(self) -> T | None:
        """The row that is pointed at."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    @property
    def in_sight(self) -> range:
        """The positions of the rows that can be seen."""
        top = round(self.scroll_y)
        return range(top, min(len(self.rows), top + max(self.size.height - self._heads, 0)))

    def is_heading(self, position: int) -> bool:
        """Whether the row at a position is a heading."""
        return self._draw_row(self.rows[position]).heading

    def show(self, rows: Sequence[T], cursor: int = 0) -> None:
        """Show other rows, with the cursor on one of them."""
        self.rows = rows
        self._fit()
        self.set_reactive(RowTable.cursor, self._nearest(max(0, min(cursor, len(rows) - 1)), 1))
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Highlighted(self))

    def move_to(self, position: int) -> None:
        """Point at a row."""
        self.cursor = self._nearest(max(0, min(position, len(self.rows) - 1)), 1)

    def watch_cursor(self) -> None:
        """Follow the cursor."""
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Highlighted(self))

    def on_resize(self) -> None:
        """As many rows as fit."""
        self._fit()
        self._keep_in_sight()

    def action_move(self, step: int) -> None:
        """Point at the next row."""
        self.cursor = self._nearest(self.cursor + step, step)

    def action_page(self, step: int) -> None:
        """Point a page further."""
        height = max(self.size.height - self._heads - 1, 1)
        self.cursor = self._nearest(max(0, min(self.cursor + step * height, len(self.rows) - 1)), step)

    def action_edge(self, step: int) -> None:
        """Point at the first or the last row."""
        self.cursor = self._nearest(0 if step < 0 else len(self.rows) - 1, -step)

    def on_click(self, event: events.Click) -> None:
        """Point at the row under the mouse; choose it with a second click."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if self._heads and offset.y == 0:
            self._head_clicked(offset.x)
            return
        position = offset.y - self._heads + round(self.scroll_y)
        if not 0 <= position < len(self.rows) or self._draw_row(self.rows[position]).heading:
            return
        if event.chain > 1:
            self.post_message(self.Chosen(self))
        else:
            self.cursor = position

    def _head_clicked(self, x: int) -> None:
        left = _MARK
        for position, width in self._widths():
            if left <= x < left + width:
                self.post_message(self.HeadClicked(self, position))
            left += width + _GAP

    def _nearest(self, position: int, step: int) -> int:
        """``position``, or the nearest in the direction of ``step`` that is no heading; else where the cursor is."""
        for where in range(position, len(self.rows) if step > 0 else -1, 1 if step > 0 else -1):
            if where >= 0 and not self._draw_row(self.rows[where]).heading:
                return where
        return self.cursor if 0 <= self.cursor < len(self.rows) else -1

    def _fit(self) -> None:
        self.virtual_size = Size(max(self.size.width, 1), len(self.rows) + self._heads)

    def _keep_in_sight(self) -> None:
        if self.cursor < 0 or not self.size.height:
            return
        # A heading above the first row comes into sight with it.
        above = 1 if self.cursor and self._draw_row(self.rows[self.cursor - 1]).heading else 0
        top, height = round(self.scroll_y), self.size.height - self._heads
        if self.cursor - above < top:
            self.scroll_to(y=self.cursor - above, animate=False, immediate=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, immediate=True)

    def _widths(self) -> list[tuple[int, int]]:
        """The columns that show at this width, by position, with their widths."""
        whole = self.size.width
        shown = [(position, one) for position, one in enumerate(self.columns) if one.least <= whole]
        fixed = sum(one.width + _GAP for _, one in shown) + _MARK
        loose = [position for position, one in shown if not one.width]
        rest = max((whole - fixed) // max(len(loose), 1), 4)
        return [(position, one.width or rest) for position, one in shown]

    def render_line(self, y: int) -> Strip:
        """One line: the headings, a row, or nothing."""
        width = self.size.width
        if y < self._heads:
            return self._head(width)
        position = y - self._heads + round(self.scroll_y)
        if not 0 <= position < len(self.rows):
            return Strip.blank(width, self.rich_style)
        pointed = position == self.cursor
        base = self.rich_style
        if pointed:
            base = self.get_component_rich_style("row-table--cursor")
        line = self._draw_row(self.rows[position])
        if line.heading:
            style = self.rich_style + self.get_component_rich_style("row-table--heading", partial=True)
            return self._strip([Segment(one_line(line.cells[0][0], width), style)], width, style)
        segments = [Segment("> " if pointed else "  ", base)]
        for column, cells in self._widths():
            text, tone = line.cells[column]
            style = base + self.get_component_rich_style(f"row-table--{tone.value}", partial=True)
            segments += [self._cell(text, cells, style, right=self.columns[column].right), Segment(" " * _GAP, base)]
        return self._strip(segments, width, base)

    def _head(self, width: int) -> Strip:
        style = self.get_component_rich_style("row-table--head")
        segments = [Segment("  ", style)]
        for column, cells in self._widths():
            mark = self.sort_mark[1] if self.sort_mark[0] == column else ""
            one = self.columns[column]
            segments += [self._cell(f"{one.title}{mark}", cells, style, right=one.right), Segment(" " * _GAP, style)]
        return self._strip(segments, width, style)

    @staticmethod
    def _cell(text: str, cells: int, style: Style, *, right: bool) -> Segment:
        shown = one_line(text, cells)
        blank = " " * max(0, cells - cell_len(shown))
        return Segment(blank + shown if right else shown + blank, style)

    @staticmethod
    def _strip(segments: list[Segment], width: int, style: Style) -> Strip:
        return Strip(segments).adjust_cell_length(width, style)

    def refresh_rows(self) -> None:
        """Draw again what is in sight, because what rows say has changed."""
        self.refresh(Region(0, self._heads, self.size.width, max(self.size.height - self._heads, 0)))
