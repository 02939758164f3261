"""The desk one scenario works at: a draft application, the review date and the ledger, handed in at 当."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from checker.errors import ApplicationError, Problem, ScenarioError
from checker.model import Application
from checker.review.standing_source import StandingSource
from checker.rulebook import RuleBook
from checker.source import read_text, read_yaml
from checker.workbench.bdd.catalogue import CatalogueRows
from checker.workbench.bdd.draft import Draft
from checker.workbench.bdd.ledger import LedgerDraft


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in: the application, or the refusal of one that is not valid, with its date and ledger.

    ``catalogue`` is the two-high catalogue it is reviewed with, None where it is whatever the office has imported.
    """

    application: Application | None
    as_of: date
    standing: StandingSource | None = None
    refusal: ApplicationError | None = None
    catalogue: CatalogueRows | None = None


class Shelf:
    """Application files that scenarios start from, each read once; named relative to the first folder that has it."""

    def __init__(self, *folders: Path) -> None:
        self._folders = tuple(dict.fromkeys(folders))
        self._read: dict[str, dict[str, object]] = {}

    def application(self, name: str) -> dict[str, object]:
        """The values of the file by label or key, a copy of its own; raises ScenarioError where there is none."""
        if name not in self._read:
            self._read[name] = self._fresh(name)
        return deepcopy(self._read[name])

    def path(self, name: str) -> Path | None:
        """Where the file lies, or None."""
        return next((path for folder in self._folders if (path := folder / name).is_file()), None)

    def _fresh(self, name: str) -> dict[str, object]:
        path = self.path(name)
        if path is None:
            remedy = "路径从场景文件所在的文件夹、它的各级上级文件夹和当前文件夹起算"
            raise ScenarioError(Problem(f"没有申报文件“{name}”", remedy=remedy))
        text = read_text(path, str(path), error=ScenarioError)
        plain = read_yaml(text, str(path), error=ScenarioError, typed=False).plain
        if not isinstance(plain, dict):
            raise ScenarioError(Problem(f"“{name}”不是一份申报", remedy="请给出 application.yaml 的路径"))
        return plain


class Desk:
    """Collects what 假如 gives and hands it in at 当."""

    def __init__(self, book: RuleBook, shelf: Shelf) -> None:
        self._shelf = shelf
        self.draft = Draft()
        self.ledger = LedgerDraft(book)
        self.as_of: date | None = None
        self.catalogue: CatalogueRows | None = None
        self.submission: Submission | None = None

    def adopt(self, name: str) -> None:
        """Start the draft from an application file."""
        self.draft.adopt(self._shelf.application(name))

    def submit(self) -> None:
        """Hand in what was written; an application that is not valid is kept as refused. Raises ScenarioError."""
        if self.as_of is None:
            raise ScenarioError(Problem("没有写审查日", remedy='请在“当”之前写 假如 审查日为"2026-11-22"'))
        standing = self.ledger.as_of(self.as_of)
        try:
            application = self.draft.application()
        except ApplicationError as refusal:
            self.submission = Submission(None, self.as_of, standing, refusal, self.catalogue)
        else:
            self.submission = Submission(application, self.as_of, standing, None, self.catalogue)
