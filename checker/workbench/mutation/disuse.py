"""Disuse: slips in what no rule or derivation in force uses on the days they concern, so that they change nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from checker.rulebook import DecisionTable, Derivation, Parameter, Period, Rule, RuleBook
from checker.workbench.mutation.mutant import Item

_PLACE: Final = re.compile(r"\{([^{}]+)\}")
_NEVER: Final = "没有规则或推算用到它"
_NOT_THEN: Final = "所差的那些日子,没有施行中的规则或推算用到它"


class Disuse:
    """Who uses the parameters and tables of ``book``, and when."""

    def __init__(self, book: RuleBook) -> None:
        self._users: defaultdict[str, list[Period]] = defaultdict(list)
        users: tuple[Rule | Derivation, ...] = (*book.rules, *book.derivations)
        for user in users:
            told = _PLACE.findall(f"{user.message}{user.remedy}") if isinstance(user, Rule) else ()
            for name in {*user.uses.names, *user.uses.calls, *told}:
                self._users[name].append(user.in_force)

    def equivalence(self, before: Item, after: Item) -> str:
        """Why ``after`` provably changes nothing; empty where that is not known."""
        match before, after:
            case Parameter(), Parameter():
                return self._told(before.name, _other_values(before, after))
            case DecisionTable(), DecisionTable():
                return self._told(before.name, _other_tables(before, after))
        return ""

    def _told(self, name: str, differing: Iterator[Period]) -> str:
        used = self._users.get(name)
        if not used:
            return _NEVER
        return "" if any(period.overlaps(stretch) for stretch in differing for period in used) else _NOT_THEN


def _other_tables(before: DecisionTable, after: DecisionTable) -> Iterator[Period]:
    """The days on which the two tables may say different things."""
    if before.in_force == after.in_force:
        yield before.in_force
        return
    for stretch in _stretches([before.in_force, after.in_force]):
        if (_first(stretch) in before.in_force) != (_first(stretch) in after.in_force):
            yield stretch


def _other_values(before: Parameter, after: Parameter) -> Iterator[Period]:
    """The days on which the two parameters have different values."""
    for stretch in _stretches([dated.period for item in (before, after) for dated in item.values]):
        one, other = (item.on(_first(stretch)) for item in (before, after))
        if one is not other and (one is None or other is None or one.value != other.value):
            yield stretch


def _stretches(periods: list[Period]) -> Iterator[Period]:
    """The stretches between the days on which any of the periods begins or ends."""
    days = sorted({day for period in periods for day in (period.start, period.end) if day is not None})
    for start, end in zip((None, *days), (*days, None), strict=True):
        yield Period(start, end)


def _first(stretch: Period) -> date:
    """A day of the stretch."""
    if stretch.start is not None:
        return stretch.start
    return stretch.end - timedelta(days=1) if stretch.end is not None else date.max
