"""Catalogue files: everything wrong is said at once with its place, and nothing dangerous is opened."""

from __future__ import annotations

import sys
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from checker.catalogue import CatalogueItem, Threshold, read_catalogue
from checker.errors import CatalogueError
from tests.catalogue.files import FIRST, HEADING, write_csv, write_xlsx

GLASS = CatalogueItem("2", "非金属矿物制品业", "3041", "平板玻璃制造", threshold=Threshold(Decimal(10000)))


def complaints(path: Path, sheet: str | None = None) -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(path, sheet)
    return [str(problem) for problem in caught.value.problems]


def test_csv_and_xlsx_of_the_same_rows_give_the_same_items(tmp_path: Path) -> None:
    csv = read_catalogue(write_csv(tmp_path / "目录.csv", FIRST))
    xlsx = read_catalogue(write_xlsx(tmp_path / "目录.xlsx", (HEADING, *FIRST)))
    assert csv.items == xlsx.items
    assert csv.items[1] == GLASS
    assert [item.code for item in csv.items] == ["3011", "3041", "26", "2614", "4411", "06", "398"]
    assert csv.notes == xlsx.notes == ()


def test_an_item_that_a_wider_one_lists_already_is_pointed_out(tmp_path: Path) -> None:
    rows = (("1", "", "30", "非金属矿物制品业", "", "≥ 5000 tce", "", ""), FIRST[0], FIRST[1])
    file = read_catalogue(write_csv(tmp_path / "目录.csv", rows))
    assert file.notes == ("第 4 行 3041 平板玻璃制造 已含在第 2 行 30 非金属矿物制品业 之内,请核对是否有意",)


def test_a_title_above_and_merged_divisions_are_what_offices_send(tmp_path: Path) -> None:
    rows = [("四川省“两高”项目管理目录",), HEADING, *FIRST[:2], *FIRST[2:4]]
    rows[3] = ("2", None, *FIRST[1][2:])
    file = read_catalogue(write_xlsx(tmp_path / "目录.xlsx", rows, merges=("A1:H1", "B3:B4")))
    assert [item.division for item in file.items[:2]] == ["非金属矿物制品业"] * 2
    assert "合并单元格" in " ".join(file.notes)


def test_gbk_csv_from_excel_is_read_with_a_note(tmp_path: Path) -> None:
    file = read_catalogue(write_csv(tmp_path / "目录.csv", FIRST, encoding="gb18030"))
    assert file.items[1] == GLASS
    assert "按 GBK" in file.notes[0]


def test_codes_stored_as_numbers_are_read_with_a_note(tmp_path: Path) -> None:
    row = ("1", "", 3041, "平板玻璃制造", "", "年综合能耗≥1万吨标准煤", "", "")
    file = read_catalogue(write_xlsx(tmp_path / "目录.xlsx", (HEADING, row)))
    assert file.items[0].code == "3041"
    assert "存成了数字" in file.notes[0]


def test_a_zero_padded_number_format_keeps_the_zero(tmp_path: Path) -> None:
    row = ("1", "", 610, "烟煤和无烟煤开采洗选", "", "", "", "")
    path = write_xlsx(tmp_path / "目录.xlsx", (HEADING, row), formats={"C2": "0000"})
    assert read_catalogue(path).items[0].code == "0610"


def test_every_mistake_of_a_workbook_is_told_at_once(tmp_path: Path) -> None:
    rows = [
        HEADING,
        ("1", "", 610, "煤", "", "", "", ""),
        ("2", "", "=LEFT(D2,4)", "水泥制造", "", "", "", ""),
        ("3", "", date(2026, 3, 11), "石墨", "", "", "", ""),
        ("4", "", "3011", "", "", "", "", ""),
        ("5", "", "3012", "石灰和石膏制造", "", 10000, "", ""),
        ("6", "", "3041", "平板玻璃制造", "不含光伏压延玻璃", "产能≥10万吨", "", ""),
        ("7", "", "3091", "石墨及碳素制品制造", "石墨电极", "", "", ""),
        ("8", "", "3091", "石墨及碳素制品制造", "石墨电极", "≥ 5000 tce", "", ""),
        ("9", "", "3091", "石墨及碳素制品制造", "石墨电极", "", "", ""),
        ("10", "", "3130", "钢压延加工", "", "", "", ""),
        ("11", "", None, "铁合金冶炼", "", "", "", ""),
        ("注:本目录自发布之日起施行",),
    ]
    path = write_xlsx(tmp_path / "目录.xlsx", rows, merges=("C11:C12",))
    golden = Path(__file__).parent / "golden" / "mistakes.txt"
    assert "\n".join(complaints(path)) + "\n" == golden.read_text(encoding="utf-8")


