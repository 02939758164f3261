"""A copy of the shipped library that tests may write in, and documents in it with the cursor marked ``¦``."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from checker.language_server.completion import Completions, completions
from checker.language_server.definition import definition
from checker.language_server.desk import Desk
from checker.language_server.document import Document
from checker.language_server.hover import hover
from checker.rulebook import default_packs_directory

MARK = "¦"


@dataclass(frozen=True)
class Bench:
    """A desk over a copy of the library."""

    rules: Path
    desk: Desk

    def place(self, name: str, text: str) -> tuple[Document, int]:
        """The file ``name`` with ``text`` in it, opened, and the offset of the mark."""
        offset = text.replace("\r\n", "\n").index(MARK)
        path = self.rules / name
        self.desk.put(path, text.replace(MARK, ""))
        document = self.desk.document(path)
        assert document is not None
        return document, offset

    def hover(self, name: str, text: str) -> tuple[str, str]:
        """The stretch that a hover at the mark is about, and what it says; both empty where it says nothing."""
        document, offset = self.place(name, text)
        shown = hover(document, self.desk.library(document), offset)
        return (document.lines.text[shown.start : shown.end], shown.text) if shown else ("", "")

    def proposals(self, name: str, text: str) -> tuple[str, Completions]:
        """What a completion at the mark would replace, and the completions."""
        document, offset = self.place(name, text)
        found = completions(document, self.desk.library(document), offset)
        return document.lines.text[found.start : found.end], found

    def labels(self, name: str, text: str) -> list[str]:
        """The labels of the proposals, best first."""
        _, found = self.proposals(name, text)
        return [proposal.label for proposal in sorted(found.proposals, key=lambda each: each.rank)]

    def places(self, name: str, text: str) -> list[str]:
        """Where a definition at the mark leads: ``pack/file:line``."""
        document, offset = self.place(name, text)
        found = definition(document, self.desk.library(document), offset)
        return [f"{place.file.relative_to(self.rules).as_posix()}:{place.line}" for place in found]


@pytest.fixture(scope="session")
def library_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped packs in a folder of their own; not to be changed."""
    home = tmp_path_factory.mktemp("library").resolve() / "rules"
    shutil.copytree(default_packs_directory(), home)
    return home


@pytest.fixture(scope="session")
def bench(library_copy: Path) -> Bench:
    """One bench for the whole run: reading the library takes its time."""
    return Bench(library_copy, Desk())
