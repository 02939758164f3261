"""Bookings (额度占用): what each project takes of the city's quotas: reserved on submission, committed on approval.

A project counts against every limited year from the one it starts in, so that one that still runs in 2030 counts
against the cap of 2030 too. The rules of the books:

* A ceiling is never overspent: baseline, committed and reserved together stay within the limit, unless the office
  itself moves the limit or the baseline; then nothing more is booked until there is room again.
* Nothing is committed against a ceiling without a baseline, for its headroom is not known.
* A submission whose request does not fit is recorded with nothing reserved for that account (待额度). Those who came
  earlier come first: a submission leaves the room that an earlier one waits for. Nobody is given room silently:
  ``take_up`` reserves for those who wait, in the order of their submission, and an approval books directly what fits.
* An application returned for rectification keeps what is reserved for it. The amended one gives back what it asks less
  and asks for the rest as a newcomer would, at the old place in the queue; where that does not fit it keeps what it
  had and waits for the rest.
* A project that lowers a metric under a ceiling frees nothing: its cut shows in the office's next baseline, or is
  registered as a source of replacement. Freed here as well, the same tonne would count twice, and an approval that
  lapses would overspend what others were given in the meantime. So it is while a ceiling is ended, too: it may be set
  again.
* Targets and inputs never refuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import simplejson
from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from checker.errors import LedgerRefusalError, Problem
from checker.ledger import queue
from checker.ledger.accounts import Account, accounts
from checker.ledger.amounts import LARGEST, shown, shown_or_none, stored
from checker.ledger.journal import Entry, EntryKind, Payload
from checker.ledger.schema import ACCOUNT, BOOKING, MOVEMENT, SUBMISSION
from checker.ledger.states import LIVE, SubmissionState
from checker.ledger.storage import Reading
from checker.model.report import QuotaDemand
from checker.model.standing import QuotaDirection

MOVEMENTS = "movements"


@dataclass(frozen=True, slots=True)
class Movement:
    """A change of what ``project`` holds of an account, in millionths; ``ends`` where it holds nothing any more.

    ``requested`` is what the project takes, None where that is not known.
    """

    project: str
    metric: str
    year: int
    requested: int | None
    reserved: int
    committed: int
    ends: bool = False

    @property
    def payload(self) -> Payload:
        """The movement in an entry of the journal."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Booking:
    """What a project takes and holds of an account, in ``unit``; ``requested`` is None where it is not known."""

    project: str
    metric: str
    year: int
    unit: str
    direction: QuotaDirection
    requested: Decimal | None
    reserved: Decimal
    committed: Decimal
    is_waiting: bool


def reserve(books: Reading, project: str, demands: Iterable[QuotaDemand]) -> tuple[Movement, ...]:
    """What a submission of ``project`` moves: its demands, reserved wherever they fit.

    One that is submitted again after its return keeps of what it holds as much as it still asks.
    """
    held = {(row.metric, row.year): row for row, _ in _held(books, project)}
    wanted = {demand.metric: demand for demand in demands}
    moved = []
    for account in accounts(books, wanted):
        demand = wanted[account.metric]
        if demand.first_year > account.year:
            continue
        before = held.pop((account.metric, account.year), None)
        kept = before.reserved if before is not None else 0
        requested = amount_of(demand)
        reserved = _reserved(books, account, project, requested, kept)
        moved.append(Movement(project, account.metric, account.year, requested, reserved - kept, 0))
    return (*moved, *(_ended(row) for row in held.values()))


def take_up(books: Reading, project: str) -> tuple[Movement, ...]:
    """What can now be reserved of the requests of ``project`` that wait."""
    moved = []
    for row, account in _held(books, project):
        if not _waits(account, row.requested, row.reserved, row.committed):
            continue
        more = _reserved(books, account, project, row.requested, row.reserved) - row.reserved
        if more > 0:
            moved.append(Movement(project, account.metric, account.year, row.requested, more, 0))
    return tuple(moved)


