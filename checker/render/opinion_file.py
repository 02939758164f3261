"""Files of the opinion: Markdown, HTML or Word, as the name of the file says, alone or with the decision made on it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING

from checker.errors import Problem, UsageError
from checker.model.report import Report
from checker.render.document import Document, document_of
from checker.render.markdown import render_markdown

if TYPE_CHECKING:
    from checker.ledger.decisions import Decision


class OpinionLayout(StrEnum):
    """The formats that an opinion is filed in."""

    MARKDOWN = "markdown"
    HTML = "html"
    WORD = "docx"

    @property
    def suffix(self) -> str:
        """The ending of its files' names."""
        return {OpinionLayout.MARKDOWN: ".md", OpinionLayout.HTML: ".html", OpinionLayout.WORD: ".docx"}[self]

    @property
    def label(self) -> str:
        """How people call it."""
        return {OpinionLayout.MARKDOWN: "Markdown", OpinionLayout.HTML: "网页", OpinionLayout.WORD: "Word"}[self]


_SUFFIXES = {layout.suffix: layout for layout in OpinionLayout} | {
    ".htm": OpinionLayout.HTML,
    ".markdown": OpinionLayout.MARKDOWN,
}


def layout_of(path: PurePath) -> OpinionLayout | None:
    """The format that a file's name asks for; None where it names none of these."""
    return _SUFFIXES.get(path.suffix.lower())


def render_opinions(reports: Sequence[Report], layout: OpinionLayout, *, everything: bool = False) -> str | bytes:
    """The content of one file with the opinions; raises UsageError where Word is asked for without python-docx."""
    if layout is OpinionLayout.MARKDOWN:
        return "\n".join(render_markdown(report, everything=everything) for report in reports)
    return _typeset([document_of(report, everything=everything) for report in reports], layout)


def render_sealed_opinion(
    decision: Decision, report: Report, layout: OpinionLayout, *, everything: bool = False
) -> str | bytes:
    """The content of a file with a decision and the report it was made on; raises as ``render_opinions``."""
    from checker.render.ledger_decisions import decided, render_sealed_markdown  # noqa: PLC0415 - needs the database

    if layout is OpinionLayout.MARKDOWN:
        return render_sealed_markdown(decision, report, everything=everything)
    return _typeset([document_of(report, everything=everything, decided=decided(decision))], layout)


def _typeset(documents: Sequence[Document], layout: OpinionLayout) -> str | bytes:
    if layout is OpinionLayout.HTML:
        from checker.render.html import render_html_page  # noqa: PLC0415 - jinja2 takes its time

        return render_html_page(documents)
    try:
        from checker.render.word import render_word_file  # noqa: PLC0415 - an optional extra, and slow to import
    except ImportError:
        remedy = "请安装:pip install 'bazhong-carbon-checker[word]';或改用 html、markdown"
        raise UsageError(Problem("写 Word 文件需要 python-docx,尚未安装", remedy=remedy)) from None
    return render_word_file(documents)
