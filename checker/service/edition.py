"""The edition: the rule book that all worker processes of a service run, kept packed in the folder they share.

Rule packs on disk may be half edited at any moment. They are read when somebody asks for that, by one process; the
others take over what it read, and a process that takes the place of one that died begins with what its siblings run.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident
from typing import Final

from checker.bundle import container, packing
from checker.errors import Problem, RuleBookError
from checker.rulebook import RuleBook, rulebook_of

NOTHING: Final = (0, 0)
"""The stamp of no rule book."""
_SHOWN: Final = "服务的规则库"


class Edition:
    """The rule book in a folder; put there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "rulebook.zip"
        self._turn = folder / "rulebook.lock"

    @property
    def stamp(self) -> tuple[int, int]:
        """Something else after every publication; ``NOTHING`` where there is none."""
        try:
            found = self._file.stat()
        except OSError:
            return NOTHING
        return found.st_ino, found.st_mtime_ns

    def read(self) -> RuleBook:
        """The rule book that counts; raises OSError where there is none, BundleError for what is no rule book."""
        files = container.unpacked(self._file.read_bytes(), _SHOWN)
        return rulebook_of(packing.folders_of(files, _SHOWN))

    def publish(self, rulebook: RuleBook) -> None:
        """Have every process run ``rulebook``; nothing is written where they do already.

        Raises RuleBookError where it cannot be kept: then nobody may run it.
        """
        content = container.packed(packing.files_of(rulebook))
        try:
            if self._file.exists() and self._file.read_bytes() == content:
                return
            self._file.parent.mkdir(mode=0o700, exist_ok=True)  # cleaners of temporary folders come by in time
            written = self._file.with_suffix(f".{os.getpid()}-{get_ident()}")
            written.write_bytes(content)
            written.replace(self._file)
        except OSError as fault:
            problem = Problem(f"新的规则库存不下({fault.strerror})", remedy="请腾出临时文件夹的空间再试")
            raise RuleBookError(problem) from None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One process at a time: what is read later is published later."""
        self._turn.parent.mkdir(mode=0o700, exist_ok=True)
        with self._turn.open("a", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
