"""Running scenarios through pytest-bdd: every kind of failure, choices, several processors."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from pytest_bdd.feature import features as parsed_features

from checker.api import Checker
from checker.errors import ScenarioError, UsageError
from checker.model.outcome import Outcome
from checker.workbench.bdd.feature_file import read_features
from checker.workbench.bdd.git import changed_files
from checker.workbench.bdd.recording import record
from checker.workbench.bdd.run import Run, run
from checker.workbench.bdd.running import Failure, FailureKind, run_scenarios
from checker.workbench.bdd.selection import Choice
from tests.workbench.bdd.features import feature
from tests.workbench.small_library import FEATURES, PACKS

TWO = (
    "  @S-01-cap",
    "  场景大纲: 用煤",
    '    假如 "年原煤消费量"为"<用煤>"',
    "    当 审查该项目",
    '    那么 规则"S-01-cap"判定为"<判定>"',
    "    例子:",
    "      | 用煤    | 判定   |",
    "      | 4 万t   | 符合   |",
    "      | 40001 t | 符合   |",
    "  @S-02-green",
    "  场景: 绿电",
    "    当 审查该项目",
    '    那么 规则"S-02-green"判定为"符合"',
)


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker.load(PACKS)


def failure_of(done: Run) -> Failure:
    (result,) = done.results
    assert result.failure is not None
    return result.failure


def test_the_small_library_passes(checker: Checker) -> None:
    done = run(checker, [FEATURES], Choice())
    assert [result.failure for result in done.results] == [None] * 4


def test_a_mismatch_has_step_expected_actual_and_the_explained_finding(tmp_path: Path, checker: Checker) -> None:
    path = feature(tmp_path, "当 审查该项目", '那么 规则"S-01-cap"判定为"不符合"')
    failure = failure_of(run(checker, [path], Choice()))
    assert failure.kind is FailureKind.MISMATCH
    assert failure.step is not None
    assert (failure.step.line, failure.step.keyword) == (15, "那么")
    assert failure.mismatch is not None
    assert (failure.mismatch.expected, failure.mismatch.actual) == ("不符合", "符合")
    assert failure.finding is not None
    assert (failure.finding.rule, failure.finding.outcome) == ("S-01-cap", Outcome.SATISFIED)
    assert [trace.label for trace in failure.finding.trace] == ["适用条件", "要求"]


def test_a_mismatch_of_the_verdict_has_the_report(tmp_path: Path, checker: Checker) -> None:
    failure = failure_of(run(checker, [feature(tmp_path, "当 审查该项目", '那么 结论为"否决"')], Choice()))
    assert failure.finding is None
    assert failure.report is not None
    assert failure.mismatch is not None
    assert (failure.mismatch.expected, failure.mismatch.actual) == ("否决", "通过")


def test_a_faulty_step_is_no_mismatch(tmp_path: Path, checker: Checker) -> None:
    path = feature(tmp_path, "当 审查该项目", '那么 规则"S-01-cap"判断为"符合"')
    failure = failure_of(run(checker, [path], Choice()))
    assert failure.kind is FailureKind.FAULTY
    (problem,) = failure.problems
    assert (problem.file, problem.line) == (str(path), 15)
    assert problem.remedy == '是否为:规则"S-01-cap"判定为"符合"'


def test_a_refused_application_leads_to_the_step_that_stated_the_fact(tmp_path: Path, checker: Checker) -> None:
    path = feature(tmp_path, '假如 "年原煤消费量"为"1 kWh"', "当 审查该项目", '那么 结论为"通过"')
    failure = failure_of(run(checker, [path], Choice()))
    assert failure.kind is FailureKind.REFUSED
    assert failure.step is not None
    assert failure.step.line == 14


def test_a_refusal_for_a_conflict_is_placed_where_the_fact_was_written_or_at_the_review(
    tmp_path: Path, checker: Checker
) -> None:
    (tmp_path / "a.yaml").write_text(
        "项目名称: 甲\n建设阶段: 拟建\n建设性质: 新建\n行业代码: '3484'\n"
        "计划开工日期: 2025-05-01\n计划投产日期: 2026-01-01\n",
        encoding="utf-8",
    )
    (tmp_path / "b.yaml").write_text(
        (tmp_path / "a.yaml").read_text(encoding="utf-8").replace("2025-05-01", "2026-05-01"), encoding="utf-8"
    )
    asking = ("当 审查该项目", "那么 没有待补充的事实", '而且 待补充的事实不包括"计划投产日期"')
    both = ('假如 采用申报文件"a.yaml"', '而且 "计划开工日期"为"2026-05-01"')
    texts = []
    for number, lines in enumerate(((*both, *asking), ('假如 采用申报文件"b.yaml"', *asking))):
        failure = failure_of(run(checker, [feature(tmp_path, *lines, name=f"{number}.feature")], Choice()))
        assert failure.kind is FailureKind.REFUSED
        assert failure.step is not None
        texts.append(failure.step.text)
    assert texts == ['"计划开工日期"为"2026-05-01"', "审查该项目"]


def test_a_scenario_that_shows_nothing_fails_and_the_others_of_its_file_run(tmp_path: Path, checker: Checker) -> None:
    path = feature(
        tmp_path, "  场景: 甲", "    当 审查该项目", "  场景: 乙", "    当 审查该项目", '    那么 结论为"通过"'
    )
    first, second = run(checker, [path], Choice()).results
    assert first.failure is not None
    assert first.failure.kind is FailureKind.FAULTY
    assert second.failure is None


def test_an_unreadable_file_is_told_and_the_others_run(tmp_path: Path, checker: Checker) -> None:
    feature(tmp_path, "当 审查该项目", '那么 结论为"通过"')
    (tmp_path / "b.feature").write_text("功能: 甲\n", encoding="utf-8")
    done = run(checker, [tmp_path], Choice())
    assert [problem.line for problem in done.unread] == [1]
    assert [result.failure for result in done.results] == [None]


def test_what_is_written_between_two_runs_counts(tmp_path: Path, checker: Checker) -> None:
    path = feature(tmp_path, "当 审查该项目", '那么 结论为"否决"')
    assert len(run(checker, [path], Choice()).failed) == 1
    feature(tmp_path, "当 审查该项目", '那么 结论为"通过"')
    assert run(checker, [path], Choice()).failed == ()


def test_a_scenario_that_is_gone_when_its_turn_comes_is_no_pass(tmp_path: Path, checker: Checker) -> None:
    path = feature(tmp_path, "当 审查该项目", '那么 结论为"通过"')
    features = read_features([path])
    feature(tmp_path, "  场景: 另一个", "    当 审查该项目", '    那么 结论为"通过"')
    parsed_features.clear()
    (result,) = run_scenarios(checker, features, features[0].scripts)
    assert result.failure is not None
    assert [problem.message for problem in result.failure.problems] == ["场景没有运行到"]


def test_settings_and_conftests_that_lie_about_do_not_matter(
    tmp_path: Path, checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = feature(tmp_path, "当 审查该项目", '那么 结论为"通过"')
    (tmp_path / "conftest.py").write_text("raise RuntimeError\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --nonsense\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--nonsense")
    assert [result.failure for result in run(checker, [path], Choice()).results] == [None]


def test_several_processors_give_the_same_results_in_the_same_order(tmp_path: Path, checker: Checker) -> None:
    feature(tmp_path, *TWO)
    feature(tmp_path, "当 审查该项目", '那么 结论为"否决"', name="b.feature")
    alone, together = (run(checker, [tmp_path], Choice(), jobs=jobs) for jobs in (1, 2))

    def told(done: Run) -> list[tuple[str, int, str]]:
        return [(r.script.file, r.script.line, str(r.failure.mismatch) if r.failure else "") for r in done.results]

    assert told(alone) == told(together)
    assert len(alone.failed) == 2


@pytest.mark.parametrize(
    ("choice", "lines"),
    [
        (Choice(rules=("S-02-green",)), [23]),
        (Choice(rules=("S-*",)), [20, 21, 23]),
        (Choice(tags=("@S-01-cap",)), [20, 21]),
        (Choice(rules=("S-01-cap",), tags=("S-02-green",)), []),
    ],
)
def test_scenarios_are_chosen_by_rule_and_tag(
    tmp_path: Path, checker: Checker, choice: Choice, lines: list[int]
) -> None:
    path = feature(tmp_path, *TWO)
    if not lines:
        with pytest.raises(UsageError, match="没有标签 S-02-green"):
            run(checker, [path], choice)
        return
    done = run(checker, [path], choice)
    assert [result.script.line for result in done.results] == lines
    assert done.count == 3


def test_scenarios_of_derived_facts_belong_to_the_rules_that_rest_on_them(tmp_path: Path, checker: Checker) -> None:
    path = feature(tmp_path, '假如 "年原煤消费量"为"9 万t"', "当 审查该项目", '那么 推导事实"大用煤项目"为"是"')
    chosen = {rule: run(checker, [path], Choice(rules=(rule,))) for rule in ("S-01-cap", "S-D-big", "S-02-green")}
    assert [len(done.results) for done in chosen.values()] == [1, 1, 0]


def test_the_watcher_hears_how_many_there_are_to_play(tmp_path: Path, checker: Checker) -> None:
    heard: list[tuple[int, int]] = []
    run(checker, [feature(tmp_path, *TWO)], Choice(), watcher=lambda script, total: heard.append((script.line, total)))
    assert heard == [(20, 3), (21, 3), (23, 3)]
    heard.clear()
    choice = Choice(rules=("S-02-green",))
    run(checker, [feature(tmp_path, *TWO)], choice, watcher=lambda script, total: heard.append((script.line, total)))
    assert heard == [(23, 1)]


@pytest.mark.parametrize(
    ("choice", "said"), [(Choice(rules=("S-01-cop",)), "S-01-cap"), (Choice(tags=("S-01",)), "S-01-cap")]
)
def test_a_choice_of_what_there_is_not_names_the_nearest(
    tmp_path: Path, checker: Checker, choice: Choice, said: str
) -> None:
    with pytest.raises(UsageError, match=f"是否为 {said}"):
        run(checker, [feature(tmp_path, *TWO)], choice)


def test_a_folder_without_scenarios_is_told(tmp_path: Path, checker: Checker) -> None:
    with pytest.raises(ScenarioError, match="没有一个场景"):
        run(checker, [tmp_path], Choice())


def test_what_changed_is_run(tmp_path: Path, checker: Checker) -> None:
    path, other = feature(tmp_path, *TWO), feature(tmp_path, "当 审查该项目", '那么 结论为"通过"', name="b.feature")

    def lines(*changed: Path) -> list[tuple[str, int]]:
        done = run(checker, [tmp_path], Choice(changed=changed, packs=(PACKS,)))
        return [(Path(result.script.file).name, result.script.line) for result in done.results]

    assert lines(other) == [("b.feature", 13)]
    assert lines(PACKS / "small" / "rules" / "green.yaml") == [("a.feature", 23)]
    assert lines(tmp_path / "else.txt") == []
    everything = [("a.feature", 20), ("a.feature", 21), ("a.feature", 23), ("b.feature", 13)]
    assert lines(PACKS / "small" / "parameters.yaml") == everything
    assert lines(PACKS / "small" / "rules" / "big.yaml") == everything
    assert path.is_file()


def test_git_tells_what_changed(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@x", *arguments], check=True
        )

    with pytest.raises(UsageError, match="不在 git 管理之下"):
        changed_files(tmp_path)
    git("init", "-q")
    for name in ("甲.feature", "b.yaml", "c.yaml"):
        (tmp_path / name).write_text("1", encoding="utf-8")
    git("add", ".")
    git("commit", "-q", "-m", "x")
    assert changed_files(tmp_path) == ()
    (tmp_path / "甲.feature").write_text("2", encoding="utf-8")
    (tmp_path / "b.yaml").unlink()
    (tmp_path / "new.feature").write_text("", encoding="utf-8")
    assert changed_files(tmp_path) == tuple(
        sorted(tmp_path.resolve() / name for name in ("b.yaml", "new.feature", "甲.feature"))
    )
    with pytest.raises(UsageError, match="git 里没有版本 nope"):
        changed_files(tmp_path, "nope")


def test_a_run_and_a_recording_agree(tmp_path: Path, checker: Checker) -> None:
    """The steps are defined once: what pytest-bdd plays and what is asked again come to the same."""
    path = feature(tmp_path, *TWO)
    played = [str(r.failure.mismatch) if r.failure else "" for r in run(checker, [path], Choice()).results]
    asked = [
        "".join(each.failures(checker.check(each.application, as_of=each.as_of, ledger=each.standing)))
        for each in record(path, book=checker.rulebook)
    ]
    assert played == asked
    assert played[1] == "规则“S-01-cap”的判定:应为“符合”,实为“不符合”"
