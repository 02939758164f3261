"""The remote desk: the officer's work on the rule book and the ledger of a service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from checker.api.batch import Submitted
from checker.api.comparison import Comparison
from checker.client import checks
from checker.client.call import get, named
from checker.client.connection import TIMEOUT, Connection, Line
from checker.client.remote_applications import RemoteApplications
from checker.client.remote_books import RemoteBooks
from checker.client.remote_procedure import RemoteProcedure
from checker.client.rulebook_copy import RulebookCopy
from checker.ledger.decisions import Decision
from checker.ledger.replay import Replay
from checker.model.outcome import Verdict
from checker.model.report import Report
from checker.rulebook import RuleBook
from checker.wire.decisions import DecisionBody, SealedReplayBody
from checker.wire.encoding import SEALED


class RemoteDesk(RemoteApplications, RemoteProcedure):
    """A desk (``checker.api.desk.Desk``) at a service; safe to share between threads.

    Every change bears an idempotency key, so that one whose answer was lost is asked again and made once.

    >>> with RemoteDesk.open("https://审查.示例", token) as desk:
    ...     desk.submit("项目.yaml")
    """

    def __init__(self, connection: Connection, cache: Path | None = None) -> None:
        self._connection = connection
        self._books = RemoteBooks(connection)
        self._rulebook = RulebookCopy(connection, cache)

    @classmethod
    def open(
        cls,
        base_url: str,
        token: str,
        *,
        timeout: float = TIMEOUT,
        insecure: bool = False,
        cache: Path | None = None,
    ) -> Self:
        """A desk at the service of that address; ``cache`` is where copies of its rule book are kept.

        Raises UsageError for an address or a token that cannot be, AccessError for a token the service does not take,
        ServiceError where it cannot be reached or is no service of this version.
        """
        desk = cls(Connection(Line.to(base_url, token, timeout=timeout, insecure=insecure)), cache)
        try:
            desk._books.desk  # noqa: B018 - whose desk it is, asked now so that a wrong address is told at once
        except BaseException:
            desk.close()
            raise
        return desk

    def __repr__(self) -> str:
        return f"RemoteDesk({str(self._connection.line)!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def name(self) -> str:
        """The address of the service."""
        return str(self._connection.line)

    @property
    def officer(self) -> str:
        """The holder of the token, under whose name entries are recorded."""
        return self._books.desk.officer

    @property
    def keeps_books(self) -> bool:
        """Whether the service has a ledger."""
        return self._books.desk.keeps_books

    @property
    def rulebook(self) -> RuleBook:
        """The rule book that the next check is made with, as far as is known here."""
        return self._rulebook.current()

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()

    def check(self, application: Submitted, *, as_of: date | None = None, everything: bool = False) -> Report:
        """The report of one application against the service's ledger; see ``Checker.check``."""
        call = checks.check_call(application, as_of, everything=everything)
        report = checks.report_in(self._connection.answer(call))
        self._rulebook.note(report.rulebook_hash)
        return report

    def what_if(
        self,
        application: Submitted,
        changes: Mapping[str, object],
        *,
        as_of: date | None = None,
        everything: bool = False,
    ) -> Comparison:
        """The report as submitted beside the report with some facts changed; see ``Checker.what_if``."""
        call = checks.what_if_call(application, changes, as_of, everything=everything)
        return checks.comparison_in(self._connection.answer(call))

    def decisions(self, *, project: str = "") -> tuple[Decision, ...]:
        """Decisions, on one project where named, oldest first."""
        return self._books.all(DecisionBody, "/v1/decisions", project=project.strip())

    def decide(
        self,
        project: str,
        verdict: Verdict,
        *,
        reason: str = "",
        number: str = "",
        decided_by: str = "",
        seen: str = "",
        on: date | None = None,
    ) -> Decision:
        """Check the application under review again, decide, and seal; ``decided_by`` defaults to the officer."""
        shape = {
            "project": project,
            "verdict": verdict.value,
            "reason": reason,
            "number": number,
            "decided_by": decided_by,
            "seen": seen,
            "on": on.isoformat() if on is not None else None,
        }
        return self._books.made(DecisionBody, "/v1/decisions", shape)

    def decided_report(self, decision: str) -> Report:
        """The report as sealed with a decision."""
        return checks.report_in(self._connection.answer(get(f"/v1/decisions/{named(decision)}/report", accept=SEALED)))

    def replay(self, decision: str) -> Replay:
        """Check a decided application again with the sealed rule book and books; see ``checker.ledger.replay``."""
        found = self._connection.answer(get(f"/v1/decisions/{named(decision)}/replay", accept=SEALED))
        return checks.readable(found.body(SealedReplayBody).value)
