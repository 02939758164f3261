"""Searching the inventory: filters, orders and pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import simplejson
from sqlalchemy import Column, ColumnElement, Select, and_, exists, func, or_, select

from checker.ledger.amounts import stored
from checker.ledger.inventory.fields import Disposal, Project
from checker.ledger.inventory.records import Fields, project_of_fields
from checker.ledger.schema import EXTENSION, PROJECT, RECTIFICATION
from checker.ledger.storage import Reading
from checker.model.enums import County, Stage

_CHUNK: Final = 1_000


@dataclass(frozen=True, slots=True)
class Span:
    """A range of amounts in the field's declared unit, both ends included; None leaves an end open."""

    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which projects are wanted; what is left open does not matter.

    ``text`` stands in name, owner or code; ``industry`` is how the code of the industry begins; ``overdue_on`` asks
    for projects with an order to rectify, or a 整改时限 of the list, that had run out unmet before that day.
    """

    text: str = ""
    stages: tuple[Stage, ...] = ()
    counties: tuple[County, ...] = ()
    park: str = ""
    industry: str = ""
    two_high: bool | None = None
    energy: Span = Span()
    coal: Span = Span()
    disposals: tuple[Disposal, ...] = ()
    overdue_on: date | None = None
    updated_since: date | None = None
    updated_before: date | None = None


class Order(StrEnum):
    """What a list can be put in order by."""

    CODE = "code"
    NAME = "name"
    OWNER = "owner"
    COUNTY = "county"
    INDUSTRY = "industry"
    STAGE = "stage"
    ENERGY = "energy"
    COAL = "coal"
    UPDATED = "updated"
    REGISTERED = "registered"


@dataclass(frozen=True, slots=True)
class Page:
    """The projects on one page of what was found, and how many were found in all."""

    projects: tuple[Project, ...]
    total: int
    offset: int


_COLUMNS: Final[dict[Order, Column[Any]]] = {
    Order.CODE: PROJECT.c.code,
    Order.NAME: PROJECT.c.name,
    Order.OWNER: PROJECT.c.owner,
    Order.COUNTY: PROJECT.c.county,
    Order.INDUSTRY: PROJECT.c.industry_code,
    Order.STAGE: PROJECT.c.stage,
    Order.ENERGY: PROJECT.c.energy,
    Order.COAL: PROJECT.c.coal,
    Order.UPDATED: PROJECT.c.updated_on,
    Order.REGISTERED: PROJECT.c.registered,
}


def search(
    books: Reading,
    wanted: Wanted,
    *,
    order: Order = Order.CODE,
    descending: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> Page:
    """One page of the projects that are ``wanted``; unknown amounts come last in either direction."""
    condition = _condition(wanted)
    if wanted.text:  # one look through the names finds and counts; without, counting apart is quicker
        statement = _ordered(select(PROJECT.c.code, func.count().over()).where(condition), order, descending=descending)
        found = books.connection.execute(statement.limit(limit).offset(offset)).all()
        page = [code for code, _ in found]
        total = found[0][1] if found else _count(books, condition) if offset else 0
    else:
        statement = _ordered(select(PROJECT.c.code).where(condition), order, descending=descending)
        page = list(books.connection.execute(statement.limit(limit).offset(offset)).scalars())
        total = _count(books, condition)
    details = _details(books, page)
    return Page(tuple(project_of_fields(details[code]) for code in page), total, offset)


def every(books: Reading, wanted: Wanted) -> Iterator[Fields]:
    """The fields of all projects that are ``wanted``, by code."""
    statement = _ordered(select(PROJECT.c.details).where(_condition(wanted)), Order.CODE, descending=False)
    for details in books.connection.execution_options(yield_per=_CHUNK).execute(statement).scalars():
        yield simplejson.loads(details)


def _count(books: Reading, condition: ColumnElement[bool]) -> int:
    return books.connection.execute(select(func.count()).select_from(PROJECT).where(condition)).scalar_one()


def _details(books: Reading, codes: Sequence[str]) -> dict[str, Fields]:
    found: dict[str, Fields] = {}
    for start in range(0, len(codes), _CHUNK):
        rows = select(PROJECT.c.code, PROJECT.c.details).where(PROJECT.c.code.in_(codes[start : start + _CHUNK]))
        found |= {code: simplejson.loads(text) for code, text in books.connection.execute(rows)}
    return found


def _ordered(statement: Select[Any], order: Order, *, descending: bool) -> Select[Any]:
    column = _COLUMNS[order]
    key = column.desc() if descending else column.asc()
    keys = [key.nulls_last() if column.nullable else key]
    return statement.order_by(*keys) if order is Order.CODE else statement.order_by(*keys, PROJECT.c.code)


def _condition(wanted: Wanted) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = []
    if wanted.text:
        columns = (PROJECT.c.name, PROJECT.c.owner, PROJECT.c.code)
        if wanted.text.upper() == wanted.text.lower():  # nothing to fold, and twice as fast without folding
            found.append(or_(*(column.contains(wanted.text, autoescape=True) for column in columns)))
        else:
            found.append(or_(*(column.icontains(wanted.text, autoescape=True) for column in columns)))
    if wanted.stages:
        found.append(PROJECT.c.stage.in_(wanted.stages))
    if wanted.counties:
        found.append(PROJECT.c.county.in_(wanted.counties))
    if wanted.park:
        found.append(PROJECT.c.park.contains(wanted.park, autoescape=True))
    if wanted.industry:
        found.append(PROJECT.c.industry_code.startswith(wanted.industry, autoescape=True))
    if wanted.two_high is not None:
        found.append(PROJECT.c.two_high == int(wanted.two_high))
    for column, span in ((PROJECT.c.energy, wanted.energy), (PROJECT.c.coal, wanted.coal)):
        if span.least is not None:
            found.append(column >= stored(span.least))
        if span.most is not None:
            found.append(column <= stored(span.most, at_most=True))
    if wanted.disposals:
        found.append(PROJECT.c.disposal.in_(wanted.disposals))
    if wanted.overdue_on is not None:
        found.append(_overdue(wanted.overdue_on))
    if wanted.updated_since is not None:
        found.append(PROJECT.c.updated_on >= wanted.updated_since.isoformat())
    if wanted.updated_before is not None:
        found.append(PROJECT.c.updated_on < wanted.updated_before.isoformat())
    return and_(True, *found)


def _overdue(day: date) -> ColumnElement[bool]:
    listed = and_(
        PROJECT.c.disposal == Disposal.RECTIFY.value,
        PROJECT.c.rectify_by != "",
        PROJECT.c.rectify_by < day.isoformat(),
    )
    ordered = exists().where(
        RECTIFICATION.c.project == PROJECT.c.code,
        RECTIFICATION.c.done_on.is_(None),
        RECTIFICATION.c.revoked.is_(None),
        RECTIFICATION.c.deadline < day.isoformat(),
        ~exists().where(EXTENSION.c.item == RECTIFICATION.c.id, EXTENSION.c.deadline >= day.isoformat()),
    )
    return or_(listed, ordered)
