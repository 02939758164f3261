"""Values written as FEEL literals."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from checker.feel import exact
from checker.feel.limits import MAX_TEXT, ExhaustedError
from checker.feel.temporal import format_temporal
from checker.feel.tree import KEYWORDS
from checker.feel.units import Quantity, format_quantity
from checker.feel.values import DecimalQuantity, OpenRange, Range, Value

_PLAIN_KEY: Final = re.compile(r"(?:[^\W\d]|_)\w*")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def quoted(text: str) -> str:
    """A string literal that stands for ``text``."""
    return f'"{text.translate(_ESCAPES)}"'


def literal(value: Value) -> str:
    """``value`` as FEEL text: ``true``, ``null``, ``0.3``, ``"文本"``, ``300000 t``, ``@"2024-01-01"``, ``[1, 2]``.

    A function, which has no literal, is written ``null``. Raises ExhaustedError above a million characters.
    """
    pieces: list[str] = []
    _write(value, pieces, [MAX_TEXT])
    return "".join(pieces)


def _write(value: Value, pieces: list[str], room: list[int]) -> None:
    match value:
        case list() | tuple():
            _write_all("[", "]", [("", item) for item in value], pieces, room)
        case dict():
            entries = [(f"{written_key(key)}: ", item) for key, item in value.items()]
            _write_all("{", "}", entries, pieces, room)
        case Range():
            pieces.append("[" if value.start_included else "(")
            _write(value.start, pieces, room)
            pieces.append("..")
            _write(value.end, pieces, room)
            pieces.append("]" if value.end_included else ")")
        case OpenRange():
            pieces.append(f"({value.operator} ")
            _write(value.end, pieces, room)
            pieces.append(")")
        case _:
            text = _simple(value)
            room[0] -= len(text) + 1
            if room[0] < 0:
                raise ExhaustedError
            pieces.append(text)


def _write_all(
    opening: str, closing: str, entries: list[tuple[str, Value]], pieces: list[str], room: list[int]
) -> None:
    room[0] -= 2
    pieces.append(opening)
    for position, (key, item) in enumerate(entries):
        pieces.append(f", {key}" if position else key)
        room[0] -= len(key) + 2
        _write(item, pieces, room)
    pieces.append(closing)


def written_key(key: str) -> str:
    """A key of a context as FEEL writes it: quoted unless the grammar reads it as a one-word name."""
    return key if _PLAIN_KEY.fullmatch(key) and key not in KEYWORDS else quoted(key)


def _simple(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case DecimalQuantity():
            return str(value)
        case Decimal() | Fraction():
            return exact.plain(exact.rounded(value))
        case int() | float():
            return exact.plain(exact.rounded(Decimal(repr(value))))
        case Quantity():
            return format_quantity(value)
    text = format_temporal(value)
    return f'@"{text}"' if text is not None else "null"
