"""Retrying: how long to wait before the next attempt, and which answers are worth one."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

BUSY: Final = frozenset((408, 425, 429, 502, 503, 504))
"""Statuses that say nothing of the request itself: the same may well succeed later."""
_LONGEST_ASKED: Final = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits in seconds that double from ``first`` to ``longest``, each somewhere in its upper half.

    The spread (jitter) keeps many clients that were turned away at once from coming back at once.
    """

    first: float = 0.2
    longest: float = 5.0
    attempts: int = 4

    def wait(self, attempt: int) -> float:
        """The wait after the ``attempt``-th attempt, counted from 1."""
        full = min(self.longest, self.first * 2.0 ** min(attempt - 1, 30))
        return random.uniform(full / 2, full)


def asked_to_wait(response: httpx.Response) -> float | None:
    """The seconds that ``Retry-After`` asks for, whether it gives seconds or a date; None where it says nothing."""
    written = response.headers.get("Retry-After", "").strip()
    if not written:
        return None
    if written.isascii() and written.isdigit():
        return min(float(written), _LONGEST_ASKED)
    try:
        until = parsedate_to_datetime(written)
    except ValueError:
        return None
    left = ((until if until.tzinfo else until.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()
    return min(max(left, 0.0), _LONGEST_ASKED)
