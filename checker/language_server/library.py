"""The library: everything the packs around a file declare, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from checker.rulebook import Clause
from checker.rulebook.content import PackContent
from checker.rulebook.entry import Entry
from checker.source import ListNode, MappingNode, Node, ScalarNode, Source
from checker.workbench.schemas import Names, Outline, names_of, read_outline
from checker.workbench.schemas.surrounding import packs_beside, shipped_under


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands; ``line`` and ``column`` count characters from 1."""

    file: Path
    line: int
    column: int
    length: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """A rule or derivation as its file has it; ``derives`` is the fact that a derivation gives."""

    id: str
    title: str
    pack: str
    place: Place
    derives: str = ""


@dataclass(frozen=True, eq=False)
class Library:
    """The packs ``own`` are those that are being edited; ``context`` are shipped ones that they build on."""

    own: tuple[Path, ...]
    context: tuple[Path, ...]
    outline: Outline

    @cached_property
    def names(self) -> Names:
        """What may be offered."""
        return names_of(self.outline)

    @cached_property
    def derived_names(self) -> frozenset[str]:
        """The names that nobody fills in: derived facts and parameters."""
        return frozenset((*self.outline.derived, *self.outline.parameters))

    @cached_property
    def rules(self) -> Mapping[str, Written]:
        """Rules by id."""
        return {each.id: each for each in self._written() if not each.derives}

    @cached_property
    def derivations(self) -> Mapping[str, tuple[Written, ...]]:
        """Derivations by the fact they give."""
        found: dict[str, list[Written]] = {}
        for each in self._written():
            if each.derives:
                found.setdefault(each.derives, []).append(each)
        return {fact: tuple(derivations) for fact, derivations in found.items()}

    @cached_property
    def declared(self) -> Mapping[str, tuple[Place, ...]]:
        """Where derived facts, parameters and tables are declared, by name."""
        found: dict[str, list[Place]] = {}
        for content in self.outline.contents:
            for file, key, name in (("facts.yaml", "facts", "label"), ("parameters.yaml", "parameters", "name")):
                for item in _items(content.entries.get(file), key):
                    self._note(found, item.value.get(name), content, file)
            for file, entry in content.entries.items():
                if file.startswith("tables/"):
                    self._note(found, entry.node.value.get("name"), content, file)
        return {name: tuple(places) for name, places in found.items()}

    def pack_id(self, pack: Path) -> str:
        """The id of the pack in a folder; the folder's name where the manifest cannot be read."""
        shown = pack.as_posix()
        found = (content.pack.id for content in self.outline.contents if content.folder.shown == shown)
        return next(found, pack.name)

    def clause(self, reference: str, pack: Path) -> Clause | None:
        """The clause that a reference in a file of ``pack`` names."""
        node = ScalarNode(_NOWHERE.source, 1, 1, reference, reference, quoted=True)
        return self.outline.register.resolve(Entry(_NOWHERE, [], ""), node, self.pack_id(pack))

    def clause_place(self, clause: Clause) -> Place | None:
        """Where a clause is registered."""
        content = next((each for each in self.outline.contents if each.pack.id == clause.document.pack), None)
        if content is None:
            return None
        return Place(Path(content.folder.shown) / clause.file.removeprefix(f"{content.pack.id}/"), clause.line, 1)

    def _written(self) -> Iterator[Written]:
        for content in self.outline.contents:
            for file, entry in content.entries.items():
                node = entry.node.value.get("id")
                if not file.startswith("rules/") or not isinstance(node, ScalarNode):
                    continue
                yield Written(
                    id=node.text.strip(),
                    title=_text(entry.node, "title"),
                    pack=content.pack.id,
                    place=_place(node, content, file),
                    derives=_text(entry.node, "derive"),
                )

    def _note(self, found: dict[str, list[Place]], node: Node | None, content: PackContent, file: str) -> None:
        if isinstance(node, ScalarNode):
            found.setdefault(node.text.strip(), []).append(_place(node, content, file))


def read_library(pack: Path, texts: Mapping[Path, str]) -> Library:
    """The library around a pack; ``texts`` stand in for files on disk."""
    own = packs_beside(pack)
    context = shipped_under(own)
    return Library(own, context, read_outline(*context, *own, texts=texts))


def _items(entry: Entry | None, key: str) -> Iterator[MappingNode]:
    node = entry.node.value.get(key) if entry else None
    if isinstance(node, ListNode):
        yield from (item for item in node.value if isinstance(item, MappingNode))


def _text(node: MappingNode, key: str) -> str:
    found = node.value.get(key)
    return found.text.strip() if isinstance(found, ScalarNode) else ""


def _place(node: ScalarNode, content: PackContent, file: str) -> Place:
    return Place(Path(content.folder.shown) / file, node.line, node.column, len(node.text))


_NOWHERE = MappingNode(Source("", ""), 1, 1, {}, {})
"""Stands for the entry a reference is resolved for; what is wrong with the reference is lint's to say."""
