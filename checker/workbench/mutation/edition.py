"""Editions: the program of one stretch of days, as loaded or with one slip in it, and its reviewer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from checker.engines.atoms import Environment, Evaluator
from checker.engines.base import Judgement
from checker.engines.formula import Constant
from checker.engines.program import CompiledDerivation, CompiledRule, DerivedLabel, Figures, Program, compile_program
from checker.engines.reference import ReferenceEngine, judge_rule
from checker.feel.compiler import compile_node
from checker.feel.values import Value
from checker.model.outcome import Effect, Outcome
from checker.model.report import Report
from checker.review import Reviewer, Subject
from checker.review.reviewer import AS_OF
from checker.rulebook import Derivation, Parameter, Rule, RuleBook
from checker.workbench.mutation.mutant import Item
from checker.workbench.mutation.trial import Trial

_NOBODY = Subject("", "", "")
Functions = Mapping[str, Callable[..., Value]]


class TableSwitch:
    """One table as a FEEL function that can be exchanged while programs compiled with it stay as they are."""

    def __init__(self, lookup: Callable[..., Value]) -> None:
        self._lookup = lookup

    def __call__(self, *arguments: Value, **named: Value) -> Value:
        """Look up in the table that is switched on."""
        return self._lookup(*arguments, **named)

    @contextmanager
    def showing(self, lookup: Callable[..., Value]) -> Iterator[None]:
        """Another table in its place, inside the ``with`` block."""
        usual, self._lookup = self._lookup, lookup
        try:
            yield
        finally:
            self._lookup = usual


@dataclass(frozen=True, slots=True)
class Standpoint:
    """How one rule comes out: outcome, effect, and the truths behind them that the report depends on."""

    outcome: Outcome
    effect: Effect
    truths: tuple[bool | None, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class JudgedRule:
    """One compiled rule together with its escalations."""

    compiled: CompiledRule
    steps: tuple[Evaluator, ...]

    def judge(self, environment: Mapping[str, Any]) -> Standpoint:
        """How the rule comes out in a finished environment."""
        rule = self.compiled.rule
        try:
            outcome = judge_rule(self.compiled, environment)
        except Exception:  # noqa: BLE001 - a crashing rule is an outcome of its own, as in the engines
            return Standpoint(Outcome.ERROR, rule.effect)
        if outcome not in (Outcome.VIOLATED, Outcome.UNDETERMINED):
            return Standpoint(outcome, rule.effect)
        truths = tuple(_truth(step(environment)) for step in self.steps)
        effect = next(
            (step.effect for step, truth in zip(rule.escalations, truths, strict=True) if truth is True), rule.effect
        )
        if outcome is Outcome.UNDETERMINED:  # whether it holds anything up depends on the requirement
            truths += (_truth(self.compiled.require(environment)),)
        return Standpoint(outcome, effect, truths)


class Edition:
    """A program with its reviewer; made once per stretch of days, and once per slip where it has to be reviewed."""

    def __init__(self, program: Program, rulebook_hash: str) -> None:
        self.program = program
        self._hash = rulebook_hash
        self._engine = _RememberingEngine()

    @classmethod
    def of(cls, book: RuleBook, as_of: date) -> Edition:
        """The edition of ``book`` on a day, its tables behind switches."""
        in_force = book.in_force(as_of)
        switches = {name: TableSwitch(function) for name, function in in_force.functions.items()}
        return cls(compile_program(replace(in_force, functions=dict(switches))), book.hash)

    @cached_property
    def rules(self) -> Mapping[str, JudgedRule]:
        """The rules in force by id."""
        functions = self.program.in_force.functions
        return {compiled.rule.id: _judged(compiled, functions) for compiled in self.program.rules}

    @cached_property
    def labels(self) -> Mapping[str, DerivedLabel]:
        """The derived facts by name, lowest stratum first."""
        return {label.fact: label for stratum in self.program.strata for label in stratum.labels}

    @cached_property
    def _reviewer(self) -> Reviewer:
        return Reviewer(self.program, self._engine, self._hash, ())

    def review(self, trial: Trial) -> Report:
        """The report on a trial's application."""
        return self._reviewer.review(trial.facts, _NOBODY, as_of=trial.as_of, standing=trial.standing)

    def reviewed(self, trial: Trial) -> tuple[Report, Judgement]:
        """The report, and the judgement behind it."""
        report = self.review(trial)
        assert self._engine.last is not None
        return report, self._engine.last

    def environment(self, facts: Mapping[str, Value], as_of: date) -> dict[str, Any]:
        """The facts with every derived fact."""
        return dict(ReferenceEngine().judge(self.program, {**facts, AS_OF: as_of, "today": as_of}).environment)

    def switch(self, table: str) -> TableSwitch:
        """The switch of a table."""
        found = self.program.in_force.functions[table]
        assert isinstance(found, TableSwitch)
        return found

    def with_slip(self, before: Item, after: Item, as_of: date) -> Edition | None:
        """This edition with ``after`` in place of ``before``; None for a table (switch it) or a changed period."""
        match before, after:
            case Rule(), Rule() if as_of in before.in_force and as_of in after.in_force:
                return self._with_rule(after)
            case Derivation(), Derivation() if as_of in before.in_force and as_of in after.in_force:
                return self._with_derivation(before, after)
            case Parameter(), Parameter():
                dated = after.on(as_of)
                value = dated.value if dated is not None else None
                in_force = self.program.in_force
                values = {**in_force.parameters, after.name: value}
                return Edition(replace(self.program, in_force=replace(in_force, parameters=values)), self._hash)
        return None

    def judged(self, rule: Rule) -> JudgedRule:
        """``rule`` compiled for this edition."""
        functions = self.program.in_force.functions
        compiled = CompiledRule(
            rule=rule,
            applies=compile_node(rule.applies, functions, null_is_unknown=True),
            require=compile_node(rule.require, functions, null_is_unknown=True),
            applies_formula=Constant(None),
            require_formula=Constant(None),
        )
        return _judged(compiled, functions)

    def label_with(self, before: Derivation, after: Derivation) -> DerivedLabel:
        """The derived fact of ``before`` with ``after`` among its derivations."""
        functions = self.program.in_force.functions
        changed = CompiledDerivation(
            derivation=after,
            when=None if after.when is None else compile_node(after.when, functions, null_is_unknown=True),
            value=None if after.value is None else compile_node(after.value, functions, null_is_unknown=True),
            when_formula=None,
        )
        label = self.labels[before.derive]
        kept = (changed if one.derivation.id == before.id else one for one in label.derivations)
        return DerivedLabel(label.fact, tuple(kept))

    def _with_rule(self, after: Rule) -> Edition:
        current = self.rules[after.id].compiled.rule
        changed = self.judged(replace(after, sources=current.sources)).compiled
        rules = tuple(changed if one.rule.id == after.id else one for one in self.program.rules)
        return Edition(replace(self.program, rules=rules), self._hash)

    def _with_derivation(self, before: Derivation, after: Derivation) -> Edition:
        label = self.label_with(before, after)
        strata = tuple(
            replace(stratum, labels=tuple(label if one.fact == label.fact else one for one in stratum.labels))
            for stratum in self.program.strata
        )
        return Edition(replace(self.program, strata=strata), self._hash)


