"""Tables whose rows have more to say than fits a column: what is long stands below its row, indented and unclipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from checker.render.lines import visible, wrap
from checker.render.table import Head, render_table

_INDENT: Final = "    "
_NARROWEST: Final = 20


def render_detailed_table(
    heads: Sequence[Head], rows: Sequence[tuple[Sequence[str], Sequence[str]]], width: int
) -> str:
    """The table; each row comes with the texts below it, of which empty ones are left out."""
    top, line, *lines = render_table(heads, [cells for cells, _ in rows], width).splitlines()
    set_lines = [top, line]
    for row, (_, details) in zip(lines, rows, strict=True):
        set_lines.append(row)
        for text in details:
            if text:
                room = max(width - len(_INDENT), _NARROWEST)
                set_lines += [f"{_INDENT}{part}" for part in wrap(visible(text), room)]
    return "\n".join(set_lines) + "\n"
