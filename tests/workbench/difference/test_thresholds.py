"""One threshold of the shipped library is moved: exactly the cases in between come out otherwise."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from checker.api import Checker
from checker.feel import evaluate
from checker.model.outcome import Outcome
from checker.rulebook import RuleBook, load_rulebook
from checker.workbench.difference import Subject, case_subjects, changes_between, measure_impact

ROOT = Path(__file__).parents[3]
CAP = "BZ-020103-coal-cap-2030"

PROVINCIAL = "10000 tce, source: 国家发展改革委令2025年"

Flips = dict[str, tuple[str, str]]
Verdicts = dict[tuple[str, date], str]

THRESHOLDS = [
    pytest.param(
        "bazhong-plan/parameters.yaml", "value: 25 万吨", "value: 24.9999 万吨", "参数 原煤上限2030年",
        {"coal-substitution-done": ("approve", "rectify")}, CAP, id="the coal cap, a tonne below a case at the limit",
    ),
    pytest.param(
        "bazhong-plan/parameters.yaml", "value: 25 万吨", "value: 40 万吨", "参数 原煤上限2030年", {}, "",
        id="the coal cap raised: the case it no longer touches is refused for other reasons",
    ),
    pytest.param(
        "plastics/parameters.yaml", "value: 0.025 mm", "value: 0.02 mm", "参数 超薄购物袋厚度下限",
        {"plastic-bags-ultra-thin": ("reject", "rectify")}, "PL-veto-bag", id="thinner bags allowed",
    ),
    pytest.param(
        "plastics/parameters.yaml", "value: 0.025 mm", "value: 0.05 mm", "参数 超薄购物袋厚度下限",
        {"plastic-bags-degradable": ("approve", "reject"), "plastic-bags-non-degradable": ("rectify", "reject")},
        "PL-veto-bag", id="thicker bags refused",
    ),
    pytest.param(
        "energy-review/parameters.yaml", PROVINCIAL, "5000 tce, source: 国家发展改革委令2025年",
        "参数 省级审查综合能耗门槛", {"data-centre": ("approve", "rectify")}, "ER-31-08-authority",
        id="the province reviews from 5000 tce",
    ),
    pytest.param(
        "energy-review/parameters.yaml", PROVINCIAL, "30000 tce, source: 国家发展改革委令2025年",
        "参数 省级审查综合能耗门槛", {}, "", id="the province reviews from 30000 tce: nothing flips",
    ),
    pytest.param(
        "energy-limits/tables/ammonia-limit.yaml", """'"天然气"', 2, 1000""", """'"天然气"', 2, 999""",
        "决策表 合成氨能耗限额", {"ammonia-natural-gas": ("approve", "reject")}, "EL-ammonia",
        id="a row of the ammonia table, a unit below a case at the limit",
    ),
    pytest.param(
        "energy-limits/tables/ceramic-tile-limit.yaml", "'(0.2 %..0.5 %]', 2, 4.9", "'(0.2 %..0.5 %]', 2, 4.8999",
        "决策表 陶瓷砖能耗限额", {"ceramic-tile-at-limit": ("approve", "reject")}, "EL-ceramic-tile",
        id="a row of the tile table, a hair below a case at the limit",
    ),
    pytest.param(
        "energy-limits/tables/methanol-limit.yaml", """'"天然气"', 2, 1150""", """'"天然气"', 2, 1140""",
        "决策表 甲醇能耗限额", {}, "", id="a row of the methanol table down to the case itself: nothing flips",
    ),
    pytest.param(
        "energy-limits/tables/beer-limit.yaml", ", 1, 26", ", 1, 20", "决策表 啤酒能耗限额", {}, "",
        id="a row no case uses: nothing flips",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> RuleBook:
    return load_rulebook(ROOT / "rules")


@pytest.fixture(scope="module")
def subjects() -> tuple[Subject, ...]:
    return tuple(case_subjects(ROOT / "cases"))


@pytest.fixture(scope="module")
def verdicts_before(shipped: RuleBook, subjects: tuple[Subject, ...]) -> Verdicts:
    return verdicts(shipped, subjects)


def verdicts(book: RuleBook, subjects: tuple[Subject, ...]) -> Verdicts:
    """The verdict of every case, checked one by one with both engines."""
    checker = Checker(book)
    return {(each.id, each.as_of): checker.check(each.application, as_of=each.as_of).verdict.value for each in subjects}


def moved(directory: Path, file: str, old: str, new: str) -> RuleBook:
    """The shipped rule book with one text replaced in one file."""
    packs = directory / "rules"
    shutil.copytree(ROOT / "rules", packs)
    path = packs / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return load_rulebook(packs)


@pytest.mark.parametrize(("file", "old", "new", "cause", "flips", "rule"), THRESHOLDS)
def test_exactly_the_cases_in_between_flip(  # noqa: PLR0917 - what a threshold is moved from and to, and the fixtures
    tmp_path: Path,
    shipped: RuleBook,
    subjects: tuple[Subject, ...],
    verdicts_before: Verdicts,
    file: str,
    old: str,
    new: str,
    cause: str,
    flips: Flips,
    rule: str,
) -> None:
    book = moved(tmp_path, file, old, new)
    changes = changes_between(shipped, book)
    assert len(changes) == 1
    impact = measure_impact(shipped, book, subjects, changes)
    assert {each.subject.id: (each.before.value, each.after.value) for each in impact.flips} == flips
    for each in impact.flips:
        assert rule in [finding.rule for finding in each.findings if finding.is_judged_otherwise]
        assert all(cause in name for finding in each.findings for name in finding.causes[:1])
    now = verdicts(book, subjects)
    assert flips == {key[0]: (was, now[key]) for key, was in verdicts_before.items() if was != now[key]}


def test_the_findings_that_change_are_those_whose_value_lies_between(
    tmp_path: Path, shipped: RuleBook, subjects: tuple[Subject, ...]
) -> None:
    book = moved(tmp_path, "bazhong-plan/parameters.yaml", "value: 25 万吨", "value: 23 万吨")
    checker = Checker(shipped)
    between = set()
    for subject in subjects:
        report = checker.check(subject.application, as_of=subject.as_of, everything=True)
        derived = {fact.fact: f"{fact.value} {fact.unit}" for fact in report.derived if fact.value is not None}
        finding = next(finding for finding in report.findings if finding.rule == CAP)
        city, added = derived.get("全市原煤2030年"), derived.get("新增原煤消费量", "0 t")
        if (
            finding.outcome is Outcome.SATISFIED
            and city
            and evaluate(f"{added} > 0 t and {city} in (23 万吨..25 万吨]")
        ):
            between.add(subject.id)
    impact = measure_impact(shipped, book, subjects)
    outcomes = {each.subject.id for each in impact.changed if each.is_judged_otherwise}
    assert outcomes == between
    assert between


def test_a_rule_book_has_no_impact_against_itself(shipped: RuleBook, subjects: tuple[Subject, ...]) -> None:
    impact = measure_impact(shipped, load_rulebook(ROOT / "rules"), subjects)
    assert impact.changed == ()
    assert impact.examined == {"案例": len(subjects)}


def test_cases_may_all_be_judged_on_one_day(shipped: RuleBook, tmp_path: Path) -> None:
    """A rule that begins later changes nothing on the days of the cases, and does on a later day."""
    book = moved(tmp_path, "bazhong-plan/rules/bz-020103-coal-cap-2030.yaml", "to: 2031-01-01", "to: 2027-01-01")
    assert measure_impact(shipped, book, case_subjects(ROOT / "cases")).changed == ()
    later = measure_impact(shipped, book, case_subjects(ROOT / "cases", as_of=date(2027, 6, 1)))
    gone = {(f.before, f.after) for each in later.changed for f in each.findings if f.rule == CAP}
    assert (Outcome.SATISFIED, None) in gone
    assert (Outcome.NOT_APPLICABLE, None) not in gone
