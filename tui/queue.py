"""The queue (待办): every application waiting, from files, a ledger or a service, with its verdict and days left."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from functools import partial
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from checker.errors import CheckerError
from checker.model import read_application
from checker.render.page import Tone
from tui.jobs import Job
from tui.keymap import bound
from tui.places import Place
from tui.queue_order import days_text, matching, sort_key
from tui.queue_row import QueueRow, read_row, rows_of_files, rows_of_ledger
from tui.queue_submissions import QueueSubmissions
from tui.row_table import Column, Line, RowTable
from tui.subject import Subject
from tui.verdicts import Verdicts

_OF_BOOKS: Final = frozenset({"期限", "状态", "受理日"})
"""Columns that only applications received by a ledger fill."""
COLUMNS: Final = (
    Column("结论", 7),
    Column("期限", 9),
    Column("项目", 0),
    Column("阶段", 5),
    Column("县区", 8),
    Column("行业", 5),
    Column("年综合能耗", 13, right=True),
    Column("状态", 17, least=100),
    Column("单位", 26, least=140),
    Column("项目代码", 25, least=180),
    Column("受理日", 11, least=120),
)
_NEVER: Final = 10_000
"""Cells that no terminal has."""
_SAME: Final = "已受理"
"""What is said of a file whose application is the one in the ledger."""
_LOOK: Final = 0.3
"""Seconds between two looks at what the background has brought."""


class QueueScreen(QueueSubmissions):
    """The applications to be worked on."""

    place = Place.QUEUE
    AUTO_FOCUS = "RowTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("queue.open", "open"),
        bound("queue.take_in", "take_in"),
        bound("queue.withdraw", "withdraw"),
        bound("queue.filter", "filter"),
        bound("queue.sort", "sort"),
        bound("queue.reverse", "reverse"),
        bound("queue.refresh", "refresh_queue"),
    ]
    DEFAULT_CSS = """
    QueueScreen Input { background: $surface; height: 1; border: none; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.verdicts = Verdicts()
        self._rows: dict[str, QueueRow] = {}
        self._arrived: deque[QueueRow] = deque()
        self._backlog: deque[QueueRow] = deque()
        self._column, self._reversed = -1, False
        self._drawn = (-1, -1)
        self._held_up = 0
        self._wanted = ""

    def body(self) -> ComposeResult:
        """The line to type in, and the rows."""
        yield Input(placeholder="/ 查找:名称、代码、单位、县区、行业、结论,多个词用空格", compact=True, id="filter")
        kept = self.office.desk.keeps_books
        columns = [one if kept or one.title not in _OF_BOOKS else replace(one, least=_NEVER) for one in COLUMNS]
        yield RowTable[QueueRow](columns, self._line, id="rows")

    @property
    def rows(self) -> list[QueueRow]:
        """Every application there is, whether the filter lets it through or not."""
        return list(self._rows.values())

    def main_widget(self) -> Widget:
        """The rows get the focus when the line to type in is left."""
        return self.table

    def on_mount(self) -> None:
        """Bring back how the queue was left, and read it."""
        super().on_mount()
        state = self.office.state
        column = state.recall("queue.column", -1)
        self._column = column if 0 <= column < len(COLUMNS) else -1
        self._reversed = state.recall("queue.reversed", False)
        self.query_one(Input).value = state.recall("queue.filter", "")
        self.set_interval(_LOOK, self._look)
        self.action_refresh_queue()

    def action_refresh_queue(self) -> None:
        """Read the queue again."""
        files = list(rows_of_files(self.office.files))
        if not self.office.desk.keeps_books:
            self.take_rows(files)
            return
        self.run_job("读取待办", lambda _: [*files, *rows_of_ledger(self.office.desk.pending())], self.take_rows)

    def take_rows(self, rows: list[QueueRow]) -> None:
        """Show these applications, and begin to check them."""
        self._rows = {row.key: row for row in rows}
        self._held_up = sum(1 for row in rows if row.is_waiting)
        self.office.names.learn((row.project, row.name) for row in rows if row.path is None)
        self._arrange(self._wanted or self._key() or self.office.state.recall("queue.row", ""))
        self._wanted = ""
        self._backlog = deque(rows)
        self.run_job("核对", self._work_through, lambda _: self._worked_through(), group="verdicts", quiet=True)

    # the background: files are read, then everything is checked; what can be seen comes first

    def _work_through(self, job: Job) -> None:
        unread = deque(row for row in self._backlog if row.path is not None)
        probe = True
        while True:
            self.verdicts.give_way(job)
            row = self._next(unread, probe=probe)
            if row is None:
                return
            if not row.hash and row.path is not None:
                row = self._read(row)
            if row.hash and (probe or self.verdicts.wants(row)):
                self.verdicts.work_out(self.office.desk, self.office.day, row)
                probe = False

    def _next(self, unread: deque[QueueRow], *, probe: bool) -> QueueRow | None:
        table, rows = self.table, self._rows
        for position in table.in_sight:
            if position >= len(table.rows):
                break
            row = rows.get(table.rows[position].key)
            if row is not None and self._has_work(row, probe=probe):
                return row
        while unread:
            row = rows[unread.popleft().key]
            if self._has_work(row, probe=False):
                return row
        while self._backlog:
            row = rows.get(self._backlog.popleft().key)
            if row is not None and self.verdicts.wants(row):
                return row
        return None

    def _has_work(self, row: QueueRow, *, probe: bool) -> bool:
        """Whether there is something to read or to check; ``probe`` checks again, to see whether the books moved."""
        if row.fault:
            return False
        return (probe or self.verdicts.wants(row)) if row.hash else row.path is not None

    def _read(self, row: QueueRow) -> QueueRow:
        assert row.path is not None
        try:
            read = read_row(row, read_application(row.path))
        except CheckerError as error:
            read = QueueRow(row.key, row.name, row.position, path=row.path, fault=str(error.problems[0]))
        self._rows[row.key] = read
        self._arrived.append(read)
        return read

    def _worked_through(self) -> None:
        self._look()
        if self._column == 0 or self.query_one(Input).value:
            self._arrange(self._key())
        self._say()

    def _look(self) -> None:
        """Show what has arrived since the last look; the order stays as it is until it is asked for."""
        table = self.table
        if self._arrived:
            self._arrived.clear()
            if self.query_one(Input).value:
                self._arrange(self._key())
            else:
                table.rows = [self._rows[row.key] for row in table.rows]
                table.refresh_rows()
        known = (len(self.verdicts), len(table.rows))
        if known != self._drawn:
            self._drawn = known
            table.refresh_rows()
            self._say()

    # what is seen

    def _line(self, row: QueueRow) -> Line:
        standing = self.verdicts.of(row)
        # A fault begins with the path, which may be long; opening the row tells all of it.
        name = f"{row.name}  {row.fault.removeprefix(str(row.path)).lstrip(' :')}" if row.fault else row.name
        state = row.standing or self._taken_in(row)
        return Line(
            (
                (standing.text, standing.tone),
                days_text(row, self.office.day),
                (name, Tone.BAD if row.fault else Tone.PLAIN),
                (row.stage, Tone.PLAIN),
                (row.county, Tone.PLAIN),
                (row.industry, Tone.PLAIN),
                (row.energy, Tone.PLAIN),
                (state, Tone.CAUTION if row.is_waiting else Tone.PLAIN),
                (row.owner, Tone.PLAIN),
                (row.project, Tone.QUIET),
                (row.submitted_on.isoformat() if row.submitted_on else "", Tone.QUIET),
            )
        )

    def _taken_in(self, row: QueueRow) -> str:
        """What a file's row says of its project where the ledger has it too."""
        kept = self._rows.get(row.project) if row.project else None
        if kept is None or kept.path is not None:
            return ""
        return _SAME if kept.hash == row.hash else "另有受理件"

    def _arrange(self, key: str = "") -> None:
        """Filter and sort, with the cursor on the row of ``key`` where it is still there."""
        query = self.query_one(Input).value
        rows = matching(self._rows.values(), query, self.verdicts)
        rows.sort(key=sort_key(self._column, self.office.day, self.verdicts), reverse=self._reversed)
        table = self.table
        table.sort_mark = (self._column, "▼" if self._reversed else "▲") if self._column >= 0 else (-1, "")
        cursor = next((position for position, row in enumerate(rows) if row.key == key), 0) if key else 0
        table.show(rows, cursor)
        self._say()

    def _key(self) -> str:
        current = self.table.current
        return current.key if current is not None else ""

    def _say(self) -> None:
        shown, whole = len(self.table.rows), len(self._rows)
        count = f"{shown}/{whole} 件" if shown != whole else f"{whole} 件"
        order = f"按{COLUMNS[self._column].title}{'倒' if self._reversed else '顺'}序" if self._column >= 0 else ""
        known = min(len(self.verdicts), whole)
        working = f"后台核对中,已核对 {known} 件" if "verdicts" in self.jobs.running else ""
        current = self.table.current
        # On a narrow screen the column of it does not show.
        here = f"所选 {current.standing.removeprefix('! ')}" if current is not None and current.is_waiting else ""
        held_up = f"! 等额度 {self._held_up} 件" if self._held_up else ""
        parts = (count, order, held_up, here, working)
        self.say("  ".join(part for part in parts if part) if whole else self._empty())

    @on(RowTable.Highlighted)
    def _pointed(self) -> None:
        self._say()

    def _empty(self) -> str:
        if self.office.desk.keeps_books:
            return "台账里没有待办的申报"
        return "没有申报:请写 checker tui 文件或文件夹,或 --ledger 台账"

    # what is done

    @on(Input.Changed)
    def _typed(self) -> None:
        self.verdicts.typed()
        self._arrange(self._key())

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.set_focus(self.table)

    def on_key(self, event: events.Key) -> None:
        """Keys let the background wait; an arrow leaves the line to type in."""
        self.verdicts.typed()
        if event.key == "down" and isinstance(self.focused, Input):
            self.set_focus(self.table)

    def action_filter(self) -> None:
        """Type what to look for."""
        self.query_one(Input).focus()

    def go_back(self) -> None:
        """Escape takes the filter away."""
        self.query_one(Input).value = ""

    def action_sort(self) -> None:
        """Sort by the next column; after the last one the queue is in its own order."""
        self._column = self._column + 1 if self._column + 1 < len(COLUMNS) else -1
        self._sorted()

    def action_reverse(self) -> None:
        """The other way round."""
        self._reversed = not self._reversed
        self._sorted()

    @on(RowTable.HeadClicked)
    def _head_clicked(self, event: RowTable.HeadClicked) -> None:
        self._reversed = not self._reversed if event.column == self._column else False
        self._column = event.column
        self._sorted()

    def _sorted(self) -> None:
        self._arrange(self._key())
        self.remember()

    def remember(self) -> None:
        """Keep how the queue is shown for the next run."""
        state = self.office.state
        state.remember("queue.column", self._column)
        state.remember("queue.reversed", self._reversed)
        state.remember("queue.filter", self.query_one(Input).value)
        state.remember("queue.row", self._key())

    @on(RowTable.Chosen)
    def _chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Review the application that is pointed at."""
        row = self.table.current
        if row is None:
            return
        self.remember()
        project = row.project if row.path is None or self._taken_in(row) == _SAME else ""
        self.office.review(partial(self.application_of, row), name=row.name, project=project, path=row.path)

    def read_again(self, key: str = "") -> None:
        """Read the queue anew, with the cursor at a row."""
        self._wanted = key
        self.action_refresh_queue()

    def show_subject(self, subject: Subject | None) -> None:
        """A report that was made anyway is a verdict of the queue too."""
        if subject is not None:
            self.verdicts.keep(subject.report)

    def copied(self) -> str:
        """The row that is pointed at: name and code."""
        row = self.table.current
        return f"{row.name} {row.project}".strip() if row is not None else ""
