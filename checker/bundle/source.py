"""Sources of rules: a URL where signed bundles are published, watched by a service that keeps the last good one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from checker import audit
from checker.audit import AuditEvent, AuditRecord
from checker.bundle import download
from checker.bundle.bundle import Bundle
from checker.bundle.download import Download
from checker.bundle.keys import TrustedKeys
from checker.bundle.shelf import Kept, Shelf
from checker.errors import BundleError, CheckerError, RemoteError
from checker.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Refused:
    """What was not taken: its sha256, empty where it was not fetched, and why."""

    digest: str
    fault: CheckerError


@dataclass(frozen=True, slots=True)
class SourceState:
    """Which bundle a source runs, and how it came by it; times are UTC, empty for what has not happened.

    ``hash`` is the rule book's. ``last_error`` is why the last look brought nothing; empty where it went well.
    """

    url: str
    hash: str = ""
    serial: int = 0
    key_id: str = ""
    created: str = ""
    fetched_at: str = ""
    checked_at: str = ""
    last_error: str = ""


class BundleSource:
    """Bundles from a URL; safe to share between threads.

    ``cache`` is the folder that keeps the last good bundle. Where the server is down, has an older bundle, or one that
    is not signed by a trusted key, the one at hand goes on counting, and ``state`` says what is wrong. What was refused
    is remembered: it is asked for again only should it have changed, and stays refused.
    """

    def __init__(self, url: str, trusted: TrustedKeys, cache: Path) -> None:
        self._url = download.checked_url(url)
        self._trusted = trusted
        self._shelf = Shelf(cache)
        self._http = download.client()
        self._url_hash = sha256(str(self._url).encode()).hexdigest()
        self._etag = ""
        self._is_kept = False
        self._refusal: Refused | None = None
        self._is_refused = False
        self._state = SourceState(download.shown(self._url))
        self._turn = Lock()

    @property
    def state(self) -> SourceState:
        """How it stands."""
        return self._state

    def open(self) -> RuleBook:
        """The rule book to begin with: the one kept, or a newer one where there is one.

        Raises what kept both from being had, where there is neither.
        """
        opened: list[RuleBook] = []
        problems: list[CheckerError] = []
        try:
            kept = self._shelf.kept(self._trusted)
            if kept is not None:
                opened.append(kept.bundle.rulebook())
                self._begin_with(kept)
        except CheckerError as fault:
            problems.append(fault)
        try:
            self.poll(opened.append)
        except CheckerError as fault:
            problems.append(fault)
        if opened:
            return opened[-1]
        kind = BundleError if any(isinstance(fault, BundleError) for fault in problems) else RemoteError
        raise kind([problem for fault in problems for problem in fault.problems])

    def poll(self, adopt: Callable[[RuleBook], object]) -> bool:
        """Look for a newer bundle and hand its rule book to ``adopt``; whether there was one.

        It is kept only once ``adopt`` has taken it. Raises CheckerError, as ``adopt`` may, and then nothing changes;
        for a bundle that was refused before it is the very same error.
        """
        with self._turn:
            known = self._refusal
            try:
                adopted = self._look(adopt)
            except CheckerError as fault:
                self._note(fault, is_known=known is not None and fault is known.fault)
                raise fault.with_traceback(None) from None
            self._state = replace(self._state, checked_at=_now(), last_error="")
            return adopted

    def close(self) -> None:
        """Let go of connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _look(self, adopt: Callable[[RuleBook], object]) -> bool:
        found = download.download(self._http, self._url, self._etag)
        if found.content is None and found.refusal is None:
            if self._is_refused and self._refusal is not None:
                raise self._refusal.fault
            return False
        bundle, newer = self._acceptable(found)
        if newer is not None:
            adopt(newer)
            self._run(bundle, _now())
            self._is_kept = False
            self._tell(AuditEvent.RULES_ADOPTED)
        if not self._is_kept and bundle.manifest.serial == self._state.serial:
            fetched_at = self._state.fetched_at
            self._shelf.keep(bundle, self._trusted, url=self._url_hash, etag=found.etag, fetched_at=fetched_at)
            self._is_kept = True
        self._etag, self._is_refused = found.etag, False
        return newer is not None

    def _acceptable(self, found: Download) -> tuple[Bundle, RuleBook | None]:
        """The bundle that came, and its rule book where it is a newer one; what is not to be used is remembered.

        What its adoption may raise is not its own fault, and not remembered.
        """
        before = self._refusal
        digest = sha256(found.content).hexdigest() if found.content is not None else ""
        try:
            if before is not None and digest and digest == before.digest:
                raise before.fault
            if found.content is None:
                assert found.refusal is not None
                raise found.refusal
            bundle = Bundle.read(found.content, self._state.url, trusted=self._trusted)
            bundle.require_newer(self._state.serial, self._state.hash)
            is_newer = bundle.manifest.serial > self._state.serial
            is_new = is_newer and not self._shelf.is_newer_than(bundle, self._trusted)
            return bundle, bundle.rulebook() if is_new else None
        except CheckerError as fault:
            is_known = before is not None and (digest, str(fault)) == (before.digest, str(before.fault))
            if before is None or not is_known:
                self._refusal = Refused(digest, fault)
            self._etag, self._is_refused = found.etag, True
            raise (before.fault if before is not None and is_known else fault) from None

    def _begin_with(self, kept: Kept) -> None:
        self._run(kept.bundle, kept.note.fetched_at if kept.note is not None else "")
        self._is_kept = True
        if kept.note is not None and kept.note.url == self._url_hash:
            self._etag = kept.note.etag

    def _run(self, bundle: Bundle, fetched_at: str) -> None:
        manifest = bundle.manifest
        self._state = replace(
            self._state,
            hash=manifest.rulebook,
            serial=manifest.serial,
            key_id=bundle.key_id,
            created=manifest.created,
            fetched_at=fetched_at,
        )

    def _note(self, fault: CheckerError, *, is_known: bool) -> None:
        """Note what is wrong, and tell the audit of a bundle that was not taken, once for as long as it stays so."""
        told, self._state = self._state.last_error, replace(self._state, checked_at=_now(), last_error=str(fault))
        if isinstance(fault, RemoteError) or is_known:
            return
        is_new = self._refusal is not None and fault is self._refusal.fault
        if is_new or told != self._state.last_error:
            self._tell(AuditEvent.RULES_REFUSED, fault.problems[0].code or type(fault).__name__)

    def _tell(self, event: AuditEvent, reason: str = "") -> None:
        detail = f"serial {self._state.serial}, rule book {self._state.hash}, key {self._state.key_id}"
        audit.write(AuditRecord(event, reason=reason, detail=f"running {detail}"))


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
