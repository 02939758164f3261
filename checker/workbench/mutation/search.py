"""The search for an application that shows a slip: a scenario's own, with one or two facts changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from checker.feel import tree
from checker.feel.values import Value
from checker.model.outcome import Outcome
from checker.review.reviewer import AS_OF
from checker.rulebook import DecisionTable, Derivation, Parameter, Rule, TableLookup
from checker.workbench.mutation.boundary import Sides
from checker.workbench.mutation.candidate import Candidates
from checker.workbench.mutation.closure import Closure, closure_of
from checker.workbench.mutation.edition import Edition, JudgedRule, Standpoint, resolved
from checker.workbench.mutation.jury import Jury, Record
from checker.workbench.mutation.mutant import Mutant
from checker.workbench.mutation.seeding import seeds_of
from checker.workbench.mutation.variation import Variation

_MOST_BASES = 24
_MOST_PAIRED_BASES = 4
_MOST_PAIRS = 1500
_MOST_RULES = 4
_MOST_SEEDS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Discovery:
    """An application that shows a slip: a trial's with ``variations``, and how the rule stands without and with it."""

    base: Record
    variations: tuple[Variation, ...]
    as_of: date
    rule: str
    usual: Standpoint | None
    slipped: Standpoint | None


class Search:
    """Looks for applications near the trials of a jury."""

    def __init__(self, jury: Jury) -> None:
        self._jury = jury
        self._closures: dict[tuple[str, int], Closure] = {}

    def discoveries(self, mutant: Mutant) -> Iterator[Discovery]:
        """Applications that show the slip, the nearest first; each still has to be confirmed by a review."""
        affected = self._jury.affected_rules(mutant)
        if _changes_period(mutant):
            yield from self._around_dates(mutant, affected)
            return
        bases = self._bases(affected)
        comparisons = [self._comparison(mutant, base, rule_id) for base, rule_id in bases]
        for comparison in comparisons:
            if comparison is not None:
                yield from comparison.seeded()
        for comparison in comparisons:
            if comparison is not None:
                yield from comparison.single()
        for comparison in comparisons[:_MOST_PAIRED_BASES]:
            if comparison is not None:
                yield from comparison.paired()

    def _bases(self, affected: frozenset[str]) -> list[tuple[Record, str]]:
        """Trials to start from, each with the rule to look at: such as name the rule, as different as possible."""
        kept: dict[tuple[object, ...], tuple[Record, str]] = {}
        for record in self._jury.records:
            if record.trial.line == 0:  # a case has no steps to add to
                continue
            named = sorted(affected & record.trial.rules)
            for rule_id in named[:1]:
                standpoint = record.standpoints.get(rule_id)
                if standpoint is not None:
                    shape = (rule_id, standpoint, record.trial.file, record.trial.name.split("(")[0])
                    kept.setdefault(shape, (record, rule_id))
        order = (Outcome.SATISFIED, Outcome.VIOLATED, Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE)
        rules = list(dict.fromkeys(rule_id for _, rule_id in kept.values()))[:_MOST_RULES]
        found = [pair for pair in kept.values() if pair[1] in rules]
        found.sort(key=lambda pair: order.index(o) if (o := pair[0].standpoints[pair[1]].outcome) in order else 9)
        return found[:_MOST_BASES]

    def _comparison(self, mutant: Mutant, base: Record, rule_id: str) -> _Comparison | None:
        edition = base.edition
        key = (rule_id, id(edition))
        closure = self._closures.get(key)
        if closure is None:
            closure = self._closures[key] = closure_of(edition.rules[rule_id].compiled.rule, edition)
        before, after = mutant.before, mutant.after
        if isinstance(before, DecisionTable) and isinstance(after, DecisionTable):
            if edition.program.in_force.tables.get(before.name) is not before:
                return None
            switch = edition.switch(before.name).showing
            lookup = TableLookup(after, null_is_unknown=True)
            return _Comparison(mutant, base, closure, usual=edition, slipped=edition, slip=lambda: switch(lookup))
        slipped = edition.with_slip(before, after, base.trial.as_of)
        if slipped is None:
            return None
        return _Comparison(mutant, base, closure, usual=edition, slipped=slipped, slip=nullcontext)

    def _around_dates(self, mutant: Mutant, affected: frozenset[str]) -> Iterator[Discovery]:
        days = _days_between(mutant)
        for record in self._jury.records:
            if record.trial.line == 0 or not affected & record.trial.rules:
                continue
            for day in days:
                moved = Variation("", day)
                for rule_id in sorted(affected & record.trial.rules):
                    yield Discovery(record, (moved,), day, rule_id, None, None)


