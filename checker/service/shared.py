"""What all requests of a process share: rule book, ledger, settings, threads, metrics."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Final, ParamSpec, Self, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from checker.api.checker import Checker
from checker.api.local_desk import LocalDesk
from checker.bundle.keys import TrustedKeys
from checker.bundle.place import load_rulebook
from checker.bundle.source import BundleSource
from checker.ledger.ledger import Ledger
from checker.ledger.tokens import Token
from checker.rulebook import RuleBook
from checker.service.edition import Edition
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


def rules_on_disk(settings: Settings) -> RuleBook:
    """The rule book in the folders that the settings name; raises RuleBookError with every problem found."""
    return load_rulebook(*map(Path, settings.packs))


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
    edition: Edition | None = None
    """Where the worker processes keep the rule book that they all run; None where there is only one process."""
    writers: CapacityLimiter = field(default_factory=_writing_threads)
    _renewing: Lock = field(default_factory=Lock)

    @classmethod
    def open(cls, settings: Settings, metrics: Metrics) -> Self:
        """Load the rules and open the ledger; raises as ``load_rulebook``, ``BundleSource.open`` and ``Ledger.open``.

        One of several processes runs the rule book that the others run.
        """
        source = source_of(settings)
        edition = Edition(Path(settings.shared)) if settings.shared else None
        try:
            if source is not None:
                rulebook = source.open()
            else:
                rulebook = edition.read() if edition is not None else rules_on_disk(settings)
            ledger = Ledger.open(settings.ledger)
        except BaseException:
            if source is not None:
                source.close()
            raise
        opened = cls(settings, Checker(rulebook, dedicated=True), ledger, metrics, source, edition)
        if source is not None and edition is not None:
            edition.publish(rulebook)
        return opened

    def close(self) -> None:
        """Let go of the ledger and of the network."""
        self.ledger.close()
        if self.source is not None:
            self.source.close()

    def adopt(self, rulebook: RuleBook) -> bool:
        """Check with ``rulebook`` from now on, in every process; False where this one does already.

        Raises RuleBookError where the others could not be told of it; nobody runs it then.
        """
        if self.edition is not None:
            self.edition.publish(rulebook)
        return self.checker.adopt(rulebook)

    @contextmanager
    def renewing(self) -> Iterator[None]:
        """One renewal of the rules at a time, in all processes."""
        with self._renewing, self.edition.turn() if self.edition is not None else nullcontext():
            yield

    def desk(self, token: Token) -> LocalDesk:
        """The desk of whoever holds the token."""
        return LocalDesk(self.checker, self.ledger, token.holder)

    async def in_thread(self, step: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
        """What a step gives that reads, or judges."""
        return await run_sync(partial(step, *args, **named))

    async def in_writing_thread(self, step: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
        """What a step gives that writes."""
        return await run_sync(partial(step, *args, **named), limiter=self.writers)
