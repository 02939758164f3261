"""The shelf: the last good bundle on the disk, so that a service starts with its rules where their source is down.

A bundle is replaced whole or not at all, whenever the process is killed. Several processes may share a shelf: none puts
an older bundle in the place of a newer one. What lies there is trusted no more than what comes over the network.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from checker.bundle.bundle import Bundle
from checker.bundle.container import file_content
from checker.bundle.keys import TrustedKeys
from checker.bundle.packing import SUFFIX
from checker.errors import BundleError, Problem

_NAME: Final = f"last-good{SUFFIX}"
_NOTE: Final = "last-good.json"
_LOCK: Final = "lock"
_DRAFT: Final = ".draft-"
_LARGEST_NOTE: Final = 65_536


class Note(BaseModel):
    """What is noted beside the bundle: from which URL (its sha256) it came, under which ETag, and when.

    It counts only for the bundle with that ``sha256``: the two files are not replaced in the same moment.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    url: str
    etag: Annotated[str, Field(max_length=1_000)]
    fetched_at: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A bundle from the shelf, with its note where that is readable and meant for it."""

    bundle: Bundle
    note: Note | None


class Shelf:
    """A folder that keeps one bundle."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / _NAME

    def kept(self, trusted: TrustedKeys) -> Kept | None:
        """The bundle that is there, or None; raises BundleError for one that is harmed or not trusted."""
        if not self._file.exists():
            return None
        content = file_content(self._file)
        bundle = Bundle.read(content, str(self._file), trusted=trusted)
        note = self._note()
        return Kept(bundle, note if note is not None and note.sha256 == sha256(content).hexdigest() else None)

    def keep(self, bundle: Bundle, trusted: TrustedKeys, *, url: str, etag: str, fetched_at: str) -> None:
        """Put a bundle in place of the one that is there, unless that is newer; raises BundleError where it cannot."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._locked():
                for left in self._folder.glob(f"{_DRAFT}*"):  # of processes killed while writing: all others wait
                    left.unlink(missing_ok=True)
                if self.is_newer_than(bundle, trusted):
                    return
                content = bundle.content
                note = Note(sha256=sha256(content).hexdigest(), url=url, etag=etag, fetched_at=fetched_at)
                self._replace(self._file, content)
                self._replace(self._folder / _NOTE, note.model_dump_json().encode())
        except OSError as fault:
            what, remedy = f"规则包文件无法存入({fault.strerror})", "请检查文件夹的权限与磁盘空间"
            raise BundleError(Problem(what, str(self._folder), remedy=remedy, code="unwritable-file")) from None

    def is_newer_than(self, bundle: Bundle, trusted: TrustedKeys) -> bool:
        """Whether a good bundle with a larger serial is there, such as one that another process has put there."""
        try:
            kept = self.kept(trusted)
        except BundleError:
            return False
        return kept is not None and kept.bundle.manifest.serial > bundle.manifest.serial

    def _note(self) -> Note | None:
        try:
            with (self._folder / _NOTE).open("rb") as file:
                return Note.model_validate_json(file.read(_LARGEST_NOTE))
        except (OSError, ValidationError):
            return None

    def _replace(self, path: Path, content: bytes) -> None:
        with tempfile.NamedTemporaryFile("wb", dir=self._folder, prefix=_DRAFT, delete=False) as draft:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).replace(path)
        if os.name == "posix":
            _settle(self._folder)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time; the lock goes with its process. Systems without such locks have one process."""
        with (self._folder / _LOCK).open("ab") as file:
            if os.name == "posix":
                import fcntl  # noqa: PLC0415 - not there on other systems

                fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _settle(folder: Path) -> None:
    """Have the names in the folder written to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
