"""Polling (取件): what a platform has pending or withdrawn, read through and dealt with; how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from sqlalchemy import delete, insert, select

from checker.errors import CheckerError, LedgerError, LedgerRefusalError, PlatformError, Problem
from checker.intake import arrivals
from checker.intake.mapping import ChangedSince, PlatformMapping
from checker.intake.platform import Platform
from checker.intake.taking import Taken, Taker
from checker.intake.translation import UnidentifiedError, identity_of, translate
from checker.intake.withdrawing import Withdrawal, Withdrawing, is_withdrawn, reason_in
from checker.ledger import Ledger, Reading, Writing
from checker.ledger.journal import moment
from checker.ledger.remarks import BEIJING
from checker.ledger.schema import PLATFORM

_LONGEST_FAULT: Final = 500


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a platform has been read: when the last whole round and the last full sweep began, and what went wrong.

    Times are UTC as the journal writes them, empty where there was none yet.
    """

    name: str
    cursor: str
    swept_at: str
    polled_at: str
    fault: str


@dataclass(frozen=True, slots=True)
class Polled:
    """One round: how many applications were looked at, how many of them new or newly withdrawn, and what went wrong."""

    seen: int
    taken: int
    faults: tuple[Problem, ...]
    withdrawn: int = 0


def progress_of(books: Reading, platform: str) -> Progress:
    """How far that platform has been read."""
    row = books.connection.execute(select(PLATFORM).where(PLATFORM.c.name == platform)).first()
    return Progress(**row._asdict()) if row is not None else Progress(platform, "", "", "", "")


def platforms(books: Reading) -> tuple[Progress, ...]:
    """Every platform that was ever read."""
    rows = books.connection.execute(select(PLATFORM).order_by(PLATFORM.c.name))
    return tuple(Progress(**row._asdict()) for row in rows)


class Hearing(Protocol):
    """Who hears of each application that was dealt with."""

    def taken(self, one: Taken) -> None:
        """An application was taken."""

    def withdrawn(self, one: Withdrawal) -> None:
        """An application was withdrawn on the platform."""


class Polling:
    """Reads one platform round by round."""

    def __init__(
        self,
        ledger: Ledger,
        mapping: PlatformMapping,
        platform: Platform,
        *,
        taker: Taker,
        withdrawing: Withdrawing,
        clerk: str,
    ) -> None:
        self._ledger = ledger
        self._mapping = mapping
        self._platform = platform
        self._taker = taker
        self._withdrawing = withdrawing
        self._clerk = clerk

    def round(self, is_over: Callable[[], bool], hearing: Hearing) -> Polled:
        """Take every pending application that is new or changed, then take back what is withdrawn.

        One that cannot be dealt with is passed over and told, and looked at again in the next round. Raises
        LedgerError where the ledger fails: then nothing can be done.
        """
        began = datetime.now(UTC)
        with self._ledger.reading() as books:
            before = progress_of(books, self._mapping.platform)
        reading = _Round(self._mapping, is_over, hearing)
        listed = self._mapping.withdrawn.listing if self._mapping.withdrawn is not None else None
        pending_since = _since(self._mapping.pending.changed_since, before, began)
        withdrawn_since = _since(listed.changed_since if listed is not None else None, before, began)
        try:
            reading.go_through(self._platform.pending(pending_since), self._dealt_with)
            reading.go_through(self._platform.withdrawn(withdrawn_since), self._taken_back)
        except PlatformError as fault:
            reading.faults += fault.problems
        self._note(
            before,
            began,
            is_whole=reading.is_whole and not reading.faults,
            is_full=not (pending_since or withdrawn_since),
            faults=reading.faults,
        )
        return Polled(reading.seen, reading.taken, tuple(reading.faults), reading.withdrawn)

    def _dealt_with(self, summary: object, pending: set[str]) -> Taken | Withdrawal | None:
        """Take an application that the platform lists as pending, unless it says there that it is withdrawn."""
        name, version = identity_of(summary, self._mapping)
        if is_withdrawn(summary, self._mapping):
            return self._withdraw(name, version, summary)
        pending.add(name)
        if version is not None:
            with self._ledger.reading() as books:
                if arrivals.is_known(books, self._mapping.platform, name, version):
                    return None
        record = summary
        if self._mapping.pending.detail is not None:
            record = self._platform.detail(name)
            if record is None:
                return None  # gone since it was listed
            if is_withdrawn(record, self._mapping):
                return self._withdraw(name, version, record)
        return self._taker.take(translate(record, self._mapping))

    def _taken_back(self, summary: object, pending: set[str]) -> Withdrawal | None:
        """Take back an application that the platform lists as withdrawn, unless it has just been pending.

        Then it was withdrawn since, or handed in again: the next round tells.
        """
        if not is_withdrawn(summary, self._mapping, listed=True):
            return None
        name, version = identity_of(summary, self._mapping)
        return None if name in pending else self._withdraw(name, version, summary)

    def _withdraw(self, name: str, version: str | None, record: object) -> Withdrawal | None:
        try:
            return self._withdrawing.withdraw(name, version, reason_in(record, self._mapping))
        except LedgerRefusalError as refusal:
            raise CheckerError(refusal.problems) from None  # of this one application: the others have their turn

    def _note(self, before: Progress, began: datetime, *, is_whole: bool, is_full: bool, faults: list[Problem]) -> None:
        at = moment(began)
        row = {
            "name": self._mapping.platform,
            "cursor": at if is_whole else before.cursor,
            "swept_at": at if is_whole and is_full else before.swept_at,
            "polled_at": at,
            "fault": ";".join(str(fault) for fault in faults)[:_LONGEST_FAULT],
        }
        with self._ledger.writing(self._clerk) as books:
            _replace(books, row)


