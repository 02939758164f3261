"""Documents: a file as it stands in the editor, and what kind of file of which pack it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from checker.errors import CheckerError
from checker.language_server.cursor import Cursor, Leaves
from checker.language_server.lines import Lines
from checker.language_server.scanning import scanned
from checker.source import Node, read_yaml
from checker.workbench.schemas import Subject
from checker.workbench.schemas.navigation import shape_at
from checker.workbench.schemas.surrounding import pack_of

_DERIVES: Final = re.compile(r"^derive[ \t]*:", re.MULTILINE)


@dataclass(frozen=True)
class Document:
    """One file of a pack: ``name`` is its place in the pack, ``subject`` what kind of file it is."""

    path: Path
    pack: Path
    subject: Subject
    lines: Lines

    @cached_property
    def root(self) -> Node | None:
        """What the file says; None where it does not parse."""
        try:
            return read_yaml(self.lines.text, self.path.as_posix(), error=CheckerError, repeats=True)
        except CheckerError:
            return None

    @cached_property
    def leaves(self) -> Leaves | None:
        """The scalars of the file; None where it does not parse."""
        if self.root is None:
            return None
        starts = [self.lines.start(number) for number in range(len(self.lines))]
        return Leaves(self.root, self.lines.text, starts)

    def cursor(self, offset: int) -> Cursor:
        """Where in the file an offset is."""
        found = self.leaves.at(offset) if self.leaves else None
        return found or self._scanned(offset)

    def _scanned(self, offset: int) -> Cursor:
        cursor = scanned(self.lines, offset)
        if not cursor.is_key or not isinstance(cursor.path[-2] if len(cursor.path) > 1 else None, int):
            return cursor
        item = shape_at(self.subject, cursor.path[:-1])
        if item is None or "properties" in item:
            return cursor
        return replace(cursor, path=cursor.path[:-1], is_key=False)  # an item of a list of texts


def open_document(path: Path, text: str, encoding: str) -> Document | None:
    """The file as a document; None where it is not a file of a pack that people write."""
    pack = pack_of(path)
    if pack is None:
        return None
    subject = Subject.of_file(path.relative_to(pack).as_posix(), derives=bool(_DERIVES.search(text)))
    return None if subject is None else Document(path, pack, subject, Lines(text, encoding))
