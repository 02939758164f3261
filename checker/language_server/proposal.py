"""Proposals: one thing that may be written at the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a proposal is, for the mark an editor shows beside it."""

    KEY = "key"
    WORD = "word"
    FACT = "fact"
    FIELD = "field"
    PARAMETER = "parameter"
    TABLE = "table"
    FUNCTION = "function"
    VARIABLE = "variable"
    KEYWORD = "keyword"
    UNIT = "unit"
    CLAUSE = "clause"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing that may be written.

    ``label`` is shown and searched, ``about`` one line beside it, ``more`` a longer text; ``insert`` is what is
    written where it is not the label. A lower ``rank`` comes first.
    """

    label: str
    role: Role
    about: str = ""
    more: str = ""
    insert: str = ""
    rank: int = 0
