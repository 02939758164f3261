"""The sheet: the cells of a catalogue file with their places, before they are understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from checker.errors import CatalogueError, CheckerError, Problem

_MEBIBYTE: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much a file may hold, in rows, columns and bytes, and the error that refuses it."""

    error: type[CheckerError]
    rows: int
    columns: int
    csv_bytes: int
    workbook_bytes: int
    unpacked_bytes: int


CATALOGUE: Final = Allowance(
    CatalogueError,
    rows=5_000,
    columns=60,
    csv_bytes=2 * _MEBIBYTE,
    workbook_bytes=8 * _MEBIBYTE,
    unpacked_bytes=64 * _MEBIBYTE,
)
"""What a catalogue may be."""


class CellKind(Enum):
    """What the file itself says a cell holds; all cells of a CSV file are texts."""

    EMPTY = auto()
    TEXT = auto()
    NUMBER = auto()
    DATE = auto()
    FORMULA = auto()
    ERROR = auto()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: ``text`` without blanks around it, ``lines`` as broken in the cell; ``raw`` is a formula's own text.

    ``padded`` is a number as the sheet shows it where its format keeps leading zeros; ``written`` is a text exactly as
    it stands in the file.
    """

    text: str = ""
    kind: CellKind = CellKind.EMPTY
    raw: str = ""
    padded: str = ""
    lines: tuple[str, ...] = ()
    written: str = ""

    @classmethod
    def of_text(cls, text: str) -> Cell:
        """A cell that holds a text."""
        if not text:
            return NO_CELL
        if text.isascii() and text.isprintable():
            lines: tuple[str, ...] = (" ".join(text.split()),) if not text.isspace() else ()
        else:
            lines = tuple(line for part in text.splitlines() if (line := plain(part)))
        return cls(" ".join(lines), CellKind.TEXT if lines else CellKind.EMPTY, lines=lines, written=text)


NO_CELL: Final = Cell()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The cells of one row; ``number`` is the row in the sheet, or the line in the file."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell in ``column`` (from 0); an empty one beyond the end."""
        return self.cells[column] if column < len(self.cells) else NO_CELL

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return all(cell.kind is CellKind.EMPTY for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Merge:
    """A block of merged cells: rows from 1, columns from 0, all inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies in the block."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, or a CSV file (``name`` is then empty); ``notes`` are remarks on how it was read."""

    file: str
    name: str
    rows: tuple[SheetRow, ...]
    merges: tuple[Merge, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def problem(
        self, message: str, remedy: str, *, row: int | None = None, column: int | None = None, title: str = ""
    ) -> Problem:
        """A problem at a place of this sheet; ``column`` counts from 0, ``title`` is the column's name."""
        where = f"{letters(column)} 列" if column is not None else ""
        where += f"“{title}”" if title else ""
        if not self.name:
            return Problem(message, self.file, row, None, where, remedy)
        at_row = f"第 {row} 行 " if row is not None else ""
        return Problem(message, self.file, None, None, f"工作表“{self.name}”{at_row}{where}".strip(), remedy)

    def merge_at(self, row: int, column: int) -> Merge | None:
        """The merged block the cell lies in."""
        return next((merge for merge in self.merges if merge.holds(row, column)), None)


def letters(column: int) -> str:
    """The letters of a column counted from 0: A, B, …, Z, AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def plain(text: str) -> str:
    """``text`` in one spelling: full-width letters and figures made half-width, blanks single, invisible signs gone.

    Chinese punctuation stays as written.
    """
    half = text.translate(_HALF_WIDTH)
    if half.isprintable():
        return " ".join(half.split())
    return " ".join("".join(character for character in half if character in " \t" or character.isprintable()).split())


_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()} | {
    0x3000: " ",
    0xA0: " ",
    0xFF0E: ".",
}
