"""Whoever checks the applications of scenarios, with the two-high catalogue a scenario supposes where it does."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final, Protocol, Self

from checker.model import Application
from checker.model.report import Report
from checker.review.standing_source import StandingSource
from checker.rulebook import RuleBook
from checker.workbench.bdd.catalogue import CatalogueRows, book_with_catalogue

_KEPT: Final = 8


class Inspector(Protocol):
    """Whoever checks applications against a rule book."""

    def __hash__(self) -> int:
        """Its identity."""
        ...

    @property
    def rulebook(self) -> RuleBook:
        """The rule book it checks against."""
        ...

    def pinned(self) -> Self:
        """One like it that goes its own way from now on."""
        ...

    def adopt(self, rulebook: RuleBook) -> bool:
        """Check against ``rulebook`` from now on; whether it is another one."""
        ...

    def check(
        self,
        application: Application,
        *,
        as_of: date | None = None,
        everything: bool = False,
        ledger: StandingSource | None = None,
    ) -> Report:
        """The report on ``application`` on that date, with what ``ledger`` knows of it."""
        ...


def supposing(inspector: Inspector, catalogue: CatalogueRows | None) -> Inspector:
    """The inspector that checks with ``catalogue``; ``inspector`` itself where none is supposed."""
    return inspector if catalogue is None else _with_catalogue(inspector, inspector.rulebook, catalogue)


@lru_cache(maxsize=_KEPT)
def _with_catalogue(inspector: Inspector, book: RuleBook, catalogue: CatalogueRows) -> Inspector:
    other = inspector.pinned()
    other.adopt(book_with_catalogue(book, catalogue))
    return other
