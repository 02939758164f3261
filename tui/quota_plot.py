"""A plot of one metric by year: columns of what is used, reserved and asked for, and the line of the limit.

It is drawn with plain signs, which every terminal shows one cell wide; no state is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from textual.content import Content

from checker.render.ledger_amounts import amount_text
from checker.render.lines import cell_width, clipped, padded

LEGEND: Final = "# 已用  = 预留  + 本项目再占用  - 限额线  ! 超过限额  ? 基数未录"
_COLUMN: Final = 10
_GAP: Final = 2
_STYLES: Final = {"#": "$text-primary", "=": "$text-warning", "+": "$text-accent", "!": "$text-error", "-": "bold"}


@dataclass(frozen=True, slots=True)
class YearColumn:
    """One year: the limit, what is used and reserved, and what the project would take besides; None is not known."""

    year: int
    limit: Decimal | None
    used: Decimal | None
    reserved: Decimal
    asked: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """The height of the column."""
        return max(self.used or Decimal(0), Decimal(0)) + max(self.reserved, Decimal(0)) + max(self.asked, Decimal(0))


def plot(columns: Sequence[YearColumn], unit: str, *, width: int, height: int = 12) -> Content:
    """The plot, as many of the last years as fit ``width``."""
    top = max((max(one.total, one.limit or Decimal(0)) for one in columns), default=Decimal(0))
    if top <= 0:
        return Content.styled("没有数量可画", "$text-muted")
    scale = [clipped(amount_text(top, unit), 14), "0"]
    margin = max(map(cell_width, scale))
    room = max((width - margin - 2) // (_COLUMN + _GAP), 1)
    shown = columns[-room:]
    drawn = [_signs(one, top, height) for one in shown]
    lines: list[Content] = []
    for level in range(height - 1, -1, -1):
        mark = scale[0] if level == height - 1 else ""
        lines.append(Content.assemble(f"{' ' * (margin - cell_width(mark))}{mark} |", *_level(drawn, level)))
    lines.append(Content(f"{' ' * (margin - 1)}0 +{'-' * (len(shown) * (_COLUMN + _GAP))}"))
    years = "".join(f"{' ' * _GAP}{one.year:^{_COLUMN}}" for one in shown)
    lines.append(Content(" " * (margin + 2) + years))
    limits = "".join(" " * _GAP + _centred("" if one.limit is None else amount_text(one.limit, unit)) for one in shown)
    lines.append(Content(padded("限额", margin + 2) + limits))
    return Content("\n").join(lines)


def _centred(text: str) -> str:
    short = clipped(text, _COLUMN)
    return padded(" " * ((_COLUMN - cell_width(short)) // 2) + short, _COLUMN)


def _level(drawn: Sequence[str], level: int) -> Iterator[tuple[str, str]]:
    for signs in drawn:
        sign = signs[level]
        yield " " * _GAP + sign * _COLUMN, _STYLES.get(sign, "")


def _signs(one: YearColumn, top: Decimal, height: int) -> str:
    """The sign at each level, from the bottom."""
    signs = [" "] * height
    filled = 0
    if one.used is None:
        signs[0], filled = "?", 1
    level = Decimal(0)
    for sign, amount in (("#", one.used), ("=", one.reserved), ("+", one.asked)):
        if amount is None or amount <= 0:
            continue
        level += amount
        # The least amount still shows one sign, as long as there is room for it.
        until = min(max(int(level * height / top + Decimal("0.5")), filled + 1), height)
        for place in range(filled, until):
            signs[place] = sign
        filled = max(until, filled)
    if one.limit is not None:
        line = min(int(one.limit * height / top), height - 1)
        if one.total > one.limit:
            for place in range(line, filled):
                signs[place] = "!"
            if filled <= line:
                signs[line] = "!"
        elif signs[line] == " ":
            signs[line] = "-"
        elif line + 1 < height and signs[line + 1] == " ":
            signs[line + 1] = "-"
    return "".join(signs)
