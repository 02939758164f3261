"""Catalogue files and offices for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from checker.catalogue import CatalogueStore, Imported, Issue, read_catalogue
from checker.model.outcome import Mark

HEADING = ("序号", "行业大类/门类", "行业小类代码", "行业小类名称", "产品或工序", "限定条件", "依据文件", "备注")
FIRST = (
    ("1", "非金属矿物制品业", "3011", "水泥制造", "水泥熟料", "", "国家目录", "不含粉磨站"),
    ("2", "非金属矿物制品业", "3041", "平板玻璃制造", "", "年综合能耗≥1万吨标准煤", "", ""),
    ("3", "化学原料和化学制品制造业", "26", "化学原料和化学制品制造业", "", "年综合能耗 ≥ 10000 tce", "", ""),
    ("4", "化学原料和化学制品制造业", "2614", "有机化学原料制造", "煤制甲醇、乙二醇", "", "", ""),
    ("5", "电力、热力生产和供应业", "4411", "火力发电", "", "人工核对:燃煤机组", "", ""),
    ("6", "煤炭开采和洗选业", "06", "煤炭开采和洗选业", "", "5000 吨标煤及以上", "", ""),
    ("7", "电气机械", "398", "电子元件及电子专用材料制造", "", "> 20000 tce", "", ""),
)
SECOND = (
    *FIRST[1:3],
    ("4", "化学原料和化学制品制造业", "2614", "有机化学原料制造", "煤制甲醇、乙二醇", "", "", "含焦炉气制甲醇"),
    ("5", "非金属矿物制品业", "3091", "石墨及碳素制品制造", "石墨电极", "", "", ""),
)
NUMBER = "川发改环资〔2026〕100号"
MARK_V1 = Issue(NUMBER, "“两高”项目管理目录", "四川省发展和改革委员会", Mark.V1)


def write_csv(path: Path, rows: Sequence[Sequence[str]], *, encoding: str = "utf-8-sig") -> Path:
    """A CSV file with the usual heading."""
    lines = [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in (HEADING, *rows)]
    path.write_bytes("\r\n".join(lines).encode(encoding) + b"\r\n")
    return path


def write_xlsx(
    path: Path,
    rows: Sequence[Sequence[object]],
    *,
    merges: Sequence[str] = (),
    formats: Mapping[str, str] | None = None,
    sheets: Mapping[str, Sequence[Sequence[object]]] | None = None,
) -> Path:
    """A real workbook with a sheet 目录 of these rows, and further ``sheets``."""
    import openpyxl

    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "目录"
    for row in rows:
        sheet.append(list(row))
    for block in merges:
        sheet.merge_cells(block)
    for cell, form in (formats or {}).items():
        sheet[cell].number_format = form
    for name, others in (sheets or {}).items():
        extra = workbook.create_sheet(name)
        for row in others:
            extra.append(list(row))
    workbook.save(path)
    return path


def take_in(
    office: Path, rows: Sequence[Sequence[str]], start: str, *, issue: Issue = MARK_V1, trial: bool = False
) -> Imported:
    """Import these rows as the version from ``start``."""
    file = write_csv(office.parent / f"目录-{start}.csv", rows)
    return CatalogueStore(office).add(
        read_catalogue(file), issue, date.fromisoformat(start), by="张三", on=date(2026, 6, 20), trial=trial
    )
