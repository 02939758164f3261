"""Twins: projects of the same name and owner under different codes, perhaps one project registered twice."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from checker.ledger.schema import PROJECT
from checker.ledger.storage import Reading

_NOISE: Final = re.compile(r"[\s\W_]+")


@dataclass(frozen=True, slots=True)
class Twins:
    """Projects that look like one: their name and owner as the first has them, and their codes."""

    name: str
    owner: str
    codes: tuple[str, ...]


def twins(books: Reading) -> tuple[Twins, ...]:
    """All groups of projects whose names and owners differ at most in spaces, punctuation and width of letters."""
    groups: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    found = select(PROJECT.c.code, PROJECT.c.name, PROJECT.c.owner).order_by(PROJECT.c.registered)
    for code, name, owner in books.connection.execute(found):
        groups.setdefault(likeness(name, owner), []).append((code, name, owner))
    return tuple(
        Twins(group[0][1], group[0][2], tuple(code for code, _, _ in group))
        for group in groups.values()
        if len(group) > 1
    )


def likeness(name: str, owner: str) -> tuple[str, str]:
    """What two projects have in common if they are perhaps one."""
    return _letters(name), _letters(owner)


def _letters(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()
