"""Tokens: an expression cut into words and signs, whether or not it is finished."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from checker.feel.parse_table import FIGURE
from checker.feel.tree import KEYWORDS

_TOKEN: Final = re.compile(
    r'(?P<string>"(?:[^"\\\n\r]|\\.)*"?)'
    rf"|(?P<number>{FIGURE})"
    r"|(?P<name>[^\W\d][\w·]*(?:（[^（）\n]*）[\w·]*)*|\?)"
    r"|(?P<blank>\s+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<sign><=|>=|!=|\*\*|\.\.|.)",
    re.DOTALL,
)
_OPENING: Final = {")": "(", "]": "[", "}": "{"}


class Kind(StrEnum):
    """What a token is."""

    STRING = "string"
    NUMBER = "number"
    NAME = "name"
    KEYWORD = "keyword"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign, from ``start`` to ``end``; a string may lack its closing quote."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def is_open_string(self) -> bool:
        """Whether it is a string without its closing quote."""
        return self.kind is Kind.STRING and not _CLOSED.fullmatch(self.text)


_CLOSED: Final = re.compile(r'"(?:[^"\\\n\r]|\\.)*"')


def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of ``text``, blanks and comments left out."""
    found = []
    for match in _TOKEN.finditer(text):
        if match.lastgroup is None or match.lastgroup == "blank":
            continue
        kind = Kind(match.lastgroup)
        if kind is Kind.NAME and match[0] in KEYWORDS:
            kind = Kind.KEYWORD
        found.append(Token(kind, match[0], match.start(), match.end()))
    return tuple(found)


def ends_operand(token: Token) -> bool:
    """Whether a value can end with ``token``, so that an operator may follow it."""
    if token.kind is Kind.SIGN:
        return token.text in ")]}%‰"
    return token.kind is not Kind.KEYWORD or token.text in ("true", "false", "null")


def operand_start(tokens: Sequence[Token], last: int) -> int | None:
    """Where the operand that ends with the token at ``last`` begins: a name, path, call, filter or literal."""
    place: int | None = last
    while place is not None and place >= 0:
        token = tokens[place]
        if token.kind is Kind.SIGN and token.text in _OPENING:
            place = opening_of(tokens, place)
            if place is None:
                return None
            if place > 0 and (tokens[place - 1].kind is Kind.NAME or tokens[place - 1].text in _OPENING):
                place -= 1
                continue
            return place
        if token.kind is Kind.NAME:
            while place > 0 and tokens[place - 1].kind is Kind.NAME:
                place -= 1
            if place > 1 and tokens[place - 1].text == ".":
                place -= 2
                continue
            return place
        return place if ends_operand(token) else None
    return None


def opening_of(tokens: Sequence[Token], closing: int) -> int | None:
    """The index of the bracket that the one at ``closing`` closes."""
    depth = 0
    for place in range(closing, -1, -1):
        token = tokens[place]
        if token.kind is not Kind.SIGN:
            continue
        depth += (token.text in ")]}") - (token.text in "([{")
        if depth == 0:
            return place
    return None


def unclosed(tokens: Sequence[Token], before: int) -> list[int]:
    """The indices of the brackets left open before the token at ``before``, innermost first."""
    found = []
    depth = 0
    for place in range(before - 1, -1, -1):
        token = tokens[place]
        if token.kind is not Kind.SIGN:
            continue
        if token.text in ")]}":
            depth += 1
        elif token.text in "([{":
            if depth == 0:
                found.append(place)
            else:
                depth -= 1
    return found
