"""Domains: which values a table cell admits, as far as its text alone tells.

A look-up finds its rows by them, and two rows of a table whose hits must not overlap are compared by them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, TypeAlias

from checker.feel.temporal import parse_at_literal
from checker.feel.tree import (
    AtLiteral,
    Call,
    Comparison,
    ComparisonOperator,
    In,
    Interval,
    ListExpr,
    Literal,
    Name,
    Negation,
    Node,
    UnaryTest,
)
from checker.feel.units import Quantity
from checker.feel.values import Value
from checker.feel.written_date import written_date

INPUT: Final = "?"
Point: TypeAlias = tuple[Any, Any]
"""A value under the kind of values it may equal: two points are equal exactly where FEEL says ``=``."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Ordered values of one kind between two ends; an end that is None is open towards infinity."""

    kind: Any
    low: Any
    high: Any
    low_included: bool
    high_included: bool

    def meets(self, other: Stretch) -> bool:
        """Whether some value lies in both."""
        return self.kind == other.kind and not (_below(self, other) or _below(other, self))

    def holds(self, point: Point) -> bool:
        """Whether the value lies in it."""
        kind, value = point
        if kind != self.kind:
            return False
        if self.low is not None and (value < self.low or (value == self.low and not self.low_included)):
            return False
        return self.high is None or value < self.high or (value == self.high and self.high_included)


