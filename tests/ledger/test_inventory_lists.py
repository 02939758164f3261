"""Lists of projects: read with every mistake told at once, taken in whole or not at all, written out and read back."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from checker.errors import LedgerRefusalError, Problem
from checker.ledger import Ledger, inventory
from checker.ledger.inventory import Project
from checker.ledger.inventory.export import write_csv, write_workbook
from checker.ledger.inventory.intake import Comparison, compare, take_in
from checker.ledger.inventory.project_list import ProjectList, read_list
from checker.ledger.inventory.search import Wanted, every
from tests.ledger import bookkeeping
from tests.ledger.projects import CODE, OTHER, project, projects

DAY = date(2026, 11, 22)
HEADING = ("项目代码", "项目名称", "建设阶段", "年综合能耗(万tce)")
FIRST = (CODE, "南江水泥", "拟建", "3.2")
SECOND = (OTHER, "巴州玻璃", "存量", "0.5")


def csv_file(folder: Path, *rows: Iterable[object], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path = folder / "清单.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def workbook(folder: Path, *rows: Iterable[object], merged: Iterable[str] = ()) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for block in merged:
        book.active.merge_cells(block)
    path = folder / "清单.xlsx"
    book.save(path)
    return path


def problems_of(path: Path) -> list[Problem]:
    with pytest.raises(LedgerRefusalError) as caught:
        read_list(path)
    return list(caught.value.problems)


def fields_of(projects: ProjectList) -> dict[str, dict[str, Any]]:
    return {row.code: dict(row.fields) for row in projects.rows}


def taken(ledger: Ledger, path: Path, *, update: bool = False, correction: bool = False) -> Comparison:
    found = read_list(path, partial=update)
    with ledger.writing("张三") as books:
        done = compare(books, found, update=update, correction=correction)
        take_in(books, done, "首次摸排", DAY)
    return done


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_file_is_read_however_it_was_saved(tmp_path: Path, encoding: str, delimiter: str) -> None:
    found = read_list(csv_file(tmp_path, HEADING, FIRST, SECOND, encoding=encoding, delimiter=delimiter))
    assert fields_of(found) == {
        CODE: {"project_code": CODE, "name": "南江水泥", "stage": "拟建", "total_energy": "32000 tce"},
        OTHER: {"project_code": OTHER, "name": "巴州玻璃", "stage": "存量", "total_energy": "5000 tce"},
    }


@pytest.mark.parametrize(("encoding", "said"), [("utf-16", "UTF-16"), ("big5", "编码")])
def test_another_encoding_is_refused(tmp_path: Path, encoding: str, said: str) -> None:
    rows = (HEADING[:3], FIRST[:3]) if encoding == "utf-16" else (("項目代碼", "項目名稱", "建設階段"), FIRST[:1])
    (problem, *_) = problems_of(csv_file(tmp_path, *rows, encoding=encoding))
    assert said in str(problem) or "没有找到列名行" in problem.message


def test_columns_stand_in_any_order_under_labels_keys_or_usual_names(tmp_path: Path) -> None:
    heading = ("序号", "stage", "是否两高", "名称", "在线平台代码", "用电量(万千瓦时)", "置换比例", "煤炭消费量")
    row = ("1", "在建", "是", "南江水泥", CODE, "1,200", "3:2", "1.5 万吨")
    assert fields_of(read_list(csv_file(tmp_path, heading, row)))[CODE] == {
        "project_code": CODE,
        "name": "南江水泥",
        "stage": "在建",
        "two_high": True,
        "electricity": "12000000 kWh",
        "replacement_ratio": "1.5:1",
        "coal": "15000 t",
    }


def test_every_mistake_is_told_with_row_and_column(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        (*HEADING, "开工日期", "年耗油"),
        ("2405-511922-04-01-12345", "甲", "再建", "abc", "2024-13-01", "1"),
        (CODE, "", "拟建", "=A1*2", "", ""),
        (CODE, "丙", "拟建", "3 kWh", "", ""),
        ("合计", "", "", "8", "", ""),
        ("", "", "", "8", "", ""),
    )
    assert [(one.line, one.field, one.message) for one in problems_of(path)] == [
        (1, "F 列", "不认识的列“年耗油”"),
        (2, "A 列“项目代码”", "“2405-511922-04-01-12345”不是在线平台项目代码"),
        (2, "C 列“建设阶段”", "“再建”不在可选值之内"),
        (2, "D 列“年综合能源消费量”", "应为数字,写成了“abc”"),
        (2, "E 列“实际开工日期”", "“2024-13-01”在日历上不存在"),
        (3, "B 列“项目名称”", "缺少项目名称"),
        (3, "D 列“年综合能源消费量”", "“=A1*2”像是公式"),
        (4, "D 列“年综合能源消费量”", "单位“kWh”不适用,写成了“3 kWh”"),
        (4, "A 列“项目代码”", f"项目代码 {CODE} 与第 3 行相同"),
        (5, "A 列“项目代码”", "“合计”不是在线平台项目代码"),
        (6, "", "“8”这一行没有项目代码和名称"),
    ]


def test_an_unknown_column_can_be_left_out_by_name(tmp_path: Path) -> None:
    path = csv_file(tmp_path, (*HEADING, "联系人电话"), (*FIRST, "139"))
    assert "联系人电话" in problems_of(path)[0].message
    assert len(read_list(path, skipped=["联系人电话"]).rows) == 1


def test_the_unit_of_a_heading_must_fit_the_field(tmp_path: Path) -> None:
    path = csv_file(tmp_path, ("项目代码", "项目名称", "建设阶段", "年综合能耗(万kWh)"), FIRST)
    assert "单位“万kWh”不适用" in problems_of(path)[0].message


def test_a_file_without_a_heading_or_rows_says_so(tmp_path: Path) -> None:
    assert problems_of(csv_file(tmp_path, FIRST))[0].message == "没有找到列名行"
    assert problems_of(csv_file(tmp_path, HEADING))[0].message == "列名以下没有一行"
    assert problems_of(csv_file(tmp_path))[0].message == "文件是空的"


def test_what_says_nothing_is_not_filled_in(tmp_path: Path) -> None:
    found = read_list(csv_file(tmp_path, (*HEADING, "环评文号"), (CODE, "甲", "拟建", "/", "—")))
    assert fields_of(found)[CODE] == {"project_code": CODE, "name": "甲", "stage": "拟建"}
    assert found.notes == ("有 2 个格子写的是“/”、“—”,按未填处理;确实没有的请写 0 或 无",)


def test_what_may_be_wrong_is_remarked_on(tmp_path: Path) -> None:
    heading = (*HEADING, "处置意见", "开工日期")
    found = read_list(csv_file(tmp_path, heading, (CODE, "甲", "拟建", "32000", "整改", "2024-05-01")))
    assert found.notes == (
        f"第 2 行 {CODE}:已有实际开工或投产日期,建设阶段却是拟建",
        f"第 2 行 {CODE}:年综合能源消费量超过 5000000 tce,请核对单位",
        f"第 2 行 {CODE}:处置意见为整改,没有写整改时限",
    )


def test_a_workbook_is_read_with_titles_groups_dates_and_numbers(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        ("巴中市“两高一低”项目清单台账",),
        ("序号", "项目代码", "项目名称", "县区", "类别", "节能审查", None, "能源", None),
        (None, None, None, None, None, "文号", "日期", "年综合能耗(万吨标煤)", "煤炭"),
        (1, CODE, "南江水泥", "南江县", "在建", "川发改1号", date(2023, 5, 6), 3.2, "1.1 万吨"),
        (2, OTHER, "南江玻璃", None, "在建", 2023, "2023年7月8日", "0.1", 0),
        (3, None, None, None, None, None, None, None, None),
        merged=("A1:I1", "F2:G2", "H2:I2", "B2:B3", "D4:D5"),
    )
    found = read_list(path)
    assert fields_of(found) == {
        CODE: {
            "project_code": CODE, "name": "南江水泥", "county": "南江县", "stage": "在建", "energy_number": "川发改1号",
            "energy_on": "2023-05-06", "total_energy": "32000 tce", "coal": "11000 t",
        },
        OTHER: {
            "project_code": OTHER, "name": "南江玻璃", "county": "南江县", "stage": "在建", "energy_number": "2023",
            "energy_on": "2023-07-08", "total_energy": "1000 tce", "coal": "0 t",
        },
    }  # fmt: skip
    assert found.notes == ("有 1 行的“县区”在合并单元格里,已按合并范围补齐",)


def test_what_a_spreadsheet_made_of_a_cell_is_refused(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        (*HEADING, "开工日期", "主要产品"),
        (CODE, "甲", "拟建", "=1+1", 45000, date(2024, 5, 1)),
        (OTHER, "乙", "拟建", "#DIV/0!", None, None),
        (None, None, None, "8", None, None),
        merged=("D2:D3",),
    )
    assert [(one.field.removeprefix("工作表“Sheet”"), one.message) for one in problems_of(path)] == [
        ("第 2 行 D 列“年综合能源消费量”", "是公式 =1+1"),
        ("第 2 行 E 列“实际开工日期”", "45000 像是 Excel 的日期序号(2023-03-15)"),
        ("第 2 行 F 列“主要产品”", "被 Excel 当作日期(2024-05-01)"),
        ("第 3 行 D 列“年综合能源消费量”", "在合并单元格里,只有第一格有内容"),
        ("第 4 行", "“8”这一行没有项目代码和名称"),
    ]


def test_a_list_is_taken_in_with_its_origin(ledger: Ledger, tmp_path: Path) -> None:
    done = taken(ledger, csv_file(tmp_path, (*HEADING, "更新日期"), (*FIRST, "2026-06-30"), (*SECOND, "")))
    assert ([row.code for row in done.new], done.changed, done.alike) == ([CODE, OTHER], (), 0)
    with ledger.reading() as books:
        first, second = inventory.need(books, CODE), inventory.need(books, OTHER)
        event = inventory.history(books, CODE)[0]
    assert (first.updated_on, second.updated_on) == (date(2026, 6, 30), DAY)
    assert (event.actor, event.reason, event.source) == ("张三", "首次摸排", "清单.csv 第 2 行")


def test_registered_codes_are_refused_with_their_rows_unless_updated(ledger: Ledger, tmp_path: Path) -> None:
    taken(ledger, csv_file(tmp_path, HEADING, FIRST))
    with pytest.raises(LedgerRefusalError) as caught:
        taken(ledger, csv_file(tmp_path, HEADING, SECOND, FIRST))
    (problem,) = caught.value.problems
    assert (problem.line, problem.message) == (3, f"项目代码 {CODE} 已在台账")
    assert "--update" in problem.remedy
    assert ledger.position == 1


def test_an_update_records_only_what_differs(ledger: Ledger, tmp_path: Path) -> None:
    taken(ledger, csv_file(tmp_path, (*HEADING, "园区"), (*FIRST, "水泥园"), (*SECOND, "")))
    third = ("2405-511922-04-01-999999", "新项目", "拟建", "1")
    done = taken(ledger, csv_file(tmp_path, (*HEADING, "园区"), (*FIRST[:3], "32000 tce", ""), (*SECOND[:3], "0.6", ""),
                                  (*third, "")), update=True)  # fmt: skip
    assert ([row.code for row in done.new], done.alike) == ([third[0]], 1)
    assert [(row.code, differing) for row, differing in done.changed] == [
        (OTHER, {"total_energy": ("5000 tce", "6000 tce")})
    ]
    with ledger.reading() as books:
        assert inventory.need(books, CODE).park == "水泥园"


def test_an_update_needs_only_the_columns_it_changes(ledger: Ledger, tmp_path: Path) -> None:
    taken(ledger, csv_file(tmp_path, HEADING, FIRST))
    taken(ledger, csv_file(tmp_path, ("项目代码", "处置意见"), (CODE, "保留")), update=True)
    with pytest.raises(LedgerRefusalError, match="新项目缺少项目名称"):
        taken(ledger, csv_file(tmp_path, ("项目代码", "处置意见"), (OTHER, "保留")), update=True)
    with ledger.reading() as books:
        assert str(inventory.need(books, CODE).disposal) == "保留"


def test_an_update_keeps_the_order_of_stages(ledger: Ledger, tmp_path: Path) -> None:
    taken(ledger, csv_file(tmp_path, HEADING, FIRST, SECOND))
    update = csv_file(tmp_path, ("项目代码", "建设阶段"), (CODE, "在建"), (OTHER, "在建"))
    with pytest.raises(LedgerRefusalError) as caught:
        taken(ledger, update, update=True)
    assert [(one.line, one.field, one.message) for one in caught.value.problems] == [
        (3, "B 列“建设阶段”", "不能由存量退回在建")
    ]
    assert ledger.position == 2
    taken(ledger, update, update=True, correction=True)
    assert ledger.position == 4


def test_an_update_does_not_start_an_approved_project_and_books_earlier_years(ledger: Ledger, tmp_path: Path) -> None:
    heading = ("项目代码", "建设阶段", "计划投产日期")
    with ledger.writing("受理员") as books:
        bookkeeping.adopt(books, y2030="20 万t")
        for number, amount in ((1, "30000"), (2, "20001")):
            bookkeeping.take_in(books, number, bookkeeping.coal(amount, first_year=2031))
            bookkeeping.approve(books, number)
    first, second = bookkeeping.code(1), bookkeeping.code(2)
    with pytest.raises(LedgerRefusalError, match=rf"项目已批准,转在建须登记开工;请先登记开工:.*start {first}"):
        taken(ledger, csv_file(tmp_path, heading, (first, "在建", "")), update=True)
    taken(ledger, csv_file(tmp_path, heading, (first, "", "2030-06-30")), update=True)
    with ledger.reading() as books:
        assert bookkeeping.figures(books) == ("30000", "0")
    with pytest.raises(LedgerRefusalError, match=r"不能提前计入.*须削减 1 t"):
        taken(ledger, csv_file(tmp_path, heading, (first, "", "2029-06-30"), (second, "", "2030-06-30")), update=True)
    with ledger.reading() as books:
        assert inventory.need(books, first).planned_commissioning_on == date(2030, 6, 30)


def test_a_failure_in_the_middle_keeps_nothing(ledger: Ledger, tmp_path: Path) -> None:
    found = read_list(csv_file(tmp_path, HEADING, FIRST, SECOND))
    with pytest.raises(KeyboardInterrupt):
        _interrupted(ledger, found)
    assert ledger.position == 0
    with ledger.reading() as books:
        assert inventory.find(books, CODE) is None


def test_projects_of_one_name_and_owner_are_pointed_out(ledger: Ledger, tmp_path: Path) -> None:
    with ledger.writing("张三") as books:
        inventory.register(books, project(CODE, name="南江水泥（一期）"), "首次")
        heading = ("项目代码", "项目名称", "建设单位", "建设阶段")
        found = read_list(csv_file(tmp_path, heading, (OTHER, "南江水泥(一期)", "南江某水泥有限公司", "拟建")))
        (note,) = compare(books, found).notes
    assert note == f"第 2 行 {OTHER} 与已登记的 {CODE} 同名同单位(南江水泥(一期)),请核对是否重复登记"


def _interrupted(ledger: Ledger, found: ProjectList) -> None:
    with ledger.writing("张三") as books:
        take_in(books, compare(books, found), "首次摸排", DAY)
        raise KeyboardInterrupt


def kept(ledger: Ledger) -> list[dict[str, Any]]:
    with ledger.reading() as books:
        return [dict(fields) for fields in every(books, Wanted())]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(projects(), min_size=1, max_size=4, unique_by=lambda one: one.code), st.sampled_from(["csv", "gb", "xlsx"])
)
def test_what_is_written_out_reads_back_as_the_same(listed: list[Project], form: str) -> None:
    fields = [{**one.canonical(), "updated_on": "2026-11-22"} for one in listed]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("清单.xlsx" if form == "xlsx" else "清单.csv")
        count = (
            write_workbook(path, fields)
            if form == "xlsx"
            else write_csv(path, fields, "gb18030" if form == "gb" else "utf-8-sig")
        )
        found = read_list(path)
    assert count == len(fields)
    assert [dict(row.fields) for row in found.rows] == fields


def test_a_ledger_written_out_and_taken_in_elsewhere_is_the_same(ledger: Ledger, tmp_path: Path) -> None:
    with ledger.writing("张三") as books:
        inventory.register(
            books,
            project(CODE, owner="=cmd|'/c calc'!A1", problems='多行\n"引号",逗号;分号', unit_energy="107 kgce/t"),
            "登记",
            DAY,
        )
        inventory.register(
            books, project(OTHER, two_high=False, coal_sources="天然气、电力", park="/", notes="'撇号"), "登记"
        )
    with ledger.reading() as books:
        write_csv(tmp_path / "出.csv", every(books, Wanted()))
        write_workbook(tmp_path / "出.xlsx", every(books, Wanted()))
    for name in ("出.csv", "出.xlsx"):
        with Ledger.create(tmp_path / f"{name}.db") as other:
            taken(other, tmp_path / name)
            assert kept(other) == kept(ledger)


def test_no_cell_written_out_can_run(tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "'=1", "a\n=1"]
    fields = [{**project().canonical(), "name": text} for text in texts]
    write_csv(tmp_path / "出.csv", fields)
    write_workbook(tmp_path / "出.xlsx", fields)
    with (tmp_path / "出.csv").open(encoding="utf-8-sig", newline="") as stream:
        written = [row[1] for row in csv.reader(stream)][1:]
    sheet = load_workbook(tmp_path / "出.xlsx").active
    assert written == [f"'{text}" if text[0] in "=+-@＝'" else text for text in texts]
    assert [(cell.value, cell.data_type) for cell in sheet["B"][1:]] == [(text, "s") for text in written]
    assert sheet["X2"].data_type in ("n", "s")
