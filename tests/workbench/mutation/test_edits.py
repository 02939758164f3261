"""Slips in expressions: each operator at the place it belongs to, one at a time."""

from __future__ import annotations

from decimal import Decimal

import pytest

from checker.feel import parse, parse_unary_tests, tree, unparse
from checker.feel.tree import Literal
from checker.feel.units import parse_quantity
from checker.rulebook import load_rulebook
from checker.workbench.mutation.edit import boundary_edits_of, dropped_whole, edits_of
from checker.workbench.mutation.nudging import nudged
from checker.workbench.mutation.operator import Operator
from checker.workbench.mutation.rewriting import rebuilt


def slips(text: str, operator: Operator) -> list[str]:
    return [unparse(edit.node) for edit in edits_of(parse(text)) if edit.operator is operator]


@pytest.mark.parametrize(
    ("text", "flipped"),
    [
        ("a >= 5 t", ["a > 5 t"]),
        ("a < b", ["a <= b"]),
        ("a = b", ["a != b"]),
        ("a != null", ["a = null"]),
        ("a between 1 and b", ["a > 1 and a <= b", "a >= 1 and a < b"]),
        ("a in [1..5)", ["a in (1..5)", "a in [1..5]"]),
        ("a in (> 3)", ["a in (>= 3)"]),
    ],
)
def test_a_comparison_takes_the_neighbouring_sign(text: str, flipped: list[str]) -> None:
    assert slips(text, Operator.COMPARISON) == flipped


@pytest.mark.parametrize(
    ("text", "nudged_to"),
    [
        ("a <= 30 万吨", ["a <= 29 万吨", "a <= 31 万吨"]),
        ("a >= 95.0 %", ["a >= 94.9 %", "a >= 95.1 %"]),
        ("a > 0 t", ["a > -1 t", "a > 1 t"]),
        ("a * 1.25 <= b", ["a * 1.24 <= b", "a * 1.26 <= b"]),
        ("x[年份 = 2025]", ["x[年份 = 2024]", "x[年份 = 2026]"]),
        ("max(a, 3) > b", ["max(a, 2) > b", "max(a, 4) > b"]),
        ("a = -20", ["a = -19", "a = -21"]),
    ],
)
def test_a_limit_moves_by_one_unit_of_its_last_digit(text: str, nudged_to: list[str]) -> None:
    assert slips(text, Operator.LIMIT) == nudged_to
    assert not slips(text, Operator.FIGURE)


def test_a_number_that_is_not_compared_is_a_figure() -> None:
    assert slips('substring(a, 1, 2) = "34"', Operator.FIGURE) == [
        'substring(a, 0, 2) = "34"',
        'substring(a, 2, 2) = "34"',
        'substring(a, 1, 1) = "34"',
        'substring(a, 1, 3) = "34"',
    ]
    assert not slips('substring(a, 1, 2) = "34"', Operator.LIMIT)


@pytest.mark.parametrize(
    ("text", "dropped"),
    [
        ("a and b and c", ["b and c", "a and c", "a and b"]),
        ("a or b", ["b", "a"]),
        ("not(a)", ["a"]),
        ("if a then b else c", ["b", "c"]),
        ("count(x[a > b]) = n", ["count(x) = n"]),
        ("x[1] = n", []),
    ],
)
def test_conditions_are_dropped_one_at_a_time(text: str, dropped: list[str]) -> None:
    assert slips(text, Operator.CONDITION) == dropped


def test_choices_quantifiers_and_dates() -> None:
    assert slips('a in ["甲", "乙"]', Operator.CHOICE) == ['a in ["乙"]', 'a in ["甲"]']
    assert slips("some p in x satisfies p.a", Operator.QUANTIFIER) == ["every p in x satisfies p.a"]
    assert slips('d >= @"2025-09-01"', Operator.DATE) == ['d >= @"2025-08-31"', 'd >= @"2025-09-02"']
    assert slips('d >= date("2024-02-28")', Operator.DATE) == ['d >= date("2024-02-27")', 'd >= date("2024-02-29")']


def test_a_whole_condition_is_dropped_unless_it_is_a_list_of_conditions() -> None:
    assert [unparse(edit.node) for edit in dropped_whole(parse("a > b"))] == ["true"]
    assert not list(dropped_whole(parse("true")))
    assert not list(dropped_whole(parse("a and b")))


def test_a_cell_is_nudged_and_flipped_but_an_equality_stays() -> None:
    assert [unparse(edit.node) for edit in boundary_edits_of(parse_unary_tests("> 20 t/h"))] == [
        "? >= 20 t/h",
        "? > 19 t/h",
        "? > 21 t/h",
    ]
    operators = {edit.operator for edit in boundary_edits_of(parse_unary_tests("3"))}
    assert operators == {Operator.LIMIT}
    assert not list(boundary_edits_of(parse_unary_tests('"甲"')))


def test_trailing_zeros_count_as_written() -> None:
    literal = parse("4.0 万吨")
    assert isinstance(literal, Literal)
    assert [unparse(other) for other in nudged(literal)] == ["3.9 万吨", "4.1 万吨"]
    assert not list(nudged(Literal("文字")))
    assert [other.value for other in nudged(Literal(Decimal("1.50")))] == [Decimal("1.49"), Decimal("1.51")]
    assert parse_quantity("3.9 万吨").magnitude == 39000


def test_an_edit_shows_the_comparison_it_stands_in() -> None:
    (edit, _) = [edit for edit in edits_of(parse("x and a <= 30 万吨")) if edit.operator is Operator.LIMIT]
    assert (edit.written, edit.becomes, edit.span) == ("a <= 30 万吨", "a <= 29 万吨", (6, 16))


def test_every_expression_of_the_shipped_book_is_rebuilt_from_its_parts() -> None:
    book = load_rulebook()
    for user in (*book.rules, *book.derivations):
        for expression in user.expressions:
            for node in tree.walk(expression):
                assert rebuilt(node, tree.children(node)) == node
