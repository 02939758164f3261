"""Subjects: whatever an impact is measured on, an application with the day and the standing it is judged by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from checker.errors import Problem, UsageError
from checker.model import Application, read_application
from checker.model.standing import Standing
from checker.workbench.case import read_cases

CASE: Final = "案例"
"""The kind of subject that comes from a folder of cases."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One application judged on ``as_of``; ``kind`` says where it comes from, ``standing`` what a ledger adds."""

    id: str
    kind: str
    application: Application
    as_of: date
    standing: Standing | None = None


def case_subjects(*directories: Path, as_of: date | None = None) -> Iterator[Subject]:
    """Each case of ``directories``, once for each day its expectations name, or once on ``as_of``.

    Raises UsageError for a folder or an expectation that cannot be read, ApplicationError for an application.
    """
    seen: set[tuple[Path, date]] = set()
    for case in read_cases(*directories):
        day = as_of or _day(case.as_of, str(case.path))
        if (case.application, day) not in seen:
            seen.add((case.application, day))
            yield Subject(case.name, CASE, read_application(case.application), day)


def _day(text: str, file: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(Problem(f"as_of“{text}”不是日期", file, remedy="请写 as_of: 2026-01-01")) from None
