"""Withdrawing (撤回): applications that their applicants took back on the platform, taken back in the ledger too.

What is under review there, or returned to be put right, is withdrawn, and what it held is free again. What is decided
for good stays, and somebody is told. Each withdrawal is dealt with once; should the application come again, it is taken
like a new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, func, insert, select

from checker.intake import arrivals, outbox
from checker.intake.arrivals import Arrival
from checker.intake.mapping import PlatformMapping
from checker.intake.pointer import ABSENT, parse_pointer
from checker.ledger import Ledger, Reading, Writing, submissions
from checker.ledger.remarks import recording_day
from checker.ledger.schema import WITHDRAWAL
from checker.ledger.states import SubmissionState

WHY: Final = "申报在审批平台上已撤回"
_LONGEST_REASON: Final = 200


class Outcome(StrEnum):
    """What became of what the ledger had of a withdrawn application."""

    RELEASED = "台账已撤回"
    DECIDED = "台账已有决定"
    NOT_HELD = "没有受理的"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One withdrawal: of which application, after which of its arrivals, and what came of it.

    ``project`` is the project that it concerns, empty where nothing was taken in; ``reason`` the applicant's, where the
    platform tells it; ``detail`` what the ledger says of a project that was decided.
    """

    platform: str
    application: str
    arrival: int
    seen_at: str
    outcome: Outcome
    project: str
    reason: str
    detail: str


def is_withdrawn(record: object, mapping: PlatformMapping, *, listed: bool = False) -> bool:
    """Whether a record or a summary is of a withdrawn application, be it by its status or by the list it stands in."""
    wanted = mapping.withdrawn
    if wanted is None:
        return False
    if wanted.status is None:
        return listed
    found = parse_pointer(wanted.status.source).of(record, record)
    return listed if found is ABSENT else str(found) in wanted.status.values


def reason_in(record: object, mapping: PlatformMapping) -> str:
    """The applicant's reason, on one printable line; empty where the platform tells none."""
    wanted = mapping.withdrawn
    if wanted is None or wanted.reason is None:
        return ""
    found = parse_pointer(wanted.reason).of(record, record)
    text = found if isinstance(found, str) else ""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()[:_LONGEST_REASON]


class Withdrawing:
    """Takes withdrawals of one platform into one ledger."""

    def __init__(self, ledger: Ledger, mapping: PlatformMapping, clerk: str) -> None:
        self._ledger = ledger
        self._platform = mapping.platform
        self._clerk = clerk

    def withdraw(self, application: str, version: str | None, reason: str) -> Withdrawal | None:
        """Deal with one withdrawal; None where it has been, or where nothing was ever seen of the application.

        A ``version`` older than the last one that was seen was withdrawn for the sake of that one.
        """
        with self._ledger.reading() as books:
            if self._unsettled(books, application, version) is None:
                return None
        with self._ledger.writing(self._clerk) as books:
            seen = self._unsettled(books, application, version)
            return self._withdrawn(books, application, seen, reason) if seen is not None else None

    def _unsettled(self, books: Reading, application: str, version: str | None) -> tuple[Arrival, ...] | None:
        seen = arrivals.of_application(books, self._platform, application)
        if not seen or (version in {one.version for one in seen} and version != seen[-1].version):
            return None
        last = select(func.max(WITHDRAWAL.c.arrival)).where(
            WITHDRAWAL.c.platform == self._platform, WITHDRAWAL.c.application == application
        )
        settled = books.connection.execute(last).scalar()
        return None if settled is not None and settled >= seen[-1].number else seen

    def _withdrawn(self, books: Writing, application: str, seen: tuple[Arrival, ...], reason: str) -> Withdrawal:
        released: list[str] = []
        decided: dict[str, SubmissionState] = {}
        for code in dict.fromkeys(one.project for one in seen if one.submission is not None):
            current = submissions.current(books, code)
            if current is None or current.position not in {one.submission for one in seen}:
                continue  # an officer's own, or taken back already
            if current.state.is_open:
                why = f"{WHY}:{reason}" if reason else WHY
                submissions.withdraw(books, code, recording_day(books), why)
                released.append(code)
            elif current.state is not SubmissionState.WITHDRAWN:
                decided[code] = current.state
        outbox.supersede(books, self._platform, application, WHY)
        outcome = Outcome.DECIDED if decided else Outcome.RELEASED if released else Outcome.NOT_HELD
        made = Withdrawal(
            platform=self._platform,
            application=application,
            arrival=seen[-1].number,
            seen_at=books.at,
            outcome=outcome,
            project="、".join(decided or released),
            reason=reason,
            detail="、".join(state.value for state in decided.values()),
        )
        row = {field: getattr(made, field) for field in Withdrawal.__slots__} | {"outcome": outcome.value}
        books.connection.execute(insert(WITHDRAWAL).values(row))
        return made


def occasions(books: Reading, platform: str, application: str) -> int:
    """How often an application was withdrawn."""
    wanted = select(func.count()).where(WITHDRAWAL.c.platform == platform, WITHDRAWAL.c.application == application)
    return int(books.connection.execute(wanted).scalar_one())


def listed(books: Reading) -> tuple[Withdrawal, ...]:
    """Every withdrawal, in the order of the arrivals they follow."""
    wanted = select(WITHDRAWAL).order_by(WITHDRAWAL.c.arrival)
    return tuple(map(_withdrawal, books.connection.execute(wanted)))


def still_held(books: Reading) -> tuple[Withdrawal, ...]:
    """The withdrawals that came after a decision and whose projects still hold what they were given."""
    found = (one for one in listed(books) if one.outcome is Outcome.DECIDED)
    return tuple(one for one in found if any(_is_live(books, code) for code in one.project.split("、")))


def _is_live(books: Reading, code: str) -> bool:
    current = submissions.current(books, code)
    return current is not None and current.state.is_live


def _withdrawal(row: Row[Any]) -> Withdrawal:
    values = row._asdict()
    return Withdrawal(**{**values, "outcome": Outcome(values["outcome"])})
