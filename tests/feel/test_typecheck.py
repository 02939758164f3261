"""The type check: what it refuses, what it names as the remedy, and what it lets pass."""

from __future__ import annotations

import pytest

from checker.feel import parse, types
from checker.feel.typecheck import check
from checker.feel.types import (
    ANY,
    ANY_QUANTITY,
    BOOLEAN,
    DATE,
    NUMBER,
    STRING,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    Parameter,
    QuantityType,
    StringType,
)
from checker.feel.units import parse_unit


def measured_in(unit: str) -> QuantityType:
    return QuantityType(parse_unit(unit).dimension)


BOILER = ContextType(
    {"额定蒸发量": measured_in("t/h"), "燃料": StringType(frozenset({"煤", "天然气", "生物质"})), "投产日期": DATE}
)
SCOPE: dict[str, FeelType] = {
    "年原煤消费量": measured_in("t"),
    "综合能耗": measured_in("tce"),
    "产量": measured_in("t"),
    "实物量": ANY_QUANTITY,
    "占比": NUMBER,
    "建设阶段": StringType(frozenset({"拟建", "在建", "存量"})),
    "替代来源": STRING,
    "两高项目": BOOLEAN,
    "开工日期": DATE,
    "锅炉": ListType(BOILER),
    "台账": ANY,
    "城市": ContextType({"年": NUMBER, "原煤": measured_in("t")}),
}
FUNCTIONS = {
    "水泥熟料能耗限额": FunctionType(
        (Parameter("指标", StringType(frozenset({"熟料综合能耗", "熟料电耗"}))), Parameter("等级", NUMBER)),
        measured_in("kgce/t"),
    ),
}

