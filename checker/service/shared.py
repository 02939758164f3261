"""What all requests of a process share: rule book, ledger, settings, threads, metrics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import ParamSpec, Self, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from checker.api.checker import Checker
from checker.api.local_desk import LocalDesk
from checker.ledger.ledger import Ledger
from checker.ledger.tokens import Token
from checker.service.metrics import Metrics
from checker.service.settings import Settings

_READERS = 10
_WRITERS = 4
"""Threads for each; together no more than the ledger has connections, and writers that wait leave readers theirs."""

P = ParamSpec("P")
R = TypeVar("R")


def _threads(number: int) -> Callable[[], CapacityLimiter]:
    return partial(CapacityLimiter, number)


@dataclass(frozen=True, slots=True)
class Shared:
    """What the requests of a running service have in common."""

    settings: Settings
    checker: Checker
    ledger: Ledger
    metrics: Metrics
    readers: CapacityLimiter = field(default_factory=_threads(_READERS))
    writers: CapacityLimiter = field(default_factory=_threads(_WRITERS))

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Load the rules and open the ledger; raises as ``Checker.load`` and ``Ledger.open``."""
        checker = Checker.load(*settings.packs)
        return cls(settings, checker, Ledger.open(settings.ledger), Metrics(settings.shared))

    def close(self) -> None:
        """Let go of the ledger."""
        self.ledger.close()

    def desk(self, token: Token) -> LocalDesk:
        """The desk of whoever holds the token."""
        return LocalDesk(self.checker, self.ledger, token.holder)

    async def in_thread(self, step: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
        """What a step gives that reads, or judges."""
        return await run_sync(partial(step, *args, **named), limiter=self.readers)

    async def in_writing_thread(self, step: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
        """What a step gives that writes."""
        return await run_sync(partial(step, *args, **named), limiter=self.writers)
