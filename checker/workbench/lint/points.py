"""Points: values among which every set of tests of one term that some value can meet is met by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from checker.rulebook.tables.domain import Domain, Point

NULL: Final[Point] = ("null", None)
SOMETHING: Final[Point] = ("something", None)
"""A value of which nothing is asked but whether it is there."""

_SOME_OTHER_TEXT: Final = "\N{NULL}"
"""Comes before every text that people write; behind one, it makes the text that follows."""


def points_among(domains: Sequence[Domain], choices: frozenset[str] = frozenset()) -> Iterator[Point]:
    """Null, and a value in each place that the ends of ``domains`` tell apart; ``choices`` are all texts, if closed."""
    yield NULL
    ends: dict[Any, set[Any]] = {}
    for domain in domains:
        for kind, value in domain.points:
            ends.setdefault(kind, set()).add(value)
        for stretch in domain.stretches:
            ends.setdefault(stretch.kind, set()).update(end for end in (stretch.low, stretch.high) if end is not None)
    if set(ends) <= {"null"}:
        yield SOMETHING
    for kind, values in ends.items():
        match kind:
            case "null":
                continue
            case "boolean":
                yield (kind, True)
                yield (kind, False)
            case "string":
                yield from ((kind, text) for text in choices or _texts(values))
            case "date":
                yield from ((kind, day) for day in _days(values))
            case _:
                yield from ((kind, number) for number in _numbers(values))


def _texts(named: Iterable[str]) -> Iterator[str]:
    """The texts, each with the one that follows it at once, and one before them all."""
    yield _SOME_OTHER_TEXT
    for text in named:
        yield from (text, f"{text}{_SOME_OTHER_TEXT}")


def _days(named: Iterable[date]) -> set[date]:
    one = timedelta(days=1)
    days = set(named)
    beside = {day - one for day in days if day > date.min} | {day + one for day in days if day < date.max}
    return days | beside


def _numbers(named: set[Any]) -> Iterator[Any]:
    inorder = sorted(Fraction(number) for number in named)
    yield from named
    yield inorder[0] - 1
    yield inorder[-1] + 1
    yield from ((low + high) / 2 for low, high in pairwise(inorder))
