"""The workshop: a temporary copy of a pack folder, in which drafts are read before anything real is written."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from checker.errors import Problem, RuleBookError, UsageError
from checker.rulebook import (
    Reading,
    RuleBook,
    default_packs_directories,
    default_packs_directory,
    read_rulebook,
)
from checker.rulebook.pack import MANIFEST, office_directory


class Workshop:
    """One pack with the packs around it: drafts go into a copy, mistakes are told under the real names."""

    def __init__(self, pack: Path, around: Sequence[Path], copy: Path) -> None:
        self.pack = pack
        self.exists = (pack / MANIFEST).is_file()
        home = next((folder for folder in around if pack.resolve().parent == folder.resolve()), None)
        self._real = home or pack
        self.scratch = copy / "scenarios"
        self._copy = copy / "packs" / self._real.resolve().name
        if self._real.is_dir():
            shutil.copytree(self._real, self._copy)
        self.pack_copy = self._copy / pack.resolve().name if home else self._copy
        self._around = [folder for folder in around if folder.resolve() != self._real.resolve()]

    def read(self, drafts: Mapping[str, str] | None = None) -> Reading:
        """The rule book with ``drafts`` (text by name in the pack) in place; the problems name the real files."""
        kept: dict[Path, bytes | None] = {}
        try:
            for name, text in (drafts or {}).items():
                path = self.pack_copy / name
                kept[path] = path.read_bytes() if path.exists() else None
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="")
            reading = read_rulebook(*self._around, self._copy)
        finally:
            for path, old in kept.items():
                if old is None:
                    path.unlink()
                else:
                    path.write_bytes(old)
        return replace(reading, problems=tuple(map(self.as_real, reading.problems)))

    def as_real(self, problem: Problem) -> Problem:
        """The problem under the name of the real file."""
        inner = problem.file.removeprefix(self._copy.as_posix())
        return problem if inner == problem.file else replace(problem, file=f"{self._real.as_posix()}{inner}")

    @cached_property
    def book(self) -> RuleBook:
        """The book as it is, without the pack where that is still to be created; raises RuleBookError."""
        reading = read_rulebook(*self._around, *([self._copy] if self._real.is_dir() and self._has_packs else []))
        if reading.book is None or reading.problems:
            raise RuleBookError(map(self.as_real, reading.problems))
        return reading.book

    @property
    def _has_packs(self) -> bool:
        return self.exists or self._real != self.pack


@contextmanager
def opened_workshop(pack: Path, around: Sequence[Path] = ()) -> Iterator[Workshop]:
    """The workshop for ``pack`` among the packs in ``around`` (the default ones), gone afterwards.

    Raises UsageError where the folder holds something else than a pack.
    """
    if pack.exists() and not (pack / MANIFEST).is_file() and (not pack.is_dir() or any(pack.iterdir())):
        raise UsageError(
            Problem(
                f"不是规则包(没有 {MANIFEST})", str(pack), remedy="请写规则包的文件夹;要新建的,请写一个空的或新的文件夹"
            )
        )
    with tempfile.TemporaryDirectory(prefix="checker-") as temporary:
        yield Workshop(pack, list(around) or folders_by_default(), Path(temporary))


def folders_by_default() -> list[Path]:
    """The shipped packs and the office's own; an office without any pack yet is about to get its first."""
    office = office_directory()
    if office is not None and not any(office.glob(f"*/{MANIFEST}")):
        return [default_packs_directory()]
    return list(default_packs_directories())
