"""A program: the rules in force on one date, compiled once for every engine.

Expressions become closures (for the reference engine) and propositions over shared atoms (for rete). An atom is a
sub-expression that is not ``and``, ``or`` or ``not``; equal atoms are one atom, whichever rules use them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checker.engines.formula import And, Atom, Constant, Formula, Not, Or, atoms_of
from checker.feel import tree
from checker.feel.compiler import compile_node
from checker.rulebook import Derivation, Rule, RulesInForce

Environment = Mapping[str, Any]
Evaluator = Callable[[Environment], Any]
Figures = dict[str, Any]
"""Values that derivations gave in one check, by derivation id: both engines compute them with the same closures."""

_LOOPS = (tree.Quantified, tree.For, tree.Filter)


@dataclass(slots=True)
class AtomTable:
    """The distinct atoms of one stage, in order of first use, with their closures."""

    functions: Mapping[str, Callable[..., Any]]
    index: dict[tree.Node, int] = field(default_factory=dict)
    evaluators: list[Evaluator] = field(default_factory=list)
    cheap: set[int] = field(default_factory=set)

    def formula(self, node: tree.Node) -> Formula:
        """The propositional skeleton of a boolean expression over this table's atoms."""
        match node:
            case tree.And(items=items):
                return And(tuple(self.formula(item) for item in items))
            case tree.Or(items=items):
                return Or(tuple(self.formula(item) for item in items))
            case tree.Not(item=item):
                return Not(self.formula(item))
            case tree.Literal(value=bool() | None as value):
                return Constant(value)
            case _:
                position = self.index.get(node)
                if position is None:
                    position = self.index[node] = len(self.evaluators)
                    self.evaluators.append(compile_node(node, self.functions, null_is_unknown=True))
                    if not any(isinstance(inner, _LOOPS) for inner in tree.walk(node)):
                        self.cheap.add(position)
                return Atom(position)

    def truths(self, environment: Environment) -> list[bool | None]:
        """The typed truth token of every atom; anything but true and false is unknown."""
        return [
            value if value is True or value is False else None
            for value in [evaluate(environment) for evaluate in self.evaluators]
        ]


@dataclass(frozen=True, slots=True)
class Gate:
    """An atom that alone makes a rule inapplicable when its truth is ``closed``."""

    atom: int
    closed: bool


@dataclass(frozen=True, slots=True)
class RuleAtoms:
    """The atoms of all rules, evaluated only as far as some rule still needs them.

    Most rules do not concern most projects, and say so in a plain condition that stands in ``applies`` beside others
    (``list contains(涉及事项, "锅炉") and …``). Where it is false the rule is not applicable whatever its other atoms
    are, so an atom that only such rules use is left unknown, unevaluated.
    """

    table: AtomTable
    gates: tuple[int, ...]
    plans: tuple[tuple[tuple[Gate, ...], tuple[int, ...]], ...]

    @classmethod
    def of(cls, table: AtomTable, rules: Iterable[CompiledRule]) -> RuleAtoms:
        """Find the gates of each rule and the atoms behind them."""
        plans = []
        for rule in rules:
            gates = tuple(gate for gate in _gates(rule.applies_formula) if gate.atom in table.cheap)
            atoms = {*atoms_of(rule.applies_formula), *atoms_of(rule.require_formula)}
            plans.append((gates, tuple(sorted(atoms - {gate.atom for gate in gates}))))
        first = sorted({gate.atom for gates, _ in plans for gate in gates})
        return cls(table, tuple(first), tuple(plans))

    def truths(self, environment: Environment) -> list[bool | None]:
        """The truth token of every atom that matters; the others are unknown."""
        evaluators = self.table.evaluators
        truths: list[bool | None] = [None] * len(evaluators)
        waiting = bytearray(b"\1") * len(evaluators)
        for atom in self.gates:
            value = evaluators[atom](environment)
            truths[atom] = value if value is True or value is False else None
            waiting[atom] = 0
        for gates, atoms in self.plans:
            for gate in gates:
                if truths[gate.atom] is gate.closed:
                    break
            else:
                for atom in atoms:
                    if waiting[atom]:
                        waiting[atom] = 0
                        value = evaluators[atom](environment)
                        truths[atom] = value if value is True or value is False else None
        return truths


def _gates(applies: Formula) -> Iterator[Gate]:
    match applies:
        case Atom(index=index):
            yield Gate(index, closed=False)
        case Not(item=Atom(index=index)):
            yield Gate(index, closed=True)
        case And(items=items):
            for item in items:
                yield from _gates(item)


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
    atoms: AtomTable


@dataclass(frozen=True, eq=False)
class Program:
    """Everything an engine needs to judge an application as of one date."""

    in_force: RulesInForce
    strata: tuple[Stratum, ...]
    rules: tuple[CompiledRule, ...]
    atoms: RuleAtoms
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
    return Program(in_force, strata, rules, RuleAtoms.of(atoms, rules), names)


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
    return Stratum(tuple(_labels(by_fact.items())), atoms)


def _labels(items: Iterable[tuple[str, list[CompiledDerivation]]]) -> Iterable[DerivedLabel]:
    for fact, compiled in items:
        yield DerivedLabel(fact, tuple(compiled))
