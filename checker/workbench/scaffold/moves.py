"""Moves: which facts a condition hangs on, and which values of them are worth trying."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from checker.feel import exact, tree
from checker.feel.tree import Node, calls_in, names_in, walk
from checker.feel.types import BooleanType, DateType, ListType, NumberType, QuantityType, StringType
from checker.feel.units import Dimension, Quantity, Unit, parse_unit, quantity
from checker.model import VOCABULARY
from checker.model.amounts import AnyAmount
from checker.model.vocabulary import FactSpec
from checker.rulebook import DecisionTable, Derivation, RulesInForce
from checker.workbench.scaffold.trial import NONE, Frame, Target

_MOST_WORDS: Final = 40
_SOME_TEXT: Final = "某"
_INDUSTRY: Final = "行业代码"
_CODE_ENDS: Final = ((), ("110", "310"), ("10", "11", "20"), ("1", "0", "2"), ("",))
"""What makes a full industry code of its first one to four digits."""


@dataclass(frozen=True, slots=True)
class Values:
    """The values that some expressions mention, with those of the parameters they use."""

    texts: tuple[str, ...]
    numbers: tuple[Decimal, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[date, ...]


class Grounds:
    """What a condition hangs on, through everything that is derived."""

    def __init__(self, in_force: RulesInForce) -> None:
        self._derivations: dict[str, list[Derivation]] = {}
        for derivation in in_force.derivations:
            self._derivations.setdefault(derivation.derive, []).append(derivation)
        self._parameters: Mapping[str, Any] = in_force.parameters
        self._tables: Mapping[str, DecisionTable] = in_force.tables
        self._as_of = in_force.as_of

    def derivations_of(self, name: str) -> Sequence[Derivation]:
        """The derivations in force of one fact."""
        return self._derivations.get(name, ())

    def expressions(self, node: Node) -> list[Node]:
        """The condition and every expression that what it names is derived by, nearest first."""
        found, waiting = [node], [node]
        seen: set[str] = set()
        for current in waiting:
            for name in sorted(names_in(current) - seen):
                seen.add(name)
                inner = [node for derivation in self.derivations_of(name) for node in derivation.expressions]
                found += inner
                waiting += inner
        return found

    def targets(self, node: Node, frames: Sequence[Frame] = ()) -> list[Target]:
        """The facts that may be written, those named in the condition itself first."""
        found: dict[Target, None] = {}
        for position, expression in enumerate(self.expressions(node)):
            inside = frames if position == 0 else ()
            for target in _targets_in(expression, inside):
                found.setdefault(target)
        return list(found)

    def values(self, node: Node) -> Values:
        """Every value that is mentioned: literals, parameters, the cells of the tables called."""
        expressions = self.expressions(node)
        mentioned: list[Any] = []
        for expression in expressions:
            mentioned += _mentioned(expression)
            mentioned += [self._parameters.get(name) for name in sorted(names_in(expression))]
            for call in sorted(calls_in(expression)):
                table = self._tables.get(call)
                for row in table.rows if table else ():
                    for cell in (*row.tests, *row.outputs):
                        mentioned += _mentioned(cell)
        flat = [item for value in mentioned for item in (value if isinstance(value, list) else [value])]
        return Values(
            texts=tuple(dict.fromkeys(value for value in flat if isinstance(value, str)))[:_MOST_WORDS],
            numbers=tuple(
                dict.fromkeys(value for value in flat if isinstance(value, Decimal) and not isinstance(value, bool))
            )[:_MOST_WORDS],
            quantities=tuple(dict.fromkeys(value for value in flat if isinstance(value, Quantity)))[:_MOST_WORDS],
            dates=tuple(dict.fromkeys(value for value in flat if type(value) is date))[:_MOST_WORDS],
        )

    def tries(self, target: Target, values: Values) -> Iterator[object]:
        """Values worth writing, as an applicant writes them; None, for leaving it open, comes last."""
        spec = spec_of(target)
        if spec is None:
            return
        yield from dict.fromkeys(_tries(spec, values, self._as_of))
        if spec.fields is not None:
            yield from ([record] for record in plain_records(spec))
        if isinstance(spec.type, ListType) and spec.fields is None:
            for word in (*(text for text in values.texts if text in spec.choices), *spec.choices):
                yield [word]
        yield None


def plain_records(spec: FactSpec) -> Iterator[dict[str, str]]:
    """Records of a list that say next to nothing: what must be given, else one word or text."""
    fields = list(spec.fields or ())
    needed = [field for field in fields if field.required]
    if needed:
        yield {field.label: field.choices[0] if field.choices else _SOME_TEXT for field in needed}
        return
    for field in fields:
        if field.choices:
            yield {field.label: field.choices[0]}
            break
    for field in fields:
        if isinstance(field.type, StringType) and not field.choices:
            yield {field.label: _SOME_TEXT}
            break


def spec_of(target: Target) -> FactSpec | None:
    """What the vocabulary says of a target."""
    spec = VOCABULARY.facts.get(target.label)
    if spec is None or not target.is_record:
        return spec
    return spec.fields.by_label.get(target.member) if spec.fields else None


def _targets_in(node: Node, frames: Sequence[Frame]) -> Iterator[Target]:
    items = {frame.variable: frame for frame in frames if frame.variable}
    bare = [frame for frame in frames if not frame.variable]
    lists: dict[str, FactSpec] = {}
    members: dict[str, None] = {}
    for current in walk(node):
        match current:
            case tree.Path(source=tree.Name(name=name), name=member) if name in items:
                yield Target(items[name].label, items[name].position, member)
            case tree.Path(name=member):
                members.setdefault(member)
            case tree.Name(name=name):
                spec = VOCABULARY.facts.get(name)
                for frame in bare:
                    inner = Target(frame.label, frame.position, name)
                    if spec_of(inner) is not None:
                        yield inner
                if spec is not None and spec.fields is not None:
                    lists[name] = spec
                elif spec is not None:
                    yield Target(name)
                members.setdefault(name)
    for name, spec in lists.items():
        yield from (Target(name, 0, member) for member in members if spec.fields and member in spec.fields.by_label)
        yield Target(name)


def _mentioned(node: Node) -> Iterator[Any]:
    for current in walk(node):
        match current:
            case tree.Literal(value=value) if value is not None and not isinstance(value, bool):
                yield value
            case (
                tree.AtLiteral(text=text)
                | tree.Call(function=tree.Name(name="date"), arguments=(tree.Literal(value=str() as text),))
            ):
                try:
                    yield date.fromisoformat(text)
                except ValueError:
                    continue


def _tries(spec: FactSpec, values: Values, as_of: date) -> Iterator[str]:
    match spec.type:
        case BooleanType():
            yield from ("是", "否")
        case StringType() if spec.choices:
            yield from (text for text in values.texts if text in spec.choices)
            yield from spec.choices
        case StringType() if spec.label == _INDUSTRY:
            yield from (
                f"{text}{rest}" for text in values.texts if text.isdigit() for rest in _CODE_ENDS[len(text) % 5]
            )
        case StringType():
            yield from values.texts
            yield _SOME_TEXT
        case DateType():
            days = [*values.dates, as_of]
            for day in days:
                yield from (shift.isoformat() for shift in (day, day - timedelta(1), day + timedelta(1)))
            yield from (date(year, 6, 30).isoformat() for year in (2024, 2026, 2028, 2031))
        case NumberType():
            unit = spec.unit
            for number in (*values.numbers, Decimal(0), Decimal(1)):
                yield from (in_unit(near, unit) for near in around(number))
        case QuantityType(dimension=dimension):
            yield from _amounts(values.quantities, dimension, spec.unit)
        case ListType() if spec.fields is not None or spec.choices or isinstance(spec.type.item, StringType):
            yield NONE
        case _:
            seen = {found.dimension for found in values.quantities}
            for dimension in sorted(seen, key=lambda dimension: dimension.symbol):
                yield from _amounts(values.quantities, dimension, usual_unit(spec, dimension))


def usual_unit(spec: FactSpec, dimension: Dimension) -> Unit:
    """The unit people write a quantity of this dimension in: of a field that takes several, the first that fits."""
    examples = spec.kind.examples if isinstance(spec.kind, AnyAmount) else ()
    fitting = (unit for symbol in examples if (unit := parse_unit(symbol)).dimension is dimension)
    return next(fitting, None) or parse_unit(dimension.symbol)


def _amounts(known: Iterable[Quantity], dimension: Dimension, unit: Unit | None) -> Iterator[str]:
    symbol = unit or parse_unit(dimension.symbol)
    fitting = [found for found in known if found.dimension is dimension]
    for found in (*fitting, quantity(1, symbol)):
        if isinstance(found, Quantity):
            yield from (f"{exact.plain(near)} {symbol.symbol}" for near in around(found.in_unit(symbol)))
    yield "0"


def around(number: Decimal | Fraction) -> tuple[Decimal, Decimal, Decimal]:
    """The number, the next one up and the next one down, in the steps people would take."""
    plain = exact.rounded(number).normalize()
    step = step_of(plain)
    return plain, plain + step, plain - step


def step_of(number: Decimal) -> Decimal:
    """A small step beside a number: 1 beside nothing, tens and hundreds, a tenth beside ones, else its last digit."""
    if number == 0 or (number == number.to_integral() and abs(number) >= 10):
        return Decimal(1)
    exponent = number.as_tuple().exponent
    last = Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(1)
    return min(last, Decimal("0.1"))


def in_unit(number: Decimal, unit: Unit | None) -> str:
    """A plain number as it is written in a field that counts in ``unit``, such as per cent."""
    if unit is None or not unit.symbol:
        return exact.plain(number)
    shown = exact.rounded(exact.as_fraction(number) / exact.as_fraction(unit.factor))
    return f"{exact.plain(shown.normalize())} {unit.symbol}"
