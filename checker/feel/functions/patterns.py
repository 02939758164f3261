"""Regular expressions as XQuery writes them, turned into Python's (DMN 1.5, 10.3.4.3: matches, replace, split).

What Python knows and XQuery does not (look-around, word boundaries …) makes an invalid pattern, which is null. Null too
is a pattern that could take for ever: one that repeats what itself repeats, or alternatives that may both match.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from checker.feel.limits import MAX_TEXT

_MAX_PATTERN: Final = 1000
_MAX_EFFORT: Final = 10**10
_FLAGS: Final = {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE, "x": re.NOFLAG}
_PLAIN_ESCAPES: Final = frozenset("nrt\\|.-^?*+{}()[]$dDsSwW")
_CATEGORIES: Final = {
    "L": r"^\W\d_",
    "N": r"\d",
    "Nd": r"\d",
    "Lu": "A-ZÀ-ÖØ-ÞΑ-ΩА-Я",
    "Ll": "a-zß-öø-ÿα-ωа-я",
    "P": r"!-#%-*,-/:;?@\[-\]_{}¡§«¶·»¿‐-‧‰-⁞、-〃〈-】〔-〟！-＃％-＊，-／：；？＠［-］＿｛｝",
    "Z": r"   -   　",
    "IsBasicLatin": "\\x00-\\x7f",
    "IsCJKUnifiedIdeographs": "一-鿿",
    "IsGreek": "Ͱ-Ͽ",
    "IsCyrillic": "Ѐ-ӿ",
}
_COUNT: Final = re.compile(r"\{(\d{1,3})(,(\d{0,3}))?\}")
_GROUP: Final = re.compile(r"\$(\d)|\\([\\$])|([^$\\]+)")


class _UnknownPatternError(Exception):
    """A pattern that is not XQuery's, or not ours to support."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern ready to use; ``repetitions`` without end are what its work grows with."""

    compiled: re.Pattern[str]
    repetitions: int

    def fits(self, text: str) -> bool:
        """Whether searching ``text`` is sure to end soon."""
        return len(text) <= MAX_TEXT and (len(text) + 1) ** min(self.repetitions, 64) <= _MAX_EFFORT


@lru_cache(maxsize=256)
def compiled_pattern(pattern: str, flags: str) -> Pattern | None:
    """The pattern ready to search with, or None when it or the flags are invalid."""
    if len(pattern) > _MAX_PATTERN or not set(flags) <= _FLAGS.keys():
        return None
    try:
        translation = _Translation(_without_spaces(pattern) if "x" in flags else pattern, flags)
        translated = translation.whole()
        combined = re.NOFLAG
        for flag in flags:
            combined |= _FLAGS[flag]
        return Pattern(re.compile(translated, combined), translation.repetitions)
    except (_UnknownPatternError, re.error, OverflowError, RecursionError):
        return None


def _without_spaces(pattern: str) -> str:
    """With flag x white space means nothing, except inside a character class."""
    kept, depth, escaped = [], 0, False
    for character in pattern:
        if character.isspace() and not depth:
            continue
        depth += 0 if escaped else (character == "[") - (character == "]" and depth > 0)
        escaped = character == "\\" and not escaped
        kept.append(character)
    return "".join(kept)


def expanded(replacement: str, match: re.Match[str]) -> str | None:
    """The replacement with its ``$1`` filled in, or None when it is malformed."""
    pieces, position = [], 0
    while position < len(replacement):
        part = _GROUP.match(replacement, position)
        if part is None:
            return None
        position = part.end()
        if part[1] is not None:
            number = int(part[1])
            pieces.append((match[number] or "") if number <= (match.re.groups or 0) else "")
        else:
            pieces.append(part[2] or part[3])
    text = "".join(pieces)
    return text if len(text) <= MAX_TEXT else None


@dataclass(slots=True)
class _Group:
    """An open bracket: what its alternatives begin with, and whether anything in it may match in more than one way."""

    number: int
    begins: list[str] = field(default_factory=list)
    at_start: bool = True
    loose: bool = False

    def closed(self) -> bool:
        """Whether one stretch of text may be matched by it in several ways."""
        distinct = "" not in self.begins and len(set(self.begins)) == len(self.begins)
        return self.loose or (len(self.begins) > 1 and not distinct)


