"""What the prose reader says, construct by construct, for anything that can be written, and for the shipped rules."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from checker.feel import compile_node, parse, tree
from checker.feel.prose import in_words, noun_of
from checker.feel.tree import Node
from checker.rulebook import RuleBook, load_rulebook
from tests.feel.test_properties import trees

ROOT = Path(__file__).parents[2]

CONDITIONS = [
    ("列入两高台账", "列入两高台账"),
    ("两高项目", "属于两高项目"),
    ("not(两高项目)", "不属于两高项目"),
    ("供气协议", "有供气协议"),
    ("not(已取得节能审查意见)", "尚未取得节能审查意见"),
    ("须单独节能审查 = false", "无须单独节能审查"),
    ("产能过剩行业 != null and 产能过剩行业", "“产能过剩行业”已填写且为“是”"),
    ('投资性质 != null and 投资性质 = "政府投资"', "投资性质已填写且为“政府投资”"),
    ('产业目录类别 in ["鼓励", "允许"]', "产业目录类别为“鼓励”或“允许”"),
    ('list contains(涉及事项, "锅炉")', "涉及事项包括“锅炉”"),
    (
        'list contains(涉及事项, "窑炉") or list contains(涉及事项, "锅炉") or list contains(涉及事项, "油气开采")',
        "涉及事项包括“窑炉”、“锅炉”、“油气开采”之一",
    ),
    ('substring(行业代码, 1, 2) in ["25", "26", "30"]', "行业代码前两位为“25”、“26”、“30”之一"),
    ('not(substring(行业代码, 1, 2) in ["13", "14"])', "行业代码前两位不为“13”、“14”中的任何一个"),
    (
        '煤炭替代量 >= 年原煤消费量 and not(替代来源 in ["石油焦", "焦炭", "兰炭"])',
        "煤炭替代量不小于年原煤消费量，且替代来源不为“石油焦”、“焦炭”、“兰炭”中的任何一个",
    ),
    (
        (
            'every p in 产品[contains(名称, "熟料")] satisfies p.单位产品综合能耗 <= '
            '水泥综合能耗限额("水泥熟料", 限额执行等级)'
        ),
        (
            "名称含“熟料”的每项产品，其单位产品综合能耗不超过按（"
            "“水泥熟料”、限额执行等级）查《水泥综合能耗限额》表所得的值"
        ),
    ),
    (
        'some a in 审批手续 satisfies a.类型 = "节能审查" and a.结论 = "通过"',
        "审批手续中至少有一项：类型为“节能审查”，且结论为“通过”",
    ),
    (
        'some p in 产品 satisfies contains(p.名称, "烧结") and not(contains(p.名称, "烧结矿"))',
        "产品中至少有一项名称含“烧结”且不含“烧结矿”",
    ),
    (
        'every v in 车辆 satisfies not(v.类型 in ["公交车", "环卫车"]) or v.燃料 in ["电", "氢"]',
        "每项车辆都满足：若类型为“公交车”或“环卫车”，则燃料为“电”或“氢”",
    ),
    (
        (
            'every m in 电动机[型号 != null and (状态 = null or 状态 != "拟拆除")] satisfies not(starts '
            'with(m.型号, "YB-") or starts with(m.型号, "YBK-"))'
        ),
        "已填写型号且（状态未填写或不为“拟拆除”）的每项电动机，其型号不以“YB-”、“YBK-”中的任何一个开头",
    ),
    (
        'some q in 产品 satisfies contains(q.名称, "熟料") and (建设性质 = "新建" or q.新增年产能 > q.新增年产能 * 0)',
        "产品中至少有一项：其名称含“熟料”，且（建设性质为“新建”，或其新增年产能大于 0）",
    ),
    ('every q in 塑料制品[类型 = "含塑料微珠日化产品"] satisfies false', "没有类型为“含塑料微珠日化产品”的塑料制品"),
    (
        (
            'if 实际开工日期 != null then 实际开工日期 <= 节能审查意见日期 + duration("P2Y") else if '
            '建设阶段 = "拟建" then 审查日 <= 节能审查意见日期 + duration("P2Y") else null'
        ),
        (
            "若已填写实际开工日期，则实际开工日期不晚于节能审查意见日期后 2 年；否则，若建设阶段为“拟建”，"
            "则审查日不晚于节能审查意见日期后 2 年；否则无法判定"
        ),
    ),
    (
        "(a >= b or c >= d) and (e >= f or g >= h) and not(x)",
        "同时满足：（一）a 不小于 b，或 c 不小于 d；（二）e 不小于 f，或 g 不小于 h；（三）“x”为“否”",
    ),
    (
        (
            "every k in 控制量 satisfies max(for c in 消费量[年份 = k.年份] return if c.含本项目 then "
            "c.数量 else c.数量 + 年原煤消费量) <= k.数量"
        ),
        (
            "每项控制量，按年份等于该控制量的年份的每项消费量分别计算的（若其含本项目，取其数量；"
            "否则取其数量 + 年原煤消费量）中的最大值不超过该控制量的数量"
        ),
    ),
    ("两高项目 or 列入两高目录 = null and 疑似两高", "属于两高项目，或（未填写“列入两高目录”，且“疑似两高”为“是”）"),
    ("count(农业用热热源) > 0", "有农业用热热源"),
    ("锅炉热效率限值(燃料, 3) = null", "按（燃料、3）查《锅炉热效率限值》表没有对应的值"),
    ('建设阶段 = "拟建" and 年原煤消费量 > 0 t', "建设阶段为“拟建”，且年原煤消费量大于 0 t"),
    ("a = 1 or b = 2 and c = 3", "a 等于 1，或（b 等于 2，且 c 等于 3）"),
    ("(a = 1 or b = 2) and c = 3", "（a 等于 1，或 b 等于 2），且 c 等于 3"),
    ("not(a = 1 and b = 2)", "并非（a 等于 1，且 b 等于 2）"),
    ("not(a = 1 or b = 2)", "a 不等于 1，且 b 不等于 2"),
    ("not(not(列入两高台账))", "列入两高台账"),
    ("not(甲 > 1)", "甲不超过 1"),
    ("x in (1, 2, 3)", "x 为 1、2、3 之一"),
    ("x in (< 5, > 10)", "x 小于 5 或大于 10"),
    ("not(x in (< 5, > 10))", "x 不小于 5 且不超过 10"),
    ("x in [1..5]", "x 在 1 与 5 之间（含两端）"),
    ("x in (1..5]", "x 在 1 与 5 之间（不含 1）"),
    ("x in (1..5)", "x 在 1 与 5 之间（不含两端）"),
    ("not(x in [1..5))", "x 不在 1 与 5 之间（不含 5）"),
    ("x in 名单", "x 属于名单"),
    ("not(x in 名单)", "x 不属于名单"),
    ('x in (null, "a")', "x 为“a”或未填写"),
    ("x in []", "x 属于空的列表"),
    ("x between 1 t and 5 t", "x 在 1 t 与 5 t 之间（含两端）"),
    ("not(x between 1 t and 5 t)", "x 不在 1 t 与 5 t 之间（含两端）"),
    ("5 < x", "x 大于 5"),
    ("x = true", "“x”为“是”"),
    ("x != true", "x 不为“是”"),
    ("x = false", "“x”为“否”"),
    ("null = x", "未填写 x"),
    ('x = @"2025-01-01"', "x 为 2025年1月1日"),
    ('审查日 > date("2025-09-01")', "审查日晚于 2025年9月1日"),
    ('期限 <= @"P30D"', "期限不超过 30 天"),
    ('开工日期 + @"P1Y6M" >= 投产日期', "开工日期后 1 年 6 个月不早于投产日期"),
    ('开工日期 - @"P10DT2H" >= 投产日期', "开工日期前 10 天 2 小时不早于投产日期"),
    ("count(产品) > 0", "有产品"),
    ("count(产品) = 0", "没有产品"),
    ("count(产品) >= 3", "产品的项数不小于 3"),
    ("count(产品[年产能 > 1 t]) != 0", "有年产能大于 1 t 的产品"),
    ("not(count(产品) = 0)", "有产品"),
    ("sum(产品.年产能) > 5 t", "产品的年产能之和大于 5 t"),
    ("every p in 产品 satisfies p.年产能 > 5 t", "每项产品，其年产能大于 5 t"),
    ('every p in 产品 satisfies p = "a"', "每项产品都为“a”"),
    ('every p in 产品 satisfies p.年产能 > 5 t and p.名称 = "a"', "每项产品都满足：年产能大于 5 t，且名称为“a”"),
    ("some p in 产品 satisfies p.年产能 > 总量", "产品中至少有一项，其年产能大于总量"),
    (
        "some p in 产品, q in 锅炉 satisfies p.名称 = q.名称",
        "每项产品（记作 p）、每项锅炉（记作 q），至少有一种情形满足：p 的名称等于 q 的名称",
    ),
    ("every i in 1..3 satisfies i > 0", "1 至 3 的每个整数（记作 i）都满足：i 大于 0"),
    (
        "some p in 产品 satisfies some q in p.工序 satisfies q.能耗 > p.限额",
        "产品中至少有一项：该产品的工序中至少有一项，其能耗大于该产品的限额",
    ),
    (
        "every p in 产能置换 satisfies count(产能置换[产品品种 = p.产品品种]) = 1",
        "每项产能置换，产品品种等于前述产能置换的产品品种的产能置换的项数等于 1",
    ),
    ('not(some p in 产品 satisfies p.名称 = "a")', "并非（产品中至少有一项名称为“a”）"),
    ("every p in 产品 satisfies true", "每项产品，任何情形均成立"),
    ("every p in 产品 satisfies false", "没有产品"),
    ("some p in 产品 satisfies true", "有产品"),
    ("if a = 1 then b = 2 else c = 3", "若 a 等于 1，则 b 等于 2；否则 c 等于 3"),
    ("if a = 1 then true else null", "若 a 等于 1，则成立；否则无法判定"),
    (
        "if a = 1 then b = 2 else if c = 3 then false else d",
        "若 a 等于 1，则 b 等于 2；否则，若 c 等于 3，则不成立；否则“d”为“是”",
    ),
    ('限额("a", 2) != null', "按（“a”、2）查《限额》表有对应的值"),
    ('限额(指标: "a", 等级: 2) >= 能耗', "按（指标为“a”、等级为 2）查《限额》表所得的值不小于能耗"),
    ("全国表() > 1", "查《全国表》所得的值大于 1"),
    ('matches(型号, "^Y")', '「matches(型号, "^Y")」成立'),
    ('not(matches(型号, "^Y"))', '并非（「matches(型号, "^Y")」成立）'),
    ('some p in 产品 satisfies matches(p.型号, "^Y")', '产品中至少有一项「matches(型号, "^Y")」成立'),
    ("any(标志)", "「any(标志)」成立"),
    ("x instance of number", "x 是数值"),
    ("not(x instance of string)", "x 不是文字"),
    ("x instance of list<number>", "「x instance of list<number>」成立"),
    ("true", "任何情形均成立"),
    ("false", "任何情形均不成立"),
    ("null", "无法判定"),
    ("a + b > c * (d - e) / 2", "a + b 大于 c ×（d − e）÷ 2"),
    ("a ** 2 = 4", "a 的 2 次方等于 4"),
    ("-(a + b) < -3", "−（a + b）小于 −3"),
    ('substring(代码, 1, 1) = "C"', "代码首位为“C”"),
    ('substring(代码, 3) = "C"', "代码自第 3 位起的部分为“C”"),
    ('substring(代码, -2) = "C"', "代码后两位为“C”"),
    ('substring(代码, 2, 3) = "C"', "代码第 2 至 4 位为“C”"),
    ('substring(代码, n) = "C"', "「substring(代码, n)」为“C”"),
    ("max(a, b) > min(甲)", "a、b 中的最大值大于甲中的最小值"),
    ("{a: 1}.a = 1", "「{a: 1}」的 a 等于 1"),
    ('产品[1].名称 = "a"', "产品中的第 1 项的名称为“a”"),
    ("产品[item > 3] = x", "其值大于 3 的产品等于 x"),
    ("产品[n + 1] = x", "产品中的第（n + 1）项等于 x"),
    ("not(a.b)", "a 的“b”为“否”"),
    ("not(a) or b", "若“a”为“是”，则“b”为“是”"),
    ("not(a) or not(b)", "“a”为“否”，或“b”为“否”"),
    ("(a = null or not(a)) and b", "“a”未填写或为“否”，且“b”为“是”"),
    ("string length(名称) < 5", "名称的字数小于 5"),
    ("round half up(x, 2) = 1", "x 四舍五入保留 2 位小数的值等于 1"),
    (
        '产品[年产能 > 1 t and (名称 = "a" or 品种 = "b")].年产能 = 1',
        "年产能大于 1 t 且（名称为“a”或品种为“b”）的产品的年产能等于 1",
    ),
    ("产品[some q in 工序 satisfies q.x] = y", "工序中至少有一项“x”为“是”的产品等于 y"),
    ("x > y * 0", "x 大于 y × 0"),
    ("? > 5", "该值大于 5"),
    ("(a = 1) = true", "（a 等于 1）是否成立为“是”"),
    ("function(x) x + 1", "「function(x) x + 1」成立"),
    ('"a\\"b" = x', 'x 为“a"b”'),
    ("1 t/h < 蒸发量", "蒸发量大于 1 t/h"),
    ("年份 = 2025 and 年份 < 2030", "年份等于 2025 且小于 2030"),
    ('list contains(a, "x") and list contains(a, "y")', "a 包括“x”且包括“y”"),
    ('not(list contains(a, "x") or list contains(a, "y"))', "a 不包括“x”、“y”中的任何一个"),
    ("光伏 >= 40 %", "光伏不小于 40 %"),
    ("count(p.q) > 0", "列有 p 的 q"),
    ("count(a.b) = 0", "未列 a 的 b"),
    ("开工日期 = 投产日期", "开工日期等于投产日期"),
    ("every p in 产品 satisfies not(p.已公示)", "每项产品都尚未公示"),
    ("every p in 产品 satisfies p.名称 != null", "每项产品都已填写名称"),
    ("every p in 产品 satisfies count(p.工序) > 0", "每项产品都列有工序"),
]

NOUNS = [
    ('if 建设阶段 = "拟建" then 2 else 3', "若建设阶段为“拟建”，取 2；否则取 3"),
    (
        'if 疑似 then "省" else if c = 1 then "市县" else null',
        "若“疑似”为“是”，取“省”；否则，若 c 等于 1，取“市县”；否则不能确定",
    ),
    (
        "限额(吸水率) * (if 厚度修正系数 = null then 1 else 厚度修正系数)",
        "按吸水率查《限额》表所得的值 × 厚度修正系数（未填写的取 1）",
    ),
    (
        '限额产品品类(名称, if 品种 = null then "" else 品种)',
        "按（名称、品种（未填写的视为空白））查《限额产品品类》表所得的值",
    ),
    ("if x != null then x else 0 t", "x（未填写的取 0 t）"),
    ('sum(涂装[部位 = "钢结构"].涂料用量) * 占比', "部位为“钢结构”的涂装的涂料用量之和 × 占比"),
    (
        'sum(concatenate([0 t], for e in 能源消费[品种 in ["原煤", "型煤"]] return e.年消费量))',
        "品种为“原煤”或“型煤”的各项能源消费的年消费量之和（没有的，计 0 t）",
    ),
    (
        "sum(for e in 能源消费 return e.年消费量 * e.折标系数)",
        "按每项能源消费分别计算的（其年消费量 × 其折标系数）之和",
    ),
    ("for p in 产品 return 限额产品品类(p.名称)", "每项产品按其名称查《限额产品品类》表所得的值"),
    (
        "for p in 产品, i in 1..2 return p.年产能 * i",
        "按每项产品（记作 p）、1 至 2 的每个整数（记作 i）分别计算的（p 的年产能 × i）",
    ),
    (
        '审批手续[类型 = "节能审查" and 结论 in ["通过", "附条件通过"]][-1].批复碳排放量',
        "类型为“节能审查”且结论为“通过”、“附条件通过”之一的审批手续中的最后一项的批复碳排放量",
    ),
    ('max(审批手续[类型 = "节能审查"].日期)', "类型为“节能审查”的审批手续的日期中的最晚值"),
    (
        "sum(concatenate([年用电量], 关联项目[同址].年用电量))",
        "年用电量 + “同址”为“是”的关联项目的年用电量之和（没有的，计 0）",
    ),
    ('意见日期 + duration("P" + string(有效年数) + "Y")', "意见日期加上有效年数（年）"),
    ('意见日期 - duration("P" + string(提前月数) + "M")', "意见日期减去提前月数（月）"),
    ("年综合能源消费量 / 年工业增加值", "年综合能源消费量 ÷ 年工业增加值"),
    ("批复量 * (1 + 批复超出幅度)", "批复量 ×（1 + 批复超出幅度）"),
    ("a - (b - c)", "a −（b − c）"),
    ("-5 t", "−5 t"),
    ('"文本"', "“文本”"),
    ("true", "“是”"),
    ("null", "空值"),
    ("[]", "空的列表"),
    ('["甲", "乙"]', "“甲”、“乙”"),
    ('date("2025-09-01")', "2025年9月1日"),
    ('@"P1Y"', "1 年"),
    ('@"2025-01-01T10:00:00"', '「@"2025-01-01T10:00:00"」'),
    ("a = 1", "（a 等于 1）是否成立"),
    ("{甲: 1}", "「{甲: 1}」"),
    ("[1..5]", "「[1..5]」"),
    ("sort(a)", "「sort(a)」"),
    ("concatenate(a, b)", "a 与 b 合并后的各项"),
    ("modulo(a, 2)", "a 除以 2 的余数"),
    ("产品[-2]", "产品中的倒数第 2 项"),
    ("产品[0]", "产品中的第 0 项"),
    ("not(b)", "（“b”为“否”）是否成立"),
]


FEEL_WORDS = re.compile(
    r"\b(?:some|every|satisfies|list contains|contains|starts with|ends with|and|or|not|in|between|null|true|false"
    r"|if|then|else|for|return|count|sum|max|min|date|duration|substring|concatenate)\b|[\[\]{}<>=*]|\.\."
)
QUOTED = re.compile("“[^”]*”|「[^」]*」")


@pytest.mark.parametrize(("expression", "sentence"), CONDITIONS)
def test_a_condition_reads_as_a_clause(expression: str, sentence: str) -> None:
    assert in_words(parse(expression)) == sentence


@pytest.mark.parametrize(("expression", "phrase"), NOUNS)
def test_a_value_reads_as_a_noun(expression: str, phrase: str) -> None:
    assert noun_of(parse(expression)) == phrase


def test_every_kind_of_node_is_among_the_examples() -> None:
    seen = {type(node) for expression, _ in [*CONDITIONS, *NOUNS] for node in tree.walk(parse(expression))}
    assert seen == set(Node.__args__)


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("两高项目 = null", "两高项目未确定"),
        ("门槛 != null and 两高项目", "门槛已确定，且属于两高项目"),
        ("两高项目 != null and 两高项目", "“两高项目”已确定且为“是”"),
    ],
)
def test_what_nobody_fills_in_is_settled_rather_than_filled_in(expression: str, sentence: str) -> None:
    assert in_words(parse(expression), derived={"两高项目", "门槛"}) == sentence


def test_a_value_nobody_fills_in_is_settled_rather_than_filled_in() -> None:
    assert noun_of(parse("if 门槛 = null then 1 else 门槛"), derived={"门槛"}) == "门槛（未确定的取 1）"


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("甲.单耗 <= 1 t", "产品[2].单耗不超过 1 t"),
        ("甲.淘汰 = false", "“产品[2].淘汰”为“否”"),
        ("not(甲.已公示)", "产品[2] 尚未公示"),
        ("甲.名称 != null", "已填写产品[2].名称"),
        ('甲 = "电"', "产品[2] 为“电”"),
        (
            "some q in 甲.工序 satisfies q.能耗 > 甲.限额",
            "产品[2].工序中至少有一项，其能耗大于产品[2].限额",
        ),
    ],
)
def test_a_place_keeps_its_name(expression: str, sentence: str) -> None:
    placed = _renamed(parse(expression), {"甲": "产品[2]"})
    assert in_words(placed, places=["产品[2]"]) == sentence


def _renamed(part: Any, names: dict[str, str]) -> Any:
    match part:
        case tree.Name(name=name) if name in names:
            return tree.Name(names[name])
        case tuple():
            return tuple(_renamed(item, names) for item in part)
        case _ if is_dataclass(part) and not isinstance(part, tree.Literal):
            return replace(part, **{each.name: _renamed(getattr(part, each.name), names) for each in fields(part)})
    return part


@pytest.mark.parametrize(
    ("expression", "figures", "sentence"),
    [
        ("用煤量 <= 上限", {"上限": "5 t"}, "用煤量不超过 5 t（上限）"),
        ("上限 >= 用煤量", {"上限": "5 t"}, "上限不小于用煤量"),
        ("能耗 <= 限额(名称, 2)", {"限额(名称, 2)": "107 kgce/t"}, "能耗不超过 107 kgce/t（《限额》表）"),
        ("x in [a..b)", {"a": "1 t"}, "x 在 1 t（a）与 b 之间（不含 b）"),
        ("投产日期 <= 审查日", {"审查日": "2026-11-22"}, "投产日期不晚于 2026-11-22（审查日）"),
    ],
)
def test_a_limit_is_said_with_its_value(expression: str, figures: dict[str, str], sentence: str) -> None:
    known = {parse(limit): figure for limit, figure in figures.items()}
    assert in_words(parse(expression), figures=known) == sentence


def test_alternatives_may_be_kept_from_reading_as_a_condition() -> None:
    node = parse('not(a in ["x", "y"]) or b')
    assert in_words(node) == "若 a 为“x”或“y”，则“b”为“是”"
    assert in_words(node, conditional=False) == "a 不为“x”、“y”中的任何一个，或“b”为“是”"


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("every p in 产品 satisfies p.年产能 > 总量", "其年产能大于总量"),
        ("some p in 产品, q in 锅炉 satisfies p.名称 = q.名称", "p 的名称等于 q 的名称"),
        ("every p in 产品 satisfies some q in p.工序 satisfies q.能耗 > p.限额", "其能耗大于该产品的限额"),
    ],
)
def test_a_condition_within_lists_is_said_of_one_item(expression: str, sentence: str) -> None:
    node, within = parse(expression), []
    while isinstance(node, tree.Quantified):
        within.append(node)
        node = node.condition
    assert in_words(node, within=within) == sentence


@given(trees)
@settings(deadline=None)
def test_whatever_can_be_written_can_be_said(node: Node) -> None:
    for text in (in_words(node), noun_of(node)):
        assert text.strip() == text != ""


@pytest.mark.parametrize("expression", ["not({})", "(if a then {} else b)", "(a and {} or b)", "count({}) in (> 0, 5)"])
def test_a_deep_expression_is_said_too(expression: str) -> None:
    text = "a"
    for _ in range(40):
        text = expression.format(text)
    assert in_words(parse(text))
    assert noun_of(parse(text))


def test_what_reads_the_same_means_the_same() -> None:
    atoms = [parse(text) for text in ('a = "x"', "a = null", 'contains(a, "y")', "b", "b = null", "c > 1")]
    settings_of_facts = [
        {"a": a, "b": b, "c": c} for a, b, c in product(("x", "y", None), (True, False, None), (0, 2, None))
    ]
    pairs = [kind((left, right)) for kind in (tree.And, tree.Or) for left, right in product(atoms, atoms)]
    parts: list[Node] = [*atoms, *map(tree.Not, atoms), *pairs, *map(tree.Not, pairs)]
    nodes = [kind((part, atom)) for kind in (tree.And, tree.Or) for part, atom in product(parts, atoms)]
    meanings: dict[str, tuple[object, ...]] = {}
    for node in [*parts, *nodes]:
        meaning = tuple(compile_node(node)(facts) for facts in settings_of_facts)
        for text in (in_words(node), noun_of(tree.Filter(tree.Name("产品"), node))):
            assert meanings.setdefault(text, meaning) == meaning, text


@cache
def shipped() -> RuleBook:
    return load_rulebook(ROOT / "rules")


def shipped_sentences() -> list[tuple[str, str]]:
    book = shipped()
    derived = {*book.derived_facts, *(parameter.name for parameter in book.parameters)}
    conditions: list[tuple[str, Node]] = []
    values: list[tuple[str, Node]] = []
    for rule in book.rules:
        conditions += [(rule.id, rule.applies), (rule.id, rule.require)]
        conditions += [(rule.id, escalation.when) for escalation in rule.escalations]
    for derivation in book.derivations:
        conditions += [(derivation.id, derivation.when)] if derivation.when else []
        values += [(derivation.id, derivation.value)] if derivation.value else []
    return [
        *((owner, in_words(node, derived=derived)) for owner, node in conditions),
        *((owner, noun_of(node, derived=derived)) for owner, node in values),
    ]


def test_no_shipped_rule_reads_as_feel() -> None:
    sentences = shipped_sentences()
    assert sentences
    assert [(owner, text) for owner, text in sentences if FEEL_WORDS.search(QUOTED.sub("“”", text))] == []


def test_brackets_and_quotation_marks_of_shipped_sentences_pair_up() -> None:
    for owner, text in shipped_sentences():
        outside = QUOTED.sub("", text)
        assert outside.count("（") == outside.count("）"), owner
        assert not re.search("[“”「」]", outside), owner
        assert "（）" not in outside, owner
