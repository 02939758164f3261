"""What unit somebody meant who wrote none: the same unit spelt right, and never one of another kind of amount."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Final

from checker.feel.unit_symbols import LONGEST_PREFIXES_FIRST, PREFIXES, SYMBOLS, definition_of

_SLIPS: Final = str.maketrans("顿墩炖盹囤钝媒霉仟佰萬億圆", "吨吨吨吨吨吨煤煤千百万亿元")
"""Characters that input methods offer beside the right ones."""
_ANY_CASE: Final = {symbol.lower(): symbol for symbol in SYMBOLS}
_UNITS: Final = tuple(symbol for symbol in SYMBOLS if symbol not in PREFIXES)


def near_unit(written: str) -> str:
    """The unit most likely meant by ``written``, or an empty text.

    What is measured is no part of a unit, so 吨煤 is 吨 and not 吨标煤, which is another kind of amount.
    """
    spelt = written.translate(_SLIPS)
    if spelt != written and all(definition_of(part) for part in re.split("[/·]", spelt)):
        return spelt
    prefix = next((each for each in LONGEST_PREFIXES_FIRST if spelt.startswith(each)), "")
    bare = spelt.removeprefix(prefix)
    near = _ANY_CASE.get(bare.lower()) or next(iter(get_close_matches(bare, _UNITS, n=1, cutoff=0.5)), "")
    unit = _unit_before_a_thing(bare)
    if unit and not (near and near.startswith(bare[: len(unit) + 1])):
        near = unit
    return prefix + near if near else ""


def _unit_before_a_thing(text: str) -> str:
    """The unit that ``text`` begins with where words that are no unit come after it."""
    for end in range(len(text) - 1, 0, -1):
        if text[:end] in _UNITS:
            rest = text[end:]
            return text[:end] if not rest.isascii() and definition_of(rest) is None else ""
    return ""
