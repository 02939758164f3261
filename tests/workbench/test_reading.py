"""Reading scenarios and cases, and what is said of those that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.errors import UsageError
from checker.model.outcome import Outcome
from checker.workbench.case import read_cases
from checker.workbench.difference import case_subjects
from checker.workbench.scenario import read_scenarios
from tests.workbench.small_library import CASES, FEATURES


def test_an_outline_counts_once_per_example() -> None:
    outline = [scenario for scenario in read_scenarios(FEATURES) if scenario.name == "用煤上限"]
    assert [scenario.judged for scenario in outline] == [
        (("S-01-cap", Outcome.SATISFIED),),
        (("S-01-cap", Outcome.SATISFIED),),
        (("S-01-cap", Outcome.VIOLATED),),
    ]
    assert {scenario.feature for scenario in outline} == {"用煤"}


def test_tags_count_only_where_the_steps_name_no_rule() -> None:
    assert [scenario.rules for scenario in read_scenarios(FEATURES)][-1] == {"S-02-green"}


def test_a_case_gives_each_rule_its_outcome() -> None:
    (case,) = read_cases(CASES)
    assert (case.name, case.as_of, case.verdict) == ("coal", "2026-11-22", "rectify")
    assert case.outcomes == {"S-01-cap": Outcome.VIOLATED, "S-02-green": Outcome.SATISFIED}


@pytest.mark.parametrize("read", [read_scenarios, read_cases])
def test_a_missing_directory_is_a_usage_error(read, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="文件夹不存在"):
        read(tmp_path / "none")


def test_a_broken_feature_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "bad.feature").write_text(
        "# language: zh-CN\n功能: 甲\n  场景: 乙\n    当 丙\n    胡写\n", encoding="utf-8"
    )
    with pytest.raises(UsageError) as caught:
        read_scenarios(tmp_path)
    assert (caught.value.problems[0].line, caught.value.problems[0].file) == (5, str(tmp_path / "bad.feature"))


def test_an_unknown_outcome_in_a_case_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "expected.yaml").write_text("outcomes:\n  broken: [X]\n", encoding="utf-8")
    with pytest.raises(UsageError, match="不认识的判定"):
        read_cases(tmp_path)


def test_a_case_that_cannot_be_judged_is_named_with_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "cases" / "a"
    folder.mkdir(parents=True)
    (folder / "expected.yaml").write_text("as_of: 明天\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        list(case_subjects(tmp_path / "cases"))
    assert caught.value.problems[0].file == str(folder / "expected.yaml")
