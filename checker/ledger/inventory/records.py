"""The records of the inventory: registering projects, changing them, and what the entries do to the project table.

Stages follow one another, 拟建, 在建, 存量; any other change of stage is a correction and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final

import simplejson
from sqlalchemy import Connection, bindparam, insert, or_, select, update

from checker.errors import LedgerRefusalError, LedgerUnknownError, Problem
from checker.ledger import consequences, journal
from checker.ledger.amounts import stored
from checker.ledger.inventory.fields import FIELDS, Disposal, Project
from checker.ledger.inventory.project import CODE, UPDATED, built, contradictions, read_fields
from checker.ledger.journal import Entry, EntryKind, Payload, canonical
from checker.ledger.remarks import not_later, recording_day
from checker.ledger.schema import PROJECT
from checker.ledger.storage import Projector, Reading, Writing
from checker.model.enums import Stage
from checker.model.kinds import blank

Fields = Mapping[str, Any]
"""The fields of a project in their canonical spelling, by key: what entries and the project table hold."""

_CHUNK: Final = 500
_LONGEST_REASON: Final = 500
_ORDER: Final = {Stage.PROPOSED: 0, Stage.BUILDING: 1, Stage.EXISTING: 2}


@dataclass(frozen=True, slots=True)
class Origin:
    """The file a record came from, and the row in it."""

    file: str
    sha256: str
    row: int


def register(
    books: Writing, project: Project, reason: str, on: date | None = None, *, origin: Origin | None = None
) -> Project:
    """Enter a project; ``on`` is the day it is true of, by default its own 更新日期 or the day of the entry.

    Raises LedgerRefusalError where the code is taken, or the project contradicts itself.
    """
    if stored_fields(books, [project.code]):
        remedy = f"更改它请用 checker ledger change {project.code};不同的项目不能用同一代码"
        raise LedgerRefusalError(Problem(f"项目代码 {project.code} 已在台账", field="项目代码", remedy=remedy))
    _refuse([Problem(one.message, field=one.field, remedy=one.remedy) for one in contradictions(project)])
    day = not_later(on or project.updated_on or recording_day(books), books, "日期")
    payload = registration(project.canonical(), said(reason), day, origin)
    books.append(EntryKind.PROJECT_REGISTERED, project.code, payload)
    return project_of_fields(payload["project"])


def change(
    books: Writing,
    code: str,
    changes: Mapping[str, object],
    reason: str,
    on: date,
    *,
    correction: bool = False,
) -> Project:
    """Enter what of ``changes`` (by label or key, None to clear) differs, true from ``on``; gives the project after.

    Raises LedgerRefusalError where nothing differs, a value does not fit, or the stage does not follow the one before
    and it is no ``correction``; where an approved project was not started; where it now takes quotas in years that have
    no room for it (see ``consequences``).
    """
    before = need(books, code).canonical()
    problems: list[Problem] = []
    values = read_fields(changes, problems)
    after = before | built(values).canonical()
    for name, raw in changes.items():
        spec = FIELDS.find(name.strip())
        if spec is None:
            continue
        if spec.key == CODE and values.get(CODE, code) != code:
            problems.append(Problem("项目代码不能更改", field=spec.label, remedy="请按新代码登记,原项目写明去向"))
        if blank(raw) and spec.required:
            problems.append(Problem("必填,不能清空", field=spec.label, remedy=spec.doc))
        elif blank(raw):
            after.pop(spec.key, None)
    _refuse(problems)
    problems = change_problems(before, after, correction=correction)
    _refuse(problems)
    differing = differences(before, after)
    if not differing:
        raise LedgerRefusalError(Problem(f"{code} 与台账所记相同,没有要改的", remedy="请核对要改的字段和值"))
    day = not_later(values.get(UPDATED, on), books, "日期")
    submission = consequences.live_submissions(books, code).get(code)
    problem = consequences.unstarted(code, differing, submission)
    _refuse([problem] if problem is not None else [])
    books.append(EntryKind.PROJECT_CHANGED, code, alteration(differing, said(reason), day, correction=correction))
    consequences.book_years(books, submission, differing, after=after, on=day)
    return need(books, code)


def find(books: Reading, code: str, until: int | None = None) -> Project | None:
    """The project of that code, as it is or as it was at the position ``until``; None where there was none."""
    if until is None:
        found = stored_fields(books, [code]).get(code)
        return None if found is None else project_of_fields(found)
    fields: Fields | None = None
    for entry in journal.entries(books.connection, until=until, subject=code):
        fields = after_entry(fields, entry)
    return None if fields is None else project_of_fields(fields)


def need(books: Reading, code: str) -> Project:
    """The project of that code; raises LedgerUnknownError naming the codes most like it."""
    found = find(books, code)
    if found is None:
        near = "、".join(_near(books, code))
        remedy = f"是否为 {near}?" if near else "请核对代码;查找:checker ledger list --search 名称"
        raise LedgerUnknownError(Problem(f"台账里没有项目 {code}", remedy=remedy))
    return found


def stored_fields(books: Reading, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The fields of those of ``codes`` that are registered."""
    return {code: simplejson.loads(details) for code, details in _details(books.connection, codes)}