def commit(books: Reading, project: str) -> tuple[Movement, ...]:
    """What the approval of ``project`` moves; raises LedgerRefusalError where a ceiling would be overspent."""
    moved, problems = [], []
    for row, account in _held(books, project):
        problem = _refusal(account, row.requested, row.reserved) if account.is_ceiling else None
        if problem is not None:
            problems.append(problem)
        delta = _booked(account, row.requested) - row.committed
        moved.append(Movement(project, account.metric, account.year, row.requested, -row.reserved, delta))
    if problems:
        raise LedgerRefusalError(problems)
    return tuple(moved)


def extend(books: Reading, project: str, demands: Iterable[QuotaDemand], *, is_open: bool) -> tuple[Movement, ...]:
    """What ``project`` moves in the years of ``demands`` it holds nothing of yet: reserved, or committed if approved.

    Raises LedgerRefusalError where a ceiling would be overspent by what is approved.
    """
    held = {(row.metric, row.year) for row, _ in _held(books, project)}
    wanted = {demand.metric: demand for demand in demands}
    moved, problems = [], []
    for account in accounts(books, wanted):
        demand = wanted[account.metric]
        if demand.first_year > account.year or (account.metric, account.year) in held:
            continue
        requested = amount_of(demand)
        if is_open:
            reserved = _reserved(books, account, project, requested, 0)
            moved.append(Movement(project, account.metric, account.year, requested, reserved, 0))
            continue
        problem = _refusal(account, requested, 0, act="不能提前计入") if account.is_ceiling else None
        if problem is not None:
            problems.append(problem)
        moved.append(Movement(project, account.metric, account.year, requested, 0, _booked(account, requested)))
    if problems:
        raise LedgerRefusalError(problems)
    return tuple(moved)


def release(books: Reading, project: str) -> tuple[Movement, ...]:
    """What the rejection, withdrawal, lapse or closing of ``project`` moves: all that it holds."""
    return tuple(_ended(row) for row, _ in _held(books, project))


def enter(books: Reading, account: Account, before: Account | None) -> tuple[Movement, ...]:
    """What a limit that was not there before moves: the projects under review or approved now take of it.

    Nothing moves where the account had a limit already (``before``) and it binds the same way. Approved projects count
    as committed whether or not they fit, for the limit came after them; those under review wait until they are taken
    up. What was booked freely while a ceiling was ended is entered anew.
    """
    if before is not None and before.direction is account.direction:
        again = account.is_ceiling and before.limit is None
        if not again:
            return ()
    held = {row.project: row for row in _rows_of(books, account.metric, account.year)}
    live = select(SUBMISSION).where(SUBMISSION.c.state.in_(sorted(LIVE))).order_by(SUBMISSION.c.position)
    moved = []
    for row in books.connection.execute(live):
        for demand in demands_of(row.demands):
            if demand.metric != account.metric or demand.first_year > account.year:
                continue
            requested = amount_of(demand)
            taken = _booked(account, requested)
            is_open = SubmissionState(row.state).is_open
            reserved, committed = (0 if account.is_ceiling else taken, 0) if is_open else (0, taken)
            now = held.get(row.project)
            if now is not None:
                reserved, committed = reserved - now.reserved, committed - now.committed
            moved.append(Movement(row.project, account.metric, account.year, requested, reserved, committed))
    return tuple(moved)


def of(books: Reading, project: str) -> tuple[Booking, ...]:
    """What ``project`` takes and holds, in order of metric and year."""
    return tuple(_booking(row, account) for row, account in _held(books, project))


def of_account(books: Reading, metric: str, year: int) -> tuple[Booking, ...]:
    """The projects that take of an account, in order of their code."""
    found = [account for account in accounts(books, [metric]) if account.year == year]
    rows = sorted(_rows_of(books, metric, year), key=lambda row: str(row.project))
    return tuple(_booking(row, account) for account in found for row in rows)


