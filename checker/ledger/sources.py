"""Sources of replacement (替代来源): capacity, coal and energy given up, each tonne to be offered once.

A source is registered once, with its document. An application offers of it (台账来源); what it offers is booked when
the application is submitted, committed when it is approved, and given back when that comes to nothing. The offers of
one source never exceed its amount. What was registered wrongly is corrected by an entry that says why; what was given
up under one number is not registered under another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select, update

from checker.errors import LedgerRefusalError, LedgerUnknownError, Problem
from checker.feel.exact import plain
from checker.feel.units import Quantity, parse_unit, quantity
from checker.feel.values import Value
from checker.ledger.amounts import shown, stored
from checker.ledger.journal import Entry, EntryKind
from checker.ledger.remarks import required
from checker.ledger.schema import ENTRY, OFFER, PLEDGE, SOURCE
from checker.ledger.storage import Projector, Reading, Writing
from checker.model.application import Application
from checker.model.enums import ReplacementUse
from checker.model.facts import record_facts
from checker.model.replacement import ConfirmedCapacity
from checker.nearness import nearest

CONFIRMED_CAPACITY: Final = "台账核实置换产能"
CONFIRMED_COAL: Final = "台账核实煤炭替代量"
CONFIRMED_ENERGY: Final = "台账核实能耗替代量"


@dataclass(frozen=True, slots=True)
class Source:
    """Capacity, coal or energy given up: by whom, with which line or equipment, how much, under which document.

    ``amount`` is in ``unit``; ``product`` names the product of a capacity. ``available_from`` is the day from which it
    is given up.
    """

    id: str
    use: ReplacementUse
    enterprise: str
    facility: str
    product: str
    unit: str
    amount: Decimal
    document: str
    available_from: date


@dataclass(frozen=True, slots=True)
class SourceBalance:
    """A source with what of it is committed to approved projects and reserved for others under review, in its unit."""

    source: Source
    committed: Decimal
    reserved: Decimal

    @property
    def free(self) -> Decimal:
        """What can still be offered."""
        return self.source.amount - self.committed - self.reserved


@dataclass(frozen=True, slots=True)
class Offered:
    """What a project asks and holds of a source, in the unit of the source."""

    project: str
    source: str
    unit: str
    requested: Decimal
    reserved: Decimal
    committed: Decimal

    @property
    def is_waiting(self) -> bool:
        """Whether more was asked for than could be reserved, for others held it."""
        return self.requested > self.reserved + self.committed


def register(books: Writing, source: Source) -> None:
    """Record a source; raises LedgerRefusalError where its number is taken or its amount is none."""
    if not source.id or find(books, source.id) is not None:
        remedy = "同一来源只登记一次;另一来源请另编号"
        raise LedgerRefusalError(Problem(f"替代来源 {source.id} 已经登记过", remedy=remedy))
    _refuse_twin(books, source)
    if source.amount <= 0:
        raise LedgerRefusalError(Problem("替代来源的数量应大于零", remedy="请核对数量"))
    if source.use is ReplacementUse.CAPACITY and not source.product:
        raise LedgerRefusalError(Problem("产能来源没有写明产品", remedy="请写明产品,如 水泥熟料"))
    wanted = _UNITS.get(source.use)
    if wanted is not None and parse_unit(source.unit).dimension is not parse_unit(wanted).dimension:
        raise LedgerRefusalError(Problem(f"{source.use}的数量以 {wanted} 计,写成了 {source.unit}", remedy="请核对单位"))
    payload = {"id": source.id, "use": source.use.value, "unit": source.unit, **_correctable(source)}
    books.append(EntryKind.SOURCE_REGISTERED, source.id, payload)


def correct(books: Writing, source: Source, reason: str) -> None:
    """Record what a registered source should have said; its number, use and unit stay.

    Raises LedgerRefusalError where nothing changes, for less than projects hold of it, and without a reason.
    """
    found = need(books, source.id)
    before, after = _correctable(found.source), _correctable(source)
    if before == after:
        raise LedgerRefusalError(Problem(f"替代来源 {source.id} 与台账所记相同", remedy="没有变化,不必再记"))
    _refuse_twin(books, source)
    held = found.committed + found.reserved
    if source.amount < held:
        what = f"替代来源 {source.id} 已由项目占用 {plain(held)} {source.unit},不能更正为 {plain(source.amount)}"
        raise LedgerRefusalError(Problem(what, remedy="请先由占用的项目撤回或改报"))
    if source.use is ReplacementUse.CAPACITY and not source.product:
        raise LedgerRefusalError(Problem("产能来源没有写明产品", remedy="请写明产品,如 水泥熟料"))
    payload = {"id": source.id, "before": before, "after": after, "reason": required(reason, "原因")}
    books.append(EntryKind.SOURCE_CORRECTED, source.id, payload)


def end(books: Writing, number: str, reason: str) -> None:
    """Record that nothing more may be offered of a source; what projects hold of it stays theirs.

    Raises LedgerRefusalError where nothing was left of it, and without a reason.
    """
    found = need(books, number)
    correct(books, replace(found.source, amount=found.committed + found.reserved), reason)


def _refuse_twin(books: Reading, source: Source) -> None:
    """Raise where what the source gives up is registered already, under this number, one like it, or another."""
    for other in (balance.source for balance in listed(books)):
        if other.id == source.id:
            continue
        if _likeness(other.id) == _likeness(source.id):
            remedy = "同一来源只登记一次;另一来源请另编号,编号不只差大小写、全半角、空格"
            raise LedgerRefusalError(Problem(f"编号 {source.id} 与已登记的 {other.id} 相同", remedy=remedy))
        if other.amount > 0 and _given_up(other) == _given_up(source):
            what = f"{source.enterprise}的{source.facility}已凭 {source.document} 登记为 {other.id}"
            raise LedgerRefusalError(Problem(what, remedy=f"同一来源只登记一次;记错了的请更正或终止 {other.id}"))


def _given_up(source: Source) -> tuple[str, ...]:
    """What a source is: one facility may give up coal and energy, or the capacity of several products."""
    said = (source.enterprise, source.facility, source.document, source.product)
    return source.use.value, *map(_likeness, said)


def _likeness(text: str) -> str:
    """The text without case, width of letters and spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _correctable(source: Source) -> dict[str, Any]:
    """What may be corrected of a source, as entries carry it."""
    return {
        "enterprise": source.enterprise,
        "facility": source.facility,
        "product": source.product,
        "amount": stored(source.amount, at_most=True),
        "document": source.document,
        "available_from": source.available_from.isoformat(),
    }


