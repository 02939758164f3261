"""Parsing: from text to tree, by the grammar in ``grammar.lark`` (LALR, contextual lexer), built on first use."""

from __future__ import annotations

import re
from decimal import DecimalException
from functools import lru_cache
from typing import Final

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from checker.errors import FeelSyntaxError
from checker.feel.exact import number_from_text
from checker.feel.parse_table import FIGURE, load_parser
from checker.feel.syntax_errors import mistake, syntax_error
from checker.feel.tree import (
    Comparison,
    ComparisonOperator,
    In,
    Literal,
    Name,
    Node,
    Not,
    UnaryTest,
    depth_of,
    names_in,
)
from checker.feel.tree_builder import NegatedTests, RejectedInputError, Tests

MAX_LENGTH: Final = 65_536
"""The longest expression accepted, in characters."""
MAX_DEPTH: Final = 150
"""The deepest tree accepted, so that every reader of a tree may recurse."""

_SIMPLE: Final = re.compile(rf'\s*(?:({FIGURE})|"([^"\\\n\r]*)")\s*')
_UNDER_TEST: Final = Name("?")


def _parsed(text: str, start: str) -> Node | Tests | NegatedTests | None:
    if len(text) > MAX_LENGTH:
        raise syntax_error(text[:1], 0, f"表达式过长({len(text)} 字)", f"应在 {MAX_LENGTH} 字以内,拆成派生事实或决策表")
    try:
        return load_parser().parse(text, start=start)  # type: ignore[return-value]  # the builder's results
    except RejectedInputError as rejected:
        raise syntax_error(text, rejected.position, rejected.message, rejected.remedy) from None
    except UnexpectedInput as error:
        raise _mistake(text, error) from None


def _mistake(text: str, error: UnexpectedInput) -> FeelSyntaxError:
    match error:
        case UnexpectedToken():
            position = len(text) if error.token.type == "$END" else error.pos_in_stream
            return mistake(text, position or 0, frozenset(error.accepts or error.expected))
        case UnexpectedCharacters():
            return mistake(text, error.pos_in_stream or 0, frozenset(error.allowed or ()))
    return mistake(text, len(text), frozenset())


def _bounded(text: str, node: Node) -> Node:
    if len(text) > MAX_DEPTH and depth_of(node) > MAX_DEPTH:
        raise syntax_error(text, 0, "表达式嵌套过深", f"应在 {MAX_DEPTH} 层以内,拆成派生事实")
    return node


def _simple(text: str) -> Literal | None:
    """A number or string on its own, as most cells of a table are, without the parser's help."""
    match = _SIMPLE.fullmatch(text)
    if match is None:
        return None
    if match[1] is None:
        return Literal(match[2], span=(match.start(2) - 1, match.end(2) + 1))
    try:
        return Literal(number_from_text(match[1]), span=match.span(1))
    except DecimalException:
        return None  # the parser says what is wrong


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The tree of one expression; raises FeelSyntaxError with the column and what to write."""
    simple = _simple(text)
    if simple is not None:
        return simple
    node = _parsed(text, "expression_input")
    assert node is not None
    assert not isinstance(node, Tests | NegatedTests)
    return _bounded(text, node)


@lru_cache(maxsize=4096)
def parse_unary_tests(text: str) -> Node:
    """The tree of a decision table's input cell as a condition on the name ``?`` (DMN 1.5, 10.3.1.2, rules 13-17).

    ``-`` is true; ``"a", "b"`` and ``>= 5`` test the input; ``not(…)`` negates; an expression that speaks of ``?``
    itself is taken as it stands. Raises FeelSyntaxError.
    """
    simple = _simple(text)
    if simple is not None:
        return Comparison(ComparisonOperator.EQUAL, _UNDER_TEST, simple, span=simple.span)
    parsed = _parsed(text, "tests_input")
    match parsed:
        case None:
            return Literal(True)
        case NegatedTests():
            return _bounded(text, Not(_condition(parsed.tests, parsed.span), span=parsed.span))
        case Tests():
            return _bounded(text, _condition(parsed.tests, parsed.span))
    raise AssertionError(parsed)


def _condition(tests: tuple[Node, ...], span: tuple[int, int]) -> Node:
    if len(tests) == 1:
        (test,) = tests
        match test:
            case UnaryTest():
                return Comparison(test.operator, _UNDER_TEST, test.operand, span=span)
            case Literal():
                return Comparison(ComparisonOperator.EQUAL, _UNDER_TEST, test, span=span)
        if "?" in names_in(test):
            return test
    return In(_UNDER_TEST, tests, span=span)
