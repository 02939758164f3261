"""Hover, completion, definition, outline and replacements on the shipped library."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.language_server.lines import Lines
from checker.language_server.remedies import Edit, edits_for
from checker.language_server.symbols import Symbol, symbols
from checker.workbench.lint import Diagnostic, Severity
from tests.language_server.conftest import MARK, Bench

FILE = "bazhong-plan/rules/new.yaml"
RULE = """\
id: BZ-new
title: 标题
clause: P020
basis: [P055, 川府发〔2024〕15号#产业准入]
in_force: {from: 2024-03-19}
applies: '建设阶段 = "拟建" and 两高一低项目'
require: 'sum(涂装[部位 = "钢结构"].低VOC涂料用量) >= 5 万吨 and 全市原煤2030年 <= 原煤上限2030年'
effect: consult
escalate:
  - when: 'some a in 审批手续 satisfies a.类型 = "会商" and a.结论 = "不予通过"'
    effect: rectify
message: 超过 {原煤上限2030年}
"""


def _put(old: str, new: str) -> str:
    assert old in RULE
    return RULE.replace(old, new, 1)


# --- hover ---

HOVERS = [
    (
        _put("P020", "P0¦20"),
        "P020",
        ["到2025年原煤消费量不超过30万吨", "会商(consult)", "核实标记:S", "牵头：市发展改革委"],
    ),
    (_put("产业准入", "产业¦准入"), "川府发〔2024〕15号#产业准入", ["V3(转录值,待核原文)", "自拟摘要"]),
    (_put("建设阶段", "建设¦阶段"), "建设阶段", ["申报字段", "`stage`", "拟建、在建、存量"]),
    (_put("两高一低项目", "两高¦一低项目"), "两高一低项目", ["推导事实", "是非值", "BZ-D-one-low"]),
    (_put("全市原煤2030年", "全市¦原煤2030年"), "全市原煤2030年", ["数量(t)", "BZ-D-city-coal-2030"]),
    (
        _put("原煤上限2030年", "原煤¦上限2030年"),
        "原煤上限2030年",
        ["2024-03-19 起至 2031-01-01 前:**250000 t**", "P020"],
    ),
    (_put("涂装[", "涂¦装["), "涂装", ["列表(记录)", "涂料用量"]),
    (_put("部位", "部¦位"), "部位", ["记录的字段", "室外构筑物、钢结构、其他"]),
    (_put("].低VOC涂料用量", "].低VOC¦涂料用量"), "低VOC涂料用量", ["记录的字段", "数量(t)"]),
    (_put("a.类型", "a.类¦型"), "类型", ["记录的字段", "会商"]),
    (_put("a.类型", "¦a.类型"), "a", ["变量", "记录"]),
    (_put("5 万吨", "5 万¦吨"), "5 万吨", ["50000 t"]),
    (_put("sum(", "su¦m("), "sum", ["FEEL 函数"]),
    (_put("{原煤", "{原¦煤"), "原煤上限2030年", ["参数"]),
    (_put("consult", "con¦sult"), "consult", ["会商"]),
    (_put("applies", "app¦lies"), "applies", ["读作:建设阶段为“拟建”，且属于两高一低项目"]),
    (_put('= "拟建"', '¦= "拟建"'), '建设阶段 = "拟建" and 两高一低项目', ["读作:建设阶段为“拟建”"]),
    (_put("effect: rectify", "eff¦ect: rectify"), "effect", ["升级后的处置"]),
]


@pytest.mark.parametrize(("text", "about", "says"), HOVERS, ids=[about for _, about, _ in HOVERS])
def test_hover(bench: Bench, text: str, about: str, says: list[str]) -> None:
    found, said = bench.hover(FILE, text)
    assert found == about
    for words in says:
        assert words in said


def test_hover_on_a_table_shows_how_it_is_called(bench: Bench) -> None:
    _, said = bench.hover(FILE, _put('建设阶段 = "拟建"', '乙炔化工¦能耗限额("甲醛", "", 1) > 0 kgce/t'))
    assert "乙炔化工能耗限额(名称, 工艺, 等级)" in said
    assert "输出 限值:数量(kgce/t)" in said


def test_hover_on_a_rule_of_a_quota(bench: Bench) -> None:
    text = (bench.rules / "bazhong-plan/quotas.yaml").read_text(encoding="utf-8")
    found, said = bench.hover("bazhong-plan/quotas.yaml", text.replace("[BZ-020103", "[BZ-¦020103", 1))
    assert found == "BZ-020103-coal-cap-2025"
    assert "2025 年全市原煤消费量" in said


def test_hover_says_nothing_of_what_nobody_knows(bench: Bench) -> None:
    assert bench.hover(FILE, _put("P020", "P9¦99")) == ("", "")
    assert bench.hover(FILE, "unknown: 1¦\n") == ("", "")


# --- completion ---

COMPLETIONS = [
    (_put('"拟建"', '"¦"'), ["拟建", "在建", "存量"]),
    (_put('建设阶段 = "拟建"', '建设阶段 in ["拟建", "¦'), ["拟建", "在建", "存量"]),
    (_put('"不予通过"', '"不¦"'), ["通过", "附条件通过", "不予通过", "办理中"]),
    (_put('"钢结构"', '"¦'), ["室外构筑物", "钢结构", "其他"]),
    (_put("consult", "¦"), ["reject", "rectify", "consult", "advise"]),
    (_put("message: 超过", "mess¦\nmessage: 超过"), ["remedy", "notes"]),
    (_put("    effect: rectify\n", "    eff¦\n"), ["effect", "basis"]),
    (_put("{from: 2024-03-19}", "{from: 2024-03-19, ¦"), ["to"]),
]
BEGINNINGS = [
    (_put("5 万吨", "年原煤消费量 > 5 ¦"), ["t", "万t"]),
    (_put("a.类型", "a.¦"), ["类型", "机关", "级别"]),
    (_put('部位 = "钢结构"', "¦"), ["部位", "涂料名称"]),
    (_put('建设阶段 = "拟建"', 'list contains(涉及事项, "¦'), ["用煤", "锅炉"]),
    (_put('"拟建"', "¦"), ['"拟建"', '"在建"', '"存量"']),
]
AMONG = [
    (_put("建设阶段 =", "建设¦ ="), ["建设阶段", "两高项目", "原煤上限2030年", "乙炔化工能耗限额", "count", "审查日"]),
    (_put("P020", "¦"), ["P020", "P133", "GB 21343-2023#限额"]),
    (_put("两高一低项目'", "两高一低项目 ¦'"), ["and", "or", "<="]),
    (_put("{原煤", "{¦原煤"), ["gap", "原煤上限2030年", "年原煤消费量"]),
    (_put("a.结论", "¦"), ["a", "审批手续"]),
    (_put('建设阶段 = "拟建"', '乙炔化工能耗限额("¦'), ["醋酸乙烯"]),
    (_put('建设阶段 = "拟建"', '乙炔化工能耗限额("x", "¦'), ["乙炔法"]),
]


@pytest.mark.parametrize(("text", "labels"), COMPLETIONS)
def test_completion_is_just(bench: Bench, text: str, labels: list[str]) -> None:
    assert bench.labels(FILE, text) == labels


@pytest.mark.parametrize(("text", "labels"), BEGINNINGS)
def test_completion_begins_with(bench: Bench, text: str, labels: list[str]) -> None:
    assert bench.labels(FILE, text)[: len(labels)] == labels


@pytest.mark.parametrize(("text", "labels"), AMONG)
def test_completion_has(bench: Bench, text: str, labels: list[str]) -> None:
    assert set(labels) <= set(bench.labels(FILE, text))


def test_completion_replaces_the_word_that_is_being_written(bench: Bench) -> None:
    replaced, _ = bench.proposals(FILE, _put("建设阶段 =", "年原¦ ="))
    assert replaced == "年原"
    replaced, _ = bench.proposals(FILE, _put("川府发〔2024〕15号#产业准入", "川府发〔2024〕¦"))
    assert replaced == "川府发〔2024〕"


def test_units_of_another_dimension_are_not_offered(bench: Bench) -> None:
    labels = bench.labels(FILE, _put("5 万吨", "年原煤消费量 > 5 ¦"))
    assert "kWh" not in labels
    assert "万吨" in labels


def test_a_text_that_is_the_whole_of_a_plain_value_is_quoted_for_yaml(bench: Bench) -> None:
    text = "id: D\ntitle: x\nderive: 建设阶段\nwhen: true\nvalue: if true then ¦"
    assert '"拟建"' not in bench.labels(FILE, text)
    _, found = bench.proposals(FILE, _put('applies: \'建设阶段 = "拟建"', 'applies: "建设阶段 = ¦'))
    assert next(each for each in found.proposals if each.label == '"拟建"').insert == '\\"拟建\\"'


def test_clauses_that_may_not_be_relied_on_come_last(bench: Bench) -> None:
    labels = bench.labels(FILE, _put("P020", "¦"))
    assert labels.index("P133") < labels.index("两高目录")


@pytest.mark.parametrize(
    ("name", "text", "label"),
    [
        ("bazhong-plan/facts.yaml", "facts:\n  - label: 甲\n    unit: ¦", "tce"),
        ("bazhong-plan/facts.yaml", "facts:\n  - label: 甲\n    type: ¦", "boolean"),
        ("bazhong-plan/clauses/new.yaml", "clauses:\n  - id: P1\n    lead: [¦", "市发展改革委"),
        ("bazhong-plan/clauses/new.yaml", "clauses:\n  - id: P1\n    mark: ¦", "V1"),
        ("bazhong-plan/parameters.yaml", "parameters:\n  - name: 甲\n    ¦", "values"),
        ("bazhong-plan/quotas.yaml", "quotas:\n  - name: 甲\n    annual: [¦", "BZ-020103-coal-cap-2030"),
        ("bazhong-plan/quotas.yaml", "quotas:\n  - name: 甲\n    balance_fact: ¦", "全市原煤消费量"),
        ("bazhong-plan/rules/d.yaml", "derive: ¦\n", "两高项目"),
        ("energy-limits/tables/new.yaml", "hit_policy: ¦", "U"),
        ("energy-limits/pack.yaml", "id: x\n¦", "version"),
    ],
)
def test_completion_elsewhere(bench: Bench, name: str, text: str, label: str) -> None:
    assert label in bench.labels(name, text)


# --- definition ---

DEFINITIONS = [
    (_put("P020", "P0¦20"), ["bazhong-plan/clauses/plan.yaml"]),
    (_put("产业准入", "产业¦准入"), ["sichuan-air/clauses/air-2024-15.yaml"]),
    (_put("两高一低项目", "两高¦一低项目"), ["bazhong-plan/facts.yaml", "bazhong-plan/rules/bz-d-one-low.yaml"]),
    (_put("原煤上限2030年", "原煤¦上限2030年"), ["bazhong-plan/parameters.yaml"]),
    (_put("{原煤", "{原¦煤"), ["bazhong-plan/parameters.yaml"]),
    (_put('建设阶段 = "拟建"', "乙炔化工¦能耗限额("), ["energy-limits/tables/acetylene-limit.yaml"]),
    (_put("建设阶段", "建设¦阶段"), []),
    (_put("a.类型", "a.类¦型"), []),
    (_put("effect: con", "effect: con¦"), []),
]


@pytest.mark.parametrize(("text", "files"), DEFINITIONS)
def test_definition(bench: Bench, text: str, files: list[str]) -> None:
    found = bench.places(FILE, text)
    assert [place.rpartition(":")[0] for place in found] == files
    for place in found:
        file, _, line = place.rpartition(":")
        written = (bench.rules / file).read_text(encoding="utf-8").split("\n")[int(line) - 1]
        assert any(name in written for name in ("P020", "产业准入", "两高一低项目", "原煤上限2030年", "id: ", "name: "))


def test_definition_of_the_rows_of_a_table_is_their_file(bench: Bench, tmp_path: Path) -> None:
    (bench.rules / "energy-limits/tables/rows.csv").write_text("甲,乙\n", encoding="utf-8")
    try:
        assert bench.places("energy-limits/tables/new.yaml", "name: 表\nrows: rows¦.csv\n") == [
            "energy-limits/tables/rows.csv:1"
        ]
    finally:
        (bench.rules / "energy-limits/tables/rows.csv").unlink()


# --- outline ---


def _outline(bench: Bench, name: str) -> tuple[Symbol, ...]:
    document, _ = bench.place(name, (bench.rules / name).read_text(encoding="utf-8") + MARK)
    found = symbols(document)
    for symbol in (*found, *(child for each in found for child in each.children)):
        assert document.lines.text[symbol.start : symbol.end].strip("'\"") == symbol.name
        assert symbol.end <= symbol.until
    return found


def test_outline_of_a_rule_file_is_the_rule(bench: Bench) -> None:
    (rule,) = _outline(bench, "bazhong-plan/rules/bz-020304-consultation.yaml")
    assert (rule.name, rule.detail) == ("BZ-020304-consultation", "拟建两高一低项目先行会商")


def test_outline_of_a_register_is_its_clauses(bench: Bench) -> None:
    (document,) = _outline(bench, "bazhong-plan/clauses/plan.yaml")
    assert document.name == "bafufa-2024-5"
    assert [clause.name for clause in document.children][:2] == ["P001", "P002"]
    assert len(document.children) == 133


def test_outline_of_parameters_and_tables(bench: Bench) -> None:
    assert _outline(bench, "bazhong-plan/parameters.yaml")[0].name == "原煤上限2025年"
    (table,) = _outline(bench, "energy-limits/tables/acetylene-limit.yaml")
    assert [column.name for column in table.children] == ["名称", "工艺", "等级", "限值"]


# --- replacements ---


def _told(message: str, remedy: str, line: str, column: int) -> Diagnostic:
    return Diagnostic("code", Severity.ERROR, message, remedy, "f.yaml", 1, column, 1, column + 1, "规则 X", line)


@pytest.mark.parametrize(
    ("line", "wrong", "message", "remedy", "edits"),
    [
        ("applies: 年煤消费量 > 0 t", "年煤消费量", "未知事实“年煤消费量”", "是否为“年原煤消费量”?", ["年原煤消费量"]),
        ("applies: 甲乙 > 0 t", "甲乙", "未知事实“甲乙”", "是否为“甲丙”或“甲丁”?", ["甲丙", "甲丁"]),
        ("efect: advise", "efect", '不认识的键"efect"', '是否为"effect"?', ["effect"]),
        ("effect: warn", "warn", '"effect"不能是"warn"', "请写其中之一:reject | rectify", ["reject", "rectify"]),
        ("effect: 'warn'", "warn", '"effect"不能是"warn"', "请写其中之一:reject | rectify", ["reject", "rectify"]),
        ("title: 甲", "甲", '"title"是空的', "请写 title: …", []),
    ],
)
def test_a_remedy_that_names_the_word_is_an_edit(
    line: str, wrong: str, message: str, remedy: str, edits: list[str]
) -> None:
    start = line.index(wrong)
    column = start + 1 - line[:start].endswith("'")
    found = edits_for(_told(message, remedy, line, column), Lines(line))
    assert [edit.text for edit in found] == edits
    assert all(line[edit.start : edit.end] == wrong for edit in found)
    assert all(isinstance(edit, Edit) for edit in found)
