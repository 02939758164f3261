"""Places: the lines in the pack files where expressions, dates and values are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from checker.errors import Problem
from checker.rulebook import Parameter, default_packs_directories
from checker.rulebook.content import read_contents
from checker.rulebook.entry import Entry
from checker.rulebook.pack import find_packs
from checker.source import ListNode, MappingNode, Node, ScalarNode


class Places:
    """The files of the packs in ``directories`` (or of the default ones), read once more for their lines."""

    def __init__(self, directories: Sequence[Path] = ()) -> None:
        problems: list[Problem] = []
        self._entries: dict[str, Entry] = {}
        for content in read_contents(find_packs(directories or default_packs_directories(), problems), problems):
            for name, entry in content.entries.items():
                self._entries[f"{content.pack.id}/{name}"] = entry

    def expression(self, file: str, path: Iterable[str | int], offset: int) -> int:
        """The line of the character at ``offset`` of the expression at ``path``, or 1 where there is none."""
        node = self.node(file, path)
        if isinstance(node, ScalarNode):
            return node.position(offset)[0]
        return node.line if node is not None else 1

    def line(self, file: str, path: Iterable[str | int], otherwise: int) -> int:
        """The line of what stands at ``path``, or ``otherwise``."""
        node = self.node(file, path)
        return node.line if node is not None else otherwise

    def node(self, file: str, path: Iterable[str | int]) -> Node | None:
        """What stands at ``path``, keys and positions from the top of the file."""
        entry = self._entries.get(file)
        node: Node | None = entry.node if entry is not None else None
        for step in path:
            match node, step:
                case MappingNode(value=value), str():
                    node = value.get(step)
                case ListNode(value=value), int() if step < len(value):
                    node = value[step]
                case _:
                    return None
        return node

    def values_of(self, parameter: Parameter) -> tuple[MappingNode, ...]:
        """The entries under ``values`` of a parameter, in order of their ``from``."""
        listed = self.node(parameter.file, ("parameters",))
        items = listed.value if isinstance(listed, ListNode) else ()
        for item in items:
            if isinstance(item, MappingNode) and item.line == parameter.line:
                values = item.value.get("values")
                found = values.value if isinstance(values, ListNode) else ()
                entries = [value for value in found if isinstance(value, MappingNode)]
                return tuple(sorted(entries, key=_start))
        return ()


def _start(entry: MappingNode) -> str:
    start = entry.value.get("from")
    return start.text if isinstance(start, ScalarNode) else ""
