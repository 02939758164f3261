"""Evaluation from Python: what goes in and comes out, missing values, own functions, limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest

from checker.errors import UsageError
from checker.feel import calls_in, compile_node, evaluate, literal, names_in, parse, parse_quantity, tree
from checker.feel.parse_table import is_current
from checker.feel.values import Range, YearsMonths

IN_AND_OUT = [
    (None, None),
    (True, True),
    (5, Decimal(5)),
    (0.1, Decimal("0.1")),
    (1e22, Decimal("1E+22")),
    (float("nan"), None),
    (float("inf"), None),
    (Decimal("NaN"), None),
    (Decimal("1.50"), Decimal("1.50")),
    (Fraction(1, 4), Decimal("0.25")),
    (Fraction(1, 3), Decimal("0.3333333333333333333333333333333333")),
    ("文本", "文本"),
    (dt.date(2024, 1, 1), dt.date(2024, 1, 1)),
    (dt.datetime(2024, 1, 1, 8, tzinfo=dt.UTC), dt.datetime(2024, 1, 1, 8, tzinfo=dt.UTC)),
    (dt.timedelta(days=1), dt.timedelta(days=1)),
    (YearsMonths(3), YearsMonths(3)),
    ([1, (2, 3)], [Decimal(1), [Decimal(2), Decimal(3)]]),
    ({"a": {"b": 1}}, {"a": {"b": Decimal(1)}}),
    (Range(1, 2, True, False), Range(Decimal(1), Decimal(2), True, False)),
    (object(), None),
]


@pytest.mark.parametrize(("given", "expected"), IN_AND_OUT)
def test_plain_python_goes_in_and_comes_out(given: object, expected: object) -> None:
    value = evaluate("x", {"x": given})
    assert value == expected
    assert type(value) is type(expected)


def test_a_float_is_taken_by_its_digits() -> None:
    assert evaluate("a + b = 0.3", {"a": 0.1, "b": 0.2}) is True


def test_results_leave_with_34_digits_half_even() -> None:
    assert evaluate("2 / 3") == Decimal("0.6666666666666666666666666666666667")
    assert evaluate("[1 / 3]") == [Decimal("0.3333333333333333333333333333333333")]
    assert literal(Fraction(1, 3)) == "0.3333333333333333333333333333333333"
    assert evaluate("1000000000000000000000000000000000 + 0.05") == Decimal("1000000000000000000000000000000000")


def test_a_number_out_of_range_is_null_wherever_it_comes_from() -> None:
    assert evaluate("x * x", {"x": Decimal("1E6000")}) is None
    assert evaluate("x", {"x": Decimal("1E7000")}) is None
    assert evaluate("x", {"x": 10**7000}) is None


def test_today_and_now_come_from_the_context_and_never_from_the_clock() -> None:
    assert evaluate("today()") is None
    assert evaluate('today() > @"2024-01-01"', {"today": dt.date(2025, 9, 1)}) is True
    assert evaluate("now().hour", {"now": dt.datetime(2025, 9, 1, 8, 0)}) == 8  # noqa: DTZ001 - a local time is meant


@pytest.mark.parametrize(
    ("expression", "by_standard"),
    [
        ('缺 = "煤"', False),
        ('缺 != "煤"', True),
        ('not(缺 = "煤")', True),
        ("缺 = 甲", False),
        ("缺 = true", False),
        ('缺 in ["石油焦", "焦炭"]', False),
        ('not(缺 in ["石油焦", "焦炭"])', True),
        ("缺 in (1, 2)", False),
        ("缺 in [甲, 2]", False),
        ("缺 in (= 5)", False),
        ('"煤" in 燃料', False),
        ('list contains(燃料, "煤")', False),
        ("list contains([1, 2], 缺)", False),
        ("is(缺, 1)", False),
        ("缺 instance of number", False),
        ("if 缺 then 1 else 2", Decimal(2)),
        ("count([{x: 1}, {x: null}][x > 0])", Decimal(1)),
        ("count([{x: 1}, {x: null}][x = 1])", Decimal(1)),
        ('every x in 燃料 satisfies x = "气"', False),
    ],
)
def test_a_missing_value_is_a_value_by_the_standard_and_unknown_in_a_judgement(
    expression: str, by_standard: object
) -> None:
    context = {"甲": Decimal(1), "燃料": ["气", None]}
    node = parse(expression)
    assert compile_node(node)(context) == by_standard
    assert compile_node(node, null_is_unknown=True)(context) is None


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("缺 = null", True),
        ("缺 != null", False),
        ("null = 缺", True),
        ("甲 = null", False),
        ("缺 in (null, 1)", True),
        ("缺 in (= null)", True),
        ("false and 缺", False),
        ("true or 缺", True),
        ("缺 = null or 缺 > 5", True),
        ('"气" in 燃料', True),
        ('list contains(燃料, "气")', True),
        ("list contains(燃料, null)", True),
        ("if 缺 = null then 1 else 2", Decimal(1)),
        ('some x in 燃料 satisfies x = "气"', True),
        ('every x in 燃料 satisfies x = "煤"', False),
        ("count(燃料)", Decimal(2)),
        ("燃料[1]", "气"),
        ("燃料[item != null]", ["气"]),
        ('甲 = 1 and 丁 = "x"', True),
    ],
)
def test_what_a_missing_value_cannot_change_is_decided_in_a_judgement(expression: str, expected: object) -> None:
    context = {"甲": Decimal(1), "丁": "x", "燃料": ["气", None]}
    assert compile_node(parse(expression), null_is_unknown=True)(context) == expected


def limit(指标: str | None, 等级: Decimal | None = None) -> Decimal | None:  # noqa: N803, PLC2401 - named as a table names its inputs
    return None if 等级 is None else Decimal(len(指标 or "")) * 等级


def test_functions_from_outside_are_called_by_position_and_by_name() -> None:
    functions = {"限额": limit}
    assert evaluate('限额("电耗", 3)', functions=functions) == 6
    assert evaluate('限额(等级: 3, 指标: "电耗")', functions=functions) == 6
    assert evaluate('限额(指标: "电耗")', functions=functions) is None
    assert evaluate('限额("电耗", 1, 2)', functions=functions) is None
    assert evaluate('限额(级: 3, 指标: "电耗")', functions=functions) is None
    assert evaluate('[3, 4][item > 限额("a", 3)]', functions=functions) == [4]


def test_a_function_from_outside_comes_before_a_built_in_one_and_after_a_variable() -> None:
    functions = {"abs": lambda x: Decimal(7)}
    assert evaluate("abs(1)", functions=functions) == 7
    assert evaluate("{abs: function(x) x, y: abs(1)}.y", functions=functions) == 1


def test_a_mistake_inside_a_function_from_outside_is_not_swallowed() -> None:
    def broken(x: Decimal) -> Decimal:
        raise LookupError("internal")

    with pytest.raises(LookupError):
        evaluate("f(1)", functions={"f": broken})


def test_an_environment_is_anything_that_gets_a_name() -> None:
    class Facts(Mapping[str, object]):
        def __getitem__(self, name: str) -> object:
            return {"x": Decimal(3)}[name]

        def __iter__(self) -> object:  # type: ignore[override]  # never iterated
            raise AssertionError

        def __len__(self) -> int:
            raise AssertionError

    facts = Facts()
    assert compile_node(parse("x > 2 and y = null"))(facts) is True
    assert compile_node(parse("some i in 1..3 satisfies i = x"))(facts) is True


@pytest.mark.parametrize(
    ("expression", "names", "calls"),
    [
        ("a > 1 and b.c = d[e > f]", {"a", "b", "d", "e", "f"}, set()),
        ("some x in xs satisfies x > y", {"xs", "y"}, set()),
        ("for x in xs, y in x.ys return y + z + partial[1]", {"xs", "z"}, set()),
        ("xs[item > y]", {"xs", "y"}, set()),
        ("限额(指标: a, 等级: 2) > sum(b)", {"a", "b"}, {"限额", "sum"}),
        ("{a: 1, b: a + c}", {"c"}, set()),
        ("(function(x) x + y)(z)", {"y", "z"}, set()),
        ("x in (? > 5, y)", {"x", "?", "y"}, set()),
        ("for i in a..b return i", {"a", "b"}, set()),
        ('"a" = @"2024-01-01"', set(), set()),
        ("some x in x satisfies x > 1", {"x"}, set()),
    ],
)
def test_the_free_names_and_the_calls_of_an_expression(expression: str, names: set[str], calls: set[str]) -> None:
    assert names_in(parse(expression)) == names
    assert calls_in(parse(expression)) == calls


GREEDY = [
    "for i in 1..1000000000000 return i",
    "for i in 1..1000000, j in 1..1000000 return 1",
    "for i in 1..1000 return for j in 1..1000 return for k in 1..1000 return 1",
    "some i in 1..1000000, j in 1..1000000 satisfies false",
    "for i in 1..100 return partial",
    "10 ** 1000000",
    "1E6000 ** 64",
    "(1/3) ** 1000000",
    "exp(1E6000)",
    "decimal(1/3, 6176)",
    "(function(f) f(f))(function(f) f(f))",
    "(function(f) f(f))(function(f) [f(f), f(f)])",
    "{" + ", ".join(["a0: [1, 1]", *(f"a{i}: [a{i - 1}, a{i - 1}]" for i in range(1, 60))]) + "}",
    "{" + ", ".join(['a0: "xx"', *(f"a{i}: a{i - 1} + a{i - 1}" for i in range(1, 60))]) + "}.a59",
    "{" + ", ".join(["a0: [1]", *(f"a{i}: concatenate(a{i - 1}, a{i - 1})" for i in range(1, 60))]) + "}.a59",
    "{" + ", ".join(["a0: [1]", *(f"a{i}: [a{i - 1}, a{i - 1}]" for i in range(1, 60)), "f: flatten(a59)"]) + "}.f",
    "{" + ", ".join(["a0: [1]", *(f"a{i}: [a{i - 1}, a{i - 1}]" for i in range(1, 60)), "s: string(a59)"]) + "}.s",
    "{"
    + ", ".join(["a: 1/3", *(f"b{i}: (1/3 + {i}/7) * {'b' + str(i - 1) if i else 'a'}" for i in range(200))])
    + "}.b199",
    'replace("' + "a" * 5000 + '", "a", "' + "b" * 5000 + '")',
    'matches("' + "a" * 5000 + '", "(a+)+b")',
    'matches("' + "a" * 40 + '", "(a|a)*b")',
    'matches("' + "a" * 40 + '", "(a|aa)+b")',
    "count(for i in 1..2000 return partial)",
]


@pytest.mark.parametrize("expression", GREEDY, ids=range(len(GREEDY)))
def test_an_evaluation_that_asks_for_too_much_ends_without_a_crash(expression: str) -> None:
    literal(evaluate(expression))


def test_a_context_nested_beyond_reason_is_an_error() -> None:
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(UsageError):
        evaluate("x", {"x": nested})


def test_spans_point_into_the_source() -> None:
    source = "(甲 + 1) > 2 t and some x in [1] satisfies x instance of list<number>"
    node = parse(source)
    written = {type(inner).__name__: source[slice(*inner.span)] for inner in tree.walk(node)}
    assert written["And"] == source
    assert written["Comparison"] == "(甲 + 1) > 2 t"
    assert written["Arithmetic"] == "(甲 + 1)"
    assert written["Quantified"] == "some x in [1] satisfies x instance of list<number>"
    assert written["Binding"] == "x in [1]"
    assert written["InstanceOf"] == "x instance of list<number>"


def test_the_kept_parse_table_is_of_the_grammar_as_it_is() -> None:
    assert is_current(), "run: python -c 'from checker.feel.parse_table import write_table; write_table()'"


def test_a_quantity_is_a_value_like_any_other_in_an_environment() -> None:
    coal = parse_quantity("12 万吨")
    assert compile_node(parse("年原煤消费量 <= 12 万吨"))({"年原煤消费量": coal}) is True
    assert compile_node(parse("年原煤消费量 <= 12 万tce"))({"年原煤消费量": coal}) is None
    assert compile_node(parse("年原煤消费量 <= 120000"))({"年原煤消费量": coal}) is None
