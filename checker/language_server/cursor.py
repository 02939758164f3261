"""The cursor: which key or value of a file it is in, and where in its text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from checker.source import ListNode, MappingNode, Node, ScalarNode


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a file as YAML sees it.

    ``path`` leads to the value, or to the key that is being written where ``is_key``; then ``siblings`` are the other
    keys of the mapping. ``text`` is the key or value without quotes, ``offset`` the place in it, ``places`` the offset
    in the file of each of its characters and of its end.
    """

    path: tuple[str | int, ...]
    is_key: bool
    text: str
    offset: int
    places: tuple[int, ...]
    siblings: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """The last key of the path."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    def place(self, offset: int) -> int:
        """The offset in the file of a place in ``text``."""
        return self.places[max(0, min(offset, len(self.places) - 1))]


@dataclass(frozen=True, slots=True, eq=False)
class _Leaf:
    start: int
    node: ScalarNode
    path: tuple[str | int, ...]
    is_key: bool
    siblings: frozenset[str]


class Leaves:
    """The scalars of a parsed file in the order of the file; ``line_starts`` are the offsets of its lines."""

    def __init__(self, root: Node, text: str, line_starts: list[int]) -> None:
        self._text = text
        self._line_starts = line_starts
        self._leaves = sorted(self._walk(root, ()), key=lambda leaf: leaf.start)
        self._starts = [leaf.start for leaf in self._leaves]

    def at(self, offset: int) -> Cursor | None:
        """The cursor at an offset of the file; None where it is in no scalar."""
        found = bisect_right(self._starts, offset) - 1
        if found < 0:
            return None
        leaf = self._leaves[found]
        if not leaf.node.text and not leaf.node.quoted:
            return None  # nothing is written yet, and what belongs there is not told by the tree
        places = aligned(leaf.node, self._text, leaf.start)
        text, end = leaf.node.text, places[-1]
        if offset < places[0] and "\n" in self._text[offset : places[0]]:
            return None  # in the header of a block
        if offset > end:
            between = self._text[end:offset]
            if leaf.is_key or leaf.node.quoted or between.strip(" \t"):
                return None  # behind the closing quote, or elsewhere
            text, places = text + between, (*places, *range(end + 1, offset + 1))
        return Cursor(leaf.path, leaf.is_key, text, bisect_left(places, offset), places, leaf.siblings)

    def key(self, path: tuple[str | int, ...]) -> ScalarNode | None:
        """The key scalar at ``path``."""
        return next((leaf.node for leaf in self._leaves if leaf.is_key and leaf.path == path), None)

    def value(self, path: tuple[str | int, ...]) -> ScalarNode | None:
        """The value scalar at ``path``."""
        return next((leaf.node for leaf in self._leaves if not leaf.is_key and leaf.path == path), None)

    def _walk(self, node: Node, path: tuple[str | int, ...]) -> Iterator[_Leaf]:
        match node:
            case ScalarNode():
                yield _Leaf(self._offset(node), node, path, is_key=False, siblings=frozenset())
            case ListNode(value=items):
                for position, item in enumerate(items):
                    yield from self._walk(item, (*path, position))
            case MappingNode():
                for key, value in node.pairs:
                    others = frozenset(node.value) - {key.text}
                    yield _Leaf(self._offset(key), key, (*path, key.text), is_key=True, siblings=others)
                    yield from self._walk(value, (*path, key.text))

    def _offset(self, node: ScalarNode) -> int:
        return self._line_starts[min(node.line, len(self._line_starts)) - 1] + node.column - 1


def aligned(node: ScalarNode, text: str, start: int) -> tuple[int, ...]:
    """The offset in ``text`` of each character of a scalar that begins at ``start``, and of its end.

    What only the file has is skipped: quotes, escapes, indentation.
    """
    place = start
    if node.quoted and place < len(text):
        if text[place] in "|>":
            line_end = text.find("\n", place)
            place = len(text) if line_end < 0 else line_end + 1
        elif text[place] in "'\"":
            place += 1
    places: list[int] = []
    for character in node.text:
        if character.isspace():
            places.append(place)
            place += place < len(text) and text[place] == character
            continue
        found = text.find(character, place)
        if found < 0:
            places.append(place)
            continue
        places.append(found)
        place = found + 1
    return (*places, place)