def waiting(books: Reading) -> frozenset[str]:
    """The projects with a request upon a ceiling that is not, or not wholly, reserved for them."""
    wanted = select(BOOKING).where(BOOKING.c.requested > 0, queue.left(BOOKING) > 0)
    ceilings = {(account.metric, account.year) for account in accounts(books) if account.is_ceiling}
    rows = books.connection.execute(wanted)
    return frozenset(row.project for row in rows if (row.metric, row.year) in ceilings)


def payload_of(moved: Iterable[Movement]) -> list[Payload]:
    """Movements as entries carry them, under ``movements``."""
    return [movement.payload for movement in moved]


def apply(connection: Connection, entries: Sequence[Entry]) -> None:
    """Carry the movements of entries out; raises LedgerRefusalError where a ceiling would be overspent.

    Every projector whose payload may hold movements calls it. Movements of a limit that the office sets are not held
    against it, nor is anything that is given back.
    """
    for entry in entries:
        guarded = entry.kind != EntryKind.LIMIT_SET
        for item in entry.content.get(MOVEMENTS, ()):
            _move(connection, Movement(**item), entry.position, guarded=guarded)


def amount_of(demand: QuotaDemand) -> int | None:
    """What a demand takes of an account in millionths, rounded up; None where it is not known."""
    return None if demand.amount is None else stored(demand.amount)


def demands_data(demands: Iterable[QuotaDemand]) -> list[dict[str, Any]]:
    """Demands as JSON data: amounts in millionths."""
    return [
        {
            "metric": demand.metric,
            "unit": demand.unit,
            "amount": amount_of(demand),
            "first_year": demand.first_year,
        }
        for demand in demands
    ]


def demands_of(text: str) -> tuple[QuotaDemand, ...]:
    """The demands that a submission was recorded with."""
    return tuple(
        QuotaDemand(item["metric"], item["unit"], shown_or_none(item["amount"]), item["first_year"])
        for item in simplejson.loads(text)
    )


def _held(books: Reading, project: str) -> list[tuple[Any, Account]]:
    rows = books.connection.execute(select(BOOKING).where(BOOKING.c.project == project)).all()
    known = {(account.metric, account.year): account for account in accounts(books, {row.metric for row in rows})}
    return [(row, known[row.metric, row.year]) for row in sorted(rows, key=lambda row: (row.metric, row.year))]


def _rows_of(books: Reading, metric: str, year: int) -> Sequence[Row[Any]]:
    return books.connection.execute(select(BOOKING).where(BOOKING.c.metric == metric, BOOKING.c.year == year)).all()


def _ended(row: Row[Any]) -> Movement:
    return Movement(row.project, row.metric, row.year, row.requested, -row.reserved, -row.committed, ends=True)


def _waits(account: Account, requested: int | None, reserved: int, committed: int) -> bool:
    return account.is_ceiling and requested is not None and requested > 0 and requested > reserved + committed


def _booked(account: Account, requested: int | None) -> int:
    """What counts of a request once it is booked: of a ceiling, ended ones too, never less than nothing."""
    taken = requested or 0
    return max(taken, 0) if account.direction is QuotaDirection.CEILING else taken


def _reserved(books: Reading, account: Account, project: str, requested: int | None, kept: int) -> int:
    """What is reserved of a request for a project that keeps ``kept`` if there is no room for more."""
    wanted = _booked(account, requested)
    if not account.is_ceiling or wanted <= kept:
        return wanted
    here = and_(BOOKING.c.metric == account.metric, BOOKING.c.year == account.year)
    room, asked = account.headroom, wanted - kept
    fits = room is not None and queue.has_room(books, BOOKING, here, project=project, asked=asked, room=room)
    return wanted if fits else kept


