"""The shipped library: every sentence accounted for, every rule tried, every link of the handbook whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.render.handbook import assemble_handbook, render_handbook_html
from checker.rulebook import Direction, RuleBook, load_rulebook
from checker.workbench.case import read_cases
from checker.workbench.coverage import Coverage, measure_coverage
from checker.workbench.scenario import read_scenarios
from tests.workbench.test_handbook import _Page

ROOT = Path(__file__).parents[2]
PLAN = "巴府发〔2024〕5号"


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rulebook()


@pytest.fixture(scope="module")
def coverage(book: RuleBook) -> Coverage:
    return measure_coverage(book, read_scenarios(ROOT / "features"), read_cases(ROOT / "cases"))


def test_all_133_sentences_of_the_plan_are_accounted_for(coverage: Coverage) -> None:
    assert [document.number for document in coverage.documents] == [PLAN]
    assert [each.clause.id for each in coverage.sentences] == [f"P{number:03d}" for number in range(1, 134)]
    assert [each.clause.id for each in coverage.sentences if not each.is_accounted_for] == []
    assert sum(coverage.kinds.values()) == 133


def test_nothing_is_missing(coverage: Coverage) -> None:
    assert [str(problem) for problem in coverage.problems] == []


def test_a_falling_metric_names_no_base_year_that_its_sentence_does_not(book: RuleBook) -> None:
    for clause in book.clauses.values():
        for metric in clause.disposition.metrics if clause.disposition else ():
            assert metric.base is None or f"比{metric.base}年" in clause.quote, clause.id
            assert str(metric.year) in clause.quote or not clause.years.startswith("2024起"), clause.id
            assert metric.direction is not Direction.CAP or "不超过" in clause.quote, clause.id


def test_words_of_metrics_are_those_of_their_sentences(book: RuleBook) -> None:
    """超过, 突破, 不低于, 保持在, 以上 and 左右 are read from the figure's own words: none lost, none added."""
    from checker.review.display import text_of

    for clause in book.clauses.values():
        for metric in clause.disposition.metrics if clause.disposition else ():
            if metric.words:
                continue
            figure = text_of(metric.value, metric.unit).replace(" ", "").rstrip("立方米")
            places = [match.start() for match in re.finditer(rf"(?<![\d.]){re.escape(figure)}", clause.quote)]
            assert places, (clause.id, figure)
            after = clause.quote[places[0] + len(figure) :].removeprefix("立方米")
            assert after.startswith("左右") == metric.about, clause.id
            assert after.startswith("以上") == metric.at_least, clause.id
            before = clause.quote[: places[0]].rsplit("，", 1)[-1]
            said = {word for word in ("不超过", "突破", "不低于", "保持在", "下降") if word in before}
            said |= {"超过"} if "超过" in before.replace("不超过", "") else set()
            assert said - {metric.direction.value} == set(), clause.id
            assert metric.direction is Direction.REACH or metric.direction.value in said, clause.id


def test_figures_of_metrics_stand_in_their_sentences(book: RuleBook) -> None:
    from checker.review.display import shown

    for clause in book.clauses.values():
        for metric in clause.disposition.metrics if clause.disposition else ():
            if metric.words:
                assert metric.words in clause.quote, clause.id
            else:
                number, _ = shown(metric.value, metric.unit)
                assert str(number) in clause.quote, clause.id


def test_the_handbook_of_the_library_has_no_dangling_link(book: RuleBook, coverage: Coverage) -> None:
    page = _Page(render_handbook_html(assemble_handbook(book, coverage)))
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert {rule.id for rule in book.rules} <= set(page.ids)
