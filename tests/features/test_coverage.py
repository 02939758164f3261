"""Every rule of the shipped book has a scenario for each outcome it can have, and for both sides of its dates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from checker.api import Checker
from checker.model.outcome import Outcome
from checker.workbench.bdd.feature_file import read_features
from checker.workbench.bdd.recording import record
from checker.workbench.bdd.script import Script
from checker.workbench.exercise import EXPECTED, exercise, scenario_attempts
from tests.features.unreachable import UNREACHABLE

FEATURES = Path(__file__).resolve().parents[2] / "features"

IN_FORCE, NOT_IN_FORCE = "当日施行", "当日不施行"
_OUTCOME = re.compile(r'规则"([^"]+)"判定为"([^"]+)"')
_DATED = re.compile(rf'规则"([^"]+)"({IN_FORCE}|{NOT_IN_FORCE})')


@pytest.fixture(scope="module")
def written() -> tuple[Script, ...]:
    return tuple(script for feature in read_features([FEATURES]) for script in feature.scripts)


@pytest.fixture(scope="module")
def asked(written: tuple[Script, ...]) -> Mapping[str, frozenset[str]]:
    """For each rule what scenarios assert of it: outcome words, and whether it is in force."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for script in written:
        for step in script.steps:
            for rule, word in (*_OUTCOME.findall(step.text), *_DATED.findall(step.text)):
                found[rule].add(word)
    return {rule: frozenset(words) for rule, words in found.items()}


def test_every_rule_has_a_scenario_for_each_outcome_it_can_have(
    checker: Checker, asked: Mapping[str, frozenset[str]]
) -> None:
    lacking = [
        f"{rule.id}:缺少“{outcome.label}”的场景"
        for rule in checker.rulebook.rules
        for outcome in EXPECTED
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


def test_outcomes_called_unreachable_are_reached_by_no_scenario(checker: Checker) -> None:
    """Whatever a scenario asserts: none of them comes about when all are run."""
    single = Checker(checker.rulebook, "reference")
    reached = exercise(single, scenario_attempts(record(FEATURES, book=checker.rulebook)), ())
    stale = [
        f"{each.rule.id}:“{outcome.label}”出现 {each.seen[outcome]} 次,不应列为达不到"
        for each in reached.rules
        for outcome in UNREACHABLE.get(each.rule.id, {})
        if each.seen.get(outcome)
    ]
    assert not stale, "\n".join(stale)
    assert any(each.seen.get(Outcome.VIOLATED) for each in reached.rules)


def test_no_scenario_is_written_so_that_it_shows_nothing(written: tuple[Script, ...]) -> None:
    assert [str(script.flaw) for script in written if script.flaw] == []


def test_rules_named_by_scenarios_and_exceptions_exist(checker: Checker, written: tuple[Script, ...]) -> None:
    known = {rule.id for rule in checker.rulebook.rules}
    named = {rule for script in written for rule in script.rules} | UNREACHABLE.keys()
    assert named <= known, sorted(named - known)


def test_every_tag_names_a_rule_its_scenarios_speak_of(written: tuple[Script, ...]) -> None:
    spoken: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    tags: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for script in written:
        place = script.file, script.scenario_line
        tags[place] |= set(script.tags)
        spoken[place] |= script.named_rules
    silent = [f"{file}:{line}:{tag}" for (file, line), names in tags.items() for tag in names - spoken[file, line]]
    assert not silent, "\n".join(silent)
