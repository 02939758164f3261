"""Polling: a thread that looks for newer bundles now and then for as long as a service runs."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from threading import Event, Thread
from typing import Final

from checker.bundle.source import BundleSource
from checker.errors import CheckerError, RemoteError
from checker.rulebook import RuleBook

LOGGER: Final = logging.getLogger("checker.bundle")
DEFAULT_SECONDS: Final = 60.0
_SPREAD: Final = 0.1
"""By which share the pauses differ, so that the workers of a service do not ask all at once."""


class BundlePoller:
    """Hands every newer rule book of a source to ``adopt``, about every ``seconds``.

    What goes wrong is logged and noted in the source's state; the rule book at hand goes on counting. A bundle that is
    refused again and again is logged once.
    """

    def __init__(
        self, source: BundleSource, adopt: Callable[[RuleBook], object], seconds: float = DEFAULT_SECONDS
    ) -> None:
        self._source = source
        self._adopt = adopt
        self._seconds = seconds
        self._refused: CheckerError | None = None
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="rule-bundle-poller", daemon=True)

    def start(self) -> None:
        """Begin to look, the first time after one pause."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more, and wait for a look under way; one that hangs does not keep the program from ending."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopped.wait(self._pause()):
            try:
                if self._source.poll(self._adopt):
                    state = self._source.state
                    LOGGER.info("rule book %s adopted, serial %d", state.hash, state.serial)
            except RemoteError as fault:
                LOGGER.warning("rule bundle not fetched: %s", fault)
            except CheckerError as fault:
                if fault is not self._refused:
                    LOGGER.warning("rule bundle not adopted: %s", fault)
                self._refused = fault
            except Exception:  # the thread must outlive whatever a rule book or a disk may do
                LOGGER.exception("rule bundle not adopted")

    def _pause(self) -> float:
        return self._seconds * random.uniform(1 - _SPREAD, 1 + _SPREAD)
