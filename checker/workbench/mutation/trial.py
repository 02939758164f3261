"""Trials: what tries the rule library, scenarios and cases alike, with how each comes out as the library stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from checker.feel.values import Value
from checker.model.report import Report
from checker.model.standing import Standing
from checker.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing a trial expects of the report.

    ``rule`` is the rule it speaks of, empty where it speaks of the whole report. ``is_wording`` tells that it asks for
    more than an outcome, an effect or a value: a gap, a remedy, the facts still missing.
    """

    rule: str
    is_wording: bool


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """One application with what is expected of its review; ``key`` names it by content.

    ``book`` is the rule book it is reviewed with. ``facts`` are the application's by Chinese label, those of
    ``standing`` not yet in their place. ``failure`` says of a report in Chinese what is not as demanded, or None.
    """

    key: str
    name: str
    file: str
    line: int
    book: RuleBook
    facts: Mapping[str, Value]
    as_of: date
    standing: Standing | None
    demands: tuple[Demand, ...]
    rules: frozenset[str]
    failure: Callable[[Report], str | None]

    @property
    def place(self) -> str:
        """Where it is written: ``coal.feature:25``."""
        return f"{self.file}:{self.line}" if self.line else self.file
