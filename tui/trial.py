"""A trial: the application checked with the facts of a draft, arranged for reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from checker.api.comparison import Comparison
from checker.model.application import Application
from checker.model.report import Report
from checker.render.opinion import Opinion, arrange
from tui.feeding import Feeding

if TYPE_CHECKING:
    from checker.api.desk import Desk


@dataclass(frozen=True, slots=True)
class Reading:
    """A report in reading order, with which facts feed it; ``comparison`` where it is a trial's."""

    report: Report
    opinion: Opinion
    feeding: Feeding
    comparison: Comparison | None = None


def read_report(report: Report) -> Reading:
    """The report as submitted."""
    return Reading(report, arrange(report, everything=True), Feeding(report))


def try_changes(desk: Desk, application: Application, changes: Mapping[str, object], as_of: date | None) -> Reading:
    """The report with some facts changed; raises ApplicationError where they contradict one another."""
    comparison = desk.what_if(application, changes, as_of=as_of, everything=True)
    report = comparison.after
    return Reading(report, arrange(report, everything=True), Feeding(report), comparison)
