"""Each application of cases/ comes out as its expectation says: verdict, rules by name, effects, derived facts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from checker.api import Checker
from tests.cases.expectation import CASES, Expectation, expectations

EXPECTATIONS = expectations()


@pytest.mark.parametrize("expected", EXPECTATIONS, ids=[expected.name for expected in EXPECTATIONS])
def test_case_comes_out_as_expected(checker: Checker, expected: Expectation) -> None:
    report = checker.check(expected.application, as_of=expected.as_of)
    differences = list(expected.differences(report))
    assert not differences, "\n".join([str(expected.path.relative_to(CASES.parent)), *differences])


def test_every_application_has_an_expectation() -> None:
    expected = {expectation.application for expectation in EXPECTATIONS}
    written = set(CASES.glob("*/application.yaml"))
    assert expected == written


def test_cases_cover_every_verdict_and_a_request_for_more_facts() -> None:
    verdicts = {expectation.verdict for expectation in EXPECTATIONS}
    dispositions = {text for expectation in EXPECTATIONS for text in expectation.dispositions}
    assert verdicts == {"approve", "rectify", "reject"}
    assert dispositions == {"否决", "限期整改", "转会商", "补正材料"}


def test_expectations_name_rules_of_the_shipped_book(checker: Checker) -> None:
    known = {rule.id for rule in checker.rulebook.rules}
    named = {rule for expected in EXPECTATIONS for rule in (*expected.outcomes, *expected.effects)}
    assert named <= known, sorted(named - known)


def _run(arguments: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "checker", "check", *map(str, arguments)]
    return subprocess.run(command, cwd=CASES.parent, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize(
    ("slug", "word", "exit_code"),
    [
        ("wind-farm", "通过", 0),
        ("expressway-service-area", "整改", 10),
        ("cement-clinker-expansion", "否决", 20),
    ],
)
def test_command_ends_with_the_exit_code_of_the_verdict(slug: str, word: str, exit_code: int) -> None:
    done = _run([f"cases/{slug}/application.yaml", "--as-of", "2026-11-22"])
    assert done.returncode == exit_code, done.stderr
    assert word in done.stdout
    assert "Traceback" not in done.stderr


def test_command_on_several_files_ends_with_the_worst_exit_code() -> None:
    slugs = ("wind-farm", "plastic-bags-ultra-thin", "highway-maintenance-below-target")
    done = _run([*(f"cases/{slug}/application.yaml" for slug in slugs), "--as-of", "2026-11-22"])
    assert done.returncode == 20, done.stderr
