"""Changes: which parts of a rule book were added, removed or said otherwise, each aspect before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from checker.rulebook import RuleBook
from checker.workbench.difference.statement import Account, Part, Statement, accounts_of


class Manner(StrEnum):
    """What became of a part."""

    ADDED = "新增"
    REMOVED = "删去"
    CHANGED = "修改"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing said of a part, before and after; None where it was not said."""

    name: str
    before: Statement | None
    after: Statement | None


@dataclass(frozen=True, slots=True)
class Change:
    """One part that is not in both books alike. Added and removed parts list all that is said of them.

    ``name`` is what expressions call it: a rule id, a parameter, a table, a derived fact; empty where none can.
    """

    part: Part
    manner: Manner
    id: str
    title: str
    name: str
    file: str
    aspects: tuple[Aspect, ...]


def changes_between(old: RuleBook, new: RuleBook) -> tuple[Change, ...]:
    """Every part that differs, by kind; what only moved to another file or line has not changed."""
    before, after = _by_key(old), _by_key(new)
    found = [*_compared(before, after), *(_whole(after[key], Manner.ADDED) for key in after if key not in before)]
    order = list(Part)
    return tuple(sorted(found, key=lambda change: (order.index(change.part), change.id)))


def _by_key(book: RuleBook) -> dict[tuple[Part, str], Account]:
    return {(account.part, account.id): account for account in accounts_of(book)}


def _compared(
    before: Mapping[tuple[Part, str], Account], after: Mapping[tuple[Part, str], Account]
) -> Iterator[Change]:
    for key, was in before.items():
        becomes = after.get(key)
        if becomes is None:
            yield _whole(was, Manner.REMOVED)
        elif becomes.statements != was.statements:
            yield _change(becomes, Manner.CHANGED, tuple(_aspects(was.statements, becomes.statements)))


def _whole(account: Account, manner: Manner) -> Change:
    gone = manner is Manner.REMOVED
    aspects = (
        Aspect(name, said if gone else None, None if gone else said) for name, said in account.statements.items()
    )
    return _change(account, manner, tuple(aspects))


def _change(account: Account, manner: Manner, aspects: tuple[Aspect, ...]) -> Change:
    return Change(account.part, manner, account.id, account.title, account.name, account.file, aspects)


def _aspects(before: Mapping[str, Statement], after: Mapping[str, Statement]) -> Iterator[Aspect]:
    for name in dict.fromkeys((*before, *after)):
        was, becomes = before.get(name), after.get(name)
        if was != becomes:
            yield Aspect(name, was, becomes)
