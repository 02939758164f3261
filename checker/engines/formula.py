"""Propositional formulas over numbered atoms, and the positive patterns that say when one is true or false.

Logic is Kleene's: an atom is true, false or unknown. A pattern is two-valued and made of literals only, "atom 3 is
known to be true", "atom 3 is known to be false", so nothing in it is ever negated: an unknown atom matches neither.
A formula has one pattern for true and one for false; where neither matches, it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias, assert_never


@dataclass(frozen=True, slots=True)
class Atom:
    """The proposition with this index, counted from 0."""

    index: int


@dataclass(frozen=True, slots=True)
class And:
    """True if every item is; the empty conjunction is true."""

    items: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True if any item is; the empty disjunction is false."""

    items: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True if the item is false, unknown if it is unknown."""

    item: Formula


@dataclass(frozen=True, slots=True)
class Constant:
    """True, false, or (None) unknown whatever the atoms are."""

    value: bool | None


Formula: TypeAlias = Atom | And | Or | Not | Constant


@dataclass(frozen=True, slots=True)
class Literal:
    """Matches when the atom is known and has this value."""

    atom: int
    value: bool


@dataclass(frozen=True, slots=True)
class AllOf:
    """Matches when every item matches."""

    items: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Matches when at least one item matches."""

    items: tuple[Pattern, ...]


Pattern: TypeAlias = Literal | AllOf | AnyOf

ALWAYS = AllOf(())
NEVER = AnyOf(())


def all_of(items: Iterable[Pattern]) -> Pattern:
    """The conjunction, flattened, without repetitions; ``NEVER`` if it asks an atom to be both true and false."""
    kept: dict[Pattern, None] = {}
    for item in items:
        if item == NEVER:
            return NEVER
        parts = item.items if isinstance(item, AllOf) else (item,)
        kept.update(dict.fromkeys(parts))
    if any(isinstance(part, Literal) and Literal(part.atom, not part.value) in kept for part in kept):
        return NEVER
    return next(iter(kept)) if len(kept) == 1 else AllOf(tuple(kept))


def any_of(items: Iterable[Pattern]) -> Pattern:
    """The disjunction, flattened, without repetitions.

    "True or false" of one atom is kept: it matches when the atom is known, which is not always.
    """
    kept: dict[Pattern, None] = {}
    for item in items:
        if item == ALWAYS:
            return ALWAYS
        parts = item.items if isinstance(item, AnyOf) else (item,)
        kept.update(dict.fromkeys(parts))
    return next(iter(kept)) if len(kept) == 1 else AnyOf(tuple(kept))


def when_true(formula: Formula) -> Pattern:
    """The pattern that matches exactly when the formula is true."""
    return _when(formula, True)


def when_false(formula: Formula) -> Pattern:
    """The pattern that matches exactly when the formula is false."""
    return _when(formula, False)


def _when(formula: Formula, value: bool) -> Pattern:
    match formula:
        case Atom(index):
            return Literal(index, value)
        case Constant(constant):
            return ALWAYS if constant is value else NEVER
        case Not(item):
            return _when(item, not value)
        case And(items):
            parts = (_when(item, value) for item in items)
            return all_of(parts) if value else any_of(parts)
        case Or(items):
            parts = (_when(item, value) for item in items)
            return any_of(parts) if value else all_of(parts)
        case _:
            assert_never(formula)


def atoms_of(formula: Formula) -> tuple[int, ...]:
    """The indexes of the atoms of a formula, each once, in order of first appearance."""
    found: dict[int, None] = {}
    waiting: list[Formula] = [formula]
    while waiting:
        match waiting.pop():
            case Atom(index):
                found[index] = None
            case Not(item):
                waiting.append(item)
            case And(items) | Or(items):
                waiting.extend(reversed(items))
            case Constant():
                pass
    return tuple(found)


def shape_of(formula: Formula, most_nodes: int) -> tuple[int, int]:
    """Levels of connectives and number of nodes, counted without recursion and no further than ``most_nodes``."""
    deepest = nodes = 0
    waiting: list[tuple[Formula, int]] = [(formula, 0)]
    while waiting and nodes <= most_nodes:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        nodes += 1
        match node:
            case Not(item):
                waiting.append((item, depth + 1))
            case And(items) | Or(items):
                waiting.extend((item, depth + 1) for item in items)
            case Atom() | Constant():
                pass
    return deepest, nodes
