"""The report as text for a terminal."""

from __future__ import annotations

from checker.model.report import Report
from checker.render.lines import break_points, cell_width, padded
from checker.render.opinion import Entry, Opinion, Row, Section, Tone, arrange

_NARROWEST = 40
_LABEL_WIDTH = 10
_STYLES = {
    Tone.PLAIN: "",
    Tone.GOOD: "green",
    Tone.BAD: "red",
    Tone.CAUTION: "yellow",
    Tone.QUIET: "dim",
    Tone.STRONG: "bold",
}

_Piece = tuple[Tone, str]


def render_text(report: Report, *, width: int = 80, colour: bool = False, everything: bool = False) -> str:
    """``report`` as lines of at most ``width`` terminal cells (never under 40), ending with a line end.

    With ``colour`` the lines carry ANSI colours; the words and marks are the same without.
    """
    page = _Page(max(width, _NARROWEST), colour=colour)
    opinion = arrange(report, everything=everything)
    _headline(page, opinion)
    for section in opinion.sections:
        _section(page, section)
    page.blank()
    page.rule("=")
    for sentence in opinion.closing:
        page.put((Tone.QUIET, sentence))
    return page.text()


class _Page:
    """Lines set so far, all within the width."""

    def __init__(self, width: int, *, colour: bool) -> None:
        self._width = width
        self._colour = colour
        self._lines: list[str] = []

    def rule(self, mark: str) -> None:
        self._lines.append(mark * self._width)

    def blank(self) -> None:
        self._lines.append("")

    def put(self, *pieces: _Piece, lead: _Piece = (Tone.PLAIN, ""), indent: int = 0) -> None:
        """Set ``pieces`` as one paragraph after ``lead``; its further lines start below the first piece."""
        margin = indent + cell_width(lead[1])
        content = "".join(text for _, text in pieces)
        points = break_points(content, self._width - margin)
        for start, end in zip([0, *points], [*points, len(content)], strict=True):
            head = " " * margin if start else " " * indent + self._paint(*lead)
            self._lines.append(head + self._slice(pieces, start, start + len(content[start:end].rstrip())))

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self._lines) + "\n"

    def _slice(self, pieces: tuple[_Piece, ...], start: int, end: int) -> str:
        parts, offset = [], 0
        for tone, text in pieces:
            part = text[max(0, start - offset) : max(0, end - offset)]
            offset += len(text)
            if part:
                parts.append(self._paint(tone, part))
        return "".join(parts)

    def _paint(self, tone: Tone, text: str) -> str:
        if not self._colour or not _STYLES[tone] or not text.strip():
            return text
        from rich.color import ColorSystem  # noqa: PLC0415 - only coloured output pays for rich
        from rich.style import Style  # noqa: PLC0415 - as above

        return Style.parse(_STYLES[tone]).render(text, color_system=ColorSystem.STANDARD)


def _headline(page: _Page, opinion: Opinion) -> None:
    page.rule("=")
    page.put((opinion.tone, f"{opinion.mark} {opinion.verdict}"), lead=_label("结论"))
    if opinion.dispositions:
        page.put((opinion.tone, opinion.dispositions), lead=_label("处置"))
    if opinion.warning:
        page.put((Tone.BAD, f"! {opinion.warning}"), lead=_label("警告"))
    page.rule("=")
    _rows(page, opinion.particulars, indent=0)


def _section(page: _Page, section: Section) -> None:
    page.blank()
    page.put((Tone.STRONG, f"【{section.title}】"))
    if section.note:
        page.put((Tone.QUIET, section.note), indent=2)
    for entry in section.entries:
        _entry(page, entry)


def _entry(page: _Page, entry: Entry) -> None:
    if entry.rows:
        page.blank()
    between = " = " if entry.mark == "=" else "  "
    pieces = [(Tone.STRONG, entry.code), (Tone.PLAIN, entry.title)]
    if entry.code and entry.title:
        pieces.insert(1, (Tone.PLAIN, between))
    page.put(*pieces, lead=(entry.tone, f"{entry.mark}  "))
    _rows(page, entry.rows, indent=2)


def _rows(page: _Page, rows: tuple[Row, ...], *, indent: int) -> None:
    for row in rows:
        page.put((row.tone, row.text), lead=_label(row.label, depth=row.depth), indent=indent)


def _label(word: str, *, depth: int = 0) -> _Piece:
    return Tone.QUIET, padded(word, _LABEL_WIDTH) + "  " * depth
