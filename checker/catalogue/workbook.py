"""Excel workbooks (.xlsx) as a sheet, with openpyxl where it is installed; nothing in a file can run or swell."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any, Final, TypeAlias

from checker.catalogue.sheet import NO_CELL, Allowance, Cell, CellKind, Merge, Sheet, SheetRow
from checker.errors import Problem

MAX_PARTS: Final = 2_000
MAX_RATIO: Final = 200
_RATIO_FROM: Final = 1_048_576
_MERGE: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ZEROS: Final = re.compile(r"0{2,8}")


Rows: TypeAlias = Iterator[SheetRow]


def workbook_sheet(data: bytes, file: str, sheet_name: str | None, allowance: Allowance) -> tuple[Sheet, Rows]:
    """The named sheet, or the only one with anything in it, and its rows apart.

    Raises what the allowance says, the rows as they are taken: for what is no workbook, is too large or packed too
    tightly, for several sheets of which none is named, and where openpyxl is not installed.
    """
    _check_archive(data, file, allowance)
    openpyxl = _openpyxl(file, allowance)
    with _told(file, allowance):
        values = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=False)
        name = _chosen(values, file, sheet_name, allowance)
        merges = tuple(_merges(data, values[name]))
    return Sheet(file, name, (), merges), _rows(values[name], formulas[name], file, allowance)


@contextmanager
def _told(file: str, allowance: Allowance) -> Iterator[None]:
    try:
        yield
    except allowance.error:
        raise
    except Exception as fault:  # noqa: BLE001 - openpyxl raises whatever a broken part leads to
        message = f"工作簿无法读取({type(fault).__name__})"
        raise allowance.error(Problem(message, file, remedy="请用 Excel 打开后另存为 .xlsx,或另存为 CSV")) from None


def _openpyxl(file: str, allowance: Allowance) -> Any:  # noqa: ANN401 - the module itself
    try:
        import openpyxl  # noqa: PLC0415 - an optional extra, and slow to import
    except ImportError:
        remedy = "请安装:pip install 'bazhong-carbon-checker[xlsx]';或在 Excel 里另存为“CSV UTF-8”再导入"
        raise allowance.error(Problem("读取 .xlsx 需要 openpyxl,尚未安装", file, remedy=remedy)) from None
    return openpyxl


def _check_archive(data: bytes, file: str, allowance: Allowance) -> None:
    """Refuse what is no workbook or would unpack to more than is allowed."""
    if len(data) > allowance.workbook_bytes:
        message = f"文件超过 {allowance.workbook_bytes // 1_048_576} MiB"
        raise allowance.error(Problem(message, file, remedy="请删去图片和无关的工作表,或另存为 CSV"))
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            tight = any(
                part.file_size > _RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1)
                for part in parts
            )
            if len(parts) > MAX_PARTS or unpacked > allowance.unpacked_bytes or tight:
                raise allowance.error(
                    Problem(
                        f"工作簿解压后过大({unpacked // 1_048_576} MiB),疑为压缩炸弹,已拒绝",
                        file,
                        remedy="请把表格复制到新的工作簿,或另存为 CSV",
                    )
                )
            if "xl/workbook.xml" not in archive.namelist():
                raise allowance.error(
                    Problem("这不是 Excel 工作簿(.xlsx)", file, remedy="请用 Excel 另存为 .xlsx 或 CSV")
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _declares_entities(archive.read(part)):
                    raise allowance.error(
                        Problem(f"工作簿的 {part.filename} 含有文档类型声明,已拒绝", file, remedy="请用 Excel 另存一份")
                    )
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        raise allowance.error(
            Problem("工作簿已损坏或加了密码", file, remedy="请用 Excel 打开,去掉密码后另存为 .xlsx")
        ) from None


def _declares_entities(part: bytes) -> bool:
    # A part in UTF-16 would hide the declaration; Excel writes UTF-8 only.
    return (
        b"<!DOCTYPE" in part or b"<!ENTITY" in part or part.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"))
    )


def _chosen(workbook: Any, file: str, wanted: str | None, allowance: Allowance) -> str:  # noqa: ANN401 - openpyxl's own
    names: list[str] = [sheet.title for sheet in workbook.worksheets]
    listed = "、".join(f"“{name}”" for name in names)
    if wanted is not None:
        if wanted not in names:
            raise allowance.error(Problem(f"没有工作表“{wanted}”", file, remedy=f"可选:{listed}"))
        return wanted
    filled: list[str] = [
        sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible" and _has_content(sheet)
    ]
    if not filled:
        raise allowance.error(Problem("文件是空的", file, remedy="第一行写列名,以下每行一项"))
    if len(filled) > 1:
        listed = "、".join(f"“{name}”" for name in filled)
        raise allowance.error(
            Problem(
                f"有 {len(filled)} 个工作表有内容:{listed}", file, remedy=f"请用 --sheet 指定,如 --sheet {filled[0]}"
            )
        )
    return filled[0]


def _has_content(sheet: Any) -> bool:  # noqa: ANN401 - openpyxl's own
    sheet.reset_dimensions()
    return any(value is not None and str(value).strip() for row in sheet.iter_rows(values_only=True) for value in row)


def _rows(values: Any, formulas: Any, file: str, allowance: Allowance) -> Rows:  # noqa: ANN401 - openpyxl's own
    with _told(file, allowance):
        values.reset_dimensions()
        formulas.reset_dimensions()
        count = 0
        for number, (shown, written) in enumerate(zip(values.iter_rows(), formulas.iter_rows(), strict=False), 1):
            cells = [_cell(one, other) for one, other in zip(shown, written, strict=False)]
            while cells and cells[-1].kind is CellKind.EMPTY:
                cells.pop()
            if not cells:
                continue
            count += 1
            if count > allowance.rows or len(cells) > allowance.columns:
                limit = f"{allowance.rows} 行" if count > allowance.rows else f"{allowance.columns} 列"
                remedy = "请确认没有拿错文件,并删去表外的内容"
                message = f"工作表“{values.title}”第 {number} 行:超过 {limit}"
                raise allowance.error(Problem(message, file, remedy=remedy))
            yield SheetRow(number, tuple(cells))


def _cell(shown: Any, written: Any) -> Cell:  # noqa: ANN401 - openpyxl's own
    value = shown.value
    if written.data_type == "f":
        return Cell(_text(value), CellKind.FORMULA, raw=str(getattr(written.value, "text", written.value)))
    match value:
        case None:
            return NO_CELL
        case bool():
            return Cell.of_text("是" if value else "否")
        case datetime() | date() | time():
            return Cell(_text(value), CellKind.DATE)
        case int() | float():
            text = _text(value)
            format_ = str(shown.number_format or "")
            padded = text.zfill(len(format_)) if _ZEROS.fullmatch(format_) and text.isdigit() else ""
            return Cell(text, CellKind.NUMBER, padded=padded)
    if shown.data_type == "e":
        return Cell(str(value), CellKind.ERROR)
    return Cell.of_text(str(value))


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case float():
            return f"{Decimal(repr(value)):f}"
        case datetime() if value.time() == time():
            return value.date().isoformat()
    return str(value)


def _merges(data: bytes, sheet: Any) -> Iterator[Merge]:  # noqa: ANN401 - openpyxl's own
    # Read-only sheets do not tell their merged cells; the part they are read from does.
    path = str(getattr(sheet, "_worksheet_path", ""))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        part = archive.read(path.removeprefix("/")) if path else b""
    for left, top, right, bottom in _MERGE.findall(part):
        yield Merge(int(top), _place(left), int(bottom), _place(right))


def _place(name: bytes) -> int:
    place = 0
    for letter in name:
        place = place * 26 + letter - ord("A") + 1
    return place - 1
