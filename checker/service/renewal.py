"""Renewal of the rule book: by request, by signal, or when its files change; in every worker process."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Final

from watchfiles import awatch

from checker import audit
from checker.audit import AuditEvent, AuditRecord
from checker.errors import CheckerError, RuleBookError
from checker.rulebook.pack import default_packs_directories
from checker.service.shared import Shared

LOGGER: Final = logging.getLogger("checker.rules")
_SIGN: Final = "rules-renewed"
_PAUSE: Final = 1.0
"""Seconds until the other processes have noticed."""


def renew(shared: Shared, *, everywhere: bool = False) -> bool:
    """Load the rules anew, and tell the other processes where that is wanted; whether it is another rule book now.

    Raises RuleBookError where the rules are invalid, RemoteError where their source cannot be reached; the service then
    goes on with those it has.
    """
    try:
        changed = _loaded(shared) if shared.source is None else shared.source.poll(shared.checker.adopt)
    except CheckerError:
        shared.metrics.reloads.labels("refused").inc()
        raise
    shared.metrics.reloads.labels("changed" if changed else "same").inc()
    if everywhere and shared.settings.shared:
        _sign(shared).touch()
    return changed


def _loaded(shared: Shared) -> bool:
    """Load the rules from their files; a source over the network tells the audit trail itself."""
    before = shared.checker.rulebook.hash
    try:
        changed = shared.checker.reload()
    except RuleBookError as error:
        audit.write(AuditRecord(AuditEvent.RULES_REFUSED, reason=type(error).__name__, detail=f"running {before}"))
        raise
    if changed:
        after = shared.checker.rulebook.hash
        audit.write(AuditRecord(AuditEvent.RULES_ADOPTED, detail=f"{before} -> {after}"))
    return changed


async def renew_in_background(shared: Shared) -> None:
    """Renew, and log what is wrong with the rules."""
    try:
        await shared.in_thread(renew, shared)
    except CheckerError as error:
        LOGGER.error("规则没有换,仍用原来的:%s", error)


async def follow_others(shared: Shared) -> None:
    """Renew whenever another process has been asked to."""
    seen = _stamp(shared)
    while True:
        await asyncio.sleep(_PAUSE)
        stamp = _stamp(shared)
        if stamp != seen:
            seen = stamp
            await renew_in_background(shared)


async def follow_files(shared: Shared) -> None:
    """Renew whenever a file of the rule packs has changed."""
    folders = [Path(pack) for pack in shared.settings.packs] or list(default_packs_directories())
    async for _ in awatch(*folders):
        await renew_in_background(shared)


def _sign(shared: Shared) -> Path:
    return Path(shared.settings.shared) / _SIGN


def _stamp(shared: Shared) -> int:
    sign = _sign(shared)
    return sign.stat().st_mtime_ns if sign.exists() else 0