def _refusal(account: Account, requested: int | None, reserved: int, *, act: str = "不能批准") -> Problem | None:
    """Why a project cannot be approved upon a ceiling, or None; ``act`` says what cannot be done."""
    name, unit = f"{account.year} 年{account.metric}", account.unit
    if requested is None:
        return Problem(f"不知道项目占用多少{name},{act}", remedy="请补充申报数据后重新受理")
    if requested <= 0:
        return None
    if account.baseline is None or account.limit is None:
        return Problem(f"{name}还没有基数,余量不明,{act}", remedy="请先录入基数:checker ledger quota baseline")
    others = account.reserved - reserved
    room = account.limit - account.baseline - account.committed - others
    if requested <= room:
        return None
    figures = (
        f"上限 {shown(account.limit)} {unit},已用 {shown(account.baseline + account.committed)} {unit},"
        f"他项预留 {shown(others)} {unit},余量 {shown(room)} {unit},本项目 {shown(requested)} {unit}"
    )
    remedy = f"须削减 {shown(requested - room)} {unit},或待其他项目撤回、失效"
    return Problem(f"{name}额度不足,{act}:{figures}", remedy=remedy)


def _move(connection: Connection, moved: Movement, position: int, *, guarded: bool) -> None:
    key = {"metric": moved.metric, "year": moved.year}
    grows = moved.reserved > 0 or moved.committed > 0
    account = ACCOUNT.c
    change = update(ACCOUNT).where(account.metric == moved.metric, account.year == moved.year)
    if guarded and grows and not moved.ends:
        total = account.baseline + account.committed + account.reserved + moved.reserved + moved.committed
        free = or_(account.direction != QuotaDirection.CEILING.value, account.limit.is_(None))
        change = change.where(or_(free, total <= account.limit))
    if moved.reserved or moved.committed:
        for sum_so_far, more in ((account.reserved, moved.reserved), (account.committed, moved.committed)):
            change = change.where(
                sum_so_far <= LARGEST - max(more, 0)
            )  # beyond it SQLite would go on in floating point
        done = connection.execute(
            change.values(
                reserved=account.reserved + moved.reserved,
                committed=account.committed + moved.committed,
                changed=position,
            )
        )
        if done.rowcount != 1:
            raise LedgerRefusalError(_shortage(connection, moved))
        connection.execute(
            insert(MOVEMENT).values(
                position=position,
                project=moved.project,
                reserved=moved.reserved,
                committed=moved.committed,
                **key,
            )
        )
    _book(connection, moved, position, key)


def _shortage(connection: Connection, moved: Movement) -> Problem:
    """Why an account takes no more: its limit, or what a database holds."""
    account, name = ACCOUNT.c, f"{moved.year} 年{moved.metric}"
    sums = select(account.reserved, account.committed).where(account.metric == moved.metric, account.year == moved.year)
    row = connection.execute(sums).one_or_none()
    if row is not None and max(row.reserved + moved.reserved, row.committed + moved.committed) > LARGEST:
        return Problem(f"{name}的合计超出台账能记的范围,没有记入", remedy="请核对数量与单位")
    return Problem(f"{name}额度不足,没有记入", remedy="请重新核对余量后再办")


def _book(connection: Connection, moved: Movement, position: int, key: Mapping[str, Any]) -> None:
    booking = BOOKING.c
    here = and_(booking.project == moved.project, booking.metric == moved.metric, booking.year == moved.year)
    if moved.ends:
        connection.execute(delete(BOOKING).where(here))
        return
    values = {"requested": moved.requested, "changed": position}
    kept = connection.execute(
        update(BOOKING)
        .where(here)
        .values(reserved=booking.reserved + moved.reserved, committed=booking.committed + moved.committed, **values)
    )
    if kept.rowcount == 0:
        row = {"project": moved.project, "reserved": moved.reserved, "committed": moved.committed, **key, **values}
        connection.execute(insert(BOOKING).values(row))


def _booking(row: Any, account: Account) -> Booking:  # noqa: ANN401 - a row of the table
    return Booking(
        project=row.project,
        metric=row.metric,
        year=row.year,
        unit=account.unit,
        direction=account.direction,
        requested=shown_or_none(row.requested),
        reserved=shown(row.reserved),
        committed=shown(row.committed),
        is_waiting=_waits(account, row.requested, row.reserved, row.committed),
    )
