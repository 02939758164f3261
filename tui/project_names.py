"""The names of projects by their codes, as far as the desk has told them; asked for in threads, read by the screens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from checker.ledger.states import SubmissionState

if TYPE_CHECKING:
    from checker.api.desk import Desk


class ProjectNames:
    """What projects are called; a project that nobody applied for has no name here."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, project: str) -> str:
        """The name of a project; empty where it is not known."""
        return self._known.get(project, "")

    def learn(self, named: Iterable[tuple[str, str]]) -> None:
        """Take in codes with their names."""
        self._known.update((code, name) for code, name in named if code)

    def ask(self, desk: Desk, projects: Iterable[str]) -> None:
        """Have every one of ``projects`` named that the desk knows; those under review are asked for first."""
        wanted = {code for code in projects if code} - self._known.keys()
        for state in (None, *(one for one in SubmissionState if not one.is_open)):
            if not wanted:
                return
            self.learn((one.project, one.name) for one in desk.pending(state=state))
            wanted -= self._known.keys()
        self.learn((code, "") for code in wanted)

    def forget(self) -> None:
        """Ask again for all of them."""
        self._known.clear()
