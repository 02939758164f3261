"""Pledges: what projects hold of the sources of replacement: reserved on submission, committed on approval.

They follow the bookings of quotas: what another project holds is not given twice, a request that does not fit is
recorded with nothing reserved, those who came earlier come first, and an approval is refused until the source is free.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, select, update

from checker.errors import LedgerRefusalError, Problem
from checker.ledger import queue, sources
from checker.ledger.amounts import shown, stored
from checker.ledger.journal import Entry, Payload
from checker.ledger.schema import OFFER, PLEDGE, SOURCE
from checker.ledger.storage import Reading
from checker.model.replacement import LedgerOffer

OFFERS = "offers"


@dataclass(frozen=True, slots=True)
class Pledge:
    """A change of what ``project`` holds of a source, in millionths; ``ends`` where it holds nothing any more."""

    project: str
    source: str
    requested: int
    reserved: int
    committed: int
    ends: bool = False

    @property
    def payload(self) -> Payload:
        """The change in an entry of the journal."""
        return {name: getattr(self, name) for name in self.__slots__}


def reserve(books: Reading, project: str, offers: Iterable[LedgerOffer]) -> tuple[Pledge, ...]:
    """What a submission of ``project`` that offers of sources moves; each is reserved wholly where it is free.

    One that is submitted again after its return keeps of what it holds as much as it still offers.
    Raises LedgerRefusalError for a source that is not registered, is for another use, or is counted otherwise.
    """
    asked: dict[str, int] = {}
    for offer in offers:
        source = sources.need(books, offer.source or "").source
        if offer.use is not source.use:
            message = f"替代来源 {source.id} 登记为{source.use},申报写作{offer.use or '(未写)'}"
            raise LedgerRefusalError(Problem(message, remedy="请核对用途"))
        amount = sources.amount_in(offer.amount, source.unit)
        if amount <= 0:
            remedy = f"请写数量,以 {source.unit} 计"
            raise LedgerRefusalError(Problem(f"替代来源 {source.id} 的数量没有写,或单位不符", remedy=remedy))
        asked[source.id] = asked.get(source.id, 0) + stored(amount)
    held = {str(row.source): row for row in _held(books, project)}
    moved = []
    for name, requested in sorted(asked.items()):
        before = held.pop(name, None)
        kept = before.reserved if before is not None else 0
        moved.append(Pledge(project, name, requested, _reserved(books, project, name, requested, kept) - kept, 0))
    return (*moved, *(_ended(row) for row in held.values()))


def take_up(books: Reading, project: str) -> tuple[Pledge, ...]:
    """What can now be reserved of the sources that ``project`` waits for."""
    moved = []
    for row in _held(books, project):
        if row.requested > row.reserved + row.committed:
            more = _reserved(books, project, row.source, row.requested, row.reserved) - row.reserved
            if more > 0:
                moved.append(Pledge(project, row.source, row.requested, more, 0))
    return tuple(moved)


def commit(books: Reading, project: str) -> tuple[Pledge, ...]:
    """What the approval of ``project`` moves; raises LedgerRefusalError where others hold what it offers."""
    moved, problems = [], []
    for row in _held(books, project):
        free = _free(books, row.source) + row.reserved
        if row.requested > free:
            unit = sources.need(books, row.source).source.unit
            figures = f"本项目 {shown(row.requested)} {unit},可用 {shown(free)} {unit}"
            holders = [
                offer.project for offer in sources.offers_of(books, source=row.source) if offer.project != project
            ]
            why = f"已由 {'、'.join(holders)} 占用" if holders else "来源没有这么多"
            remedy = f"{why};请落实其他来源后重新申报"
            problems.append(Problem(f"替代来源 {row.source} 不足,不能批准:{figures}", remedy=remedy))
        moved.append(Pledge(project, row.source, row.requested, -row.reserved, row.requested - row.committed))
    if problems:
        raise LedgerRefusalError(problems)
    return tuple(moved)


def release(books: Reading, project: str) -> tuple[Pledge, ...]:
    """What giving back all that ``project`` holds moves."""
    return tuple(_ended(row) for row in _held(books, project))


def waiting(books: Reading) -> frozenset[str]:
    """The projects that offer of a source that is not, or not wholly, reserved for them."""
    wanted = select(PLEDGE.c.project).where(queue.left(PLEDGE) > 0)
    return frozenset(books.connection.execute(wanted).scalars())


def payload_of(moved: Iterable[Pledge]) -> list[Payload]:
    """Pledges as entries carry them, under ``offers``."""
    return [pledge.payload for pledge in moved]


def apply(connection: Connection, entries: Sequence[Entry]) -> None:
    """Carry the offers of entries out; raises LedgerRefusalError where a source would be given away twice."""
    for entry in entries:
        for item in entry.content.get(OFFERS, ()):
            _move(connection, Pledge(**item), entry.position)


def _move(connection: Connection, moved: Pledge, position: int) -> None:
    source, pledge = SOURCE.c, PLEDGE.c
    if moved.reserved or moved.committed:
        change = update(SOURCE).where(source.id == moved.source)
        if moved.reserved > 0 or moved.committed > 0:
            total = source.reserved + source.committed + moved.reserved + moved.committed
            change = change.where(total <= source.amount)
        sums = {"reserved": source.reserved + moved.reserved, "committed": source.committed + moved.committed}
        if connection.execute(change.values(changed=position, **sums)).rowcount != 1:
            remedy = "请落实其他来源,或重新核对后再办"
            raise LedgerRefusalError(Problem(f"替代来源 {moved.source} 已被占用,没有记入", remedy=remedy))
        held = {"reserved": moved.reserved, "committed": moved.committed}
        row = {"position": position, "source": moved.source, "project": moved.project, **held}
        connection.execute(insert(OFFER).values(row))
    here = and_(pledge.project == moved.project, pledge.source == moved.source)
    if moved.ends:
        connection.execute(delete(PLEDGE).where(here))
        return
    sums = {"reserved": pledge.reserved + moved.reserved, "committed": pledge.committed + moved.committed}
    kept = connection.execute(update(PLEDGE).where(here).values(requested=moved.requested, changed=position, **sums))
    if kept.rowcount == 0:
        first = {name: value for name, value in moved.payload.items() if name != "ends"}
        connection.execute(insert(PLEDGE).values({**first, "changed": position}))


def _ended(row: Row[Any]) -> Pledge:
    return Pledge(row.project, row.source, row.requested, -row.reserved, -row.committed, ends=True)


def _reserved(books: Reading, project: str, source: str, requested: int, kept: int) -> int:
    """What is reserved of an offer for a project that keeps ``kept`` if there is no room for more."""
    if requested <= kept:
        return requested
    here, room = PLEDGE.c.source == source, _free(books, source)
    fits = queue.has_room(books, PLEDGE, here, project=project, asked=requested - kept, room=room)
    return requested if fits else kept


def _free(books: Reading, source: str) -> int:
    """What nobody holds of a source, in millionths."""
    row = books.connection.execute(select(SOURCE).where(SOURCE.c.id == source)).one()
    return int(row.amount - row.reserved - row.committed)


def _held(books: Reading, project: str) -> list[Row[Any]]:
    rows = books.connection.execute(select(PLEDGE).where(PLEDGE.c.project == project)).all()
    return sorted(rows, key=lambda row: str(row.source))
