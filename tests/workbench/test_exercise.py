"""What running the scenarios and cases of the small library reaches."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from checker.api import Checker
from checker.model.outcome import Outcome
from checker.workbench.bdd.recording import record
from checker.workbench.exercise import Attempt, Exercise, ExercisedBoundary, case_attempts, exercise, scenario_attempts
from tests.workbench.bdd.features import feature
from tests.workbench.small_library import CASES, FEATURES, PACKS


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker.load(PACKS)


@pytest.fixture(scope="module")
def reached(checker: Checker) -> Exercise:
    return exercise(checker, scenario_attempts(record(FEATURES, book=checker.rulebook)), case_attempts(CASES))


def of(reached: Exercise, what: str, day: date) -> ExercisedBoundary:
    return next(each for each in reached.boundaries if (each.what, each.day) == (what, day))


def test_outcomes_are_those_that_runs_gave_not_those_that_are_asserted(reached: Exercise) -> None:
    cap, green = reached.rules
    assert (cap.rule.id, cap.seen) == ("S-01-cap", {Outcome.SATISFIED: 3, Outcome.VIOLATED: 2})
    assert cap.unseen == (Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE)
    assert green.seen == {Outcome.SATISFIED: 5}
    assert reached.outcomes == (3, 8)


def test_rows_are_hit_although_look_ups_are_remembered(checker: Checker, reached: Exercise) -> None:
    """A second run over a checker that remembers every look-up finds the same hits."""
    (table,) = reached.tables
    assert table.hits == {1: 2, 2: 3}
    assert [row.number for row in table.unhit] == [3]
    assert reached.rows == (2, 3)
    again = exercise(checker, scenario_attempts(record(FEATURES, book=checker.rulebook)), case_attempts(CASES))
    assert again.tables[0].hits == table.hits


def test_a_date_is_tried_on_both_sides(checker: Checker, tmp_path: Path) -> None:
    lines = [
        line
        for name, day in (("甲", "2025-12-31"), ("乙", "2026-01-01"), ("丙", "2024-03-20"))
        for line in (
            f"  场景: {name}",
            f'    假如 审查日为"{day}"',
            "    当 审查该项目",
            '    那么 规则"S-01-cap"当日施行',
        )
    ]
    recorded = record(feature(tmp_path, *lines), book=checker.rulebook)
    found = exercise(checker, scenario_attempts(recorded), ())
    value = of(found, "参数 用煤上限", date(2026, 1, 1))
    assert (value.before, value.since, value.is_two_sided, value.is_sharp) == (2, 1, True, True)
    start = of(found, "规则 S-01-cap", date(2024, 3, 19))
    assert (start.before, start.since, start.nearest_since) == (0, 3, date(2024, 3, 20))
    untried = of(found, "规则 S-02-green", date(2024, 3, 19))
    assert (untried.before, untried.since, untried.nearest_before, untried.nearest_since) == (0, 0, None, None)


def test_what_a_rule_uses_through_a_derivation_is_tried_with_it(checker: Checker, reached: Exercise) -> None:
    threshold = of(reached, "参数 用煤门槛", date(2024, 3, 19))
    assert (threshold.before, threshold.since) == (0, 4)
    assert (threshold.file, threshold.begins) == ("small/parameters.yaml", True)


def test_cases_try_the_rules_they_expect_something_of(checker: Checker) -> None:
    (attempt,) = case_attempts(CASES)
    assert isinstance(attempt, Attempt)
    assert attempt.rules == {"S-01-cap", "S-02-green"}
    assert (attempt.place, attempt.as_of) == ("coal", date(2026, 11, 22))
