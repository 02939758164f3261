"""A spreadsheet file as received, .xlsx or CSV: told apart by its content, opened as a sheet and its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checker.catalogue.csv_sheet import csv_rows
from checker.catalogue.sheet import Allowance, Sheet, SheetRow
from checker.catalogue.workbook import workbook_sheet
from checker.errors import Problem

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """A sheet whose rows are still to be taken, once and in order; taking them may raise the allowance's error."""

    sheet: Sheet
    rows: Iterator[SheetRow]
    sha256: str


def open_sheet(path: Path, sheet_name: str | None, allowance: Allowance) -> OpenedSheet:
    """The sheet in an .xlsx or CSV file; raises the allowance's error for whatever is neither."""
    shown = path.name
    data = _read(path, allowance)
    sha256 = hashlib.sha256(data).hexdigest()
    if data.startswith(_ZIP):
        sheet, rows = workbook_sheet(data, shown, sheet_name, allowance)
        return OpenedSheet(sheet, rows, sha256)
    if data.startswith(_OLE):
        remedy = "请在 Excel 里去掉密码,另存为 .xlsx 或 CSV UTF-8"
        raise allowance.error(Problem("这是旧版 .xls,或加了密码的工作簿", shown, remedy=remedy))
    if data.lstrip()[:5].lower() in (b"<html", b"<?xml", b"<tabl"):
        remedy = "请用 Excel 打开后另存为 .xlsx"
        raise allowance.error(Problem("这是网页,只是扩展名像表格", shown, remedy=remedy))
    if sheet_name is not None:
        raise allowance.error(Problem("CSV 没有工作表", shown, remedy="请去掉 --sheet"))
    rows, notes = csv_rows(data, shown, allowance)
    return OpenedSheet(Sheet(shown, "", (), notes=notes), rows, sha256)


def _read(path: Path, allowance: Allowance) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(max(allowance.csv_bytes, allowance.workbook_bytes) + 1)
    except FileNotFoundError:
        raise allowance.error(Problem("文件不存在", str(path), remedy="请核对路径")) from None
    except IsADirectoryError:
        raise allowance.error(Problem("这是文件夹,不是文件", str(path), remedy="请给出 .xlsx 或 CSV 文件")) from None
    except OSError as fault:
        message = f"文件无法读取({fault.strerror})"
        raise allowance.error(Problem(message, str(path), remedy="请检查文件权限")) from None
