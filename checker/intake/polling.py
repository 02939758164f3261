"""Polling (取件): what a platform has pending, read through and taken; where the last round came to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select

from checker.errors import CheckerError, LedgerError, PlatformError, Problem
from checker.intake import arrivals
from checker.intake.mapping import ChangedSince, PlatformMapping
from checker.intake.platform import Platform
from checker.intake.taking import Taken, Taker
from checker.intake.translation import UnidentifiedError, identity_of, translate
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
    """One round: how many pending applications were looked at, how many of them new, and what went wrong."""

    seen: int
    taken: int
    faults: tuple[Problem, ...]


def progress_of(books: Reading, platform: str) -> Progress:
    """How far that platform has been read."""
    row = books.connection.execute(select(PLATFORM).where(PLATFORM.c.name == platform)).first()
    return Progress(**row._asdict()) if row is not None else Progress(platform, "", "", "", "")


def platforms(books: Reading) -> tuple[Progress, ...]:
    """Every platform that was ever read."""
    rows = books.connection.execute(select(PLATFORM).order_by(PLATFORM.c.name))
    return tuple(Progress(**row._asdict()) for row in rows)


class Polling:
    """Reads one platform round by round."""

    def __init__(self, ledger: Ledger, mapping: PlatformMapping, platform: Platform, taker: Taker, clerk: str) -> None:
        self._ledger = ledger
        self._mapping = mapping
        self._platform = platform
        self._taker = taker
        self._clerk = clerk

    def round(self, is_over: Callable[[], bool], tell: Callable[[Taken], object]) -> Polled:
        """Take every pending application that is new or changed; ``tell`` hears of each.

        One that cannot be dealt with is passed over and told, and looked at again in the next round. Raises
        LedgerError where the ledger fails: then nothing can be done.
        """
        began = datetime.now(UTC)
        with self._ledger.reading() as books:
            before = progress_of(books, self._mapping.platform)
        since = _since(self._mapping.pending.changed_since, before, began)
        seen, taken, faults = 0, 0, list[Problem]()
        is_whole = True
        try:
            for summary in self._platform.pending(since):
                if is_over():
                    is_whole = False
                    break
                seen += 1
                try:
                    made = self._take(summary)
                except LedgerError:
                    raise
                except UnidentifiedError as fault:
                    faults.append(Problem(str(fault), remedy="请核对对照文件的 application.id"))
                except CheckerError as fault:
                    faults += fault.problems
                except Exception as fault:  # noqa: BLE001 - one application must never stop those behind it
                    faults.append(Problem(f"一份申报处理时程序内部出错({type(fault).__name__}: {fault})"))
                else:
                    taken += made is not None
                    if made is not None:
                        tell(made)
        except PlatformError as fault:
            faults += fault.problems
        self._note(before, began, is_whole=is_whole and not faults, is_full=not since, faults=faults)
        return Polled(seen, taken, tuple(faults))

    def _take(self, summary: object) -> Taken | None:
        name, version = identity_of(summary, self._mapping)
        if version is not None:
            with self._ledger.reading() as books:
                if arrivals.is_known(books, self._mapping.platform, name, version):
                    return None
        record = summary
        if self._mapping.pending.detail is not None:
            record = self._platform.detail(name)
            if record is None:
                return None  # gone since it was listed
        return self._taker.take(translate(record, self._mapping))

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
