"""CSV files as spreadsheet programs write them, as a sheet."""

from __future__ import annotations

import csv
from typing import Final

from checker.catalogue.sheet import MAX_COLUMNS, MAX_ROWS, Cell, Sheet, SheetRow
from checker.errors import CatalogueError, Problem
from checker.source import decode_text

MAX_BYTES: Final = 2 * 1_048_576
_DELIMITERS: Final = ",\t;"


def read_csv_sheet(data: bytes, file: str) -> Sheet:
    """The one sheet of a CSV file, in UTF-8 or as Excel for Chinese writes it (GB 18030); raises CatalogueError."""
    text, notes = _decoded(data, file)
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=head.count)
    lines = [f"{line}\n" for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows: list[SheetRow] = []
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            break
        except csv.Error:
            remedy = "双引号要成对,格子里的双引号写两遍;或在 Excel 里另存为“CSV UTF-8”"
            raise CatalogueError(Problem("CSV 写法有误", file, line, remedy=remedy)) from None
        row = SheetRow(line, tuple(Cell.of_text(text) for text in record))
        if not row.is_empty:
            rows.append(row)
        if len(rows) > MAX_ROWS or len(record) > MAX_COLUMNS:
            limit = f"{MAX_ROWS} 行" if len(rows) > MAX_ROWS else f"{MAX_COLUMNS} 列"
            raise CatalogueError(Problem(f"超过 {limit}", file, line, remedy="请确认没有拿错文件"))
    return Sheet(file, "", tuple(rows), notes=notes)


def _decoded(data: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    try:
        return decode_text(data, file, error=CatalogueError, max_bytes=MAX_BYTES), ()
    except CatalogueError:
        # Excel for Chinese saves "CSV" in GBK; what that cannot be, such as UTF-16 or a binary, stays refused.
        if len(data) > MAX_BYTES or data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data:
            raise
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise CatalogueError(
                Problem("文件编码既不是 UTF-8 也不是 GBK", file, remedy="请在 Excel 里另存为“CSV UTF-8(逗号分隔)”")
            ) from None
    return text, (f"{file} 不是 UTF-8,按 GBK(GB 18030,Excel 存 CSV 的编码)读取;导入后请看一眼汉字有没有错",)
