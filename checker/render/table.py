"""Tables of short texts: columns by terminal cells, the widest ones clipped until the page is wide enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from checker.render.lines import cell_width, clipped, padded, visible

_GAP: Final = "  "
_NARROWEST: Final = 8


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; figures stand at its right end, and ``whole`` columns are never clipped."""

    text: str
    figures: bool = False
    whole: bool = False


def render_table(heads: Sequence[Head], rows: Sequence[Sequence[str]], width: int) -> str:
    """The table, a line per row, none wider than ``width`` cells as long as the whole columns leave room."""
    texts = [[visible(text) for text in row] for row in rows]
    widths = [
        max([cell_width(head.text), *(cell_width(row[place]) for row in texts)]) for place, head in enumerate(heads)
    ]
    _fit(widths, heads, width)
    lines = [[head.text for head in heads], ["-" * cells for cells in widths], *texts]
    return "".join(_line(line, heads, widths) for line in lines)


def _fit(widths: list[int], heads: Sequence[Head], width: int) -> None:
    """Narrow the widest of the columns that may be clipped, cell by cell."""
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - width
    flexible = [place for place, head in enumerate(heads) if not head.whole and not head.figures]
    while excess > 0 and flexible:
        widest = max(flexible, key=lambda place: widths[place])
        if widths[widest] <= _NARROWEST:
            return
        widths[widest] -= 1
        excess -= 1


def _line(texts: Sequence[str], heads: Sequence[Head], widths: Sequence[int]) -> str:
    cells = []
    for text, head, width in zip(texts, heads, widths, strict=True):
        short = clipped(text, width)
        cells.append(" " * max(0, width - cell_width(short)) + short if head.figures else padded(short, width))
    return _GAP.join(cells).rstrip() + "\n"
