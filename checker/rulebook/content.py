"""The content of one pack: its files as parsed entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from checker.errors import Problem
from checker.rulebook.entry import Entry
from checker.rulebook.pack import HISTORY, MANIFEST, Pack, PackFolder, read_entry, read_pack

_OWNERS: Final = {
    "clauses": "条款登记",
    "tables": "决策表",
    "rules": "规则",
    "facts.yaml": "推导事实",
    "parameters.yaml": "参数",
    "quotas.yaml": "额度",
}


@dataclass(frozen=True, slots=True)
class PackContent:
    """One pack with its parsed files by name."""

    pack: Pack
    folder: PackFolder
    entries: Mapping[str, Entry]

    def files(self, folder: str) -> Iterator[tuple[str, Entry]]:
        """The files of one folder, each with its name counted from the packs folder."""
        for name, entry in self.entries.items():
            if name.startswith(f"{folder}/"):
                yield f"{self.pack.id}/{name}", entry

    def items(self, name: str, key: str) -> list[Entry]:
        """The entries of the list ``key`` in one file; none where there is no such file."""
        entry = self.entries.get(name)
        if entry is None:
            return []
        entry.allow(key, "notes")
        return entry.entries(key, required=True)


def read_contents(folders: Sequence[PackFolder], problems: list[Problem]) -> list[PackContent]:
    """The packs with their files parsed, in order of ``order`` and id; an id taken twice is a problem."""
    contents: list[PackContent] = []
    shown: dict[str, str] = {}
    for folder in folders:
        pack = read_pack(folder, problems)
        if pack is None:
            continue
        if pack.id in shown:
            message = f"规则包编号“{pack.id}”重复,{shown[pack.id]} 已用"
            problems.append(
                Problem(message, folder.shown, remedy="请改 pack.yaml 的 id,或只加载其中一个", code="duplicate-id")
            )
        shown[pack.id] = folder.shown
        entries: dict[str, Entry] = {}
        for file in folder.files:
            if file.name not in (MANIFEST, HISTORY) and file.name.endswith(".yaml"):
                entry = read_entry(file, problems, _OWNERS[file.name.split("/")[0]])
                if entry is not None:
                    entries[file.name] = entry
        contents.append(PackContent(pack, folder, entries))
    return sorted(contents, key=lambda content: (content.pack.order, content.pack.id))