class _Translation:
    """One pass over a pattern."""

    def __init__(self, pattern: str, flags: str) -> None:
        self._pattern = pattern
        self._position = 0
        self._any = "." if "s" in flags else r"[^\n\r]"
        self._end = "$" if "m" in flags else r"\Z"
        self._groups = 0
        self._open = [_Group(0)]
        self.repetitions = 0

    def whole(self) -> str:
        """The whole pattern in Python's terms."""
        pieces = []
        while self._position < len(self._pattern):
            pieces.append(self._piece(self._next()))
        if len(self._open) > 1:
            raise _UnknownPatternError
        return "".join(pieces)

    def _next(self) -> str:
        if self._position >= len(self._pattern):
            raise _UnknownPatternError
        character = self._pattern[self._position]
        self._position += 1
        return character

    def _peek(self) -> str:
        return self._pattern[self._position : self._position + 1]

    def _piece(self, character: str) -> str:
        inner = self._open[-1]
        match character:
            case "*" | "+" | "?" | "{":
                return self._repeated(character)
            case "|":
                inner.at_start = True
                return "|"
            case ")":
                return self._closing()
        if inner.at_start:
            inner.begins.append(character if character not in r".$^\[(" else "")
            inner.at_start = False
        match character:
            case ".":
                return self._any
            case "$":
                return self._end
            case "\\":
                return self._escape()
            case "[":
                return self._character_class()
            case "(":
                return self._opening()
            case "]" | "}":
                raise _UnknownPatternError
        return character

    def _repeated(self, character: str) -> str:
        """A quantifier, which makes the group around it match in more than one way unless its count is fixed."""
        text, endless, fixed = character, character in "*+", False
        if character == "{":
            count = _COUNT.match(self._pattern, self._position - 1)
            if count is None:
                raise _UnknownPatternError
            text, endless, fixed = count[0], count[2] is not None and not count[3], count[2] is None
            self._position = count.end()
        self.repetitions += endless
        self._open[-1].loose |= not fixed
        if self._peek() == "?":
            text += self._next()
        if self._peek() in ("+", "*", "?", "{") and self._peek():
            raise _UnknownPatternError
        return text

    def _opening(self) -> str:
        if self._peek() != "?":
            self._groups += 1
            self._open.append(_Group(self._groups))
            return "("
        self._next()
        if self._next() != ":":
            raise _UnknownPatternError
        self._open.append(_Group(0))
        return "(?:"

    def _closing(self) -> str:
        if len(self._open) == 1:
            raise _UnknownPatternError
        loose = self._open.pop().closed()
        if loose:
            count = _COUNT.match(self._pattern, self._position)
            if self._peek() in ("*", "+") and self._peek():
                raise _UnknownPatternError
            if count is not None and (count[2] is not None or int(count[1]) > 1):
                raise _UnknownPatternError
        self._open[-1].loose |= loose
        return ")"

    def _escape(self) -> str:
        character = self._next()
        if character.isdigit():
            number = int(character)
            if not 1 <= number <= self._groups or any(group.number == number for group in self._open):
                raise _UnknownPatternError
            return f"(?:\\{number})"
        if character in "pP":
            category = self._category()
            inverse = category.startswith("^") is not (character == "P")
            return f"[{'^' if inverse else ''}{category.removeprefix('^')}]"
        if character not in _PLAIN_ESCAPES:
            raise _UnknownPatternError
        return "\\" + character

    def _category(self) -> str:
        if self._next() != "{":
            raise _UnknownPatternError
        end = self._pattern.find("}", self._position)
        name = self._pattern[self._position : end]
        if end < 0 or name not in _CATEGORIES:
            raise _UnknownPatternError
        self._position = end + 1
        return _CATEGORIES[name]

    def _character_class(self) -> str:
        """``[…]``; a subtraction ``[a-z-[aeiou]]`` becomes a look-ahead."""
        pieces = ["["]
        if self._peek() == "^":
            pieces.append(self._next())
        without = ""
        while (character := self._next()) != "]":
            if character == "\\":
                pieces.append(self._class_escape())
            elif character == "-" and self._peek() == "[":
                self._next()
                without = f"(?!{self._character_class()})"
            elif character in "[&~|":
                pieces.append("\\" + character)
            else:
                pieces.append(character)
        if pieces in (["["], ["[", "^"]):
            raise _UnknownPatternError
        accepted = "".join(pieces) + "]"
        return f"(?:{without}{accepted})" if without else accepted

    def _class_escape(self) -> str:
        character = self._next()
        if character == "p":
            category = self._category()
            if category.startswith("^"):
                raise _UnknownPatternError
            return category
        if character not in _PLAIN_ESCAPES:
            raise _UnknownPatternError
        return "\\" + character