def project_of_fields(fields: Fields) -> Project:
    """The project whose fields the ledger holds."""
    return Project.model_validate(fields)


def registration(fields: Fields, reason: str, on: date, origin: Origin | None) -> dict[str, Any]:
    """The payload of the entry that registers a project."""
    payload: dict[str, Any] = {
        "project": {**fields, UPDATED: on.isoformat()},
        "reason": reason,
        "on": on.isoformat(),
    }
    return payload | _source(origin)


def alteration(
    differing: Mapping[str, tuple[Any, Any]], reason: str, on: date, *, correction: bool, origin: Origin | None = None
) -> Payload:
    """The payload of the entry that changes a project: before and after of each field."""
    payload = {
        "changes": {key: list(pair) for key, pair in differing.items()},
        "reason": reason,
        "on": on.isoformat(),
        "correction": correction,
    }
    return payload | _source(origin)


def differences(before: Fields, after: Fields) -> dict[str, tuple[Any, Any]]:
    """The fields that differ, each with its value before and after, None where it has none."""
    return {
        spec.key: (before.get(spec.key), after.get(spec.key))
        for spec in FIELDS
        if before.get(spec.key) != after.get(spec.key)
    }


def change_problems(before: Fields, after: Fields, *, correction: bool) -> list[Problem]:
    """Why a project cannot become ``after``: stages out of order, contradictions."""
    problems = [
        Problem(one.message, field=one.field, remedy=one.remedy) for one in contradictions(project_of_fields(after))
    ]
    was, becomes = Stage(before["stage"]), Stage(after["stage"])
    if was is becomes or correction:
        return problems
    label = "建设阶段"
    if (disposal := before.get("disposal")) and Disposal(disposal).is_final:
        remedy = "先更正处置意见;记错了的写 --correction"
        problems.append(Problem(f"项目已{disposal},不能由{was}转{becomes}", field=label, remedy=remedy))
    elif _ORDER[becomes] < _ORDER[was]:
        remedy = "阶段按拟建、在建、存量的次序转;原来记错了的,写 --correction 作为更正,并写明原因"
        problems.append(Problem(f"不能由{was}退回{becomes}", field=label, remedy=remedy))
    elif _ORDER[becomes] > _ORDER[was] + 1:
        remedy = "请先记转为在建(开工),再记转为存量(投产);原来记错了的,写 --correction 作为更正"
        problems.append(Problem(f"不能由{was}直接转{becomes}", field=label, remedy=remedy))
    return problems


def after_entry(fields: Fields | None, entry: Entry) -> Fields | None:
    """The fields of a project after one more of its entries."""
    match entry.kind:
        case EntryKind.PROJECT_REGISTERED:
            return dict(entry.content["project"])
        case EntryKind.PROJECT_CHANGED if fields is not None:
            return _altered(fields, entry.content)
    return fields


