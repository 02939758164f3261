"""Expressions read back as Chinese conditions."""

from __future__ import annotations

import pytest

from checker.feel import parse
from checker.render.condition import read_condition


def read(expression: str) -> list[str]:
    return ["  " * line.depth + line.text for line in read_condition(parse(expression))]


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("年原煤消费量 > 0 t", "年原煤消费量 > 0 t"),
        ("煤炭替代量 >= 年原煤消费量", "煤炭替代量 ≥ 年原煤消费量"),
        ("光伏覆盖率 < 40 %", "光伏覆盖率 < 40 %"),
        ('建设阶段 = "拟建"', "建设阶段 为 “拟建”"),
        ('not(建设阶段 = "拟建")', "建设阶段 不为 “拟建”"),
        ('not(建设阶段 != "拟建")', "建设阶段 为 “拟建”"),
        ("两高项目", "两高项目 为 是"),
        ("not(两高项目)", "两高项目 为 否"),
        ("两高项目 = false", "两高项目 为 否"),
        ("两高项目 != false", "两高项目 为 是"),
        ("计划投产日期 = null", "计划投产日期 未填报"),
        ("计划投产日期 != null", "计划投产日期 已填报"),
        ('建设性质 in ["新建", "扩建"]', "建设性质 属于 “新建”、“扩建” 之一"),
        ('not(建设性质 in ["新建", "扩建"])', "建设性质 不属于 “新建”、“扩建” 之一"),
        ("厚度 between 0.01 mm and 0.025 mm", "厚度 在 0.01 mm 与 0.025 mm 之间(含两端)"),
        ('list contains(涉及事项, "窑炉")', "涉及事项 含 “窑炉”"),
        ("极数 = 4", "极数 = 4"),
        ("true", "总是成立"),
    ],
)
def test_a_simple_condition_is_one_sentence(expression: str, sentence: str) -> None:
    assert read(expression) == [sentence]


def test_joined_conditions_head_their_parts() -> None:
    assert read('建设阶段 = "拟建" and (年原煤消费量 > 0 t or not(用煤 and 两高项目))') == [
        "以下各项全部满足:",
        "  建设阶段 为 “拟建”",
        "  以下至少一项满足:",
        "    年原煤消费量 > 0 t",
        "    以下不成立:",
        "      以下各项全部满足:",
        "        用煤 为 是",
        "        两高项目 为 是",
    ]


def test_quantified_conditions_name_their_list_and_variable() -> None:
    assert read("every b in 锅炉 satisfies b.额定蒸发量 >= 35 t/h") == ["锅炉的每一项(记作 b):b.额定蒸发量 ≥ 35 t/h"]
    assert read("some b in 锅炉 satisfies b.热效率 < 80 % and b.新增") == [
        "锅炉中至少一项(记作 b):",
        "  以下各项全部满足:",
        "    b.热效率 < 80 %",
        "    b.新增 为 是",
    ]


def test_a_choice_of_conditions_reads_as_if_then_else() -> None:
    assert read("if 已填报 then 合格 else null") == ["如果:已填报 为 是", "那么:合格 为 是", "否则:无法判定"]
