"""Quotas (额度) in the ledger: limits and baselines with the documents that set them, balances and their history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from checker.errors import LedgerRefusalError, LedgerUnknownError, Problem, UsageError
from checker.feel.units import Quantity, Unit, UnitError, parse_quantity
from checker.ledger import bookings
from checker.ledger.accounts import BASELINE, LIMIT, Account, Origin, accounts, accounts_at, held_by
from checker.ledger.amounts import shown, shown_or_none, stored
from checker.ledger.journal import Entry, EntryKind, canonical
from checker.ledger.remarks import required
from checker.ledger.schema import ACCOUNT, ENTRY, MOVEMENT, SETTING
from checker.ledger.storage import Projector, Reading, Writing
from checker.model.standing import QuotaBalance, QuotaDirection
from checker.rulebook import Quota, RuleBook


@dataclass(frozen=True, slots=True)
class QuotaChange:
    """One line of an account's history, in its unit: a limit or baseline set, or a booking that moved.

    ``name`` is ``limit``, ``baseline`` or ``booking``; ``value`` goes with the first two, the others with the last.
    """

    position: int
    at: str
    actor: str
    kind: EntryKind
    name: str
    value: Decimal | None = None
    source: str = ""
    reason: str = ""
    project: str = ""
    reserved: Decimal = Decimal(0)
    committed: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class LimitChange:
    """A limit that a rule book would have otherwise: the account before (None: none yet) and the limit after."""

    before: Account | None
    after: Account

    @property
    def metric(self) -> str:
        """The metric of the account."""
        return self.after.metric

    @property
    def year(self) -> int:
        """The year of the account."""
        return self.after.year

    @property
    def loosens(self) -> bool:
        """Whether a ceiling ends, rises or binds no more."""
        if self.before is None or self.before.limit is None or not self.before.is_ceiling:
            return False
        return not self.after.is_ceiling or (self.after.limit or 0) > self.before.limit


def balances(books: Reading, *, leaving_out: str = "", until: int | None = None) -> tuple[QuotaBalance, ...]:
    """Every account in order of metric and year, without what the project ``leaving_out`` holds.

    ``until`` is the position as of which the books are read; the last one if not given.
    """
    earlier = until if until is not None and until < books.position else None
    known = accounts(books) if earlier is None else accounts_at(books, earlier)
    own = held_by(books, leaving_out, earlier) if leaving_out else {}
    return tuple(_without(account, own).balance for account in known)


def account(books: Reading, metric: str, year: int) -> Account:
    """The account of a metric and a year; raises LedgerUnknownError where there is none."""
    found = next((one for one in accounts(books, [metric]) if one.year == year), None)
    if found is None:
        remedy = "看有哪些:checker ledger quota list;条款的限额由 checker ledger quota adopt 记入"
        raise LedgerUnknownError(Problem(f"台账没有 {year} 年的“{metric}”", remedy=remedy))
    return found


def limit_changes(books: Reading, rulebook: RuleBook) -> tuple[LimitChange, ...]:
    """Where the ledger's limits are not those that the clauses of ``rulebook`` set, in order of metric and year.

    Limits that the office sets for years without a clause are its own matter. Raises LedgerRefusalError where a quota
    changed its unit.
    """
    known = {(one.metric, one.year): one for one in accounts(books)}
    wanted = {(limit.metric, limit.year): limit for limit in _clause_limits(rulebook)}
    changes = [
        LimitChange(known.get(place), limit)
        for place, limit in wanted.items()
        if place not in known or _limit_of(known[place]) != _limit_of(limit)
    ]
    for place, limit in known.items():
        ended = replace(limit, limit=None, rules=())
        if limit.origin is Origin.CLAUSE and place not in wanted and _limit_of(limit) != _limit_of(ended):
            changes.append(LimitChange(limit, ended))
    for change in changes:
        _refuse_other_unit(change.before, change.after)
    return tuple(sorted(changes, key=lambda change: (change.metric, change.year)))


def adopt_limits(books: Writing, rulebook: RuleBook, *, reason: str = "记入条款限额") -> int:
    """Record the limits that the clauses of ``rulebook`` set, where the ledger has others; gives how many changed.

    A limit that the rule book no longer has is ended. Nothing but this does so: see ``refuse_other_limits``. Raises as
    ``limit_changes``.
    """
    said = required(reason, "原因")
    changes = limit_changes(books, rulebook)
    for change in changes:
        _set(books, change.after, change.before, document=change.after.limit_source, reason=said)
    return len(changes)


def refuse_other_limits(books: Reading, rulebook: RuleBook) -> None:
    """Raise LedgerRefusalError where the ledger's limits are not those of the clauses of ``rulebook``.

    Whatever rests on both, a submission or a decision, would otherwise be held against limits nobody adopted.
    """
    changes = limit_changes(books, rulebook)
    if not changes:
        return
    named = "、".join(f"{one.year} 年{one.metric}" for one in changes[:_MOST_NAMED])
    more = f"等 {len(changes)} 项" if len(changes) > _MOST_NAMED else ""
    remedy = "请先运行 checker ledger quota adopt 记入;规则包不对的,请核对 --packs"
    raise LedgerRefusalError(Problem(f"规则包的限额与台账不同:{named}{more}", remedy=remedy))


_MOST_NAMED: Final = 3


def set_limit(books: Writing, quota: Quota, year: int, value: Decimal | None, *, document: str, reason: str) -> None:
    """Record the limit that the office sets for a year without a clause limit, in the quota's unit; None ends it.

    Raises LedgerRefusalError where a clause sets that year's limit, the quota is only counted, or nothing changes.
    """
    own = quota.limit_of(year)
    if own is not None:
        message = f"{year} 年的“{quota.name}”由 {own.clause.reference} 规定,不能另行设定"
        raise LedgerRefusalError(Problem(message, remedy="条款修订后请更新规则包"))
    if quota.direction is QuotaDirection.INPUT:
        raise LedgerRefusalError(Problem(f"“{quota.name}”只计量,不设限额", remedy="要设限额须有条款,并写进规则包"))
    if value is not None and value < 0:
        raise LedgerRefusalError(Problem("限额不能为负数", remedy="请核对数量"))
    before = next((one for one in accounts(books, [quota.name]) if one.year == year), None)
    limit = Account(
        metric=quota.name,
        year=year,
        direction=quota.direction,
        unit=quota.unit.symbol,
        limit=None if value is None else stored(value, at_most=True),
        limit_source=required(document, "文号"),
        origin=Origin.OFFICE,
        rules=quota.annual_rules,
        baseline=None,
        baseline_source="",
        committed=0,
        reserved=0,
    )
    if before is None and value is None:
        raise LedgerRefusalError(Problem(f"{year} 年的“{quota.name}”没有限额可终止", remedy="请核对年份"))
    if before is not None and _limit_of(before) == _limit_of(limit):
        raise LedgerRefusalError(Problem(f"{year} 年的“{quota.name}”已是这个限额", remedy="没有变化,不必再记"))
    _set(books, limit, before, document=limit.limit_source, reason=required(reason, "原因"))


def set_baseline(books: Writing, metric: str, year: int, value: Decimal, *, document: str, reason: str) -> None:
    """Record what the city uses of a metric in a year beside the projects of this ledger, in the account's unit.

    It may exceed the limit, for so the city may stand; then nothing more is booked. Raises LedgerRefusalError where
    there is no such account, or nothing changes.
    """
    before = account(books, metric, year)
    if value < 0:
        raise LedgerRefusalError(Problem("基数不能为负数", remedy="请核对数量"))
    amount, source = stored(value), required(document, "文号")
    if (before.baseline, before.baseline_source) == (amount, source):
        raise LedgerRefusalError(Problem(f"{year} 年的“{metric}”已是这个基数", remedy="没有变化,不必再记"))
    payload = {
        "metric": metric,
        "year": year,
        "direction": before.direction.value,
        "unit": before.unit,
        "value": amount,
        "source": source,
        "origin": Origin.OFFICE.value,
        "rules": list(before.rules),
        "reason": required(reason, "原因"),
    }
    books.append(EntryKind.BASELINE_SET, metric, payload)


def history(books: Reading, metric: str, year: int) -> tuple[QuotaChange, ...]:
    """Everything that ever changed an account, oldest first."""
    found = account(books, metric, year)
    return tuple(sorted(_changes(books, found), key=lambda change: change.position))


def amount_of(text: str, unit: Unit | str) -> Decimal:
    """The amount people write, such as ``18 万t``, exactly in ``unit``; raises UsageError where it does not fit."""
    symbol = unit if isinstance(unit, str) else unit.symbol
    try:
        value = parse_quantity(text)
        found = value.in_unit(unit) if isinstance(value, Quantity) else None
    except UnitError:
        found = None
    if found is None or found < 0:
        raise UsageError(Problem(f"“{text}”不是以 {symbol} 计的数量", remedy=f'请写数字和单位,如 "18 万{symbol}"'))
    return found


def _without(account: Account, own: dict[tuple[str, int], tuple[int, int]]) -> Account:
    committed, reserved = own.get((account.metric, account.year), (0, 0))
    if not committed and not reserved:
        return account
    return replace(account, committed=account.committed - committed, reserved=account.reserved - reserved)


def _limit_of(account: Account) -> tuple[object, ...]:
    return account.direction, account.unit, account.limit, account.limit_source, account.origin, account.rules


def _clause_limits(rulebook: RuleBook) -> Iterator[Account]:
    for quota in rulebook.quotas:
        for limit in quota.limits:
            yield Account(
                metric=quota.name,
                year=limit.year,
                direction=limit.direction,
                unit=quota.unit.symbol,
                limit=None if limit.value is None else stored(limit.value, at_most=True),
                limit_source=limit.clause.reference,
                origin=Origin.CLAUSE,
                rules=limit.rules,
                baseline=None,
                baseline_source="",
                committed=0,
                reserved=0,
            )


def _refuse_other_unit(before: Account | None, after: Account) -> None:
    if before is not None and before.unit != after.unit:
        message = f"“{after.metric}”在台账里以 {before.unit} 计,规则包写作 {after.unit}"
        raise LedgerRefusalError(Problem(message, remedy="规则包请保持额度的单位不变"))


def _set(books: Writing, limit: Account, before: Account | None, *, document: str, reason: str) -> None:
    _refuse_other_unit(before, limit)
    moved = bookings.enter(books, limit, before)
    payload = {
        "metric": limit.metric,
        "year": limit.year,
        "direction": limit.direction.value,
        "unit": limit.unit,
        "value": limit.limit,
        "source": document,
        "origin": limit.origin.value,
        "rules": list(limit.rules),
        "reason": reason,
        bookings.MOVEMENTS: bookings.payload_of(moved),
    }
    books.append(EntryKind.LIMIT_SET, limit.metric, payload)


def _changes(books: Reading, account: Account) -> Iterator[QuotaChange]:
    settings = select(SETTING, ENTRY).join(ENTRY, ENTRY.c.position == SETTING.c.position)
    here = settings.where(SETTING.c.metric == account.metric, SETTING.c.year == account.year)
    for row in books.connection.execute(here).mappings():
        entry = _entry(row)
        yield QuotaChange(
            position=entry.position,
            at=entry.at,
            actor=entry.actor,
            kind=EntryKind(entry.kind),
            name=row[SETTING.c.name],
            value=shown_or_none(row[SETTING.c.value]),
            source=row[SETTING.c.source],
            reason=entry.content["reason"],
        )
    movements = select(MOVEMENT, ENTRY).join(ENTRY, ENTRY.c.position == MOVEMENT.c.position)
    moved = movements.where(MOVEMENT.c.metric == account.metric, MOVEMENT.c.year == account.year)
    for row in books.connection.execute(moved).mappings():
        entry = _entry(row)
        yield QuotaChange(
            position=entry.position,
            at=entry.at,
            actor=entry.actor,
            kind=EntryKind(entry.kind),
            name="booking",
            project=row[MOVEMENT.c.project],
            reserved=shown(row[MOVEMENT.c.reserved]),
            committed=shown(row[MOVEMENT.c.committed]),
            reason=entry.content.get("reason", ""),
        )


def _entry(row: Any) -> Entry:  # noqa: ANN401 - a joined row
    return Entry(*(row[column] for column in ENTRY.c))


def _apply_limit(connection: Connection, entries: Sequence[Entry]) -> None:
    for entry in entries:
        content = entry.content
        connection.execute(insert(SETTING).values(_setting(content, entry.position, LIMIT)))
        values = {
            "direction": content["direction"],
            "unit": content["unit"],
            "limit": content["value"],
            "limit_source": content["source"],
            "limit_origin": content["origin"],
            "rules": canonical(content["rules"]),
            "changed": entry.position,
        }
        here = (ACCOUNT.c.metric == content["metric"]) & (ACCOUNT.c.year == content["year"])
        if connection.execute(update(ACCOUNT).where(here).values(values)).rowcount == 0:
            empty = {"baseline": None, "baseline_source": "", "committed": 0, "reserved": 0}
            row = {"metric": content["metric"], "year": content["year"], **empty, **values}
            connection.execute(insert(ACCOUNT).values(row))
        bookings.apply(connection, [entry])


def _apply_baseline(connection: Connection, entries: Sequence[Entry]) -> None:
    for entry in entries:
        content = entry.content
        connection.execute(insert(SETTING).values(_setting(content, entry.position, BASELINE)))
        here = (ACCOUNT.c.metric == content["metric"]) & (ACCOUNT.c.year == content["year"])
        values = {"baseline": content["value"], "baseline_source": content["source"], "changed": entry.position}
        connection.execute(update(ACCOUNT).where(here).values(values))


def _setting(content: dict[str, Any], position: int, name: str) -> dict[str, Any]:
    return {
        "position": position,
        "metric": content["metric"],
        "year": content["year"],
        "name": name,
        "direction": content["direction"],
        "unit": content["unit"],
        "value": content["value"],
        "source": content["source"],
        "origin": content["origin"],
        "rules": canonical(content["rules"]),
    }


PROJECTORS: Final[dict[EntryKind, Projector]] = {
    EntryKind.LIMIT_SET: _apply_limit,
    EntryKind.BASELINE_SET: _apply_baseline,
}
