"""The jury: every trial with what it saw when the library was as loaded, and which of them notices a slip.

A slip is first looked for where it was made: a rule is judged again in the environment each trial left behind, a
derivation resolved again, a table asked again what it was asked. Only a trial for which that gives something else is
reviewed again as a whole, and a slip counts as noticed when one of its demands then fails.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from checker.engines.program import CompiledDerivation, DerivedLabel
from checker.feel.values import Value
from checker.model.outcome import Outcome
from checker.rulebook import DecisionTable, Derivation, Parameter, Period, Rule, RuleBook, TableLookup, recorded_hits
from checker.workbench.mutation.edition import Edition, JudgedRule, Standpoint, resolved, said
from checker.workbench.mutation.mutant import Mutant
from checker.workbench.mutation.trial import Trial

_OPEN = (Outcome.VIOLATED, Outcome.UNDETERMINED)


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One trial as it came out: the environment it left behind, and how each rule stood."""

    trial: Trial
    edition: Edition
    environment: Mapping[str, Any]
    supplied: frozenset[str]
    standpoints: Mapping[str, Standpoint]


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    """What a table was asked, and in which trials."""

    arguments: tuple[Value, ...]
    records: list[Record]


class Jury:
    """All trials, recorded once; ``idle`` are those whose demands do not hold on the library as it is."""

    def __init__(self, book: RuleBook, trials: Iterable[Trial]) -> None:
        self.book = book
        self._editions: dict[tuple[int, Period], Edition] = {}
        self._asked: defaultdict[tuple[Edition, str], dict[str, _Question]] = defaultdict(dict)
        self._users = _Users(book)
        self.records: list[Record] = []
        self.idle: list[tuple[Trial, str]] = []
        for trial in trials:
            self._record(trial)

    def edition(self, trial: Trial) -> Edition:
        """The edition of a trial's rule book on its day."""
        key = id(trial.book), trial.book.in_force(trial.as_of).period
        known = self._editions.get(key)
        if known is None:
            known = self._editions[key] = Edition.of(trial.book, trial.as_of)
        return known

    def noticing(self, mutant: Mutant, trials: frozenset[str] | None = None) -> Record | None:
        """The first trial that notices the slip, those that speak of the rules concerned first; None if none does.

        With ``trials``, only those with one of these keys are asked.
        """
        affected = self._users.rules_resting_on(mutant.before)
        editions: dict[Edition, Edition | None] = {}
        for record in self._summoned(mutant, affected, trials):
            if not _may_tell(record, affected):
                continue
            if self._fails(mutant, record.trial, editions):
                return record
        return None

    def affected_rules(self, mutant: Mutant) -> frozenset[str]:
        """The ids of the rules that rest on what the slip changes."""
        return self._users.rules_resting_on(mutant.before)

    def confirms(self, mutant: Mutant, trial: Trial) -> bool:
        """Whether a trial, recorded or not, holds in the library as it is and fails with the slip in place."""
        holds = trial.failure(self.edition(trial).review(trial)) is None
        return holds and self._fails(mutant, trial, {})

    def _record(self, trial: Trial) -> None:
        edition = self.edition(trial)
        with recorded_hits() as hits:
            report, judgement = edition.reviewed(trial)
        failure = trial.failure(report)
        if failure is not None:
            self.idle.append((trial, failure))
            return
        environment = judgement.environment
        standing = trial.standing.facts if trial.standing is not None else {}
        supplied = {**trial.facts, **standing}
        record = Record(
            trial=trial,
            edition=edition,
            environment=environment,
            supplied=frozenset(name for name, value in supplied.items() if value is not None),
            standpoints={rule_id: rule.judge(environment) for rule_id, rule in edition.rules.items()},
        )
        self.records.append(record)
        for hit in hits:
            asked = self._asked[edition, hit.table.name]
            question = asked.setdefault(repr(hit.arguments), _Question(hit.arguments, []))
            question.records.append(record)

    def _summoned(self, mutant: Mutant, affected: frozenset[str], trials: frozenset[str] | None) -> Iterator[Record]:
        """The trials for which the slip changes something where it was made, those that name its rules first."""
        near: list[Record] = []
        far: list[Record] = []
        for record in self.records:
            if trials is None or record.trial.key in trials:
                (near if affected & record.trial.rules else far).append(record)
        changed = self._difference(mutant, affected)
        yield from (record for record in (*near, *far) if changed(record))

    def _difference(self, mutant: Mutant, affected: frozenset[str]) -> Callable[[Record], bool]:
        match mutant.before, mutant.after:
            case Parameter() as before, Parameter() as after:
                return partial(self._parameter_differs, before, after, affected)
            case DecisionTable() as before, DecisionTable() as after if before.in_force == after.in_force:
                concerned = self._records_of_table(before, after)
                return lambda record: id(record) in concerned
            case (Rule() | Derivation() | DecisionTable()) as before, (
                Rule() | Derivation() | DecisionTable()
            ) as after:
                if before.in_force != after.in_force:
                    return partial(_is_between, before.in_force, after.in_force)
                if isinstance(after, Rule):
                    return _RuleDifference(after)
                if isinstance(before, Derivation) and isinstance(after, Derivation):
                    return _DerivationDifference(before, after, affected)
        raise AssertionError(mutant)

    def _parameter_differs(self, before: Parameter, after: Parameter, affected: frozenset[str], record: Record) -> bool:
        day = record.trial.as_of
        if before.on(day) == after.on(day):
            return False
        return self._parameter_matters(after, record) or _asks_wording(record, affected)

    def _parameter_matters(self, after: Parameter, record: Record) -> bool:
        edition = record.edition
        dated = after.on(record.trial.as_of)
        environment = {**record.environment, after.name: dated.value if dated is not None else None}
        for fact in self._users.facts_using(after.name):
            label = edition.labels.get(fact)
            if label is None or fact in record.supplied:
                continue
            if not same(resolved(label, environment), record.environment.get(fact)):
                return True
        return any(
            rule_id in edition.rules and edition.rules[rule_id].judge(environment) != record.standpoints[rule_id]
            for rule_id in self._users.rules_using(after.name)
        )

    def _records_of_table(self, before: DecisionTable, after: DecisionTable) -> frozenset[int]:
        """The ids of the records for which some look-up in the table gives something else."""
        lookup = TableLookup(after, null_is_unknown=True)
        usual = TableLookup(before, null_is_unknown=True)
        found: set[int] = set()
        for (edition, name), asked in self._asked.items():
            if name != before.name or edition.program.in_force.tables.get(name) is not before:
                continue
            for question in asked.values():
                if not same(lookup(*question.arguments), usual(*question.arguments)):
                    found.update(map(id, question.records))
        return frozenset(found)

    def _fails(self, mutant: Mutant, trial: Trial, editions: dict[Edition, Edition | None]) -> bool:
        before, after = mutant.before, mutant.after
        usual = self.edition(trial)
        if isinstance(before, DecisionTable) and isinstance(after, DecisionTable) and before.in_force == after.in_force:
            with usual.switch(before.name).showing(TableLookup(after, null_is_unknown=True)):
                return trial.failure(usual.review(trial)) is not None
        if usual not in editions:
            editions[usual] = usual.with_slip(before, after, trial.as_of)
        edition = editions[usual]
        if edition is None:  # a changed period: another selection of rules
            edition = Edition.of(mutant.book(trial.book), trial.as_of)
        return trial.failure(edition.review(trial)) is not None


