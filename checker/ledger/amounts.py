"""Amounts as the ledger stores them: whole millionths of a unit, so that sums are exact in any database."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import Final

from checker.errors import LedgerError, Problem

SCALE: Final = 1_000_000
LARGEST: Final = 2**63 - 1
"""The largest number of millionths that both databases hold."""


def stored(amount: Decimal, *, at_most: bool = False) -> int:
    """``amount`` in millionths; what is finer is rounded up, or down where ``at_most`` says that less is safe.

    A request is rounded up and a limit down, so that rounding never lets a ceiling be overspent. Raises LedgerError
    beyond the range of the database (about 9.2 × 10¹² units).
    """
    with localcontext(prec=60):
        whole = (amount * SCALE).to_integral_value(ROUND_FLOOR if at_most else ROUND_CEILING)
    if not whole.is_finite() or abs(whole) > LARGEST:
        raise LedgerError(Problem(f"数量 {amount} 超出台账能记的范围", remedy="请核对数量与单位"))
    return int(whole)


def shown(millionths: int) -> Decimal:
    """The amount in its unit, without trailing zeros."""
    number = Decimal(millionths) / SCALE
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def shown_or_none(millionths: int | None) -> Decimal | None:
    """The amount in its unit, or None."""
    return None if millionths is None else shown(millionths)
