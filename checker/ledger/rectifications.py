"""Rectification (整改): what a project was ordered to put right until when, and whether it has.

Whether an item is overdue depends on the day one asks and is never stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update

from checker.errors import LedgerRefusalError, LedgerUnknownError, Problem
from checker.ledger import inventory
from checker.ledger.journal import Entry, EntryKind
from checker.ledger.remarks import not_later, plausible, required
from checker.ledger.schema import EXTENSION, RECTIFICATION
from checker.ledger.storage import Projector, Reading, Writing
from checker.model.approval import Rectification
from checker.model.enums import RectificationState


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to put right until the end of ``deadline``."""

    matter: str
    deadline: date


@dataclass(frozen=True, slots=True)
class Extension:
    """A later deadline that an item was given on a day, by which document and why."""

    extended_on: date
    deadline: date
    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class Revocation:
    """An item that was ordered in error and revoked on a day, by which document and why."""

    revoked_on: date
    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class OrderedItem:
    """One item of an order (整改要求), with what became of it; ``item`` has the deadline that was first set."""

    id: str
    project: str
    item: Item
    authority: str
    number: str
    issued_on: date
    ordered: int
    done_on: date | None = None
    evidence: str = ""
    extensions: tuple[Extension, ...] = ()
    revocation: Revocation | None = None

    def deadline(self, as_of: date | None = None) -> date:
        """The deadline that counts on a day, by default the last one given."""
        given = [one.deadline for one in self.extensions if as_of is None or one.extended_on <= as_of]
        return given[-1] if given else self.item.deadline

    def is_revoked(self, as_of: date | None = None) -> bool:
        """Whether nothing has to be put right any more, because the order was revoked."""
        return self.revocation is not None and (as_of is None or self.revocation.revoked_on <= as_of)

    def state(self, as_of: date | None = None) -> RectificationState:
        """How it stands on a day; without one, done or not, whatever the deadline."""
        if self.done_on is not None and (as_of is None or self.done_on <= as_of):
            return RectificationState.DONE
        late = as_of is not None and as_of > self.deadline(as_of) and not self.is_revoked(as_of)
        return RectificationState.OVERDUE if late else RectificationState.OPEN


def order(
    books: Writing, code: str, items: Sequence[Item], *, authority: str, number: str, issued_on: date
) -> tuple[OrderedItem, ...]:
    """Record an order with its items, each with its deadline; raises LedgerRefusalError."""
    inventory.need(books, code)
    if not items:
        raise LedgerRefusalError(Problem("整改要求没有写事项", remedy="请至少写一项:--item 事项"))
    document = required(number, "整改文书文号")
    matters = [required(item.matter, "整改事项") for item in items]
    if twice := sorted({matter for matter in matters if matters.count(matter) > 1}):
        raise LedgerRefusalError(Problem(f"整改事项重复:{'、'.join(twice)}", remedy="每项只写一次"))
    not_later(issued_on, books, "下达日期")
    for item in items:
        if plausible(item.deadline, "整改期限") < issued_on:
            what = f"“{item.matter}”的期限 {item.deadline} 早于下达日期 {issued_on}"
            raise LedgerRefusalError(Problem(what, remedy="请核对期限与下达日期"))
    known = [earlier for earlier in of_project(books, code) if earlier.number == document]
    if again := [earlier for earlier in known if earlier.item.matter in matters]:
        what = f"文号 {document} 的事项“{again[0].item.matter}”已登记为 {again[0].id}"
        raise LedgerRefusalError(Problem(what, remedy="请勿重复登记"))
    payload = {
        "authority": required(authority, "下达机关"),
        "number": document,
        "issued_on": issued_on.isoformat(),
        "items": [
            {"matter": matter, "deadline": item.deadline.isoformat()}
            for matter, item in zip(matters, items, strict=True)
        ],
    }
    entry = books.append(EntryKind.RECTIFICATION_ORDERED, code, payload)
    return tuple(one for one in of_project(books, code) if one.ordered == entry.position)


def complete(books: Writing, item: str, *, on: date, evidence: str) -> OrderedItem:
    """Record that an item has been put right, and by what that is shown; raises LedgerRefusalError."""
    found = _need_open(books, item)
    if on < found.issued_on:
        what = f"完成日期 {on} 早于下达日期 {found.issued_on}"
        raise LedgerRefusalError(Problem(what, remedy="请核对日期"))
    not_later(on, books, "完成日期")
    payload = {"item": found.id, "done_on": on.isoformat(), "evidence": required(evidence, "完成的证明材料")}
    books.append(EntryKind.RECTIFICATION_DONE, found.project, payload)
    return need(books, found.id)


