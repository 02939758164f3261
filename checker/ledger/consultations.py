"""Consultations (会商): departments asked about a project, their opinions, and the conclusion.

The plan asks for a consultation of several departments and lays down no rule of voting or quorum (二(三)4); so none is
kept here. Whoever concludes gives a reason, and who stayed silent, came late or disagreed is always told beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import simplejson
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from checker.errors import LedgerRefusalError, LedgerUnknownError, Problem
from checker.ledger import documents, inventory
from checker.ledger.consultation import Consultation, Matter, Opinion, Stance
from checker.ledger.journal import Entry, EntryKind, canonical
from checker.ledger.remarks import not_later, optional, required
from checker.ledger.schema import CONSULTATION, STATEMENT
from checker.ledger.storage import Projector, Reading, Writing
from checker.model.application import Application
from checker.model.enums import Conclusion
from checker.model.standing import ConcludedConsultation
from checker.nearness import nearest

_LONGEST_TERM: Final = 366


def convene(
    books: Writing,
    code: str,
    matter: Matter,
    *,
    application: Application,
    ledger_position: int | None = None,
    opened_on: date,
    days: int | None = None,
    reason: str = "",
) -> Consultation:
    """Open a consultation; opinions are due ``days`` calendar days after ``opened_on``.

    It is about ``application``, checked at ``ledger_position``: its conclusion holds for no other.
    A rule of a project has one open consultation. After a refusal it may be opened again; after a pass only for a
    ``reason``, such as an application that has changed since. Raises LedgerRefusalError.
    """
    inventory.need(books, code)
    rules = tuple(required(rule, "规则编号") for rule in matter.rules)
    lead = tuple(required(name, "牵头部门") for name in matter.lead)
    cooperating = tuple(required(name, "配合部门") for name in matter.cooperating)
    if not rules:
        raise LedgerRefusalError(Problem("会商没有写明是哪条规则引起的", remedy="请写引起会商的规则编号"))
    if not lead:
        what = f"{'、'.join(rules)} 所引条款没有登记责任单位,不知由谁牵头"
        raise LedgerRefusalError(Problem(what, remedy="请写牵头部门:--lead 部门"))
    if twice := sorted({name for name in (*lead, *cooperating) if (*lead, *cooperating).count(name) > 1}):
        raise LedgerRefusalError(Problem(f"部门写了两次:{'、'.join(twice)}", remedy="每个部门只写一次"))
    if days is not None and not 1 <= days <= _LONGEST_TERM:
        raise LedgerRefusalError(Problem(f"期限 {days} 天不合适", remedy=f"请写 1 至 {_LONGEST_TERM} 天"))
    not_later(opened_on, books, "发起日期")
    for earlier in of_project(books, code):
        _refuse_again(earlier, rules, reason)
    payload = {
        "rules": list(rules),
        "matter": required(matter.text, "会商事项"),
        "lead": list(lead),
        "cooperating": list(cooperating),
        "application": documents.keep(books.connection, canonical(application.canonical()).encode()),
        "ledger_position": ledger_position,
        "opened_on": opened_on.isoformat(),
        "due_on": (opened_on + timedelta(days=days)).isoformat() if days is not None else None,
        "reason": optional(reason, "再次会商的理由"),
    }
    entry = books.append(EntryKind.CONSULTATION_OPENED, code, payload)
    return need(books, _id(entry))


def hear(
    books: Writing, consultation: str, *, department: str, stance: Stance, given_on: date, reason: str
) -> Consultation:
    """Record what a department that was asked says; raises LedgerRefusalError."""
    found = _need_open(books, consultation, "不再收意见")
    name = required(department, "部门")
    if name not in found.departments:
        near = nearest(name, found.departments)
        listed = f"会商的部门:{'、'.join(found.departments)}"
        what = f"{name} 不在会商 {found.id} 的部门之内"
        raise LedgerRefusalError(Problem(what, remedy=f"是否为 {near}?{listed}" if near else listed))
    not_later(given_on, books, "意见日期")
    _refuse_before(given_on, found.opened_on, f"会商 {found.id} 于 {found.opened_on} 发起")
    payload = {
        "consultation": found.id,
        "department": name,
        "stance": stance.value,
        "given_on": given_on.isoformat(),
        "reason": required(reason, "意见的理由"),
    }
    books.append(EntryKind.STATEMENT_GIVEN, found.project, payload)
    return need(books, found.id)


def conclude(
    books: Writing,
    consultation: str,
    *,
    conclusion: Conclusion,
    concluded_on: date,
    authority: str,
    document: str,
    reason: str,
    conditions: str = "",
) -> Consultation:
    """Close a consultation with what it came to; conditions belong to 附条件通过 alone. Raises LedgerRefusalError."""
    found = _need_open(books, consultation, "不能再作结论")
    if conclusion is Conclusion.PENDING:
        raise LedgerRefusalError(Problem("“办理中”不是会商结论", remedy="可选:通过、附条件通过、不予通过"))
    if conclusion is Conclusion.CONDITIONAL and not conditions.strip():
        raise LedgerRefusalError(Problem("附条件通过没有写条件", remedy="请写明所附的条件:--conditions 条件"))
    if conclusion is not Conclusion.CONDITIONAL and conditions.strip():
        remedy = "结论为附条件通过才写条件;其他请写进理由"
        raise LedgerRefusalError(Problem(f"结论为“{conclusion}”,不能附条件", remedy=remedy))
    not_later(concluded_on, books, "结论日期")
    _refuse_before(concluded_on, found.opened_on, f"会商 {found.id} 于 {found.opened_on} 发起")
    if found.opinions:
        last = max(opinion.given_on for opinion in found.opinions)
        _refuse_before(concluded_on, last, f"最后一条意见于 {last} 提出")
    payload = {
        "consultation": found.id,
        "conclusion": conclusion.value,
        "concluded_on": concluded_on.isoformat(),
        "authority": required(authority, "作出结论的机关"),
        "document": required(document, "文号"),
        "reason": required(reason, "结论的理由"),
        "conditions": optional(conditions, "条件"),
        "missing": list(found.missing),
    }
    books.append(EntryKind.CONSULTATION_CONCLUDED, found.project, payload)
    return need(books, found.id)


def cancel(books: Writing, consultation: str, *, on: date, reason: str) -> Consultation:
    """Cancel a consultation that was opened in error; an earlier conclusion stands again. Raises LedgerRefusalError."""
    found = _need_open(books, consultation, "不能再取消")
    not_later(on, books, "取消日期")
    _refuse_before(on, found.opened_on, f"会商 {found.id} 于 {found.opened_on} 发起")
    payload = {
        "consultation": found.id,
        "cancelled_on": on.isoformat(),
        "reason": required(reason, "取消的理由"),
    }
    books.append(EntryKind.CONSULTATION_CANCELLED, found.project, payload)
    return need(books, found.id)


def concluded(
    books: Reading, code: str, until: int | None = None, *, as_of: date | None = None, application: str | None = None
) -> tuple[ConcludedConsultation, ...]:
    """The conclusions that stand for a project: of each rule that of the newest consultation, if it has one.

    A consultation that was opened again takes the rule out of the earlier one's conclusion. ``as_of`` leaves out what
    was opened, cancelled or concluded later. A conclusion about another one than ``application`` (a hash) says so.
    """
    found = tuple(
        one
        for one in of_project(books, code, until)
        if (as_of is None or one.opened_on <= as_of)
        and (one.cancelled_on is None or (as_of is not None and as_of < one.cancelled_on))
    )
    newest = {rule: one.id for one in found for rule in one.matter.rules}
    standing = []
    for one in found:
        rules = frozenset(rule for rule in one.matter.rules if newest[rule] == one.id)
        if not rules or one.conclusion is None or one.concluded_on is None:
            continue
        if as_of is None or one.concluded_on <= as_of:
            standing.append(
                ConcludedConsultation(
                    id=one.id,
                    rules=rules,
                    conclusion=one.conclusion,
                    concluded_on=one.concluded_on,
                    authority=one.authority,
                    document=one.document,
                    conditions=one.conditions,
                    application=one.application,
                    is_of_this=application in (None, one.application),
                )
            )
    return tuple(standing)


def of_project(books: Reading, code: str, until: int | None = None) -> tuple[Consultation, ...]:
    """Every consultation about a project in the order they were opened, as of position ``until``."""
    return _read(books, until, project=code)


def listed(books: Reading, *, open_only: bool = False, overdue_on: date | None = None) -> tuple[Consultation, ...]:
    """All consultations; of them those still open, or with a department overdue on a day."""
    found = _read(books, None)
    if open_only:
        found = tuple(one for one in found if one.is_open)
    return found if overdue_on is None else tuple(one for one in found if one.overdue(overdue_on))


def need(books: Reading, consultation: str) -> Consultation:
    """The consultation with this id; raises LedgerUnknownError where there is none."""
    found = _read(books, None, name=consultation.strip().upper())
    if not found:
        remedy = "运行 checker ledger consult list 查看编号"
        raise LedgerUnknownError(Problem(f"没有会商 {consultation}", remedy=remedy))
    return found[0]


def _refuse_again(earlier: Consultation, rules: tuple[str, ...], reason: str) -> None:
    shared = [rule for rule in rules if rule in earlier.matter.rules]
    if not shared:
        return
    about = f"{'、'.join(shared)} 的会商 {earlier.id} "
    if earlier.cancelled_on is not None:
        return
    if earlier.is_open:
        raise LedgerRefusalError(Problem(f"{about}还没有结论", remedy="请先收齐意见并作结论,或在其中补充意见"))
    if earlier.conclusion is not Conclusion.REFUSED and not reason.strip():
        what = f"{about}已于 {earlier.concluded_on} {earlier.conclusion}"
        raise LedgerRefusalError(Problem(what, remedy="申报有变化等须再次会商的,请写理由:--reason 理由"))


def _need_open(books: Reading, consultation: str, consequence: str) -> Consultation:
    found = need(books, consultation)
    if found.cancelled_on is not None:
        what = f"会商 {found.id} 已于 {found.cancelled_on} 取消,{consequence}"
        raise LedgerRefusalError(Problem(what, remedy="须会商的,请重新发起"))
    if not found.is_open:
        what = f"会商 {found.id} 已于 {found.concluded_on} 作出结论“{found.conclusion}”,{consequence}"
        raise LedgerRefusalError(Problem(what, remedy="须再议的,请重新发起会商"))
    return found


def _refuse_before(day: date, earliest: date, because: str) -> None:
    if day < earliest:
        raise LedgerRefusalError(Problem(f"日期 {day} 过早:{because}", remedy="请核对日期"))


def _id(entry: Entry) -> str:
    return f"C{entry.position}"


def _read(
    books: Reading, until: int | None, *, project: str | None = None, name: str | None = None
) -> tuple[Consultation, ...]:
    wanted, heard = select(CONSULTATION), select(STATEMENT)
    chosen = select(CONSULTATION.c.id)
    if project is not None:
        wanted, chosen = (
            wanted.where(CONSULTATION.c.project == project),
            chosen.where(CONSULTATION.c.project == project),
        )
    if name is not None:
        wanted, chosen = wanted.where(CONSULTATION.c.id == name), chosen.where(CONSULTATION.c.id == name)
    if project is not None or name is not None:
        heard = heard.where(STATEMENT.c.consultation.in_(chosen))
    if until is not None:
        wanted, heard = wanted.where(CONSULTATION.c.opened <= until), heard.where(STATEMENT.c.position <= until)
    opinions: dict[str, list[Opinion]] = {}
    for row in books.connection.execute(heard.order_by(STATEMENT.c.position)):
        opinions.setdefault(row.consultation, []).append(_opinion(row))
    rows = books.connection.execute(wanted.order_by(CONSULTATION.c.opened))
    return tuple(_consultation(row, tuple(opinions.get(row.id, ())), until) for row in rows)


def _opinion(row: Row[Any]) -> Opinion:
    return Opinion(row.department, Stance(row.stance), date.fromisoformat(row.given_on), row.reason, row.position)


def _consultation(row: Row[Any], opinions: tuple[Opinion, ...], until: int | None) -> Consultation:
    opened = Consultation(
        id=row.id,
        project=row.project,
        matter=Matter(_texts(row.rules), row.matter, _texts(row.lead), _texts(row.cooperating)),
        application=row.application,
        ledger_position=row.ledger_position,
        opened_on=date.fromisoformat(row.opened_on),
        due_on=date.fromisoformat(row.due_on) if row.due_on else None,
        opinions=opinions,
        opened=row.opened,
    )
    if row.cancelled is not None and (until is None or row.cancelled <= until):
        return replace(opened, cancelled_on=date.fromisoformat(row.cancelled_on), cancellation=row.cancellation)
    if row.concluded is None or (until is not None and row.concluded > until):
        return opened
    return replace(
        opened,
        conclusion=Conclusion(row.conclusion),
        concluded_on=date.fromisoformat(row.concluded_on),
        authority=row.authority,
        document=row.document,
        reason=row.reason,
        conditions=row.conditions,
    )


def _texts(stored: str) -> tuple[str, ...]:
    return tuple(simplejson.loads(stored))


def _project_opened(connection: Connection, entries: Sequence[Entry]) -> None:
    rows = []
    for entry in entries:
        content = entry.content
        rows.append(
            {
                "id": _id(entry),
                "project": entry.subject,
                "rules": canonical(content["rules"]),
                "matter": content["matter"],
                "lead": canonical(content["lead"]),
                "cooperating": canonical(content["cooperating"]),
                "application": content["application"],
                "ledger_position": content["ledger_position"],
                "opened_on": content["opened_on"],
                "due_on": content["due_on"],
                "opened": entry.position,
            }
        )
    connection.execute(insert(CONSULTATION), rows)


def _project_statements(connection: Connection, entries: Sequence[Entry]) -> None:
    names = ("consultation", "department", "stance", "given_on", "reason")
    rows = []
    for entry in entries:
        content = entry.content
        rows.append({"position": entry.position, **{name: content[name] for name in names}})
    connection.execute(insert(STATEMENT), rows)


def _project_concluded(connection: Connection, entries: Sequence[Entry]) -> None:
    names = ("conclusion", "concluded_on", "authority", "document", "reason", "conditions")
    changed = (
        update(CONSULTATION)
        .where(CONSULTATION.c.id == bindparam("of"))
        .values({name: bindparam(f"new_{name}") for name in (*names, "concluded")})
    )
    rows = []
    for entry in entries:
        content = entry.content
        row = {f"new_{name}": content[name] for name in names}
        rows.append({"of": content["consultation"], "new_concluded": entry.position, **row})
    connection.execute(changed, rows)


def _project_cancelled(connection: Connection, entries: Sequence[Entry]) -> None:
    changed = (
        update(CONSULTATION)
        .where(CONSULTATION.c.id == bindparam("of"))
        .values(cancelled_on=bindparam("on"), cancellation=bindparam("why"), cancelled=bindparam("at"))
    )
    rows = []
    for entry in entries:
        content = entry.content
        row = {"of": content["consultation"], "on": content["cancelled_on"], "why": content["reason"]}
        rows.append({**row, "at": entry.position})
    connection.execute(changed, rows)


PROJECTORS: Final[dict[EntryKind, Projector]] = {
    EntryKind.CONSULTATION_OPENED: _project_opened,
    EntryKind.STATEMENT_GIVEN: _project_statements,
    EntryKind.CONSULTATION_CONCLUDED: _project_concluded,
    EntryKind.CONSULTATION_CANCELLED: _project_cancelled,
}