class _RuleDifference:
    """Whether a rule comes out otherwise in the environment of a trial, or the trial asks for its wording."""

    def __init__(self, after: Rule) -> None:
        self._after = after
        self._judged: dict[Edition, JudgedRule] = {}

    def __call__(self, record: Record) -> bool:
        usual = record.standpoints.get(self._after.id)
        if usual is None:
            return False
        judged = self._judged.get(record.edition)
        if judged is None:
            judged = self._judged[record.edition] = record.edition.judged(self._after)
        return judged.judge(record.environment) != usual or _asks_wording(record, frozenset((self._after.id,)))


class _DerivationDifference:
    """Whether a derived fact comes out otherwise in the environment of a trial, or the trial asks for wording.

    A fact may have dozens of derivations; where the changed one says the same as before, so does the fact.
    """

    def __init__(self, before: Derivation, after: Derivation, affected: frozenset[str]) -> None:
        self._before = before
        self._after = after
        self._affected = affected
        self._labels: dict[Edition, _ChangedLabel] = {}

    def __call__(self, record: Record) -> bool:
        fact = self._before.derive
        if fact in record.supplied or record.trial.as_of not in self._before.in_force:
            return False
        changed = self._labels.get(record.edition)
        if changed is None:
            edition = record.edition
            label = edition.label_with(self._before, self._after)
            changed = _ChangedLabel(
                _derivation(edition.labels[fact], self._before), _derivation(label, self._before), label
            )
            self._labels[edition] = changed
        environment = record.environment
        if not same(said(changed.usual, environment), said(changed.slipped, environment)) and not same(
            resolved(changed.label, environment), environment.get(fact)
        ):
            return True
        return _asks_wording(record, self._affected)


