"""Splitting formulas too large for one decision: parts become auxiliary atoms that an earlier stage decides.

Kleene's logic is truth-functional: a part of a formula may be replaced by an atom that carries the part's own truth
value, unknown included, and the whole keeps its meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import TypeAlias

from checker.engines.decision import Choice, TooLargeError, decide
from checker.engines.formula import And, Atom, Constant, Formula, Not, Or, atoms_of, shape_of, when_false, when_true
from checker.errors import EngineError, Problem

MOST_NESTED = 64
MOST_NODES = 2_000
"""Levels and nodes of one condition; a person cannot read a tenth of either."""

LONGEST_CHAIN = 8
"""Terms of one auxiliary conjunction or disjunction; its tree has 45 leaves."""

_REMEDY = "请把其中一部分写成派生事实"

ChoiceMaker: TypeAlias = Callable[[Sequence[Formula]], Choice]


def truth_choice(formulas: Sequence[Formula]) -> Choice:
    """The choice whose label is the token of the one formula: 0 false, 1 true, 2 unknown."""
    (formula,) = formulas
    return when_false(formula), when_true(formula)


def check_shape(formulas: Sequence[Formula], name: str) -> None:
    """Raise ``EngineError``, with ``name`` in it, for a formula too deep or too long to be compiled."""
    for formula in formulas:
        depth, nodes = shape_of(formula, MOST_NODES)
        if depth > MOST_NESTED:
            raise EngineError(Problem(f"{name}:条件嵌套 {depth} 层,规则引擎最多接受 {MOST_NESTED} 层", remedy=_REMEDY))
        if nodes > MOST_NODES:
            raise EngineError(Problem(f"{name}:条件超过规则引擎所能接受的 {MOST_NODES} 项", remedy=_REMEDY))


class Splitter:
    """Collects the auxiliary atoms of one network, which are numbered from ``first`` on.

    ``stages`` holds, per stage, the definition of each of its atoms over the caller's atoms and earlier stages.
    """

    def __init__(self, first: int) -> None:
        self.atom_count = first
        self.stages: list[dict[int, Formula]] = []
        self._stage_of: dict[int, int] = {}
        self._known: dict[Formula, Atom] = {}

    def fit(self, formulas: Sequence[Formula], make: ChoiceMaker) -> Choice:
        """The choice made of ``formulas``, with as few of them replaced by auxiliary atoms as one decision needs.

        The formulas must have passed ``check_shape``.
        """
        choice = make(formulas)
        if _fits(choice):
            return choice
        formulas = [self._fitting(formula) for formula in formulas]
        stand_ins = [Atom(self.atom_count + place) for place in range(len(formulas))]

        def stages(which: tuple[bool, ...]) -> int:
            return max(
                (self._stage(formula) for formula, away in zip(formulas, which, strict=True) if away), default=-1
            )

        replaced = next(
            which
            for which in sorted(product((False, True), repeat=len(formulas)), key=stages)
            if _fits(make([new if away else old for old, new, away in zip(formulas, stand_ins, which, strict=True)]))
        )
        return make([self._define(old) if away else old for old, away in zip(formulas, replaced, strict=True)])

    def _fitting(self, formula: Formula) -> Formula:
        """An equivalent formula that one decision can hold, with auxiliary atoms in place of its parts if need be."""
        if _fits(truth_choice([formula])):
            return formula
        match formula:
            case Not(item):
                return Not(self._fitting(item))
            case And(items) | Or(items):
                connective = type(formula)
                terms = [item if _is_literal(item) else self._define(self._fitting(item)) for item in items]
                while len(terms) > LONGEST_CHAIN:
                    chains = (terms[start : start + LONGEST_CHAIN] for start in range(0, len(terms), LONGEST_CHAIN))
                    terms = [self._define(connective(tuple(chain))) for chain in chains]
                return connective(tuple(terms))
            case _:
                return formula

    def _define(self, formula: Formula) -> Formula:
        """The atom that stands for a formula that fits; a formula of one atom at most stands for itself."""
        if len(atoms_of(formula)) <= 1:
            return formula
        atom = self._known.get(formula)
        if atom is None:
            atom = self._known[formula] = Atom(self.atom_count)
            self.atom_count += 1
            stage = self._stage_of[atom.index] = self._stage(formula)
            if stage == len(self.stages):
                self.stages.append({})
            self.stages[stage][atom.index] = formula
        return atom

    def _stage(self, formula: Formula) -> int:
        """The stage that can decide a formula: the one after those of its auxiliary atoms."""
        return 1 + max((self._stage_of.get(index, -1) for index in atoms_of(formula)), default=-1)


def _fits(choice: Choice) -> bool:
    try:
        decide(choice)
    except TooLargeError:
        return False
    return True


def _is_literal(formula: Formula) -> bool:
    return isinstance(formula.item if isinstance(formula, Not) else formula, Atom | Constant)
