"""The parser's actions: each turns the pieces of one grammar rule into one node of the tree."""

# ruff: noqa: D102 - a method is named after the rule of grammar.lark that it serves

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, DecimalException
from difflib import get_close_matches
from typing import Any, Final, TypeAlias, cast

from lark import Token, Transformer

from checker.feel import exact, tree
from checker.feel.tree import ArithmeticOperator, Comparison, ComparisonOperator, Node, Quantifier, Span
from checker.feel.types import (
    ANY,
    SIMPLE_TYPES,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    Parameter,
    RangeType,
)
from checker.feel.units import parse_unit, quantity

_CONSTANTS: Final = {"true": True, "false": False, "null": None}
_COMPARATORS: Final = {str(operator): operator for operator in ComparisonOperator}
_ARITHMETIC: Final = {str(operator): operator for operator in ArithmeticOperator}
_ORDERING: Final = frozenset(ComparisonOperator) - {ComparisonOperator.EQUAL, ComparisonOperator.NOT_EQUAL}
_FIGURE: Final = re.compile(r"[0-9.]+(?:[eE][+-]?[0-9]+)?")
_ESCAPE: Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|[nrt\"'\\])"
)
_SIMPLE_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class RejectedInputError(Exception):
    """Input the grammar lets through and the language does not."""

    def __init__(self, position: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.position = position
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Tests:
    """``(test, test, …)``, legal only on the right of ``in``."""

    tests: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class NegatedTests:
    """``not(test, test, …)``, legal only as a whole unary test."""

    tests: tuple[Node, ...]
    span: Span


Piece: TypeAlias = Any
"""A token or what an action made of a rule."""


def unescaped(text: str) -> str:
    """The characters a string literal stands for (DMN 1.5, grammar rule 64); other backslashes stay as they are."""
    return _ESCAPE.sub(_escaped_character, text) if "\\" in text else text


def _escaped_character(match: re.Match[str]) -> str:
    code = match[0]
    if len(code) == 2:
        return _SIMPLE_ESCAPES[code[1]]
    if len(code) == 12:
        return bytes.fromhex(code[2:6] + code[8:12]).decode("utf-16-be")
    number = int(code[2:], 16)
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else code


def _start(piece: Piece) -> int:
    return cast("int", piece.start_pos if isinstance(piece, Token) else piece.span[0])


def _end(piece: Piece) -> int:
    return cast("int", piece.end_pos if isinstance(piece, Token) else piece.span[1])


def _span(pieces: list[Piece]) -> Span:
    return _start(pieces[0]), _end(pieces[-1])


def _name(token: Token) -> str:
    text = str(token)
    return text if text.isprintable() and " " not in text else " ".join(text.split())


def _value(piece: Piece) -> Node:
    """``piece`` where a value must stand: a single comparison in brackets is a range, a list of tests is a mistake."""
    if isinstance(piece, Tests):
        if len(piece.tests) == 1:
            return replace(piece.tests[0], span=piece.span)
        raise RejectedInputError(
            piece.span[0], "括号里的多个测试只能写在 in 之后", "写成 值 in (测试, 测试),列表写 [值, 值]"
        )
    if isinstance(piece, NegatedTests):
        raise RejectedInputError(piece.span[0], "not(…) 里只能写一个条件", "写成 not(值 in (测试, 测试))")
    return piece  # type: ignore[no-any-return]  # anything else an expression rule yields is a node


class TreeBuilder(Transformer[Token, Any]):
    """Builds the tree bottom-up while the parser reduces; a method per rule of ``grammar.lark``."""

    def expression_input(self, pieces: list[Piece]) -> Node:
        return _value(pieces[0])

    def tests_input(self, pieces: list[Piece]) -> Tests | NegatedTests | None:
        match pieces:
            case [Token()]:
                return None
            case [Tests() | NegatedTests() as tests]:
                return tests
            case [tree.Not(item=item, span=span)]:
                return NegatedTests((item,), span)
            case _:
                return Tests(tuple(map(_value, pieces)), _span(pieces))

    # operators

    def disjunction(self, pieces: list[Piece]) -> Node:
        return tree.Or(tuple(map(_value, pieces)), span=_span(pieces))

    def conjunction(self, pieces: list[Piece]) -> Node:
        return tree.And(tuple(map(_value, pieces)), span=_span(pieces))

    def comparison(self, pieces: list[Piece]) -> Node:
        left, token, right = _value(pieces[0]), pieces[1], _value(pieces[2])
        operator = _COMPARATORS[token]
        if (
            operator in _ORDERING
            and type(left) is Comparison
            and left.operator in _ORDERING
            and left.span[1] == _end(left.right)
        ):
            raise RejectedInputError(token.start_pos, "大小比较不能连写", "写成 x between 1 and 5,或 x in (1..5]")
        return Comparison(operator, left, right, span=_span(pieces))

    def between(self, pieces: list[Piece]) -> Node:
        value, low, high = map(_value, pieces)
        return tree.Between(value, low, high, span=_span(pieces))

    def in_test(self, pieces: list[Piece]) -> Node:
        tests = pieces[1].tests if isinstance(pieces[1], Tests) else (pieces[1],)
        return tree.In(_value(pieces[0]), tests, span=_span(pieces))

    def arithmetic(self, pieces: list[Piece]) -> Node:
        return tree.Arithmetic(_ARITHMETIC[pieces[1]], _value(pieces[0]), _value(pieces[2]), span=_span(pieces))

    def negation(self, pieces: list[Piece]) -> Node:
        return tree.Negation(_value(pieces[1]), span=_span(pieces))

    # what follows a value

    def path(self, pieces: list[Piece]) -> Node:
        return tree.Path(_value(pieces[0]), _name(pieces[1]), span=_span(pieces))

    def filter(self, pieces: list[Piece]) -> Node:
        return tree.Filter(_value(pieces[0]), _value(pieces[1]), span=_span(pieces))

    def call(self, pieces: list[Piece]) -> Node:
        function, *arguments, _ = pieces
        span = _span(pieces)
        if arguments and isinstance(arguments[0], tuple):
            return tree.Call(_value(function), (), tuple(arguments), span=span)
        return tree.Call(_value(function), tuple(map(_value, arguments)), span=span)

    def named(self, pieces: list[Piece]) -> tuple[str, Node]:
        return _name(pieces[0]), _value(pieces[1])

    def instance_of(self, pieces: list[Piece]) -> Node:
        kind, end = pieces[1]
        return tree.InstanceOf(_value(pieces[0]), kind, span=(_start(pieces[0]), end))

    # atoms

    def number(self, pieces: list[Token]) -> Node:
        return tree.Literal(_figure(pieces[0], str(pieces[0])), span=_span(pieces))

    def quantity(self, pieces: list[Token]) -> Node:
        match = _FIGURE.match(pieces[0])
        assert match is not None
        unit = parse_unit(pieces[0][match.end() :])
        return tree.Literal(quantity(_figure(pieces[0], match[0]), unit), unit, span=_span(pieces))

    def string(self, pieces: list[Token]) -> Node:
        return tree.Literal(unescaped(pieces[0][1:-1]), span=_span(pieces))

    def at_literal(self, pieces: list[Token]) -> Node:
        text = str(pieces[0])
        return tree.AtLiteral(unescaped(text[text.index('"') + 1 : -1]), span=_span(pieces))

    def name(self, pieces: list[Token]) -> Node:
        return tree.Name(_name(pieces[0]), span=_span(pieces))

    def constant(self, pieces: list[Token]) -> Node:
        return tree.Literal(_CONSTANTS[pieces[0]], span=_span(pieces))

    def parenthesised(self, pieces: list[Piece]) -> Node:
        return replace(_value(pieces[1]), span=_span(pieces))

    def test_list(self, pieces: list[Piece]) -> Tests:
        return Tests(tuple(map(_value, pieces[1:-1])), _span(pieces))

    def operator_test(self, pieces: list[Piece]) -> Node:
        return tree.UnaryTest(_COMPARATORS[pieces[0]], _value(pieces[1]), span=_span(pieces))

    def negated(self, pieces: list[Piece]) -> Node | NegatedTests:
        first, *more = pieces[1:-1]
        if not more and not isinstance(first, tree.UnaryTest | NegatedTests):
            return tree.Not(_value(first), span=_span(pieces))
        return NegatedTests(tuple(map(_value, pieces[1:-1])), _span(pieces))

    def interval(self, pieces: list[Piece]) -> Node:
        opening, start, end, closing = pieces
        return tree.Interval(_value(start), _value(end), opening == "[", closing == "]", span=_span(pieces))

    def list_expr(self, pieces: list[Piece]) -> Node:
        return tree.ListExpr(tuple(map(_value, pieces[1:-1])), span=_span(pieces))

    def context(self, pieces: list[Piece]) -> Node:
        return tree.ContextExpr(tuple(pieces[1:-1]), span=_span(pieces))

    def entry(self, pieces: list[Piece]) -> tuple[str, Node]:
        key: Token = pieces[0]
        name = unescaped(key[1:-1]) if key.type == "STRING" else _name(key)
        return name, _value(pieces[1])

    def if_expr(self, pieces: list[Piece]) -> Node:
        return tree.If(_value(pieces[1]), _value(pieces[2]), _value(pieces[3]), span=_span(pieces))

    def for_expr(self, pieces: list[Piece]) -> Node:
        return tree.For(tuple(pieces[1:-1]), _value(pieces[-1]), span=_span(pieces))

    def quantified(self, pieces: list[Piece]) -> Node:
        return tree.Quantified(Quantifier(pieces[0]), tuple(pieces[1:-1]), _value(pieces[-1]), span=_span(pieces))

    def binding(self, pieces: list[Piece]) -> tree.Binding:
        end = _value(pieces[2]) if len(pieces) > 2 else None
        return tree.Binding(_name(pieces[0]), _value(pieces[1]), end, span=_span(pieces))

    def function_definition(self, pieces: list[Piece]) -> Node:
        return tree.FunctionDefinition(tuple(pieces[1:-1]), _value(pieces[-1]), span=_span(pieces))

    def parameter(self, pieces: list[Piece]) -> tuple[str, FeelType]:
        return _name(pieces[0]), pieces[1][0] if len(pieces) > 1 else ANY

    # types

    def type_argument(self, pieces: list[Piece]) -> tuple[str, FeelType]:
        return _name(pieces[0]) if len(pieces) > 1 else "", pieces[-1][0]

    def type(self, pieces: list[Piece]) -> tuple[FeelType, int]:
        end = _end(pieces[-1]) if isinstance(pieces[-1], Token) else pieces[-1][1]
        name = _name(pieces[0])
        arguments = [piece for piece in pieces[2:] if isinstance(piece, tuple)]
        if len(pieces) == 1:
            kind = SIMPLE_TYPES.get(name)
        else:
            result = arguments.pop()[0] if not isinstance(pieces[-1], Token) else ANY
            kind = _composite(name, arguments, result)
        if kind is None:
            near = get_close_matches(name, SIMPLE_TYPES, n=1)
            remedy = f"是否为“{near[0]}”?" if near else "类型写 number、string、boolean、date、list<…> 等"
            raise RejectedInputError(_start(pieces[0]), f"未知类型“{name}”", remedy)
        return kind, end


def _composite(name: str, arguments: list[tuple[str, FeelType]], result: FeelType) -> FeelType | None:
    match name, arguments:
        case "list", [("", item)]:
            return ListType(item)
        case "range", [("", item)]:
            return RangeType(item)
        case "context", [_, *_] if all(key for key, _ in arguments):
            return ContextType(dict(arguments))
        case "function", _ if not any(key for key, _ in arguments):
            return FunctionType(tuple(Parameter("", kind) for _, kind in arguments), result)
    return None


def _figure(token: Token, text: str) -> Decimal:
    try:
        return exact.number_from_text(text)
    except DecimalException:
        raise RejectedInputError(token.start_pos or 0, "数字超出可表示范围", "数字的指数应在 ±6144 以内") from None
