"""The shelf: everything of a rule book that can be looked at, by pack and kind, how it is found, and its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from checker.model.report import Report
from checker.render.handbook.cards import CardMaker
from checker.render.handbook.values import parameter_card, table_card
from checker.render.lines import prose
from checker.render.rule_card import render_clause
from checker.rulebook import Clause, DecisionTable, Derivation, Pack, Parameter, Rule, RuleBook
from checker.workbench.case import read_cases
from checker.workbench.coverage import Coverage, Tried, measure_coverage
from checker.workbench.evidence_places import CASES, FEATURES, evidence_places
from checker.workbench.scenario import read_scenarios
from tui.rule_pages import pack_page, parameter_page, rule_page, table_page


class Shelf(StrEnum):
    """The kinds of things, in the order of a pack's contents."""

    RULE = "规则"
    CLAUSE = "条款"
    DERIVATION = "推算"
    PARAMETER = "参数"
    TABLE = "决策表"


Volume = Rule | Clause | Derivation | Parameter | DecisionTable | Pack
"""Something that has a page."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One thing: its key among all, the line in the list, and the text it is found by, in any case of letters."""

    key: str
    words: str
    sought: str
    kind: Shelf
    pack: str
    volume: Volume


class RuleShelf:
    """A rule book laid out; ``coverage`` says what tries its rules, without scenarios until these were read."""

    def __init__(self, book: RuleBook, coverage: Coverage | None = None) -> None:
        self.book = book
        self._coverage = coverage if coverage is not None else measure_coverage(book)
        self._maker = CardMaker(book)
        self.items = tuple(_items(book))
        self.by_key: Mapping[str, Item] = {item.key: item for item in self.items}

    @property
    def is_tried(self) -> bool:
        """Whether scenarios and cases were looked at."""
        return self._coverage.with_scenarios or self._coverage.with_cases

    @cached_property
    def rules_of(self) -> Mapping[str, tuple[Rule | Derivation, ...]]:
        """The rules and derivations that rest on a clause, by its reference."""
        found: defaultdict[str, dict[str, Rule | Derivation]] = defaultdict(dict)
        for rule in self.book.rules:
            for clause in (rule.clause, *rule.basis, *rule.sources):
                found[clause.reference][rule.id] = rule
        for derivation in self.book.derivations:
            for clause in derivation.citations:
                found[clause.reference][derivation.id] = derivation
        return {reference: tuple(rules.values()) for reference, rules in found.items()}

    @cached_property
    def _tried(self) -> Mapping[str, Tried]:
        return {tried.rule.id: tried for tried in self._coverage.rules}

    def find(self, query: str) -> tuple[Item, ...]:
        """What has every word of ``query``."""
        words = query.lower().split()
        return tuple(item for item in self.items if all(word in item.sought.lower() for word in words))

    def page(self, volume: Volume, report: Report | None, width: int) -> str:
        """The page of a thing; for a rule also what it says of the application under review."""
        match volume:
            case Rule():
                card = self._maker.rule(self._tried[volume.id], self._coverage)
                findings = [one for one in report.findings if one.rule == volume.id] if report is not None else ()
                return rule_page(card, findings, width=width, is_tried=self.is_tried)
            case Derivation():
                return rule_page(self._maker.derivation(volume), (), width=width, is_tried=self.is_tried)
            case Clause():
                return render_clause(volume, self.rules_of.get(volume.reference, ()), width=width)
            case Parameter():
                return parameter_page(parameter_card(volume), width=width)
            case DecisionTable():
                return table_page(table_card(volume), width=width)
            case Pack():
                return pack_page(volume, self.book, width=width)


def tried_shelf(book: RuleBook) -> RuleShelf:
    """The shelf of a book with what tries its rules: the scenarios and cases that lie beside its packs."""
    features, cases = evidence_places(FEATURES), evidence_places(CASES)
    scenarios = read_scenarios(*features) if features else []
    return RuleShelf(book, measure_coverage(book, scenarios, read_cases(*cases) if cases else []))


def _items(book: RuleBook) -> Iterator[Item]:
    for rule in book.rules:
        words = f"{rule.effect.label} {rule.id}  {prose(rule.title)}"
        sought = f"{words} {rule.message} {rule.clause.reference} {rule.clause.path} {rule.clause.text}"
        yield Item(rule.id, words, sought, Shelf.RULE, rule.pack.id, rule)
    for clause in book.clauses.values():
        words = f"{clause.id}  {prose(clause.path)}  {prose(clause.text)}"
        named = " ".join((*clause.lead, *clause.cooperating))
        sought = f"{words} {clause.document.title} {clause.document.number} {named} {clause.mark.value}"
        yield Item(f"条款 {clause.reference}", words, sought, Shelf.CLAUSE, clause.document.pack, clause)
    for derivation in book.derivations:
        words = f"{derivation.derive}  {derivation.id}"
        sought = f"{words} {derivation.title}"
        yield Item(derivation.id, words, sought, Shelf.DERIVATION, derivation.pack.id, derivation)
    for parameter in book.parameters:
        name = f"参数 {parameter.name}"
        yield Item(name, parameter.name, f"{name} {parameter.doc}", Shelf.PARAMETER, parameter.pack, parameter)
    for table in book.tables:
        words = f"{table.name}（{table.in_force}）"
        sought = f"决策表 {words} {table.doc}"
        yield Item(f"决策表 {table.file}:{table.line}", words, sought, Shelf.TABLE, table.pack, table)
