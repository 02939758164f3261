"""Decision tables decide by the letter of DMN 1.5: hit policies, null inputs, units, sources."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.feel.compiler import compile_node
from checker.feel.parser import parse, parse_unary_tests
from checker.feel.tree import Literal, Node
from checker.feel.types import NUMBER, STRING
from checker.feel.units import parse_quantity
from checker.rulebook import DecisionTable, HitPolicy, TableLookup, recorded_hits
from checker.rulebook.entry import Entry
from checker.rulebook.period import ALWAYS
from checker.rulebook.tables.cell import read_output, read_test
from checker.rulebook.tables.index import TableIndex
from checker.rulebook.tables.overlap import overlapping_rows
from checker.rulebook.tables.table import Column, Row
from checker.source import MappingNode, ScalarNode, Source
from tests.rulebook.packs import load, problems_of

HEAD = """\
name: 试表
key: trial
hit_policy: {policy}
source: C1
inputs:
  - {{name: 品种, type: string}}
  - {{name: 数, type: number}}
outputs:
  - {output}
rows:
"""
ROWS = """\
  - ['"甲"', '< 10', 1]
  - ['"甲", "乙"', '[5..20)', 2]
  - ['not("甲")', '-', 3]
  - ['-', 'null', 4]
"""


def table(directory: Path, policy: str, rows: str = ROWS, output: str = "{name: 值, type: number}") -> DecisionTable:
    """One table of the given hit policy, as loaded from a pack."""
    text = HEAD.format(policy=policy, output=output) + rows
    book = load(directory / "tiny", {"tables/trial.yaml": text})
    return next(found for found in book.tables if found.name == "试表")


def lookup(directory: Path, policy: str, rows: str = ROWS, output: str = "{name: 值, type: number}") -> TableLookup:
    """The same as a function."""
    return TableLookup(table(directory, policy, rows, output))


def test_unique_gives_the_one_row(tmp_path: Path) -> None:
    trial = lookup(tmp_path, "U", ROWS.replace("[5..20)", "[10..20)"))
    assert trial("甲", Decimal(9)) == 1
    assert trial("甲", Decimal(10)) == 2
    assert trial("甲", Decimal(20)) is None
    assert trial("丙", Decimal(20)) == 3


def test_unique_with_two_hits_is_null_and_says_so(tmp_path: Path) -> None:
    hit = lookup(tmp_path, "U", ROWS.replace("[5..20)", "[10..20)")).decide("乙", Decimal(12))
    assert hit.value is None
    assert hit.rows == (2, 3)
    assert hit.problem == "决策表“试表”:命中策略 U 只许命中一行,却命中第 2、3 行"


def test_any_needs_equal_results(tmp_path: Path) -> None:
    rows = ROWS.replace("[5..20)', 2", "[5..20)', 1")
    assert lookup(tmp_path, "A", rows)("甲", Decimal(7)) == 1
    hit = lookup(tmp_path / "other", "A", rows).decide("乙", Decimal(7))
    assert hit.value is None
    assert "第 2、3 行却不同" in hit.problem


def test_first_takes_the_first_row(tmp_path: Path) -> None:
    trial = lookup(tmp_path, "F")
    assert trial("甲", Decimal(7)) == 1
    assert trial("乙", Decimal(7)) == 2
    assert trial("乙", Decimal(1)) == 3


def test_priority_takes_the_first_of_the_output_values(tmp_path: Path) -> None:
    trial = lookup(tmp_path, "P", output="{name: 值, type: number, values: [3, 2, 1, 4]}")
    assert trial("甲", Decimal(7)) == 2
    assert trial("乙", Decimal(7)) == 3
    assert trial.decide("乙", Decimal(7)).rows == (3,)


def test_priority_of_words(tmp_path: Path) -> None:
    rows = "  - ['-', '> 1', '\"允许\"']\n  - ['\"甲\"', '-', '\"限制\"']\n"
    trial = lookup(tmp_path, "P", rows, "{name: 值, type: string, values: [限制, 允许]}")
    assert trial("甲", Decimal(7)) == "限制"
    assert trial("乙", Decimal(7)) == "允许"


def test_collect_lists_every_hit_in_row_order(tmp_path: Path) -> None:
    trial = lookup(tmp_path, "C")
    assert trial("甲", Decimal(7)) == [1, 2]
    assert trial("乙", Decimal(7)) == [2, 3]


@pytest.mark.parametrize(("policy", "value"), [("C+", 5), ("C#", 2), ("C<", 2), ("C>", 3)])
def test_collect_aggregates(tmp_path: Path, policy: str, value: int) -> None:
    assert lookup(tmp_path, policy)("乙", Decimal(7)) == value


def test_aggregates_of_quantities_keep_the_unit(tmp_path: Path) -> None:
    rows = "  - ['\"甲\"', '-', 1 万吨]\n  - ['-', '-', 500]\n"
    assert lookup(tmp_path, "C+", rows, "{name: 值, unit: t}")("甲", Decimal(1)) == parse_quantity("10500 t")


@pytest.mark.parametrize("policy", ["U", "A", "F", "C", "C+", "C#", "C<", "C>"])
def test_no_hit_is_null_whatever_the_policy(tmp_path: Path, policy: str) -> None:
    rows = "  - ['\"甲\"', '1', 1]\n"
    assert lookup(tmp_path, policy, rows)("乙", Decimal(1)) is None


def test_by_the_standard_null_matches_dash_not_and_null(tmp_path: Path) -> None:
    trial = lookup(tmp_path, "C")
    assert trial(None, Decimal(7)) == [3]
    assert trial("甲", None) == [4]
    assert trial("乙", None) == [3, 4]
    assert lookup(tmp_path / "other", "F")(None, None) == 3


def test_in_a_judgement_a_missing_input_never_falls_through(tmp_path: Path) -> None:
    first = TableLookup(table(tmp_path / "f", "F", "  - ['\"甲\"', '-', 1]\n  - ['-', '-', 2]\n"), null_is_unknown=True)
    assert first("乙", Decimal(1)) == 2
    assert first(None, Decimal(1)) is None
    assert first("甲", None) == 1
    unique = TableLookup(
        table(tmp_path / "u", "U", "  - ['\"甲\"', '-', 1]\n  - ['null', '-', 2]\n"), null_is_unknown=True
    )
    assert unique(None, Decimal(1)) == 2
    assert unique("甲", None) == 1
    for policy in ("U", "A", "F", "C"):
        rows = "  - ['\"甲\"', '-', 1]\n  - ['not(\"甲\")', '-', 2]\n"
        negated = TableLookup(table(tmp_path / f"not-{policy}", policy, rows), null_is_unknown=True)
        assert negated("乙", Decimal(1)) in (2, [2])
        assert negated(None, Decimal(1)) is None, policy
    collect = TableLookup(table(tmp_path / "c", "C"), null_is_unknown=True)
    assert collect(None, Decimal(30)) is None
    assert collect("甲", None) is None


def test_a_bare_number_counts_in_the_unit_of_its_column(tmp_path: Path) -> None:
    text = """\
