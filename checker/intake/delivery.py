"""Delivery (送达): the letters that are due, sent one after the other, and what each answer means.

A letter that the platform refuses, or that makes it fail again and again, is parked where people see it; what is the
network's or the platform's own trouble never counts against a letter. Every attempt bears the same Idempotency-Key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Final

import simplejson

from checker.client.retrying import Backoff
from checker.intake import outbox
from checker.intake.body import UncodedError, body_of
from checker.intake.letter import LetterKind
from checker.intake.mapping import PlatformMapping, Push
from checker.intake.outbox import LetterState, Outgoing
from checker.intake.platform import Answer, Platform
from checker.ledger import Ledger, documents

_WAITING_STATUSES: Final = frozenset((408, 425, 429, 503))
_CREDENTIAL_STATUSES: Final = frozenset((401, 403, 407))


class Meaning(Enum):
    """What an answer means for a letter."""

    DELIVERED = "delivered"
    OUTDATED = "outdated"
    REFUSED = "refused"
    FAILED = "failed"
    BUSY = "busy"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Sent:
    """One attempt: the letter, the state it is in now, and what was said."""

    letter: Outgoing
    state: LetterState
    words: str


class Delivery:
    """Sends the letters of one ledger to one platform."""

    def __init__(self, ledger: Ledger, mapping: PlatformMapping, platform: Platform, clerk: str) -> None:
        self._ledger = ledger
        self._mapping = mapping
        self._platform = platform
        self._clerk = clerk
        self._backoff = Backoff(mapping.delivery.first_wait, mapping.delivery.longest_wait)

    def deliver_due(self, is_over: Callable[[], bool], tell: Callable[[Sent], object]) -> float | None:
        """Send every letter that is due, until ``is_over`` says to stop; ``tell`` hears of each.

        Where the platform takes nothing at present the rest waits: then it gives the seconds that it asked to be left
        in peace for, 0 where it did not say. Else None.
        """
        while not is_over():
            with self._ledger.writing(self._clerk) as books:
                claimed = outbox.claim(books, self._mapping.platform, self._lease)
                content = documents.fetch(books.connection, claimed.letter) if claimed is not None else b""
            if claimed is None:
                return None
            sent, meaning, wait = self._send(claimed, content)
            tell(sent)
            if meaning in (Meaning.CLOSED, Meaning.BUSY):
                return wait
        return None

    @property
    def _lease(self) -> timedelta:
        """Longer than an attempt takes; should it run out all the same, the platform knows the letter by its key."""
        return timedelta(seconds=self._mapping.timeout + 1)

    def _send(self, claimed: Outgoing, content: bytes) -> tuple[Sent, Meaning, float]:
        """One attempt: what came of it, what the answer means, and the seconds that the platform asked to wait."""
        push = _push_of(self._mapping, claimed.kind)
        try:
            body = body_of(simplejson.loads(content, use_decimal=True), push, self._mapping)
        except UncodedError as fault:
            return self._settled(claimed, LetterState.PARKED, f"对照文件:{fault}"), Meaning.REFUSED, 0.0
        answer = self._platform.send(push, claimed.application, claimed.version, claimed.key, body)
        asked = answer.wait or 0.0
        meaning = meaning_of(answer, if_match=push.if_match)
        said = f"答 {answer.status} {answer.words}".strip() if answer.status is not None else answer.words
        match meaning:
            case Meaning.DELIVERED:
                return self._settled(claimed, LetterState.DELIVERED, f"答 {answer.status}"), meaning, asked
            case Meaning.OUTDATED:
                return self._settled(claimed, LetterState.SUPERSEDED, f"平台上已有新版本({said})"), meaning, asked
            case Meaning.REFUSED:
                return self._settled(claimed, LetterState.PARKED, f"平台拒收:{said}"), meaning, asked
            case Meaning.FAILED if claimed.strikes + 1 >= self._mapping.delivery.strikes:
                return (
                    self._settled(claimed, LetterState.PARKED, f"平台出错 {claimed.strikes + 1} 次:{said}"),
                    meaning,
                    asked,
                )
            case Meaning.FAILED | Meaning.BUSY | Meaning.CLOSED:
                wait = self._backoff.wait(claimed.attempts + 1) if answer.wait is None else answer.wait
                with self._ledger.writing(self._clerk) as books:
                    outbox.postpone(books, claimed.key, timedelta(seconds=wait), said, strike=meaning is Meaning.FAILED)
                return Sent(claimed, LetterState.PENDING, said), meaning, asked

    def _settled(self, claimed: Outgoing, state: LetterState, words: str) -> Sent:
        with self._ledger.writing(self._clerk) as books:
            outbox.settle(books, claimed.key, state, words)
        return Sent(claimed, state, words)


def meaning_of(answer: Answer, *, if_match: bool) -> Meaning:
    """What an answer to a letter means."""
    match answer.status:
        case None:
            # A platform that takes the letter and never answers may be failing over this very letter.
            return Meaning.FAILED if answer.reached else Meaning.BUSY
        case status if 200 <= status < 300:
            return Meaning.DELIVERED
        case 412 if if_match:
            return Meaning.OUTDATED
        case status if status in _WAITING_STATUSES:
            return Meaning.BUSY
        case status if status in _CREDENTIAL_STATUSES:
            return Meaning.CLOSED
        case status if status >= 500 or status == 409:
            return Meaning.FAILED
    return Meaning.REFUSED


def _push_of(mapping: PlatformMapping, kind: LetterKind) -> Push:
    match kind:
        case LetterKind.OPINION:
            return mapping.opinion
        case LetterKind.NOTICE:
            return mapping.notice
        case LetterKind.CORRECTION:
            return mapping.correction
