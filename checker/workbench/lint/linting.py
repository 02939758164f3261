"""Linting: everything wrong with rule packs, from what the loader finds to what only the whole book shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from checker.errors import Problem
from checker.rulebook import Reading, read_rulebook
from checker.workbench.lint.diagnostic import Diagnostic, Severity
from checker.workbench.lint.placing import Sources

_REREAD = "请先改正以上各处,再检查一次"


def lint(
    *directories: Path, texts: Mapping[Path, str] | None = None, context: Sequence[Path] = ()
) -> tuple[Diagnostic, ...]:
    """What is wrong with the packs in these folders, in order of file and place; without any, the default ones.

    ``texts`` stand in for files on disk, such as what an editor has not saved yet. ``context`` are further folders
    that the packs refer to: they are read, and nothing is said of them. Raises RuleBookError only where the default
    folders are not there.
    """
    reading = read_rulebook(*directories, *context, texts=texts)
    found = _diagnose(reading)
    if context:
        own = tuple(directory.as_posix().rstrip("/") for directory in directories)
        found = [each for each in found if any(each.file == name or each.file.startswith(f"{name}/") for name in own)]
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (each.file, each.line, each.column)))


def _diagnose(reading: Reading) -> list[Diagnostic]:
    sources = Sources({file.shown: file.text for folder in reading.folders for file in folder.files})
    found = [sources.diagnose(problem) for problem in reading.problems]
    if reading.book is None:
        first = reading.problems[0]
        skipped = Problem("有文件读不通,其余各项检查没有进行", first.file, remedy=_REREAD, code="checks-skipped")
        found.append(sources.diagnose(skipped, Severity.NOTE))
    return found
