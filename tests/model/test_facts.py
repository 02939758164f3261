"""Facts for the expression language: missing, zero and declared none stay apart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from checker.feel import evaluate
from checker.feel.units import parse_quantity
from checker.model.facts import facts_of
from checker.model.vocabulary import VOCABULARY
from tests.model.samples import application


def test_every_fact_is_there_and_says_nothing_until_it_is_stated() -> None:
    facts = facts_of(application())
    assert set(facts) == set(VOCABULARY.facts)
    assert {label for label, value in facts.items() if value is not None} == {
        "项目名称",
        "建设阶段",
        "建设性质",
        "行业代码",
    }


def test_values_are_plain_values_of_the_expression_language() -> None:
    facts = facts_of(
        application(
            "县区: 511921",
            "涉密: 否",
            "申报日期: 2026-03-01",
            "容积率: 1.2",
            "中水回用率: 40 %",
            "年原煤消费量: 5 万吨",
            "批复后变动: [建设规模变化]",
        )
    )
    assert (facts["县区"], type(facts["县区"])) == ("通江县", str)
    assert facts["涉密"] is False
    assert facts["申报日期"] == date(2026, 3, 1)
    assert facts["容积率"] == Decimal("1.2")
    assert facts["中水回用率"] == Decimal("0.4")
    assert facts["年原煤消费量"] == parse_quantity("50000 t")
    assert facts["批复后变动"] == ["建设规模变化"]
    assert type(facts["批复后变动"][0]) is str


def test_records_are_contexts_with_every_field() -> None:
    facts = facts_of(application("锅炉: [{燃料: 煤, 额定蒸发量: 10 t/h}, {燃料: 电}]"))
    coal, electric = facts["锅炉"]
    assert coal["燃料"] == "煤"
    assert coal["额定蒸发量"] == parse_quantity("10 t/h")
    assert electric["额定蒸发量"] is None
    spec = VOCABULARY.facts["锅炉"].fields
    assert spec is not None
    assert set(coal) == {field.label for field in spec}


def test_missing_zero_and_null_coal() -> None:
    assert facts_of(application())["年原煤消费量"] is None
    assert facts_of(application("年原煤消费量: null"))["年原煤消费量"] is None
    assert facts_of(application("年原煤消费量: 0"))["年原煤消费量"] == parse_quantity("0 t")


def test_missing_list_and_declared_none() -> None:
    assert facts_of(application())["锅炉"] is None
    assert facts_of(application("锅炉: 无"))["锅炉"] == []


def test_named_aspects_close_what_they_do_not_name() -> None:
    facts = facts_of(application("涉及事项: [锅炉]"))
    assert facts["锅炉"] is None
    assert facts["塑料制品"] == []
    assert facts["年原煤消费量"] == parse_quantity("0 t")
    assert facts["养殖规模"] == Decimal(0)
    assert facts["替代来源"] == []
    # What only the applicant can say, and what belongs to every project, stays open.
    assert facts["飞灰处置方案"] is None
    assert facts["PUE"] is None
    assert facts["能源消费"] is None
    assert facts["年综合能源消费量"] is None


def test_an_aspect_named_leaves_its_section_open() -> None:
    facts = facts_of(application("涉及事项: [用煤, 锅炉]"))
    assert facts["年原煤消费量"] is None
    assert facts["锅炉"] is None


def test_no_aspects_at_all_closes_every_section() -> None:
    facts = facts_of(application("涉及事项: 无"))
    assert facts["锅炉"] == facts["建筑"] == facts["车辆"] == facts["塑料制品"] == []


def test_a_section_open_to_several_aspects_closes_only_when_none_is_named() -> None:
    assert facts_of(application("涉及事项: [拆除]"))["建筑垃圾产生量"] is None
    assert facts_of(application("涉及事项: [用煤]"))["建筑垃圾产生量"] == parse_quantity("0 t")


def test_facts_of_one_application_do_not_leak_into_the_next() -> None:
    first = application("涉及事项: 无")
    facts_of(first)["锅炉"].append("x")
    assert facts_of(first)["锅炉"] == []
    facts_of(first)["项目名称"] = "乙"
    assert facts_of(first)["项目名称"] == "通江县某水泥熟料生产线"


def test_expressions_run_on_facts() -> None:
    facts = facts_of(application("锅炉: [{燃料: 煤, 额定蒸发量: 10 蒸吨/小时}]", "年原煤消费量: 5 万吨"))
    assert evaluate('some b in 锅炉 satisfies b.燃料 = "煤" and b.额定蒸发量 <= 10 t/h', facts) is True
    assert evaluate("年原煤消费量 <= 5 万吨", facts) is True
    assert evaluate("煤炭替代量 >= 年原煤消费量", facts) is None


def test_projects_beside_this_one_are_records_of_their_own() -> None:
    facts = facts_of(application("关联项目:", "  - {名称: 二期, 建设地点相同: 是, 年综合能源消费量: 600 tce}"))
    (other,) = facts["关联项目"]
    assert (other["建设地点相同"], other["年综合能源消费量"]) == (True, parse_quantity("600 tce"))
    assert (other["年煤炭消费量"], facts_of(application("关联项目: 无"))["关联项目"]) == (None, [])
