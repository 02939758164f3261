"""Matching: what a version of the catalogue says of one industry, by the very table that judges applications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.catalogue.item import CatalogueItem
from checker.catalogue.table_rows import LISTED, NOT_LISTED, REVIEW
from checker.catalogue.version import CatalogueVersion
from checker.feel.units import Quantity
from checker.feel.values import Value
from checker.rulebook import TableLookup

__all__ = ["LISTED", "NOT_LISTED", "REVIEW", "Match", "match"]


@dataclass(frozen=True, slots=True)
class Match:
    """The conclusion (``列入``, ``未列入``, ``须人工核对``; empty: not to be told yet) and the item behind it.

    ``candidates`` are the items under whose code the industry falls, ``missing`` what is needed to tell.
    """

    result: str
    entry: str
    candidates: tuple[CatalogueItem, ...]
    missing: tuple[str, ...]


def match(version: CatalogueVersion, code: str, products: Sequence[str] = (), energy: Quantity | None = None) -> Match:
    """Look up a four-digit class of GB/T 4754, with what is known of its products and yearly energy use."""
    words: Value = "|".join(products).lower() if products else None
    value = TableLookup(version.table, null_is_unknown=True)(code, words, energy)
    candidates = tuple(item for item in version.items if code.startswith(item.code))
    if isinstance(value, dict):
        return Match(str(value["结论"]), str(value["目录项"]), candidates, ())
    missing = []
    if energy is None and any(item.threshold for item in candidates):
        missing.append("年综合能耗(--energy)")
    if words is None and any(item.words for item in candidates):
        missing.append("产品(--product)")
    return Match("", "", candidates, tuple(missing))
