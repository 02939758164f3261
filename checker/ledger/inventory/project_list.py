"""A list of projects as received: a CSV file or a workbook, every row read, every mistake told at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from checker.catalogue.cells import CellError, check_kind
from checker.catalogue.sheet import Allowance, Cell, CellKind, Sheet, SheetRow
from checker.catalogue.sheet_file import open_sheet
from checker.errors import LedgerRefusalError, Problem
from checker.ledger.inventory.columns import REQUIRED, WITHIN, Column, Form, Heading, read_heading
from checker.ledger.inventory.project import CODE, built, canonical_fields, contradictions, read_value, remarks
from checker.ledger.inventory.records import Fields
from checker.ledger.inventory.spelling import PLACEHOLDERS, unguarded
from checker.model.kinds import FieldError

_MEBIBYTE: Final = 1_048_576
ALLOWANCE: Final = Allowance(
    LedgerRefusalError,
    rows=200_000,
    columns=120,
    csv_bytes=512 * _MEBIBYTE,
    workbook_bytes=64 * _MEBIBYTE,
    unpacked_bytes=512 * _MEBIBYTE,
)
"""What a list may be."""
_MOST_PROBLEMS: Final = 1_000
_MOST_NOTES: Final = 20
_SHARED: Final = frozenset(("owner", "credit_code", "county", "park", "stage", "responsible"))
"""Fields that a merged block of cells says of every row in it."""
_UNREAD: Final = object()
_MOST_KNOWN: Final = 10_000
"""Values remembered per column."""
_EXCEL_DAYS: Final = range(18_264, 73_415)  # 1950 to 2100 as Excel counts days
_EXCEL_EPOCH: Final = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Row:
    """One project of a list: the row it stands in, and its fields in their canonical spelling."""

    number: int
    code: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class ProjectList:
    """A list as received: its projects in file order, and what the officer should know of how it was read."""

    sheet: Sheet
    sha256: str
    heading: Heading
    rows: tuple[Row, ...]
    notes: tuple[str, ...]

    def problem(self, row: Row, message: str, remedy: str, key: str = "") -> Problem:
        """A problem of a row, in the column of the field ``key``."""
        column = self.heading.column(key) if key else None
        place, title = (column.place, column.spec.label) if column is not None else (None, "")
        return self.sheet.problem(message, remedy, row=row.number, column=place, title=title)


def read_list(
    path: Path, sheet_name: str | None = None, *, skipped: Collection[str] = (), partial: bool = False
) -> ProjectList:
    """The projects in an .xlsx or CSV file; raises LedgerRefusalError with every problem found.

    ``skipped`` names columns to leave out; a ``partial`` list needs no column but the code.
    """
    opened = open_sheet(path, sheet_name, ALLOWANCE)
    problems: list[Problem] = []
    needed = (CODE,) if partial else REQUIRED
    head = list(islice(opened.rows, WITHIN + 1))
    heading = read_heading(opened.sheet, head, problems, skipped, needed=needed)
    reader = _RowReader(opened.sheet, heading, problems, needed)
    rows: list[Row] = []
    for row in chain(head, opened.rows):
        if row.number <= heading.row:
            continue
        found = reader.read(row)
        if found is not None:
            rows.append(found)
        if len(problems) >= _MOST_PROBLEMS:
            problems.append(opened.sheet.problem("错处太多,后面的行没有再看", "请先改正以上各处", row=row.number))
            break
    if not rows and not problems:
        problems.append(opened.sheet.problem("列名以下没有一行", "每行写一个项目", row=heading.row))
    notes = (*opened.sheet.notes, *reader.notes(), *reader.remarks())
    projects = ProjectList(opened.sheet, opened.sha256, heading, tuple(rows), notes)
    if problems:
        raise LedgerRefusalError(problems)
    return projects


class _RowReader:
    """Reads the rows below one heading; problems are noted, and what was passed over is counted."""

    def __init__(self, sheet: Sheet, heading: Heading, problems: list[Problem], needed: Collection[str]) -> None:
        self._needed = needed
        self._sheet = sheet
        self._heading = heading
        self._problems = problems
        self._placeholders: Counter[str] = Counter()
        self._filled: Counter[str] = Counter()
        self._seen: dict[str, int] = {}
        self._above: dict[str, object] = {}
        self._known: defaultdict[int, dict[str, object]] = defaultdict(dict)
        self._remarks: list[str] = []
        self._unsure = 0

    def read(self, row: SheetRow) -> Row | None:
        """The project in ``row``; None where there is none, or a problem was noted."""
        if self._is_no_project(row):
            return None
        before = len(self._problems)
        values: dict[str, Any] = {}
        for column in self._heading.columns:
            value = self._value(row, column)
            if value is not None:
                values[column.spec.key] = value
            elif column.spec.key in self._needed and len(self._problems) == before:
                self._note(row, column, f"缺少{column.spec.label}", column.spec.doc)
        self._check_repeated(row, values.get(CODE))
        if len(self._problems) > before:
            return None
        project = built(values)
        for one in contradictions(project):
            column = next(column for column in self._heading.columns if column.spec.label == one.field)
            self._note(row, column, one.message, one.remedy)
        for remark in remarks(project):
            self._unsure += 1
            if len(self._remarks) < _MOST_NOTES:
                self._remarks.append(f"第 {row.number} 行 {project.code}:{remark}")
        return Row(row.number, project.code, canonical_fields(values)) if len(self._problems) == before else None

    def notes(self) -> Iterator[str]:
        """What was passed over or filled in without asking."""
        if self._placeholders:
            listed = "、".join(f"“{word}”" for word in self._placeholders)
            yield f"有 {self._placeholders.total()} 个格子写的是{listed},按未填处理;确实没有的请写 0 或 无"
        for label, count in self._filled.items():
            yield f"有 {count} 行的“{label}”在合并单元格里,已按合并范围补齐"

    def remarks(self) -> list[str]:
        """What may be right but should be looked at."""
        more = self._unsure - len(self._remarks)
        return [*self._remarks, *([f"另有 {more} 处类似的情形"] if more else [])]

    def _check_repeated(self, row: SheetRow, code: str | None) -> None:
        column = self._heading.column(CODE)
        if code is None or column is None:
            return
        first = self._seen.setdefault(code, row.number)
        if first != row.number:
            message = f"项目代码 {code} 与第 {first} 行相同"
            self._note(row, column, message, "同一项目只留一行;不同的项目请核对代码")

    def _is_no_project(self, row: SheetRow) -> bool:
        """Whether neither code nor name is given: an empty row of a form, or (noted) a footnote."""
        columns = [column for key in (CODE, "name") if (column := self._heading.column(key)) is not None]
        if not columns or any(row.cell(column.place).kind is not CellKind.EMPTY for column in columns):
            return False
        if any(self._is_hidden(row, column) for column in columns):
            return False
        places = [column.place for column in self._heading.columns]
        given = [row.cell(place).text for place in places if row.cell(place).kind is not CellKind.EMPTY]
        text = next((cell.text for cell in row.cells if cell.kind is not CellKind.EMPTY), "")
        if given or not text.isdecimal():
            remedy = "表下的注和合计请删去;是项目的请补上项目代码和名称"
            self._add(self._sheet.problem(f"“{text[:30]}”这一行没有项目代码和名称", remedy, row=row.number))
        return True

    def _value(self, row: SheetRow, column: Column) -> object:
        if self._sheet.merges and self._is_hidden(row, column):
            return self._merged(row, column)
        cell = row.cell(column.place)
        try:
            value = self._known_or_read(cell, column)
        except (CellError, FieldError) as mistake:
            self._note(row, column, mistake.message, mistake.remedy)
            value = None
        if self._sheet.merges:
            self._above[column.spec.key] = value
        return value

    def _merged(self, row: SheetRow, column: Column) -> object:
        if column.spec.key not in _SHARED:
            self._note(row, column, "在合并单元格里,只有第一格有内容", "请取消合并,逐行填写")
            return None
        self._filled[column.spec.label] += 1
        return self._above.get(column.spec.key)

    def _known_or_read(self, cell: Cell, column: Column) -> object:
        """The value of a cell; what a column repeats, such as counties and days, is read once."""
        if cell.kind is not CellKind.TEXT or cell.written.strip() in PLACEHOLDERS:
            return self._read(cell, column)
        known = self._known[column.place]
        value = known.get(cell.written, _UNREAD)
        if value is _UNREAD:
            value = self._read(cell, column)
            if len(known) < _MOST_KNOWN:
                known[cell.written] = value
        return value

    def _read(self, cell: Cell, column: Column) -> object:
        spec = column.spec
        match cell.kind:
            case CellKind.EMPTY:
                return None
            case CellKind.DATE if column.form is Form.DAY:
                return read_value(spec, cell.text[:10])
            case CellKind.FORMULA | CellKind.ERROR | CellKind.DATE:
                check_kind(cell, wanted=f"{spec.label}的值")
            case CellKind.NUMBER if column.form is Form.DAY:
                return read_value(spec, _day_of_number(cell.text))
            case CellKind.TEXT:
                return self._read_text(cell, column)
        return read_value(spec, self._with_unit(cell.padded or cell.text, column))

    def _read_text(self, cell: Cell, column: Column) -> object:
        literal = unguarded(cell.written)
        if literal is not None:
            return read_value(column.spec, literal)
        written = cell.written.strip()
        if written in PLACEHOLDERS:
            self._placeholders[written] += 1
            return None
        if written.startswith("="):
            raise CellError(f"“{cell.text[:20]}”像是公式", "请复制后“选择性粘贴为数值”,或删去开头的 =")
        if column.form is Form.TEXT:
            return read_value(column.spec, cell.written.replace("\r\n", "\n").replace("\r", "\n"))
        return read_value(column.spec, self._with_unit(cell.text, column))

    @staticmethod
    def _with_unit(text: str, column: Column) -> str:
        """The text with the unit of the heading, where it is a bare number; thousands marked by commas are taken."""
        if column.form is not Form.FIGURE:
            return text
        bare = text.replace(",", "") if _is_grouped(text) else text
        return f"{bare} {column.unit}" if column.unit and bare.replace(".", "", 1).lstrip("+-").isdecimal() else bare

    def _is_hidden(self, row: SheetRow, column: Column) -> bool:
        merge = self._sheet.merge_at(row.number, column.place)
        return merge is not None and (merge.top, merge.left) != (row.number, column.place)

    def _note(self, row: SheetRow, column: Column, message: str, remedy: str) -> None:
        place, title = column.place, column.spec.label
        self._add(self._sheet.problem(message, remedy, row=row.number, column=place, title=title))

    def _add(self, problem: Problem) -> None:
        self._problems.append(problem)


def _is_grouped(text: str) -> bool:
    head, *groups = text.partition(".")[0].split(",")
    return (
        bool(groups)
        and 1 <= len(head) <= 3
        and head.isdecimal()
        and all(len(group) == 3 and group.isdecimal() for group in groups)
    )


def _day_of_number(text: str) -> str:
    if text.isdecimal() and int(text) in _EXCEL_DAYS:
        day = (_EXCEL_EPOCH + timedelta(days=int(text))).isoformat()
        raise CellError(f"{text} 像是 Excel 的日期序号({day})", "请把单元格格式设为“日期”或“文本”")
    return text
