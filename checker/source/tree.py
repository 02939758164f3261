"""Nodes: scalars, lists and mappings as a file has them, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

from checker.errors import Problem

MAX_DEPTH: Final = 32
MAX_NODES: Final = 200_000
"""Values in one file, aliases counted as often as they stand for something."""

ScalarValue: TypeAlias = Decimal | str | bool | date | None


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A text and the file it came from, as the user named it."""

    file: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where something starts, and in which source: ``line`` and ``column`` count from 1, both 0 outside any file."""

    source: Source
    line: int
    column: int

    def problem(self, message: str, remedy: str = "", *, field: str = "", code: str = "") -> Problem:
        """A problem at this place."""
        return Problem(message, self.source.file, self.line or None, self.column or None, field, remedy, code)


@dataclass(frozen=True, slots=True, eq=False)
class ScalarNode(Place):
    """One value; ``text`` is its characters without quotes, ``quoted`` tells that it was written as text."""

    value: ScalarValue
    text: str
    quoted: bool

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column in the file of the character at ``offset`` of ``text``, also in block and quoted scalars."""
        return _locate(self, offset)

    @property
    def plain(self) -> ScalarValue:
        """The value without positions."""
        return self.value


@dataclass(frozen=True, slots=True, eq=False)
class ListNode(Place):
    """A sequence of nodes."""

    value: tuple[Node, ...]

    @property
    def plain(self) -> list[Any]:
        """The values without positions."""
        return [item.plain for item in self.value]


@dataclass(frozen=True, slots=True, eq=False)
class MappingNode(Place):
    """Nodes by key, in the order of the file; ``keys`` holds the key nodes for messages about a key.

    Of a key that stands twice the first counts; the others are ``repeated``, where the reader was told to keep them.
    """

    value: Mapping[str, Node]
    keys: Mapping[str, ScalarNode]
    repeated: tuple[tuple[ScalarNode, Node], ...] = ()

    @property
    def plain(self) -> dict[str, Any]:
        """The values without positions, by key."""
        return {key: node.plain for key, node in self.value.items()}

    @property
    def pairs(self) -> Iterator[tuple[ScalarNode, Node]]:
        """Each key with its node, the repeated ones last."""
        for key, node in self.value.items():
            yield self.keys[key], node
        yield from self.repeated


Node: TypeAlias = ScalarNode | ListNode | MappingNode


def mapping_of(place: Place, pairs: Iterable[tuple[Node, Node]], problems: list[Problem], *, repeats: bool) -> Node:
    """The mapping at ``place``; keys that are no text, and repeated ones unless ``repeats``, are noted as problems."""
    values: dict[str, Node] = {}
    keys: dict[str, ScalarNode] = {}
    repeated: list[tuple[ScalarNode, Node]] = []
    for key, node in pairs:
        if not isinstance(key, ScalarNode) or not key.text:
            problems.append(
                key.problem("字段名不是文字", "请写成 字段名: 值;值以 [ 或 { 开头时加引号", code="yaml-syntax")
            )
        elif key.text not in values:
            values[key.text] = node
            keys[key.text] = key
        elif repeats:
            repeated.append((key, node))
        else:
            first = keys[key.text].line
            problems.append(
                key.problem(f'键"{key.text}"重复,第 {first} 行已有', "请删去其中一个", code="duplicate-key")
            )
    return MappingNode(place.source, place.line, place.column, values, keys, tuple(repeated))


def too_deep(place: Place, max_depth: int) -> Problem:
    """The problem of what is nested beyond any sense."""
    return place.problem(f"嵌套超过 {max_depth} 层", "请减少嵌套", code="too-deep")


def too_many(place: Place, max_nodes: int) -> Problem:
    """The problem of far too many values, such as aliases that multiply."""
    return place.problem(
        f"内容超过 {max_nodes} 项(引用按展开后计)", "请删去重复引用(&、*),或拆分文件", code="too-many-values"
    )


def line_and_column(text: str, place: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)


def _locate(node: ScalarNode, offset: int) -> tuple[int, int]:
    """Align the scalar's characters with the file's, skipping what only the file has: quotes, escapes, indentation."""
    raw = node.source.text
    place = 0
    for _ in range(node.line - 1):
        place = raw.index("\n", place) + 1
    place += node.column - 1
    if place < len(raw) and raw[place] in "|>" and node.quoted:
        place = raw.index("\n", place)
    for character in node.text[: offset + 1]:
        if character.isspace():
            continue
        found = raw.find(character, place)
        if found < 0:
            break
        place = found + 1
    else:
        place -= 1
    return line_and_column(raw, max(place, 0))
