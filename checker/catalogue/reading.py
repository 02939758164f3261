"""Reading a catalogue file: every item of it, or every mistake in it at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from checker.catalogue import heading as columns
from checker.catalogue.cells import CellError, Condition, read_code, read_condition, read_text, read_words
from checker.catalogue.heading import Heading, read_heading
from checker.catalogue.item import CatalogueItem
from checker.catalogue.sheet import CATALOGUE, Cell, CellKind, Sheet, SheetRow
from checker.catalogue.sheet_file import open_sheet
from checker.errors import CatalogueError, Problem

_FOOTNOTES: Final = ("注", "备注", "说明", "合计", "共")


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """A catalogue as received: its items in file order, and what the officer should know of how it was read."""

    name: str
    sha256: str
    items: tuple[CatalogueItem, ...]
    notes: tuple[str, ...]


def read_catalogue(path: Path, sheet_name: str | None = None) -> CatalogueFile:
    """The catalogue in an .xlsx or CSV file; raises CatalogueError with every problem found."""
    opened = open_sheet(path, sheet_name, CATALOGUE)
    items, notes = read_items(replace(opened.sheet, rows=tuple(opened.rows)))
    return CatalogueFile(opened.sheet.file, opened.sha256, items, notes)


def read_items(sheet: Sheet) -> tuple[tuple[CatalogueItem, ...], tuple[str, ...]]:
    """The items of a sheet and notes on them; raises CatalogueError with every problem found."""
    problems: list[Problem] = []
    heading = read_heading(sheet, problems)
    reader = _ItemReader(sheet, heading, problems)
    placed: list[tuple[SheetRow, CatalogueItem]] = []
    for row in sheet.rows:
        if row.number <= heading.row:
            continue
        item = reader.read(row, len(placed) + 1)
        if item is not None:
            placed.append((row, item))
    if not placed and not problems:
        problems.append(sheet.problem("列名以下没有一行", "每行写一项", row=heading.row))
    _report_twins(sheet, heading, placed, problems)
    if problems:
        raise CatalogueError(problems)
    notes = [*sheet.notes, *reader.notes(), *_overlap_notes(placed)]
    return tuple(item for _, item in placed), tuple(notes)


class _ItemReader:
    """Reads the rows below one heading; problems are noted, and what was set right is counted."""

    def __init__(self, sheet: Sheet, heading: Heading, problems: list[Problem]) -> None:
        self._sheet = sheet
        self._heading = heading
        self._problems = problems
        self._numbers: list[int] = []
        self._filled = 0
        self._division = ""

    def read(self, row: SheetRow, position: int) -> CatalogueItem | None:
        """The item in ``row``; None where a problem was noted."""
        if self._is_footnote(row):
            return None
        before = len(self._problems)
        code = self._code(row)
        name = self._text(row, columns.NAME, longest=60)
        if columns.NAME in self._heading.columns and not name and self._kind(row, columns.NAME) is CellKind.EMPTY:
            self._note(row, columns.NAME, "缺少行业名称", "请按 GB/T 4754 填写名称")
        words = self._words(row)
        condition = self._condition(row)
        item = CatalogueItem(
            number=self._text(row, columns.NUMBER, longest=20) or str(position),
            division=self._filled_division(row),
            code=code,
            name=name,
            words=words,
            threshold=condition.threshold,
            review=condition.review,
            basis=self._text(row, columns.BASIS),
            notes=self._text(row, columns.NOTES, longest=500),
        )
        return item if len(self._problems) == before else None

    def notes(self) -> list[str]:
        """What was set right without asking."""
        found = []
        if self._numbers:
            lines = "、".join(str(number) for number in self._numbers[:5])
            more = f" 等 {len(self._numbers)} 行" if len(self._numbers) > 5 else " 行"
            found.append(f"第 {lines}{more}的代码存成了数字;这些代码没有丢 0,已照读。最好把代码列设为“文本”")
        if self._filled:
            found.append(f"有 {self._filled} 行的“{columns.DIVISION}”在合并单元格里,已按合并范围补齐")
        return found

    def _is_footnote(self, row: SheetRow) -> bool:
        """Note a row that holds text but neither code nor name: a footnote or a heading between items."""
        places = [self._heading.columns.get(name) for name in columns.REQUIRED]
        cells = [row.cell(place) for place in places if place is not None]
        if not cells or any(cell.kind is not CellKind.EMPTY for cell in cells):
            return False
        if any(self._is_hidden_by_merge(row, place) for place in places if place is not None):
            return False
        text = next(cell.text for cell in row.cells if cell.kind is not CellKind.EMPTY)
        kind = "像是表下的注" if text.startswith(_FOOTNOTES) else "没有代码和名称,不是目录项"
        remedy = "请删去这一行,或把内容移到各项的备注"
        self._problems.append(self._sheet.problem(f"“{text[:30]}”{kind}", remedy, row=row.number))
        return True

    def _is_hidden_by_merge(self, row: SheetRow, place: int) -> bool:
        merge = self._sheet.merge_at(row.number, place)
        return merge is not None and (merge.top, merge.left) != (row.number, place) and merge.top > self._heading.row

    def _kind(self, row: SheetRow, column: str) -> CellKind:
        place = self._heading.columns.get(column)
        return CellKind.EMPTY if place is None else row.cell(place).kind

    def _cell(self, row: SheetRow, column: str) -> Cell | None:
        """The cell of a column; None where there is no such column, or a merge hides what it says."""
        place = self._heading.columns.get(column)
        if place is None:
            return None
        if column not in (columns.DIVISION, columns.NUMBER) and self._is_hidden_by_merge(row, place):
            self._note(row, column, "在合并单元格里,只有第一格有内容", "请取消合并,逐行填写")
            return None
        return row.cell(place)

    def _note(self, row: SheetRow, column: str, message: str, remedy: str) -> None:
        place = self._heading.columns[column]
        self._problems.append(self._sheet.problem(message, remedy, row=row.number, column=place, title=column))

    def _code(self, row: SheetRow) -> str:
        cell = self._cell(row, columns.CODE)
        if cell is None:
            return ""
        try:
            code = read_code(cell)
        except CellError as error:
            self._note(row, columns.CODE, error.message, error.remedy)
            return ""
        if cell.kind is CellKind.NUMBER and not cell.padded:
            self._numbers.append(row.number)
        return code

    def _text(self, row: SheetRow, column: str, *, longest: int = 200) -> str:
        cell = self._cell(row, column)
        if cell is None:
            return ""
        try:
            return read_text(cell, longest=longest)
        except CellError as error:
            self._note(row, column, error.message, error.remedy)
            return ""

    def _words(self, row: SheetRow) -> tuple[str, ...]:
        cell = self._cell(row, columns.PRODUCTS)
        try:
            return read_words(cell) if cell else ()
        except CellError as error:
            self._note(row, columns.PRODUCTS, error.message, error.remedy)
            return ()

    def _condition(self, row: SheetRow) -> Condition:
        cell = self._cell(row, columns.CONDITION)
        try:
            return read_condition(cell, self._heading.unit) if cell else Condition()
        except CellError as error:
            self._note(row, columns.CONDITION, error.message, error.remedy)
            return Condition()

    def _filled_division(self, row: SheetRow) -> str:
        """The division; down a merged block it is that of the first cell."""
        place = self._heading.columns.get(columns.DIVISION)
        if place is not None and self._is_hidden_by_merge(row, place):
            self._filled += 1
            return self._division
        self._division = self._text(row, columns.DIVISION)
        return self._division


def _report_twins(
    sheet: Sheet, heading: Heading, placed: Sequence[tuple[SheetRow, CatalogueItem]], problems: list[Problem]
) -> None:
    """Note items that are there twice, with the same or with another condition."""
    first: dict[object, tuple[SheetRow, CatalogueItem]] = {}
    for row, item in placed:
        known = first.setdefault(item.key, (row, item))
        if known[1] is item:
            continue
        what = f"{item.code}" + (f"({item.products})" if item.words else "")
        if item.condition == known[1].condition:
            message, remedy = f"{what} 与第 {known[0].number} 行重复", "请删去其中一行"
        else:
            shown = [one.condition or "没有条件" for one in (known[1], item)]
            message = f"{what} 与第 {known[0].number} 行条件不同:前为“{shown[0]}”,此为“{shown[1]}”"
            remedy = "同一代码、同一产品只留一行;产品不同的请写明产品或工序"
        place = heading.columns.get(columns.CODE)
        problems.append(sheet.problem(message, remedy, row=row.number, column=place, title=columns.CODE))


def _overlap_notes(placed: Sequence[tuple[SheetRow, CatalogueItem]]) -> list[str]:
    """Items that a wider one lists already: right, but perhaps not meant."""
    wide = [(row, item) for row, item in placed if not item.words and not item.review]
    notes = []
    for row, item in placed:
        wider = next((other for other in wide if other[1].covers(item)), None)
        if wider is not None:
            notes.append(
                f"第 {row.number} 行 {item.title} 已含在第 {wider[0].number} 行 {wider[1].title} 之内,请核对是否有意"
            )
    return notes
