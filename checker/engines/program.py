"""A program: the rules in force on one date, compiled once for every engine.

Expressions become closures (for the reference engine) and propositions over shared atoms (for rete). An atom is a
sub-expression that is not ``and``, ``or`` or ``not``; equal atoms are one atom, whichever rules use them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checker.engines.atoms import AskedAtoms, AtomTable, Environment, Evaluator
from checker.engines.formula import Formula
from checker.feel.compiler import compile_node
from checker.rulebook import Derivation, Rule, RulesInForce

Figures = dict[str, Any]
"""Values that derivations gave in one check, by derivation id: both engines compute them with the same closures."""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """One rule with its two conditions as closures and as propositions."""

    rule: Rule
    applies: Evaluator
    require: Evaluator
    applies_formula: Formula
    require_formula: Formula


@dataclass(frozen=True, slots=True)
class CompiledDerivation:
    """One derivation; ``when`` is None where the value holds unconditionally, ``value`` where the fact is boolean."""

    derivation: Derivation
    when: Evaluator | None
    value: Evaluator | None
    when_formula: Formula | None


@dataclass(frozen=True, slots=True)
class DerivedLabel:
    """All derivations in force of one fact."""

    fact: str
    derivations: tuple[CompiledDerivation, ...]

    def resolve(
        self, environment: Environment, truth_of: Callable[[CompiledDerivation], bool | None], figures: Figures
    ) -> tuple[Any, tuple[str, ...]]:
        """The fact's value and the ids of the derivations it rests on.

        A boolean fact is true if any ``when`` is true, unknown if any is unknown, else false. Another fact takes the
        value of the first derivation whose ``when`` is true; an unknown ``when`` before it leaves the fact unknown.
        """
        if self.derivations[0].value is None:
            truths = [truth_of(derivation) for derivation in self.derivations]
            if True in truths:
                wanted: bool | None = True
            elif None in truths:
                wanted = None
            else:
                wanted = False
            because = tuple(
                compiled.derivation.id
                for compiled, truth in zip(self.derivations, truths, strict=True)
                if truth is wanted
            )
            return wanted, because
        for compiled in self.derivations:
            truth = True if compiled.when is None else truth_of(compiled)
            if truth is None:
                return None, (compiled.derivation.id,)
            if truth and compiled.value is not None:
                known = compiled.derivation.id
                if known not in figures:
                    figures[known] = compiled.value(environment)
                return figures[known], (known,)
        return None, ()


@dataclass(frozen=True, slots=True)
class Stratum:
    """Facts that depend only on the application and on lower strata."""

    labels: tuple[DerivedLabel, ...]
    atoms: AskedAtoms


@dataclass(frozen=True, eq=False)
class Program:
    """Everything an engine needs to judge an application as of one date."""

    in_force: RulesInForce
    strata: tuple[Stratum, ...]
    rules: tuple[CompiledRule, ...]
    atoms: AskedAtoms
    names: frozenset[str]

    def environment(self, facts: Environment) -> dict[str, Any]:
        """Facts and parameters in force under one roof of names."""
        return {**self.in_force.parameters, **facts}


def compile_program(in_force: RulesInForce) -> Program:
    """Compile the rules in force; pure, deterministic, and done once per rule book and period."""
    functions = in_force.functions
    strata = tuple(
        _compile_stratum([d for d in in_force.derivations if d.stratum == level], functions)
        for level in sorted({derivation.stratum for derivation in in_force.derivations})
    )
    atoms = AtomTable(functions)
    rules = tuple(
        CompiledRule(
            rule=rule,
            applies=compile_node(rule.applies, functions, null_is_unknown=True),
            require=compile_node(rule.require, functions, null_is_unknown=True),
            applies_formula=atoms.formula(rule.applies),
            require_formula=atoms.formula(rule.require),
        )
        for rule in in_force.rules
    )
    names = frozenset(label.fact for stratum in strata for label in stratum.labels)
    return Program(
        in_force,
        strata,
        rules,
        AskedAtoms(atoms, [(rule.applies_formula, rule.require_formula) for rule in rules]),
        names,
    )


def _compile_stratum(derivations: Sequence[Derivation], functions: Mapping[str, Callable[..., Any]]) -> Stratum:
    atoms = AtomTable(functions)
    by_fact: dict[str, list[CompiledDerivation]] = {}
    for derivation in derivations:
        compiled = CompiledDerivation(
            derivation=derivation,
            when=None if derivation.when is None else compile_node(derivation.when, functions, null_is_unknown=True),
            value=None if derivation.value is None else compile_node(derivation.value, functions, null_is_unknown=True),
            when_formula=None if derivation.when is None else atoms.formula(derivation.when),
        )
        by_fact.setdefault(derivation.derive, []).append(compiled)
    labels = tuple(DerivedLabel(fact, tuple(compiled)) for fact, compiled in by_fact.items())
    formulas = [
        [compiled.when_formula]
        for label in labels
        for compiled in label.derivations
        if compiled.when_formula is not None
    ]
    return Stratum(labels, AskedAtoms(atoms, formulas))
