"""The opinion as a Word document, laid out like an official one: A4, 仿宋, headings, a table for each finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from checker.model.report import Report
from checker.render.document import TITLE, Document, document_of, fields
from checker.render.opinion import Entry, Row, Section, ordinal
from checker.render.page import Tone
from checker.render.word_styles import KAI, TYPE_AREA, blank_document, set_font, shade

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

_LABEL_WIDTH: Final = Mm(24)
_FACT_WIDTH: Final = Mm(50)
_INDENT: Final = Mm(5)
_MARGIN: Final = Pt(2)
"""Between the text of a cell and its rule."""
_COLOURS: Final = {
    Tone.BAD: RGBColor(0xA6, 0x1E, 0x18),
    Tone.CAUTION: RGBColor(0x7A, 0x48, 0x00),
    Tone.QUIET: RGBColor(0x55, 0x55, 0x55),
}


def render_word(report: Report, *, everything: bool = False) -> bytes:
    """``report`` as the content of a .docx file."""
    return render_word_file([document_of(report, everything=everything)])


def render_word_file(documents: Sequence[Document]) -> bytes:
    """The content of one .docx file with the documents, each starting on a new page."""
    name = documents[0].name if len(documents) == 1 else f"{len(documents)} 个项目"
    page = blank_document(f"{name} {TITLE}", datetime.fromisoformat(documents[0].dated))
    for position, document in enumerate(documents):
        if position:
            page.add_page_break()  # type: ignore[no-untyped-call] # python-docx left it without
        _set(page, document)
    written = BytesIO()
    page.save(written)
    return written.getvalue()


def _set(page: WordDocument, document: Document) -> None:
    opinion = document.opinion
    page.add_paragraph(TITLE, style="Title")
    _verdict(page, document)
    if document.decided:
        page.add_paragraph(document.decided.title, style="Heading 1")
        _rows_table(page, document.decided.rows)
        page.add_paragraph("核对情况", style="Heading 1")
    _rows_table(page, opinion.particulars)
    for position, section in enumerate(opinion.sections):
        page.add_paragraph(f"{ordinal(position)}、{section.title}", style="Heading 1")
        _section(page, section)
    page.add_paragraph()
    page.add_paragraph(opinion.closing[0])
    for label, text in document.signature:
        line = page.add_paragraph(f"{label}：{text}")
        line.paragraph_format.left_indent = Mm(80)
        line.paragraph_format.space_before = Pt(10)
        line.paragraph_format.keep_together = True


def _verdict(page: WordDocument, document: Document) -> None:
    line = page.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(document.headline)
    run.font.size, run.font.bold = Pt(18), True
    if document.subline:
        page.add_paragraph(document.subline).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if document.opinion.warning:
        warning = page.add_paragraph().add_run(f"警告：{document.opinion.warning}")
        warning.font.bold, warning.font.color.rgb = True, _COLOURS[Tone.BAD]


def _section(page: WordDocument, section: Section) -> None:
    if section.note:
        page.add_paragraph(section.note)
    if section.entries and section.entries[0].is_finding:
        for number, entry in enumerate(section.entries, start=1):
            page.add_paragraph(f"{number}. 【{entry.word}】{entry.title}（{entry.code}）", style="Heading 2")
            _rows_table(page, entry.rows)
    else:
        _facts_table(page, section.entries)


def _rows_table(page: WordDocument, rows: Iterable[Row]) -> None:
    """A table with a labelled row for each field."""
    gathered = fields(rows)
    if not gathered:
        return
    table = _table(page, len(gathered), _LABEL_WIDTH)
    for row, field in zip(table.rows, gathered, strict=True):
        head, body = row.cells
        _label(head, field.label)
        _fill(body, field.paragraphs)


def _facts_table(page: WordDocument, entries: Sequence[Entry]) -> None:
    """A table with a row for each fact, question or quota."""
    if not entries:
        return
    table = _table(page, len(entries), _FACT_WIDTH)
    for row, entry in zip(table.rows, entries, strict=True):
        head, body = row.cells
        _label(head, entry.code)
        said = [Row("", entry.title, entry.tone)] if entry.title else []
        for field in fields(entry.rows):
            first, *further = field.paragraphs
            said.append(Row("", f"{field.label}：{first.text}" if field.label else first.text, first.tone, first.depth))
            said += further
        _fill(body, said)


def _table(page: WordDocument, rows: int, left: Mm) -> Table:
    table: Table = page.add_table(rows=rows, cols=2, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, (left, Mm(TYPE_AREA.mm - left.mm)), strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, (left, Mm(TYPE_AREA.mm - left.mm)), strict=True):
            cell.width = width
    return table


def _label(cell: _Cell, text: str) -> None:
    _fill(cell, (Row("", text),))
    shade(cell)


def _fill(cell: _Cell, rows: Iterable[Row]) -> None:
    for position, row in enumerate(rows):
        paragraph = cell.add_paragraph() if position else cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = _MARGIN
        paragraph.paragraph_format.left_indent = _INDENT * row.depth
        _write(paragraph, row)


def _write(paragraph: Paragraph, row: Row) -> None:
    run = paragraph.add_run(row.text)
    if row.is_quote:
        set_font(run.font, KAI)
        return
    run.font.bold = row.tone is Tone.STRONG or None
    if (colour := _COLOURS.get(row.tone)) is not None:
        run.font.color.rgb = colour
