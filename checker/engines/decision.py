"""One decision: which of some mutually exclusive patterns holds, as a tree of integer comparisons.

Each atom has one ternary token: 0 false, 1 true, 2 unknown. Tokens of a few atoms are packed into one decimal *word*,
first atom first, after a leading 1: atoms true, unknown, false make 1120. A pattern is then some ranges of words, and
a decision is a tree that narrows words down by integer comparisons alone. Every combination of tokens reaches exactly
one leaf and every leaf fires, "none of the patterns" too: a firing that is lost is noticed, it never looks like an
answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import chain, islice
from typing import TypeAlias

from checker.engines.formula import AllOf, AnyOf, Literal, Pattern

FALSE, TRUE, UNKNOWN = TOKENS = (0, 1, 2)

Choice: TypeAlias = tuple[Pattern, ...]
"""Patterns of which at most one can match; a decision's label is its index, or ``len(choice)`` where none does."""

LONGEST_WORD = 5
"""Atoms packed into one word at most: 243 values below 122223, far inside what the C engine compares exactly."""

DECISION_ATOMS = 10
DECISION_LEAVES = 160
"""A choice over four atoms has at most 81 leaves, so splitting formulas down to four atoms always helps."""

ENOUGH_LEAVES = 16
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


@dataclass(frozen=True, slots=True)
class Decision:
    """``words[i]`` lists the atoms packed into word ``i``; exactly one of ``leaves`` holds for any tokens."""

    words: tuple[tuple[int, ...], ...]
    leaves: tuple[Leaf, ...]


def decide(choice: Choice, excluded: Literal | None = None) -> Decision:
    """The smallest tree found for a choice, for tokens with which the ``excluded`` literal does not match.

    Raises ``TooLargeError`` where the limits above do not suffice.
    """
    atoms = list(dict.fromkeys(chain.from_iterable(map(_atoms, choice))))
    if excluded is not None:
        atoms = [excluded.atom, *(atom for atom in atoms if atom != excluded.atom)]
    if len(atoms) > DECISION_ATOMS:
        raise TooLargeError
    places = {atom: place for place, atom in enumerate(atoms)}
    table = tuple(_rows(pattern, places) for pattern in choice)
    lengths, leaves = _smallest_tree(len(atoms), table, None if excluded is None else int(excluded.value))
    remaining = iter(atoms)
    return Decision(tuple(tuple(islice(remaining, length)) for length in lengths), leaves)


Table: TypeAlias = tuple[int, ...]
"""For each pattern, the set of token combinations that match it, as bits; the first atom is the senior digit."""

Span: TypeAlias = tuple[int, Table]
"""The first of some neighbouring word values, and the table they all leave of the later atoms."""


@lru_cache(maxsize=4096)
def _smallest_tree(size: int, table: Table, excluded: int | None) -> tuple[tuple[int, ...], tuple[Leaf, ...]]:
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

    def __init__(self, lengths: tuple[int, ...], limit: int, excluded: int | None) -> None:
        self.leaves: list[Leaf] = []
        self._lengths = lengths
        self._limit = limit
        self._excluded = excluded

    def grow(self, table: Table, word: int, tests: tuple[Test, ...]) -> None:
        """Add the leaves below ``tests`` of earlier words, which leave ``table`` over this word and later ones."""
        rows = 3 ** sum(self._lengths[word:])
        label = _settled(table, rows)
        if label is None:
            tokens = [token for token in TOKENS if word or token != self._excluded]
            self._search(_spans(table, rows, self._lengths[word], 1, tokens), word, tests)
        elif len(self.leaves) == self._limit:
            raise TooLargeError
        else:
            self.leaves.append(Leaf(label, tests))

    def _search(self, spans: Sequence[Span], word: int, tests: tuple[Test, ...]) -> None:
        """Ask first for what is likely, the first atom false or all atoms true; then search by bisection."""
        starts = [start for start, _ in spans]
        all_true = int("1" * (1 + self._lengths[word]))
        if len(spans) == 1:
            self.grow(spans[0][1], word + 1, tests)
        elif not word and self._excluded is None and starts[0] == 10 ** self._lengths[word]:
            self._split(spans, 1, word, tests)
        elif all_true in starts and all_true + 1 in starts:
            place = starts.index(all_true)
            if place:
                self._search(spans[:place], word, (*tests, Test(word, Relation.BELOW, all_true)))
            self.grow(spans[place][1], word + 1, (*tests, Test(word, Relation.EQUAL, all_true)))
            self._search(spans[place + 1 :], word, (*tests, Test(word, Relation.FROM, all_true + 1)))
        else:
            self._split(spans, len(spans) // 2, word, tests)

    def _split(self, spans: Sequence[Span], place: int, word: int, tests: tuple[Test, ...]) -> None:
        bound = spans[place][0]
        self._search(spans[:place], word, (*tests, Test(word, Relation.BELOW, bound)))
        self._search(spans[place:], word, (*tests, Test(word, Relation.FROM, bound)))


def _spans(table: Table, rows: int, length: int, prefix: int, tokens: Sequence[int] = TOKENS) -> list[Span]:
    """Runs of word values that leave the same table of the later atoms, ascending."""
    if not length:
        return [(prefix, table)]
    if _settled(table, rows) is not None:
        later = (1 << rows // 3**length) - 1
        return [(prefix * 10**length, tuple(later if bits else 0 for bits in table))]
    third = rows // 3
    ones = (1 << third) - 1
    spans: list[Span] = []
    for token in tokens:
        part = tuple(bits >> token * third & ones for bits in table)
        for span in _spans(part, third, length - 1, prefix * 10 + token):
            if not spans or spans[-1][1] != span[1]:
                spans.append(span)
    return spans


def _settled(table: Table, rows: int) -> int | None:
    """The label, once one pattern certainly matches or none can any more."""
    everything = (1 << rows) - 1
    if everything in table:
        return table.index(everything)
    return None if any(table) else len(table)


def _rows(pattern: Pattern, places: dict[int, int]) -> int:
    match pattern:
        case Literal(atom, value):
            return _literal_rows(len(places), places[atom], value)
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
def _literal_rows(size: int, place: int, value: bool) -> int:
    """The combinations of ``size`` tokens in which the one at ``place`` says ``value``."""
    run: int = 3 ** (size - 1 - place)
    repeat: int = ((1 << 3**size) - 1) // ((1 << 3 * run) - 1)
    return ((1 << run) - 1) * repeat << run * value


def _atoms(pattern: Pattern) -> Iterator[int]:
    match pattern:
        case Literal(atom, _):
            yield atom
        case AllOf(items) | AnyOf(items):
            for item in items:
                yield from _atoms(item)
