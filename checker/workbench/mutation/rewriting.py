"""Rewriting: a node with other children in the places of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from checker.feel import tree
from checker.feel.tree import Node


def rebuilt(node: Node, parts: Sequence[Node]) -> Node:
    """``node`` with ``parts`` in place of its children, in the order in which ``tree.children`` gives them."""
    match node:
        case tree.Literal() | tree.AtLiteral() | tree.Name():
            return node
        case tree.Path():
            return replace(node, source=parts[0])
        case tree.Negation() | tree.UnaryTest():
            return replace(node, operand=parts[0])
        case tree.Not():
            return replace(node, item=parts[0])
        case tree.InstanceOf():
            return replace(node, value=parts[0])
        case tree.FunctionDefinition():
            return replace(node, body=parts[0])
        case tree.Arithmetic() | tree.Comparison():
            return replace(node, left=parts[0], right=parts[1])
        case tree.Between():
            return replace(node, value=parts[0], low=parts[1], high=parts[2])
        case tree.In():
            return replace(node, value=parts[0], tests=tuple(parts[1:]))
        case tree.Interval():
            return replace(node, start=parts[0], end=parts[1])
        case tree.And() | tree.Or() | tree.ListExpr():
            return replace(node, items=tuple(parts))
        case tree.If():
            return replace(node, condition=parts[0], consequence=parts[1], alternative=parts[2])
        case tree.ContextExpr():
            return replace(node, entries=tuple(zip((key for key, _ in node.entries), parts, strict=True)))
        case tree.Filter():
            return replace(node, source=parts[0], condition=parts[1])
        case tree.Binding():
            return replace(node, source=parts[0], end=parts[1] if len(parts) > 1 else None)
        case tree.Quantified():
            return replace(node, bindings=_bindings(parts[:-1]), condition=parts[-1])
        case tree.For():
            return replace(node, bindings=_bindings(parts[:-1]), body=parts[-1])
        case tree.Call():
            positional = parts[1 : 1 + len(node.arguments)]
            named = parts[1 + len(node.arguments) :]
            names = (name for name, _ in node.named)
            return replace(
                node, function=parts[0], arguments=tuple(positional), named=tuple(zip(names, named, strict=True))
            )
    assert_never(node)


def _bindings(parts: Sequence[Node]) -> tuple[tree.Binding, ...]:
    return tuple(part for part in parts if isinstance(part, tree.Binding))
