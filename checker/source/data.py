"""Plain Python data as nodes, held to the same bounds as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from checker.errors import CheckerError, Problem
from checker.source.tree import (
    MAX_DEPTH,
    MAX_NODES,
    ListNode,
    MappingNode,
    Node,
    Place,
    ScalarNode,
    ScalarValue,
    Source,
    too_deep,
    too_many,
)


def read_data(
    data: object,
    file: str = "",
    *,
    error: type[CheckerError],
    max_depth: int = MAX_DEPTH,
    max_nodes: int = MAX_NODES,
) -> Node:
    """The nodes of ``data``, without places; a scalar keeps whatever value was given.

    Raises ``error`` when it is too deep or too large, or when its names are no text.
    """
    return _Building(file, error, max_depth, max_nodes).node(data, 0)


class _Building:
    def __init__(self, file: str, error: type[CheckerError], max_depth: int, max_nodes: int) -> None:
        self._source = Source(file, "")
        self._error = error
        self._max_depth = max_depth
        self._max_nodes = max_nodes
        self._nodes = 0

    def node(self, data: object, depth: int) -> Node:
        self._nodes += 1
        if depth > self._max_depth:
            raise self._error(too_deep(Place(self._source, 0, 0), self._max_depth))
        if self._nodes > self._max_nodes:
            raise self._error(too_many(Place(self._source, 0, 0), self._max_nodes))
        match data:
            case Mapping():
                values = {self._name(name): self.node(value, depth + 1) for name, value in data.items()}
                return MappingNode(self._source, 0, 0, values, {name: self._scalar(name) for name in values})
            case str() | bytes():
                return self._scalar(data)
            case Sequence():
                return ListNode(self._source, 0, 0, tuple([self.node(item, depth + 1) for item in data]))
        return self._scalar(data)

    def _scalar(self, value: Any) -> ScalarNode:  # noqa: ANN401 - whatever the program gave
        text = value if isinstance(value, str) else ""
        return ScalarNode(self._source, 0, 0, cast("ScalarValue", value), text, isinstance(value, str))

    def _name(self, name: object) -> str:
        if not isinstance(name, str):
            problem = Problem(f"字段名“{name!r:.40}”不是文字", self._source.file, remedy="字段名写中文标签或英文键")
            raise self._error(problem)
        return name
