"""The handbook of a small library, in both formats, against golden files; and what its page must be.

After an intended change: ``CHECKER_UPDATE_GOLDEN=1 pytest tests/workbench/test_handbook.py``, then read the difference.
"""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from checker.render.coverage import render_coverage, render_coverage_json, render_coverage_markdown
from checker.render.handbook import assemble_handbook, render_handbook_html, render_handbook_markdown
from tests.workbench.small_library import small_book, small_coverage

GOLDEN = Path(__file__).parent / "golden"
UPDATING = os.environ.get("CHECKER_UPDATE_GOLDEN") == "1"
_VOID = {"meta", "link", "input", "br"}


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    book = small_book()
    coverage = small_coverage(book)
    handbook = assemble_handbook(book, coverage)
    return {
        "handbook.html": render_handbook_html(handbook),
        "handbook.md": render_handbook_markdown(handbook),
        "coverage.txt": render_coverage(coverage),
        "coverage.md": render_coverage_markdown(coverage),
        "coverage.json": render_coverage_json(coverage),
    }


@pytest.mark.parametrize("name", ["handbook.html", "handbook.md", "coverage.txt", "coverage.md", "coverage.json"])
def test_drawing_equals_its_golden_file(drawn: dict[str, str], name: str) -> None:
    shown = drawn[name]
    if name == "handbook.html":  # styles and script have no place in a golden file
        shown = re.sub(r"(?s)<(style|script)>.*?</\1>", r"<\1></\1>", shown)
    if UPDATING:
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / name).write_text(shown, encoding="utf-8", newline="\n")
    assert shown == (GOLDEN / name).read_text(encoding="utf-8")


class _Page(HTMLParser):
    """Collects ids, links and addresses, and checks that tags nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in ("href", "src"):
                (self.links if (value or "").startswith("#") else self.addresses).append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"{self.getpos()}: {tag}"


def test_the_page_nests_and_every_link_leads_somewhere(drawn: dict[str, str]) -> None:
    page = _Page(drawn["handbook.html"])
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)


def test_the_page_needs_nothing_else(drawn: dict[str, str]) -> None:
    assert _Page(drawn["handbook.html"]).addresses == ["data:,"]
    assert not re.search(r"https?:|@import|url\(", drawn["handbook.html"])


def test_text_of_the_rules_cannot_become_markup(drawn: dict[str, str]) -> None:
    assert "使用绿电 &lt;script&gt;alert(1)&lt;/script&gt;" in drawn["handbook.html"]
    assert "&lt;b&gt;绿电&lt;/b&gt; &amp; 绿证" in drawn["handbook.html"]
    assert "<script>alert" not in drawn["handbook.html"] + drawn["handbook.md"].replace("\\<", "")


def test_a_card_says_what_a_reader_needs(drawn: dict[str, str]) -> None:
    text = drawn["handbook.md"]
    for line in (
        "#### 【整改→否决】S-01-cap 用煤不超过上限",
        "- **适用**：建设阶段为“拟建”。",
        "- **要求**：年原煤消费量不超过用煤上限。",
        "- **处置**：不符合的，要求整改。",
        "- **加重**：其中属于大用煤项目的，予以否决（依据：测令第2号 第三条）。",
        "- **怎么改**：减少（差距）,见（用煤上限）",
        "- **场景**：3（符合 2、不符合 1）",
        "- **案例**：coal（不符合）",
        "- **要求**：按（建设性质、年原煤消费量）查《替代系数》表所得的值不小于 1。",
    ):
        assert line in text.splitlines(), line
    assert "参数“用煤门槛”待录入" in text
    assert "测令第2号\\#3 的标记为 V2：转录值,待核原文" in text