_UNITS: Final = {ReplacementUse.COAL: "t", ReplacementUse.ENERGY: "tce"}


def find(books: Reading, number: str) -> SourceBalance | None:
    """The source of that number as it stands, or None."""
    row = books.connection.execute(select(SOURCE).where(SOURCE.c.id == number)).first()
    return _balance(row) if row else None


def need(books: Reading, number: str) -> SourceBalance:
    """The source of that number; raises LedgerUnknownError, naming the nearest, where there is none."""
    found = find(books, number)
    if found is not None:
        return found
    near = nearest(number, books.connection.execute(select(SOURCE.c.id)).scalars())
    remedy = f"是否为 {near}?" if near else "请先登记:checker ledger source add"
    raise LedgerUnknownError(Problem(f"台账没有替代来源 {number}", remedy=remedy))


def listed(books: Reading, use: ReplacementUse | None = None) -> tuple[SourceBalance, ...]:
    """All sources (of one use), in order of their numbers."""
    wanted = select(SOURCE) if use is None else select(SOURCE).where(SOURCE.c.kind == use.value)
    return tuple(sorted(map(_balance, books.connection.execute(wanted)), key=lambda found: found.source.id))


def offers_of(books: Reading, *, project: str = "", source: str = "") -> tuple[Offered, ...]:
    """What a project asks and holds of each source, or who asks and holds of one source; in order of their numbers."""
    wanted = select(PLEDGE, SOURCE.c.unit).join(SOURCE, SOURCE.c.id == PLEDGE.c.source)
    if project:
        wanted = wanted.where(PLEDGE.c.project == project)
    if source:
        wanted = wanted.where(PLEDGE.c.source == source)
    found = [
        Offered(row.project, row.source, row.unit, shown(row.requested), shown(row.reserved), shown(row.committed))
        for row in books.connection.execute(wanted)
    ]
    return tuple(sorted(found, key=lambda offer: (offer.source, offer.project)))


def amount_in(amount: Quantity | None, unit: str) -> Decimal:
    """The amount in ``unit``; nothing where there is none, or it is counted otherwise."""
    fits = amount is not None and amount.dimension is parse_unit(unit).dimension
    return amount.in_unit(unit) if amount is not None and fits else Decimal(0)


