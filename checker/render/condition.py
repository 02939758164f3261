"""An expression read back as Chinese conditions, one line each, for people who do not read FEEL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.feel import tree, unparse

_SIGNS = {
    tree.ComparisonOperator.EQUAL: "=",
    tree.ComparisonOperator.NOT_EQUAL: "≠",
    tree.ComparisonOperator.LESS: "<",
    tree.ComparisonOperator.LESS_EQUAL: "≤",
    tree.ComparisonOperator.GREATER: ">",
    tree.ComparisonOperator.GREATER_EQUAL: "≥",
}
_QUANTIFIED = {tree.Quantifier.EVERY: "的每一项", tree.Quantifier.SOME: "中至少一项"}
_OPPOSITE = {
    tree.ComparisonOperator.EQUAL: tree.ComparisonOperator.NOT_EQUAL,
    tree.ComparisonOperator.NOT_EQUAL: tree.ComparisonOperator.EQUAL,
}


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One condition at its depth under the conditions that join it."""

    depth: int
    text: str


def read_condition(node: tree.Node) -> tuple[ConditionLine, ...]:
    """``node`` as lines: joined conditions head their parts, a comparison is one sentence, the rest stays FEEL."""
    return tuple(_lines(node, 0))


def _lines(node: tree.Node, depth: int) -> Iterator[ConditionLine]:
    match node:
        case tree.And(items=items):
            yield from _group("以下各项全部满足", items, depth)
        case tree.Or(items=items):
            yield from _group("以下至少一项满足", items, depth)
        case tree.Not(item=tree.Comparison(operator=operator) as inner) if operator in _OPPOSITE:
            yield ConditionLine(depth, _sentence(tree.Comparison(_OPPOSITE[operator], inner.left, inner.right)))
        case tree.Not(item=tree.In() as inner):
            yield ConditionLine(depth, _membership(inner, "不属于"))
        case tree.Not(item=tree.Name() | tree.Path() as inner):
            yield ConditionLine(depth, f"{unparse(inner)} 为 否")
        case tree.Not(item=item):
            yield from _group("以下不成立", (item,), depth)
        case tree.Quantified():
            heads = ",".join(
                f"{_operand(binding.source)}{_QUANTIFIED[node.quantifier]}(记作 {binding.name})"
                for binding in node.bindings
            )
            yield from _group(heads, (node.condition,), depth)
        case tree.If():
            yield from _group("如果", (node.condition,), depth)
            yield from _group("那么", (node.consequence,), depth)
            yield from _group("否则", (node.alternative,), depth)
        case _:
            yield ConditionLine(depth, _sentence(node))


def _group(heading: str, items: tuple[tree.Node, ...], depth: int) -> Iterator[ConditionLine]:
    lines = [line for item in items for line in _lines(item, depth + 1)]
    if len(lines) == 1:
        yield ConditionLine(depth, f"{heading}:{lines[0].text}")
    else:
        yield ConditionLine(depth, f"{heading}:")
        yield from lines


def _sentence(node: tree.Node) -> str:
    match node:
        case tree.Comparison(operator=operator, left=left, right=tree.Literal(value=bool() as wanted)) if (
            operator in _OPPOSITE
        ):
            holds = wanted is (operator is tree.ComparisonOperator.EQUAL)
            return f"{_operand(left)} 为 {'是' if holds else '否'}"
        case tree.Comparison(operator=operator, left=left, right=tree.Literal(value=None)) if operator in _OPPOSITE:
            return f"{_operand(left)} {'未填报' if operator is tree.ComparisonOperator.EQUAL else '已填报'}"
        case tree.Comparison(operator=operator, left=left, right=tree.Literal(value=str())) if operator in _OPPOSITE:
            verb = "为" if operator is tree.ComparisonOperator.EQUAL else "不为"
            return f"{_operand(left)} {verb} {_operand(node.right)}"
        case tree.Comparison():
            return f"{_operand(node.left)} {_SIGNS[node.operator]} {_operand(node.right)}"
        case tree.Between():
            return f"{_operand(node.value)} 在 {_operand(node.low)} 与 {_operand(node.high)} 之间(含两端)"
        case tree.In():
            return _membership(node, "属于")
        case tree.Name() | tree.Path():
            return f"{unparse(node)} 为 是"
        case tree.Call(function=tree.Name(name="list contains" | "contains"), arguments=(whole, part)):
            return f"{_operand(whole)} 含 {_operand(part)}"
        case tree.Literal(value=True):
            return "总是成立"
        case tree.Literal(value=False):
            return "总不成立"
        case tree.Literal(value=None):
            return "无法判定"
        case _:
            return _operand(node)


def _membership(node: tree.In, verb: str) -> str:
    items = [item for test in node.tests for item in (test.items if isinstance(test, tree.ListExpr) else (test,))]
    return f"{_operand(node.value)} {verb} {'、'.join(map(_operand, items))}" + (" 之一" if len(items) > 1 else "")


def _operand(node: tree.Node) -> str:
    match node:
        case tree.Literal(value=str() as text):
            return f"“{text}”"
        case _:
            return unparse(node)
