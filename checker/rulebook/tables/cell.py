"""Table cells: from the text of a cell to a typed test or value, bare numbers counted in the column's unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from checker.feel.parser import parse, parse_unary_tests
from checker.feel.tree import (
    Comparison,
    ComparisonOperator,
    In,
    Interval,
    ListExpr,
    Literal,
    Name,
    Negation,
    Node,
    Not,
    UnaryTest,
)
from checker.feel.type_relations import described
from checker.feel.typecheck import check
from checker.feel.types import (
    AnyType,
    BooleanType,
    FeelType,
    NumberType,
    QuantityType,
    StringType,
)
from checker.feel.units import Quantity, Unit, quantity
from checker.nearness import nearest
from checker.rulebook.entry import Entry
from checker.rulebook.expression import parse_scalar, report_span
from checker.rulebook.kind import conforms
from checker.rulebook.tables.domain import INPUT
from checker.rulebook.tables.table import Column
from checker.source import ScalarNode

_ANYTHING: Final = Literal(True)
_INPUT: Final = Name(INPUT)
# What most cells are; reading them here rather than with the grammar halves the loading time of a large table.
_TEXT: Final = re.compile(r'"([^"\\\r\n]*)"')
_FIGURE: Final = re.compile(r"[0-9]{1,30}(?:\.[0-9]{1,30})?")


def read_test(entry: Entry, cell: ScalarNode, column: Column, *, bare_text: bool = False) -> Node | None:
    """The test in an input cell as a condition on ``?``; None where a problem was noted.

    ``bare_text``: in a text column, what is neither quoted nor ``not(…)`` is a text as it stands.
    """
    text = cell.text.strip()
    if not text:
        entry.report(cell, f'"{column.name}"是空格子', "任意值请写 -", code="empty-cell")
        return None
    if text == "-":
        return _ANYTHING
    literal = _simple_literal(text, cell, bare_text=bare_text and isinstance(column.type, StringType))
    if literal is not None:
        value = _literal_in(literal, column.unit)
        if _fits_literal(value, column.type):
            return Comparison(ComparisonOperator.EQUAL, _INPUT, value, span=value.span)
    test = parse_scalar(entry, cell, parse_unary_tests)
    if test is None:
        return None
    test = _counted_test(test, column.unit)
    kind, mistakes = check(test, {INPUT: column.type}, {})
    for mistake in mistakes:
        remedy = _quotes(cell, column) or mistake.remedy
        report_span(entry, cell, mistake.span, f'"{column.name}":{mistake.message}', remedy, code=mistake.code)
    if mistakes:
        return None
    if not isinstance(kind, BooleanType | AnyType):
        entry.report(cell, f'"{column.name}"的格子不是测试', "请写值、比较或区间,如 >= 35 t/h", code="not-a-condition")
        return None
    return test


def read_output(
    entry: Entry, cell: ScalarNode, column: Column, names: Mapping[str, FeelType], *, bare_text: bool = False
) -> Node | None:
    """The value in an output cell, an expression over the inputs ``names``; empty is null; None where faulty."""
    text = cell.text.strip()
    if text in ("", "null"):
        return Literal(None)
    literal = _simple_literal(text, cell, bare_text=bare_text and isinstance(column.type, StringType))
    if literal is not None:
        value = _literal_in(literal, column.unit)
        if _fits_literal(value, column.type):
            return value
    node = parse_scalar(entry, cell, parse)
    if node is None:
        return None
    if isinstance(node, Literal | Negation):
        node = _counted(node, column.unit)
    kind, mistakes = check(node, names, {})
    for mistake in mistakes:
        remedy = _quotes(cell, column) or mistake.remedy
        report_span(entry, cell, mistake.span, f'"{column.name}":{mistake.message}', remedy, code=mistake.code)
    if mistakes:
        return None
    if not conforms(kind, column.type):
        message = f'"{column.name}"的结果是{described(kind)},应为{described(column.type)}'
        report_span(entry, cell, node.span, message, "请改正这一格或列的声明", code="type-mismatch")
        return None
    return node


def _simple_literal(text: str, cell: ScalarNode, *, bare_text: bool) -> Literal | None:
    span = (0, len(cell.text))
    if found := _TEXT.fullmatch(text):
        return Literal(found[1], span=span)
    if bare_text and text != "null" and not text.startswith(('"', "not(", "?")):
        return Literal(text, span=span)
    if _FIGURE.fullmatch(text):
        return Literal(Decimal(text), span=span)
    return None


def _fits_literal(literal: Literal, kind: FeelType) -> bool:
    match literal.value, kind:
        case str() as text, StringType(values=values):
            return values is None or text in values
        case Decimal(), NumberType():
            return True
        case Quantity() as value, QuantityType(dimension=dimension):
            return value.dimension is dimension
    return False


def _literal_in(literal: Literal, unit: Unit | None) -> Literal:
    """A bare number as so many of ``unit``; any other literal as it is."""
    if unit is None or literal.unit is not None or not isinstance(literal.value, Decimal):
        return literal
    return Literal(quantity(literal.value, unit), unit, span=literal.span)


def _counted(node: Node, unit: Unit | None) -> Node:
    """``node`` with a bare number counted in ``unit``."""
    match node:
        case Literal():
            return _literal_in(node, unit)
        case Negation(operand=operand):
            return replace(node, operand=_counted(operand, unit))
    return node


def _counted_test(node: Node, unit: Unit | None) -> Node:
    """``node`` with the bare numbers the input is tested against counted in ``unit``."""
    if unit is None:
        return node
    match node:
        case Comparison(left=Name(name=name), right=right) if name == INPUT:
            return replace(node, right=_counted_test(right, unit))
        case In(value=Name(name=name), tests=tests) if name == INPUT:
            return replace(node, tests=tuple(_counted_test(test, unit) for test in tests))
        case Not(item=item):
            return replace(node, item=_counted_test(item, unit))
        case UnaryTest(operand=operand):
            return replace(node, operand=_counted_test(operand, unit))
        case Interval(start=start, end=end):
            return replace(node, start=_counted(start, unit), end=_counted(end, unit))
        case ListExpr(items=items):
            return replace(node, items=tuple(_counted_test(item, unit) for item in items))
    return _counted(node, unit)


def _quotes(cell: ScalarNode, column: Column) -> str:
    """The remedy for the commonest mistake: a text without the quotes of the expression language."""
    text = cell.text.strip()
    if not isinstance(column.type, StringType) or '"' in text:
        return ""
    if column.type.values and text not in column.type.values and (near := nearest(text, column.type.values)):
        text = near
    return f"""文字要带双引号,在 YAML 里写成 '"{text}"'"""