name: 锅炉效率
key: boiler
hit_policy: U
source: C1
inputs:
  - {name: 额定蒸发量, unit: t/h}
outputs:
  - {name: 效率, unit: "%"}
rows:
  - ['< 10', 90]
  - ['[10..20 t/h]', 92.5]
  - ['> 20, not(> 20)', null]
"""
    book = load(tmp_path / "tiny", {"tables/boiler.yaml": text.replace("> 20, not(> 20)", "> 20")})
    boiler = TableLookup(next(found for found in book.tables if found.key == "boiler"))
    assert boiler(parse_quantity("9.99 t/h")) == Decimal("0.9")
    assert boiler(parse_quantity("10 t/h")) == Decimal("0.925")
    assert boiler(parse_quantity("21 t/h")) is None
    assert boiler(Decimal(5)) is None


def test_several_outputs_give_a_context_and_formulas_see_the_inputs(tmp_path: Path) -> None:
    text = """\
name: 两个结果
key: two
hit_policy: U
source: C1
inputs:
  - {name: 数, type: number}
outputs:
  - {name: 倍数, type: number}
  - {name: 说明, type: string}
rows:
  - ['>= 0', 数 * 2, '"正"']
  - ['< 0', 26.7 * 2 / 3, '"负"']
"""
    book = load(tmp_path / "tiny", {"tables/two.yaml": text})
    two = TableLookup(next(found for found in book.tables if found.key == "two"))
    assert two(Decimal(4)) == {"倍数": Decimal(8), "说明": "正"}
    assert two(Decimal(-1)) == {"倍数": Decimal("17.8"), "说明": "负"}


def test_rows_from_csv_name_their_columns_and_sources(tmp_path: Path) -> None:
    text = HEAD.format(policy="U", output="{name: 值, type: number}").replace("rows:\n", "rows: trial.csv\n")
    rows = '值,品种,来源,数\n1,甲,C1,"[1..5]"\n2,"""乙"", ""丙""",令第31号#4,-\n,丁,C4,-\n'
    book = load(tmp_path / "tiny", {"tables/trial.yaml": text, "tables/trial.csv": rows})
    trial = TableLookup(next(found for found in book.tables if found.name == "试表"))
    assert trial("甲", Decimal(5)) == 1
    assert trial("丙", Decimal(9)) == 2
    assert trial("丁", Decimal(9)) is None
    assert [clause.reference for clause in trial.decide("丙", Decimal(9)).sources] == ["令第31号#4"]
    assert [row.line for row in trial.table.rows] == [2, 3, 4]


@pytest.mark.parametrize(
    ("rows", "line", "message", "remedy"),
    [
        ("值,品种\n1,甲\n", 1, "CSV 缺少列“数”", "品种、数、值"),
        ("值,品种,数,备住\n1,甲,1,x\n", 1, "不认识的列“备住”", "列名应为"),
        ("值,品种,数,值\n1,甲,1,2\n", 1, "列“值”重复", "删去"),
        ("值,品种,数\n1,甲\n", 2, "有 2 格,应为 3 格", "加双引号"),
        ('值,品种,数\n1,"甲,1\n', 2, "CSV 写法有误", "成对"),
        ("值,品种,数\n1,甲,一\n", 2, '"数"', ""),
        ("值,品种,数\n1,甲,1\n2,甲,1\n", 3, "第 2 行与第 1 行重叠", "F"),
        ("\n", 1, "CSV 是空的", "第一行应为列名"),
    ],
)
def test_csv_mistakes_are_placed_in_the_csv(tmp_path: Path, rows: str, line: int, message: str, remedy: str) -> None:
    text = HEAD.format(policy="U", output="{name: 值, type: number}").replace("rows:\n", "rows: trial.csv\n")
    error = problems_of(tmp_path / "tiny", {"tables/trial.yaml": text, "tables/trial.csv": rows})
    problem = error.problems[0]
    assert (problem.file.rsplit("/", 1)[-1], problem.line) == ("trial.csv", line), str(error)
    assert message in problem.message
    assert remedy in problem.remedy


def test_a_row_may_name_its_columns_and_its_own_source(tmp_path: Path) -> None:
    rows = "  - ['\"甲\"', '-', 1, 令第31号#4]\n  - {数: '-', 品种: '\"乙\"', 值: 2, source: C3, notes: 说明}\n"
    trial = lookup(tmp_path, "U", rows)
    assert trial("乙", Decimal(1)) == 2
    references = [trial.decide(word, Decimal(1)).sources[0].reference for word in ("甲", "乙")]
    assert references == ["令第31号#4", "某府发〔2024〕5号#C3"]


def test_calls_by_position_and_by_name(tmp_path: Path) -> None:
    trial = lookup(tmp_path, "F")
    functions = {"试表": trial}
    assert compile_node(parse('试表("甲", 7)'), functions)({}) == 1
    assert compile_node(parse('试表(数: 7, 品种: "甲")'), functions)({}) == 1
    assert compile_node(parse('试表("甲")'), functions)({}) is None


def test_recorded_hits_tell_rows_and_clauses(tmp_path: Path) -> None:
    trial = lookup(tmp_path, "C")
    with recorded_hits() as hits:
        trial("乙", Decimal(7))
        trial("丁", Decimal(7))
    trial("甲", Decimal(7))
    assert [hit.rows for hit in hits] == [(2, 3), (3,)]
    assert [clause.reference for clause in hits[0].sources] == ["某府发〔2024〕5号#C1"]


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ('"甲"', '"甲", "乙"', True),
        ('"甲"', '"乙"', False),
        ("-", '"乙"', True),
        ("[1..5]", "[5..6]", True),
        ("[1..5)", "[5..6]", False),
        ("< 5", ">= 5", False),
        ("< 5", "3", True),
        ("> 5", "> 100", True),
        ("[6..5]", "-", False),
        ('not("甲")', '"甲"', False),
        ("[5..5)", "-", False),
        ("? > 5", "? > 6", True),
        ("? * 2 > 5", "? > 6", False),
    ],
)
def test_only_proven_overlap_counts(one: str, other: str, overlap: bool) -> None:
    rows = [Row(number, (parse_unary_tests(text),), (), None, "", 1) for number, text in ((1, one), (2, other))]
    assert bool(list(overlapping_rows(made_of(HitPolicy.UNIQUE, 1, rows)))) is overlap


def made_of(policy: HitPolicy, inputs: int, rows: list[Row]) -> DecisionTable:
    columns = tuple(Column(f"列{place}", STRING) for place in range(inputs))
    output = (Column("值", NUMBER),)
    return DecisionTable("表", "t", policy, ALWAYS, columns, output, tuple(rows), None, "", "p", "f", 1)


_WORDS = ["甲", "乙", "丙"]
_VALUES = st.sampled_from([*_WORDS, None, True, Decimal(1), Decimal(2), Decimal("2.5"), parse_quantity("2 t"), ["甲"]])
_CELLS = st.sampled_from(
    [
        "-",
        '"甲"',
        '"乙", "丙"',
        'not("甲")',
        "1",
        "2",
        "1, 2",
        "< 2",
        "[1..2.5)",
        "> 2 t",
        "null",
        "true",
        "2 t",
        '["甲"]',
    ]
)


def naive(table: DecisionTable, arguments: tuple[Any, ...]) -> list[int]:
    """Every row, every test."""
    return [
        row.number
        for row in table.rows
        if all(compile_node(test)({"?": value}) is True for test, value in zip(row.tests, arguments, strict=True))
    ]


@given(st.lists(st.tuples(_CELLS, _CELLS), min_size=1, max_size=8), st.tuples(_VALUES, _VALUES))
def test_the_index_finds_what_a_scan_finds(cells: list[tuple[str, str]], arguments: tuple[Any, ...]) -> None:
    rows = [
        Row(number, tuple(parse_unary_tests(cell) for cell in pair), (Literal(Decimal(number)),), None, "", 1)
        for number, pair in enumerate(cells, 1)
    ]
    trial = made_of(HitPolicy.COLLECT, 2, rows)
    assert [row.number for row in TableIndex(trial).matching(arguments)] == naive(trial, arguments)


@given(st.lists(st.tuples(_CELLS, _CELLS), min_size=1, max_size=6), st.tuples(_VALUES, _VALUES))
def test_rows_that_share_an_input_are_never_called_disjoint(
    cells: list[tuple[str, str]], arguments: tuple[Any, ...]
) -> None:
    provable = [pair for pair in cells if not any(cell.startswith("not") for cell in pair)]
    rows = [
        Row(number, tuple(parse_unary_tests(cell) for cell in pair), (), None, "", 1)
        for number, pair in enumerate(provable, 1)
    ]
    if ["甲"] in arguments or not rows:
        return
    trial = made_of(HitPolicy.UNIQUE, 2, rows)
    hits = naive(trial, arguments)
    proven = {(one.number, other.number) for one, other in overlapping_rows(trial)}
    assert {(one, other) for one in hits for other in hits if one < other} <= proven


@given(st.sampled_from(['"甲"', "12", "12.50", "-", '"a,b"', "0"]))
def test_simple_cells_read_as_the_grammar_reads_them(text: str) -> None:
    source = Source("f", text)
    entry = Entry(MappingNode(source, 1, 1, {}, {}), [], "表")
    cell = ScalarNode(source, 1, 1, text, text, quoted=True)
    kind = STRING if '"' in text else NUMBER
    expected: Node = parse_unary_tests(text)
    assert read_test(entry, cell, Column("列", kind)) == expected
    if text != "-":
        assert read_output(entry, cell, Column("列", kind), {}) == parse(text)
