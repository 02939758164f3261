"""Lining up: rows of cells whose columns stand below one another, Chinese characters taking two columns each."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

_WIDE: Final = ("F", "W")


def width_of(text: str) -> int:
    """How many columns of an editor it takes."""
    return sum(2 if unicodedata.east_asian_width(character) in _WIDE else 1 for character in text)


def cells_in_line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """One row of a table, its cells at least as wide as told."""
    escaped = [cell.replace("\\", "\\\\").replace("|", "\\|") for cell in cells]
    filled = (cell + " " * (width - width_of(cell)) for cell, width in zip(escaped, widths, strict=True))
    return f"| {' | '.join(filled)} |"


def rows_in_line(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows of a table, their columns in line."""
    widths = [max(width_of(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [cells_in_line(row, widths) for row in rows]
