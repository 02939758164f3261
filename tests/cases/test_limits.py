"""Exact at the limit, missing is not zero, and the date decides the law: the same on every engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from checker.api import Checker
from checker.model.outcome import Outcome, Verdict
from checker.model.report import Finding, Report
from tests.cases.expectation import CASES

BASE: Mapping[str, Any] = {
    "项目名称": "限值核对项目",
    "建设阶段": "拟建",
    "建设性质": "新建",
    "行业代码": "3484",
    "县区": "巴州区",
    "涉密": "否",
    "涉及事项": "无",
    "产品": "无",
    "能源消费": "无",
    "列入两高目录": "否",
    "审批手续": "无",
    "电动机": "无",
    "变压器": "无",
    "采用淘汰设备或工艺": "否",
    "计划投产日期": "2028-06-30",
    "产业目录类别": "允许",
    "符合生态环境分区管控": "是",
}


def _check(checker: Checker, as_of: date, **facts: object) -> Report:
    return checker.check({**BASE, **facts}, as_of=as_of)


def _finding(report: Report, rule: str) -> Finding:
    return next(finding for finding in report.findings if finding.rule == rule)


def _cap_of_2025(checker: Checker, city: str, project: str) -> Outcome:
    others = [{"年份": 2025, "数量": city, "含本项目": "否"}]
    report = _check(
        checker, date(2025, 6, 30), 涉及事项="用煤", 年原煤消费量=project, 煤炭年消费量=project, 全市原煤消费量=others
    )
    return _finding(report, "BZ-020103-coal-cap-2025").outcome


def test_coal_that_adds_up_to_the_cap_is_not_over_it(checker: Checker) -> None:
    assert _cap_of_2025(checker, "29.9 万吨", "0.1 万吨") is Outcome.SATISFIED
    assert _cap_of_2025(checker, "29.9 万吨", "0.1000000001 万吨") is Outcome.VIOLATED
    assert _cap_of_2025(checker, "29.9000000001 万吨", "0.1 万吨") is Outcome.VIOLATED


@pytest.mark.parametrize("project", ["0.1 万吨", "1000 t", "1000000 kg"])
def test_a_quantity_written_in_another_unit_is_the_same_quantity(checker: Checker, project: str) -> None:
    assert _cap_of_2025(checker, "299000 t", project) is Outcome.SATISFIED
    assert _cap_of_2025(checker, "29.90001 万吨", project) is Outcome.VIOLATED


@pytest.mark.parametrize(
    ("second", "outcome"), [("0.3 t", Outcome.SATISFIED), ("0.30000000000000000001 t", Outcome.VIOLATED)]
)
def test_a_tenth_and_two_tenths_are_three_tenths(checker: Checker, second: str, outcome: Outcome) -> None:
    paint = [
        {"部位": "钢结构", "涂料用量": "0.3 t", "低VOC涂料用量": "0.1 t"},
        {"部位": "钢结构", "涂料用量": second, "低VOC涂料用量": "0.2 t"},
    ]
    report = _check(checker, date(2026, 11, 22), 涉及事项="涂装", 涂装=paint)
    assert _finding(report, "BZ-020401-steel-paint").outcome is outcome


@pytest.mark.parametrize(
    ("roof", "panels", "outcome"),
    [
        ("10000 m²", "4000 m²", Outcome.SATISFIED),
        ("1 公顷", "0.4 万m²", Outcome.SATISFIED),
        ("9 m²", "3.6 m²", Outcome.SATISFIED),
        ("7 m²", "2.8 m²", Outcome.SATISFIED),
        ("10000 m²", "3990 m²", Outcome.VIOLATED),
        ("7 m²", "2.79999999999999999999 m²", Outcome.VIOLATED),
    ],
)
def test_rooftop_coverage_is_compared_without_rounding_the_quotient(
    checker: Checker, roof: str, panels: str, outcome: Outcome
) -> None:
    buildings = [{"名称": "厂房", "类型": "厂房", "新建": "是", "屋顶面积": roof, "光伏面积": panels, "装配式": "是"}]
    report = _check(checker, date(2026, 11, 22), 涉及事项="建筑", 建筑=buildings)
    assert _finding(report, "GB-pv").outcome is outcome
    assert report.verdict is Verdict.APPROVE


@pytest.mark.parametrize(
    ("coal", "outcome"),
    [
        ({}, Outcome.UNDETERMINED),
        ({"年原煤消费量": "0 t", "煤炭年消费量": "0 t"}, Outcome.SATISFIED),
        ({"年原煤消费量": None, "煤炭年消费量": None}, Outcome.UNDETERMINED),
    ],
    ids=["missing", "zero", "null"],
)
def test_a_missing_coal_figure_is_not_zero(checker: Checker, coal: Mapping[str, object], outcome: Outcome) -> None:
    carriers = [{"品种": "原煤", "用途": "燃料"}]
    report = _check(checker, date(2026, 11, 22), 涉及事项="用煤", 能源消费=carriers, **coal)
    assert _finding(report, "BZ-020103-coal-cap-2030").outcome is outcome


def test_the_review_date_decides_which_order_is_cited(checker: Checker) -> None:
    application = CASES / "order-switch-electronics" / "application.yaml"

    before = checker.check(application, as_of=date(2025, 8, 31))
    assert _documents(before, "ER-02-missing") >= {"国家发展改革委令2023年第2号"}
    assert "ER-31-missing" not in _rules(before)
    assert _derived(before)["须单独节能审查"] is True
    assert before.verdict is Verdict.RECTIFY

    after = checker.check(application, as_of=date(2025, 9, 1))
    assert _documents(after, "ER-31-missing") >= {"国家发展改革委令2025年第31号"}
    assert "ER-02-missing" not in _rules(after)
    assert _derived(after)["须单独节能审查"] is False
    assert after.verdict is Verdict.APPROVE


def _documents(report: Report, rule: str) -> set[str]:
    return {citation.document for citation in _finding(report, rule).citations}


def _rules(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings}


def _derived(report: Report) -> Mapping[str, object]:
    return {fact.fact: fact.value for fact in report.derived}
