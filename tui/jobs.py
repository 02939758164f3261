"""Jobs: slow work in threads, with progress, that can be cancelled and whose last start wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from textual.message import Message

T = TypeVar("T")


class JobCancelledError(Exception):
    """Raised inside the work of a job that is no longer wanted."""


@dataclass(eq=False, slots=True)
class Job:
    """One piece of work under way; the work itself calls ``progress``, from its thread.

    ``group`` names what it is about: a new job of a group takes the place of the earlier one. A ``quiet`` one is not
    shown and not stopped by escape: work that goes on in the background.
    """

    label: str
    group: str
    quiet: bool = False
    done: int = 0
    total: int = 0
    is_cancelled: bool = False

    def progress(self, done: int, total: int) -> None:
        """Say how far the work has come; raises JobCancelledError where it is no longer wanted."""
        self.done, self.total = done, total
        if self.is_cancelled:
            raise JobCancelledError

    @property
    def text(self) -> str:
        """What is being done, and how far it has come."""
        return f"{self.label} {self.done}/{self.total}" if self.total else f"{self.label}…"


class JobEnded(Message, Generic[T]):
    """A job came to its end, with a result or with a fault; sent from its thread to the screen that started it."""

    def __init__(self, job: Job, then: Callable[[T], None], otherwise: Callable[[BaseException], None]) -> None:
        super().__init__()
        self.job, self.then, self.otherwise = job, then, otherwise
        self.result: T | None = None
        self.fault: BaseException | None = None

    def settle(self) -> None:
        """Hand the result, or the fault, to whoever waits for it; a job no longer wanted is dropped."""
        if self.job.is_cancelled:
            return
        if self.fault is not None:
            self.otherwise(self.fault)
        else:
            result: Any = self.result
            self.then(result)


@dataclass(slots=True)
class Jobs:
    """The jobs of a screen that are under way, one for each group."""

    running: dict[str, Job] = field(default_factory=dict)

    def start(self, job: Job) -> None:
        """Take ``job`` in; the earlier one of its group is cancelled."""
        if earlier := self.running.get(job.group):
            earlier.is_cancelled = True
        self.running[job.group] = job

    def end(self, job: Job) -> None:
        """Forget ``job``."""
        if self.running.get(job.group) is job:
            del self.running[job.group]

    def cancel(self, *, quiet_ones: bool = False) -> bool:
        """Cancel what an officer sees running, or everything; whether there was anything."""
        wanted = [job for job in self.running.values() if quiet_ones or not job.quiet]
        for job in wanted:
            job.is_cancelled = True
            del self.running[job.group]
        return bool(wanted)

    def cancel_group(self, group: str) -> None:
        """Cancel the job of a group, if there is one."""
        if job := self.running.pop(group, None):
            job.is_cancelled = True

    @property
    def text(self) -> str:
        """What an officer is told about the work under way."""
        return "  ".join(job.text for job in self.running.values() if not job.quiet)
