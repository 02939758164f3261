"""A program: the rules in force on one date, compiled once for every engine.

Expressions become closures (for the reference engine) and propositions over shared atoms (for rete). An atom is a
sub-expression that is not ``and``, ``or`` or ``not``; equal atoms are one atom, whichever rules use them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checker.engines.formula import And, Atom, Constant, Formula, Not, Or
from checker.feel import tree
from checker.feel.compiler import compile_node
from checker.feel.unparsing import unparse
from checker.rulebook import Derivation, Rule, RulesInForce

Environment = Mapping[str, Any]
Evaluator = Callable[[Environment], Any]
Figures = dict[str, Any]
"""Values that derivations gave in one check, by derivation id: both engines compute them with the same closures."""


@dataclass(slots=True)
class AtomTable:
    """The distinct atoms of one stage, in order of first use, with their closures."""

    functions: Mapping[str, Callable[..., Any]]
    index: dict[str, int] = field(default_factory=dict)
    evaluators: list[Evaluator] = field(default_factory=list)

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
                # Told apart as written, for as Python values the literals 1 and true are equal.
                written = unparse(node)
                position = self.index.get(written)
                if position is None:
                    position = self.index[written] = len(self.evaluators)
                    self.evaluators.append(compile_node(node, self.functions, null_is_unknown=True))
                return Atom(position)

    def truths(self, environment: Environment) -> list[bool | None]:
        """The typed truth token of every atom; anything but true and false is unknown."""
        return [
            value if value is True or value is False else None
            for value in [evaluate(environment) for evaluate in self.evaluators]
        ]

    def guarded_truths(self, environment: Environment) -> tuple[list[bool | None], dict[int, str]]:
        """The same where some atom crashes: that one is unknown, and the fault is told by atom."""
        truths: list[bool | None] = []
        crashes: dict[int, str] = {}
        for atom, evaluate in enumerate(self.evaluators):
            try:
                value = evaluate(environment)
            except Exception as error:  # noqa: BLE001 - a crashing condition becomes a finding, never silence
                value = None
                crashes[atom] = describe_crash(error)
            truths.append(value if value is True or value is False else None)
        return truths, crashes


def describe_crash(error: Exception) -> str:
    """The fault text for an exception that a rule or derivation must never raise."""
    return f"规则执行出错:{type(error).__name__}: {error}"


class RuleAtoms:
    """The atoms of all rules, evaluated only as far as some rule still needs them.

    Most rules do not concern most projects, and say so in the first conditions of ``applies``. An atom that no rule
    still asks for is left unknown, unevaluated: conditions are read from left to right, a conjunction up to its first
    false item, a disjunction up to its first true one, and ``require`` only where ``applies`` is not false. What was
    skipped cannot change what Kleene logic makes of the rest, and should it be skipped wrongly, the rule comes out
    undetermined, never satisfied.
    """

    def __init__(self, table: AtomTable, rules: Iterable[CompiledRule]) -> None:
        self.table = table
        asked = [(_asking(rule.applies_formula), _asking(rule.require_formula)) for rule in rules]
        self._asked = tuple(asked)

    def truths(self, environment: Environment) -> list[bool | None]:
        """The truth token of every atom that matters; the others are unknown."""
        tokens = _Tokens(self.table.evaluators, environment)
        for applies, require in self._asked:
            if applies(tokens) is not False:
                require(tokens)
        return tokens.truths


class _Tokens:
    """The truth tokens of one application as they are asked for."""

    __slots__ = ("environment", "evaluators", "known", "truths")

    def __init__(self, evaluators: Sequence[Evaluator], environment: Environment) -> None:
        self.evaluators = evaluators
        self.environment = environment
        self.truths: list[bool | None] = [None] * len(evaluators)
        self.known = bytearray(len(evaluators))


_Asking = Callable[[_Tokens], bool | None]


def _asking(formula: Formula) -> _Asking:
    """A function that asks for the atoms of ``formula`` from left to right until its truth is certain."""
    match formula:
        case Atom(index=index):

            def atom(tokens: _Tokens) -> bool | None:
                if tokens.known[index]:
                    return tokens.truths[index]
                tokens.known[index] = 1
                value = tokens.evaluators[index](tokens.environment)
                if value is True or value is False:
                    tokens.truths[index] = value
                    return value
                return None

            return atom
        case Constant(value=value):
            return lambda _: value
        case Not(item=item):
            inner = _asking(item)

            def negation(tokens: _Tokens) -> bool | None:
                truth = inner(tokens)
                return None if truth is None else not truth

            return negation
        case And(items=items) | Or(items=items):
            parts = tuple(_asking(item) for item in items)
            decisive = isinstance(formula, Or)

            def junction(tokens: _Tokens) -> bool | None:
                result: bool | None = not decisive
                for part in parts:
                    truth = part(tokens)
                    if truth is decisive:
                        return decisive
                    if truth is None:
                        result = None
                return result

            return junction


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
    return Program(in_force, strata, rules, RuleAtoms(atoms, rules), names)


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
