"""Lines: a text as an editor counts it, in lines and code units, and as Python does, in characters."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from lsprotocol.types import Position, PositionEncodingKind, Range

_UNITS: Final = {PositionEncodingKind.Utf8.value: "utf-8", PositionEncodingKind.Utf16.value: "utf-16-le"}
_UNIT_BYTES: Final = {PositionEncodingKind.Utf8.value: 1, PositionEncodingKind.Utf16.value: 2}


class Lines:
    """A text whose lines end with LF, CRLF or CR; offsets count characters with each end as one.

    ``encoding`` is what the editor counts columns in: ``utf-16`` unless another was agreed on.
    """

    def __init__(self, text: str, encoding: str = PositionEncodingKind.Utf16.value) -> None:
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._encoding = encoding
        self._starts = [0, *(found.end() for found in re.finditer("\n", self.text))]

    def __len__(self) -> int:
        return len(self._starts)

    def line(self, number: int) -> str:
        """The line ``number``, counted from 0, without its end; empty where there is none."""
        if not 0 <= number < len(self._starts):
            return ""
        end = self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(self.text)
        return self.text[self._starts[number] : end]

    def start(self, number: int) -> int:
        """The offset at which the line ``number`` begins; the end of the text where there is none."""
        return self._starts[number] if 0 <= number < len(self._starts) else len(self.text)

    def row(self, offset: int) -> int:
        """The line, counted from 0, that an offset is in."""
        return bisect_right(self._starts, max(0, min(offset, len(self.text)))) - 1

    def offset_of(self, position: Position) -> int:
        """The offset of an editor's position; one behind the end of its line is at that end."""
        line = self.line(position.line)
        return self.start(position.line) + _characters(line, position.character, self._encoding)

    def offset_at(self, line: int, column: int) -> int:
        """The offset of a line and a column that count characters from 1."""
        return self.start(line - 1) + max(0, min(column - 1, len(self.line(line - 1))))

    def position_of(self, offset: int) -> Position:
        """The editor's position of an offset."""
        number = self.row(offset)
        begin = self._starts[number]
        return Position(number, _units(self.text[begin : max(begin, min(offset, len(self.text)))], self._encoding))

    def range_of(self, start: int, end: int) -> Range:
        """The editor's range from one offset to another."""
        return Range(self.position_of(start), self.position_of(max(start, end)))


def _units(text: str, encoding: str) -> int:
    if encoding not in _UNITS or text.isascii():
        return len(text)
    return len(text.encode(_UNITS[encoding], "surrogatepass")) // _UNIT_BYTES[encoding]


def _characters(line: str, units: int, encoding: str) -> int:
    """How many characters of ``line`` lie within ``units`` code units."""
    if encoding not in _UNITS or line.isascii():
        return max(0, min(units, len(line)))
    counted = 0
    for place, character in enumerate(line):
        if counted >= units:
            return place
        counted += _units(character, encoding)
    return len(line)
