"""Waivers (豁免): exemptions from named rules or clauses, with document and expiry, and their revocation.

A waiver never changes an outcome silently: the report shows what it covers, and what no longer counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import simplejson
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from checker.errors import LedgerRefusalError, LedgerUnknownError, Problem
from checker.ledger import inventory
from checker.ledger.journal import Entry, EntryKind, canonical
from checker.ledger.remarks import not_later, plausible, required
from checker.ledger.schema import WAIVER
from checker.ledger.storage import Projector, Reading, Writing
from checker.model.approval import Waiver
from checker.nearness import nearest
from checker.review.waiver import ambiguous_clause_ids
from checker.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class GrantedWaiver:
    """One waiver of a project; it counts from ``granted_on`` to the end of ``expires_on``, unless revoked before."""

    id: str
    project: str
    rules: tuple[str, ...]
    authority: str
    number: str
    granted_on: date
    scope: str
    expires_on: date
    granted: int
    revoked_on: date | None = None
    revocation: str = ""

    @property
    def last_day(self) -> date:
        """The last day on which it counts."""
        if self.revoked_on is None:
            return self.expires_on
        return min(self.expires_on, self.revoked_on - timedelta(days=1))

    def counts(self, as_of: date) -> bool:
        """Whether it covers what it names on a day."""
        return self.granted_on <= as_of <= self.last_day


def grant(
    books: Writing,
    code: str,
    rules: Sequence[str],
    *,
    rulebook: RuleBook,
    authority: str,
    number: str,
    granted_on: date,
    scope: str,
    expires_on: date,
) -> GrantedWaiver:
    """Record a waiver of rules or clauses that ``rulebook`` has; raises LedgerRefusalError."""
    inventory.need(books, code)
    names = tuple(required(name, "豁免的规则或条款") for name in rules)
    if not names:
        raise LedgerRefusalError(Problem("没有写豁免哪条规则或条款", remedy="请写规则编号或条款,如 --rule P054"))
    _refuse_unknown(names, rulebook)
    not_later(granted_on, books, "批准日期")
    if plausible(expires_on, "到期日") < granted_on:
        what = f"到期日 {expires_on} 早于批准日期 {granted_on}"
        raise LedgerRefusalError(Problem(what, remedy="请核对日期"))
    document = required(number, "批准文件文号")
    known = [one for one in of_project(books, code) if one.number == document and one.revoked_on is None]
    if known:
        what = f"文号 {document} 的豁免已登记为 {known[0].id}"
        raise LedgerRefusalError(Problem(what, remedy="请勿重复登记;要改动的,先撤销再登记"))
    payload = {
        "rules": list(dict.fromkeys(names)),
        "authority": required(authority, "批准机关"),
        "number": document,
        "granted_on": granted_on.isoformat(),
        "scope": required(scope, "豁免的范围"),
        "expires_on": expires_on.isoformat(),
    }
    entry = books.append(EntryKind.WAIVER_GRANTED, code, payload)
    return need(books, _id(entry))


def revoke(books: Writing, waiver: str, *, on: date, reason: str) -> GrantedWaiver:
    """End a waiver: from ``on`` it no longer counts. Raises LedgerRefusalError."""
    found = need(books, waiver)
    if found.revoked_on is not None:
        raise LedgerRefusalError(Problem(f"豁免 {found.id} 已于 {found.revoked_on} 撤销", remedy="请核对编号"))
    if on < found.granted_on:
        raise LedgerRefusalError(Problem(f"撤销日期 {on} 早于批准日期 {found.granted_on}", remedy="请核对日期"))
    not_later(on, books, "撤销日期")
    if on > found.expires_on:
        raise LedgerRefusalError(Problem(f"豁免 {found.id} 已于 {found.expires_on} 到期", remedy="不用撤销"))
    payload = {"waiver": found.id, "revoked_on": on.isoformat(), "reason": required(reason, "撤销的理由")}
    books.append(EntryKind.WAIVER_REVOKED, found.project, payload)
    return need(books, found.id)


def records(books: Reading, code: str, until: int | None = None, *, as_of: date | None = None) -> tuple[Waiver, ...]:
    """The project's waivers as the fact 豁免 holds them, as of position ``until``; those of no more effect as well.

    A revoked one is given as expired the day before, so that an applicant who still claims it gains nothing.
    ``as_of`` leaves out what was granted later.
    """
    return tuple(
        Waiver(
            rules=one.rules,
            authority=one.authority,
            number=one.number,
            date=one.granted_on,
            scope=one.scope,
            expires_on=one.last_day,
        )
        for one in of_project(books, code, until)
        if as_of is None or one.granted_on <= as_of
    )


def of_project(books: Reading, code: str, until: int | None = None) -> tuple[GrantedWaiver, ...]:
    """Every waiver of a project in the order granted, as of position ``until``."""
    wanted = select(WAIVER).where(WAIVER.c.project == code).order_by(WAIVER.c.granted)
    if until is not None:
        wanted = wanted.where(WAIVER.c.granted <= until)
    return tuple(_waiver(row, until) for row in books.connection.execute(wanted))


def listed(books: Reading) -> tuple[GrantedWaiver, ...]:
    """All waivers in the order granted."""
    return tuple(_waiver(row, None) for row in books.connection.execute(select(WAIVER).order_by(WAIVER.c.granted)))


def need(books: Reading, waiver: str) -> GrantedWaiver:
    """The waiver with this id; raises LedgerUnknownError where there is none."""
    row = books.connection.execute(select(WAIVER).where(WAIVER.c.id == waiver.strip().upper())).first()
    if row is None:
        raise LedgerUnknownError(Problem(f"没有豁免 {waiver}", remedy="运行 checker ledger waivers 查看编号"))
    return _waiver(row, None)


def _refuse_unknown(names: Sequence[str], rulebook: RuleBook) -> None:
    """Raise where a name covers nothing, or may mean clauses of several documents."""
    ambiguous = ambiguous_clause_ids(rulebook.rules)
    clauses = {rule.clause.id for rule in rulebook.rules}
    known = {rule.id for rule in rulebook.rules} | {rule.clause.reference for rule in rulebook.rules}
    for name in names:
        if name in ambiguous and name not in known:
            meant = sorted({rule.clause.reference for rule in rulebook.rules if rule.clause.id == name})
            remedy = f"请写明哪一份文件:{'、'.join(meant)}"
            raise LedgerRefusalError(Problem(f"条款编号 {name} 不止一份文件有", remedy=remedy))
        if name not in known | clauses:
            near = nearest(name, known | clauses)
            remedy = f"是否为 {near}?" if near else "运行 checker rules list 查看规则编号"
            raise LedgerRefusalError(Problem(f"没有规则或条款 {name},豁免它没有作用", remedy=remedy))


def _id(entry: Entry) -> str:
    return f"W{entry.position}"


def _waiver(row: Row[Any], until: int | None) -> GrantedWaiver:
    revoked = row.revoked is not None and (until is None or row.revoked <= until)
    return GrantedWaiver(
        id=row.id,
        project=row.project,
        rules=tuple(simplejson.loads(row.rules)),
        authority=row.authority,
        number=row.number,
        granted_on=date.fromisoformat(row.granted_on),
        scope=row.scope,
        expires_on=date.fromisoformat(row.expires_on),
        granted=row.granted,
        revoked_on=date.fromisoformat(row.revoked_on) if revoked else None,
        revocation=row.revocation if revoked else "",
    )


def _project_granted(connection: Connection, entries: Sequence[Entry]) -> None:
    rows = []
    for entry in entries:
        content = entry.content
        rows.append(
            {
                "id": _id(entry),
                "project": entry.subject,
                "rules": canonical(content["rules"]),
                "authority": content["authority"],
                "number": content["number"],
                "granted_on": content["granted_on"],
                "scope": content["scope"],
                "expires_on": content["expires_on"],
                "granted": entry.position,
            }
        )
    connection.execute(insert(WAIVER), rows)


def _project_revoked(connection: Connection, entries: Sequence[Entry]) -> None:
    changed = (
        update(WAIVER)
        .where(WAIVER.c.id == bindparam("of"))
        .values(revoked_on=bindparam("on"), revocation=bindparam("why"), revoked=bindparam("at"))
    )
    rows = []
    for entry in entries:
        content = entry.content
        rows.append(
            {"of": content["waiver"], "on": content["revoked_on"], "why": content["reason"], "at": entry.position}
        )
    connection.execute(changed, rows)


PROJECTORS: Final[dict[EntryKind, Projector]] = {
    EntryKind.WAIVER_GRANTED: _project_granted,
    EntryKind.WAIVER_REVOKED: _project_revoked,
}
