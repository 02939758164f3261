"""The library: load a rule book once, then check applications from any thread.

>>> checker = Checker.load()
>>> report = checker.check(Path("application.yaml"), as_of=date(2026, 11, 22))
>>> report.verdict, report.exit_code
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any

from checker.engines.base import Engine
from checker.engines.cross import CrossCheck
from checker.engines.program import compile_program
from checker.engines.reference import ReferenceEngine
from checker.engines.rete import ReteEngine
from checker.errors import Problem, UsageError
from checker.model import Application, build_application, facts_of, read_application
from checker.model.report import PackStamp, Report
from checker.model.standing import StandingSource
from checker.review import Reviewer, Subject
from checker.rulebook import RuleBook, load_rulebook
from checker.rulebook.period import Period

__all__ = ["Checker", "EngineChoice"]


class EngineChoice(StrEnum):
    """Which engine judges: both with cross-check (the default), or one alone."""

    CROSS = "cross"
    REFERENCE = "reference"
    RETE = "rete"


class Checker:
    """Checks applications against one rule book; safe to share between threads."""

    def __init__(self, rulebook: RuleBook, engine: EngineChoice | str = EngineChoice.CROSS) -> None:
        self.rulebook = rulebook
        self._engine = _engine(engine)
        self._stamps = tuple(PackStamp(pack.id, pack.version, pack.hash) for pack in rulebook.packs)
        self._reviewers: dict[Period, Reviewer] = {}
        self._lock = Lock()

    @classmethod
    def load(cls, *packs: Path | str, engine: EngineChoice | str = EngineChoice.CROSS) -> Checker:
        """Load rule packs from directories, or the shipped ones and those of the office (``CHECKER_OFFICE``).

        Raises RuleBookError with every problem found, UsageError for an engine there is not.
        """
        return cls(load_rulebook(*map(Path, packs)), engine)

    def check(
        self,
        application: Application | Mapping[str, Any] | Path | str,
        *,
        as_of: date | None = None,
        everything: bool = False,
        ledger: StandingSource | None = None,
    ) -> Report:
        """Judge one application under the law of ``as_of`` (today if not given), with what ``ledger`` knows of it.

        ``application`` is a model, a mapping of labels or keys, or the path of a YAML or JSON file. ``everything``
        also explains satisfied and not-applicable rules. Raises ApplicationError for an invalid application, UsageError
        for what is no application at all, and EngineError where an engine chosen alone cannot work.
        """
        model = _application(application)
        day = as_of or date.today()  # noqa: DTZ011 - the office's own calendar day
        if isinstance(day, datetime):  # a datetime is a date to Python, but does not compare with one
            day = day.date()
        if not isinstance(day, date):
            raise UsageError(f"审查日应为 datetime.date,而不是 {type(day).__name__}")
        subject = Subject(model.project_code or "", model.name, model.content_hash)
        facts = facts_of(model)
        standing = ledger.standing(model, facts, day) if ledger is not None else None
        return self._reviewer(day).review(facts, subject, as_of=day, everything=everything, standing=standing)

    def _reviewer(self, as_of: date) -> Reviewer:
        in_force = self.rulebook.in_force(as_of)
        reviewer = self._reviewers.get(in_force.period)
        if reviewer is None:
            with self._lock:
                reviewer = self._reviewers.get(in_force.period)
                if reviewer is None:
                    reviewer = Reviewer(compile_program(in_force), self._engine, self.rulebook.hash, self._stamps)
                    self._reviewers[in_force.period] = reviewer
        return reviewer


def _engine(name: EngineChoice | str) -> Engine:
    try:
        choice = EngineChoice(name)
    except ValueError:
        raise UsageError(Problem(f"没有引擎“{name}”", remedy=f"可用:{'、'.join(EngineChoice)}")) from None
    match choice:
        case EngineChoice.REFERENCE:
            return ReferenceEngine()
        case EngineChoice.RETE:
            return ReteEngine()
        case EngineChoice.CROSS:
            return CrossCheck(ReteEngine(), ReferenceEngine())


def _application(application: Application | Mapping[str, Any] | Path | str) -> Application:
    match application:
        case Application():
            return application
        case Mapping():
            return build_application(application)
        case Path() | str():
            return read_application(Path(application))
        case _:
            raise UsageError(f"申报应为文件路径、字典或 Application,而不是 {type(application).__name__}")
