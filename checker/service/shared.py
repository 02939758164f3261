"""What all requests of a process share: rule book, ledger, settings, threads, metrics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, ParamSpec, Self, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from checker.api.checker import Checker
from checker.api.local_desk import LocalDesk
from checker.bundle.keys import TrustedKeys
from checker.bundle.source import BundleSource
from checker.ledger.ledger import Ledger
from checker.ledger.tokens import Token
from checker.service.metrics import Metrics
from checker.service.settings import Settings

READERS: Final = 10
"""Threads that read and judge: those in which the framework runs endpoints."""
_WRITERS: Final = 4
"""Threads that write; with the readers no more than the ledger has connections."""

P = ParamSpec("P")
R = TypeVar("R")


def source_of(settings: Settings) -> BundleSource | None:
    """Where the rules come from over the network; raises UsageError for an address or keys that are none."""
    if not settings.rules_url:
        return None
    return BundleSource(settings.rules_url, TrustedKeys.read(Path(settings.rules_keys)), Path(settings.rules_cache))


def _writing_threads() -> CapacityLimiter:
    return CapacityLimiter(_WRITERS)


@dataclass(frozen=True, slots=True)
class Shared:
    """What the requests of a running service have in common."""

    settings: Settings
    checker: Checker
    ledger: Ledger
    metrics: Metrics
    source: BundleSource | None = None
    writers: CapacityLimiter = field(default_factory=_writing_threads)

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Load the rules and open the ledger; raises as ``Checker.load`` and ``Ledger.open``."""
        ledger = Ledger.open(settings.ledger)
        source = source_of(settings)
        if source is None:
            checker = Checker.load(*settings.packs, dedicated=True)
        else:
            checker = Checker(source.open(), dedicated=True)
        return cls(settings, checker, ledger, Metrics(settings.shared), source)

    def close(self) -> None:
        """Let go of the ledger and of the network."""
        self.ledger.close()
        if self.source is not None:
            self.source.close()

    def desk(self, token: Token) -> LocalDesk:
        """The desk of whoever holds the token."""
        return LocalDesk(self.checker, self.ledger, token.holder)

    async def in_thread(self, step: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
        """What a step gives that reads, or judges."""
        return await run_sync(partial(step, *args, **named))

    async def in_writing_thread(self, step: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
        """What a step gives that writes."""
        return await run_sync(partial(step, *args, **named), limiter=self.writers)
