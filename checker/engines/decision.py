"""One decision: which of some mutually exclusive patterns holds, as a tree of integer comparisons.

An atom enters as a ternary *digit*: 0 if it has the value that settles most ("false" under an "and", "true" under an
"or"), 1 if it has the other, 2 if it is unknown. A few digits make a decimal *word*, after a leading 1: for atoms that
are true, unknown and false under an "and", 1120. A pattern is then a few ranges of words, and a decision is a tree that
narrows words down by integer comparisons alone. Every combination of digits reaches exactly one leaf and every leaf
fires, "none of the patterns" too: a firing that is lost is noticed, it never looks like an answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import islice
from typing import TypeAlias

from checker.engines.formula import AllOf, AnyOf, Literal, Pattern

DIGITS = (0, 1, 2)

Choice: TypeAlias = tuple[Pattern, ...]
"""Patterns of which at most one can match; a decision's label is its index, or ``len(choice)`` where none does."""

LONGEST_WORD = 5
"""Atoms packed into one word at most: 243 values below 122223, far inside what the C engine compares exactly."""

DECISION_ATOMS = 10
DECISION_LEAVES = 160
"""A choice over four atoms has at most 81 leaves, so splitting formulas down to four atoms always helps."""

ENOUGH_LEAVES = 32
"""Words are packed as long as the tree stays this small; beyond it the smallest tree wins."""


class TooLargeError(Exception):
    """The choice needs more atoms or leaves than one decision may have; the caller splits its formulas."""


class Relation(StrEnum):
    """How a word is compared, by the name of the operator."""

    BELOW = "$lt"
    EQUAL = "$eq"
    FROM = "$gte"


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of a word with a bound."""

    word: int
    relation: Relation
    bound: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """Fires ``label`` when every test holds; a decision without atoms has one leaf without tests."""

    label: int
    tests: tuple[Test, ...]


Word: TypeAlias = tuple[Literal, ...]
"""The digits of a word: each is 0 if its literal matches, 1 if the atom has the other value, 2 if it is unknown."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whatever its words are, exactly one of the leaves holds."""

    words: tuple[Word, ...]
    leaves: tuple[Leaf, ...]


def decide(choice: Choice, excluded: Literal | None = None) -> Decision:
    """The smallest tree found for a choice, for atoms with which the ``excluded`` literal does not match.

    Raises ``TooLargeError`` where the limits above do not suffice.
    """
    digits = _digits(choice)
    if excluded is not None:
        digits.pop(excluded.atom, None)
        digits = {excluded.atom: excluded, **digits}
    if len(digits) > DECISION_ATOMS:
        raise TooLargeError
    places = {digit: place for place, digit in enumerate(digits.values())}
    table = tuple(_rows(pattern, places) for pattern in choice)
    lengths, leaves = _smallest_tree(len(digits), table, excluded is not None)
    remaining = iter(digits.values())
    return Decision(tuple(tuple(islice(remaining, length)) for length in lengths), leaves)


def _digits(choice: Choice) -> dict[int, Literal]:
    """The digit of each atom, in order of appearance; its literal is the one that stands alone more often."""
    settling: dict[int, Counter[bool]] = {}
    for pattern in choice:
        for literal, alone in _literals(pattern, True):
            settling.setdefault(literal.atom, Counter())[literal.value] += alone
    return {atom: Literal(atom, counts[True] > counts[False]) for atom, counts in settling.items()}


def _literals(pattern: Pattern, alone: bool) -> Iterator[tuple[Literal, bool]]:
    match pattern:
        case Literal():
            yield pattern, alone
        case AllOf(items):
            for item in items:
                yield from _literals(item, False)
        case AnyOf(items):
            for item in items:
                yield from _literals(item, True)


Table: TypeAlias = tuple[int, ...]
"""For each pattern, the set of combinations of digits that match it, as bits; the first digit is the senior one."""

Span: TypeAlias = tuple[int, Table]
"""The first of some neighbouring word values, and the table they all leave of the later digits."""


@lru_cache(maxsize=4096)
def _smallest_tree(size: int, table: Table, excluded: bool) -> tuple[tuple[int, ...], tuple[Leaf, ...]]:
    """The lengths of the words and the leaves; rules of the same shape share the work."""
    best: tuple[tuple[int, ...], tuple[Leaf, ...]] | None = None
    for width in range(min(LONGEST_WORD, max(size, 1)), 0, -1):
        lengths = tuple(min(width, size - start) for start in range(0, size, width))
        limit = DECISION_LEAVES if best is None else len(best[1]) - 1
        grower = _Grower(lengths, limit, excluded)
        try:
            grower.grow(table, 0, ())
        except TooLargeError:
            continue
        best = lengths, tuple(grower.leaves)
        if len(best[1]) <= ENOUGH_LEAVES:
            break
    if best is None:
        raise TooLargeError
    return best