FINE = [
    ("年原煤消费量 > 5 万吨", BOOLEAN),
    ("年原煤消费量 = null", BOOLEAN),
    ("实物量 > 5 tce and 实物量 > 5 t", BOOLEAN),
    ("占比 >= 40 %", BOOLEAN),
    ('建设阶段 = "拟建"', BOOLEAN),
    ('建设阶段 in ["拟建", "在建"]', BOOLEAN),
    ("not(两高项目) or 台账", BOOLEAN),
    ("综合能耗 / 产量", measured_in("tce/t")),
    ("综合能耗 / 产量 <= 107 kgce/t", BOOLEAN),
    ("年原煤消费量 / 产量", NUMBER),
    ("占比 * 年原煤消费量", measured_in("t")),
    ("实物量 * 2", ANY_QUANTITY),
    ("实物量 + 1 t", measured_in("t")),
    ("实物量 * 0.7143 tce/t", ANY),
    ("综合能耗 * 2.66 tCO2/tce", measured_in("tCO2")),
    ("年原煤消费量 / 1 t", NUMBER),
    ("锅炉.额定蒸发量", ListType(measured_in("t/h"))),
    ("锅炉[1].额定蒸发量", measured_in("t/h")),
    ('锅炉[燃料 = "煤" and 年原煤消费量 > 0 t]', ListType(BOILER)),
    ('锅炉[item.额定蒸发量 > 10 t/h][1].燃料 = "煤"', BOOLEAN),
    ("sum(锅炉.额定蒸发量)", measured_in("t/h")),
    ('sum(锅炉[燃料 = "煤"].额定蒸发量) <= 35 t/h', BOOLEAN),
    ('count(锅炉[燃料 = "煤"]) > 0', BOOLEAN),
    ("max(锅炉.额定蒸发量, 1 t/h)", measured_in("t/h")),
    ("some b in 锅炉 satisfies b.额定蒸发量 < 10 t/h and 两高项目", BOOLEAN),
    ("every b in 锅炉, y in 1..3 satisfies b.投产日期.year > y", BOOLEAN),
    ("for b in 锅炉 return b.投产日期", ListType(DATE)),
    ("for i in 1..3 return i * 1 t", ListType(measured_in("t"))),
    ("for i in 1..3 return count(partial)", ListType(NUMBER)),
    ("if 两高项目 then 1 t else 500 kg", measured_in("t")),
    ("if 两高项目 then 1 t else null", measured_in("t")),
    ('水泥熟料能耗限额("熟料综合能耗", 2)', measured_in("tce/t")),
    ('水泥熟料能耗限额(等级: 2, 指标: "熟料综合能耗") >= 综合能耗 / 产量', BOOLEAN),
    ('开工日期 >= @"2024-01-01"', BOOLEAN),
    ('开工日期 + duration("P1Y") < today()', BOOLEAN),
    ('开工日期 in [@"2024-01-01"..@"2024-12-31"]', BOOLEAN),
    ('开工日期 - @"2024-01-01"', types.DAYS_TIME_DURATION),
    ("开工日期.year >= 2024", BOOLEAN),
    ("城市.原煤 + 年原煤消费量 <= 30 万吨", BOOLEAN),
    ("{a: 1, b: a * 1 t}.b", measured_in("t")),
    ("abs(年原煤消费量) > 1 kg", BOOLEAN),
    ("round half up(综合能耗 / 产量, 3)", measured_in("tce/t")),
    ("string length(替代来源) > 3", BOOLEAN),
    ('替代来源 in ("a", "b")', BOOLEAN),
    ("年原煤消费量 in (< 5 t, [10 t..20 t])", BOOLEAN),
    ("占比 in (? > 3)", BOOLEAN),
    ('"煤" in 锅炉.燃料', BOOLEAN),
    ('list contains(锅炉.燃料, "煤")', BOOLEAN),
    ("sort(锅炉, function(a, b) a.额定蒸发量 < b.额定蒸发量)", ListType(BOILER)),
    ("(function(x) x + 1)(2)", ANY),
    ("台账.什么.都行 > 1", BOOLEAN),
    ("台账[x > 1]", ListType(ANY)),
    ("[]", ListType(ANY)),
    ('建设阶段 + "项目"', STRING),
    ("占比 instance of number", BOOLEAN),
    ("sort(list: 锅炉.额定蒸发量)", ListType(measured_in("t/h"))),
    ('list contains(替代来源, "随便")', BOOLEAN),
    ('list contains(锅炉.燃料, null) or list contains(["煤", "油"], 替代来源)', BOOLEAN),
    ('append(concatenate(["煤"], ["油"]), "气")', types.ANY_LIST),
    ('锅炉.燃料 = ["煤", "天然气"] or 锅炉.燃料 = []', BOOLEAN),
    ('开工日期 >= date("2024-02-29") and 开工日期 < date(2025, 1, 1)', BOOLEAN),
]

