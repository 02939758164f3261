"""Packing: the files of every pack of a rule book, in a numbered folder each, and the packs out of such files again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from checker.errors import BundleError, Problem
from checker.rulebook import PackFile, PackFolder, RuleBook
from checker.rulebook.pack import MAX_CSV_BYTES, belongs
from checker.source import decode_text

SUFFIX: Final = ".checker-bundle"
"""What the names of rule bundles end in."""
MANIFEST: Final = "manifest.json"
"""The file that says what is in a rule bundle."""


def files_of(rulebook: RuleBook) -> Iterator[tuple[str, bytes]]:
    """The files of every pack by name (``01/pack.yaml``), in the order of the packs; texts as the loader read them."""
    for number, folder in enumerate(rulebook.folders, 1):
        for file in folder.files:
            yield f"{folder_name(number)}/{file.name}", file.text.encode()


def folder_name(number: int) -> str:
    """The folder of a rule book's pack, counted from 1."""
    return f"{number:02}"


def folders_of(files: Mapping[str, bytes], shown: str) -> list[PackFolder]:
    """The packs that the files are; raises BundleError for a file that belongs to none, or is no text."""
    packs: dict[str, list[PackFile]] = {}
    stray = [name for name in files if not belongs(name.partition("/")[2])]
    if stray:
        raise BundleError(_strays(stray, shown))
    for name, content in files.items():
        number, _, inner = name.partition("/")
        label = f"{shown}/{name}"
        text = decode_text(content, label, error=BundleError, max_bytes=MAX_CSV_BYTES)
        packs.setdefault(number, []).append(PackFile(inner, label, text))
    return [PackFolder(f"{shown}/{number}", tuple(pack)) for number, pack in packs.items()]


def _strays(names: Iterable[str], shown: str) -> list[Problem]:
    what = "规则包里有认不出的文件"
    return [Problem(what, f"{shown}/{name}", remedy="请由规则包重新打包", code="stray-file") for name in names]
