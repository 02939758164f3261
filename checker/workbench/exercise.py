"""Exercise: which outcomes of rules, rows of tables and dates the scenarios and cases reach when they are run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias

from checker.model import Application
from checker.model.outcome import Outcome
from checker.review.standing_source import StandingSource
from checker.rulebook import DecisionTable, Derivation, Rule, RuleBook, recorded_hits
from checker.rulebook.period import Period
from checker.rulebook.tables.table import Row
from checker.workbench.bdd.catalogue import CatalogueRows
from checker.workbench.bdd.inspector import Inspector, supposing
from checker.workbench.bdd.recording import RecordedScenario
from checker.workbench.case import read_cases
from checker.workbench.coverage import part_of
from checker.workbench.difference import case_subjects

EXPECTED: Final = (Outcome.SATISFIED, Outcome.VIOLATED, Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE)
"""The outcomes every rule should have been seen with, unless it cannot have one of them."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One application to be checked; ``place`` is where it is written, ``rules`` are the rules it is meant to try.

    ``catalogue`` is the two-high catalogue it is checked with, None where it is whatever the office has imported.
    """

    place: str
    application: Application
    as_of: date
    standing: StandingSource | None
    rules: frozenset[str]
    catalogue: CatalogueRows | None = None


def scenario_attempts(recorded: Iterable[RecordedScenario]) -> tuple[Attempt, ...]:
    """What the scenarios hand in."""
    return tuple(
        Attempt(f"{each.file}:{each.line}", each.application, each.as_of, each.standing, each.rules, each.catalogue)
        for each in recorded
    )


def case_attempts(*directories: Path) -> tuple[Attempt, ...]:
    """Each case of ``directories`` on each day its expectations name; raises UsageError, ApplicationError."""
    expected: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for case in read_cases(*directories):
        expected[case.name, case.as_of] |= case.outcomes.keys()
    return tuple(
        Attempt(each.id, each.application, each.as_of, None, frozenset(expected[each.id, each.as_of.isoformat()]))
        for each in case_subjects(*directories)
    )


@dataclass(frozen=True, slots=True)
class ExercisedRule:
    """One rule with how often each outcome was seen."""

    rule: Rule
    seen: Mapping[Outcome, int]

    @property
    def unseen(self) -> tuple[Outcome, ...]:
        """The outcomes it was never seen with."""
        return tuple(outcome for outcome in EXPECTED if not self.seen.get(outcome))


@dataclass(frozen=True, slots=True)
class ExercisedTable:
    """One version of a table with how often each of its rows decided a value, by row number."""

    table: DecisionTable
    hits: Mapping[int, int]

    @property
    def unhit(self) -> tuple[Row, ...]:
        """The rows that never did."""
        return tuple(row for row in self.table.rows if not self.hits.get(row.number))


@dataclass(frozen=True, slots=True)
class ExercisedBoundary:
    """One day on which something begins or ends, and how many attempts that concern it lie on either side.

    ``before`` are those up to the day before, ``since`` those from the day on; ``nearest_before`` and ``nearest_since``
    are the days of those closest to it.
    """

    what: str
    day: date
    begins: bool
    before: int
    since: int
    nearest_before: date | None
    nearest_since: date | None
    file: str
    line: int

    @property
    def is_two_sided(self) -> bool:
        """Whether there are attempts on both sides."""
        return bool(self.before and self.since)

    @property
    def is_sharp(self) -> bool:
        """Whether the very day and the one before it are tried."""
        return self.nearest_since == self.day and self.nearest_before == self.day - timedelta(days=1)


@dataclass(frozen=True)
class Exercise:
    """What ``scenarios`` and ``cases`` attempts reach of a rule book."""

    rules: tuple[ExercisedRule, ...]
    tables: tuple[ExercisedTable, ...]
    boundaries: tuple[ExercisedBoundary, ...]
    scenarios: int
    cases: int

    @cached_property
    def outcomes(self) -> tuple[int, int]:
        """How many outcomes of rules were seen, and how many there are to see."""
        total = len(EXPECTED) * len(self.rules)
        return total - sum(len(each.unseen) for each in self.rules), total

    @cached_property
    def rows(self) -> tuple[int, int]:
        """How many rows of tables were hit, and how many there are."""
        total = sum(len(each.table.rows) for each in self.tables)
        return total - sum(len(each.unhit) for each in self.tables), total

    @cached_property
    def dates(self) -> tuple[int, int, int]:
        """How many boundaries have attempts on both sides, how many of those right at them, and how many there are."""
        two_sided = [each for each in self.boundaries if each.is_two_sided]
        return len(two_sided), sum(each.is_sharp for each in two_sided), len(self.boundaries)


Watcher: TypeAlias = Callable[[Attempt], None]
"""Told of each attempt before it is checked."""


def exercise(
    inspector: Inspector,
    scenarios: Sequence[Attempt],
    cases: Sequence[Attempt],
    watcher: Watcher | None = None,
    *,
    packs: Collection[str] | None = None,
) -> Exercise:
    """Check every attempt and count what it reaches of the rule book, or of its ``packs`` with these ids.

    Raises CheckerError where a check cannot be done.
    """
    book = inspector.rulebook if packs is None else part_of(inspector.rulebook, packs)
    seen: defaultdict[str, Counter[Outcome]] = defaultdict(Counter)
    hits: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for attempt in (*scenarios, *cases):
        if watcher is not None:
            watcher(attempt)
        chosen = supposing(inspector, attempt.catalogue)
        with recorded_hits() as found:
            report = chosen.check(attempt.application, as_of=attempt.as_of, ledger=attempt.standing)
        for finding in report.findings:
            seen[finding.rule][finding.outcome] += 1
        for table, row in {(id(hit.table), row) for hit in found for row in hit.rows}:
            hits[table][row] += 1
    days = _days_by_rule(scenarios, cases)
    return Exercise(
        rules=tuple(ExercisedRule(rule, dict(seen[rule.id])) for rule in book.rules),
        tables=tuple(ExercisedTable(table, dict(hits[id(table)])) for table in book.tables),
        boundaries=tuple(_boundaries(book, days)),
        scenarios=len(scenarios),
        cases=len(cases),
    )


def _days_by_rule(*attempts: Iterable[Attempt]) -> Mapping[str, Sequence[date]]:
    days: defaultdict[str, list[date]] = defaultdict(list)
    for group in attempts:
        for attempt in group:
            for rule in attempt.rules:
                days[rule].append(attempt.as_of)
    return days


def _boundaries(book: RuleBook, days: Mapping[str, Sequence[date]]) -> Iterator[ExercisedBoundary]:
    users = _Users(book)
    for rule in book.rules:
        tried = days.get(rule.id, ())
        yield from _of_period(f"规则 {rule.id}", rule.in_force, tried, rule.file, rule.line)
    for derivation in book.derivations:
        tried = users.days(derivation.derive, days)
        yield from _of_period(f"推导 {derivation.id}", derivation.in_force, tried, derivation.file, derivation.line)
    for parameter in book.parameters:
        tried = users.days(parameter.name, days)
        for period in _merged(dated.period for dated in parameter.values):
            yield from _of_period(f"参数 {parameter.name}", period, tried, parameter.file, parameter.line)
    for table in book.tables:
        tried = users.days(table.name, days)
        yield from _of_period(f"决策表 {table.name}", table.in_force, tried, table.file, table.line)


def _merged(periods: Iterable[Period]) -> Iterator[Period]:
    """The periods of a timeline, a day that ends one and begins the next counted once."""
    listed = list(periods)
    begun = {period.start for period in listed if period.start is not None}
    for period in listed:
        yield Period(period.start, None if period.end in begun else period.end)


def _of_period(what: str, period: Period, tried: Sequence[date], file: str, line: int) -> Iterator[ExercisedBoundary]:
    for day, begins in ((period.start, True), (period.end, False)):
        if day is None:
            continue
        before, since = [each for each in tried if each < day], [each for each in tried if each >= day]
        yield ExercisedBoundary(
            what=what,
            day=day,
            begins=begins,
            before=len(before),
            since=len(since),
            nearest_before=max(before, default=None),
            nearest_since=min(since, default=None),
            file=file,
            line=line,
        )


class _Users:
    """Which rules depend on a derived fact, a parameter or a table, directly or through derivations."""

    def __init__(self, book: RuleBook) -> None:
        deriving: defaultdict[str, list[Derivation]] = defaultdict(list)
        for derivation in book.derivations:
            deriving[derivation.derive].append(derivation)
        found: defaultdict[str, set[str]] = defaultdict(set)
        for rule in book.rules:
            for name in _reached(rule, deriving):
                found[name].add(rule.id)
        self._rules = {name: frozenset(rules) for name, rules in found.items()}

    def days(self, name: str, days: Mapping[str, Sequence[date]]) -> Sequence[date]:
        """The days of all attempts that are meant to try a rule which depends on ``name``."""
        return [day for rule in self._rules.get(name, ()) for day in days.get(rule, ())]


def _reached(rule: Rule, deriving: Mapping[str, Sequence[Derivation]]) -> frozenset[str]:
    open_names = [*rule.uses.names, *rule.uses.calls]
    reached: set[str] = set()
    while open_names:
        name = open_names.pop()
        if name not in reached:
            reached.add(name)
            open_names += [used for each in deriving.get(name, ()) for used in (*each.uses.names, *each.uses.calls)]
    return frozenset(reached)
