"""Missing facts: only those on branches that are still unknown, named so that somebody can supply them."""

from __future__ import annotations

from typing import Any

import pytest

from checker.feel.units import parse_quantity
from checker.model.outcome import Outcome
from tests.engines.generated import derivation_of, rule_of
from tests.review.reviewing import finding_of, review

_T = parse_quantity("1 t")
_LIMIT = parse_quantity("90 kgce/t")


def item(**changes: Any) -> dict[str, Any]:
    return {"名称": "熟料", "单耗": _LIMIT, "淘汰": False, **changes}


@pytest.mark.parametrize(
    ("require", "facts", "missing"),
    [
        ("年原煤消费量 <= 煤炭替代量", {}, ["年原煤消费量", "煤炭替代量"]),
        ("年原煤消费量 <= 煤炭替代量", {"煤炭替代量": _T}, ["年原煤消费量"]),
        ("年原煤消费量 > 0 t and 新建", {"年原煤消费量": _T}, ["新建"]),
        ("年原煤消费量 > 2 t or 新建", {"年原煤消费量": _T}, ["新建"]),
        ("(新建 or 煤炭替代量 > 0 t) and 年原煤消费量 > 0 t", {"煤炭替代量": _T}, ["年原煤消费量"]),
        ("if 新建 then 年原煤消费量 > 0 t else 煤炭替代量 > 0 t", {}, ["新建"]),
        ("if 新建 then 年原煤消费量 > 0 t else 煤炭替代量 > 0 t", {"新建": False}, ["煤炭替代量"]),
        ("(if 新建 then 年原煤消费量 else 煤炭替代量) > 0 t", {}, ["新建"]),
        ("(if 新建 then 年原煤消费量 else 煤炭替代量) > 0 t", {"新建": True}, ["年原煤消费量"]),
        ('产品名称 in ["甲", "乙"]', {}, ["产品名称"]),
        ("count(产品) > 0", {}, ["产品"]),
        ("every q in 产品 satisfies q.单耗 < 1 tce/t", {}, ["产品"]),
        ("every q in 产品 satisfies q.单耗 < 1 tce/t", {"产品": [item(), item(单耗=None)]}, ["产品[2].单耗"]),
        ("some q in 产品[淘汰] satisfies q.单耗 > 1 tce/t", {"产品": [item(), item(淘汰=None)]}, ["产品[2].淘汰"]),
        (
            "every q in 产品[淘汰] satisfies q.单耗 < 1 tce/t",
            {"产品": [item(), item(淘汰=True), item(淘汰=True, 单耗=None)]},
            ["产品[3].单耗"],
        ),
        ('产品[名称 = "水泥"][1].单耗 > 0 tce/t', {"产品": [item(), item(名称="水泥", 单耗=None)]}, ["产品[2].单耗"]),
        ("sum(产品[淘汰].单耗) < 1 tce/t", {"产品": [item(), item(淘汰=True, 单耗=None)]}, ["产品[2].单耗"]),
        ("sum(for q in 产品 return q.单耗) < 1 tce/t", {"产品": [item(单耗=None), item()]}, ["产品[1].单耗"]),
        ("every s in 涉及事项 satisfies s = 产品名称", {"涉及事项": ["锅炉"]}, ["产品名称"]),
    ],
)
def test_missing_facts_stand_on_unknown_branches(require: str, facts: dict[str, Any], missing: list[str]) -> None:
    finding = finding_of(require, facts)
    assert finding.outcome is Outcome.UNDETERMINED
    assert list(finding.missing) == missing
    assert finding.message == f"规则R:缺少{'、'.join(missing)},暂不能判定"
    assert finding.remedy == f"请申报单位补充:{'、'.join(missing)}"


def test_only_what_applies_waits_for_is_asked_first() -> None:
    assert finding_of("煤炭替代量 > 0 t", {}, applies="年原煤消费量 > 0 t").missing == ("年原煤消费量",)


def test_zero_and_empty_list_are_not_missing() -> None:
    zero = parse_quantity("0 t")
    assert finding_of("年原煤消费量 <= 0 t", {"年原煤消费量": zero}).outcome is Outcome.SATISFIED
    assert finding_of("count(产品) = 0", {"产品": []}).outcome is Outcome.SATISFIED


def test_derived_facts_expand_to_the_facts_behind_them() -> None:
    derivations = [
        derivation_of("D-1", "用煤项目", "年原煤消费量 > 0 t"),
        derivation_of("D-2", "用煤项目", "煤炭替代量 > 0 t"),
        derivation_of("D-3", "煤炭缺口", "用煤项目", "年原煤消费量 - 煤炭替代量"),
    ]
    nothing = parse_quantity("0 t")
    assert finding_of("煤炭缺口 <= 0 t", {}, derivations).missing == ("年原煤消费量", "煤炭替代量")
    assert finding_of("煤炭缺口 <= 0 t", {"煤炭替代量": nothing}, derivations).missing == ("年原煤消费量",)
    assert finding_of("煤炭缺口 <= 0 t", {"煤炭替代量": _T}, derivations).missing == ("年原煤消费量",)


def test_of_several_derivations_only_the_one_that_counts_is_asked_about() -> None:
    derivations = [
        derivation_of("D-1", "煤炭缺口", "新建", "年原煤消费量"),
        derivation_of("D-2", "煤炭缺口", None, "煤炭替代量"),
    ]
    assert finding_of("煤炭缺口 <= 0 t", {}, derivations).missing == ("新建",)
    assert finding_of("煤炭缺口 <= 0 t", {"新建": True}, derivations).missing == ("年原煤消费量",)
    assert finding_of("煤炭缺口 <= 0 t", {"新建": False}, derivations).missing == ("煤炭替代量",)


def test_a_filter_name_does_not_hide_the_fact_of_that_name() -> None:
    derivations = [derivation_of("D-1", "类别", None, "产品名称")]
    finding = finding_of("count(产品[名称 = 类别]) > 0", {"产品": [item()]}, derivations)
    assert finding.missing == ("产品名称",)


def test_parameters_and_table_rows_are_asked_of_the_office() -> None:
    report = review(
        [
            rule_of("R-parameter", "true", "年原煤消费量 <= 待定门槛"),
            rule_of("R-row", "true", "every q in 产品 satisfies q.单耗 <= 能耗限额(q.名称, 2)"),
        ],
        {"年原煤消费量": _T, "产品": [item(名称="玻璃")]},
    )
    assert {(fact.fact, fact.office, fact.rules) for fact in report.undetermined} == {
        ("参数“待定门槛”", True, ("R-parameter",)),
        ("决策表“能耗限额”的对应行", True, ("R-row",)),
    }
    assert all(fact.question.startswith("请管理机关录入") for fact in report.undetermined)
    assert all(finding.remedy.startswith("请管理机关录入(待录入):") for finding in report.shown)


def test_values_that_do_not_compare_are_told_as_such() -> None:
    finding = finding_of("年原煤消费量 > 1 tce", {"年原煤消费量": _T})
    assert finding.missing == ()
    assert finding.message == "规则R:条件中的数值不能比较,暂不能判定"