class _Comparison:
    """One base application under the library and under the mutant, as one rule sees it."""

    def __init__(
        self,
        mutant: Mutant,
        base: Record,
        closure: Closure,
        *,
        usual: Edition,
        slipped: Edition,
        slip: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._mutant = mutant
        self._base = base
        self._closure = closure
        self._rule = closure.rule.id
        self._usual = _View(usual, closure, nullcontext)
        self._slipped = _View(slipped, closure, slip)
        standing = base.trial.standing.facts if base.trial.standing is not None else {}
        self._facts: Mapping[str, Value] = {**base.trial.facts, **standing}
        sides = [
            (Sides(self._usual.closure.expressions, usual.program.in_force.functions), self._usual),
            (Sides(self._slipped.expressions, slipped.program.in_force.functions), self._slipped),
        ]
        self._candidates = Candidates(closure, tuple(_words_of(mutant)), sides)

    def seeded(self) -> Iterator[Discovery]:
        """What an application shows that looks up the changed row of a table, with one more fact changed at most."""
        before, after = self._mutant.before, self._mutant.after
        if not isinstance(before, DecisionTable) or not isinstance(after, DecisionTable):
            return
        rows = [pair for pair in zip(before.rows, after.rows, strict=False) if pair[0] is not pair[1]]
        for row in rows[0] if rows else ():
            for seed in islice(seeds_of(self._closure, before, row, self._facts), _MOST_SEEDS):
                yield from self._shown(seed)
                changed = self._facts
                for variation in seed:
                    changed = variation.applied(changed)
                for further in self._candidates.of(changed, self._base.trial.as_of):
                    yield from self._shown((*seed, further))

    def single(self) -> Iterator[Discovery]:
        """What one changed fact shows."""
        for variation in self._candidates.of(self._facts, self._base.trial.as_of):
            yield from self._shown((variation,))

    def paired(self) -> Iterator[Discovery]:
        """What two changed facts show."""
        day = self._base.trial.as_of
        tried = 0
        for first in self._candidates.of(self._facts, day):
            changed = first.applied(self._facts)
            for second in islice(self._candidates.of(changed, day), 200):
                tried += 1
                if tried > _MOST_PAIRS:
                    return
                if (second.label, second.position, second.field) != (first.label, first.position, first.field):
                    yield from self._shown((first, second))

    def _shown(self, variations: Sequence[Variation]) -> Iterator[Discovery]:
        facts: Mapping[str, Value] = self._facts
        for variation in variations:
            facts = variation.applied(facts)
        day = self._base.trial.as_of
        usual, slipped = self._usual.standpoint(facts, day), self._slipped.standpoint(facts, day)
        if (usual.outcome, usual.effect) != (slipped.outcome, slipped.effect):
            yield Discovery(self._base, tuple(variations), day, self._rule, usual, slipped)


class _View:
    """How one edition derives what a closure needs, and judges its rule."""

    def __init__(self, edition: Edition, closure: Closure, slip: Callable[[], AbstractContextManager[None]]) -> None:
        self._edition = edition
        self.closure = closure
        self._slip = slip
        self._rule: JudgedRule = edition.rules[closure.rule.id]

    @property
    def expressions(self) -> tuple[tree.Node, ...]:
        """The expressions of the closure as this edition has them."""
        rule = self._rule.compiled.rule
        derived = (
            node
            for fact in self.closure.derived
            for one in self._edition.labels[fact].derivations
            for node in one.derivation.expressions
        )
        return (*rule.expressions, *derived)

    def derived(self, facts: Mapping[str, Value], as_of: date) -> Mapping[str, Any]:
        """The facts with those derived facts the closure needs."""
        environment = self._edition.program.environment({**facts, AS_OF: as_of, "today": as_of})
        with self._making_the_slip():
            for fact in self.closure.derived:
                if environment.get(fact) is None:
                    environment[fact] = resolved(self._edition.labels[fact], environment)
        return environment

    def standpoint(self, facts: Mapping[str, Value], as_of: date) -> Standpoint:
        """How the rule stands."""
        environment = self.derived(facts, as_of)
        with self._making_the_slip():
            return self._rule.judge(environment)

    def _making_the_slip(self) -> AbstractContextManager[None]:
        return self._slip()


def _changes_period(mutant: Mutant) -> bool:
    match mutant.before, mutant.after:
        case Parameter() as before, Parameter() as after:
            return [dated.period for dated in before.values] != [dated.period for dated in after.values]
        case (Rule() | Derivation() | DecisionTable()) as before, (Rule() | Derivation() | DecisionTable()) as after:
            return before.in_force != after.in_force
    return False


def _days_between(mutant: Mutant) -> list[date]:
    """The days on which a shifted period makes a difference."""
    periods = []
    for item in (mutant.before, mutant.after):
        periods += [dated.period for dated in item.values] if isinstance(item, Parameter) else [item.in_force]
    ends = {day for period in periods for day in (period.start, period.end) if day is not None}
    nearby = sorted({day + timedelta(days=shift) for day in ends for shift in (-1, 0)})
    before, after = mutant.before, mutant.after
    if isinstance(before, Parameter) and isinstance(after, Parameter):
        return [day for day in nearby if before.on(day) != after.on(day)]
    assert not isinstance(before, Parameter)
    assert not isinstance(after, Parameter)
    return [day for day in nearby if (day in before.in_force) != (day in after.in_force)]


def _words_of(mutant: Mutant) -> Iterator[str]:
    """The texts in what was written at the slip."""
    parts = mutant.written.split('"')
    yield from parts[1::2]
    if isinstance(mutant.before, DecisionTable) and isinstance(mutant.after, DecisionTable):
        for old, new in zip(mutant.before.rows, mutant.after.rows, strict=False):
            if old is not new:
                for test in old.tests:
                    yield from (
                        node.value
                        for node in tree.walk(test)
                        if isinstance(node, tree.Literal) and isinstance(node.value, str)
                    )
