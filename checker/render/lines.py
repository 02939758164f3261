"""Lines of mixed Chinese and Latin text: making hidden characters visible, cell widths, and line breaking.

Widths are terminal cells. Characters whose width depends on the terminal (East Asian ambiguous: “ ” … — ≤) count as
two, so that a line fits on either kind of terminal. Breaking follows the usual Chinese rules: anywhere between two
ideographs, never before closing punctuation, never after opening punctuation, never between a number and its unit.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

_WIDE = frozenset("WFA")
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_ZERO_WIDTH = frozenset(("Mn", "Me"))
_NOT_AT_LINE_START = frozenset("，。、；：？！）》」』】〕〉”’…—％‰,.;:?!)]}%")
_NOT_AT_LINE_END = frozenset("（《「『【〔〈“‘([{")
_STRAIGHT_QUOTES = frozenset("\"'`")
_BEFORE_OPENING_QUOTE = frozenset(" [({（「：:=，,、；")
# A base character carries a mark or two; a pile of them would draw over the neighbouring lines.
_PILED_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{2})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_FOLDED_LINE = re.compile(r"[ \t]*\r?\n[ \t\r\n]*")


def visible(text: str) -> str:
    r"""``text`` with every control, format, private or unassigned character written out, e.g. ``\x1b`` or ``\u202e``.

    Nothing an application says can then move the cursor, change a colour or reverse the reading direction.
    """
    if text.isascii() and text.isprintable():
        return text
    piled = _PILED_MARKS.sub(r"\1", text)
    if piled.isprintable():
        return piled
    return "".join(map(_shown_character, piled))


def is_hidden(character: str) -> bool:
    """Whether a character is seen only by what it does: control, format, private, unassigned, line separators."""
    return not character.isprintable() and unicodedata.category(character) in _INVISIBLE


def prose(text: str) -> str:
    """``text`` of several lines as one paragraph, its hidden characters made visible.

    A line end between two ideographs vanishes, elsewhere it becomes one space.
    """
    stripped = text.strip()
    if "\n" in stripped:
        stripped = _FOLDED_LINE.sub(lambda match: _joint(stripped, match), stripped)
    return visible(stripped)


def cell_width(text: str) -> int:
    """Width of ``text`` in terminal cells, ambiguous characters counted as two."""
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


def padded(text: str, width: int) -> str:
    """``text`` followed by as many spaces as fill ``width`` cells."""
    return text + " " * max(0, width - cell_width(text))


def clipped(text: str, width: int) -> str:
    """``text`` cut to at most ``width`` cells, with ``..`` where something was cut off."""
    if cell_width(text) <= width:
        return text
    kept, used = [], 2
    for character in text:
        used += _character_width(character)
        if used > width:
            break
        kept.append(character)
    return "".join(kept) + ".."


def break_points(text: str, width: int) -> list[int]:
    """Offsets in ``text`` at which a new line starts so that no line is wider than ``width`` cells.

    A line that ends with spaces counts without them. A run that has no place to break is cut hard at the width.
    """
    offsets: list[int] = []
    start, used, last_chance = 0, 0, 0
    for index, character in enumerate(text):
        if index > start and _may_break(text, index):
            last_chance = index
        cells = _character_width(character)
        # Twice at most: what follows the last chance may itself be too wide, and is then cut hard.
        while used + cells > width and not character.isspace() and index > start:
            start = last_chance if last_chance > start else index
            offsets.append(start)
            used = cell_width(text[start:index])
        used += cells
    return offsets


def wrap(text: str, width: int) -> list[str]:
    """Lines of ``text``, none wider than ``width`` cells, without spaces at their ends."""
    points = [0, *break_points(text, width), len(text)]
    return [text[start:end].rstrip() for start, end in pairwise(points)]


def _may_break(text: str, index: int) -> bool:
    before, after = text[index - 1], text[index]
    if after == " " or after in _NOT_AT_LINE_START or before in _NOT_AT_LINE_END or _character_width(after) == 0:
        return False
    if (before in _STRAIGHT_QUOTES and _opens(text, index - 1)) or (
        after in _STRAIGHT_QUOTES and not _opens(text, index)
    ):
        return False
    if before == " ":
        # "12.5 万吨" stays together: a number and the unit that follows it.
        return not (index >= 2 and text[index - 2].isdigit() and not after.isdigit())
    return _character_width(before) == 2 or _character_width(after) == 2


def _opens(text: str, index: int) -> bool:
    """Whether the straight quote at ``index`` opens a quotation."""
    return index == 0 or text[index - 1] in _BEFORE_OPENING_QUOTE


@lru_cache(maxsize=8192)
def _character_width(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in _ZERO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def _shown_character(character: str) -> str:
    if not is_hidden(character):
        return character
    match character:
        case "\n":
            return r"\n"
        case "\r":
            return r"\r"
        case "\t":
            return r"\t"
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _joint(text: str, match: re.Match[str]) -> str:
    around = text[match.start() - 1] + text[match.end()]
    return "" if all(_character_width(character) == 2 for character in around) else " "