WRONG = [
    # expression, what the message names, what the remedy says, where
    ('list contains(锅炉.燃料, "天然汽")', "没有取值“天然汽”", "天然气", '"天然汽"'),
    ('list contains(element: "天然汽", list: 锅炉.燃料)', "没有取值“天然汽”", "天然气", '"天然汽"'),
    ('list contains(["煤", "天然汽"], 锅炉[1].燃料)', "没有取值“天然汽”", "天然气", '"天然汽"'),
    ("list contains(锅炉.额定蒸发量, 10)", "没有单位", "10 t/h", "10"),
    ('count(index of(锅炉.燃料, "天然汽")) > 0', "没有取值“天然汽”", "天然气", '"天然汽"'),
    ('append(锅炉.燃料, "煤", "天然汽") = []', "没有取值“天然汽”", "天然气", '"天然汽"'),
    ('锅炉.燃料 = ["煤", "天然汽"]', "没有取值“天然汽”", "天然气", '"天然汽"'),
    ('["天然汽"] != 锅炉.燃料', "没有取值“天然汽”", "天然气", '"天然汽"'),
    ('开工日期 > date("2025-02-30")', "不是日期", "2024-01-01", 'date("2025-02-30")'),
    ('开工日期 > date(from: "2025年")', "不是日期", "2024-01-01", 'date(from: "2025年")'),
    ("开工日期 > date(2025, 2, 30)", "不是日期", "2024-01-01", "date(2025, 2, 30)"),
    ("年煤消费量 > 0 t", "年煤消费量", "年原煤消费量", "年煤消费量"),
    ("完全没有的 > 0 t", "完全没有的", "核对名称", "完全没有的"),
    ("年原煤消费量 > 5", "没有单位", "5 t", "年原煤消费量 > 5"),
    ("年原煤消费量 > 0", "没有单位", "0 t", "年原煤消费量 > 0"),
    ("0 < 年原煤消费量", "没有单位", "0 t", "0 < 年原煤消费量"),
    ("实物量 > 5", "没有单位", "5 t", "实物量 > 5"),
    ("年原煤消费量 > 占比", "没有单位", "年原煤消费量 / 1 t", "年原煤消费量 > 占比"),
    ("年原煤消费量 > 5 tce", "tce", "同一量纲", "年原煤消费量 > 5 tce"),
    ("年原煤消费量 + 综合能耗 > 1 t", "tce", "换算系数", "年原煤消费量 + 综合能耗"),
    ("年原煤消费量 between 1 t and 5 tce", "tce", "量纲", "年原煤消费量 between 1 t and 5 tce"),
    ("年原煤消费量 in [1..5]", "没有单位", "1 t", "[1..5]"),
    ("年原煤消费量 in (1 tce, 2 t)", "tce", "量纲", "1 tce"),
    ("年原煤消费量 in (< 5 tce)", "tce", "量纲", "< 5 tce"),
    ("综合能耗 / 产量 <= 107 kgce/m²", "tce/m²", "量纲", "综合能耗 / 产量 <= 107 kgce/m²"),
    ("if 两高项目 then 1 t else 0", "没有单位", "0 t", "if 两高项目 then 1 t else 0"),
    ("max(锅炉.额定蒸发量, 1) > 2 t/h", "没有单位", "1 t/h", "1"),
    ('建设阶段 = "拟见"', "拟见", "拟建", '"拟见"'),
    ('建设阶段 != "全部"', "全部", "存量", '"全部"'),
    ('建设阶段 in ["拟建", "再建"]', "再建", "在建", '"再建"'),
    ('建设阶段 in ("拟建", "再建")', "再建", "在建", '"再建"'),
    ('锅炉[燃料 = "天然汽"]', "天然汽", "天然气", '"天然汽"'),
    ('some b in 锅炉 satisfies b.燃烧 = "煤"', "燃烧", "燃料", "b.燃烧"),
    ("锅炉[额定蒸发 > 1 t/h]", "额定蒸发", "额定蒸发量", "额定蒸发"),
    ("城市.原媒 > 1 t", "原媒", "原煤", "城市.原媒"),
    ("占比 and 两高项目", "占比", "占比 > 0", "占比"),
    ("年原煤消费量 or 两高项目", "年原煤消费量", "年原煤消费量 > 0 t", "年原煤消费量"),
    ("not(建设阶段)", "建设阶段", "建设阶段 = ", "建设阶段"),
    ("if 占比 then 1 else 2", "占比", "占比 > 0", "占比"),
    ("锅炉[燃料]", "燃料", "燃料 = ", "燃料"),
    ("some b in 锅炉 satisfies b.燃料", "b.燃料", "b.燃料 = ", "b.燃料"),
    ('占比 = "5"', "文本", "同一类", '占比 = "5"'),
    ('两高项目 = "是"', "文本", "true", '两高项目 = "是"'),
    ("两高项目 > true", "比较大小", "", "两高项目 > true"),
    ("占比 > null", "null", "!= null", "占比 > null"),
    ("锅炉.额定蒸发量 > 10 t/h", "列表", "every", "锅炉.额定蒸发量 > 10 t/h"),
    ('锅炉.燃料 = "煤"', "列表", 'list contains(锅炉.燃料, "煤")', '锅炉.燃料 = "煤"'),
    ("锅炉.额定蒸发量 * 2", "列表", "sum", "锅炉.额定蒸发量 * 2"),
    ('开工日期 > "2024-01-01"', "文本", '@"2024-01-01"', '开工日期 > "2024-01-01"'),
    ('开工日期 > @"2024-13-01"', "2024-13-01", '@"2024-01-01"', '@"2024-13-01"'),
    ("开工日期 + 1", "日期", "类型", "开工日期 + 1"),
    ("开工日期.yaer", "yaer", "year", "开工日期.yaer"),
    ("占比.年", "占比", "去掉", "占比.年"),
    ("-建设阶段", "取负", "", "-建设阶段"),
    ("strng length(替代来源)", "strng length", "string length", "strng length"),
    ('水泥熟料能耗("熟料综合能耗", 2)', "水泥熟料能耗", "水泥熟料能耗限额", "水泥熟料能耗"),
    ('水泥熟料能耗限额("熟料综合能耗")', "1 个", "(指标, 等级)", "水泥熟料能耗限额"),
    ('水泥熟料能耗限额("熟料综合能耗", "2")', "等级", "数", '"2"'),
    ('水泥熟料能耗限额("综合能耗", 2)', "综合能耗", "熟料综合能耗", '"综合能耗"'),
    ('水泥熟料能耗限额(指标: "熟料电耗", 级: 2)', "等级", "等级", "水泥熟料能耗限额"),
    ('水泥熟料能耗限额(指标: "熟料电耗", 等级: 2 t)', "等级", "1 t", "2 t"),
    ("string length(占比)", "string", "文本", "占比"),
    ("substring(替代来源)", "1 个", "start position", "substring"),
    ("abs()", "0 个", "abs(n)", "abs"),
    ("round up(n: 占比, scal: 2)", "scale", "scale", "round up"),
    ("sum（锅炉）", "sum（锅炉）", "半角", "sum（锅炉）"),
    ("建设阶段 且 两高项目", "建设阶段 且 两高项目", "运算符", "建设阶段 且 两高项目"),
    ("占比(1)", "不是函数", "括号", "占比(1)"),
    ("every x in 占比 satisfies x > 1", "不是列表", "1..n", "x in 占比"),
    ("for x in 锅炉 return x.炉型", "炉型", "可写", "x.炉型"),
    ("{a: 1}.b", "没有“b”", "a", "{a: 1}.b"),
]


