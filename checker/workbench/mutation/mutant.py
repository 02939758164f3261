"""Mutants: one slip in one rule, derivation, parameter or table, and the rule book with it in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias, TypeVar, cast

from checker.rulebook import DecisionTable, Derivation, Parameter, Rule, RuleBook
from checker.workbench.mutation.operator import Operator

Item: TypeAlias = Rule | Derivation | Parameter | DecisionTable


_Item = TypeVar("_Item", Rule, Derivation, Parameter, DecisionTable)


class Kind(StrEnum):
    """What a mutant changes."""

    RULE = "rule"
    DERIVATION = "derivation"
    PARAMETER = "parameter"
    TABLE = "table"

    @property
    def label(self) -> str:
        """The Chinese word policy staff read."""
        return _LABELS[self]


_LABELS = {Kind.RULE: "规则", Kind.DERIVATION: "推算", Kind.PARAMETER: "参数", Kind.TABLE: "决策表"}


@dataclass(frozen=True, slots=True, eq=False)
class Mutant:
    """One slip: where it is made, what is written there and what the slip writes instead.

    ``id`` names it by content: the same slip in the same text has the same id in every run. ``owner`` is the id of the
    rule or derivation, or the name of the parameter or table; ``part`` says in Chinese which part of it. ``before`` is
    the item as loaded, ``after`` the item with the slip. ``refusing`` tells that a refusal may rest on it. A slip that
    the loader would refuse carries the reason in ``flaw``, one that provably changes nothing in ``equivalence``.
    """

    id: str
    operator: Operator
    kind: Kind
    owner: str
    part: str
    file: str
    line: int
    written: str
    becomes: str
    before: Item
    after: Item
    refusing: bool
    flaw: str = ""
    equivalence: str = ""

    @property
    def change(self) -> str:
        """What the slip does, on one line."""
        return f"{self.written} → {self.becomes}" if self.becomes else f"去掉 {self.written}"

    def book(self, book: RuleBook) -> RuleBook:
        """``book`` with the slip in place."""
        before, after = self.before, self.after
        return replace(
            book,
            rules=tuple(_swapped(book.rules, before, after)),
            derivations=tuple(_swapped(book.derivations, before, after)),
            parameters=tuple(_swapped(book.parameters, before, after)),
            tables=tuple(_swapped(book.tables, before, after)),
        )


def _swapped(items: Iterable[_Item], before: Item, after: Item) -> Iterator[_Item]:
    """The items with ``after``, which is of the kind of ``before``, in the place of that."""
    return (cast("_Item", after) if item is before else item for item in items)
