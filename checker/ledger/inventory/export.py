"""Lists of projects written out: CSV files and workbooks that spreadsheets run nothing of, and that read back alike."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from checker.errors import LedgerError, Problem, UsageError
from checker.ledger.inventory.fields import FIELDS
from checker.ledger.inventory.records import Fields
from checker.ledger.inventory.spelling import cell_of, title
from checker.model.amounts import Amount

ENCODINGS: Final = ("utf-8-sig", "utf-8", "gb18030")
"""What CSV files may be written in; the first is what spreadsheet programs take without asking."""
_WIDEST: Final = 40
_NUMERIC: Final = frozenset(spec.key for spec in FIELDS if isinstance(spec.kind, Amount))


def write_csv(path: Path, projects: Iterable[Fields], encoding: str = ENCODINGS[0]) -> int:
    """Write the projects, one a row, every field a column; gives how many. Raises LedgerError."""
    count = 0
    try:
        with path.open("w", encoding=encoding, newline="") as stream:
            writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
            writer.writerow([title(spec) for spec in FIELDS])
            for cells in map(_cells, projects):
                writer.writerow(cells)
                count += 1
    except OSError as fault:
        raise LedgerError(_unwritable(path, fault)) from None
    return count


def write_workbook(path: Path, projects: Iterable[Fields]) -> int:
    """Write the projects as an .xlsx workbook; gives how many. Raises LedgerError, UsageError without openpyxl."""
    try:
        from openpyxl import Workbook  # noqa: PLC0415 - an optional extra, and slow to import
        from openpyxl.utils.exceptions import IllegalCharacterError  # noqa: PLC0415 - as above
    except ImportError:
        remedy = "请安装:pip install 'bazhong-carbon-checker[xlsx]';或导出为 .csv"
        raise UsageError(Problem("写 .xlsx 需要 openpyxl,尚未安装", remedy=remedy)) from None
    count = 0
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("清单台账")
    try:
        _lay_out(sheet)
        for fields in projects:
            sheet.append(_sheet_cells(sheet, fields))
            count += 1
        workbook.save(path)
    except OSError as fault:
        raise LedgerError(_unwritable(path, fault)) from None
    except (IllegalCharacterError, ValueError):
        raise LedgerError(Problem("有 Excel 不能存的字符", str(path), remedy="请导出为 .csv")) from None
    return count


def _cells(fields: Fields) -> list[str]:
    return [cell_of(spec, fields.get(spec.key)) for spec in FIELDS]


def _lay_out(sheet: Any) -> None:  # noqa: ANN401 - openpyxl's own
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - an optional extra
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

    sheet.freeze_panes = "C2"
    heading = []
    for place, spec in enumerate(FIELDS, 1):
        text = title(spec)
        sheet.column_dimensions[get_column_letter(place)].width = min(max(12, 2 * len(text) + 2), _WIDEST)
        cell = WriteOnlyCell(sheet, text)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
        heading.append(cell)
    sheet.append(heading)


def _sheet_cells(sheet: Any, fields: Fields) -> Iterator[Any]:  # noqa: ANN401 - openpyxl's own
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - an optional extra

    for spec in FIELDS:
        text = cell_of(spec, fields.get(spec.key))
        number = _number(text) if spec.key in _NUMERIC else None
        if not text:
            yield None
        elif number is not None:
            yield number
        else:
            cell = WriteOnlyCell(sheet, text)
            cell.data_type = "s"  # openpyxl would make a formula of a text that begins with =
            yield cell


def _number(text: str) -> int | float | None:
    """The number a text is, where a spreadsheet can hold it exactly."""
    try:
        exact = Decimal(text)
    except InvalidOperation:
        return None
    if not exact.is_finite() or abs(exact) >= 10**15:
        return None
    number = int(exact) if exact == exact.to_integral_value() else float(exact)
    return number if Decimal(repr(number)) == exact else None


def _unwritable(path: Path, fault: OSError) -> Problem:
    return Problem(f"文件无法写入({fault.strerror})", str(path), remedy="请检查目录、权限与磁盘空间")
