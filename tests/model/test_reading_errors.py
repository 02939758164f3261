"""Every mistake an applicant can make in a field: named by field and line, with what to write instead."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from checker.model.reading import parse_application
from tests.model.samples import FIRST_LINE, HEAD, application, problems, problems_of


class Case(NamedTuple):
    name: str
    lines: tuple[str, ...]
    field: str
    message: str
    remedy: str
    line: int = FIRST_LINE


CASES = (
    # names
    Case("unknown_label", ("年原煤消耗量: 5 万吨",), "年原煤消耗量", "未知字段“年原煤消耗量”", "是否为“年原煤消费量”?"),
    Case("unknown_key", ("raw_cole: 5 万吨",), "raw_cole", "未知字段“raw_cole”", "是否为“raw_coal”?"),
    Case("unknown_far", ("天气: 晴",), "天气", "未知字段“天气”", "checker schema"),
    Case(
        "unknown_in_record",
        ("锅炉:", "  - 燃料: 煤", "    额定蒸发: 10 t/h"),
        "锅炉[1].额定蒸发",
        "未知字段“额定蒸发”",
        "是否为“额定蒸发量”?",
        FIRST_LINE + 2,
    ),
    Case("record_field_on_top", ("额定蒸发量: 10 t/h",), "额定蒸发量", "未知字段", "列表“锅炉”中各项的字段"),
    Case(
        "top_field_in_record",
        ("锅炉:", "  - 燃料: 煤", "    投资性质: 政府投资"),
        "锅炉[1].投资性质",
        "未知字段",
        "“投资性质”写在最外层",
        FIRST_LINE + 2,
    ),
    Case(
        "split_text",
        ("能源消费: [{品种: 电力, 来源: 供电公司, 结算单}]",),
        "能源消费[1].结算单",
        "未知字段“结算单”",
        "给那段文字加引号",
    ),
    Case("merge_key", ("<<: 甲",), "<<", "不支持 YAML 合并键", "直接写出各字段"),
    Case("duplicate", ("县区: 巴州区", "县区: 恩阳区"), "县区", "第 5 行已经写过", "只保留一处", FIRST_LINE + 1),
    Case("duplicate_required", ("项目名称: 又一名称",), "项目名称", "第 1 行已经写过", "只保留一处"),
    Case(
        "label_and_key",
        ("县区: 巴州区", "county: 巴州区"),
        "县区",
        "同一字段写了两次:第 5 行“县区”与“county”",
        "标签和英文键只写一个",
        FIRST_LINE + 1,
    ),
    # quantities
    Case("wrong_unit", ("年原煤消费量: 5 tce",), "年原煤消费量", "单位“tce”不适用", "可用单位:t、万吨、kg"),
    Case(
        "mass_for_coal_equivalent", ("年综合能源消费量: 5000 吨",), "年综合能源消费量", "单位“吨”不适用", "tce、万tce"
    ),
    Case("unknown_unit", ("年原煤消费量: 5 吨煤",), "年原煤消费量", "不认识单位“吨煤”", "写作 5 t"),
    Case("unit_is_only_a_prefix", ("年原煤消费量: 5 万",), "年原煤消费量", "“万”不是完整的单位", "如 万吨"),
    Case("text_for_number", ("年原煤消费量: 五万吨",), "年原煤消费量", "应为数字,写成了“五万吨”", "写作 12.5 t"),
    Case("none_for_number", ("年原煤消费量: 无",), "年原煤消费量", "应为数字,写成了“无”", "没有就写 0"),
    Case("dash_for_number", ("年原煤消费量: ——",), "年原煤消费量", "应为数字", "删去这一项或写 null"),
    Case("thousands_comma", ("年原煤消费量: 12,000 t",), "年原煤消费量", "带有千分位逗号", "去掉逗号,如 12000"),
    Case("underscore", ("年原煤消费量: 12_000",), "年原煤消费量", "应为数字", "写作 12.5 t"),
    Case("sexagesimal", ("年原煤消费量: 12:30",), "年原煤消费量", "应为数字", "写作 12.5 t"),
    Case("approximate", ("年原煤消费量: 约 5 万吨",), "年原煤消费量", "应为数字", "写作 12.5 t"),
    Case("boolean_for_number", ("年原煤消费量: 是",), "年原煤消费量", "应为数字", "写作 12.5 t"),
    Case("list_for_number", ("年原煤消费量: [1, 2]",), "年原煤消费量", "应为数字,写成了“列表”", "写作 12.5 t"),
    Case("negative", ("年原煤消费量: -5 万吨",), "年原煤消费量", "不能为负数", "核对正负号"),
    Case("absurd", ("年原煤消费量: 1e99 t",), "年原煤消费量", "超出合理范围", "核对数值和单位"),
    Case("not_a_number", ("年原煤消费量: .nan",), "年原煤消费量", "应为数字", "写作 12.5 t"),
    Case("any_dimension_needs_unit", ("产品: [{年产能: 30}]",), "产品[1].年产能", "没有写单位", "写作 30 t"),
    Case(
        "unit_energy_of_nothing",
        ("产品: [{单位产品综合能耗: 107 kgce}]",),
        "产品[1].单位产品综合能耗",
        "单位“kgce”不适用",
        "kgce/t、kgce/m²",
    ),
    Case(
        "unit_energy_in_electricity",
        ("产品: [{单位产品综合能耗: 57 kWh/t}]",),
        "产品[1].单位产品综合能耗",
        "单位“kWh/t”不适用",
        "kgce/t",
    ),
    Case("money_in_tonnes", ("总投资: 3 t",), "总投资", "单位“t”不适用", "万元、元、亿元"),
    # numbers
    Case("share_without_sign", ("中水回用率: 0.4",), "中水回用率", "可能是 0.4 % 也可能是 40 %", "写作 40 % 或 0.4 %"),
    Case("share_above_all", ("中水回用率: 140 %",), "中水回用率", "超过 100 %", "核对数值和百分号"),
    Case("share_with_unit", ("中水回用率: 4 t",), "中水回用率", "不是百分比", "写作 40 %"),
    Case("share_negative", ("中水回用率: -4 %",), "中水回用率", "不能为负数", "核对正负号"),
    Case("ratio_with_unit", ("容积率: 1.2 m²",), "容积率", "不带单位", "只写数字,如 1.2"),
    Case("ratio_negative", ("容积率: -1",), "容积率", "不能为负数", "核对正负号"),
    Case("count_fraction", ("劳动定员: 3.5",), "劳动定员", "应为整数", "写整数"),
    Case("count_negative", ("劳动定员: -3",), "劳动定员", "不能为负数", "核对数值"),
    Case("count_unit", ("劳动定员: 3 t",), "劳动定员", "不是计数的单位", "只写个数,如 3"),
    Case("grade", ("锅炉: [{能效等级: 优}]",), "锅炉[1].能效等级", "“优”不是能效等级", "1级、2级、3级"),
    Case("year", ("年度原煤控制量: [{年份: 27}]",), "年度原煤控制量[1].年份", "应在 1949 至 2100 之间", "核对数值"),
    # words
    Case("enum", ("投资性质: 企业出资",), "投资性质", "“企业出资”不在可选值之内", "是否为“企业投资”?"),
    Case("enum_far", ("投资性质: 3.5",), "投资性质", "不在可选值之内", "可选:政府投资、企业投资"),
    Case("enum_list", ("投资性质: [企业投资]",), "投资性质", "“列表”不在可选值之内", "可选:"),
    Case("county", ("县区: 通江",), "县区", "“通江”不在可选值之内", "是否为“通江县”?"),
    Case("county_code", ("县区: 511904",), "县区", "不在可选值之内", "巴州区、恩阳区"),
    Case("aspect", ("涉及事项: [用煤, 锅]",), "涉及事项", "第 2 项“锅”不在可选值之内", "可选:用煤、锅炉"),
    Case("aspect_line", ("涉及事项:", "  - 用煤", "  - 锅铲"), "涉及事项", "第 2 项", "是否为“锅炉”?", FIRST_LINE + 2),
    Case("aspect_twice", ("涉及事项: [用煤, 用煤]",), "涉及事项", "第 2 项“用煤”重复", "每项只写一次"),
    Case("aspect_empty", ("涉及事项: [用煤, ]", "changes: [,]"), "", "YAML 读不通", "", FIRST_LINE + 1),
    Case("aspect_null_item", ("涉及事项: [用煤, null]",), "涉及事项", "第 2 项是空的", "删去空项"),
    Case("aspect_group", ("涉及事项: {用煤: 是}",), "涉及事项", "应为列表", "没有则写 无"),
    Case("flag_no", ("涉密: NO",), "涉密", "应为“是”或“否”,写成了“NO”", "写 是 或 否"),
    Case("flag_on", ("涉密: on",), "涉密", "写成了“on”", "写 是 或 否"),
    Case("flag_number", ("涉密: 0",), "涉密", "写成了“0”", "写 是 或 否"),
    Case("text_group", ("建设单位: {名称: 甲}",), "建设单位", "应为文字,写成了一组字段", "写一段文字"),
    Case("text_list", ("建设单位: [甲]",), "建设单位", "应为文字,写成了列表", "写一段文字"),
    Case("text_control", ('建设单位: "甲\\x1b[2J"',), "建设单位", "不可显示的控制字符", "删去控制字符"),
    Case("text_bidi", ('建设单位: "甲\\u202e乙"',), "建设单位", "不可显示的控制字符", "删去控制字符"),
    # codes
    Case("project_code", ("项目代码: 通江1号",), "项目代码", "不是在线平台项目代码", "2405-511902-04-01-123456"),
    Case("project_month", ("项目代码: 2413-511902-04-01-123456",), "项目代码", "“2413”不是年月", "年月-行政区划"),
    Case(
        "project_region", ("项目代码: 2405-991902-04-01-123456",), "项目代码", "行政区划“991902”不存在", "年月-行政区划"
    ),
    Case("credit_digit", ("统一社会信用代码: 91110000600037341M",), "统一社会信用代码", "校验码不符", "末位应为 L"),
    Case("credit_length", ("统一社会信用代码: 9111000060003734",), "统一社会信用代码", "现为 16 位", "18 位"),
    Case(
        "credit_letter",
        ("统一社会信用代码: 9111000060003734IL",),
        "统一社会信用代码",
        "不会出现“I”",
        "除 I、O、S、V、Z 外",
    ),
    # dates
    Case("date_form", ("申报日期: 去年",), "申报日期", "“去年”不是日期", "写作 2026-03-01"),
    Case("date_time", ("申报日期: 2026-03-01T08:00:00",), "申报日期", "不是日期", "写作 2026-03-01"),
    Case("date_calendar", ("申报日期: 2026-02-30",), "申报日期", "在日历上不存在", "核对年、月、日"),
    Case("date_month", ("申报日期: 2026-13-01",), "申报日期", "在日历上不存在", "核对年、月、日"),
    Case("date_year", ("申报日期: 2226-03-01",), "申报日期", "年份 2226 不合常理", "1949 至 2100"),
    # lists
    Case("list_text", ("锅炉: 一台",), "锅炉", "应为列表,写成了一台", "没有则写 无"),
    Case("list_number", ("锅炉: 0",), "锅炉", "应为列表", "没有则写 无"),
    Case("list_group", ("锅炉: {燃料: 煤}",), "锅炉", "应为列表,写成了一组字段", "以“- ”开头"),
    Case("item_text", ("锅炉: [一台]",), "锅炉[1]", "应为一组字段,写成了一台", "- 名称: …"),
    Case("item_empty", ("锅炉: [{燃料: 煤}, {}]",), "锅炉[2]", "是空的一项", "没有锅炉则写 无"),
    Case("item_null", ("锅炉:", "  - 燃料: 煤", "  -"), "锅炉[2]", "是空的一项", "删去这一项", FIRST_LINE + 2),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_mistake_is_named_with_field_line_and_remedy(case: Case) -> None:
    (problem,) = problems(*case.lines)
    assert (problem.field, problem.file, problem.line) == (case.field, "a.yaml", case.line)
    assert case.message in problem.message
    assert case.remedy in problem.remedy


@pytest.mark.parametrize(
    ("code", "message", "remedy"),
    [
        ("D3011", "30 属 C(制造业)", "写作 C3011"),
        ("301", "不是行业小类代码", "四位小类代码"),
        ("9811", "大类“98”不存在", "大类为 01 至 97"),
        ("0011", "大类“00”不存在", "大类为 01 至 97"),
        ("3001", "第三位(中类)不能为 0", "四位小类代码"),
        ("水泥制造", "不是行业小类代码", "3011 或 C3011"),
    ],
)
def test_bad_industry_code(code: str, message: str, remedy: str) -> None:
    (problem,) = problems_of(HEAD.replace('"3011"', f'"{code}"'))
    assert (problem.field, problem.line) == ("行业代码", 4)
    assert message in problem.message
    assert remedy in problem.remedy


@pytest.mark.parametrize("label", ["项目名称", "建设阶段", "建设性质", "行业代码"])
def test_required_field_must_be_there(label: str) -> None:
    kept = "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(label))
    (problem,) = problems_of(kept)
    assert (problem.field, problem.line) == (label, None)
    assert problem.message == "必填,没有填写"
    assert f"补上“{label}”" in problem.remedy


@pytest.mark.parametrize("nothing", ["null", "", "~", '""', '"  "'])
def test_required_field_that_says_nothing_is_missing_at_its_line(nothing: str) -> None:
    (problem,) = problems_of(HEAD.replace("项目名称: 通江县某水泥熟料生产线", f"项目名称: {nothing}"))
    assert (problem.field, problem.line, problem.message) == ("项目名称", 1, "必填,没有填写")


def test_all_problems_come_at_once_in_file_order() -> None:
    found = problems(
        "年原煤消费量: 5 tce", "涉密: NO", "计划开工日期: 2026-05-01", "计划投产日期: 2026-01-01", "天气: 晴"
    )
    assert [(problem.line, problem.field) for problem in found] == [
        (5, "年原煤消费量"),
        (6, "涉密"),
        (8, "计划投产日期"),
        (9, "天气"),
    ]


def test_contradictions_are_found_beside_other_mistakes_and_missing_fields() -> None:
    found = problems_of("计划开工日期: 2026-05-01\n计划投产日期: 2026-01-01\n年用电量: 三百\n")
    assert [problem.field for problem in found] == [
        "计划投产日期",
        "年用电量",
        "项目名称",
        "建设阶段",
        "建设性质",
        "行业代码",
    ]


def test_a_flood_of_problems_is_cut_and_counted() -> None:
    found = problems(*(f"字段{number}: 1" for number in range(500)))
    assert len(found) == 101
    assert found[-1].message == "另有 400 处问题未列出"


def test_text_fields_take_what_yaml_would_have_misread() -> None:
    facts = application("建设单位: NO", "报告: x"[:0], "联系电话: 010", "项目概况: 12:30").canonical()
    assert (facts["owner"], facts["contact_phone"], facts["summary"]) == ("NO", "010", "12:30")


def test_codes_with_leading_zeros_need_no_quotes() -> None:
    assert parse_application(HEAD.replace('"3011"', "0111")).industry_code == "0111"
