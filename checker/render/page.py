"""A page of text for a terminal: labelled paragraphs broken by cells, with colour or without."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from checker.render.lines import break_points, cell_width, padded

NARROWEST = 40
_LABEL_WIDTH = 10


class Tone(StrEnum):
    """What a text conveys, for formats that have colour; the words alone must say it too."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    CAUTION = "caution"
    QUIET = "quiet"
    STRONG = "strong"


_STYLES = {
    Tone.PLAIN: "",
    Tone.GOOD: "green",
    Tone.BAD: "red",
    Tone.CAUTION: "yellow",
    Tone.QUIET: "dim",
    Tone.STRONG: "bold",
}

Piece: TypeAlias = tuple[Tone, str]
"""A stretch of text with its tone."""


class Page:
    """Lines set so far, none wider than ``width`` cells (never under 40)."""

    def __init__(self, width: int, *, colour: bool = False) -> None:
        self._width = max(width, NARROWEST)
        self._colour = colour
        self._lines: list[str] = []

    def rule(self, mark: str) -> None:
        """Set a line of ``mark`` across the page."""
        self._lines.append(mark * self._width)

    def blank(self) -> None:
        """Set an empty line."""
        self._lines.append("")

    def put(self, *pieces: Piece, lead: Piece = (Tone.PLAIN, ""), indent: int = 0) -> None:
        """Set ``pieces`` as one paragraph after ``lead``; its further lines start below the first piece."""
        margin = indent + cell_width(lead[1])
        content = "".join(text for _, text in pieces)
        points = break_points(content, self.room(lead, indent))
        for start, end in zip([0, *points], [*points, len(content)], strict=True):
            head = " " * margin if start else " " * indent + self._paint(*lead)
            self._lines.append(head + self._slice(pieces, start, start + len(content[start:end].rstrip())))

    def put_unbroken(self, *pieces: Piece) -> None:
        """Set ``pieces`` as one line, however wide: what is pointed at, or picked up with the mouse."""
        self._lines.append("".join(self._paint(tone, text) for tone, text in pieces))

    def room(self, lead: Piece, indent: int = 0) -> int:
        """How many cells a line has after ``lead``."""
        return self._width - indent - cell_width(lead[1])

    def text(self) -> str:
        """The page, ending with a line end."""
        return "\n".join(line.rstrip() for line in self._lines) + "\n"

    def _slice(self, pieces: tuple[Piece, ...], start: int, end: int) -> str:
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


def label(word: str, *, depth: int = 0) -> Piece:
    """The lead of a labelled paragraph, ``depth`` steps further in."""
    return Tone.QUIET, padded(word, _LABEL_WIDTH) + "  " * depth
