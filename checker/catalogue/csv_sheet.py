"""CSV files as spreadsheet programs write them, as the rows of a sheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Final

from checker.catalogue.sheet import Allowance, Cell, SheetRow
from checker.errors import Problem
from checker.source import decode_text

_DELIMITERS: Final = ",\t;"


def csv_rows(data: bytes, file: str, allowance: Allowance) -> tuple[Iterator[SheetRow], tuple[str, ...]]:
    """The rows of a CSV file, in UTF-8 or as Excel for Chinese writes it (GB 18030), and how it was read.

    Raises what the allowance says, the rows as they are taken.
    """
    text, notes = _decoded(data, file, allowance)
    return _rows(text, file, allowance), notes


def _rows(text: str, file: str, allowance: Allowance) -> Iterator[SheetRow]:
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=head.count)
    lines = (f"{line}\n" for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    count = 0
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            remedy = "双引号要成对,格子里的双引号写两遍;或在 Excel 里另存为“CSV UTF-8”"
            raise allowance.error(Problem("CSV 写法有误", file, line, remedy=remedy)) from None
        row = SheetRow(line, tuple(map(Cell.of_text, record)))
        if row.is_empty:
            continue
        count += 1
        if count > allowance.rows or len(record) > allowance.columns:
            limit = f"{allowance.rows} 行" if count > allowance.rows else f"{allowance.columns} 列"
            raise allowance.error(Problem(f"超过 {limit}", file, line, remedy="请确认没有拿错文件"))
        yield row


def _decoded(data: bytes, file: str, allowance: Allowance) -> tuple[str, tuple[str, ...]]:
    try:
        return decode_text(data, file, error=allowance.error, max_bytes=allowance.csv_bytes), ()
    except allowance.error:
        # Excel for Chinese saves "CSV" in GBK; what that cannot be, such as UTF-16 or a binary, stays refused.
        if len(data) > allowance.csv_bytes or data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data:
            raise
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise allowance.error(
                Problem("文件编码既不是 UTF-8 也不是 GBK", file, remedy="请在 Excel 里另存为“CSV UTF-8(逗号分隔)”")
            ) from None
    return text, (f"{file} 不是 UTF-8,按 GBK(GB 18030,Excel 存 CSV 的编码)读取;导入后请看一眼汉字有没有错",)
