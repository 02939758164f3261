"""Splitting formulas too large for one decision: parts become auxiliary atoms that an earlier stage decides.

Kleene's logic is truth-functional: a part of a formula may be replaced by an atom that carries the part's own truth
value, unknown included, and the whole keeps its meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from checker.engines.decision import Choice, TooLargeError, decide
from checker.engines.formula import And, Atom, Formula, Not, Or, atoms_of, shape_of, when_false, when_true
from checker.errors import EngineError, Problem

MOST_NESTED = 64
MOST_NODES = 20_000
"""Levels and nodes of one condition; a person cannot read a tenth of either."""

DEFINITION_WIDTH = 4
"""Atoms of one auxiliary definition: 81 token combinations, which always fit one decision."""

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
        """The choice made of ``formulas``, which are split as far as one decision needs.

        The formulas must have passed ``check_shape``.
        """
        choice = make(formulas)
        if len({atom for formula in formulas for atom in atoms_of(formula)}) > DEFINITION_WIDTH:
            try:
                decide(choice)
            except TooLargeError:
                return make([self._narrow(formula, DEFINITION_WIDTH // len(formulas)) for formula in formulas])
        return choice

    def _narrow(self, formula: Formula, width: int) -> Formula:
        """An equivalent formula over at most ``width`` atoms, auxiliary ones among them."""
        if len(atoms_of(formula)) <= width:
            return formula
        match formula:
            case Not(item):
                return Not(self._narrow(item, width))
            case And(items) | Or(items):
                parts = [self._narrow(item, DEFINITION_WIDTH) for item in items]
                while len(atoms_of(type(formula)(tuple(parts)))) > width:
                    parts = [self._define(type(formula)(tuple(bundle))) for bundle in _bundles(parts)]
                return type(formula)(tuple(parts))
            case _:
                return formula

    def _define(self, formula: Formula) -> Formula:
        """The atom that stands for a formula of at most ``DEFINITION_WIDTH`` atoms."""
        if len(atoms_of(formula)) <= 1:
            return formula
        atom = self._known.get(formula)
        if atom is None:
            atom = self._known[formula] = Atom(self.atom_count)
            self.atom_count += 1
            stage = max(self._stage_of.get(index, -1) for index in atoms_of(formula)) + 1
            self._stage_of[atom.index] = stage
            if stage == len(self.stages):
                self.stages.append({})
            self.stages[stage][atom.index] = formula
        return atom


def _bundles(parts: Sequence[Formula]) -> list[list[Formula]]:
    """Neighbouring parts together, as long as a bundle has no more than ``DEFINITION_WIDTH`` atoms."""
    bundles: list[list[Formula]] = []
    for part in parts:
        if bundles and len(atoms_of(And((*bundles[-1], part)))) <= DEFINITION_WIDTH:
            bundles[-1].append(part)
        else:
            bundles.append([part])
    return bundles
