"""Taking a list of projects in: compared with the ledger first, then entered whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

from sqlalchemy import select

from checker.errors import LedgerRefusalError, Problem
from checker.ledger import consequences
from checker.ledger.inventory.columns import REQUIRED
from checker.ledger.inventory.fields import FIELDS
from checker.ledger.inventory.project import CODE, UPDATED
from checker.ledger.inventory.project_list import ProjectList, Row
from checker.ledger.inventory.records import (
    Origin,
    alteration,
    change_problems,
    differences,
    registration,
    said,
    stored_fields,
)
from checker.ledger.inventory.twins import likeness
from checker.ledger.journal import EntryKind
from checker.ledger.remarks import not_later
from checker.ledger.schema import PROJECT
from checker.ledger.storage import Reading, Writing

_MOST_PROBLEMS: Final = 1_000
_MOST_NOTES: Final = 20
_BATCH: Final = 2_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a list would do to the ledger: projects to register, to change (with before and after), and those alike."""

    projects: ProjectList
    new: tuple[Row, ...]
    changed: tuple[tuple[Row, dict[str, tuple[Any, Any]]], ...]
    alike: int
    correction: bool
    notes: tuple[str, ...]


def compare(books: Reading, projects: ProjectList, *, update: bool = False, correction: bool = False) -> Comparison:
    """What ``projects`` would change; with ``update``, projects registered already are changed where they differ.

    A blank cell changes nothing. Raises LedgerRefusalError with every row that the books do not allow.
    """
    known = stored_fields(books, [row.code for row in projects.rows])
    live = consequences.live_submissions(books) if update else {}
    new: list[Row] = []
    changed: list[tuple[Row, dict[str, tuple[Any, Any]]]] = []
    problems: list[Problem] = []
    for row in projects.rows:
        before = known.get(row.code)
        if before is None:
            new.append(row)
            problems += [
                projects.problem(row, f"新项目缺少{spec.label}", f"请补上:{spec.doc};已登记的请核对代码", CODE)
                for spec in FIELDS
                if spec.key in REQUIRED and spec.key not in row.fields
            ]
        elif not update:
            remedy = "要更改已登记的项目,请写 --update;不同的项目不能用同一代码"
            problems.append(projects.problem(row, f"项目代码 {row.code} 已在台账", remedy, CODE))
        elif differing := differences(before, after := {**before, **row.fields}):
            changed.append((row, differing))
            problems += [
                projects.problem(row, one.message, one.remedy, _key(projects, one.field))
                for one in change_problems(before, after, correction=correction)
            ]
            if problem := consequences.unstarted(row.code, differing, live.get(row.code)):
                problems.append(projects.problem(row, problem.message, problem.remedy, _key(projects, problem.field)))
        if len(problems) >= _MOST_PROBLEMS:
            break
    if problems:
        raise LedgerRefusalError(problems)
    alike = len(projects.rows) - len(new) - len(changed)
    notes = (*projects.notes, *_near_twins(books, new))
    return Comparison(projects, tuple(new), tuple(changed), alike, correction, notes)


def take_in(books: Writing, comparison: Comparison, reason: str, on: date) -> None:
    """Enter what was compared in this same transaction; rows without 更新日期 are true from ``on``."""
    line = said(reason)
    projects = comparison.projects

    def origin(row: Row) -> Origin:
        return Origin(projects.sheet.file, projects.sha256, row.number)

    def day(row: Row) -> date:
        written = row.fields.get(UPDATED)
        told = on if written is None else date.fromisoformat(written)
        return not_later(told, books, f"第 {row.number} 行的更新日期")

    registrations = ((row.code, registration(row.fields, line, day(row), origin(row))) for row in comparison.new)
    alterations = (
        (row.code, alteration(differing, line, day(row), correction=comparison.correction, origin=origin(row)))
        for row, differing in comparison.changed
    )
    for kind, contents in (
        (EntryKind.PROJECT_REGISTERED, registrations),
        (EntryKind.PROJECT_CHANGED, alterations),
    ):
        while batch := list(islice(contents, _BATCH)):
            books.append_all(kind, batch)
    live = consequences.live_submissions(books) if comparison.changed else {}
    concerned = [(row, differing) for row, differing in comparison.changed if row.code in live]
    fields = stored_fields(books, [row.code for row, _ in concerned])
    for row, differing in concerned:
        consequences.book_years(books, live[row.code], differing, after=fields[row.code], on=day(row))


def _near_twins(books: Reading, rows: Sequence[Row]) -> list[str]:
    """New projects of the same name and owner as another one: perhaps the same project under two codes."""
    if not rows:
        return []
    known: dict[tuple[str, str], str] = {}
    for code, name, owner in books.connection.execute(select(PROJECT.c.code, PROJECT.c.name, PROJECT.c.owner)):
        known.setdefault(likeness(name, owner), f"已登记的 {code}")
    found = []
    for row in rows:
        name, owner = row.fields["name"], row.fields.get("owner", "")
        twin = known.setdefault(likeness(name, owner), f"第 {row.number} 行的 {row.code}")
        if not twin.endswith(row.code):
            found.append(f"第 {row.number} 行 {row.code} 与{twin} 同名同单位({name[:30]}),请核对是否重复登记")
    more = len(found) - _MOST_NOTES
    return [*found[:_MOST_NOTES], *([f"另有 {more} 个项目与其他项目同名同单位"] if more > 0 else [])]


def _key(projects: ProjectList, label: str) -> str:
    return next((column.spec.key for column in projects.heading.columns if column.spec.label == label), "")
