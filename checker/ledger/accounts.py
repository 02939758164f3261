"""Accounts (额度账户): one city metric of one year with its limit, its baseline and the sums of its bookings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

import simplejson
from sqlalchemy import Row, func, select

from checker.ledger.amounts import shown, shown_or_none
from checker.ledger.schema import ACCOUNT, BOOKING, MOVEMENT, SETTING
from checker.ledger.storage import Reading
from checker.model.standing import QuotaBalance, QuotaDirection

LIMIT: Final = "limit"
BASELINE: Final = "baseline"


class Origin(StrEnum):
    """Who set a limit."""

    CLAUSE = "条款"
    OFFICE = "机关"


@dataclass(frozen=True, slots=True)
class Account:
    """One city metric of one year; amounts are millionths of ``unit``.

    ``limit`` is None where there is none to keep, ``baseline`` until the office has entered it.
    """

    metric: str
    year: int
    direction: QuotaDirection
    unit: str
    limit: int | None
    limit_source: str
    origin: Origin
    rules: tuple[str, ...]
    baseline: int | None
    baseline_source: str
    committed: int
    reserved: int

    @property
    def is_ceiling(self) -> bool:
        """Whether it has a limit that must never be overspent."""
        return self.direction is QuotaDirection.CEILING and self.limit is not None

    @property
    def headroom(self) -> int | None:
        """What is left under the limit, in millionths; None without a limit or a baseline."""
        if self.limit is None or self.baseline is None:
            return None
        return self.limit - self.baseline - self.committed - self.reserved

    @property
    def balance(self) -> QuotaBalance:
        """The account as a check and people see it, in its unit."""
        return QuotaBalance(
            metric=self.metric,
            year=self.year,
            direction=self.direction,
            unit=self.unit,
            limit=shown_or_none(self.limit),
            baseline=shown_or_none(self.baseline),
            committed=shown(self.committed),
            reserved=shown(self.reserved),
            rules=self.rules,
            source=self.limit_source,
        )


def accounts(books: Reading, metrics: Iterable[str] | None = None) -> tuple[Account, ...]:
    """The accounts of ``metrics`` (all if not given) as they are now, in order of metric and year."""
    wanted = select(ACCOUNT)
    if metrics is not None:
        wanted = wanted.where(ACCOUNT.c.metric.in_(list(metrics)))
    found = (_account(row) for row in books.connection.execute(wanted))
    return tuple(sorted(found, key=lambda account: (account.metric, account.year)))


def accounts_at(books: Reading, position: int) -> tuple[Account, ...]:
    """All accounts as they were at an earlier position, from the settings and movements up to it."""
    known: dict[tuple[str, int], Account] = {}
    settings = select(SETTING).where(SETTING.c.position <= position).order_by(SETTING.c.position)
    for row in books.connection.execute(settings):
        known[row.metric, row.year] = _with_setting(known.get((row.metric, row.year)), row)
    key = (MOVEMENT.c.metric, MOVEMENT.c.year)
    sums = (func.sum(MOVEMENT.c.committed).label("committed"), func.sum(MOVEMENT.c.reserved).label("reserved"))
    moved = select(*key, *sums).where(MOVEMENT.c.position <= position).group_by(*key)
    for row in books.connection.execute(moved):
        known[row.metric, row.year] = replace(
            known[row.metric, row.year], committed=int(row.committed), reserved=int(row.reserved)
        )
    return tuple(known[place] for place in sorted(known))


def held_by(books: Reading, project: str, position: int | None = None) -> dict[tuple[str, int], tuple[int, int]]:
    """What ``project`` has committed and reserved of each account, now or at an earlier position."""
    if position is None:
        table = BOOKING
        held = select(BOOKING.c.metric, BOOKING.c.year, BOOKING.c.committed, BOOKING.c.reserved)
    else:
        table = MOVEMENT
        key = (MOVEMENT.c.metric, MOVEMENT.c.year)
        sums = (func.sum(MOVEMENT.c.committed).label("committed"), func.sum(MOVEMENT.c.reserved).label("reserved"))
        held = select(*key, *sums).where(MOVEMENT.c.position <= position).group_by(*key)
    rows = books.connection.execute(held.where(table.c.project == project))
    return {(row.metric, row.year): (int(row.committed), int(row.reserved)) for row in rows}


def _account(row: Row[Any]) -> Account:
    return Account(
        metric=row.metric,
        year=row.year,
        direction=QuotaDirection(row.direction),
        unit=row.unit,
        limit=row.limit,
        limit_source=row.limit_source,
        origin=Origin(row.limit_origin),
        rules=tuple(simplejson.loads(row.rules)),
        baseline=row.baseline,
        baseline_source=row.baseline_source,
        committed=row.committed,
        reserved=row.reserved,
    )


def _with_setting(account: Account | None, row: Row[Any]) -> Account:
    """The account once a limit or a baseline was set; the first setting of an account is its limit."""
    if account is not None and row.name == BASELINE:
        return replace(account, baseline=row.value, baseline_source=row.source)
    return Account(
        metric=row.metric,
        year=row.year,
        direction=QuotaDirection(row.direction),
        unit=row.unit,
        limit=row.value,
        limit_source=row.source,
        origin=Origin(row.origin),
        rules=tuple(simplejson.loads(row.rules)),
        baseline=account.baseline if account else None,
        baseline_source=account.baseline_source if account else "",
        committed=0,
        reserved=0,
    )
