"""Diagnostics: what lint has to say of one place in a rule pack."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How much a diagnostic matters: an error keeps the rule book from being loaded or a rule from ever working."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label(self) -> str:
        """Its Chinese name."""
        return _LABELS[self]


_LABELS: Final = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTE: "提示"}


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing to mend: what is wrong, where, and what to write instead.

    ``code`` names the kind, the same whatever the wording. ``file`` is as the user named the folder. Lines and columns
    count from 1, columns in characters; ``end_column`` is the first one no longer meant. All four are 1 where a whole
    file or folder is meant. ``owner`` is what the place belongs to, e.g. ``规则 BZ-0301``; ``excerpt`` is the line of
    the file, empty where it has none.
    """

    code: str
    severity: Severity
    message: str
    remedy: str
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    owner: str
    excerpt: str

    @property
    def place(self) -> str:
        """``file:line:column``, or the file alone where it is meant as a whole."""
        return self.file if self.is_about_file else f"{self.file}:{self.line}:{self.column}"

    @property
    def is_about_file(self) -> bool:
        """Whether a whole file or folder is meant."""
        return (self.line, self.column, self.end_line, self.end_column) == (1, 1, 1, 1)