def said(reason: str) -> str:
    """The reason on one line; raises LedgerRefusalError where there is none."""
    line = " ".join(reason.split())
    if not line or len(line) > _LONGEST_REASON or not line.isprintable():
        remedy = f"请写 --reason 原因,至多 {_LONGEST_REASON} 字,不能有控制字符"
        raise LedgerRefusalError(Problem("没有写明原因,或写得不对", remedy=remedy))
    return line


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise LedgerRefusalError(problems)


def _source(origin: Origin | None) -> dict[str, Any]:
    return {} if origin is None else {"source": {"file": origin.file, "sha256": origin.sha256, "row": origin.row}}


def _near(books: Reading, code: str) -> list[str]:
    """Registered codes like ``code``: those that begin or end as it does."""
    if len(code) < 4:
        return []
    like = or_(
        PROJECT.c.code.endswith(code[-6:], autoescape=True), PROJECT.c.code.startswith(code[:11], autoescape=True)
    )
    candidates = books.connection.execute(select(PROJECT.c.code).where(like).order_by(PROJECT.c.code).limit(200))
    return get_close_matches(code, candidates.scalars().all(), n=3, cutoff=0.7)


def _details(connection: Connection, codes: Sequence[str]) -> Iterable[tuple[str, str]]:
    for start in range(0, len(codes), _CHUNK):
        wanted = PROJECT.c.code.in_(codes[start : start + _CHUNK])
        yield from connection.execute(select(PROJECT.c.code, PROJECT.c.details).where(wanted))


def _altered(fields: Fields, content: Payload) -> dict[str, Any]:
    altered = {**fields, **{key: after for key, (_, after) in content["changes"].items()}, UPDATED: content["on"]}
    return {key: value for key, value in altered.items() if value is not None}


def _row(fields: Fields, position: int) -> dict[str, Any]:
    """The searchable columns of a project."""
    flag = fields.get("two_high")
    return {
        "name": fields["name"],
        "owner": fields.get("owner", ""),
        "county": fields.get("county", ""),
        "park": fields.get("park", ""),
        "industry_code": fields.get("industry_code", ""),
        "stage": fields["stage"],
        "two_high": None if flag is None else int(flag),
        "energy": _millionths(fields.get("total_energy")),
        "coal": _millionths(fields.get("coal", fields.get("raw_coal"))),
        "disposal": fields.get("disposal", ""),
        "rectify_by": fields.get("rectify_by", ""),
        "updated_on": fields[UPDATED],
        "details": canonical(fields),
        "changed": position,
    }


def _millionths(written: str | None) -> int | None:
    """Canonical quantities are written in the unit declared, so the number alone says it."""
    return None if written is None else stored(Decimal(written.partition(" ")[0]))


def _project_registered(connection: Connection, entries: Sequence[Entry]) -> None:
    rows = [
        {"code": entry.subject, "registered": entry.position, **_row(entry.content["project"], entry.position)}
        for entry in entries
    ]
    connection.execute(insert(PROJECT), rows)


def _project_changed(connection: Connection, entries: Sequence[Entry]) -> None:
    codes = list(dict.fromkeys(entry.subject for entry in entries))
    fields: dict[str, Fields] = {code: simplejson.loads(text) for code, text in _details(connection, codes)}
    last: dict[str, int] = {}
    for entry in entries:
        fields[entry.subject] = _altered(fields[entry.subject], entry.content)
        last[entry.subject] = entry.position
    statement = update(PROJECT).where(PROJECT.c.code == bindparam("subject"))
    connection.execute(statement, [{"subject": code, **_row(fields[code], last[code])} for code in codes])


PROJECTORS: Final[dict[EntryKind, Projector]] = {
    EntryKind.PROJECT_REGISTERED: _project_registered,
    EntryKind.PROJECT_CHANGED: _project_changed,
}
