"""The page and the styles of a Word document as GB/T 9704-2012 sets official documents, a size smaller for tables."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell
    from docx.text.font import Font
    from docx.text.paragraph import Paragraph

FANG: Final = "仿宋"
KAI: Final = "楷体"
HEI: Final = "黑体"
SONG: Final = "宋体"

TYPE_AREA: Final = Mm(156)
"""The width of the lines: A4 less the margins of 28 and 26 mm."""

_LATIN: Final = "Times New Roman"
_BLACK: Final = RGBColor(0, 0, 0)
_SHADE: Final = "F2F2F2"
_LONGEST_TITLE: Final = 255
"""Characters that the properties of a document hold."""


def blank_document(title: str, dated: datetime) -> WordDocument:
    """An empty document with page, styles and a page number; its properties name no person and no machine."""
    page = Document()
    properties = page.core_properties
    properties.title = title[:_LONGEST_TITLE]
    properties.author = properties.last_modified_by = "checker"
    properties.comments = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = dated
    _set_page(page)
    _set_styles(page)
    _number(page.sections[0].footer.paragraphs[0])
    return page


def set_font(font: Font, chinese: str) -> None:
    """Set the font of Chinese characters; Latin ones and figures are in Times New Roman."""
    font.name = _LATIN
    fonts = font.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), chinese)
    # Quotation marks and dashes are Chinese where either would do.
    fonts.set(qn("w:hint"), "eastAsia")


def shade(cell: _Cell) -> None:
    """Give a cell of labels a grey ground."""
    ground = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
        ground.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(ground)


def _set_page(page: WordDocument) -> None:
    section = page.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)


def _set_styles(page: WordDocument) -> None:
    for name, chinese, size, before, after in (
        ("Normal", FANG, 12, 0, 0),
        ("Title", SONG, 22, 0, 12),
        ("Heading 1", HEI, 16, 14, 6),
        ("Heading 2", KAI, 14, 10, 4),
    ):
        style = page.styles[name]
        set_font(style.font, chinese)
        style.font.size, style.font.color.rgb = Pt(size), _BLACK
        style.font.bold = name in ("Title", "Heading 2")
        layout = style.paragraph_format
        layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), 1.25
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    page.styles["Normal"].element.get_or_add_rPr().append(language)
    title = page.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    border = title.element.find(f".//{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)


def _number(paragraph: Paragraph) -> None:
    """The page number between dashes."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)
    paragraph.add_run(" —")
