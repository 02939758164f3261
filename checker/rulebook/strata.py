"""Strata: the order in which derived facts follow from one another, and the chains that bite their own tail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from checker.rulebook.rule import Derivation


def in_dependency_order(derivations: Iterable[Derivation]) -> tuple[Derivation, ...]:
    """The derivations, lowest stratum first and otherwise in their given order; they must have no cycle.

    A fact lies one stratum above the highest derived fact it uses.
    """
    given = tuple(derivations)
    needs = _needs(given)
    level: dict[str, int] = {}
    for fact in TopologicalSorter(needs).static_order():
        level[fact] = max((level[need] + 1 for need in needs[fact]), default=0)
    placed = [replace(derivation, stratum=level[derivation.derive]) for derivation in given]
    return tuple(sorted(placed, key=lambda derivation: derivation.stratum))


def find_cycle(derivations: Iterable[Derivation]) -> tuple[str, ...]:
    """Derived facts each of which uses the next, the last being the first again; or none."""
    try:
        TopologicalSorter(_needs(tuple(derivations))).prepare()
    except CycleError as error:
        chain: list[str] = error.args[1]
        return tuple(reversed(chain))
    return ()


def _needs(derivations: Sequence[Derivation]) -> dict[str, list[str]]:
    """For each derived fact, the derived facts its derivations use."""
    derived = {derivation.derive for derivation in derivations}
    needs: dict[str, set[str]] = {}
    for derivation in derivations:
        needs.setdefault(derivation.derive, set()).update(derivation.uses.names & derived)
    return {fact: sorted(used) for fact, used in needs.items()}
