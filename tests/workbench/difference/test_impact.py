"""Whatever an edit changes in a report is told, of exactly the cases whose reports change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import simplejson

from checker.model.outcome import Outcome
from checker.rulebook import RuleBook, load_rulebook
from checker.workbench.difference import Subject, case_subjects, measure_impact
from checker.workbench.difference.impact import reviewing

ROOT = Path(__file__).parents[3]
PLAN = "bazhong-plan/clauses/plan.yaml"
BANNED = "plastics/clauses/plastics-2020-80.yaml"

MARK = (BANNED, "    ceiling: reject\n    mark: V3", "    ceiling: reject\n    mark: V2")
EDITS = [
    pytest.param(*MARK, id="a mark"),
    pytest.param(BANNED, "不足 0.025 毫米的超薄", "低于 0.025 毫米的超薄", id="the text of a clause"),
    pytest.param(PLAN, "- id: P020", "lead: [市发展改革委]>lead: [市能源局]", id="a lead department"),
    pytest.param("plastics/parameters.yaml", "value: 0.025 mm", "value: 0.02 mm", id="a threshold"),
    pytest.param("factors/tables/conversion.yaml", "0.7143", "0.7144", id="a factor that facts are derived with"),
]


@pytest.fixture(scope="module")
def subjects() -> tuple[Subject, ...]:
    return tuple(case_subjects(ROOT / "cases"))


@pytest.fixture(scope="module")
def shipped() -> RuleBook:
    return load_rulebook(ROOT / "rules")


def edited(directory: Path, file: str, old: str, new: str) -> RuleBook:
    """The shipped rules with the first ``old`` in a file replaced; ``a>b`` replaces the first a that follows it."""
    packs = directory / "rules"
    shutil.copytree(ROOT / "rules", packs)
    path = packs / file
    head, found, tail = path.read_text(encoding="utf-8").partition(old)
    assert found, (file, old)
    was, is_further, becomes = new.partition(">")
    assert not is_further or was in tail
    text = head + found + tail.replace(was, becomes, 1) if is_further else head + new + tail
    path.write_text(text, encoding="utf-8")
    return load_rulebook(packs)


def printed(book: RuleBook, subjects: tuple[Subject, ...]) -> list[dict[str, str]]:
    """For each subject the findings of its report that say something, as JSON by rule; ids depend on the whole book."""
    review = reviewing(book)
    return [
        {
            finding.rule: simplejson.dumps({**finding.to_json(), "id": None}, use_decimal=True, sort_keys=True)
            for finding in review(subject).findings
            if finding.outcome is not Outcome.NOT_APPLICABLE
        }
        for subject in subjects
    ]


@pytest.mark.parametrize(("file", "old", "new"), EDITS)
def test_the_subjects_told_are_those_whose_findings_are_printed_otherwise(  # noqa: PLR0917 - an edit and the fixtures
    tmp_path: Path, shipped: RuleBook, subjects: tuple[Subject, ...], file: str, old: str, new: str
) -> None:
    book = edited(tmp_path, file, old, new)
    expected = {
        (subject.id, subject.as_of): {rule for rule in {*was, *becomes} if was.get(rule) != becomes.get(rule)}
        for subject, was, becomes in zip(subjects, printed(shipped, subjects), printed(book, subjects), strict=True)
        if was != becomes
    }
    impact = measure_impact(shipped, book, subjects)
    told = {(each.subject.id, each.subject.as_of): {one.rule for one in each.findings} for each in impact.changed}
    assert told == expected
    assert told
    assert all(one.details or one.is_judged_otherwise for each in impact.changed for one in each.findings)


def test_a_changed_mark_is_told_with_its_clause(
    tmp_path: Path, shipped: RuleBook, subjects: tuple[Subject, ...]
) -> None:
    impact = measure_impact(shipped, edited(tmp_path, *MARK), subjects)
    details = {detail for each in impact.changed for one in each.findings for detail in one.details}
    assert {(was, becomes) for _, was, becomes in details} == {("V3", "V2")}
    assert all(name.startswith("引用 发改环资〔2020〕80号") and name.endswith(" 标记") for name, _, _ in details)
