"""What the ledger needs of a checker, to check an application again."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from checker.model.application import Application
from checker.model.report import Report
from checker.review.standing_source import StandingSource
from checker.rulebook import RuleBook


class Checking(Protocol):
    """Whoever checks applications against one rule book, such as ``checker.api.Checker``."""

    @property
    def rulebook(self) -> RuleBook:
        """The rule book it checks against."""
        ...

    def check(
        self,
        application: Application,
        *,
        as_of: date | None = None,
        everything: bool = False,
        ledger: StandingSource | None = None,
    ) -> Report:
        """The report of one application."""
        ...
