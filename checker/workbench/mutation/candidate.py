"""Candidates: the variations of one application that might show a slip, the likeliest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, Protocol, TypeAlias

from checker.feel import exact, tree
from checker.feel.types import BooleanType, DateType, ListType, NumberType, QuantityType, StringType
from checker.feel.units import Quantity
from checker.feel.values import Value
from checker.model.vocabulary import FactSpec
from checker.workbench.mutation.boundary import Sides, meeting_points
from checker.workbench.mutation.closure import Closure
from checker.workbench.mutation.nudging import last_digit
from checker.workbench.mutation.variation import Variation

_Making: TypeAlias = Callable[[Value], Variation]
_HUNDRED = Decimal(100)
_MOST_RECORDS = 3
_MOST_WORDS = 60
_CODE = "行业代码"
_CODE_TAILS = ("", "1", "10", "11", "12", "19", "20", "21", "90")


class Deriving(Protocol):
    """Whoever can finish an environment: an edition, or an edition with a slip in it."""

    def derived(self, facts: Mapping[str, Value], as_of: date) -> Mapping[str, Any]:
        """The facts with the derived facts."""
        ...


class Candidates:
    """The variations of applications as far as the rules in one closure look at them."""

    def __init__(self, closure: Closure, words: Sequence[str], sides: Sequence[tuple[Sides, Deriving]]) -> None:
        """``words`` are those nearest to the slip; ``sides`` compare as the library does, and as the mutant does."""
        self._closure = closure
        self._words = tuple(dict.fromkeys((*words, *closure.words)))[:_MOST_WORDS]
        self._sides = tuple(sides)
        self._days = (*closure.days, *_days_in(closure))

    def of(self, facts: Mapping[str, Value], as_of: date) -> Iterator[Variation]:
        """Every variation of ``facts`` worth trying, by fact."""
        for spec in self._closure.facts:
            value = facts.get(spec.label)
            if spec.fields is None:
                values = self._values(spec, value, facts, as_of, partial(Variation, spec.label))
                yield from (Variation(spec.label, other) for other in values)
                continue
            if value:
                yield Variation(spec.label, [])
            if value is not None:
                yield Variation(spec.label, None)
            yield from self._in_records(spec, value or [], facts, as_of)

    def _in_records(
        self, spec: FactSpec, records: Sequence[Mapping[str, Value]], facts: Mapping[str, Value], as_of: date
    ) -> Iterator[Variation]:
        assert spec.fields is not None
        for position, record in enumerate(records[:_MOST_RECORDS]):
            for member in spec.fields:
                if member.label not in self._closure.fields or member.fields is not None:
                    continue

                def variation(other: Value, member: FactSpec = member, position: int = position) -> Variation:
                    return Variation(spec.label, other, position, member.label)

                for other in self._values(member, record.get(member.label), facts, as_of, variation):
                    yield variation(other)
                    if position == 0:
                        yield Variation(spec.label, other, 0, member.label, is_added=True)

    def _values(
        self, spec: FactSpec, value: Value, facts: Mapping[str, Value], as_of: date, variation: _Making
    ) -> list[Value]:
        """Other values for one fact, None for leaving it open among them."""
        found: list[Value] = []
        match spec.type:
            case BooleanType():
                found = [True, False]
            case NumberType() | QuantityType():
                found = list(self._figures(spec, value, facts, as_of, variation))
            case DateType():
                found = list(self._dates(value, as_of))
            case StringType() if spec.choices:
                found = list(spec.choices)
            case StringType():
                found = list(self._texts(spec))
            case ListType(item=StringType()):
                known = list(value or [])
                words = spec.choices or self._words
                found = [[*known, word] for word in words if word not in known]
                found += [[other for other in known if other != word] for word in known]
        if value is not None:
            found.append(None)
        return [other for position, other in enumerate(found) if not _among(other, [value, *found[:position]])]

    def _texts(self, spec: FactSpec) -> Iterator[str]:
        for word in self._words:
            if spec.label == _CODE or spec.label.endswith(_CODE):
                if word.isdigit():
                    yield from (word + tail for tail in _CODE_TAILS if len(word + tail) == 4)
            else:
                yield word

    def _dates(self, value: Value, as_of: date) -> Iterator[date]:
        around = [as_of, *self._days]
        if isinstance(value, date):
            around.append(value)
        for day in around:
            yield from (day, day - timedelta(days=1), day + timedelta(days=1))
        for years in (1, 2, 3, 5):
            yield from (_years_later(as_of, years), _years_later(as_of, -years))

    def _figures(
        self,
        spec: FactSpec,
        value: Value,
        facts: Mapping[str, Value],
        as_of: date,
        variation: _Making,
    ) -> Iterator[Value]:
        """Where the sides of some comparison meet, and one unit of the last digit beside."""
        unit = spec.unit

        def made(magnitude: Decimal) -> Value:
            if isinstance(spec.type, QuantityType):
                return Quantity(magnitude, spec.type.dimension)
            return magnitude

        start = value.magnitude if isinstance(value, Quantity) else value
        if not isinstance(start, Decimal):
            start = exact.ONE
        other = start + (unit.factor if unit is not None and isinstance(unit.factor, Decimal) else exact.ONE)
        points: dict[Decimal, None] = {}
        for sides, deriving in self._sides:
            apart = [
                sides.distances(deriving.derived(variation(made(figure)).applied(facts), as_of))
                for figure in (start, other)
            ]
            points.update(dict.fromkeys(meeting_points(Fraction(start), Fraction(other), apart[0], apart[1])))
        for point in points:
            yield made(point)
        for point in points:
            step = last_digit(point, unit) or exact.ONE
            for moved in (exact.subtract(point, step), exact.add(point, step)):
                if isinstance(moved, Decimal):
                    yield made(moved)
        yield made(exact.ZERO)
        yield made(other)
        hundred = exact.multiply(_HUNDRED, unit.factor) if unit is not None else _HUNDRED
        if isinstance(hundred, Decimal):
            yield made(hundred)  # of so many, a share of whole per cents is a whole number


def _days_in(closure: Closure) -> Iterator[date]:
    for expression in closure.expressions:
        for node in tree.walk(expression):
            text = node.text if isinstance(node, tree.AtLiteral) else getattr(node, "value", None)
            if isinstance(text, str) and len(text) == 10:
                try:
                    yield date.fromisoformat(text)
                except ValueError:
                    continue


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _among(value: Value, known: Sequence[Value]) -> bool:
    return any(type(value) is type(other) and value == other for other in known)
