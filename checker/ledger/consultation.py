"""A consultation (会商) as a value: who was asked what, what they said, what it came to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from checker.errors import LedgerRefusalError, Problem
from checker.model.enums import Conclusion
from checker.model.outcome import Effect, Outcome
from checker.model.report import Finding


class Stance(StrEnum):
    """Where a department stands."""

    AGREES = "同意"
    CONDITIONAL = "有条件同意"
    OPPOSES = "不同意"


@dataclass(frozen=True, slots=True)
class Matter:
    """What is put to which departments: the rules concerned, the question, who leads and who takes part."""

    rules: tuple[str, ...]
    text: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one department said on which day, and why."""

    department: str
    stance: Stance
    given_on: date
    reason: str
    position: int


@dataclass(frozen=True, slots=True)
class Consultation:
    """One consultation; ``conclusion`` and what belongs to it are None or empty while it is open.

    ``application`` is the hash of the application it is about, ``ledger_position`` that of the report it was opened
    on. One that was opened in error is cancelled: nothing comes of it.
    """

    id: str
    project: str
    matter: Matter
    application: str
    ledger_position: int | None
    opened_on: date
    due_on: date | None
    opinions: tuple[Opinion, ...]
    opened: int
    conclusion: Conclusion | None = None
    concluded_on: date | None = None
    authority: str = ""
    document: str = ""
    reason: str = ""
    conditions: str = ""
    cancelled_on: date | None = None
    cancellation: str = ""

    @property
    def is_open(self) -> bool:
        """Whether there is no conclusion yet, and may be one."""
        return self.conclusion is None and self.cancelled_on is None

    @property
    def departments(self) -> tuple[str, ...]:
        """Everybody asked, who leads first."""
        return (*self.matter.lead, *self.matter.cooperating)

    @property
    def counting(self) -> Mapping[str, Opinion]:
        """The opinion of each department that counts: the newest by its date, by its entry where dates are equal."""
        ordered = sorted(self.opinions, key=lambda opinion: (opinion.given_on, opinion.position))
        newest = {opinion.department: opinion for opinion in ordered}
        return {department: newest[department] for department in self.departments if department in newest}

    @property
    def missing(self) -> tuple[str, ...]:
        """The departments that have not said anything."""
        heard = {opinion.department for opinion in self.opinions}
        return tuple(department for department in self.departments if department not in heard)

    @property
    def late(self) -> tuple[str, ...]:
        """The departments whose first opinion came after the due date."""
        first: dict[str, date] = {}
        for opinion in self.opinions:
            first[opinion.department] = min(opinion.given_on, first.get(opinion.department, opinion.given_on))
        due = self.due_on
        return tuple(d for d in self.departments if due is not None and d in first and first[d] > due)

    def overdue(self, as_of: date) -> tuple[str, ...]:
        """The departments that should have spoken before ``as_of`` and have not; none once it is concluded."""
        if not self.is_open or self.due_on is None or as_of <= self.due_on:
            return ()
        return self.missing


def matter_of(findings: Iterable[Finding], *, lead: Sequence[str] = (), cooperating: Sequence[str] = ()) -> Matter:
    """What to ask because of ``findings``: of the departments of the clauses they cite, and those named besides.

    Raises LedgerRefusalError where a finding asks for no consultation, or no department is known.
    """
    asked = list(findings)
    for finding in asked:
        if finding.outcome is not Outcome.VIOLATED or finding.effect is not Effect.CONSULT:
            what = f"{finding.rule} 判为“{finding.outcome.label}”、处置为“{finding.effect.label}”,不是须会商的发现"
            raise LedgerRefusalError(Problem(what, remedy="只有处置为“会商”的不符合项才发起会商"))
    if not asked:
        raise LedgerRefusalError(Problem("没有须会商的发现", remedy="不用会商;可直接决定"))
    citations = [citation for finding in asked for citation in finding.citations]
    leading = dict.fromkeys((*lead, *(name for citation in citations for name in citation.lead)))
    taking_part = dict.fromkeys((*cooperating, *(name for citation in citations for name in citation.cooperating)))
    return Matter(
        rules=tuple(dict.fromkeys(finding.rule for finding in asked)),
        text=";".join(dict.fromkeys(finding.message for finding in asked)),
        lead=tuple(leading),
        cooperating=tuple(name for name in taking_part if name not in leading),
    )
