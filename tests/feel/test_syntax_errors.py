"""Syntax errors: the column, what is wrong and what to write instead."""

from __future__ import annotations

import pickle

import pytest

from checker.errors import FeelSyntaxError
from checker.feel import evaluate, parse, parse_unary_tests
from checker.feel.parser import MAX_DEPTH, MAX_LENGTH

MISTAKES = [
    # expression, column, part of the message, part of the remedy
    ("a == 1", 3, "==", "="),
    ("a => 1", 3, "=>", ">="),
    ("a =< 1", 3, "=<", "<="),
    ("a <> 1", 3, "<>", "!="),
    ("a && b", 3, "&&", "and"),
    ("a & b", 3, "&", "and"),
    ("a || b", 3, "||", "or"),
    ("!a", 1, "!", "not("),
    ("a = 'x'", 5, "'", "双引号"),
    ("a = “x”", 5, "“", "双引号"),
    ("a = ‘x’", 5, "‘", "双引号"),
    ("a ≥ 5", 3, "≥", ">="),
    ("a ≤ 5", 3, "≤", "<="),
    ("a ≠ 5", 3, "≠", "!="),
    ("a ＞ 5", 3, "＞", ">"),
    ("a ＞＝ 5", 3, "＞＝", ">="),
    ("a ＜ 5", 3, "＜", "<"),
    ("a ＝ 5", 3, "＝", "="),
    ("a 《 5", 3, "《", "<"),
    ("a》5", 2, "》", ">"),
    ("a ＋ 5", 3, "＋", "+"),
    ("a × 5", 3, "×", "*"),
    ("a ÷ 5", 3, "÷", "/"),
    ("（a + 1）* 2", 1, "（", "半角"),
    ("a in 【1, 2】", 6, "【", "[ ]"),
    ("f(1，2)", 4, "，", ","),
    ("[1、2]", 3, "、", ","),
    ("{a：1}", 3, "：", ":"),
    ("a > 5。", 6, "。", "句号"),
    ("１ + 1", 1, "１", "半角"),
    ("a ^ 2", 3, "^", "**"),
    ("5 % 3", 5, "3", ""),
    ("a % 3", 3, "%", "modulo"),
    ("a; b", 2, ";", ","),
    ("$a", 1, "$", "名称"),
    ("`a`", 1, "`", "名称"),
    ("a > 5 且 b", 7, "且", "and"),
    ("a > 5 或 b", 7, "或", "or"),
    ("a > 5 AND b", 7, "AND", "and"),
    ("a > 5 Or b", 7, "Or", "or"),
    ("5 吨煤", 3, "吨煤", "“吨”"),
    ("5 kgec", 3, "kgec", "kgce"),
    ("a > 5 ton", 7, "ton", ""),
    ("1 < x < 5", 7, "连写", "between"),
    ("a = (1", 7, "闭合", ")"),
    ("[1, 2", 6, "闭合", "]"),
    ("{a: 1", 6, "闭合", "}"),
    ("a)", 2, ")", "删去"),
    ("(1, 2)", 1, "in", "in ("),
    ("not(1, 2)", 1, "not", "in"),
    ("f(1,)", 5, "逗号", ""),
    ("if a then b", 12, "else", "if 条件 then 值 else 值"),
    ("if a", 5, "then", "if 条件 then 值 else 值"),
    ("for x in y", 11, "return", "for 变量 in 列表 return 值"),
    ("some x in y", 12, "satisfies", "satisfies"),
    ("a >", 4, "没有写完", "运算数"),
    ("a and", 6, "没有写完", "运算数"),
    ("and a", 1, "and", ""),
    ("a or or b", 6, "or", ""),
    ('"abc', 1, "字符串没有结束", '"'),
    ("", 1, "空", ""),
    ("   ", 1, "空", ""),
    ("x instance of numbr", 15, "numbr", "number"),
    ("x instance of list<strng>", 20, "strng", "string"),
    ("a b c d 1", 9, "1", ""),
    ("1e99999", 1, "范围", "6144"),
    ("a..b", 2, "", ""),
    ("function(a) external {}", 13, "", ""),
]


