"""Every rule of the shipped book has a scenario for each outcome it can have, and for both sides of its dates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

from checker.api import Checker
from checker.model.outcome import Outcome
from tests.features.unreachable import UNREACHABLE

FEATURES = Path(__file__).resolve().parents[2] / "features"

IN_FORCE, NOT_IN_FORCE = "当日施行", "当日不施行"
_OUTCOME = re.compile(r'规则"([^"]+)"判定为"([^"]+)"')
_DATED = re.compile(rf'规则"([^"]+)"({IN_FORCE}|{NOT_IN_FORCE})')
_NAMED = re.compile(r'规则"([^"]+)"')
_EXPECTED = (Outcome.SATISFIED, Outcome.VIOLATED, Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario as it runs: outlines filled in, background left out."""

    feature: str
    name: str
    tags: frozenset[str]
    steps: tuple[str, ...]


def scenarios() -> Iterator[Scenario]:
    for path in sorted(FEATURES.glob("*.feature")):
        document = Parser().parse(path.read_text(encoding="utf-8"))
        for pickle in Compiler().compile({"uri": path.name, **document}):
            tags = frozenset(tag["name"].removeprefix("@") for tag in pickle["tags"])
            steps = tuple(step["text"] for step in pickle["steps"])
            yield Scenario(path.name, pickle["name"], tags, steps)


@pytest.fixture(scope="module")
def written() -> tuple[Scenario, ...]:
    return tuple(scenarios())


@pytest.fixture(scope="module")
def asked(written: tuple[Scenario, ...]) -> Mapping[str, frozenset[str]]:
    """For each rule what scenarios assert of it: outcome words, and whether it is in force."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for scenario in written:
        for step in scenario.steps:
            for rule, word in (*_OUTCOME.findall(step), *_DATED.findall(step)):
                found[rule].add(word)
    return {rule: frozenset(words) for rule, words in found.items()}


def test_every_rule_has_a_scenario_for_each_outcome_it_can_have(
    checker: Checker, asked: Mapping[str, frozenset[str]]
) -> None:
    lacking = [
        f"{rule.id}:缺少“{outcome.label}”的场景"
        for rule in checker.rulebook.rules
        for outcome in _EXPECTED
        if outcome.label not in asked.get(rule.id, ()) and outcome not in UNREACHABLE.get(rule.id, {})
    ]
    assert not lacking, "\n".join(lacking)


def test_every_rule_has_scenarios_on_both_sides_of_its_dates(
    checker: Checker, asked: Mapping[str, frozenset[str]]
) -> None:
    lacking = [
        f"{rule.id}({rule.in_force}):缺少“{NOT_IN_FORCE}”的场景"
        for rule in checker.rulebook.rules
        if (rule.in_force.start or rule.in_force.end) and NOT_IN_FORCE not in asked.get(rule.id, ())
    ]
    assert not lacking, "\n".join(lacking)


def test_outcomes_called_unreachable_are_reached_by_no_scenario(asked: Mapping[str, frozenset[str]]) -> None:
    stale = [
        f"{rule}:“{outcome.label}”有场景,不应列为达不到"
        for rule, outcomes in UNREACHABLE.items()
        for outcome in outcomes
        if outcome.label in asked.get(rule, ())
    ]
    assert not stale, "\n".join(stale)


def test_rules_named_by_scenarios_and_exceptions_exist(checker: Checker, written: tuple[Scenario, ...]) -> None:
    known = {rule.id for rule in checker.rulebook.rules}
    named = {name for scenario in written for step in scenario.steps for name in _NAMED.findall(step)}
    tagged = {tag for scenario in written for tag in scenario.tags}
    assert (named | tagged | UNREACHABLE.keys()) <= known, sorted((named | tagged | UNREACHABLE.keys()) - known)


def test_every_tag_names_a_rule_its_scenarios_speak_of(written: tuple[Scenario, ...]) -> None:
    spoken: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    tags: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for scenario in written:
        place = scenario.feature, scenario.name
        tags[place] |= scenario.tags
        spoken[place] |= {name for step in scenario.steps for name in _NAMED.findall(step)}
    silent = [f"{place[0]} {place[1]}:{tag}" for place, names in tags.items() for tag in names - spoken[place]]
    assert not silent, "\n".join(silent)
