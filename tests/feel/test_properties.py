"""What holds for all expressions and values, tried on generated ones."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import FeelSyntaxError
from checker.feel import compile_node, evaluate, literal, parse, tree, unparse
from checker.feel.tree import ArithmeticOperator, ComparisonOperator, Node, Quantifier
from checker.feel.types import ANY, BOOLEAN, DATE, NUMBER, STRING, ContextType, ListType
from checker.feel.units import parse_unit, quantity

TRUTHS = (True, False, None)
words = st.sampled_from(
    ["a", "b", "年原煤消费量", "first name", "年综合能源消费量（当量）", "item", "?", "t", "sum", "string length"]
)
numbers = st.decimals(min_value=0, max_value=10**9, places=4)
units = st.sampled_from(["t", "万吨", "kgce/t", "%", "m²", "tCO2/万元", "亩"]).map(parse_unit)
texts = st.text(max_size=8)


def literals() -> st.SearchStrategy[Node]:
    return st.one_of(
        st.sampled_from([True, False, None]).map(tree.Literal),
        numbers.map(tree.Literal),
        texts.map(tree.Literal),
        st.builds(lambda number, unit: tree.Literal(quantity(number, unit), unit), numbers, units),
        st.sampled_from(["2024-01-01", "P1Y", "10:00:00", "不是"]).map(tree.AtLiteral),
        words.map(tree.Name),
    )


def some(inner: st.SearchStrategy[Node], least: int, most: int) -> st.SearchStrategy[tuple[Node, ...]]:
    return st.lists(inner, min_size=least, max_size=most).map(tuple)


def larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    comparators = st.sampled_from(list(ComparisonOperator))
    unary = st.builds(tree.UnaryTest, comparators, inner)
    tests = st.one_of(
        some(st.one_of(inner, unary), 2, 3), unary.map(lambda test: (test,)), inner.map(lambda test: (test,))
    )
    bindings = some(st.builds(tree.Binding, words, inner, st.one_of(st.none(), inner)), 1, 2)
    entries = st.lists(st.tuples(texts, inner), max_size=2).map(tuple)
    types = st.sampled_from([ANY, NUMBER, STRING, DATE, ListType(BOOLEAN), ContextType({"a": NUMBER})])
    named = st.lists(st.tuples(words, inner), min_size=1, max_size=2).map(tuple)
    return st.one_of(
        st.builds(tree.Arithmetic, st.sampled_from(list(ArithmeticOperator)), inner, inner),
        st.builds(tree.Comparison, comparators, inner, inner),
        st.builds(tree.Between, inner, inner, inner),
        st.builds(tree.In, inner, tests),
        unary,
        some(inner, 2, 3).map(tree.And),
        some(inner, 2, 3).map(tree.Or),
        inner.map(tree.Not),
        inner.map(tree.Negation),
        st.builds(tree.If, inner, inner, inner),
        some(inner, 0, 3).map(tree.ListExpr),
        entries.map(tree.ContextExpr),
        st.builds(tree.Filter, inner, inner),
        st.builds(tree.Path, inner, words.filter(lambda word: word != "?")),
        st.builds(tree.Interval, inner, inner, st.booleans(), st.booleans()),
        st.builds(tree.Quantified, st.sampled_from(list(Quantifier)), bindings, inner),
        st.builds(tree.For, bindings, inner),
        st.builds(tree.InstanceOf, inner, types),
        st.builds(tree.Call, inner, some(inner, 0, 2)),
        st.builds(lambda function, arguments: tree.Call(function, (), arguments), inner, named),
        st.builds(tree.FunctionDefinition, st.lists(st.tuples(words, types), max_size=2).map(tuple), inner),
    )


trees = st.recursive(literals(), larger, max_leaves=12)


@given(trees)
def test_what_is_written_reads_back_as_the_same_tree(node: Node) -> None:
    assert parse(unparse(node)) == node


@given(trees)
def test_writing_is_stable(node: Node) -> None:
    text = unparse(node)
    assert unparse(parse(text)) == text


@given(trees, st.booleans())
def test_no_expression_raises_when_evaluated(node: Node, null_is_unknown: bool) -> None:
    environment = {"a": Decimal(1), "b": [Decimal(1), None], "年原煤消费量": quantity(3, "t"), "item": {"a": "x"}}
    literal(compile_node(node, null_is_unknown=null_is_unknown)(environment))


def parsed(text: str) -> Node | FeelSyntaxError:
    try:
        return parse(text)
    except FeelSyntaxError as error:
        return error


@given(st.text(max_size=30))
def test_any_text_parses_or_is_a_syntax_error_with_a_place_and_a_remedy(text: str) -> None:
    match parsed(text):
        case FeelSyntaxError(problems=(problem,)):
            assert problem.message
            assert problem.remedy
            assert problem.column


@given(st.text(alphabet="ab1 5t%.,()[]{}<>=!+-*/\"'@?:andorifthenelsein万吨", max_size=25))
def test_text_of_the_languages_own_characters_parses_or_is_a_syntax_error(text: str) -> None:
    node = parsed(text)
    if not isinstance(node, FeelSyntaxError):
        assert parse(unparse(node)) == node


def truth(expression: str, **values: bool | None) -> object:
    return evaluate(expression, values)


@pytest.mark.parametrize(("p", "q", "r"), list(product(TRUTHS, repeat=3)))
def test_kleene_algebra(p: bool | None, q: bool | None, r: bool | None) -> None:
    values = {"p": p, "q": q, "r": r}

    def same(left: str, right: str) -> None:
        assert truth(left, **values) is truth(right, **values), (left, right, values)

    same("p and q", "q and p")
    same("p or q", "q or p")
    same("p and q and r", "p and (q and r)")
    same("p or q or r", "(p or q) or r")
    same("p and (q or r)", "p and q or p and r")
    same("p or q and r", "(p or q) and (p or r)")
    same("not(p and q)", "not(p) or not(q)")
    same("not(p or q)", "not(p) and not(q)")
    same("not(not(p))", "p")
    same("p and (p or q)", "p")
    same("p and true", "p")
    same("p or false", "p")
    same("p and false", "false")
    same("p or true", "true")
    same("all([p, q, r])", "p and q and r")
    same("any([p, q, r])", "p or q or r")
    same("every x in [p, q, r] satisfies x", "p and q and r")
    same("some x in [p, q, r] satisfies x", "p or q or r")


OPERATIONS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
decimals = st.decimals(min_value=-(10**9), max_value=10**9, places=5)


@given(decimals, decimals, decimals, st.sampled_from(list(OPERATIONS)), st.sampled_from(list(OPERATIONS)))
def test_arithmetic_and_comparison_are_exact(a: Decimal, b: Decimal, c: Decimal, first: str, second: str) -> None:
    try:
        expected = OPERATIONS[second](OPERATIONS[first](Fraction(a), Fraction(b)), Fraction(c))
    except ZeroDivisionError:
        assert evaluate(f"(a {first} b) {second} c", {"a": a, "b": b, "c": c}) is None
        return
    context = {"a": a, "b": b, "c": c, "n": Decimal(expected.numerator), "d": Decimal(expected.denominator)}
    assert evaluate(f"(a {first} b) {second} c = n / d", context) is True
    assert evaluate(f"(a {first} b) {second} c < n / d", context) is False
    assert evaluate(f"(a {first} b) {second} c <= n / d", context) is True


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
def test_ratios_compare_as_fractions_do(a: int, b: int, c: int, d: int) -> None:
    context = {"a": a, "b": b, "c": c, "d": d}
    assert evaluate("a / b < c / d", context) is (Fraction(a, b) < Fraction(c, d))
    assert evaluate("a / b = c / d", context) is (Fraction(a, b) == Fraction(c, d))
    assert evaluate("a * 1 t / (b * 1 t) >= c * 1 tce / (d * 1 tce)", context) is (Fraction(a, b) >= Fraction(c, d))


@given(st.lists(decimals, min_size=1, max_size=8))
def test_totals_and_means_are_exact(items: list[Decimal]) -> None:
    fractions = [Fraction(item) for item in items]
    total = sum(fractions, Fraction(0))
    context = {"x": items, "n": Decimal(total.numerator), "d": Decimal(total.denominator), "k": len(items)}
    assert evaluate("sum(x) = n / d", context) is True
    assert evaluate("mean(x) * k = n / d", context) is True
    assert evaluate("min(x)", context) == min(items)
    assert evaluate("max(x)", context) == max(items)
    assert evaluate("sort(x)", context) == sorted(items)


@given(decimals, st.integers(-3, 5))
def test_rounding_functions_surround_the_number(number: Decimal, scale: int) -> None:
    context = {"x": number, "s": scale}
    assert evaluate("floor(x, s) <= x and x <= ceiling(x, s)", context) is True
    assert evaluate("abs(round down(x, s)) <= abs(x) and abs(x) <= abs(round up(x, s))", context) is True
    assert evaluate("abs(x - round half up(x, s)) * 2 <= 10 ** -s", context) is True
    assert evaluate("abs(x - decimal(x, s)) * 2 <= 10 ** -s", context) is True
    assert evaluate("floor(x, s) = -ceiling(-x, s)", context) is True


@given(texts)
def test_a_text_survives_being_written_as_a_literal(text: str) -> None:
    assert evaluate(literal(text)) == text


values = st.recursive(
    st.one_of(st.none(), st.booleans(), decimals, texts, st.dates()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=8,
)


@given(values)
def test_a_value_survives_being_written_as_a_literal(value: object) -> None:
    assert evaluate(literal(value)) == value
    assert evaluate("x = y", {"x": value, "y": value}) is True
