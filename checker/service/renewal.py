"""Renewal of the rule book: by request, by signal, or when its files change; in every worker process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from watchfiles import awatch

from checker import audit
from checker.audit import AuditEvent, AuditRecord
from checker.errors import CheckerError, RuleBookError
from checker.rulebook.pack import default_packs_directories
from checker.service.edition import NOTHING, Edition
from checker.service.shared import Shared, rules_on_disk

LOGGER: Final = logging.getLogger("checker.rules")
_PAUSE: Final = 1.0
"""Seconds until the other processes have noticed."""


def renew(shared: Shared) -> bool:
    """Load the rules anew, for this process and all others; whether it is another rule book now.

    Raises RuleBookError where the rules are invalid, RemoteError where their source cannot be reached; the service then
    goes on with those it has.
    """
    try:
        with shared.renewing():
            changed = _loaded(shared) if shared.source is None else shared.source.poll(shared.adopt)
    except CheckerError:
        shared.metrics.reloads.labels("refused").inc()
        raise
    shared.metrics.reloads.labels("changed" if changed else "same").inc()
    return changed


def _loaded(shared: Shared) -> bool:
    """Load the rules from their files; a source over the network tells the audit trail itself."""
    before = shared.checker.rulebook.hash
    try:
        changed = shared.adopt(rules_on_disk(shared.settings))
    except RuleBookError as error:
        audit.write(AuditRecord(AuditEvent.RULES_REFUSED, reason=type(error).__name__, detail=f"running {before}"))
        raise
    if changed:
        _tell_adopted(shared, before)
    return changed


def _taken_over(shared: Shared, edition: Edition) -> bool:
    """Check with the rule book that another process has read; where it was cleared away, put this one's there."""
    if edition.stamp == NOTHING:
        edition.publish(shared.checker.rulebook)
        return False
    if shared.source is not None:
        return renew(shared)
    before = shared.checker.rulebook.hash
    with shared.renewing():
        changed = shared.checker.adopt(edition.read())
    if changed:
        shared.metrics.reloads.labels("changed").inc()
        _tell_adopted(shared, before)
    return changed


def _tell_adopted(shared: Shared, before: str) -> None:
    audit.write(AuditRecord(AuditEvent.RULES_ADOPTED, detail=f"{before} -> {shared.checker.rulebook.hash}"))


async def renew_in_background(shared: Shared) -> None:
    """Renew, and log what is wrong with the rules."""
    await _in_background(shared, partial(renew, shared))


async def follow_others(shared: Shared, edition: Edition) -> None:
    """Take over whatever rule book another process has read."""
    seen = NOTHING
    while True:
        stamp = edition.stamp
        if stamp == NOTHING or stamp != seen:
            seen = stamp
            await _in_background(shared, partial(_taken_over, shared, edition))
        await asyncio.sleep(_PAUSE)


async def _in_background(shared: Shared, step: Callable[[], bool]) -> None:
    try:
        await shared.in_thread(step)
    except (CheckerError, OSError) as error:
        LOGGER.error("规则没有换,仍用原来的:%s", error)


async def follow_files(shared: Shared) -> None:
    """Renew whenever a file of the rule packs has changed."""
    folders = [Path(pack) for pack in shared.settings.packs] or list(default_packs_directories())
    async for _ in awatch(*folders):
        await renew_in_background(shared)
