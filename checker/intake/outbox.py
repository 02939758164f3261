"""The outbox (待发): letters to platforms, each kept until the platform has it, is known not to take it, or has no use
for it any more.

A letter is queued in the transaction that notes the arrival it answers. Whoever sends claims it first, so that two
senders do not send the same at once; a claim of one that died runs out, and the letter is sent again under its key.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, Select, func, insert, select, update

from checker.errors import LedgerRefusalError, Problem
from checker.intake import arrivals
from checker.intake.letter import Addressee, Letter, LetterKind, content_of, key_of
from checker.ledger import documents
from checker.ledger.journal import moment
from checker.ledger.remarks import office_day
from checker.ledger.schema import OUTBOX
from checker.ledger.storage import Reading, Writing

_SHORTEST_KEY: Final = 6
_AT_ONCE: Final = 200
_WHERE: Final = "编号见 checker intake outbox,至少写前 6 位"


class LetterState(StrEnum):
    """What became of a letter."""

    PENDING = "待送"
    DELIVERED = "已送达"
    SUPERSEDED = "已作废"
    PARKED = "搁置"


_UNSENT: Final = (LetterState.PENDING, LetterState.PARKED)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One letter: ``letter`` is the document with its content, ``strikes`` the failures that may be of its own making.

    Times are UTC as the journal writes them; ``answer`` is what the platform, or the network, said last. ``resent``
    counts how often it was sent once more after it had arrived; the content of one ``purged_at`` some time is gone.
    """

    key: str
    number: int
    platform: str
    application: str
    version: str
    kind: LetterKind
    letter: str
    state: LetterState
    attempts: int
    strikes: int
    due_at: str
    queued_at: str
    settled_at: str | None
    deadline: date | None
    answer: str
    resent: int
    purged_at: str | None


def queue(books: Writing, platform: str, about: Addressee, kind: LetterKind, letter: Letter) -> str:
    """Put a letter in; gives its key."""
    content = content_of(letter)
    key = key_of(platform, about, kind, content)
    last = books.connection.execute(select(func.max(OUTBOX.c.number))).scalar()
    row = {
        "key": key,
        "number": (last or 0) + 1,
        "platform": platform,
        "application": about.id,
        "version": about.version,
        "kind": kind.value,
        "letter": documents.keep(books.connection, content),
        "state": LetterState.PENDING.value,
        "attempts": 0,
        "strikes": 0,
        "due_at": books.at,
        "queued_at": books.at,
        "settled_at": None,
        "deadline": letter["deadline"],
        "answer": "",
        "resent": 0,
        "purged_at": None,
    }
    books.connection.execute(insert(OUTBOX).values(row))
    return key


def supersede(books: Writing, platform: str, application: str, why: str = "申报在平台上已有新版本") -> int:
    """Take back what is not delivered about an application; how many letters that were."""
    mine = (OUTBOX.c.platform == platform) & (OUTBOX.c.application == application)
    unsent = OUTBOX.c.state.in_([state.value for state in _UNSENT])
    values = {"state": LetterState.SUPERSEDED.value, "settled_at": books.at, "answer": why}
    return books.connection.execute(update(OUTBOX).where(mine, unsent).values(values)).rowcount


def has_been_notified(books: Reading, platform: str, application: str) -> bool:
    """Whether the applicant was, or may have been, told what is missing: a list is never told twice."""
    wanted = select(OUTBOX.c.number).where(
        OUTBOX.c.platform == platform,
        OUTBOX.c.application == application,
        OUTBOX.c.kind == LetterKind.NOTICE.value,
        (OUTBOX.c.state == LetterState.DELIVERED.value)
        | (OUTBOX.c.resent > 0)
        | ((OUTBOX.c.state != LetterState.PARKED.value) & (OUTBOX.c.attempts > 0)),
    )
    return books.connection.execute(wanted.limit(1)).first() is not None


def claim(books: Writing, platform: str, lease: timedelta) -> Outgoing | None:
    """The letter that has waited longest of those that are due, kept from others for the time of ``lease``."""
    due = _pending(platform).where(OUTBOX.c.due_at <= books.at).order_by(OUTBOX.c.number).limit(1)
    row = books.connection.execute(due).first()
    if row is None:
        return None
    found = _outgoing(row)
    until = moment(datetime.fromisoformat(books.at) + lease)
    values = {"attempts": found.attempts + 1, "due_at": until}
    books.connection.execute(update(OUTBOX).where(OUTBOX.c.key == found.key).values(values))
    return found


def settle(books: Writing, key: str, state: LetterState, answer: str) -> None:
    """Note what became of a letter, unless it was taken back meanwhile."""
    _change(books, key, {"state": state.value, "settled_at": books.at, "answer": answer})


def postpone(books: Writing, key: str, wait: timedelta, answer: str, *, strike: bool) -> None:
    """Have a letter sent again after a while; ``strike`` counts the failure against it."""
    due = moment(datetime.fromisoformat(books.at) + wait)
    _change(books, key, {"due_at": due, "answer": answer, "strikes": OUTBOX.c.strikes + int(strike)})


def revive(books: Writing, keys: Collection[str] = ()) -> tuple[Outgoing, ...]:
    """Have parked letters sent again at once, and waiting ones without waiting: all, or those whose keys begin so.

    Raises LedgerRefusalError for a key that no such letter has.
    """
    states = OUTBOX.c.state.in_([state.value for state in _UNSENT])
    rows = books.connection.execute(select(OUTBOX).where(states).order_by(OUTBOX.c.number))
    unsent = tuple(map(_outgoing, rows))
    for key in keys:
        if len(key) < _SHORTEST_KEY or sum(one.key.startswith(key) for one in unsent) != 1:
            what = f"没有编号以 {key} 开头的待送或搁置的信" if len(key) >= _SHORTEST_KEY else f"编号 {key} 太短"
            raise LedgerRefusalError(Problem(what, remedy=_WHERE))
    chosen = tuple(one for one in unsent if not keys or any(one.key.startswith(key) for key in keys))
    values = {"state": LetterState.PENDING.value, "due_at": books.at, "strikes": 0, "settled_at": None}
    for one in chosen:
        books.connection.execute(update(OUTBOX).where(OUTBOX.c.key == one.key).values(values))
    return chosen


