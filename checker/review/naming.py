"""Places: what people call a value, with bound variables by the place their values come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from checker.feel import tree
from checker.feel.unparsing import unparse

Origins = Mapping[str, str]
"""For each bound variable the place of its value, e.g. ``产品[2]``."""


def called(node: tree.Node, origins: Origins) -> str:
    """What people call a name, path or call, e.g. ``产品[2].年产能``; empty for any other expression."""
    match node:
        case tree.Name(name=name):
            return origins.get(name, name)
        case tree.Path(source=source, name=name):
            base = called(source, origins)
            return f"{base}.{name}" if base else ""
        case tree.Call(function=tree.Name()):
            return spelled(node, origins)
        case tree.Filter(source=source):
            return called(source, origins)
        case _:
            return ""


def spelled(node: tree.Node, origins: Origins) -> str:
    """The expression as written, but with bound variables by their places."""
    return unparse(placed(node, origins))


def placed(node: tree.Node, origins: Origins) -> tree.Node:
    """The same expression with each bound variable replaced by the place of its value."""
    return _placed(node, origins) if origins else node


def _placed(node: tree.Node, origins: Origins) -> tree.Node:
    match node:
        case tree.Name(name=name):
            return tree.Name(origins[name]) if name in origins else node
        case _:
            changed = {field.name: _placed_in(getattr(node, field.name), origins) for field in fields(node)}
            return replace(node, **changed)  # type: ignore[arg-type]  # every field keeps its own kind


def _placed_in(part: object, origins: Origins) -> object:
    """What a field holds: a node, several, pairs with names, or no node at all."""
    if isinstance(part, tuple):
        return tuple(_placed_in(item, origins) for item in part)
    return _placed(part, origins) if isinstance(part, tree.Node) else part
