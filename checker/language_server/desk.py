"""The desk: the files that are open, the library around each, and what lint last said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from checker.language_server.document import Document, open_document
from checker.language_server.library import Library, read_library
from checker.workbench.lint import Diagnostic, Severity, lint


@dataclass(frozen=True, slots=True)
class Findings:
    """What lint says of the packs in one folder, by file."""

    by_file: Mapping[Path, tuple[Diagnostic, ...]]


@dataclass(slots=True)
class Desk:
    """Open files by path, with their texts; libraries and findings by the folder that the packs are in."""

    encoding: str = "utf-16"
    texts: dict[Path, str] = field(default_factory=dict)
    _documents: dict[Path, tuple[str, Document | None]] = field(default_factory=dict)
    _libraries: dict[Path, Library] = field(default_factory=dict)
    _findings: dict[Path, Findings] = field(default_factory=dict)

    def put(self, path: Path, text: str) -> None:
        """Take note of the text of an open file."""
        self.texts[path] = text

    def drop(self, path: Path) -> None:
        """Forget an open file."""
        self.texts.pop(path, None)
        self._documents.pop(path, None)

    def document(self, path: Path) -> Document | None:
        """The open file at ``path``; None where it is not open, or not a file of a pack."""
        text = self.texts.get(path)
        if text is None:
            return None
        known = self._documents.get(path)
        if known is None or known[0] != text:
            known = self._documents[path] = (text, open_document(path, text, self.encoding))
        return known[1]

    def library(self, document: Document) -> Library:
        """The library around a document, as it was when last read."""
        home = document.pack.parent
        known = self._libraries.get(home)
        if known is None:
            known = self._libraries[home] = read_library(document.pack, dict(self.texts))
        return known

    def findings(self, path: Path) -> tuple[Diagnostic, ...]:
        """What lint last said of a file."""
        return next((found.by_file[path] for found in self._findings.values() if path in found.by_file), ())

    def note_library(self, home: Path, library: Library) -> None:
        """Take note of a fresh reading of the packs in ``home``."""
        self._libraries[home] = library

    def note_findings(self, home: Path, findings: Findings) -> frozenset[Path]:
        """Take note of what lint says of the packs in ``home``; the files something was or is said of."""
        before = self._findings.get(home)
        self._findings[home] = findings
        return frozenset((*findings.by_file, *(before.by_file if before else ())))


def lint_library(library: Library, texts: Mapping[Path, str]) -> Findings:
    """What lint says of the packs that are being edited; slow."""
    by_file: dict[Path, list[Diagnostic]] = {}
    for diagnostic in lint(*library.own, context=library.context, texts=texts):
        if diagnostic.is_about_file and diagnostic.severity is Severity.NOTE:
            continue  # a remark on the whole book, which has no place in an editor
        by_file.setdefault(Path(diagnostic.file), []).append(diagnostic)
    return Findings({file: tuple(found) for file, found in by_file.items()})