class _RememberingEngine(ReferenceEngine):
    """The reference engine, with its last judgement at hand."""

    def __init__(self) -> None:
        self.last: Judgement | None = None

    def judge(self, program: Program, facts: Environment, figures: Figures | None = None) -> Judgement:
        """As the reference engine judges."""
        self.last = super().judge(program, facts, figures)
        return self.last


def resolved(label: DerivedLabel, environment: Mapping[str, Any]) -> Value:
    """The value of a derived fact in an environment; null where it crashes, as in the engines."""
    try:
        value, _ = label.resolve(environment, lambda one: _truth(one.when(environment)) if one.when else True, {})
    except Exception:  # noqa: BLE001 - a crashing derivation leaves the fact unknown, as in the engines
        return None
    return value


def said(derivation: CompiledDerivation, environment: Mapping[str, Any]) -> tuple[bool | None, Value]:
    """What one derivation says in an environment: whether it holds, and the value it then gives."""
    try:
        holds = True if derivation.when is None else _truth(derivation.when(environment))
        return holds, derivation.value(environment) if holds and derivation.value is not None else None
    except Exception:  # noqa: BLE001 - as above
        return None, None


def _judged(compiled: CompiledRule, functions: Functions) -> JudgedRule:
    steps = tuple(compile_node(step.when, functions, null_is_unknown=True) for step in compiled.rule.escalations)
    return JudgedRule(compiled, steps)


def _truth(value: Value) -> bool | None:
    return value if value is True or value is False else None
