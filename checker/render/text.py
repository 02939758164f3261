"""The report as text for a terminal."""

from __future__ import annotations

from checker.model.report import Report
from checker.render.lines import clipped
from checker.render.opinion import Entry, Opinion, Row, Section, arrange
from checker.render.page import Page, Tone, label


def render_text(report: Report, *, width: int = 80, colour: bool = False, everything: bool = False) -> str:
    """``report`` as lines of at most ``width`` terminal cells (never under 40), ending with a line end.

    With ``colour`` the lines carry ANSI colours; the words and marks are the same without.
    """
    page = Page(width, colour=colour)
    opinion = arrange(report, everything=everything)
    _headline(page, opinion)
    for section in opinion.sections:
        _section(page, section)
    page.blank()
    page.rule("=")
    for sentence in opinion.closing:
        page.put((Tone.QUIET, sentence))
    return page.text()


def _headline(page: Page, opinion: Opinion) -> None:
    page.rule("=")
    page.put((opinion.tone, f"{opinion.mark} {opinion.verdict}"), lead=label("结论"))
    if opinion.dispositions:
        page.put((opinion.tone, opinion.dispositions), lead=label("处置"))
    if opinion.warning:
        page.put((Tone.BAD, f"! {opinion.warning}"), lead=label("警告"))
    page.rule("=")
    _rows(page, opinion.particulars, indent=0)


def _section(page: Page, section: Section) -> None:
    page.blank()
    page.put((Tone.STRONG, f"【{section.title}】"))
    if section.note:
        page.put((Tone.QUIET, section.note), indent=2)
    for entry in section.entries:
        if entry.rows and not section.dense:
            page.blank()
        _entry(page, entry)


def _entry(page: Page, entry: Entry) -> None:
    pieces = [(Tone.STRONG, entry.code), (Tone.PLAIN, entry.title)]
    if entry.code and entry.title:
        pieces.insert(1, (Tone.PLAIN, "  " if entry.mark else " "))
    page.put(*pieces, lead=(entry.tone, f"{entry.mark}  " if entry.mark else ""))
    _rows(page, entry.rows, indent=2)


def _rows(page: Page, rows: tuple[Row, ...], *, indent: int) -> None:
    for row in rows:
        lead = label(row.label, depth=row.depth)
        text = clipped(row.text, page.room(lead, indent)) if row.brief else row.text
        page.put((row.tone, text), lead=lead, indent=indent)