@dataclass(frozen=True, slots=True)
class Domain:
    """``anything``, or the values among ``points`` and ``stretches``."""

    anything: bool = False
    points: frozenset[Point] = frozenset()
    stretches: tuple[Stretch, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no value at all is admitted, as by ``[5..1]``."""
        return not (self.anything or self.points or self.stretches)

    def holds(self, point: Point) -> bool:
        """Whether the value is admitted."""
        return self.anything or point in self.points or any(stretch.holds(point) for stretch in self.stretches)

    def meets(self, other: Domain) -> bool:
        """Whether some value lies in both."""
        if self.anything or other.anything:
            return not (self.is_empty or other.is_empty)
        if self.points & other.points:
            return True
        ours, theirs = self._all_stretches(), other._all_stretches()
        return any(one.meets(another) for one in ours for another in theirs)

    def _all_stretches(self) -> list[Stretch]:
        return [Stretch(kind, value, value, True, True) for kind, value in self.points] + list(self.stretches)


def point_of(value: Value) -> Point | None:
    """``value`` as a point, or None for values a cell's text cannot pin down, such as lists."""
    match value:
        case None:
            return ("null", None)
        case bool():
            return ("boolean", value)
        case Decimal() | Fraction() | int():
            return ("number", value)
        case Quantity():
            return (value.dimension, value.magnitude)
        case str():
            return ("string", value)
    return ("date", value) if type(value) is date else None


def domain_of(test: Node) -> Domain | None:
    """What a parsed input cell admits, or None where its text alone does not tell."""
    match test:
        case Literal(value=True):
            return Domain(anything=True)
        case In(value=Name(name=name), tests=tests) if name == INPUT:
            return _union(admitted_by(item) for item in tests)
        case Comparison(operator=operator, left=Name(name=name), right=right) if name == INPUT:
            return admitted_by(UnaryTest(operator, right))
    return None


def _union(domains: Iterable[Domain | None]) -> Domain | None:
    points: frozenset[Point] = frozenset()
    stretches: tuple[Stretch, ...] = ()
    for domain in domains:
        if domain is None:
            return None
        points |= domain.points
        stretches += domain.stretches
    return Domain(False, points, stretches)


def admitted_by(test: Node) -> Domain | None:
    """What one test on the right of ``in`` admits, or None where its text alone does not tell."""
    match test:
        case UnaryTest(operator=ComparisonOperator.EQUAL, operand=operand):
            return admitted_by(operand)
        case UnaryTest(operator=operator, operand=operand):
            return _half_line(operator, _constant(operand))
        case Interval(start=start, end=end):
            low, high = _constant(start), _constant(end)
            if low is None or high is None or low[0] != high[0] or low[0] in _UNORDERED:
                return None
            if low[1] > high[1] or (low[1] == high[1] and not (test.start_included and test.end_included)):
                return Domain()
            return Domain(stretches=(Stretch(low[0], low[1], high[1], test.start_included, test.end_included),))
        case ListExpr(items=items):
            return _union(admitted_by(item) for item in items)
    point = _constant(test)
    return None if point is None else Domain(points=frozenset((point,)))


_UNORDERED: Final = ("null", "boolean")


def _half_line(operator: ComparisonOperator, point: Point | None) -> Domain | None:
    if point is None or point[0] in _UNORDERED:
        return None
    kind, value = point
    match operator:
        case ComparisonOperator.LESS | ComparisonOperator.LESS_EQUAL:
            included = operator is ComparisonOperator.LESS_EQUAL
            return Domain(stretches=(Stretch(kind, None, value, False, included),))
        case ComparisonOperator.GREATER | ComparisonOperator.GREATER_EQUAL:
            included = operator is ComparisonOperator.GREATER_EQUAL
            return Domain(stretches=(Stretch(kind, value, None, included, False),))
    return None


def _constant(node: Node) -> Point | None:
    match node:
        case Literal(value=value):
            return point_of(value)
        case Negation(operand=Literal(value=Decimal() | Quantity() as value)):
            return point_of(-value)
        case AtLiteral(text=text):
            value = parse_at_literal(text)
            return None if value is None else point_of(value)
        case Call():
            day = written_date(node)
            return None if day is None else point_of(day)
    return None


def _below(one: Stretch, other: Stretch) -> bool:
    """Whether all of ``one`` lies below all of ``other``."""
    if one.high is None or other.low is None:
        return False
    if one.high == other.low:
        return not (one.high_included and other.low_included)
    return bool(one.high < other.low)


class StretchIndex:
    """Rows by stretches of one kind they admit: which may hold a value between two ends, as a bit set.

    What it gives is a superset: whether an end itself is included is left to be seen.
    """

    def __init__(self) -> None:
        self._stretches: list[tuple[int, Stretch]] = []
        self._sorted = False

    def add(self, bit: int, stretch: Stretch) -> None:
        """Add a stretch of the row ``bit`` stands for."""
        self._stretches.append((bit, stretch))
        self._sorted = False

    def meeting(self, low: Value, high: Value) -> int:
        """The rows with a stretch that begins at ``high`` or below and ends at ``low`` or above; None is infinity."""
        if not self._sorted:
            self._sort()
        beginning = self._beginning[-1 if high is None else bisect_right(self._lows, high)]
        ending = self._ending[-1 if low is None else len(self._highs) - bisect_left(self._highs, low)]
        return beginning & ending

    def _sort(self) -> None:
        """Cumulate the bits by lower end upwards and by upper end downwards, from those without an end."""
        by_low = sorted(((s.low, bit) for bit, s in self._stretches if s.low is not None), key=_end_of)
        by_high = sorted(((s.high, bit) for bit, s in self._stretches if s.high is not None), key=_end_of)
        self._lows = [low for low, _ in by_low]
        self._highs = [high for high, _ in by_high]
        self._beginning = _cumulated((bit for bit, s in self._stretches if s.low is None), (bit for _, bit in by_low))
        self._ending = _cumulated(
            (bit for bit, s in self._stretches if s.high is None), (bit for _, bit in reversed(by_high))
        )
        self._sorted = True


def _end_of(pair: tuple[Value, int]) -> Value:
    return pair[0]


def _cumulated(always: Iterable[int], bits: Iterable[int]) -> list[int]:
    """Element n is the union of ``always`` and the first n of ``bits``."""
    union = 0
    for bit in always:
        union |= bit
    unions = [union]
    for bit in bits:
        union |= bit
        unions.append(union)
    return unions
