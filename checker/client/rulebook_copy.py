"""The rule book of a service, here: fetched once, kept on the disk, looked for anew now and then."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final

import platformdirs

from checker.client.call import get, unreadable
from checker.client.connection import Connection
from checker.errors import CheckerError, LedgerTamperedError, Problem, RuleBookError, ServiceError
from checker.ledger import archive
from checker.rulebook import RuleBook
from checker.wire.encoding import ZIP

_PATH: Final = "/v1/rulebook/bundle"
_SECONDS: Final = 30.0
"""How long a copy is taken to be the service's, unless a report says otherwise."""
_KEPT: Final = 3
_FOLDER: Final = "rulebooks"


class RulebookCopy:
    """The rule book that a service checks with; safe to share between threads."""

    def __init__(self, connection: Connection, cache: Path | None = None) -> None:
        self._connection = connection
        home = cache if cache is not None else platformdirs.user_cache_path("bazhong-carbon-checker")
        service = hashlib.sha256(str(connection.line.url).encode()).hexdigest()[:16]
        self._folder = home / _FOLDER / service
        self._lock = Lock()
        self._held: tuple[str, RuleBook] | None = None
        self._looked_at = 0.0

    def current(self) -> RuleBook:
        """The rule book; where the service is out of reach, the one it had before. Raises ServiceError without any."""
        with self._lock:
            if self._held is None or time.monotonic() - self._looked_at > _SECONDS:
                self._look()
            assert self._held is not None
            return self._held[1]

    def note(self, rulebook_hash: str) -> None:
        """Take notice of the rule book that the service has just checked with."""
        held = self._held
        if held is not None and held[1].hash != rulebook_hash:
            self._looked_at = float("-inf")

    def _look(self) -> None:
        if self._held is None:
            self._held = self._kept()
        held = self._held
        try:
            answer = self._connection.answer(get(_PATH, etag=held[0] if held else "", accept=ZIP))
        except ServiceError:
            if held is None:
                raise
            return
        self._looked_at = time.monotonic()
        if answer.status == 304:
            return
        tag = hashlib.sha256(answer.content).hexdigest()
        if answer.headers.get("ETag", "").strip('"') != tag:
            raise ServiceError(Problem("收到的规则库不完整", remedy="请再试;总是这样的,请告诉服务的管理员"))
        self._held = tag, _opened(answer.content)
        self._keep(tag, answer.content)

    def _kept(self) -> tuple[str, RuleBook] | None:
        """The copy on the disk that was fetched last; what was altered is not used."""
        for path in self._files():
            try:
                content = path.read_bytes()
                if hashlib.sha256(content).hexdigest() == path.stem:
                    return path.stem, _opened(content)
            except (OSError, CheckerError):
                continue
        return None

    def _keep(self, tag: str, content: bytes) -> None:
        """Put a copy on the disk; a disk that takes none only costs fetching it again."""
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                Path(draft).replace(self._folder / f"{tag}.zip")
            except OSError:
                Path(draft).unlink(missing_ok=True)
                raise
            for old in list(self._files())[_KEPT:]:
                old.unlink(missing_ok=True)

    def _files(self) -> Iterator[Path]:
        with suppress(OSError):
            found = [(path.stat().st_mtime, path) for path in self._folder.glob("*.zip")]
            yield from (path for _, path in sorted(found, reverse=True))


def _opened(content: bytes) -> RuleBook:
    try:
        return archive.opened(content, "服务的规则库")
    except (LedgerTamperedError, RuleBookError) as fault:
        raise unreadable(f"规则库:{fault.problems[0].message}") from None
