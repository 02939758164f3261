"""The checker: one rule book, held ready for any number of checks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from threading import Lock

from checker.api.batch import Judge, Results, Submitted, as_of_day, check_apart, check_here, counted
from checker.api.comparison import Comparison, compare
from checker.api.settling import settle
from checker.bundle.place import load_rulebook
from checker.engines.base import Engine
from checker.engines.cross import CrossCheck
from checker.engines.program import compile_program
from checker.engines.reference import ReferenceEngine
from checker.engines.rete import ReteEngine
from checker.errors import Problem, UsageError
from checker.model import Application, build_application, facts_of, read_application
from checker.model.amendment import amended
from checker.model.report import Finding, PackStamp, Report
from checker.review import Reviewer, Subject
from checker.review.standing_source import StandingSource
from checker.rulebook import RuleBook
from checker.rulebook.period import Period


class EngineChoice(StrEnum):
    """Which engine judges: both with cross-check (the default), or one alone."""

    CROSS = "cross"
    REFERENCE = "reference"
    RETE = "rete"


class Checker:
    """Checks applications against a rule book; safe to share between threads.

    A check holds on to the rule book it began with: ``reload`` changes what later checks see. In programs that do
    nothing but check, ``dedicated`` spares some of them a pause by settling the process: ``checker.api.settling``.

    >>> checker = Checker.load()
    >>> for checked in checker.check_many(["项目.yaml", {"项目名称": "甲"}], as_of=date(2026, 11, 22)):
    ...     print(checked.index, checked.report.verdict.label if checked.report else checked.error.problems[0].field)
    0 通过
    1 建设阶段
    >>> checker.what_if("项目.yaml", {"锅炉[1].热效率": "60 %"}, as_of=date(2026, 11, 22)).after.verdict.label
    '否决'
    >>> checker.explain("项目.yaml", "EQ-boiler", as_of=date(2026, 11, 22)).outcome.label
    '符合'
    >>> checker.reload()
    False
    """

    def __init__(
        self, rulebook: RuleBook, engine: EngineChoice | str = EngineChoice.CROSS, *, dedicated: bool = False
    ) -> None:
        self._choice = _choice(engine)
        self._dedicated = dedicated
        self._bench = self._bench_for(rulebook)
        self._packs: tuple[Path, ...] | None = None
        self._reloading = Lock()

    @classmethod
    def load(
        cls, *packs: Path | str, engine: EngineChoice | str = EngineChoice.CROSS, dedicated: bool = False
    ) -> Checker:
        """Load rule packs from directories, or the shipped ones and those of the office (``CHECKER_OFFICE``).

        Raises RuleBookError with every problem found, UsageError for an engine there is not.
        """
        directories = tuple(map(Path, packs))
        checker = cls(load_rulebook(*directories), engine, dedicated=dedicated)
        checker._packs = directories
        return checker

    @property
    def rulebook(self) -> RuleBook:
        """The rule book that the next check is made with."""
        return self._bench.rulebook

    def reload(self) -> bool:
        """Load the packs anew; whether the rule book is another one now.

        Checks under way finish with the book they began with. Raises RuleBookError where the packs are invalid, and
        then goes on with the book at hand; UsageError for a checker that was not loaded from directories.
        """
        if self._packs is None:
            raise UsageError(Problem("规则库不是从文件夹加载的,不能重新加载", remedy="请用 Checker.load(...)"))
        with self._reloading:
            return self.adopt(load_rulebook(*self._packs))

    def pinned(self) -> Checker:
        """A checker that stays with the rule book of now, for several checks that must be of one; it shares all else.

        What ``reload`` and ``adopt`` bring to this checker does not reach it, nor the other way round.
        """
        pinned = copy(self)
        pinned._packs = None
        return pinned

    def adopt(self, rulebook: RuleBook) -> bool:
        """Check with ``rulebook`` from now on; False where it is the same as before, by its hash."""
        if rulebook.hash == self._bench.rulebook.hash:
            return False
        self._bench = self._bench_for(rulebook)
        return True

    def _bench_for(self, rulebook: RuleBook) -> _Bench:
        return _Bench(rulebook, _engine(self._choice), settles=self._dedicated)

    def check(
        self,
        application: Submitted,
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
        bench = self._bench
        return bench.check(application_of(application), as_of_day(as_of), everything=everything, ledger=ledger)

    async def check_async(
        self,
        application: Submitted,
        *,
        as_of: date | None = None,
        everything: bool = False,
        ledger: StandingSource | None = None,
    ) -> Report:
        """``check`` for asyncio: the event loop goes on while a thread judges."""
        check = partial(self.check, application, as_of=as_of, everything=everything, ledger=ledger)
        return await asyncio.to_thread(check)

    def check_many(
        self,
        applications: Iterable[Submitted],
        *,
        as_of: date | None = None,
        everything: bool = False,
        ledger: StandingSource | None = None,
        workers: int = 1,
        progress: Callable[[int], None] | None = None,
    ) -> Results:
        """Judge many applications, in order, each with its report or its error; ``progress`` hears how many are done.

        Applications are read only as results are taken. With ``workers`` above 1, that many processes share the work:
        each loads the packs for itself, so the checker must come from ``load``, and there can be no ``ledger``. All are
        judged by the rule book of the beginning. Whoever has seen enough closes the generator: what is waiting is
        dropped, and the processes end.
        """
        bench, day = self._bench, as_of_day(as_of)
        if workers == 1:
            judge = partial(bench.check_submitted, as_of=day, everything=everything, ledger=ledger)
            results = check_here(applications, judge)
        elif workers < 1 or self._packs is None or ledger is not None:
            remedy = "workers 大于 1 时,请用 Checker.load(...) 加载,且不带 ledger"
            raise UsageError(Problem("不能用多个进程核对", remedy=remedy))
        else:
            loading = _Loading(self._packs, self._choice, bench.rulebook.hash, day, everything)
            results = check_apart(applications, loading, workers)
        return results if progress is None else counted(results, progress)

    def explain(
        self, application: Submitted, rule: str, *, as_of: date | None = None, ledger: StandingSource | None = None
    ) -> Finding:
        """What one rule says of the application, in full; raises UsageError for a rule not in force that day."""
        report = self.check(application, as_of=as_of, everything=True, ledger=ledger)
        return finding_of(report, rule)

    def what_if(
        self,
        application: Submitted,
        changes: Mapping[str, object],
        *,
        as_of: date | None = None,
        everything: bool = False,
        ledger: StandingSource | None = None,
    ) -> Comparison:
        """The report as submitted beside the report with some facts changed; see ``checker.model.amendment``.

        ``changes`` maps facts (``产品[1].单位产品综合能耗``) to values as in an application file; None leaves one open.
        Raises ApplicationError for unknown facts and values that do not fit.
        """
        bench, day, submitted = self._bench, as_of_day(as_of), application_of(application)
        before = bench.check(submitted, day, everything=everything, ledger=ledger)
        after = bench.check(amended(submitted, changes), day, everything=everything, ledger=ledger)
        return compare(before, after)


class _Bench:
    """One rule book with its engine and the reviewers made so far; never changed for another book."""

    def __init__(self, rulebook: RuleBook, engine: Engine, *, settles: bool) -> None:
        self.rulebook = rulebook
        self._engine = engine
        self._settles = settles
        self._stamps = tuple(PackStamp(pack.id, pack.version, pack.hash) for pack in rulebook.packs)
        self._reviewers: dict[Period, Reviewer] = {}
        self._lock = Lock()

    def check(self, application: Application, day: date, *, everything: bool, ledger: StandingSource | None) -> Report:
        subject = Subject(application.project_code or "", application.name, application.content_hash)
        facts = facts_of(application)
        standing = ledger.standing(application, facts, day, self.rulebook) if ledger is not None else None
        return self._reviewer(day).review(facts, subject, as_of=day, everything=everything, standing=standing)

    def check_submitted(
        self, application: Submitted, *, as_of: date, everything: bool, ledger: StandingSource | None
    ) -> Report:
        return self.check(application_of(application), as_of, everything=everything, ledger=ledger)

    def _reviewer(self, as_of: date) -> Reviewer:
        in_force = self.rulebook.in_force(as_of)
        reviewer = self._reviewers.get(in_force.period)
        if reviewer is None:
            with self._lock:
                reviewer = self._reviewers.get(in_force.period)
                if reviewer is None:
                    reviewer = Reviewer(compile_program(in_force), self._engine, self.rulebook.hash, self._stamps)
                    self._reviewers[in_force.period] = reviewer
                    if self._settles:
                        settle()
        return reviewer


class _Loading:
    """How a worker process comes to its judge; raises UsageError where the packs are no longer the caller's."""

    def __init__(
        self, packs: tuple[Path, ...], choice: EngineChoice, rulebook_hash: str, day: date, everything: bool
    ) -> None:
        self._packs, self._choice, self._hash, self._day, self._everything = (
            packs, choice, rulebook_hash, day, everything,
        )  # fmt: skip

    def __call__(self) -> Judge:
        checker = Checker.load(*self._packs, engine=self._choice, dedicated=True)
        if checker.rulebook.hash != self._hash:
            raise UsageError(Problem("规则包在加载之后被改动", remedy="请先 reload() 再核对"))
        return partial(checker.check, as_of=self._day, everything=self._everything)


