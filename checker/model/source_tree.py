"""What a file says before it is understood: groups, lists and scalars, each with its place in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from checker.errors import ApplicationError, Problem

DEEPEST: Final = 24
"""Levels of nesting; an application needs four."""

MOST_NODES: Final = 200_000
"""Values in one file, aliases counted as often as they stand for something."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value: text as written, or what JSON or Python gave; None for null."""

    value: object
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    items: tuple[Tree, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of a group with what stands under it."""

    name: str
    tree: Tree
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Names with values, in the order written; a name may stand twice, which is for the reader to refuse."""

    entries: tuple[Entry, ...]
    line: int | None = None


Tree: TypeAlias = Scalar | Listing | Group


def too_deep(file: str, line: int | None = None) -> ApplicationError:
    """The error for a file nested beyond any sense."""
    return ApplicationError(
        Problem(f"嵌套超过 {DEEPEST} 层", file, line, remedy="申报文件只有字段和列表,最多四层,请按样例重写")
    )


def too_many(file: str, line: int | None = None) -> ApplicationError:
    """The error for a file with far too many values, such as one whose aliases multiply."""
    return ApplicationError(
        Problem(
            f"内容超过 {MOST_NODES} 项(引用按展开后计)", file, line, remedy="删去重复引用(&、*),一个文件只写一份申报"
        )
    )


class TreeOfData:
    """Turns plain Python data into a tree, counting as it goes."""

    def __init__(self, file: str = "") -> None:
        self._file = file
        self._nodes = 0

    def read(self, data: object, depth: int = 0) -> Tree:
        """The tree of ``data``; raises ApplicationError when it is too deep, too large, or its names are no text."""
        self._nodes += 1
        if depth > DEEPEST:
            raise too_deep(self._file)
        if self._nodes > MOST_NODES:
            raise too_many(self._file)
        match data:
            case Mapping():
                return Group(tuple(self._entry(name, value, depth) for name, value in data.items()))
            case str() | bytes():
                return Scalar(data)
            case Sequence():
                return Listing(tuple(self.read(item, depth + 1) for item in data))
        return Scalar(data)

    def _entry(self, name: object, value: object, depth: int) -> Entry:
        if not isinstance(name, str):
            raise ApplicationError(
                Problem(f"字段名“{name!r:.40}”不是文字", self._file, remedy="字段名写中文标签或英文键")
            )
        return Entry(name, self.read(value, depth + 1))