def test_csv_mistakes_name_file_line_and_column(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "目录.csv", (("1", "", "6", "煤炭", "", "", "", ""), ("2", "", "3011", "水泥", "", "多", "", ""))
    )
    first, second = complaints(path)
    assert first.startswith("目录.csv:2 C 列“行业小类代码” “6”只有 1 位")
    assert second.startswith("目录.csv:3 F 列“限定条件” 看不懂条件“多”")


def test_unknown_columns_name_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "目录.csv"
    path.write_text("行业小类代玛,行业小类名称,产品或工序,限定条件,颜色\n3011,水泥制造,,,红\n", encoding="utf-8")
    said = complaints(path)
    assert any("不认识的列“行业小类代玛”;是否为“行业小类代码”?" in one for one in said)
    assert any("不认识的列“颜色”" in one for one in said)
    assert any("缺少列“行业小类代码”" in one for one in said)


def test_a_column_without_a_name_is_not_passed_over(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "目录.xlsx", (("代码", "名称", None, "备注"), ("3011", "水泥制造", "仅熟料", "")))
    assert "没有列名,却有内容“仅熟料”" in complaints(path)[0]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "目录.csv"
    path.write_bytes(content)
    assert "文件是空的" in complaints(path)[0]


def test_a_heading_alone(tmp_path: Path) -> None:
    assert "列名以下没有一行" in complaints(write_csv(tmp_path / "目录.csv", ()))[0]
    assert "文件是空的" in complaints(write_xlsx(tmp_path / "空.xlsx", ()))[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xd0\xcf\x11\xe0 old", "旧版 .xls"),
        (b"<html><table></table></html>", "网页"),
        ("代码,名称\n3011,水泥\n".encode("utf-16"), "UTF-16"),
        (b"\x81\xff\xff,\x81", "既不是 UTF-8 也不是 GBK"),
        (b'\xe4\xbb\xa3\xe7\xa0\x81,"a\n', "CSV 写法有误"),
        (b"PK\x03\x04 broken", "已损坏或加了密码"),
    ],
)
def test_other_files_are_refused_with_advice(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "目录.csv"
    path.write_bytes(content)
    assert message in complaints(path)[0]


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert "文件不存在" in complaints(tmp_path / "无.xlsx")[0]
    assert "文件夹" in complaints(tmp_path)[0]


def test_several_sheets_have_to_be_chosen(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "目录.xlsx", (HEADING, *FIRST), sheets={"说明": [("编制说明",)]})
    assert "有 2 个工作表有内容:“目录”、“说明”;请用 --sheet 指定,如 --sheet 目录" in complaints(path)[0]
    assert len(read_catalogue(path, "目录").items) == len(FIRST)
    assert "没有工作表“附表”" in complaints(path, "附表")[0]


def test_a_zip_bomb_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "目录.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 80_000_000)
    assert "压缩炸弹" in complaints(path)[0]


def test_a_document_type_declaration_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "目录.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "b">]><workbook/>')
    assert "文档类型声明" in complaints(path)[0]


def test_another_zip_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "目录.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "b")
    assert "不是 Excel 工作簿" in complaints(path)[0]


def test_without_openpyxl_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xlsx(tmp_path / "目录.xlsx", (HEADING, *FIRST))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert "pip install 'bazhong-carbon-checker[xlsx]'" in complaints(path)[0]
