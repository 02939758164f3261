"""Amounts of the ledger for people: in 万 where they are large, and how full an account is as a bar of plain signs."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from checker.render.lines import visible
from checker.render.wording import number_text

_UNKNOWN: Final = "未知"
_WAN: Final = Decimal(10_000)
_COUNTED_IN_WAN: Final = frozenset(("t", "kW", "tce", "tCO2", "kWh", "m³"))
_BAR: Final = 20


def amount_text(value: Decimal | None, unit: str) -> str:
    """``25 万t``, ``900 t``; exact."""
    if value is None:
        return _UNKNOWN
    if unit in _COUNTED_IN_WAN and abs(value) >= _WAN:
        return f"{number_text(value / _WAN)} 万{unit}"
    return f"{number_text(value)} {visible(unit)}"


def bar(limit: Decimal | None, used: Decimal | None, reserved: Decimal) -> str:
    """``#`` for what is used, ``=`` for what is reserved, ``.`` for what is left, and the share of the limit.

    ``!`` ends an overspent one. Nothing without a limit; what is used a little shows at least one sign.
    """
    if limit is None:
        return ""
    if used is None:
        return "[" + "?" * _BAR + "]"
    total = max(used, Decimal(0)) + max(reserved, Decimal(0))
    if not limit:
        return "[" + "." * _BAR + "]" if not total else "[" + "#" * _BAR + "]!"
    of_used, of_total = _signs(used, limit), _signs(total, limit)
    if reserved > 0 and of_total == of_used:
        of_total = min(of_total + 1, _BAR)
    filled = "#" * of_used + "=" * (of_total - of_used)
    share = number_text((total * 100 / limit).quantize(Decimal("0.1")))
    return f"[{filled:.<{_BAR}}]{'!' if total > limit else ''} {share}%"


def _signs(amount: Decimal, limit: Decimal) -> int:
    if amount <= 0:
        return 0
    return min(max(int(amount * _BAR / limit), 1), _BAR)