def confirmed(books: Reading, application: Application, until: int) -> Mapping[str, Value]:
    """The facts that say how much of its replacement the ledger confirms to ``application``, as of a position.

    An offer (台账来源) is confirmed as far as no other project holds the source, and not at all where the source is
    given up only after the application's 计划投产日期. A use that the office keeps no source of, and of which the
    application names none, is left out: such rules do not apply then.
    """
    sources = _known_at(books, until)
    start = application.planned_commissioning_on
    asked: dict[str, Decimal] = {}
    uses = {source.use for source in sources.values()}
    for offer in application.ledger_offers or ():
        if offer.use is not None:
            uses.add(offer.use)
        source = sources.get(offer.source or "")
        late = source is not None and start is not None and source.available_from > start
        if source is not None and offer.use is source.use and not late:
            asked[source.id] = asked.get(source.id, Decimal(0)) + amount_in(offer.amount, source.unit)
    free = _free_for(books, application.project_code or "", asked, sources, until)
    facts: dict[str, Value] = {}
    for use, label, unit in (
        (ReplacementUse.COAL, CONFIRMED_COAL, "t"),
        (ReplacementUse.ENERGY, CONFIRMED_ENERGY, "tce"),
    ):
        if use in uses:
            of_use = [quantity(free[name], sources[name].unit) for name in sorted(free) if sources[name].use is use]
            facts[label] = sum(of_use, start=quantity(0, unit))
    if ReplacementUse.CAPACITY in uses:
        facts[CONFIRMED_CAPACITY] = [
            record_facts(
                ConfirmedCapacity(product=sources[name].product, amount=quantity(free[name], sources[name].unit))
            )
            for name in sorted(free)
            if sources[name].use is ReplacementUse.CAPACITY
        ]
    return facts


def _known_at(books: Reading, until: int) -> dict[str, Source]:
    """The sources as they were registered and corrected by a position, by number."""
    known = select(SOURCE).where(SOURCE.c.registered <= until)
    found = {row.id: _balance(row).source for row in books.connection.execute(known)}
    corrected = (ENTRY.c.kind == EntryKind.SOURCE_CORRECTED.value) & (ENTRY.c.position > until)
    later = select(ENTRY).where(corrected).order_by(ENTRY.c.position.desc())
    for row in books.connection.execute(later):
        entry = Entry(*row)
        if entry.subject in found:
            found[entry.subject] = replace(found[entry.subject], **_fields(entry.content["before"]))
    return found


def _fields(content: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry says of a source, as its fields."""
    values = dict(content)
    values["amount"] = shown(values["amount"])
    values["available_from"] = date.fromisoformat(values["available_from"])
    return values


def _free_for(
    books: Reading, project: str, asked: Mapping[str, Decimal], sources: Mapping[str, Source], until: int
) -> dict[str, Decimal]:
    """What ``project`` gets of what it asks of each source beside what others held at a position."""
    sums = func.sum(OFFER.c.reserved + OFFER.c.committed).label("held")
    others = select(OFFER.c.source, sums).where(OFFER.c.position <= until, OFFER.c.project != project)
    rows = books.connection.execute(others.where(OFFER.c.source.in_(sorted(asked))).group_by(OFFER.c.source))
    held = {row.source: shown(int(row.held)) for row in rows}
    return {name: min(asked[name], max(sources[name].amount - held.get(name, 0), Decimal(0))) for name in asked}


def _balance(row: Row[Any]) -> SourceBalance:
    source = Source(
        id=row.id,
        use=ReplacementUse(row.kind),
        enterprise=row.enterprise,
        facility=row.facility,
        product=row.product,
        unit=row.unit,
        amount=shown(row.amount),
        document=row.document,
        available_from=date.fromisoformat(row.available_from),
    )
    return SourceBalance(source, shown(row.committed), shown(row.reserved))


def _project_registered(connection: Connection, entries: Sequence[Entry]) -> None:
    rows = []
    for entry in entries:
        content = entry.content
        content["kind"] = content.pop("use")
        rows.append({**content, "reserved": 0, "committed": 0, "registered": entry.position, "changed": entry.position})
    connection.execute(insert(SOURCE), rows)


def _project_corrected(connection: Connection, entries: Sequence[Entry]) -> None:
    for entry in entries:
        content = entry.content
        change = update(SOURCE).where(SOURCE.c.id == content["id"])
        connection.execute(change.values(changed=entry.position, **content["after"]))


PROJECTORS: Final[dict[EntryKind, Projector]] = {
    EntryKind.SOURCE_REGISTERED: _project_registered,
    EntryKind.SOURCE_CORRECTED: _project_corrected,
}
