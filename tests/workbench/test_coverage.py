"""Coverage of a small library, and of one with something missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.model.outcome import Effect, Mark, Outcome
from checker.rulebook import Accounting, load_rulebook
from checker.workbench.coverage import Gap, measure_coverage
from tests.workbench.small_library import GREEN, PLAN, changed_packs, small_coverage


def test_each_sentence_is_accounted_for_in_one_way() -> None:
    coverage = small_coverage()
    assert [
        (each.clause.id, each.clause.disposition.kind) for each in coverage.sentences if each.clause.disposition
    ] == [
        ("T1", Accounting.RULES),
        ("T2", Accounting.ADVICE),
        ("T3", Accounting.METRIC),
        ("T4", Accounting.PROJECTS),
        ("T5", Accounting.GOVERNMENT),
    ]
    assert coverage.kinds == dict.fromkeys(Accounting, 1)
    assert coverage.problems == ()


def test_a_document_without_dispositions_is_not_tracked() -> None:
    assert [document.number for document in small_coverage().documents] == ["测发〔2024〕1号"]


def test_rules_are_counted_with_scenarios_and_cases() -> None:
    cap, green = small_coverage().rules
    assert cap.outcomes == {Outcome.SATISFIED: 2, Outcome.VIOLATED: 1}
    assert (len(cap.scenarios), cap.scenario_names) == (3, ("用煤上限",))
    assert [(case.name, outcome) for case, outcome in cap.cases] == [("coal", Outcome.VIOLATED)]
    assert cap.gravest is Effect.REJECT
    assert green.scenario_names == ("只有标签",)


def test_values_are_counted_by_mark_and_those_to_be_entered_apart() -> None:
    assert small_coverage().values == {Mark.S: 2, Mark.V2: 2, None: 2}


@pytest.mark.parametrize(
    ("old", "new", "gap", "remedy"),
    [
        ("    disposition: {kind: 提示}\n", "", Gap.UNACCOUNTED, "disposition"),
        ("{kind: 提示}", "{kind: 规则}", Gap.CONTRADICTED, "没有会商及以上的规则引用它"),
        ("{kind: 提示}", "{kind: 机制, reason: 某}", Gap.CONTRADICTED, "S-02-green 引用了它"),
        ("{kind: 机制, reason: 对政府提出}", "{kind: 提示}", Gap.CONTRADICTED, "没有规则引用它"),
        ("kind: 规则", "kind: 计量", Gap.CONTRADICTED, "S-01-cap 据此可致否决;请改为 kind: 规则"),
    ],
)
def test_a_sentence_is_not_accounted_for(tmp_path: Path, old: str, new: str, gap: Gap, remedy: str) -> None:
    coverage = measure_coverage(load_rulebook(changed_packs(tmp_path, PLAN, old, new)))
    assert list(coverage.gaps) == [gap]
    (problem,) = coverage.problems
    assert remedy in problem.remedy
    assert problem.file == PLAN
    assert coverage.accounted == 4


def test_metrics_may_be_accompanied_by_advice(tmp_path: Path) -> None:
    packs = changed_packs(tmp_path, GREEN, "clause: T2", "clause: T2\nbasis: [T3]")
    assert measure_coverage(load_rulebook(packs)).accounted == 5


def test_a_rule_without_a_scenario_is_listed() -> None:
    coverage = small_coverage()
    bare = measure_coverage(load_rulebook(Path(__file__).parent / "small" / "packs"), scenarios=())
    assert Gap.UNTRIED not in coverage.gaps
    assert [problem.message for problem in bare.gaps[Gap.UNTRIED]] == [
        "规则 S-01-cap:没有场景",
        "规则 S-02-green:没有场景",
    ]


def test_without_scenarios_none_are_missed() -> None:
    assert measure_coverage(load_rulebook(Path(__file__).parent / "small" / "packs")).problems == ()