class _Grower:
    """Grows the tree of one choice over words of these lengths, giving up beyond ``limit`` leaves."""

    def __init__(self, lengths: tuple[int, ...], limit: int, excluded: bool) -> None:
        self.leaves: list[Leaf] = []
        self._lengths = lengths
        self._limit = limit
        self._excluded = excluded

    def grow(self, table: Table, word: int, tests: tuple[Test, ...]) -> None:
        """Add the leaves below ``tests`` of earlier words, which leave ``table`` over this word and later ones."""
        rows = 3 ** sum(self._lengths[word:])
        label = _settled(table, rows)
        if label is None:
            digits = DIGITS[1:] if self._excluded and word == 0 else DIGITS
            self._search(_spans(table, rows, self._lengths[word], 1, digits), word, tests)
        elif len(self.leaves) == self._limit:
            raise TooLargeError
        else:
            self.leaves.append(Leaf(label, tests))

    def _search(self, spans: Sequence[Span], word: int, tests: tuple[Test, ...]) -> None:
        """Ask first for what is likely, that the first digit is 0 or that all are 1; then search by bisection."""
        starts = [start for start, _ in spans]
        ones = int("1" * (1 + self._lengths[word]))
        if len(spans) == 1:
            self.grow(spans[0][1], word + 1, tests)
        elif word == 0 and not self._excluded and starts[0] == 10 ** self._lengths[0]:
            self._split(spans, 1, word, tests)
        elif ones in starts and ones + 1 in starts:
            place = starts.index(ones)
            if place:
                self._search(spans[:place], word, (*tests, Test(word, Relation.BELOW, ones)))
            self.grow(spans[place][1], word + 1, (*tests, Test(word, Relation.EQUAL, ones)))
            self._search(spans[place + 1 :], word, (*tests, Test(word, Relation.FROM, ones + 1)))
        else:
            self._split(spans, len(spans) // 2, word, tests)

    def _split(self, spans: Sequence[Span], place: int, word: int, tests: tuple[Test, ...]) -> None:
        bound = spans[place][0]
        self._search(spans[:place], word, (*tests, Test(word, Relation.BELOW, bound)))
        self._search(spans[place:], word, (*tests, Test(word, Relation.FROM, bound)))


def _spans(table: Table, rows: int, length: int, prefix: int, digits: Sequence[int] = DIGITS) -> list[Span]:
    """Runs of word values that leave the same table of the later digits, ascending."""
    if not length:
        return [(prefix, table)]
    if _settled(table, rows) is not None:
        later = (1 << rows // 3**length) - 1
        return [(prefix * 10**length, tuple(later if bits else 0 for bits in table))]
    third = rows // 3
    ones = (1 << third) - 1
    spans: list[Span] = []
    for digit in digits:
        part = tuple(bits >> digit * third & ones for bits in table)
        for span in _spans(part, third, length - 1, prefix * 10 + digit):
            if not spans or spans[-1][1] != span[1]:
                spans.append(span)
    return spans


def _settled(table: Table, rows: int) -> int | None:
    """The label, once one pattern certainly matches or none can any more."""
    everything = (1 << rows) - 1
    if everything in table:
        return table.index(everything)
    return None if any(table) else len(table)


def _rows(pattern: Pattern, places: Mapping[Literal, int]) -> int:
    match pattern:
        case Literal(atom, value):
            place = places.get(pattern)
            if place is not None:
                return _literal_rows(len(places), place, 0)
            return _literal_rows(len(places), places[Literal(atom, not value)], 1)
        case AllOf(items):
            rows: int = (1 << 3 ** len(places)) - 1
            for item in items:
                rows &= _rows(item, places)
            return rows
        case AnyOf(items):
            rows = 0
            for item in items:
                rows |= _rows(item, places)
            return rows


@cache
def _literal_rows(size: int, place: int, digit: int) -> int:
    """The combinations of ``size`` digits in which this one stands at ``place``."""
    run: int = 3 ** (size - 1 - place)
    repeat: int = ((1 << 3**size) - 1) // ((1 << 3 * run) - 1)
    return ((1 << run) - 1) * repeat << run * digit