def delivered(books: Reading, key: str) -> Outgoing:
    """The delivered letter whose key begins so, to be sent once more; raises LedgerRefusalError where it cannot be."""
    if len(key) < _SHORTEST_KEY:
        raise LedgerRefusalError(Problem(f"编号 {key} 太短", remedy=_WHERE))
    begins = OUTBOX.c.key.startswith(key, autoescape=True)
    rows = books.connection.execute(select(OUTBOX).where(begins).order_by(OUTBOX.c.number)).all()
    if len(rows) != 1:
        what = "不止一封信" if rows else "没有信"
        raise LedgerRefusalError(Problem(f"{what}的编号以 {key} 开头", remedy=_WHERE))
    found = _outgoing(rows[0])
    if found.state is not LetterState.DELIVERED:
        remedy = "没有送到的,用 checker intake retry" if found.state in _UNSENT else "这一封不再送"
        raise LedgerRefusalError(Problem(f"这封信{found.state.value},没有送达过", remedy=remedy))
    if found.purged_at is not None:
        on = office_day(datetime.fromisoformat(found.purged_at))
        what = f"这封信的内容已于 {on} 按保存期限清除,不能再送"
        raise LedgerRefusalError(Problem(what, remedy="要重新出意见的,请在平台上重新报送这份申报"))
    last = arrivals.of_application(books, found.platform, found.application)[-1:]
    known = [one.version for one in last if arrivals.is_known(books, one.platform, one.application, one.version)]
    if known != [found.version]:
        what = f"申报 {found.application} 已有新版本,或已撤回;这封信说的是第 {found.version} 版"
        raise LedgerRefusalError(Problem(what, remedy="旧的意见不再送"))
    return found


def resend(books: Writing, key: str) -> Outgoing:
    """Have a delivered letter sent once more, under its own key; raises as ``delivered``."""
    found = delivered(books, key)
    values = {
        "state": LetterState.PENDING.value,
        "due_at": books.at,
        "strikes": 0,
        "settled_at": None,
        "resent": found.resent + 1,
        "answer": f"{books.actor}要求再送;上次 {found.settled_at} 送达,{found.answer}",
    }
    books.connection.execute(update(OUTBOX).where(OUTBOX.c.key == found.key).values(values))
    return found


def purge(books: Writing, platform: str, before: datetime) -> int:
    """Delete the content of letters that arrived before a moment, some of them at a time; how many that were.

    That they were sent, with their keys and the sha256 of what they said, is kept: it tells what was answered already.
    """
    old = _purgeable(platform, before).order_by(OUTBOX.c.number).limit(_AT_ONCE)
    rows = books.connection.execute(old).all()
    for row in rows:
        changed = update(OUTBOX).where(OUTBOX.c.key == row.key).values(purged_at=books.at)
        books.connection.execute(changed)
        same = select(OUTBOX.c.key).where(OUTBOX.c.letter == row.letter, OUTBOX.c.purged_at.is_(None))
        if books.connection.execute(same.limit(1)).first() is None:
            documents.forget(books.connection, row.letter)
    return len(rows)


def has_purgeable(books: Reading, platform: str, before: datetime) -> bool:
    """Whether there is anything for ``purge`` to do."""
    return books.connection.execute(_purgeable(platform, before).limit(1)).first() is not None


def _purgeable(platform: str, before: datetime) -> Select[Any]:
    return select(OUTBOX.c.key, OUTBOX.c.letter).where(
        OUTBOX.c.platform == platform,
        OUTBOX.c.state == LetterState.DELIVERED.value,
        OUTBOX.c.settled_at < moment(before),
        OUTBOX.c.purged_at.is_(None),
    )


def next_due(books: Reading, platform: str) -> datetime | None:
    """When the next letter is due; None where none waits."""
    pending = _pending(platform).with_only_columns(func.min(OUTBOX.c.due_at))
    found = books.connection.execute(pending).scalar()
    return datetime.fromisoformat(found) if found else None


def listed(books: Reading, *, platform: str = "", state: LetterState | None = None) -> tuple[Outgoing, ...]:
    """Letters in their order, to one platform or in one state where named."""
    wanted = select(OUTBOX).order_by(OUTBOX.c.number)
    if platform:
        wanted = wanted.where(OUTBOX.c.platform == platform)
    if state is not None:
        wanted = wanted.where(OUTBOX.c.state == state.value)
    return tuple(map(_outgoing, books.connection.execute(wanted)))


def _pending(platform: str) -> Select[Any]:
    return select(OUTBOX).where(OUTBOX.c.platform == platform, OUTBOX.c.state == LetterState.PENDING.value)


def _change(books: Writing, key: str, values: Mapping[str, Any]) -> None:
    still = (OUTBOX.c.key == key) & (OUTBOX.c.state == LetterState.PENDING.value)
    books.connection.execute(update(OUTBOX).where(still).values(**values))


def _outgoing(row: Row[Any]) -> Outgoing:
    values = row._asdict()
    deadline = values["deadline"]
    return Outgoing(
        **{
            **values,
            "kind": LetterKind(values["kind"]),
            "state": LetterState(values["state"]),
            "deadline": date.fromisoformat(deadline) if deadline else None,
        }
    )
