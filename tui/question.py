"""The questions of a form: what is asked, how it may be answered, and what is wrong with an answer, at its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from tui.choice import Option

_DAY: Final = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", re.ASCII)
_BETWEEN: Final = re.compile(r"[、,,;;\n]+")
LONGEST: Final = 2_000
"""Characters that the ledger takes of one remark."""


class Kind(StrEnum):
    """How a question is answered."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    NAMES = "names"
    ONE = "one"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Question:
    """One field: ``value`` is there to begin with; ``must`` says what to write where nothing was, empty if it may.

    ``options`` are those of a choice. A number lies between 1 and ``largest``.
    """

    id: str
    label: str
    kind: Kind = Kind.LINE
    value: str = ""
    hint: str = ""
    must: str = ""
    options: tuple[Option, ...] = ()
    chosen: tuple[str, ...] = ()
    largest: int = 366

    def fault(self, answer: str | tuple[str, ...]) -> str:
        """What is wrong with an answer; empty where nothing is."""
        if isinstance(answer, tuple):
            return "" if answer else self.must
        said = answer.strip()
        if not said:
            return self.must
        match self.kind:
            case Kind.DAY:
                return "" if day_of(said) else "请写日期,如 2026-11-22"
            case Kind.NUMBER:
                right = said.isascii() and said.isdigit() and len(said) < 6 and 1 <= int(said) <= self.largest
                return "" if right else f"请写 1 至 {self.largest} 的整数"
        if len(" ".join(said.split())) > LONGEST:
            return f"至多 {LONGEST} 字,现有 {len(said)} 字"
        return "" if " ".join(said.split()).isprintable() else "含有看不见的控制字符,请删去"


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered, by the id of the question; only answers without a fault are here."""

    given: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text as one line."""
        said = self.given.get(name, "")
        return " ".join(said.split()) if isinstance(said, str) else ""

    def day(self, name: str) -> date | None:
        """A day, or None where it was left empty."""
        return day_of(self.text(name))

    def number(self, name: str) -> int | None:
        """A number, or None where it was left empty."""
        said = self.text(name)
        return int(said) if said else None

    def names(self, name: str) -> tuple[str, ...]:
        """Names with commas between them, each once."""
        said = self.given.get(name, "")
        parts = _BETWEEN.split(said) if isinstance(said, str) else ()
        return tuple(dict.fromkeys(name for part in parts if (name := part.strip())))

    def chosen(self, name: str) -> tuple[str, ...]:
        """The values chosen."""
        said = self.given.get(name, ())
        return said if isinstance(said, tuple) else ()

    def one(self, name: str) -> str:
        """The one value chosen, empty where none was."""
        return next(iter(self.chosen(name)), "")


def day_of(text: str) -> date | None:
    """A day written ``2026-11-22`` or ``2026年11月22日``; None for anything else."""
    found = _DAY.fullmatch(text.strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
