"""How the value of a field is spelled: for people, and for a cell of a sheet that reads back as exactly the same."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from checker.feel.units import Quantity, Unit, format_quantity, parse_unit
from checker.model.amounts import Amount, AnyAmount
from checker.model.vocabulary import FactSpec
from checker.review.display import customary_unit

PLACEHOLDERS: Final = frozenset({"/", "\\", "-", "--", "—", "——", "待定", "不详", "未知", "暂缺", "N/A", "n/a"})
"""What people write into a cell that they cannot fill; it says nothing, not even that there is none."""
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_QUOTE: Final = "'"


def shown(spec: FactSpec, canonical: Any) -> str:  # noqa: ANN401 - JSON data
    """A value in its canonical spelling as people read it; empty where there is none."""
    match canonical:
        case None:
            return ""
        case bool():
            return "是" if canonical else "否"
        case list():
            return "、".join(canonical) if canonical else "无"
        case str() if isinstance(spec.kind, AnyAmount):
            value = spec.kind.read(canonical)
            return format_quantity(value, _customary(value)) if value is not None else ""
    return str(canonical)


def title(spec: FactSpec) -> str:
    """The heading of a field's column: its label, with the unit that bare numbers below it count in."""
    return (
        f"{spec.label}({spec.unit.symbol})" if spec.unit is not None and isinstance(spec.kind, Amount) else spec.label
    )


def cell_of(spec: FactSpec, canonical: Any) -> str:  # noqa: ANN401 - JSON data
    """A value as a cell under ``title``; no spreadsheet takes it for a formula."""
    text = shown(spec, canonical)
    if isinstance(spec.kind, Amount):
        text = text.partition(" ")[0]
    return guarded(text)


def guarded(text: str) -> str:
    """``text`` with a quote before it where a spreadsheet would run it, or where it would read back as another."""
    return _QUOTE + text if _needs_guard(text) else text


def unguarded(written: str) -> str | None:
    """What ``guarded`` was given; None where there is no guard."""
    if written.startswith(_QUOTE) and _needs_guard(written[1:]):
        return written[1:]
    return None


def _needs_guard(text: str) -> bool:
    return text.startswith((_QUOTE, *_FORMULA_STARTS)) or text in PLACEHOLDERS


def _customary(value: Quantity) -> Unit:
    symbol = value.dimension.symbol
    return _unit(f"{symbol.removesuffix('元')}万元") if symbol.endswith("/元") else customary_unit(value.dimension)


@cache
def _unit(symbol: str) -> Unit:
    return parse_unit(symbol)