def _choice(name: EngineChoice | str) -> EngineChoice:
    try:
        return EngineChoice(name)
    except ValueError:
        raise UsageError(Problem(f"没有引擎“{name}”", remedy=f"可用:{'、'.join(EngineChoice)}")) from None


def _engine(choice: EngineChoice) -> Engine:
    match choice:
        case EngineChoice.REFERENCE:
            return ReferenceEngine()
        case EngineChoice.RETE:
            return ReteEngine()
        case EngineChoice.CROSS:
            return CrossCheck(ReteEngine(), ReferenceEngine())


def checker_for(rulebook: RuleBook, engine: str) -> Checker:
    """What checks against ``rulebook`` with the engine that a report names."""
    return Checker(rulebook, EngineChoice.CROSS if "+" in engine else engine)


def finding_of(report: Report, rule: str) -> Finding:
    """What one rule says in a report; raises UsageError for a rule that is not in it."""
    found = next((finding for finding in report.findings if finding.rule == rule), None)
    if found is None:
        remedy = "规则编号见 checker rules list;不同日期有效的规则不同"
        raise UsageError(Problem(f"{report.as_of} 没有规则 {rule}", remedy=remedy))
    return found


def application_of(application: Submitted) -> Application:
    """The application that was handed over, read and checked for its form; raises as ``Checker.check``."""
    match application:
        case Application():
            return application
        case Mapping():
            return build_application(application)
        case Path() | str():
            return read_application(Path(application))
        case _:
            raise UsageError(f"申报应为文件路径、字典或 Application,而不是 {type(application).__name__}")
