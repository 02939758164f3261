"""Facts for every outcome are found for rules of many shapes, few and close to the limit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from checker.errors import ApplicationError
from checker.model.outcome import Outcome
from checker.rulebook import RuleBook, load_rulebook
from checker.source import read_yaml
from checker.workbench.scaffold.finding import WANTED, find_outcomes
from checker.workbench.scaffold.trial import Bench, Facts

ROOT = Path(__file__).parents[3]
DAY = date(2026, 11, 22)

FOUND = [
    "BZ-020103-farm-heat",  # a word and a flag
    "BZ-020401-steel-paint",  # a share of one list
    "BZ-020503-pavement-reuse",  # a quotient of two amounts against a parameter
    "BZ-020304-ledger",  # through derived facts
    "EL-ammonia",  # a row of a table, through the name of a product
    "EL-ceramic-tile",  # a row with intervals
    "EQ-motor",  # records with a limit per record
    "ER-31-09-national",  # classification chains
    "ER-31-21-acceptance",  # dates
    "GB-pv",  # records of buildings
    "PL-veto-bag",  # a thickness
    "SC-boiler-small-new",  # records of boilers
]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rulebook(ROOT / "rules")


@pytest.fixture(scope="module")
def base() -> Facts:
    text = (ROOT / "features" / "base-application.yaml").read_text(encoding="utf-8")
    plain = read_yaml(text, "", error=ApplicationError, typed=False).plain
    assert isinstance(plain, dict)
    return plain


def found_for(book: RuleBook, rule_id: str, base: Facts) -> Mapping[Outcome, Facts]:
    rule = next(rule for rule in book.rules if rule.id == rule_id)
    return find_outcomes(Bench(book, rule, DAY), base)


@pytest.mark.parametrize("rule_id", FOUND)
def test_every_outcome_is_found(book: RuleBook, base: Facts, rule_id: str) -> None:
    rule = next(rule for rule in book.rules if rule.id == rule_id)
    bench = Bench(book, rule, DAY)
    found = find_outcomes(bench, base)
    assert set(found) == set(WANTED)
    for outcome, facts in found.items():
        trial = bench.trial(facts)
        assert trial is not None
        assert trial.outcome is outcome


def test_satisfied_stands_at_the_limit_and_violated_a_step_past_it(book: RuleBook, base: Facts) -> None:
    found = found_for(book, "EL-ammonia", base)
    figures = [facts["产品"] for facts in (found[Outcome.SATISFIED], found[Outcome.VIOLATED])]
    values = [record["单位产品综合能耗"] for records in figures if isinstance(records, list) for record in records]
    assert len(values) == 2
    satisfied, violated = (int(str(value).split()[0]) for value in values)
    assert violated - satisfied == 1


def test_only_what_the_outcome_needs_is_changed(book: RuleBook, base: Facts) -> None:
    found = found_for(book, "BZ-020503-pavement-reuse", base)
    changed = {label for label, value in found[Outcome.VIOLATED].items() if value != base.get(label)}
    bench = Bench(book, next(rule for rule in book.rules if rule.id == "BZ-020503-pavement-reuse"), DAY)
    for label in changed:
        trial = bench.trial({**found[Outcome.VIOLATED], label: base.get(label)})
        assert trial is None or trial.outcome is not Outcome.VIOLATED


def test_what_cannot_come_about_is_not_found(book: RuleBook, base: Facts) -> None:
    """符合产业规划政策 is asked for only where it is given, so the rule is never open."""
    assert Outcome.UNDETERMINED not in found_for(book, "BZ-020304-policy", base)