@pytest.mark.parametrize(("expression", "kind"), FINE)
def test_a_sound_expression_has_a_type_and_no_problem(expression: str, kind: FeelType) -> None:
    assert check(parse(expression), SCOPE, FUNCTIONS) == (kind, [])


@pytest.mark.parametrize(("expression", "message", "remedy", "place"), WRONG)
def test_a_mistake_is_named_with_its_place_and_remedy(expression: str, message: str, remedy: str, place: str) -> None:
    _, problems = check(parse(expression), SCOPE, FUNCTIONS)
    first = problems[0]
    assert message in first.message
    assert remedy in first.remedy
    assert expression[slice(*first.span)] == place


@pytest.mark.parametrize(
    ("expression", "count"), [("甲乙 > 1 and 丙丁 = 2", 2), ("甲乙 + 1", 1), ("(甲乙)[丙丁 > 1].x", 1)]
)
def test_all_mistakes_are_reported_and_none_twice(expression: str, count: int) -> None:
    _, problems = check(parse(expression), SCOPE, FUNCTIONS)
    assert len(problems) == count
    assert [problem.span for problem in problems] == sorted(problem.span for problem in problems)


def test_a_name_of_the_surroundings_is_seen_inside_loops_and_a_members_name_comes_first() -> None:
    scope = SCOPE | {"燃料": NUMBER}
    assert check(parse('锅炉[燃料 = "煤" and 占比 > 1]'), scope, FUNCTIONS)[1] == []
    assert check(parse("燃料 > 1"), scope, FUNCTIONS)[1] == []


def test_the_input_of_a_table_cell_is_checked_as_the_name_it_stands_for() -> None:
    _, problems = check(parse("? > 5 tce"), {"?": measured_in("t")}, {})
    assert "tce" in problems[0].message
