from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from checker.model.outcome import Verdict
from checker.render.document import Decided, document_of
from checker.render.html import render_html, render_html_page
from checker.render.opinion import Row
from checker.render.page import Tone
from tests.render import samples

VOID = {"meta", "link"}


class Outline(HTMLParser):
    """The tags and texts of a page; fails where a tag is not closed in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data.strip())


def outline(page: str) -> Outline:
    read = Outline()
    read.feed(page)
    assert read.open == []
    return read


def decided(**changes: object) -> Decided:
    block = Decided("决定 D7", "✓ 通过", Tone.GOOD, (Row("理由", "<b>经复核</b>"),), "张三", "2026-11-22")
    return replace(block, **changes)


@pytest.mark.parametrize("report", [samples.REJECTED, samples.APPROVED, samples.FAULTY, samples.HOSTILE])
@pytest.mark.parametrize("everything", [False, True])
def test_the_page_is_whole_and_loads_and_runs_nothing(report, everything: bool) -> None:
    read = outline(render_html(report, everything=everything))
    assert not {"script", "img", "iframe", "a", "b", "form", "object"} & set(read.tags)
    assert {value for name, value in read.attributes if name in ("href", "src")} == {"data:,"}
    assert not [name for name, _ in read.attributes if name.startswith("on") or name == "style"]


def test_text_of_the_applicant_is_text_and_its_hidden_characters_are_seen() -> None:
    page = render_html(samples.HOSTILE)
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert all(character.isprintable() for character in page.replace("\n", ""))
    assert r"\x1b[31m" in page
    assert r"\u202e" in page


def test_a_page_says_what_markdown_says() -> None:
    texts = "\n".join(outline(render_html(samples.REJECTED)).texts)
    for said in (
        "✗ 否决",
        "处置：否决、限期整改、转会商、补正",
        samples.REJECTED.application_name,
        samples.COAL.title,
        samples.COAL.rule,
        f"「{samples.COAL_CLAUSE.quote}」",
        samples.COAL.gap,
        samples.COAL.remedy,
        "2026-06-30",
        "转录值,待核原文",
        "本结论为核对建议，由审查人员决定并签署。",
    ):
        assert said in texts


def test_an_undecided_opinion_leaves_the_lines_to_sign_blank() -> None:
    page = render_html(samples.REJECTED)
    assert "<dt>审查人员</dt><dd></dd>" in page
    assert 'class="decision' not in page


def test_a_decided_one_names_officer_day_and_reason() -> None:
    page = render_html_page([document_of(samples.REJECTED, decided=decided())])
    assert "<dt>决定人</dt><dd>张三</dd>" in page
    assert "<dt>日期</dt><dd>2026-11-22</dd>" in page
    assert "<h2>决定 D7</h2>" in page
    assert '<p class="verdict good"><span>决定：✓ 通过</span></p>' in page
    assert "核对建议：✗ 否决；处置：否决、限期整改、转会商、补正" in page
    assert "&lt;b&gt;经复核&lt;/b&gt;" in page


def test_several_opinions_are_several_articles_of_one_page() -> None:
    other = replace(samples.APPROVED, as_of=date(2026, 1, 1))
    read = outline(render_html_page([document_of(samples.REJECTED), document_of(other)]))
    assert read.tags.count("html") == 1
    assert read.tags.count("h1") == 2
    assert "2 个项目 项目符合性核对意见" in read.texts


def test_a_warning_stands_out() -> None:
    assert samples.FAULTY.verdict is Verdict.RECTIFY
    assert '<p class="warning">警告：有 1 条规则判定出错' in render_html(samples.FAULTY)
