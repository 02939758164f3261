"""The office screen, base of every place: masthead, body, status line, keys, and jobs in threads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer, Input, TextArea

from tui.jobs import Job, JobCancelledError, JobEnded, Jobs
from tui.keymap import bound
from tui.masthead import Masthead, Tab
from tui.places import Place
from tui.status_line import StatusLine

if TYPE_CHECKING:
    from tui.app import OfficeApp
    from tui.subject import Subject

T = TypeVar("T")
_LOOK = 0.2
"""Seconds between two looks at how far jobs have come."""


class OfficeScreen(Screen[None]):
    """Base of the screens of the places; a subclass says its ``place`` and yields its ``body``."""

    place: ClassVar[Place]
    BINDINGS: ClassVar[list[BindingType]] = [bound("app.back", "back", show=False)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - declared so by Textual
    VERTICAL_BREAKPOINTS = [(0, "-low"), (36, "-tall")]  # noqa: RUF012

    DEFAULT_CSS = """
    OfficeScreen #foot { dock: bottom; height: 2; }
    OfficeScreen #foot Footer { dock: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.jobs = Jobs()

    @property
    def office(self) -> OfficeApp:
        """The application this screen belongs to."""
        return cast("OfficeApp", self.app)

    def compose(self) -> ComposeResult:
        """Masthead, body, status line and keys."""
        yield Masthead(self.place, self.office.place_keys(), self.office.desk_text)
        yield from self.body()
        with Vertical(id="foot"):
            yield StatusLine()
            yield Footer(show_command_palette=False, compact=True)

    def body(self) -> ComposeResult:
        """The widgets of the place."""
        yield from ()

    def on_mount(self) -> None:
        """Follow the application under review, and the jobs."""
        self.set_interval(_LOOK, self._show_jobs)
        self.watch(self.office, "subject", self._subject_changed)

    def _subject_changed(self, subject: Subject | None) -> None:
        self.show_subject(subject)

    def show_subject(self, subject: Subject | None) -> None:
        """Show another application, or none; called at the start and whenever it or its report changes."""

    def show_rule(self, rule: str, came_from: Place | None) -> None:
        """Show a rule; only the rules' own screen does."""

    def main_widget(self) -> Widget | None:
        """What gets the focus when an input is left."""
        return None

    def say(self, text: str) -> None:
        """Put ``text`` on the status line."""
        self.query_one(StatusLine).said = text

    def run_job(
        self,
        label: str,
        work: Callable[[Job], T],
        then: Callable[[T], None],
        *,
        otherwise: Callable[[BaseException], None] | None = None,
        group: str = "",
        quiet: bool = False,
    ) -> Job:
        """Do ``work`` in a thread and hand its result to ``then``, here; a fault goes to ``otherwise``, or is told.

        ``work`` must not touch widgets. A later job of the same ``group`` (the label, where none is named) cancels the
        earlier one: its result is dropped.
        """
        job = Job(label, group or label, quiet)
        self.jobs.start(job)
        ended = JobEnded[T](job, then, otherwise or self.office.report_fault)
        self.run_worker(partial(self._work, work, ended), thread=True, group=job.group, exit_on_error=False)
        self._show_jobs()
        return job

    def _work(self, work: Callable[[Job], T], ended: JobEnded[T]) -> None:
        try:
            ended.result = work(ended.job)
        except JobCancelledError:
            ended.job.is_cancelled = True
        except Exception as fault:  # noqa: BLE001 - whatever goes wrong in a thread becomes a message on the screen
            ended.fault = fault
        self.post_message(ended)

    @on(JobEnded)
    def _job_ended(self, event: JobEnded[object]) -> None:
        self.jobs.end(event.job)
        self._show_jobs()
        event.settle()

    def _show_jobs(self) -> None:
        for line in self.query(StatusLine):
            line.busy = self.jobs.text

    @on(Tab.Chosen)
    def _tab_chosen(self, event: Tab.Chosen) -> None:
        self.office.go(event.place)

    def on_unmount(self) -> None:
        """Nobody waits for what is still being done."""
        self.jobs.cancel(quiet_ones=True)

    def action_back(self) -> None:
        """Stop what is being done; else leave the input; else go back."""
        if self.jobs.cancel():
            self._show_jobs()
            self.say("已停止")
        elif isinstance(self.focused, (Input, TextArea)):
            self.set_focus(self.main_widget())
        else:
            self.go_back()

    def go_back(self) -> None:
        """Where escape leads when nothing is being done: to the queue, unless a screen knows better."""
        self.office.go(Place.QUEUE)

    def unfinished(self) -> str:
        """What would be lost by leaving now; empty where nothing would."""
        return ""

    def remember(self) -> None:
        """Keep in the app's state how the screen is shown, for the next run."""

    def copied(self) -> str:
        """What the copy command takes when no text is selected."""
        return ""
