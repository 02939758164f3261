from __future__ import annotations

import json
import sys
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from tests.cli.running import inside

CASES = Path(__file__).parents[2] / "cases"
CEMENT = str(CASES / "cement-clinker-expansion" / "application.yaml")
PIGS = str(CASES / "pig-farm" / "application.yaml")
CHECK = ("check", "--no-ledger", "--as-of", "2026-11-22")
CODE = "2604-511902-04-01-763353"


def test_the_name_of_the_file_says_the_format(tmp_path: Path) -> None:
    for name in ("意见.html", "意见.HTM", "意见.docx", "意见.md", "意见.json", "意见.txt"):
        result = inside(*CHECK, CEMENT, "-o", str(tmp_path / name))
        assert result.exit_code == 20
        assert result.stdout == ""
    assert (tmp_path / "意见.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "意见.html").read_bytes() == (tmp_path / "意见.HTM").read_bytes()
    assert Document(str(tmp_path / "意见.docx")).paragraphs[1].text == "✗ 否决"
    assert (tmp_path / "意见.md").read_text(encoding="utf-8").startswith("# 项目符合性核对意见：✗ 否决\n")
    assert json.loads((tmp_path / "意见.json").read_text(encoding="utf-8"))["verdict"] == "reject"
    assert "否决" in (tmp_path / "意见.txt").read_text(encoding="utf-8")


def test_a_format_that_is_asked_for_wins_over_the_name(tmp_path: Path) -> None:
    inside(*CHECK, PIGS, "--format", "html", "-o", str(tmp_path / "意见.md"))
    assert (tmp_path / "意见.md").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_html_goes_to_the_screen_and_word_does_not() -> None:
    result = inside(*CHECK, PIGS, "--format", "html")
    assert result.exit_code == 0
    assert result.stdout.endswith("</html>\n")
    refused = inside(*CHECK, PIGS, "--format", "docx")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == "错误:Word 文件不能写到屏幕;请写明文件:--output 意见.docx\n"


def test_several_files_are_one_document(tmp_path: Path) -> None:
    inside(*CHECK, CEMENT, PIGS, "-o", str(tmp_path / "意见.docx"))
    titles = [one.text for one in Document(str(tmp_path / "意见.docx")).paragraphs if one.style.name == "Title"]
    assert titles == ["项目符合性核对意见"] * 2


def test_word_without_the_library_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "checker.render.word", raising=False)
    monkeypatch.delitem(sys.modules, "checker.render.word_styles", raising=False)
    monkeypatch.setitem(sys.modules, "docx", None)
    monkeypatch.setitem(sys.modules, "docx.enum.text", None)
    result = inside(*CHECK, PIGS, "-o", str(tmp_path / "意见.docx"))
    assert result.exit_code == 2
    assert result.stderr.startswith("错误:写 Word 文件需要 python-docx,尚未安装;请安装:pip install ")
    assert not list(tmp_path.iterdir())


def test_a_decision_is_filed_as_page_and_word(tmp_path: Path) -> None:
    address = ("--ledger", str(tmp_path / "台账.db"))
    assert inside("ledger", "init", *address).exit_code == 0
    assert inside("ledger", "submit", PIGS, "--on", "2026-11-20", "--by", "张三", *address).exit_code == 0
    code = json.loads(inside("ledger", "submissions", "--format", "json", *address).stdout)[0]["project"]
    made = inside(
        "ledger", "decide", code, "否决", "--reason", "选址<b>另议</b>", "--number", "巴发改〔2026〕9号",
        "--on", "2026-11-20", "--by", "张三", "--yes", "--format", "json", *address,
    )  # fmt: skip
    decision = json.loads(made.stdout)
    show = ("ledger", "decision", "show", decision["id"], *address)
    page = inside(*show, "--format", "html").stdout
    assert decision["recorded"]["anchor"] in page
    assert decision["sealed"]["report"] in page
    assert "选址&lt;b&gt;另议&lt;/b&gt;" in page
    inside(*show, "-o", str(tmp_path / "决定.docx"))
    table = Document(BytesIO((tmp_path / "决定.docx").read_bytes())).tables[0]
    said = {row.cells[0].text: row.cells[1].text for row in table.rows}
    assert said["理由"] == "选址<b>另议</b>"
    assert said["锚点"] == decision["recorded"]["anchor"]
    refused = inside(*show, "--format", "docx")
    assert (refused.exit_code, refused.stdout) == (2, "")
