"""Dates and durations in expressions: which are written out, and which names and sums stand for one."""

from __future__ import annotations

from typing import Final

from checker.feel import tree
from checker.feel.prose_functions import EXTREMES
from checker.feel.prose_words import is_dated
from checker.feel.temporal import parse_at_literal, parse_date, parse_duration
from checker.feel.tree import ArithmeticOperator, Node
from checker.feel.values import Value, YearsMonths

_TEMPORAL_CALLS: Final = {"date": parse_date, "duration": parse_duration}
_UNITS: Final = {"Y": "年", "M": "月", "D": "日"}


def temporal_of(node: Node) -> Value:
    """The date, time or duration that is written out in ``node``, else None."""
    match node:
        case tree.AtLiteral(text=text):
            return parse_at_literal(text)
        case tree.Call(function=tree.Name(name=name), arguments=(tree.Literal(value=str() as text),)) if (
            name in _TEMPORAL_CALLS
        ):
            return _TEMPORAL_CALLS[name](text)
    return None


def counted_duration(node: Node) -> tuple[Node, str] | None:
    """For ``duration("P" + string(years) + "Y")`` and the like: the number and its unit; else None."""
    match node:
        case tree.Call(
            function=tree.Name(name="duration"),
            arguments=(tree.Arithmetic(operator=ArithmeticOperator.ADD, left=start, right=tree.Literal(value=end)),),
        ):
            match start:
                case tree.Arithmetic(
                    operator=ArithmeticOperator.ADD,
                    left=tree.Literal(value="P"),
                    right=tree.Call(function=tree.Name(name="string"), arguments=(number,)),
                ) if isinstance(end, str) and end in _UNITS:
                    return number, _UNITS[end]
    return None


def is_duration(node: Node) -> bool:
    """Whether ``node`` is a duration: written out, or so many years, months or days."""
    if counted_duration(node) is not None:
        return True
    value = temporal_of(node)
    return isinstance(value, YearsMonths) or hasattr(value, "total_seconds")


def is_date(node: Node) -> bool:
    """Whether ``node`` is a date: written out, named as one, or reckoned from one."""
    match node:
        case tree.Name(name=name) | tree.Path(name=name):
            return is_dated(name)
        case tree.Arithmetic(operator=ArithmeticOperator.ADD | ArithmeticOperator.SUBTRACT):
            return is_date(node.left) and is_duration(node.right)
        case tree.Call(function=tree.Name(name=name)) if name in EXTREMES:
            return any(map(is_date, node.arguments))
        case tree.ListExpr(items=items):
            return any(map(is_date, items))
        case tree.For(body=body):
            return is_date(body)
        case tree.If():
            return is_date(node.consequence)
    return hasattr(temporal_of(node), "year")
