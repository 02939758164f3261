"""The intake (收件): rounds of polling a platform and delivering letters to it, once or for as long as it runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Final, Protocol

from checker.api import Checker
from checker.client.retrying import Backoff
from checker.intake import outbox
from checker.intake.delivery import Delivery, Sent
from checker.intake.mapping import PlatformMapping
from checker.intake.outbox import LetterState
from checker.intake.platform import Platform
from checker.intake.polling import Polled, Polling
from checker.intake.taking import Taken, Taker
from checker.intake.withdrawing import Withdrawal, Withdrawing
from checker.ledger import Ledger

_SHORTEST_WAIT: Final = 0.05


class Listener(Protocol):
    """Who hears of what an intake does."""

    def taken(self, one: Taken) -> None:
        """An application was taken."""

    def withdrawn(self, one: Withdrawal) -> None:
        """An application was withdrawn on the platform."""

    def polled(self, one: Polled) -> None:
        """A round of polling is done."""

    def purged(self, letters: int) -> None:
        """The content of letters that arrived long ago was deleted."""

    def sent(self, one: Sent) -> None:
        """A letter was sent, or an attempt made."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round came to; ``is_clear`` says that nothing went wrong and nothing waits for another attempt."""

    polled: Polled
    is_clear: bool


class Intake:
    """One platform, one ledger, one checker."""

    def __init__(
        self,
        ledger: Ledger,
        checker: Checker,
        mapping: PlatformMapping,
        platform: Platform,
        *,
        clerk: str,
        listener: Listener,
    ) -> None:
        self._ledger = ledger
        self._mapping = mapping
        self._listener = listener
        taker = Taker(ledger, checker, mapping, clerk)
        withdrawing = Withdrawing(ledger, mapping, clerk)
        self._clerk = clerk
        self._polling = Polling(ledger, mapping, platform, taker=taker, withdrawing=withdrawing, clerk=clerk)
        self._delivery = Delivery(ledger, mapping, platform, clerk)
        self._stopped = Event()
        self._trouble = False
        self._backoff = Backoff(mapping.delivery.first_wait, mapping.delivery.longest_wait)
        self._turned_away = 0

    def stop(self) -> None:
        """Finish what is under way, and no more; to be called from a signal handler or another thread."""
        self._stopped.set()

    def once(self) -> Round:
        """One round: poll, then deliver what is due."""
        polled = self._poll()
        self._trouble = False
        self._deliver()
        return Round(polled, not polled.faults and not self._trouble)

    def run(self, every: float, tell_fault: Callable[[Exception], object]) -> None:
        """Poll every so many seconds and deliver whatever is due in between, until stopped.

        ``tell_fault`` hears of a ledger that fails for a time; the intake goes on.
        """
        next_poll = time.monotonic()
        while not self._stopped.is_set():
            try:
                if time.monotonic() >= next_poll:
                    next_poll = time.monotonic() + every
                    self._poll()
                wait = self._deliver()
            except Exception as fault:  # noqa: BLE001 - an intake that runs for months outlives a database restart
                tell_fault(fault)
                wait = every
            self._stopped.wait(max(_SHORTEST_WAIT, min(wait, next_poll - time.monotonic())))

    def _poll(self) -> Polled:
        polled = self._polling.round(self._stopped.is_set, self._listener)
        self._listener.polled(polled)
        self._purge()
        return polled

    def _purge(self) -> None:
        """Delete the content of letters that have been kept long enough; what is left over has its turn next time."""
        days = self._mapping.delivery.keep_days
        if days is None:
            return
        before = datetime.now(UTC) - timedelta(days=days)
        with self._ledger.reading() as books:
            if not outbox.has_purgeable(books, self._mapping.platform, before):
                return
        with self._ledger.writing(self._clerk) as books:
            purged = outbox.purge(books, self._mapping.platform, before)
        self._listener.purged(purged)

    def _deliver(self) -> float:
        """Send what is due; the seconds until there is more to send, or until the platform may take letters again."""
        asked = self._delivery.deliver_due(self._stopped.is_set, self._heard)
        if asked is None:
            self._turned_away = 0
            return self._until_due()
        self._turned_away += 1
        return max(asked, self._backoff.wait(self._turned_away))

    def _heard(self, sent: Sent) -> None:
        self._trouble = self._trouble or sent.state in (LetterState.PENDING, LetterState.PARKED)
        self._listener.sent(sent)

    def _until_due(self) -> float:
        with self._ledger.reading() as books:
            due = outbox.next_due(books, self._mapping.platform)
        return (due - datetime.now(UTC)).total_seconds() if due is not None else float("inf")
