"""The queue (先到先得): who waits for room under a ceiling or at a source, in the order of their submission.

A request waits for what it asks beyond what it holds. Whoever comes later leaves the room that earlier ones wait for,
as they would be served one after the other: one too large for what is left is passed over. An application that was
returned and is submitted again keeps the place of its first submission.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, Table, and_, select

from checker.ledger.schema import SUBMISSION
from checker.ledger.states import OPEN
from checker.ledger.storage import Reading

OPEN_STATES: Final = sorted(state.value for state in OPEN)


def left(table: Table) -> ColumnElement[int]:
    """What a row of bookings or pledges asks beyond what it holds."""
    column: ColumnElement[int] = table.c.requested - table.c.reserved - table.c.committed
    return column


def has_room(books: Reading, table: Table, here: ColumnElement[bool], *, project: str, asked: int, room: int) -> bool:
    """Whether ``room`` holds what ``project`` asks more, beside what those before it wait for.

    ``table`` holds bookings or pledges, ``here`` selects those of one account or source.
    """
    if asked > room:
        return False
    own = select(SUBMISSION.c.position).where(SUBMISSION.c.project == project, SUBMISSION.c.state.in_(OPEN_STATES))
    place = books.connection.execute(own).scalar()
    wanted = (
        select(left(table))
        .join(SUBMISSION, and_(SUBMISSION.c.project == table.c.project, SUBMISSION.c.state.in_(OPEN_STATES)))
        .where(here, table.c.requested > 0, left(table) > 0, table.c.project != project)
        .order_by(SUBMISSION.c.position)
    )
    if place is not None:
        wanted = wanted.where(SUBMISSION.c.position < place)
    for earlier in books.connection.execute(wanted).scalars():
        if earlier <= room:
            room -= earlier
    return asked <= room
