"""Dates written as a call: ``date("2024-01-01")`` and ``date(2024, 1, 1)`` are as constant as ``@"2024-01-01"``."""

from __future__ import annotations

import datetime as dt

from checker.feel import tree
from checker.feel.functions import BUILTINS
from checker.feel.tree import Node


def is_written_date(node: Node) -> bool:
    """Whether ``node`` is a call of ``date`` with nothing but literals."""
    return _literals(node) != []


def written_date(node: Node) -> dt.date | None:
    """The day that ``node`` writes; None where it is no written date, or where there is no such day."""
    literals = _literals(node)
    found = BUILTINS["date"](*(literal.value for literal in literals)) if literals else None
    return found if type(found) is dt.date else None


def _literals(node: Node) -> list[tree.Literal]:
    """The arguments in order, if all are literals."""
    if not isinstance(node, tree.Call) or not isinstance(node.function, tree.Name) or node.function.name != "date":
        return []
    named = dict(node.named)
    values = node.arguments or tuple(named[name] for name in ("from", "year", "month", "day") if name in named)
    literals = [value for value in values if isinstance(value, tree.Literal)]
    return literals if len(literals) == len(values) else []
