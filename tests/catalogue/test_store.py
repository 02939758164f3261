"""The office's catalogue on disk: versions follow one another, old rows never change, imports are whole or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from checker.catalogue import CatalogueStore, differences, match
from checker.errors import CatalogueError
from checker.feel.units import Quantity, parse_quantity
from checker.model.outcome import Mark
from checker.rulebook import default_packs_directory, load_rulebook
from tests.catalogue.files import FIRST, MARK_V1, NUMBER, SECOND, take_in


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return tmp_path / "office"


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refusal(office: Path, rows: object, start: str, **more: object) -> str:
    with pytest.raises(CatalogueError) as caught:
        take_in(office, rows, start, **more)  # type: ignore[arg-type]  # whatever the test hands on
    return str(caught.value)


def test_versions_follow_one_another(office: Path) -> None:
    take_in(office, FIRST, "2026-07-01")
    done = take_in(office, SECOND, "2027-01-01")
    first, second = CatalogueStore(office).versions()
    assert (first.in_force.start, first.in_force.end) == (date(2026, 7, 1), date(2027, 1, 1))
    assert (second.in_force.start, second.in_force.end) == (date(2027, 1, 1), None)
    assert done.ended == "2026-07-01"
    assert [item.code for item in first.items] == [row[2] for row in FIRST]
    assert [item.code for item in second.items] == [row[2] for row in SECOND]
    assert first.issue == second.issue == MARK_V1


def test_old_rows_are_never_touched(office: Path) -> None:
    take_in(office, FIRST, "2026-07-01")
    name = "tables/two-high-catalogue-2026-07-01.csv"
    before = content(office / "two-high-catalogue")[name]
    take_in(office, SECOND, "2027-01-01")
    assert content(office / "two-high-catalogue")[name] == before


def test_rows_changed_behind_its_back_are_noticed(office: Path) -> None:
    take_in(office, FIRST, "2026-07-01")
    path = office / "two-high-catalogue" / "tables" / "two-high-catalogue-2026-07-01.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("3041", "3042"), encoding="utf-8")
    with pytest.raises(CatalogueError, match="被改动过"):
        CatalogueStore(office).versions()


def test_history_tells_who_when_from_what_and_what_changed(office: Path) -> None:
    take_in(office, FIRST, "2026-07-01")
    take_in(office, SECOND, "2027-01-01")
    first, second = CatalogueStore(office).history()
    assert (first.version, first.on, first.by, first.source) == (
        "2026-07-01", date(2026, 6, 20), "张三", "目录-2026-07-01.csv",
    )  # fmt: skip
    assert len(first.sha256) == 64
    assert (len(first.added), first.removed, first.changed) == (7, (), ())
    assert second.added == ("3091 石墨及碳素制品制造",)
    assert second.removed == (
        "3011 水泥制造", "4411 火力发电", "06 煤炭开采和洗选业", "398 电子元件及电子专用材料制造",
    )  # fmt: skip
    assert second.changed == ("2614 有机化学原料制造",)


def test_a_change_says_what_became_what(office: Path) -> None:
    take_in(office, FIRST, "2026-07-01")
    take_in(office, SECOND, "2027-01-01")
    first, second = CatalogueStore(office).versions()
    (changed,) = differences(first.items, second.items).changed
    assert changed.details == ("备注:(空) → 含焦炉气制甲醇",)


@pytest.mark.parametrize(
    ("start", "message"), [("2026-07-01", "已有这一天起的一版"), ("2026-06-30", "早于最近一版(2026-07-01 起)")]
)
def test_a_version_cannot_begin_before_the_last(office: Path, start: str, message: str) -> None:
    take_in(office, FIRST, "2026-07-01")
    before = content(office)
    assert message in refusal(office, SECOND, start)
    assert content(office) == before


def test_the_same_again_is_no_version_but_a_better_mark_is(office: Path) -> None:
    take_in(office, FIRST, "2026-07-01", issue=replace(MARK_V1, mark=Mark.V2))
    assert "完全相同" in refusal(office, FIRST, "2026-08-01", issue=replace(MARK_V1, mark=Mark.V2))
    take_in(office, FIRST, "2026-08-01", issue=MARK_V1)
    assert [version.issue.mark for version in CatalogueStore(office).versions()] == [Mark.V2, Mark.V1]


def test_a_trial_writes_nothing(office: Path) -> None:
    done = take_in(office, FIRST, "2026-07-01", trial=True)
    assert len(done.changes.added) == 7
    assert not office.exists()
    take_in(office, FIRST, "2026-07-01")
    before = content(office)
    take_in(office, SECOND, "2027-01-01", trial=True)
    assert content(office) == before


def test_a_document_the_shipped_packs_know_already_is_told_apart(office: Path) -> None:
    take_in(office, FIRST, "2026-07-01", issue=replace(MARK_V1, number="巴府发〔2024〕5号"))
    (version,) = CatalogueStore(office).versions()
    assert version.issue.number == "巴府发〔2024〕5号"
    book = load_rulebook(default_packs_directory(), office)
    assert "巴府发〔2024〕5号(2026-07-01 起的目录)#目录" in book.clauses


def test_what_would_not_load_is_not_put_in_place(office: Path) -> None:
    take_in(office, FIRST, "2026-07-01")
    other = office / "other"
    other.mkdir()
    (other / "pack.yaml").write_text("id: other\ntitle: 别的\n", encoding="utf-8")
    before = content(office)
    said = refusal(office, SECOND, "2027-01-01")
    assert "没有导入" in said
    assert "version" in said
    assert content(office) == before


def test_a_failing_disk_leaves_the_old_catalogue(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take_in(office, FIRST, "2026-07-01")
    before = content(office)
    rename = Path.rename

    def broken(path: Path, target: Path) -> Path:
        if ".tmp" in str(path):
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", broken)
    assert "目录无法写入" in refusal(office, SECOND, "2027-01-01")
    monkeypatch.undo()
    assert content(office) == before
    assert len(CatalogueStore(office).versions()) == 1


def test_two_imports_do_not_run_at_once(office: Path) -> None:
    office.mkdir()
    lock = office / ".two-high-catalogue.lock"
    lock.touch()
    assert "另一次导入正在进行" in refusal(office, FIRST, "2026-07-01")
    assert lock.exists()


def test_an_import_cut_off_half_way_is_pointed_out(office: Path) -> None:
    take_in(office, FIRST, "2026-07-01")
    (office / "two-high-catalogue").rename(office / ".two-high-catalogue.previous")
    with pytest.raises(CatalogueError, match=r"改名为 two-high-catalogue"):
        CatalogueStore(office).versions()


def test_a_spoilt_history_is_pointed_out(office: Path) -> None:
    take_in(office, FIRST, "2026-07-01")
    (office / "two-high-catalogue" / "history.yaml").write_text("imports: [3]\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="变更记录的格式不对"):
        CatalogueStore(office).versions()


def test_texts_that_look_like_expressions_stay_texts(office: Path) -> None:
    odd = ("1", "null", "3011", '?"水泥"', "", "", "not(x)", "第一行,含逗号")
    rows = [tuple(cell.replace('"', '""') for cell in odd)]
    take_in(office, [tuple(f'"{cell}"' if '"' in cell else cell for cell in row) for row in rows], "2026-07-01")
    (version,) = CatalogueStore(office).versions()
    (item,) = version.items
    assert (item.division, item.name, item.basis, item.notes) == ("null", '?"水泥"', "not(x)", "第一行,含逗号")


@pytest.mark.parametrize(
    ("code", "products", "energy", "result", "entry"),
    [
        ("3011", ["水泥熟料"], None, "列入", "第1项 3011"),
        ("3011", ["新型干法水泥熟料生产线"], None, "列入", "第1项 3011"),
        ("3011", ["水泥"], None, "须人工核对", "申报产品没有写到限定的产品"),
        ("3011", [], None, "", ""),
        ("3041", [], "10000 tce", "列入", "第2项 3041"),
        ("3041", [], "9999.999 tce", "未列入", "目录没有列"),
        ("3041", [], None, "", ""),
        ("2631", ["农药"], "1 万tce", "列入", "第3项 26"),
        ("2614", ["乙二醇"], "1 tce", "列入", "第4项 2614"),
        ("4411", [], None, "须人工核对", "第5项 4411"),
        ("0610", [], "5000 tce", "列入", "第6项 06"),
        ("3985", [], "20000 tce", "未列入", "目录没有列"),
        ("3985", [], "20000.01 tce", "列入", "第7项 398"),
        ("3484", [], None, "未列入", "目录没有列"),
    ],
)
def test_matching_by_prefix_products_and_energy(
    office: Path, *, code: str, products: list[str], energy: str | None, result: str, entry: str
) -> None:
    take_in(office, FIRST, "2026-07-01")
    (version,) = CatalogueStore(office).versions()
    amount = parse_quantity(energy) if energy else None
    assert amount is None or isinstance(amount, Quantity)
    found = match(version, code, products, amount)
    assert found.result == result
    assert entry in found.entry


def test_a_match_that_cannot_be_told_says_what_is_needed(office: Path) -> None:
    take_in(office, FIRST, "2026-07-01")
    (version,) = CatalogueStore(office).versions()
    found = match(version, "2614")
    assert found.missing == ("年综合能耗(--energy)", "产品(--product)")
    assert [item.code for item in found.candidates] == ["26", "2614"]


def test_the_office_table_fits_the_shipped_declaration(office: Path) -> None:
    take_in(office, FIRST, "2026-07-01")
    book = load_rulebook(default_packs_directory(), office)
    shipped, own = (table for table in book.tables if table.name == "两高目录")
    assert shipped.awaits_rows
    assert shipped.signature == own.signature
    assert book.in_force(date(2026, 6, 30)).tables["两高目录"] is shipped
    assert book.in_force(date(2026, 7, 1)).tables["两高目录"] is own
    assert NUMBER in book.documents
