"""Lists of letters and arrivals, as text and for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from checker.intake import arrivals, outbox, withdrawing
from checker.intake.letter import LetterKind
from checker.intake.outbox import LetterState, Outgoing
from checker.intake.polling import Progress, platforms
from checker.intake.withdrawing import Outcome, Withdrawal
from checker.ledger import Reading
from checker.ledger.remarks import BEIJING
from checker.render.lines import visible
from checker.render.table import Head, render_table

_LETTERS: Final = (
    Head("编号", whole=True),
    Head("申报", whole=True),
    Head("版本", whole=True),
    Head("信", whole=True),
    Head("情况", whole=True),
    Head("次数", figures=True),
    Head("告知期限", whole=True),
    Head("平台的答复"),
)
_SHORT: Final = 12


@dataclass(frozen=True, slots=True)
class Standing:
    """How the intake stands: platforms, versions seen, letters, withdrawals; ``held`` are those after a decision."""

    platforms: tuple[Progress, ...]
    seen: int
    refused: int
    letters: tuple[Outgoing, ...]
    withdrawals: tuple[Withdrawal, ...]
    held: tuple[Withdrawal, ...]

    def late(self, today: date) -> tuple[Outgoing, ...]:
        """Notices that have to be there today or earlier and are not delivered."""
        unsent = (LetterState.PENDING, LetterState.PARKED)
        return tuple(
            one for one in self.letters if one.state in unsent and one.deadline is not None and one.deadline <= today
        )


def standing(books: Reading) -> Standing:
    """How the intake stands now."""
    seen = arrivals.listed(books)
    return Standing(
        platforms=platforms(books),
        seen=len(seen),
        refused=sum(bool(one.refusal) for one in seen),
        letters=outbox.listed(books),
        withdrawals=withdrawing.listed(books),
        held=withdrawing.still_held(books),
    )


def render_standing(found: Standing, today: date, *, width: int) -> str:
    """The standing as text."""
    lines = []
    for one in found.platforms:
        lines.append(f"平台      {visible(one.name)}")
        lines.append(f"上次读取  {_local(one.polled_at)};上次从头读完 {_local(one.swept_at)}")
        if one.fault:
            lines.append(f"出错      {visible(one.fault)}")
    if not found.platforms:
        lines.append("还没有读过平台;开始:checker intake run 对照文件")
    refused = f",{found.refused} 份台账没有受理" if found.refused else ""
    lines.append(f"来件      {found.seen} 份(各版本分别计){refused}")
    counts = Counter((one.kind, one.state) for one in found.letters)
    for kind in LetterKind:
        told = [f"{state.value} {counts[kind, state]}" for state in LetterState if counts[kind, state]]
        if told:
            lines.append(f"{kind.label}  {'、'.join(told)}")
    outcomes = Counter(one.outcome for one in found.withdrawals)
    if outcomes:
        told = [f"{outcome.value} {outcomes[outcome]}" for outcome in Outcome if outcomes[outcome]]
        lines.append(f"平台撤回  {'、'.join(told)}")
    parked = [one for one in found.letters if one.state is LetterState.PARKED]
    text = "\n".join(lines) + "\n"
    if parked:
        text += "\n搁置的信(再送:checker intake retry):\n" + render_letters(parked, width=width)
    if late := found.late(today):
        text += "\n到期而没有送到的告知:\n" + render_letters(late, width=width)
    if found.held:
        text += "\n平台上已撤回,台账里仍占着额度和来源的(确要放回:checker ledger withdraw):\n"
        text += "".join(
            f"{visible(one.application)}  {visible(one.project)}  {visible(one.detail)}  {visible(one.reason)}".rstrip()
            + "\n"
            for one in found.held
        )
    return text


def standing_shape(found: Standing, today: date) -> dict[str, object]:
    """The standing for machines."""
    counts = Counter((one.kind, one.state) for one in found.letters)
    return {
        "platforms": [
            {
                "name": one.name,
                "polled_at": one.polled_at or None,
                "swept_at": one.swept_at or None,
                "fault": one.fault or None,
            }
            for one in found.platforms
        ],
        "seen": found.seen,
        "refused": found.refused,
        "letters": {
            kind.value: {state.name.lower(): counts[kind, state] for state in LetterState} for kind in LetterKind
        },
        "late": [one.key for one in found.late(today)],
        "withdrawn": {
            outcome.name.lower(): [one.application for one in found.withdrawals if one.outcome is outcome]
            for outcome in Outcome
        },
        "held": [{"application": one.application, "project": one.project} for one in found.held],
    }


def render_letters(found: Sequence[Outgoing], *, width: int) -> str:
    """A line per letter."""
    rows = [
        [
            one.key[:_SHORT],
            one.application,
            one.version,
            one.kind.label,
            one.state.value,
            str(one.attempts),
            one.deadline.isoformat() if one.deadline else "",
            one.answer,
        ]
        for one in found
    ]
    return render_table(_LETTERS, rows, width)


def letter_shape(one: Outgoing) -> dict[str, object]:
    """One letter for machines."""
    return {
        "key": one.key,
        "platform": one.platform,
        "application": one.application,
        "version": one.version,
        "kind": one.kind.value,
        "state": one.state.name.lower(),
        "attempts": one.attempts,
        "strikes": one.strikes,
        "due_at": one.due_at,
        "queued_at": one.queued_at,
        "settled_at": one.settled_at,
        "deadline": one.deadline.isoformat() if one.deadline else None,
        "answer": one.answer or None,
        "resent": one.resent,
        "purged_at": one.purged_at,
    }


def _local(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S") if at else "还没有"