def extend(books: Writing, item: str, deadline: date, *, on: date, document: str, reason: str) -> OrderedItem:
    """Give an item that is not done a later deadline, from the day ``on``; raises LedgerRefusalError."""
    found = _need_open(books, item)
    if plausible(deadline, "整改期限") <= found.deadline():
        what = f"新期限 {deadline} 不晚于现在的期限 {found.deadline()}"
        raise LedgerRefusalError(Problem(what, remedy="延期须更晚;缩短期限的请另行下达"))
    payload = {
        "item": found.id,
        "on": _since(books, found, on, "延期日期"),
        "before": found.deadline().isoformat(),
        "deadline": deadline.isoformat(),
        "document": required(document, "延期文书文号"),
        "reason": required(reason, "延期的理由"),
    }
    books.append(EntryKind.RECTIFICATION_EXTENDED, found.project, payload)
    return need(books, found.id)


def revoke(books: Writing, item: str, *, on: date, document: str, reason: str) -> OrderedItem:
    """Revoke an item that was ordered in error: from ``on`` it no longer counts. Raises LedgerRefusalError."""
    found = _need_open(books, item)
    payload = {
        "item": found.id,
        "on": _since(books, found, on, "撤销日期"),
        "document": required(document, "撤销文书文号"),
        "reason": required(reason, "撤销的理由"),
    }
    books.append(EntryKind.RECTIFICATION_REVOKED, found.project, payload)
    return need(books, found.id)


def records(
    books: Reading, code: str, until: int | None = None, *, as_of: date | None = None
) -> tuple[Rectification, ...]:
    """The project's items as the fact 整改要求 holds them, as of position ``until``.

    What was revoked is left out. ``as_of`` leaves out what was ordered later, takes the deadline of that day, and says
    what was overdue then; without it the rules compare deadlines.
    """
    return tuple(
        Rectification(
            matter=one.item.matter,
            authority=one.authority,
            number=one.number,
            issued_on=one.issued_on,
            deadline=one.deadline(as_of),
            state=one.state(as_of),
        )
        for one in of_project(books, code, until)
        if (as_of is None or one.issued_on <= as_of) and not one.is_revoked(as_of)
    )


def of_project(books: Reading, code: str, until: int | None = None) -> tuple[OrderedItem, ...]:
    """Every item a project was ordered to put right, in order, as of position ``until``."""
    wanted = select(RECTIFICATION).where(RECTIFICATION.c.project == code)
    if until is not None:
        wanted = wanted.where(RECTIFICATION.c.ordered <= until)
    later = _extensions(books, select(RECTIFICATION.c.id).where(RECTIFICATION.c.project == code), until)
    found = (_ordered_item(row, until, later) for row in books.connection.execute(wanted))
    return tuple(sorted(found, key=_place))


def listed(books: Reading, *, open_only: bool = False, overdue_on: date | None = None) -> tuple[OrderedItem, ...]:
    """All items by deadline; of them those not done, or overdue on a day."""
    wanted = select(RECTIFICATION).order_by(RECTIFICATION.c.deadline, RECTIFICATION.c.ordered, RECTIFICATION.c.id)
    if open_only:
        wanted = wanted.where(RECTIFICATION.c.done.is_(None), RECTIFICATION.c.revoked.is_(None))
    if overdue_on is not None:
        wanted = wanted.where(RECTIFICATION.c.deadline < overdue_on.isoformat())
    later = _extensions(books, select(RECTIFICATION.c.id), None)
    rows = (_ordered_item(row, None, later) for row in books.connection.execute(wanted))
    found = sorted(rows, key=lambda one: one.deadline())
    return tuple(one for one in found if overdue_on is None or one.state(overdue_on) is RectificationState.OVERDUE)


def need(books: Reading, item: str) -> OrderedItem:
    """The item with this id; raises LedgerUnknownError where there is none."""
    name = item.strip().upper()
    row = books.connection.execute(select(RECTIFICATION).where(RECTIFICATION.c.id == name)).first()
    if row is None:
        raise LedgerUnknownError(Problem(f"没有整改项 {item}", remedy="运行 checker ledger rectify list 查看编号"))
    later = _extensions(books, select(RECTIFICATION.c.id).where(RECTIFICATION.c.id == name), None)
    return _ordered_item(row, None, later)


def _need_open(books: Reading, item: str) -> OrderedItem:
    found = need(books, item)
    if found.done_on is not None:
        raise LedgerRefusalError(Problem(f"整改项 {found.id} 已于 {found.done_on} 完成", remedy="请核对编号"))
    if found.revocation is not None:
        what = f"整改项 {found.id} 已于 {found.revocation.revoked_on} 撤销"
        raise LedgerRefusalError(Problem(what, remedy="请核对编号"))
    return found


