"""The difference between two rule books: what changed in words, and whose verdict or findings change with it."""

from __future__ import annotations

from checker.workbench.difference.change import Aspect, Change, Manner, changes_between
from checker.workbench.difference.comparison import Difference, compare
from checker.workbench.difference.impact import FindingChange, Impact, SubjectChange, measure_impact
from checker.workbench.difference.side import Side, read_side
from checker.workbench.difference.statement import Part
from checker.workbench.difference.subject import Subject, case_subjects

__all__ = [
    "Aspect",
    "Change",
    "Difference",
    "FindingChange",
    "Impact",
    "Manner",
    "Part",
    "Side",
    "Subject",
    "SubjectChange",
    "case_subjects",
    "changes_between",
    "compare",
    "measure_impact",
    "read_side",
]
