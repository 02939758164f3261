from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from checker.model.report import MissingFact
from checker.render.document import Decided, document_of
from checker.render.opinion import Row
from checker.render.page import Tone
from checker.render.word import render_word, render_word_file
from tests.render import samples


def opened(content: bytes):
    return Document(BytesIO(content))


def texts_of(document) -> list[str]:
    """Every paragraph in reading order, those of tables included."""
    return [
        "".join(run.text or "" for run in paragraph.iter(qn("w:t")))
        for paragraph in document.element.body.iter(qn("w:p"))
    ]


def rows_of(table) -> dict[str, str]:
    return {row.cells[0].text: row.cells[1].text for row in table.rows}


def test_headings_and_tables_are_those_of_the_opinion() -> None:
    document = opened(render_word(samples.REJECTED))
    headings = [(one.style.name, one.text) for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert headings[:3] == [
        ("Heading 1", "一、否决（1 条）"),
        ("Heading 2", f"1. 【不符合】{samples.COAL.title}（{samples.COAL.rule}）"),
        ("Heading 1", "二、整改（1 条）"),
    ]
    assert document.paragraphs[0].style.name == "Title"
    assert document.paragraphs[1].text == "✗ 否决"
    particulars, coal = map(rows_of, document.tables[:2])
    assert particulars["项目名称"] == samples.REJECTED.application_name
    assert coal["差距"] == samples.COAL.gap
    assert f"「{samples.COAL_CLAUSE.quote}」" in coal["条款"].split("\n")
    assert "✗ 不成立  煤炭替代量不小于年原煤消费量（煤炭替代量 = 80000 t；年原煤消费量 = 120000 t）" in coal["条件"]


def test_fonts_are_chinese_ones_and_the_paper_is_a4() -> None:
    document = opened(render_word(samples.REJECTED))
    for style, font in (("Normal", "仿宋"), ("Title", "宋体"), ("Heading 1", "黑体"), ("Heading 2", "楷体")):
        fonts = document.styles[style].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font
        assert fonts.get(qn("w:eastAsiaTheme")) is None
    section = document.sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    assert "PAGE" in etree.tostring(section.footer._element, encoding="unicode")


def test_a_quote_is_set_in_its_own_font() -> None:
    cell = opened(render_word(samples.REJECTED)).tables[1].rows[1].cells[1]
    quote = next(one for one in cell.paragraphs if one.text.startswith("「"))
    assert quote.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "楷体"


def test_every_character_that_xml_forbids_is_written_out() -> None:
    forbidden = (
        "".join(map(chr, [*range(0x20), 0x7F, 0x85, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF])) + "\u202e😀 ]]> &amp;<w:t>"
    )
    report = replace(
        samples.HOSTILE,
        application_name=forbidden,
        application_id=forbidden,
        undetermined=(MissingFact(forbidden, forbidden),),
    )
    content = render_word(report, everything=True)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
    name = rows_of(opened(content).tables[0])["项目名称"]
    assert name.startswith(r"\x00\x01")
    assert r"\ud800" in name
    assert r"\uffff" in name
    assert name.endswith(r"\u202e😀 ]]> &amp;<w:t>")


def test_a_very_long_name_does_not_overflow_the_properties() -> None:
    document = opened(render_word(replace(samples.APPROVED, application_name="长" * 10_000)))
    assert len(document.core_properties.title) == 255
    assert rows_of(document.tables[0])["项目名称"] == "长" * 10_000


def test_properties_name_neither_person_nor_machine() -> None:
    properties = opened(render_word(samples.REJECTED)).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("checker", "checker", "")
    assert properties.created.date() == samples.REJECTED.as_of


def test_a_decision_comes_first_and_fills_the_lines_to_sign() -> None:
    block = Decided("决定 D7", "✓ 通过", Tone.GOOD, (Row("锚点", "7:abc"), Row("理由", "经复核")), "张三", "2026-11-22")
    document = opened(render_word_file([document_of(samples.REJECTED, decided=block)]))
    assert rows_of(document.tables[0]) == {"锚点": "7:abc", "理由": "经复核"}
    texts = texts_of(document)
    assert texts[1:3] == ["决定：✓ 通过", "核对建议：✗ 否决；处置：否决、限期整改、转会商、补正"]
    assert texts.index("决定 D7") < texts.index("项目名称")
    assert texts[-3:] == ["决定人：张三", "日期：2026-11-22", "审查机关（盖章）："]


@pytest.mark.parametrize("report", [samples.REJECTED, samples.APPROVED, samples.FAULTY])
def test_word_says_every_entry_that_the_page_says(report) -> None:
    said = "\n".join(texts_of(opened(render_word(report, everything=True))))
    for section in document_of(report, everything=True).opinion.sections:
        for entry in section.entries:
            assert entry.code in said
            assert all(row.text in said for row in entry.rows)
