"""Loadable: which slips the loader itself would refuse, so that no scenario has to notice them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from checker.errors import Problem
from checker.rulebook import Clause, DecisionTable, Derivation, HitPolicy, Parameter, Period, Rule, RuleBook
from checker.rulebook.derivation_reading import report_clashing_derivations
from checker.rulebook.entry import Entry
from checker.rulebook.tables.domain import Domain, domain_of
from checker.rulebook.tables.table import Row
from checker.source import MappingNode, Source
from checker.workbench.mutation.mutant import Item


class Loadable:
    """What the loader would say of an item of the book with a slip in it."""

    def __init__(self, book: RuleBook) -> None:
        self._versions: defaultdict[str, list[DecisionTable]] = defaultdict(list)
        for table in book.tables:
            self._versions[table.name].append(table)
        self._deriving: defaultdict[str, list[Derivation]] = defaultdict(list)
        for derivation in book.derivations:
            self._deriving[derivation.derive].append(derivation)
        self._domains: dict[int, tuple[Domain | None, ...]] = {}

    def flaw(self, before: Item, after: Item) -> str:
        """Why the loader would refuse ``after`` in place of ``before``; empty where it would not."""
        match before, after:
            case Rule(), Rule():
                return _period_flaw(after.in_force, [after.clause]) if after.in_force != before.in_force else ""
            case Derivation(), Derivation():
                return self._derivation_flaw(before, after) if after.in_force != before.in_force else ""
            case Parameter(), Parameter():
                return _timeline_flaw(after)
            case DecisionTable(), DecisionTable():
                if after.in_force != before.in_force:
                    return self._version_flaw(before, after)
                return self._overlap_flaw(before, after)
        return ""

    def _derivation_flaw(self, before: Derivation, after: Derivation) -> str:
        flaw = _period_flaw(after.in_force, [after.clause] if after.clause else [])
        if flaw:
            return flaw
        problems: list[Problem] = []
        entry = Entry(MappingNode(Source("", ""), 0, 0, {}, {}), problems, "")
        others = (after if other is before else other for other in self._deriving[before.derive])
        report_clashing_derivations((other, entry) for other in others)
        return "与同一事实的另一推算在同一时期冲突" if problems else ""

    def _version_flaw(self, before: DecisionTable, after: DecisionTable) -> str:
        for other in self._versions[before.name]:
            if other is not before and other.rows and other.in_force.overlaps(after.in_force):
                return "与同名的表有效期重叠"
        return _period_flaw(after.in_force, [after.source] if after.source else [])

    def _overlap_flaw(self, before: DecisionTable, after: DecisionTable) -> str:
        if after.hit_policy not in (HitPolicy.UNIQUE, HitPolicy.ANY):
            return ""
        old, new = next(pair for pair in zip(before.rows, after.rows, strict=True) if pair[0] is not pair[1])
        domains = tuple(map(domain_of, new.tests))
        for row in before.rows:
            if row is not old and _meet(domains, self._domains_of(row)):
                return f"与第 {row.number} 行重叠,命中策略 {after.hit_policy} 不许"
        return ""

    def _domains_of(self, row: Row) -> tuple[Domain | None, ...]:
        known = self._domains.get(id(row))
        if known is None:
            known = self._domains[id(row)] = tuple(map(domain_of, row.tests))
        return known


def _meet(ours: Iterable[Domain | None], theirs: Iterable[Domain | None]) -> bool:
    pairs = zip(ours, theirs, strict=True)
    return all(one is not None and other is not None and one.meets(other) for one, other in pairs)


def _period_flaw(period: Period, clauses: Iterable[Clause]) -> str:
    for clause in clauses:
        if period.first_gap([clause.document.in_force]) is not None:
            return f"有效期超出所引文件“{clause.document.number}”的有效期"
    return ""


def _timeline_flaw(parameter: Parameter) -> str:
    for earlier, later in zip(parameter.values, parameter.values[1:], strict=False):
        if earlier.period.overlaps(later.period):
            return "与相邻的值有效期重叠"
    for dated in parameter.values:
        if dated.value is not None and dated.source is not None:
            flaw = _period_flaw(dated.period, [dated.source])
            if flaw:
                return flaw
    return ""