def _since(books: Writing, found: OrderedItem, on: date, what: str) -> str:
    if not_later(on, books, what) < found.issued_on:
        raise LedgerRefusalError(Problem(f"{what} {on} 早于下达日期 {found.issued_on}", remedy="请核对日期"))
    return on.isoformat()


def _extensions(books: Reading, items: Select[Any], until: int | None) -> Mapping[str, tuple[Extension, ...]]:
    """The extensions of the items whose ids a query gives, by item in the order they were recorded."""
    wanted = select(EXTENSION).where(EXTENSION.c.item.in_(items)).order_by(EXTENSION.c.position)
    if until is not None:
        wanted = wanted.where(EXTENSION.c.position <= until)
    found: dict[str, tuple[Extension, ...]] = {}
    for row in books.connection.execute(wanted):
        days = date.fromisoformat(row.extended_on), date.fromisoformat(row.deadline)
        found[row.item] = (*found.get(row.item, ()), Extension(*days, row.document, row.reason))
    return found


def _place(one: OrderedItem) -> tuple[int, int]:
    return one.ordered, int(one.id.rpartition("-")[2])


def _ordered_item(row: Row[Any], until: int | None, later: Mapping[str, tuple[Extension, ...]]) -> OrderedItem:
    done = row.done is not None and (until is None or row.done <= until)
    revoked = row.revoked is not None and (until is None or row.revoked <= until)
    return OrderedItem(
        id=row.id,
        project=row.project,
        item=Item(row.matter, date.fromisoformat(row.deadline)),
        authority=row.authority,
        number=row.number,
        issued_on=date.fromisoformat(row.issued_on),
        ordered=row.ordered,
        done_on=date.fromisoformat(row.done_on) if done else None,
        evidence=row.evidence if done else "",
        extensions=later.get(row.id, ()),
        revocation=Revocation(date.fromisoformat(row.revoked_on), row.revoked_by, row.revocation) if revoked else None,
    )


def _project_orders(connection: Connection, entries: Sequence[Entry]) -> None:
    rows = []
    for entry in entries:
        content = entry.content
        for number, item in enumerate(content["items"], 1):
            rows.append(
                {
                    "id": f"R{entry.position}-{number}",
                    "project": entry.subject,
                    "matter": item["matter"],
                    "authority": content["authority"],
                    "number": content["number"],
                    "issued_on": content["issued_on"],
                    "deadline": item["deadline"],
                    "ordered": entry.position,
                }
            )
    connection.execute(insert(RECTIFICATION), rows)


def _project_done(connection: Connection, entries: Sequence[Entry]) -> None:
    changed = (
        update(RECTIFICATION)
        .where(RECTIFICATION.c.id == bindparam("of"))
        .values(done_on=bindparam("on"), evidence=bindparam("shown_by"), done=bindparam("at"))
    )
    rows = []
    for entry in entries:
        content = entry.content
        rows.append(
            {
                "of": content["item"],
                "on": content["done_on"],
                "shown_by": content["evidence"],
                "at": entry.position,
            }
        )
    connection.execute(changed, rows)


def _project_extended(connection: Connection, entries: Sequence[Entry]) -> None:
    rows = []
    for entry in entries:
        content = entry.content
        row = {name: content[name] for name in ("item", "deadline", "document", "reason")}
        rows.append({**row, "position": entry.position, "extended_on": content["on"]})
    connection.execute(insert(EXTENSION), rows)


def _project_revoked(connection: Connection, entries: Sequence[Entry]) -> None:
    given = {"revoked_on": "on", "revocation": "reason", "revoked_by": "document"}
    changed = (
        update(RECTIFICATION)
        .where(RECTIFICATION.c.id == bindparam("of"))
        .values(revoked=bindparam("at"), **{name: bindparam(f"new_{name}") for name in given})
    )
    rows = []
    for entry in entries:
        content = entry.content
        row = {f"new_{name}": content[key] for name, key in given.items()}
        rows.append({**row, "of": content["item"], "at": entry.position})
    connection.execute(changed, rows)


PROJECTORS: Final[dict[EntryKind, Projector]] = {
    EntryKind.RECTIFICATION_ORDERED: _project_orders,
    EntryKind.RECTIFICATION_DONE: _project_done,
    EntryKind.RECTIFICATION_EXTENDED: _project_extended,
    EntryKind.RECTIFICATION_REVOKED: _project_revoked,
}
