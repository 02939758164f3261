"""Submissions in the queue: the application of a file is taken into the ledger, one of the ledger is withdrawn."""

from __future__ import annotations

from functools import partial

from textual import on

from checker.ledger.bookings import Booking
from checker.model import read_application
from checker.model.application import Application
from checker.model.report import Report
from tui.jobs import Job
from tui.office_screen import OfficeScreen
from tui.plain import one_line
from tui.queue_row import QueueRow
from tui.row_table import RowTable
from tui.submission_forms import TakenIn, taking_in, withdrawing


class QueueSubmissions(OfficeScreen):
    """The part of the queue that changes what is in it; where there are no books it offers nothing."""

    @property
    def table(self) -> RowTable[QueueRow]:
        """The rows."""
        return self.query_one("#rows", RowTable)

    def read_again(self, key: str = "") -> None:
        """Read the queue anew, with the cursor at a row."""
        raise NotImplementedError

    def application_of(self, row: QueueRow) -> Application:
        """The application of a row, read from its file or from the books."""
        return read_application(row.path) if row.path is not None else self.office.desk.application(row.project)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Files are taken in, what was taken in is withdrawn, where there are books."""
        if action in ("take_in", "withdraw"):
            row = self.table.current
            return self.office.desk.keeps_books and row is not None and (row.path is None) is (action == "withdraw")
        return super().check_action(action, parameters)

    @on(RowTable.Highlighted)
    def _highlighted(self) -> None:
        self.refresh_bindings()

    def action_take_in(self) -> None:
        """Check the application of the file that is pointed at against the books of today, then ask."""
        row, desk, day = self.table.current, self.office.desk, self.office.day
        if row is None:
            return

        def work(_: Job) -> tuple[Application, Report]:
            application = self.application_of(row)
            return application, desk.check(application, as_of=day)

        self.run_job(f"核对 {one_line(row.name, 40)}", work, self._ask_to_take_in, group="submission")

    def _ask_to_take_in(self, checked: tuple[Application, Report]) -> None:
        form = taking_in(self.office.desk, *checked, self.office.day)
        self.office.push_screen(form, self._was_taken_in)

    def _was_taken_in(self, made: TakenIn | None) -> None:
        if made is not None:
            self.office.tell(made.words)
            self.read_again(made.submission.project)

    def action_withdraw(self) -> None:
        """Read what the application that is pointed at holds, then ask."""
        row, desk = self.table.current, self.office.desk
        if row is None:
            return
        held = partial(self._ask_to_withdraw, row)
        self.run_job("正在读取占用的额度", lambda _: desk.bookings(row.project), held, group="submission")

    def _ask_to_withdraw(self, row: QueueRow, held: tuple[Booking, ...]) -> None:
        form = withdrawing(self.office.desk, row.project, row.name, held, self.office.day)
        self.office.push_screen(form, self._was_withdrawn)

    def _was_withdrawn(self, project: str | None) -> None:
        if project is not None:
            self.office.tell(f"已撤回 {project}")
            self.read_again()
