"""The verdicts of the queue, worked out in the background and kept as long as what they rest on is the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final

from checker.errors import CheckerError
from checker.model.report import Report
from checker.render.page import Tone
from checker.render.wording import verdict_mark
from tui.jobs import Job
from tui.queue_row import QueueRow

if TYPE_CHECKING:
    from checker.api.desk import Desk

_PAUSE: Final = 0.002
"""Seconds between two checks, so that drawing and typing get their turn."""
_AFTER_TYPING: Final = 0.4
"""Seconds without a key before checking goes on."""
_TONES: Final = {"approve": Tone.GOOD, "rectify": Tone.CAUTION, "reject": Tone.BAD}
_GRAVITY: Final = {"approve": 0, "rectify": 1, "reject": 2}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the queue shows of a check: mark and word, the tone, and its place when sorted by verdict."""

    text: str
    tone: Tone
    order: int


UNKNOWN: Final = Standing("", Tone.QUIET, -1)
FAILED: Final = Standing("! 有误", Tone.BAD, 4)


def standing_of(report: Report) -> Standing:
    """What the queue shows of a report."""
    if report.exit_code == CheckerError.exit_code:
        return Standing("! 出错", Tone.BAD, 3)
    verdict = report.verdict
    return Standing(f"{verdict_mark(verdict)} {verdict.label}", _TONES[verdict.value], _GRAVITY[verdict.value])


@dataclass(frozen=True, slots=True)
class _Rest:
    """What verdicts rest on, beside the application."""

    rulebook: str
    ledger: int | None
    day: date


class Verdicts:
    """The verdicts known so far, by application; read from the screen, filled by one thread at a time."""

    def __init__(self) -> None:
        self._known: dict[str, Standing] = {}
        self._rest: _Rest | None = None
        self.busy_until = 0.0
        """A moment of ``monotonic`` before which no check begins, because somebody is typing."""

    def __len__(self) -> int:
        return len(self._known)

    def of(self, row: QueueRow) -> Standing:
        """What is known of a row."""
        if row.fault:
            return FAILED
        return self._known.get(row.hash, UNKNOWN) if row.hash else UNKNOWN

    def typed(self) -> None:
        """Somebody is typing: let checks wait."""
        self.busy_until = monotonic() + _AFTER_TYPING

    def keep(self, report: Report) -> None:
        """Take in a report that was made anyway."""
        self._renew(report)
        self._known[report.application_hash] = standing_of(report)

    def wants(self, row: QueueRow) -> bool:
        """Whether a row can be checked and has not been."""
        return bool(row.hash) and not row.fault and row.hash not in self._known

    def give_way(self, job: Job) -> None:
        """Wait while somebody types; raises JobCancelledError where the work is no longer wanted."""
        sleep(_PAUSE)
        job.progress(job.done, job.total)
        while monotonic() < self.busy_until:
            sleep(_AFTER_TYPING / 4)
            job.progress(job.done, job.total)

    def work_out(self, desk: Desk, day: date, row: QueueRow) -> None:
        """Check one row; where the books or the rule book have changed, all earlier verdicts are forgotten."""
        try:
            application = row.application if row.application is not None else desk.application(row.project)
            report = desk.check(application, as_of=day)
        except CheckerError:
            self._known[row.hash] = FAILED
        else:
            self.keep(report)
            self._known[row.hash] = standing_of(report)

    def _renew(self, report: Report) -> None:
        rest = _Rest(report.rulebook_hash, report.ledger_position, report.as_of)
        if rest != self._rest:
            self._rest = rest
            self._known.clear()
