"""The commands of the catalogue: what an officer types, and what comes back, letter by letter."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checker.cli.program import program
from tests.catalogue.files import FIRST, HEADING, NUMBER, SECOND, write_csv, write_xlsx

GOLDEN = Path(__file__).parent / "golden"
ISSUE = (
    "--document",
    NUMBER,
    "--issuer",
    "四川省发展和改革委员会",
    "--mark",
    "V1",
    "--by",
    "张三",
    "--on",
    "2026-06-20",
)


def run(office: Path | None, *arguments: str) -> Result:
    environment = {"CHECKER_OFFICE": str(office) if office else "", "NO_COLOR": "1"}
    return CliRunner().invoke(program, ["catalogue", *arguments], env=environment)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with two versions, the first from a workbook, the second from a CSV file."""
    tmp_path = tmp_path_factory.mktemp("commands")
    folder = tmp_path / "office"
    first = write_xlsx(tmp_path / "两高目录2026.xlsx", (HEADING, *FIRST))
    second = write_csv(tmp_path / "两高目录2027.csv", SECOND)
    assert run(folder, "import", str(first), "--from", "2026-07-01", *ISSUE).exit_code == 0
    assert run(folder, "import", str(second), "--from", "2027-01-01", *ISSUE).exit_code == 0
    return folder


def golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("REWRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("list.txt", ("list", "--as-of", "2026-12-31")),
        ("list-search.txt", ("list", "--as-of", "2027-01-01", "--search", "玻璃")),
        ("diff.txt", ("diff", "1", "2027-01-01")),
        ("history-code.txt", ("history", "--code", "2614")),
        ("match-listed.txt", ("match", "3041", "--energy", "12000 tce", "--as-of", "2026-07-01")),
        ("match-open.txt", ("match", "2614", "--as-of", "2026-07-01")),
        ("match-none.txt", ("match", "3011", "--as-of", "2026-06-30")),
    ],
)
def test_text_output(office: Path, name: str, arguments: tuple[str, ...]) -> None:
    result = run(office, *arguments)
    assert result.exit_code == 0, result.stderr
    golden(name, result.stdout)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("list.json", ("list", "--as-of", "2027-01-01")),
        ("diff.json", ("diff", "V1", "V2")),
        ("match.json", ("match", "3011", "--product", "水泥熟料", "--as-of", "2026-07-01")),
    ],
)
def test_json_output(office: Path, name: str, arguments: tuple[str, ...]) -> None:
    result = run(office, *arguments, "--format", "json")
    assert result.exit_code == 0, result.stderr
    golden(name, result.stdout)


def test_history_in_text_and_json(office: Path) -> None:
    text = run(office, "history").stdout
    assert "第 1 版  2026-07-01 起  共 7 项" in text
    assert "导入:2026-06-20,张三;文件 两高目录2026.xlsx" in text
    assert "新增 1 项:3091 石墨及碳素制品制造" in text
    first, second = json.loads(run(office, "history", "--format", "json").stdout)
    assert (first["by"], first["on"], first["rows"]) == ("张三", "2026-06-20", 7)
    assert second["changed"] == ["2614 有机化学原料制造"]


def test_import_says_what_it_did(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "目录.csv", FIRST, encoding="gb18030")
    arguments = ("import", str(file), "--from", "2026-07-01", *ISSUE)
    trial = run(tmp_path / "office", *arguments, "--dry-run")
    assert trial.exit_code == 0
    assert "试导入,没有写入" in trial.stdout
    assert "按 GBK" in trial.stderr
    assert not (tmp_path / "office").exists()
    done = run(tmp_path / "office", *arguments)
    assert done.exit_code == 0
    golden("import.txt", done.stdout)


def test_the_folder_may_be_named_on_the_command_line(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "目录.csv", FIRST)
    folder = ("--office", str(tmp_path / "office"))
    assert run(None, "import", str(file), "--from", "2026-07-01", *ISSUE, *folder).exit_code == 0
    assert "水泥制造" in run(None, "list", "--as-of", "2026-07-01", *folder).stdout


def test_no_mark_means_a_transcript_to_be_verified(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "目录.csv", FIRST)
    result = run(tmp_path / "office", "import", str(file), "--from", "2026-07-01", "--document", NUMBER)
    assert "核验标记 V2(转录值,待核原文)" in result.stdout


def test_bad_rows_exit_with_4_and_write_nothing(tmp_path: Path) -> None:
    rows = (("1", "", "6", "煤", "", "", "", ""), ("2", "", "3011", "水泥", "", "多", "", ""))
    file = write_csv(tmp_path / "目录.csv", rows)
    result = run(tmp_path / "office", "import", str(file), "--from", "2026-07-01", *ISSUE)
    assert result.exit_code == 4
    assert result.stdout == ""
    assert result.stderr.count("错误:") == 2
    assert not (tmp_path / "office").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list",), "没有说明本机关的文件夹;请写 --office 文件夹,或设环境变量 CHECKER_OFFICE"),
        (("import", "x.csv"), "缺少选项 --from"),
        (("import", "x.csv", "--from", "2026-07-01", "--document", NUMBER, "--mark", "M"), "不能是“M”"),
        (("macth", "3011"), "是否为 checker catalogue match?"),
    ],
)
def test_wrong_command_lines(arguments: tuple[str, ...], said: str) -> None:
    result = run(None, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("diff", "1", "3"), "没有版本 3;可选:1(2026-07-01)、2(2027-01-01)"),
        (("diff", "1", "2027-01-11"), "是否为 2027-01-01?"),
        (("match", "30"), "不是行业小类代码"),
        (("match", "3041", "--energy", "12000 t"), "不是能耗"),
        (("history", "--code", "水泥"), "不是行业代码"),
    ],
)
def test_wrong_arguments(office: Path, arguments: tuple[str, ...], said: str) -> None:
    result = run(office, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_an_office_without_a_catalogue_says_how_to_begin(tmp_path: Path) -> None:
    result = run(tmp_path, "list")
    assert result.exit_code == 0
    assert "还没有导入过目录;导入:checker catalogue import" in result.stderr
