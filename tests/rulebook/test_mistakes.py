"""Every deliberate mistake in a pack is named with its file, line and remedy, all at once, and stops loading."""

# ruff: noqa: E501 - one mistake a line, so that the list reads as a table

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checker.errors import RuleBookError
from checker.rulebook import ExpressionProblem, load_rulebook
from tests.rulebook.packs import (
    CLAUSES,
    DERIVATION,
    FACTS,
    FILES,
    LAW,
    PACK,
    PARAMETERS,
    RULE,
    TABLE,
    load,
    problems_of,
    write_pack,
)


@dataclass(frozen=True)
class Mistake:
    """One change to the tiny pack and the problem it must give."""

    name: str
    file: str
    text: str
    line: int | None
    message: str
    remedy: str


def changed(name: str, file: str, old: str, new: str, *problem: Any) -> Mistake:
    """The tiny pack with ``old`` replaced in one file; ``problem`` is line, part of the message, part of the remedy."""
    assert old in FILES[file], (file, old)
    line, message, remedy = problem
    return Mistake(name, file, FILES[file].replace(old, new, 1), line, message, remedy)


COAL = "rules/coal.yaml"
PLAN = "clauses/plan.yaml"
LIMIT = "tables/limit.yaml"

MISTAKES = [
    # files and manifest
    Mistake("an unknown file", "rules/coal.yml", RULE, None, "认不出的文件", "扩展名请用 .yaml"),
    Mistake("a stray folder", "extra/a.yaml", "a: 1\n", None, "认不出的文件", "rules/"),
    Mistake("an empty rule file", "rules/empty.yaml", "", None, "文件是空的", "写入内容"),
    Mistake("a list for a rule", "rules/list.yaml", "- a\n", 1, "若干“键: 值”", "规则包的格式"),
    changed("no pack id", "pack.yaml", "id: tiny\n", "", 1, '缺少"id"', "请写 id"),
    changed("order is no number", "pack.yaml", "order: 10", "order: 首位", 4, '"order"应为整数', "order:"),
    # clauses
    changed("duplicate key", PLAN, "  number:", "  title: 又一名\n  number:", 4, '键"title"重复,第 3 行', "删去"),
    changed("duplicate clause", PLAN, "{id: C2", "{id: C1", 10, "条款号“C1”重复,第 9 行", "改用别的条款号"),
    changed("unknown key in a clause", PLAN, "ceiling: rectify", "cieling: rectify", 9, '不认识的键"cieling"', '"ceiling"'),
    changed("unknown ceiling", PLAN, "ceiling: rectify", "ceiling: refuse", 9, '不能是"refuse"', "reject | rectify"),
    changed("unknown mark", PLAN, "mark: NF", "mark: X", 12, '不能是"X"', "S | V1"),
    changed("quote and summary", PLAN, "summary: 尚", "quote: 甲, summary: 尚", 12, "只能有一个", "自拟概述写 summary"),
    changed("neither quote nor summary", PLAN, "summary: 尚未取得的条款, ", "", 12, '缺少"quote"或"summary"', "逐字写 quote"),
    changed("soft word above advise", PLAN, "ceiling: advise, mark: S, lead", "ceiling: rectify, mark: S, lead", 10, "语气“鼓励”至多提示", "ceiling: advise"),
    changed("pushing word above advise", PLAN, "strength: 推动, ceiling: advise", "strength: 推动, ceiling: consult", 13, "语气“推动”至多提示", "上位规定"),
    changed("soft word unsaid", PLAN, 'quote: 原煤消费量不超过30万吨, strength: 上限("不超过")', "quote: 鼓励压减, strength: 压减", 9, "条文含“鼓励”而 strength 没有写明", "各半句的语气"),
    changed("pushing word unsaid", PLAN, "strength: 推动, ceiling: advise", "ceiling: consult", 13, "条文含“推动”而 strength 没有写明", "各半句的语气"),
    changed("a refusal its sentence does not say", PLAN, "ceiling: rectify", "ceiling: reject", 9, "原文没有“否决”“不得”", "basis"),
    changed("a hash in a number", "clauses/law.yaml", "number: 令第31号", 'number: "令#31"', 4, '文号里不能有"#"', "文号与条款号"),
    changed("one document twice", PLAN, "number: 某府发〔2024〕5号", "number: 令第31号", 2, "已在 tiny/clauses/law.yaml:2 登记", "一个文件"),
    changed("an ending before its start", "clauses/law.yaml", "{from: 2025-09-01}", "{from: 2025-09-01, to: 2025-09-01}", 6, "不晚于起始日", "须晚于 from"),
    # facts and parameters
    changed("an unknown type", "facts.yaml", "type: boolean", "type: bool", 2, '不认识的类型"bool"', '是否为"boolean"?'),
    changed("an unknown unit", "facts.yaml", "unit: t,", "unit: 墩,", 3, "未知单位“墩”", "是否为“吨”"),
    changed("a fact without a type", "facts.yaml", "type: boolean, ", "", 2, '缺少"type"或"unit"', "unit: t"),
    changed("a fact of the application", "facts.yaml", "label: 煤炭缺口", "label: 年原煤消费量", 3, "名称“年原煤消费量”已被占用(申报字段)", "换一个"),
    changed("a key twice", "facts.yaml", "key: coal_shortfall", "key: coal_project", 3, "名称“coal_project”已被占用", "换一个"),
    changed("a name that is none", "parameters.yaml", "name: 原煤控制量", "name: 2030年控制量", 2, "不能用作表达式里的名称", "以汉字或字母开头"),
    changed("a reserved name", "parameters.yaml", "name: 原煤控制量", "name: 审查日", 2, "名称“审查日”已被占用", "换一个"),
    changed("a key that is none", "parameters.yaml", "key: coal_cap", "key: 原煤", 3, "不是英文键", "two_high"),
    changed("a value of another dimension", "parameters.yaml", "30 万吨", "30 万tce", 6, "不是同一量纲", "以 t 计"),
    changed("a value that is no quantity", "parameters.yaml", "30 万吨", "若干", 6, "若干", "12.5 万吨"),
    changed("a value without a source", "parameters.yaml", "value: 30 万吨, source: C1", "value: 30 万吨", 6, "有数值而没有来源", "文号#条款号"),
    changed("a value not verified", "parameters.yaml", "30 万吨, source: C1", "30 万吨, source: C4", 6, "核实标记为 NF", "value: null"),
    changed("a value before its document", "parameters.yaml", "from: 2024-03-19", "from: 2020-01-01", 6, "超出所引文件“某府发〔2024〕5号”", "有效期落在"),
    changed("overlapping values", "parameters.yaml", "value: 30 万吨", "to: 2031-01-01, value: 30 万吨", 6, "与 2030-01-01 起的值重叠", "请写 to: 2030-01-01"),
    changed("the same first day twice", "parameters.yaml", "2030-01-01", "2024-03-19", 7, "起始日 2024-03-19 重复", "只能有一个值"),
    changed("no value", "parameters.yaml", "value: 25 万吨, ", "", 7, '缺少"value"', "value: null"),
    changed("a date that is text", "parameters.yaml", "from: 2030-01-01", "from: 2030年", 7, '"from"应为日期', "2025-09-01"),
    # tables
    changed("an unknown hit policy", LIMIT, "hit_policy: U", "hit_policy: X", 3, '不能是"X"', "U | A | F | P"),
    changed("overlapping rows", LIMIT, "'-', 90", "1, 90]\n  - ['\"熟料\"', '[1..2]', 90", 14, "第 4 行与第 1 行重叠", "用 F"),
    changed("a row too short", LIMIT, "2, 107", "107", 12, "有 2 格,应为 3 格", "品种、等级、限值"),
    changed("a text without quotes", LIMIT, """'"熟料"', 2""", "熟料, 2", 12, '"品种"', """'"熟料"'"""),
    changed("a test of another type", LIMIT, '"水泥"\', \'-\'', '"水泥"\', \'"甲"\'', 13, '"等级"', ""),
    changed("an output of another unit", LIMIT, "107]", "107 kWh/t]", 12, '"限值"的结果是', "列的声明"),
    changed("an empty cell", LIMIT, "2, 107", '"", 107', 12, '"等级"是空格子', "任意值请写 -"),
    changed("priority without values", LIMIT, "hit_policy: U", "hit_policy: P", 3, "要求输出列按优先次序列出 values", "values:"),
    changed("a table source not verified", LIMIT, "source: C1", "source: C4", 11, "核实标记为 NF", "null(待录入)"),
    changed("a table without a source", LIMIT, "source: C1\n", "", 10, "有数值而没有来源", "该行写 source"),
    changed("no such CSV", LIMIT, TABLE[TABLE.index("rows:") :], "rows: limits.csv\n", 10, "没有文件“limits.csv”", "CSV 放在表的旁边"),
    changed("a path out of the pack", LIMIT, TABLE[TABLE.index("rows:") :], "rows: ../../etc/passwd\n", 10, "同一文件夹里的文件名", "CSV 放在表的旁边"),
    Mistake("an unused CSV", "tables/old.csv", "a,b\n", None, "没有表使用这个 CSV 文件", "rows: old.csv"),
    Mistake("two tables at once", "tables/second.yaml", TABLE, 1, "有效期重叠", "后一张写 from"),
    # rules
    changed("no clause", COAL, "clause: C1\n", "", 1, '缺少"clause"', "文号#条款号"),
    changed("a dangling clause", COAL, "clause: C1", "clause: C11", 3, "本规则包没有条款“C11”", '是否为"C1"?'),
    changed("a dangling document", COAL, "clause: C1", "clause: 某府发〔2024〕6号#C1", 3, "没有登记文件", '是否为"某府发〔2024〕5号"?'),
    changed("a dangling clause of a document", COAL, "clause: C1", "clause: 令第31号#33", 3, "没有条款“33”", '是否为"3"?'),
    changed("a clause not verified", COAL, "clause: C1", "clause: C4", 3, "核实标记为 NF(待录入),不得作为规则依据", "更新该条款的 mark"),
    changed("a basis not verified", COAL, "effect: rectify", "basis: [C4]\neffect: rectify", 7, "依据“某府发〔2024〕5号#C4”", "已核实的条款"),
    changed("an effect above its clause", COAL, "effect: rectify", "effect: reject", 7, "至多整改(rectify),不能否决(reject)", "在 basis 引用"),
    changed("a soft clause that rectifies", COAL, "clause: C1", "clause: C2\nbasis: [C3]", 8, "语气为“鼓励”,至多提示(advise)", "以该规定的条款为 clause"),
    changed("a pushing clause that consults", COAL, "clause: C1", "clause: C5\nbasis: [C3]", 8, "语气为“推动”,至多提示(advise)", "effect: advise"),
    changed("a basis not yet in force", COAL, "effect: rectify", "effect: reject\nbasis: [令第31号#3]", 7, "2024-08-19 起没有生效的条款可以支持否决", "缩短规则的 in_force"),
    changed("a rule before its document", COAL, "2024-08-19", "2020-01-01", 4, "超出所引文件", "2024-03-19 起"),
    changed("an escalation that is not graver", COAL, "effect: rectify", "effect: rectify\nescalate: [{when: 新建, effect: consult}]", 8, "应比 整改(rectify)更重", "更重的 effect"),
    changed("an escalation nothing carries", COAL, "effect: rectify", "effect: rectify\nescalate: [{when: 新建, effect: reject}]", 8, "不能否决(reject)", "basis"),
    changed("an unknown effect", COAL, "effect: rectify", "effect: 整改", 7, '不能是"整改"', "rectify"),
    changed("an unknown fact", COAL, "年原煤消费量\neffect", "年煤消费量\neffect", 6, "规则 T-1:未知事实“年煤消费量”", "是否为“年原煤消费量”?"),
    changed("a unit clash", COAL, "煤炭替代量 >= 年原煤消费量", "煤炭替代量 >= 综合能耗", 6, "规则 T-1:单位不符", "同一量纲"),
    changed("a word outside the list", COAL, "applies: 用煤项目", "applies: 建设阶段 = \"新建\"", 5, "“建设阶段”没有取值“新建”", "是否为"),
    changed("a syntax error", COAL, "煤炭替代量 >= 年原煤消费量", "煤炭替代量 ≥ 年原煤消费量", 6, "语法错误", ">="),
    changed("a condition that is none", COAL, "applies: 用煤项目", "applies: 年原煤消费量", 5, '"applies"应为是非判断', "写成比较"),
    changed("no requirement", COAL, "require: 煤炭替代量 >= 年原煤消费量\n", "", 1, '缺少"require"', "是非判断"),
    changed("an unknown placeholder", COAL, "{gap}", "{年煤消费量}", 9, "占位符 {年煤消费量}", "{年原煤消费量}"),
    changed("a gap without a limit", COAL, "require: 煤炭替代量 >= 年原煤消费量", "require: 新建", 9, "用不了 {gap}", "改用文字"),
    changed("an unclosed placeholder", COAL, "{gap}", "{gap", 9, "花括号不成对", "{事实名}"),
    changed("an unknown key of a rule", COAL, "message:", "massage:", 8, '不认识的键"massage"', '是否为"message"?'),
    changed("an expression in brackets", COAL, "applies: 用煤项目", "applies: [用煤项目]", 5, "应为一个表达式", "整个加引号"),
    Mistake("a rule id twice", "rules/second.yaml", RULE, 1, "规则 T-1:编号重复", "换一个编号"),
    # derivations
    changed("an undeclared fact", "rules/coal-project.yaml", "derive: 用煤项目", "derive: 用煤项", 3, "未知事实“用煤项”", '是否为"用煤项目"?'),
    changed("neither when nor value", "rules/coal-project.yaml", "when: 年原煤消费量 > 0 t\n", "", 1, '缺少"when"或"value"', "value: 表达式"),
    changed("a when for a quantity", "rules/coal-project.yaml", "derive: 用煤项目", "derive: 煤炭缺口", 4, "不是是非值", "value: 表达式"),
    Mistake("a value of another unit", "rules/gap.yaml", "id: T-D2\ntitle: 缺口\nderive: 煤炭缺口\nvalue: 综合能耗\n", 4, "而事实“煤炭缺口”是", "facts.yaml"),
    changed("a circle of one", "rules/coal-project.yaml", "when: 年原煤消费量 > 0 t", "when: not(用煤项目)", 4, "推导成环:用煤项目 → 用煤项目", "去掉其中一环"),
    Mistake("two values at once", "rules/gap.yaml", "id: T-D2\ntitle: 缺口\nderive: 用煤项目\nvalue: true\n", 4, "同时有 when 推导与 value 推导(T-D1)", "统一"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_placed_and_explained(tmp_path: Path, mistake: Mistake) -> None:
    error = problems_of(tmp_path / "tiny", {mistake.file: mistake.text})
    shown = f"{(tmp_path / 'tiny').as_posix()}/{mistake.file}"
    found = [problem for problem in error.problems if problem.file == shown and problem.line == mistake.line]
    assert found, str(error)
    assert any(mistake.message in p.message and mistake.remedy in p.remedy for p in found), str(error)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_reported_once(tmp_path: Path, mistake: Mistake) -> None:
    error = problems_of(tmp_path / "tiny", {mistake.file: mistake.text})
    assert len(error.problems) <= 3, str(error)


def test_all_mistakes_come_at_once_in_order_of_place(tmp_path: Path) -> None:
    error = problems_of(
        tmp_path / "tiny",
        {
            PLAN: CLAUSES.replace("mark: NF", "mark: X"),
            COAL: RULE.replace("effect: rectify", "effect: reject").replace("{gap}", "{缺口}"),
            LIMIT: TABLE.replace("2, 107", "1, 107"),
        },
    )
    places = [(problem.file.rsplit("/", 2)[-1], problem.line) for problem in error.problems]
    assert places == [("plan.yaml", 12), ("coal.yaml", 7), ("coal.yaml", 9), ("limit.yaml", 12)]
    assert error.exit_code == 4


def test_a_circle_names_its_chain(tmp_path: Path) -> None:
    facts = FACTS + "  - {label: 甲类, key: class_a, type: boolean, description: 甲}\n"
    files = {
        "facts.yaml": facts,
        "rules/coal-project.yaml": DERIVATION.replace("年原煤消费量 > 0 t", "甲类"),
        "rules/a.yaml": "id: T-D2\ntitle: 甲\nderive: 甲类\nwhen: 煤炭缺口 > 0 t\n",
        "rules/gap.yaml": "id: T-D3\ntitle: 缺口\nderive: 煤炭缺口\nvalue: if 用煤项目 then 1 t else 0 t\n",
    }
    error = problems_of(tmp_path / "tiny", files)
    (problem,) = error.problems
    chain = problem.message.split(":")[-1].split(" → ")
    assert chain[0] == chain[-1]
    assert set(chain) == {"用煤项目", "甲类", "煤炭缺口"}


def test_a_circle_needs_all_its_parts_on_one_day(tmp_path: Path) -> None:
    facts = FACTS + "  - {label: 甲类, key: class_a, type: boolean, description: 甲}\n"
    before, after = "in_force: {from: 2024-01-01, to: 2025-01-01}\n", "in_force: {from: 2025-01-01}\n"
    files = {
        "facts.yaml": facts,
        "rules/coal-project.yaml": DERIVATION.replace("年原煤消费量 > 0 t", "甲类") + before,
        "rules/a.yaml": "id: T-D2\ntitle: 甲\nderive: 甲类\nwhen: 用煤项目\n" + after,
    }
    assert len(load(tmp_path / "tiny", files).derivations) == 2


def test_an_expression_problem_carries_what_a_caret_needs(tmp_path: Path) -> None:
    rule = RULE.replace(
        "require: 煤炭替代量 >= 年原煤消费量", "require: |-\n  煤炭替代量 >= 0 t and\n    煤炭替代量 >= 年煤消费量"
    )
    error = problems_of(tmp_path / "tiny", {COAL: rule})
    (problem,) = error.problems
    assert isinstance(problem, ExpressionProblem)
    assert (problem.line, problem.column) == (8, 14)
    line, start, end = problem.excerpt
    assert line[start:end] == "年煤消费量"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path / "none", "文件夹不存在"),
        (lambda path: path / "file", "不是文件夹"),
        (lambda path: path / "empty", "没有规则包"),
        (lambda path: path / "unlabelled", "缺少 pack.yaml"),
    ],
)
def test_a_wrong_directory_is_a_clear_error(tmp_path: Path, make: object, message: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "unlabelled" / "pack").mkdir(parents=True)
    with pytest.raises(RuleBookError, match=message):
        load_rulebook(make(tmp_path))  # type: ignore[operator]  # a lambda from the table above


def test_symbolic_links_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text(RULE, encoding="utf-8")
    pack = tmp_path / "tiny"
    write_pack(pack, {})
    (pack / "rules" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    error = problems_of(pack, {})
    assert "符号链接" in error.problems[0].message


def test_binary_and_wrongly_encoded_files_are_named(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "tiny", {})
    (pack / "rules" / "coal.yaml").write_bytes(RULE.encode("gb18030"))
    (pack / "facts.yaml").write_bytes(b"\x00\x01")
    error = problems_of(pack, {"rules/coal.yaml": None, "facts.yaml": None, "pack.yaml": PACK})
    assert [("UTF-8" in p.message, "二进制" in p.message) for p in error.problems] == [(False, True), (True, False)]


def test_the_table_of_mistakes_is_long_enough() -> None:
    assert len({mistake.name for mistake in MISTAKES}) == len(MISTAKES) >= 60
    assert {LAW, PARAMETERS, TABLE} <= set(FILES.values())
