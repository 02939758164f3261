"""The subject: the one application that the screens are about, with its report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from checker.model.application import Application
from checker.model.report import Report


@dataclass(frozen=True, slots=True)
class Subject:
    """An application under review and what checking it gave.

    ``project`` is its code in the ledger, empty where it comes from a file; ``path`` is that file.
    """

    application: Application
    report: Report
    project: str = ""
    path: Path | None = None

    @property
    def name(self) -> str:
        """What the project is called."""
        return self.application.name