@pytest.mark.parametrize(("expression", "column", "message", "remedy"), MISTAKES)
def test_a_mistake_names_its_column_and_what_to_write(expression: str, column: int, message: str, remedy: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse(expression)
    (problem,) = caught.value.problems
    assert problem.column == column
    assert message in problem.message
    assert problem.remedy
    assert remedy in problem.remedy
    assert f"第 {column} 列" in problem.message


def test_a_mistake_on_a_later_line_names_the_line() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse("a > 1\nand b == 2")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, 7)
    assert problem.message == "表达式语法错误(第 2 行第 7 列):不能写“==”"


def test_the_error_can_travel_between_processes() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse("a ==")
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


def test_only_a_syntax_error_raises() -> None:
    with pytest.raises(FeelSyntaxError):
        evaluate("1 +")
    assert evaluate('1 + "a"') is None
    assert evaluate("没有(1)") is None


HEAVY = {
    "brackets": "(" * 20_000 + "1" + ")" * 20_000,
    "nots": "not(" * 10_000 + "true" + ")" * 10_000,
    "minuses": "-" * 20_000 + "1",
    "sum": "+".join("1" * 20_000),
    "lists": "[" * 20_000 + "]" * 20_000,
    "paths": "a" + ".b" * 20_000,
    "filters": "a" + "[1]" * 15_000,
    "ifs": "if a then b else " * 3_000 + "c",
    "open brackets": "(" * 60_000,
    "a megabyte": "1+" * 600_000 + "1",
    "a long name": "名" * 60_000,
    "a long number": "9" * 60_000,
    "a long string": '"' + "a" * 60_000,
    "a long comment": "/*" + "*" * 60_000,
}


@pytest.mark.parametrize("kind", HEAVY)
def test_an_excessive_expression_is_refused_or_evaluated_but_never_crashes(kind: str) -> None:
    try:
        evaluate(HEAVY[kind])
    except FeelSyntaxError as error:
        assert len(str(error)) < 500  # noqa: PT017 - evaluating is as good


def test_the_limits_are_where_they_are_said_to_be() -> None:
    assert evaluate("-" * (MAX_DEPTH - 1) + "1") in (1, -1)
    with pytest.raises(FeelSyntaxError, match="过深"):
        parse("-" * MAX_DEPTH + "1" + " " * MAX_DEPTH)
    assert evaluate("1+1" + " " * (MAX_LENGTH - 3)) == 2
    with pytest.raises(FeelSyntaxError, match="过长"):
        parse("1+1" + " " * MAX_LENGTH)


CELLS = [
    ("-", "true"),
    ("5", "? = 5"),
    ('"水泥"', '? = "水泥"'),
    ("null", "? = null"),
    ("true", "? = true"),
    ("> 5", "? > 5"),
    ("<= 5 t", "? <= 5 t"),
    ("= 5", "? = 5"),
    ("-5", "? in -5"),
    ("1, 2", "? in (1, 2)"),
    ('"a", "b"', '? in ("a", "b")'),
    ("< 5, > 10", "? in (< 5, > 10)"),
    ("[1..5]", "? in [1..5]"),
    ("(1..5)", "? in (1..5)"),
    ("[1..5], 7", "? in ([1..5], 7)"),
    ("not(5)", "not(? = 5)"),
    ("not(1, 2)", "not(? in (1, 2))"),
    ("not(> 5)", "not(? > 5)"),
    ("not([1..5], 7)", "not(? in ([1..5], 7))"),
    ("? > 5 and ? < 7", "? > 5 and ? < 7"),
    ("not(? > 5)", "not(? > 5)"),
    ('contains(?, "a")', 'contains(?, "a")'),
    ("x", "? in x"),
    ("x + 1", "? in x + 1"),
]


@pytest.mark.parametrize(("cell", "condition"), CELLS)
def test_a_table_cell_is_a_condition_on_its_input(cell: str, condition: str) -> None:
    assert parse_unary_tests(cell) == parse(condition)


@pytest.mark.parametrize("cell", ["", "> ", "5,", ">> 5", "a ==", "not("])
def test_a_faulty_cell_is_a_syntax_error(cell: str) -> None:
    with pytest.raises(FeelSyntaxError):
        parse_unary_tests(cell)
