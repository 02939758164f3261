"""Zip files of rule packs as people make them: laid out in a temporary folder for as long as they are read."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Final

from checker.bundle.container import file_content, unpacked
from checker.errors import CheckerError, Problem, UsageError
from checker.rulebook.pack import MANIFEST

_PACKS: Final = "rules"
"""Where a repository keeps its packs."""


def is_zip(path: Path) -> bool:
    """Whether a file is a zip archive, whatever is in it."""
    return path.is_file() and zipfile.is_zipfile(path)


@contextmanager
def laid_out(path: Path) -> Iterator[Path]:
    """The folder with the packs of a zip file; problems raised in the block name the file instead of the folder.

    Raises UsageError where the file cannot be unpacked safely, or holds no packs.
    """
    with tempfile.TemporaryDirectory(prefix="checker-") as temporary:
        for name, content in unpacked(file_content(path), str(path), error=UsageError).items():
            write_below(Path(temporary), name, content)
        folder = packs_in(Path(temporary), str(path))
        with told_as(folder, str(path)):
            yield folder


@contextmanager
def told_as(folder: Path, name: str) -> Iterator[None]:
    """Problems with files in ``folder`` under the name the user gave it."""
    try:
        yield
    except CheckerError as error:
        raise type(error)([_renamed(problem, folder.as_posix(), name) for problem in error.problems]) from None


def packs_in(folder: Path, name: str) -> Path:
    """The packs below an unpacked folder: itself, or what lies alone in it, or its ``rules``; raises UsageError."""
    current = folder
    while True:
        inside = sorted(entry for entry in current.iterdir() if entry.is_dir() and not entry.name.startswith("."))
        if (current / MANIFEST).is_file() or any((entry / MANIFEST).is_file() for entry in inside):
            return current
        named = current / _PACKS
        if named in inside:
            current = named
        elif len(inside) == 1:
            current = inside[0]
        else:
            raise UsageError(Problem("里面没有规则包", name, remedy=f"每个规则包是一个含 {MANIFEST} 的文件夹"))


def write_below(folder: Path, name: str, content: bytes) -> None:
    """Write a file whose name is known to stay below the folder."""
    target = folder.joinpath(*PurePosixPath(name).parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _renamed(problem: Problem, folder: str, name: str) -> Problem:
    if not problem.file.startswith(folder):
        return problem
    return replace(problem, file=f"{name}{problem.file.removeprefix(folder)}")
