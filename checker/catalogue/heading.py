"""The heading of a catalogue: which column holds what, by the names offices give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from checker.catalogue.sheet import CellKind, Sheet, SheetRow
from checker.errors import CatalogueError, Problem

NUMBER, DIVISION, CODE, NAME = "序号", "行业大类", "行业小类代码", "行业小类名称"
PRODUCTS, CONDITION, BASIS, NOTES = "产品或工序", "限定条件", "依据文件", "备注"
REQUIRED: Final = (CODE, NAME)
_HEADING_WITHIN: Final = 15
_NAMES: Final = {
    NUMBER: ("序号", "编号", "项号"),
    DIVISION: ("行业大类", "行业门类", "门类", "大类", "行业大类/门类", "门类/大类", "行业类别", "行业"),
    CODE: ("行业小类代码", "行业代码", "小类代码", "代码", "国民经济行业代码", "国民经济行业分类代码", "行业分类代码"),
    NAME: ("行业小类名称", "行业名称", "小类名称", "名称", "国民经济行业名称", "行业小类"),
    PRODUCTS: ("产品或工序", "产品", "工序", "产品/工序", "产品名称", "主要产品", "主要产品或工序", "产品及工序"),
    CONDITION: ("限定条件", "条件", "能耗条件", "能耗门槛", "年综合能耗", "年综合能源消费量"),
    BASIS: ("依据文件", "依据", "文件依据", "政策依据"),
    NOTES: ("备注", "说明"),
}
_MEANING: Final = {name: column for column, names in _NAMES.items() for name in names}
_BRACKETED: Final = re.compile(r"[((](.*?)[))]")


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the heading stands and the place of each column in it; ``unit`` is the one the condition column names."""

    row: int
    columns: dict[str, int]
    unit: str = ""


def read_heading(sheet: Sheet, problems: list[Problem]) -> Heading:
    """The heading within the first rows; what is wrong with it is noted. Raises CatalogueError where there is none."""
    if not sheet.rows:
        raise CatalogueError(sheet.problem("文件是空的", f"第一行写列名:{'、'.join(_NAMES)};以下每行一项"))
    for row in sheet.rows[:_HEADING_WITHIN]:
        names = [_bare(cell.text) for cell in row.cells]
        known = {_MEANING[name] for name in names if name in _MEANING}
        if CODE in known or len(known) >= 3:
            return _columns(sheet, row, names, problems)
    first = sheet.rows[0]
    near = [f"“{cell.text}”是否为“{near}”?" for cell in first.cells if (near := _nearest(_bare(cell.text)))]
    remedy = "".join(near) or f"列名应为:{'、'.join(_NAMES)};编码有误的请另存为 UTF-8"
    raise CatalogueError(sheet.problem("没有找到列名行", remedy, row=first.number))


def _columns(sheet: Sheet, row: SheetRow, names: Sequence[str], problems: list[Problem]) -> Heading:
    columns: dict[str, int] = {}
    for place, (cell, name) in enumerate(zip(row.cells, names, strict=True)):
        if cell.kind is CellKind.EMPTY:
            _check_unnamed(sheet, row, place, problems)
            continue
        column = _MEANING.get(name)
        if column is None:
            near = _nearest(name)
            remedy = f"是否为“{near}”?" if near else f"请删去这一列,或改用:{'、'.join(_NAMES)}"
            problems.append(sheet.problem(f"不认识的列“{cell.text}”", remedy, row=row.number, column=place))
        elif column in columns:
            message = f"“{cell.text}”与 {_shown(row, columns[column])} 是同一列“{column}”"
            problems.append(sheet.problem(message, "请只留一列", row=row.number, column=place))
        else:
            columns[column] = place
    problems.extend(
        sheet.problem(f"缺少列“{column}”", "请补上这一列", row=row.number)
        for column in REQUIRED
        if column not in columns
    )
    unit = ""
    if CONDITION in columns:
        unit = _unit(row.cell(columns[CONDITION]).text)
    return Heading(row.number, columns, unit)


def _check_unnamed(sheet: Sheet, heading: SheetRow, place: int, problems: list[Problem]) -> None:
    merge = sheet.merge_at(heading.number, place)
    for row in sheet.rows:
        if row.number > heading.number and row.cell(place).kind is not CellKind.EMPTY:
            why = "(列名被合并单元格盖住)" if merge else ""
            problems.append(
                sheet.problem(
                    f"这一列没有列名{why},却有内容“{row.cell(place).text[:20]}”",
                    "请写上列名,或删去这一列",
                    row=row.number,
                    column=place,
                )
            )
            return


def _shown(row: SheetRow, place: int) -> str:
    return f"“{row.cell(place).text}”"


def _bare(text: str) -> str:
    half = unicodedata.normalize("NFKC", text).replace(" ", "").strip("*:")
    return _BRACKETED.sub("", half)


def _unit(text: str) -> str:
    """The unit in brackets behind a column name: ``限定条件(年综合能耗,tce)`` gives ``tce``."""
    half = unicodedata.normalize("NFKC", text).replace(" ", "")
    found = [part for inside in _BRACKETED.findall(half) for part in re.split("[,、;/:]", inside)]
    return next((part for part in found if part.lower() in ("tce", "吨标准煤", "吨标煤", "万吨标准煤", "万tce")), "")


def _nearest(name: str) -> str:
    found = get_close_matches(name, list(_MEANING), n=1, cutoff=0.5)
    return _MEANING[found[0]] if found else ""
