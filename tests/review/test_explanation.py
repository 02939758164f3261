"""The explanation of a finding: its trace is the evaluation, its words say what is wrong and by how much."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.feel import tree
from checker.feel.compiler import compile_node
from checker.feel.parser import parse
from checker.feel.units import parse_quantity
from checker.model.outcome import Outcome
from checker.model.report import Trace
from checker.review.condition import Conditions, Scope
from checker.review.display import scalar_text
from checker.review.requirement import Requirements
from checker.review.units import units_of
from tests.engines.generated import AS_OF, applications, conditions, derivation_of, empty_book
from tests.review.reviewing import finding_of, program_of

_UNITS = units_of(program_of(()))
_FUNCTIONS = empty_book().functions


def truth(node: tree.Node, environment: Mapping[str, Any]) -> bool | None:
    value = compile_node(node, _FUNCTIONS, null_is_unknown=True)(environment)
    return value if value is True or value is False else None


def assert_traced(trace: Trace, node: tree.Node, environment: Mapping[str, Any]) -> None:
    """Every condition of the trace has the truth its expression evaluates to where it stands."""
    assert trace.truth is truth(node, environment)
    match node:
        case tree.And(items=items) | tree.Or(items=items):
            for child, item in zip(trace.children, items, strict=True):
                assert_traced(child, item, environment)
        case tree.Not(item=item):
            (child,) = trace.children
            assert_traced(child, item, environment)
        case tree.If():
            head, *rest = trace.children
            assert_traced(head, node.condition, environment)
            assert bool(rest) is (head.truth is not None)
            for child in rest:
                assert_traced(child, node.consequence if head.truth else node.alternative, environment)
                assert child.truth is trace.truth
        case tree.Quantified(bindings=(binding,)):
            items = compile_node(binding.source, _FUNCTIONS, null_is_unknown=True)(environment) or []
            inner = [ChainMap({binding.name: item}, dict(environment)) for item in items]
            known = [truth(node.condition, scope) for scope in inner]
            shown = [scope for scope, one in zip(inner, known, strict=True) if one is trace.truth] or inner
            for child, scope in zip(trace.children, shown, strict=True):
                assert_traced(child, node.condition, scope)
        case _:
            assert trace.children == ()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=conditions(), facts=applications())
def test_trace_is_the_evaluation_at_every_node(text: str, facts: dict[str, Any]) -> None:
    environment = {**empty_book().parameters, **facts}
    node = parse(text)
    assert_traced(Conditions(_FUNCTIONS, _UNITS).trace(node, Scope(environment)), node, environment)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=conditions(), facts=applications(), wanted=st.sampled_from((True, False, None)))
def test_deciding_conditions_have_the_truth_they_are_named_for(
    text: str, facts: dict[str, Any], wanted: bool | None
) -> None:
    conditions_of_book = Conditions(_FUNCTIONS, _UNITS)
    requirements = Requirements(conditions_of_book)
    scope = Scope({**empty_book().parameters, **facts})
    node = parse(text)
    if conditions_of_book.truth(node, scope) is not wanted:
        return
    leaves = list(conditions_of_book.deciding(node, scope, wanted))
    assert leaves
    for leaf in leaves:
        if not isinstance(leaf.node, tree.Quantified):
            assert conditions_of_book.truth(leaf.node, leaf.scope) is leaf.truth
        shortfall = requirements.shortfall(leaf)
        assert shortfall is None or "None" not in f"{shortfall}"
    assert requirements.stated(node)
    assert wanted is True or requirements.unmet(node, scope)


def quantity(text: str) -> Any:
    return parse_quantity(text)


def products(*values: str | None, **more: Any) -> list[dict[str, Any]]:
    return [
        {"名称": "熟料", "单耗": None if text is None else quantity(text), "淘汰": False, **more} for text in values
    ]


_COAL = {"年原煤消费量": quantity("30.5 万吨"), "煤炭替代量": quantity("0.1 万吨")}


@pytest.mark.parametrize(
    ("require", "facts", "required", "gap", "observed"),
    [
        # a numeric limit, in the unit of the fact
        (
            "年原煤消费量 <= 30 万吨",
            _COAL,
            "年原煤消费量不超过 300000 t（30 万吨）",
            "5000 t",
            {"年原煤消费量": "305000 t"},
        ),
        ("煤炭替代量 >= 年原煤消费量", _COAL, "煤炭替代量不小于 30.5 万吨（年原煤消费量）", "30.4 万吨", None),
        ("年原煤消费量 < 305000 t", _COAL, "年原煤消费量小于 305000 t", "", None),
        ("年原煤消费量 <= 原煤控制量", _COAL, "年原煤消费量不超过 300000 t（原煤控制量）", "5000 t", None),
        (
            "光伏覆盖率 >= 40 %",
            {"光伏覆盖率": Decimal("0.399")},
            "光伏覆盖率不小于 40 %",
            "0.1%",
            {"光伏覆盖率": "39.9%"},
        ),
        (
            "年原煤消费量 between 0 t and 30 万吨",
            _COAL,
            "年原煤消费量在 0 t 与 300000 t（30 万吨）之间（含两端）",
            "5000 t",
            None,
        ),
        # not() turns the requirement round
        ("not(年原煤消费量 > 30 万吨)", _COAL, "年原煤消费量不超过 300000 t（30 万吨）", "5000 t", None),
        ('not(产品名称 in ["焦炭", "兰炭"])', {"产品名称": "兰炭"}, "产品名称不为“焦炭”、“兰炭”中的任何一个", "", None),
        ("not(新建)", {"新建": True}, "“新建”为“否”", "", {"新建": "是"}),
        # words
        ("新建", {"新建": False}, "“新建”为“是”", "", None),
        ('建设阶段 = "拟建"', {"建设阶段": "存量"}, "建设阶段为“拟建”", "", None),
        ('建设阶段 in ["拟建", "在建"]', {"建设阶段": "存量"}, "建设阶段为“拟建”或“在建”", "", None),
        ('list contains(涉及事项, "锅炉")', {"涉及事项": []}, "涉及事项包括“锅炉”", "", {"涉及事项": "无"}),
        ("产品名称 != null", {}, "已填写产品名称", "", {"产品名称": "未填"}),
        ("false", {}, "不得有适用条件所述的情形", "", {}),
        # dates and counts
        ("投产日期 <= 审查日", {"投产日期": date(2026, 11, 25)}, "投产日期不晚于 2026-11-22（审查日）", "3 天", None),
        ("count(产品) > 0", {"产品": []}, "有产品", "1 项", None),
        ("count(产品) >= 3", {"产品": products("1 kgce/t")}, "产品的项数不小于 3", "2 项", None),
        # joined conditions: all of what is open, or a choice
        (
            "新建 and 年原煤消费量 < 30 万吨",
            _COAL | {"新建": True},
            "年原煤消费量小于 300000 t（30 万吨）",
            "5000 t",
            None,
        ),
        (
            "新建 and 年原煤消费量 <= 30 万吨",
            _COAL | {"新建": False},
            "“新建”为“是”，且年原煤消费量不超过 300000 t（30 万吨）",
            "5000 t",
            None,
        ),
        (
            "新建 or 年原煤消费量 <= 30 万吨",
            _COAL | {"新建": False},
            "“新建”为“是”，或年原煤消费量不超过 300000 t（30 万吨）",
            "5000 t",
            None,
        ),
        ("产品名称 = null or 新建", {"产品名称": "甲", "新建": False}, "“新建”为“是”", "", {"新建": "否"}),
        ("产品名称 != null and 产品名称 = \"乙\"", {"产品名称": None}, "产品名称为“乙”", "", None),
        # a branch
        (
            "if 新建 then 年原煤消费量 <= 20 万吨 else 年原煤消费量 <= 30 万吨",
            {**_COAL, "新建": True},
            "年原煤消费量不超过 200000 t（20 万吨）",
            "105000 t",
            None,
        ),
        # lists: the failing element by its place, the limit by its table
        (
            "every p in 产品 satisfies p.单耗 <= 能耗限额(p.名称, 2)",
            {"产品": products("100 kgce/t", "112 kgce/t")},
            "产品[2].单耗不超过 107 kgce/t（《能耗限额》表）",
            "5 kgce/t",
            {"产品[2].单耗": "112 kgce/t", "产品[2].名称": "熟料", "能耗限额(产品[2].名称, 2)": "107 kgce/t"},
        ),
        (
            "every p in 产品[淘汰] satisfies p.单耗 <= 107 kgce/t",
            {"产品": [*products("200 kgce/t"), *products("108 kgce/t", 淘汰=True)]},
            "产品[2].单耗不超过 107 kgce/t",
            "1 kgce/t",
            None,
        ),
        (
            "some p in 产品 satisfies p.淘汰 and p.单耗 < 107 kgce/t",
            {"产品": products("200 kgce/t")},
            "产品中至少有一项：“淘汰”为“是”，且单耗小于 107 kgce/t",
            "93 kgce/t",
            None,
        ),
        (
            "some p in 产品 satisfies p.单耗 < 107 kgce/t",
            {"产品": products("200 kgce/t", "300 kgce/t")},
            "产品中至少有一项单耗小于 107 kgce/t",
            "",
            {"产品": "熟料、熟料"},
        ),
        (
            "every p in 产品 satisfies not(p.名称 != \"水泥\" and p.淘汰) or p.单耗 <= 综合能耗 / 煤炭替代量",
            {**_COAL, "综合能耗": quantity("305 tce"), "产品": products("306 kgce/t", 淘汰=True)},
            "产品[1].名称为“水泥”，或“产品[1].淘汰”为“否”，或产品[1].单耗不超过 305 kgce/t（综合能耗 ÷ 煤炭替代量）",
            "1 kgce/t",
            None,
        ),
        (
            "not(some p in 产品 satisfies p.淘汰)",
            {"产品": [*products("1 kgce/t"), *products("1 kgce/t", 淘汰=True)]},
            "“产品[2].淘汰”为“否”",
            "",
            {"产品[2].淘汰": "是"},
        ),
    ],
)  # fmt: skip
def test_required_gap_and_observed(
    require: str, facts: dict[str, Any], required: str, gap: str, observed: dict[str, str] | None
) -> None:
    finding = finding_of(require, facts)
    assert finding.outcome is Outcome.VIOLATED
    assert finding.required == required
    assert finding.gap == gap
    if observed is not None:
        assert {fact.fact: scalar_text(fact.value, fact.unit) for fact in finding.observed} == observed
    if not gap:
        assert finding.message.startswith("规则R:")


def test_gap_is_exact_where_python_would_round() -> None:
    facts = {"年原煤消费量": quantity("300000.00000000000000000000000000001 t")}
    finding = finding_of("年原煤消费量 <= 30 万吨", facts)
    assert finding.gap == "1E-29 t"


def test_a_quotient_is_told_from_its_limit_without_rounding() -> None:
    facts = {"综合能耗": quantity("1 tce"), "年原煤消费量": quantity("3 t")}
    assert finding_of("综合能耗 / 年原煤消费量 * 3 <= 1 tce/t", facts).outcome is Outcome.SATISFIED


def test_message_remedy_and_placeholders() -> None:
    facts = {**_COAL, "产品名称": "{gap}甲"}
    texts = {"message": "{产品名称}:原煤 { 年原煤消费量 } 超出 {gap}", "remedy": "削减 {gap};{ 待定门槛 }"}
    finding = finding_of("年原煤消费量 <= 30 万吨", facts, **texts)
    assert finding.message == "{gap}甲:原煤 305000 t 超出 5000 t"
    assert finding.remedy == "削减 5000 t;未填"


def test_default_message_tells_value_and_limit() -> None:
    assert finding_of("年原煤消费量 <= 30 万吨", _COAL).message == "规则R:年原煤消费量 为 305000 t,应 ≤ 300000 t"
    assert finding_of("新建", {"新建": False}).message == "规则R:应满足:“新建”为“是”"


def test_long_lists_of_failing_elements_are_cut_with_their_number() -> None:
    facts = {"产品": products(*["200 kgce/t"] * 30)}
    finding = finding_of("every p in 产品 satisfies p.单耗 <= 107 kgce/t", facts)
    assert finding.required.count("产品[") == 12
    assert finding.required.endswith("（只列出 30 项中的 12 项）")
    assert len(finding.trace[1].children) == 12


def test_chain_names_the_derivations_behind_the_rule() -> None:
    derivations = [
        derivation_of("D-coal", "用煤项目", "年原煤消费量 > 0 t"),
        derivation_of("D-high", "两高项目", "用煤项目 and 年原煤消费量 > 1 t"),
        derivation_of("D-gap", "煤炭缺口", None, "年原煤消费量 - 煤炭替代量"),
    ]
    finding = finding_of("煤炭缺口 <= 0 t", {**_COAL, "用煤项目": None}, derivations, applies="两高项目")
    assert finding.chain == ("两高项目 = 是(依 D-high)", "用煤项目 = 是(依 D-coal)", "煤炭缺口 = 304000 t(依 D-gap)")
    given_gap = finding_of("煤炭缺口 <= 0 t", {"煤炭缺口": quantity("2 t")}, derivations)
    assert given_gap.chain == ("煤炭缺口 = 2 t(申报值)",)


def test_everything_explains_satisfied_and_inapplicable_rules() -> None:
    satisfied = finding_of("年原煤消费量 <= 40 万吨", _COAL, everything=True)
    assert satisfied.outcome is Outcome.SATISFIED
    assert satisfied.required == "年原煤消费量不超过 40 万吨"
    assert [trace.label for trace in satisfied.trace] == ["适用条件", "要求"]
    inapplicable = finding_of("true", _COAL, applies="年原煤消费量 > 40 万吨", everything=True)
    assert inapplicable.outcome is Outcome.NOT_APPLICABLE
    assert [(trace.label, trace.truth) for trace in inapplicable.trace] == [("适用条件", False)]
    assert finding_of("年原煤消费量 <= 40 万吨", _COAL).trace == ()


def test_a_trace_says_conditions_in_words_and_keeps_them_as_written() -> None:
    require = "every p in 产品 satisfies p.单耗 <= 能耗限额(p.名称, 2) and p.名称 != 产品名称"
    facts = {"产品": products("112 kgce/t"), "产品名称": "水泥"}
    (_, trace) = finding_of(require, facts).trace
    assert trace.expression == require
    assert trace.text == "每项产品都满足：其单耗不超过按（其名称、2）查《能耗限额》表所得的值，且其名称不等于产品名称"
    (element,) = trace.children
    assert (element.label, element.text) == ("产品[1] 熟料", "全部满足")
    assert [(child.text, child.expression) for child in element.children] == [
        ("其单耗不超过按（其名称、2）查《能耗限额》表所得的值", "p.单耗 <= 能耗限额(p.名称, 2)"),
        ("其名称不等于产品名称", "p.名称 != 产品名称"),
    ]


def test_an_undetermined_finding_states_the_whole_requirement() -> None:
    finding = finding_of("every p in 产品[淘汰] satisfies p.单耗 <= 能耗限额(p.名称, 2) or p.名称 = null", {})
    assert (
        finding.required
        == "“淘汰”为“是”的每项产品都满足：单耗不超过按（名称、2）查《能耗限额》表所得的值，或未填写名称"
    )


def test_inputs_of_a_derived_fact_are_facts_not_members_of_records() -> None:
    from checker.api import Checker

    application = Path(__file__).parents[2] / "cases" / "plastic-bags-ultra-thin" / "application.yaml"
    report = Checker.load().check(application, as_of=AS_OF)
    inputs = {fact.fact: [value.fact for value in fact.inputs] for fact in report.derived}
    assert inputs["会商通过"] == ["审批手续"]


def test_today_is_the_as_of_date() -> None:
    finding = finding_of("审查日 = today()", {}, everything=True)
    assert finding.outcome is Outcome.SATISFIED
