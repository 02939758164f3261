"""Arrivals (来件): every version of an application that was seen on a platform, and what was made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, select

from checker.intake.letter import LetterKind
from checker.ledger.remarks import office_day
from checker.ledger.schema import ARRIVAL, WITHDRAWAL
from checker.ledger.storage import Reading, Writing


@dataclass(frozen=True, slots=True)
class Arrival:
    """One version: the letter it was answered with, and the submission it became.

    ``content`` is the hash of the application, empty where it could not be read; ``submission`` the journal position
    of the submission where it was taken in, ``refusal`` why it was not, where it should have been.
    """

    platform: str
    application: str
    version: str
    number: int
    project: str
    name: str
    kind: LetterKind
    arrived_at: str
    content: str
    submission: int | None
    refusal: str

    @property
    def arrived_on(self) -> date:
        """The day of arrival by the office's clock."""
        return office_day(datetime.fromisoformat(self.arrived_at))


def is_known(books: Reading, platform: str, application: str, version: str) -> bool:
    """Whether that version has been seen, and not been withdrawn since."""
    since = select(WITHDRAWAL.c.arrival).where(
        WITHDRAWAL.c.platform == platform,
        WITHDRAWAL.c.application == application,
        WITHDRAWAL.c.arrival >= ARRIVAL.c.number,
    )
    wanted = select(ARRIVAL.c.number).where(_is(platform, application, version), ~since.exists())
    return books.connection.execute(wanted).first() is not None


def of_application(books: Reading, platform: str, application: str) -> tuple[Arrival, ...]:
    """Every version of an application that was seen, in order."""
    wanted = select(ARRIVAL).where(ARRIVAL.c.platform == platform, ARRIVAL.c.application == application)
    return tuple(map(_arrival, books.connection.execute(wanted.order_by(ARRIVAL.c.number))))


def listed(books: Reading, platform: str = "") -> tuple[Arrival, ...]:
    """Everything that was seen, on one platform where named, in order."""
    wanted = select(ARRIVAL).order_by(ARRIVAL.c.number)
    if platform:
        wanted = wanted.where(ARRIVAL.c.platform == platform)
    return tuple(map(_arrival, books.connection.execute(wanted)))


def record(
    books: Writing,
    *,
    platform: str,
    application: str,
    version: str,
    project: str,
    name: str,
    kind: LetterKind,
    content: str,
    submission: int | None,
    refusal: str,
) -> Arrival:
    """Note a version as seen, in the transaction of whatever follows from it; one that was withdrawn is seen anew."""
    last = books.connection.execute(select(func.max(ARRIVAL.c.number))).scalar()
    made = Arrival(
        platform=platform,
        application=application,
        version=version,
        number=(last or 0) + 1,
        project=project,
        name=name,
        kind=kind,
        arrived_at=books.at,
        content=content,
        submission=submission,
        refusal=refusal,
    )
    books.connection.execute(delete(ARRIVAL).where(_is(platform, application, version)))
    row = {field: getattr(made, field) for field in Arrival.__slots__} | {"kind": kind.value}
    books.connection.execute(insert(ARRIVAL).values(row))
    return made


def _is(platform: str, application: str, version: str) -> ColumnElement[bool]:
    named = ARRIVAL.c.platform == platform, ARRIVAL.c.application == application, ARRIVAL.c.version == version
    return and_(*named)


def _arrival(row: Row[tuple[object, ...]]) -> Arrival:
    values = row._asdict()
    return Arrival(**{**values, "kind": LetterKind(values["kind"])})