@dataclass(slots=True)
class _Round:
    """One round as it goes: what was seen of the lists so far, and what came of it."""

    mapping: PlatformMapping
    is_over: Callable[[], bool]
    hearing: Hearing
    seen: int = 0
    taken: int = 0
    withdrawn: int = 0
    is_whole: bool = True
    faults: list[Problem] = field(default_factory=list)
    pending: set[str] = field(default_factory=set)

    def go_through(
        self, listed: Iterable[object], deal_with: Callable[[object, set[str]], Taken | Withdrawal | None]
    ) -> None:
        """Deal with each that is listed; what goes wrong with one is noted, and the others have their turn."""
        for summary in listed:
            if self.is_over():
                self.is_whole = False
                return
            self.seen += 1
            try:
                made = deal_with(summary, self.pending)
            except LedgerError:
                raise
            except UnidentifiedError as fault:
                self.faults.append(Problem(str(fault), remedy="请核对对照文件的 application.id"))
            except CheckerError as fault:
                self.faults += fault.problems
            except Exception as fault:  # noqa: BLE001 - one application must never stop those behind it
                self.faults.append(Problem(f"一份申报处理时程序内部出错({type(fault).__name__}: {fault})"))
            else:
                self._hear(made)

    def _hear(self, made: Taken | Withdrawal | None) -> None:
        match made:
            case Taken():
                self.taken += 1
                self.hearing.taken(made)
            case Withdrawal():
                self.withdrawn += 1
                self.hearing.withdrawn(made)


def _replace(books: Writing, row: dict[str, str]) -> None:
    books.connection.execute(delete(PLATFORM).where(PLATFORM.c.name == row["name"]))
    books.connection.execute(insert(PLATFORM).values(row))


def _since(wanted: ChangedSince | None, before: Progress, now: datetime) -> str:
    """From when on changes are asked for, in the platform's format; empty where everything is to be looked through.

    Times are those of this machine, put back by the overlap; a round that failed does not count.
    """
    if wanted is None or not before.cursor or not before.swept_at:
        return ""
    if now - datetime.fromisoformat(before.swept_at) >= timedelta(hours=wanted.full_hours):
        return ""
    since = datetime.fromisoformat(before.cursor) - timedelta(minutes=wanted.overlap_minutes)
    match wanted.date:
        case None:
            return since.strftime("%Y-%m-%dT%H:%M:%SZ")
        case "epoch-s":
            return str(int(since.timestamp()))
        case "epoch-ms":
            return str(int(since.timestamp() * 1000))
        case written:
            return since.astimezone(BEIJING).strftime(written)
