"""Conversion functions (DMN 1.5, 10.3.4.1), ``is`` and ``range``."""

from __future__ import annotations

import datetime as dt
from decimal import DecimalException
from typing import Final

from checker.errors import FeelSyntaxError
from checker.feel import exact, operations, tree
from checker.feel.functions.dates import date, date_and_time, duration, time
from checker.feel.functions.registry import builtin
from checker.feel.limits import ExhaustedError
from checker.feel.literal import literal
from checker.feel.parser import parse
from checker.feel.temporal import format_temporal, parse_at_literal
from checker.feel.types import ANY, BOOLEAN, NUMBER, STRING, RangeType
from checker.feel.values import Range, Value

_SEPARATORS: Final = {" ", ",", "."}
_LITERAL_FUNCTIONS: Final = {"date": date, "time": time, "date and time": date_and_time, "duration": duration}


@builtin(
    "number",
    "from: any",
    "from: string, grouping separator: string, decimal separator: string",
    result=NUMBER,
)
def number(text: Value, *separators: Value) -> Value:
    """The number a string writes, with the given separators; a number as it is."""
    if not separators:
        if operations.is_number(text):
            return text
        separators = (None, None)
    grouping, point = separators
    if type(text) is not str or grouping not in (None, *_SEPARATORS) or point not in (None, ".", ","):
        return None
    if grouping is not None and grouping == (point or "."):
        return None
    plain = text.replace(grouping, "") if grouping is not None else text
    plain = plain.replace(".", "?").replace(",", ".") if point == "," else plain
    if plain.strip("0123456789.eE+-") or not plain:
        return None
    try:
        return exact.number_from_text(plain)
    except DecimalException:
        return None


@builtin("string", "from: any", result=STRING)
def string(value: Value) -> Value:
    """The value as text: a string as it is, anything else as its literal."""
    if value is None or isinstance(value, str):
        return value
    text = format_temporal(value)
    if text is not None:
        return text
    if callable(value):
        return None
    try:
        return literal(value)
    except ExhaustedError:
        return None


@builtin("is", "value1: any?, value2: any?", result=BOOLEAN)
def is_same(value1: Value = None, value2: Value = None) -> Value:
    """Whether both are the same value of the same kind; times must agree in their zone too."""
    if operations.kind_of(value1) is not operations.kind_of(value2):
        return False
    if isinstance(value1, dt.datetime | dt.time):
        return value1.replace(tzinfo=None) == value2.replace(tzinfo=None) and format_temporal(
            value1
        ) == format_temporal(value2)
    return operations.equal(value1, value2) is True


@builtin("range", "from: string", result=RangeType(ANY))
def range_of(text: Value) -> Value:
    """The range that a string writes with literal ends of one kind, in order."""
    if not isinstance(text, str):
        return None
    try:
        node = parse(text)
    except FeelSyntaxError:
        return None
    if not isinstance(node, tree.Interval):
        return None
    start, end = _end_of(node.start), _end_of(node.end)
    if operations.less_or_equal(start, end) is not True:
        return None
    return Range(start, end, node.start_included, node.end_included)


def _end_of(node: tree.Node) -> Value:
    match node:
        case tree.Literal(value=value):
            return value
        case tree.AtLiteral(text=text):
            return parse_at_literal(text)
        case tree.Negation(operand=tree.Literal(value=value)):
            return operations.negate(value)
        case tree.Call(function=tree.Name(name=name), arguments=(tree.Literal(value=str() as text),)):
            return _LITERAL_FUNCTIONS[name](text) if name in _LITERAL_FUNCTIONS else None
    return None
