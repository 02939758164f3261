"""Edits: every single slip that can be made in one expression, with what was written and what the slip writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from checker.feel import tree
from checker.feel.tree import ComparisonOperator, Node, Quantifier, Span
from checker.feel.unparsing import unparse
from checker.workbench.mutation.nudging import nudged, shifted
from checker.workbench.mutation.operator import Operator
from checker.workbench.mutation.rewriting import rebuilt

FLIPS: Final = {
    ComparisonOperator.EQUAL: ComparisonOperator.NOT_EQUAL,
    ComparisonOperator.NOT_EQUAL: ComparisonOperator.EQUAL,
    ComparisonOperator.LESS: ComparisonOperator.LESS_EQUAL,
    ComparisonOperator.LESS_EQUAL: ComparisonOperator.LESS,
    ComparisonOperator.GREATER: ComparisonOperator.GREATER_EQUAL,
    ComparisonOperator.GREATER_EQUAL: ComparisonOperator.GREATER,
}
_TRUE: Final = tree.Literal(True)
_KEEPING_FIGURES: Final = ("min", "max", "sum", "abs")
"""Functions whose arguments are compared where their result is."""
_SHORT: Final = 90


@dataclass(frozen=True, slots=True)
class Edit:
    """One slip: ``node`` is the whole expression after it.

    ``written`` and ``becomes`` show the part around it; ``span`` is where that part stands in the source text.
    """

    operator: Operator
    node: Node
    written: str
    becomes: str
    span: Span


def edits_of(node: Node) -> Iterator[Edit]:
    """Every slip in a boolean or other expression, in source order, the outer before the inner."""
    yield from _edits(node, compared=False)


def dropped_whole(node: Node) -> Iterator[Edit]:
    """The condition taken away altogether, where it is more than ``true`` and no list of conditions."""
    if node != _TRUE and not isinstance(node, tree.And):
        yield Edit(Operator.CONDITION, _TRUE, _shown(node), "true", node.span)


def boundary_edits_of(test: Node) -> Iterator[Edit]:
    """The slips in an input cell: its numbers, and the sides its limits belong to; equality is left alone."""
    for edit in _edits(test, compared=True):
        if edit.operator is Operator.LIMIT or (edit.operator is Operator.COMPARISON and not _turns_equality(edit)):
            yield edit


def _turns_equality(edit: Edit) -> bool:
    return "!=" in edit.becomes or "!=" in edit.written


def _edits(node: Node, *, compared: bool) -> Iterator[Edit]:
    yield from _own(node, compared=compared)
    parts = tree.children(node)
    inside = _compares_inside(node, compared=compared)
    for place, part in enumerate(parts):
        for edit in _edits(part, compared=inside):
            whole = rebuilt(node, (*parts[:place], edit.node, *parts[place + 1 :]))
            if _is_wanted_around(node, edit):
                yield replace(edit, node=whole, written=_shown(node), becomes=_shown(whole), span=node.span)
            else:
                yield replace(edit, node=whole)


def _compares_inside(node: Node, *, compared: bool) -> bool:
    match node:
        case tree.Comparison() | tree.Between() | tree.In() | tree.UnaryTest() | tree.Interval():
            return True
        case tree.Arithmetic() | tree.Negation() | tree.ListExpr() | tree.If():
            return compared
        case tree.Call(function=tree.Name(name=name)):
            return compared and name in _KEEPING_FIGURES
    return False


def _is_wanted_around(node: Node, edit: Edit) -> bool:
    """Whether an edit of a figure is easier to read with ``node`` around it."""
    if edit.operator not in (Operator.LIMIT, Operator.FIGURE, Operator.DATE):
        return False
    is_around = isinstance(
        node, tree.Comparison | tree.Between | tree.In | tree.Arithmetic | tree.UnaryTest | tree.Call
    )
    return is_around and len(unparse(node)) <= _SHORT


def _own(node: Node, *, compared: bool) -> Iterator[Edit]:
    """The slips at ``node`` itself."""
    match node:
        case tree.Comparison(operator=operator) | tree.UnaryTest(operator=operator):
            yield _edit(Operator.COMPARISON, node, replace(node, operator=FLIPS[operator]))
        case tree.Between(value=value, low=low, high=high):
            opening = tree.Comparison(ComparisonOperator.GREATER, value, low)
            closing = tree.Comparison(ComparisonOperator.LESS, value, high)
            above = tree.Comparison(ComparisonOperator.GREATER_EQUAL, value, low)
            below = tree.Comparison(ComparisonOperator.LESS_EQUAL, value, high)
            yield _edit(Operator.COMPARISON, node, tree.And((opening, below)))
            yield _edit(Operator.COMPARISON, node, tree.And((above, closing)))
        case tree.Interval():
            yield _edit(Operator.COMPARISON, node, replace(node, start_included=not node.start_included))
            yield _edit(Operator.COMPARISON, node, replace(node, end_included=not node.end_included))
        case tree.In():
            yield from _without_choices(node)
        case tree.And(items=items) | tree.Or(items=items):
            yield from _without_items(node, items)
        case tree.Not(item=item):
            yield _edit(Operator.CONDITION, node, item)
        case tree.If():
            yield _edit(Operator.CONDITION, node, node.consequence)
            yield _edit(Operator.CONDITION, node, node.alternative)
        case tree.Filter(condition=tree.Comparison() | tree.And() | tree.Or() | tree.Not() | tree.In()):
            yield _edit(Operator.CONDITION, node, node.source)
        case tree.Quantified(quantifier=quantifier):
            other = Quantifier.SOME if quantifier is Quantifier.EVERY else Quantifier.EVERY
            yield _edit(Operator.QUANTIFIER, node, replace(node, quantifier=other))
        case tree.Literal():
            meant = Operator.LIMIT if compared else Operator.FIGURE
            yield from (_edit(meant, node, other) for other in nudged(node))
        case tree.AtLiteral(text=text):
            for day in _days_beside(text):
                yield _edit(Operator.DATE, node, replace(node, text=day))
        case tree.Call(function=tree.Name(name="date"), arguments=(tree.Literal(value=str() as text),)):
            for day in _days_beside(text):
                yield _edit(Operator.DATE, node, replace(node, arguments=(tree.Literal(day),)))


def _without_items(node: tree.And | tree.Or, items: tuple[Node, ...]) -> Iterator[Edit]:
    for place, item in enumerate(items):
        rest = (*items[:place], *items[place + 1 :])
        left = rest[0] if len(rest) == 1 else replace(node, items=rest)
        word = "and" if isinstance(node, tree.And) else "or"
        yield Edit(
            Operator.CONDITION, left, f"{word} {_shown(item)}" if place else f"{_shown(item)} {word}", "", item.span
        )


def _without_choices(node: tree.In) -> Iterator[Edit]:
    match node.tests:
        case (tree.ListExpr(items=items) as listed,) if len(items) > 1:
            for place, item in enumerate(items):
                rest = replace(listed, items=(*items[:place], *items[place + 1 :]))
                without = replace(node, tests=(rest,))
                yield Edit(Operator.CHOICE, without, _shown(item), "", item.span)
        case tests if len(tests) > 1:
            for place, item in enumerate(tests):
                without = replace(node, tests=(*tests[:place], *tests[place + 1 :]))
                yield Edit(Operator.CHOICE, without, _shown(item), "", item.span)


def _days_beside(text: str) -> Iterator[str]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return
    yield from (other.isoformat() for other in shifted(day))


def _edit(operator: Operator, before: Node, after: Node) -> Edit:
    return Edit(operator, after, _shown(before), _shown(after), before.span)


def _shown(node: Node) -> str:
    """The text of ``node``, on one line."""
    return " ".join(unparse(node).split())