@dataclass(frozen=True, slots=True, eq=False)
class _ChangedLabel:
    """A derivation without and with the slip, and the fact with the slip in it."""

    usual: CompiledDerivation
    slipped: CompiledDerivation
    label: DerivedLabel


def _derivation(label: DerivedLabel, wanted: Derivation) -> CompiledDerivation:
    return next(one for one in label.derivations if one.derivation.id == wanted.id)


class _Users:
    """Who uses what: derivations and rules by the names they read and the tables they ask."""

    def __init__(self, book: RuleBook) -> None:
        self._facts: defaultdict[str, set[str]] = defaultdict(set)
        self._rules: defaultdict[str, set[str]] = defaultdict(set)
        for derivation in book.derivations:
            for name in derivation.uses.names | derivation.uses.calls:
                self._facts[name].add(derivation.derive)
        for rule in book.rules:
            for name in rule.uses.names | rule.uses.calls:
                self._rules[name].add(rule.id)

    def facts_using(self, name: str) -> frozenset[str]:
        """The derived facts that use a name directly."""
        return frozenset(self._facts.get(name, ()))

    def rules_using(self, name: str) -> frozenset[str]:
        """The rules that use a name directly."""
        return frozenset(self._rules.get(name, ()))

    def rules_resting_on(self, item: Rule | Derivation | Parameter | DecisionTable) -> frozenset[str]:
        """The rules that use the item, directly or through derived facts; a rule itself."""
        if isinstance(item, Rule):
            return frozenset((item.id,))
        pending = [item.derive if isinstance(item, Derivation) else item.name]
        seen: set[str] = set()
        found: set[str] = set()
        while pending:
            name = pending.pop()
            if name not in seen:
                seen.add(name)
                found |= self._rules.get(name, set())
                pending.extend(self._facts.get(name, ()))
        return frozenset(found)


def _is_between(before: Period, after: Period, record: Record) -> bool:
    """Whether the trial's day lies in one of the two periods alone."""
    day = record.trial.as_of
    return (day in before) != (day in after)


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same and of the same kind: true is not 1."""
    return type(one) is type(other) and bool(one == other)


def _may_tell(record: Record, affected: frozenset[str]) -> bool:
    """Whether some demand of the trial is about a rule concerned, or about the report as a whole."""
    return any(not demand.rule or demand.rule in affected for demand in record.trial.demands)


def _asks_wording(record: Record, affected: frozenset[str]) -> bool:
    """Whether the trial asks what a rule concerned says, or what the report as a whole still misses."""
    for demand in record.trial.demands:
        if not demand.is_wording:
            continue
        if demand.rule in affected:
            return True
        if not demand.rule and any(
            record.standpoints[rule_id].outcome in _OPEN for rule_id in affected if rule_id in record.standpoints
        ):
            return True
    return False
