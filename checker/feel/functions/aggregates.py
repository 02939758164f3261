"""Functions that make one value of many: sum, mean, min and the like (DMN 1.5, 10.3.4.4).

They take a list or the items themselves, as numbers or as quantities of one dimension. Over nothing they are null: a
rule that means "the total of an empty section is 0 t" says ``if count(x) = 0 then 0 t else sum(x)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from functools import cmp_to_key
from typing import Final

from checker.feel import exact, operations
from checker.feel.exact import Number
from checker.feel.functions.registry import builtin
from checker.feel.types import ANY, BOOLEAN, NUMBER, FeelType, ListType
from checker.feel.units import Dimension, Quantity, measured
from checker.feel.values import Value

_CONTEXT: Final = Context(prec=34, Emin=-6143, Emax=6144)
_SIGNATURES: Final = ("list: list", "items: any*")


def item_type(arguments: Sequence[FeelType]) -> FeelType:
    """The result is of the kind of the items."""
    first = arguments[0]
    return first.item if isinstance(first, ListType) else first


def _list_of_items(arguments: Sequence[FeelType]) -> FeelType:
    return ListType(item_type(arguments))


def _unknown(arguments: Sequence[FeelType]) -> FeelType:  # noqa: ARG001 - the dimension of a product needs the count
    return ANY


def items_of(arguments: Sequence[Value]) -> list[Value] | None:
    """The items of a call by list or one by one; None when the only argument is null."""
    if len(arguments) != 1:
        return list(arguments)
    (first,) = arguments
    return first if type(first) is list else (None if first is None else [first])


def _magnitudes(arguments: Sequence[Value]) -> tuple[list[Number], Dimension | None] | None:
    """The numbers to compute with and the dimension they share, or None when they are empty or do not go together."""
    items = items_of(arguments)
    if not items:
        return None
    first = items[0]
    if type(first) is Quantity:
        if not all(type(item) is Quantity and item.dimension is first.dimension for item in items):
            return None
        return [item.magnitude for item in items], first.dimension
    return (items, None) if all(operations.is_number(item) for item in items) else None


def _as_measured(magnitude: Number | None, dimension: Dimension | None) -> Value:
    return magnitude if magnitude is None or dimension is None else measured(magnitude, dimension)


def _total(numbers: Sequence[Number]) -> Number | None:
    total: Number | None = numbers[0]
    for number in numbers[1:]:
        if total is None:
            return None
        total = exact.add(total, number)
    return total


@builtin("count", "list: list", result=NUMBER)
def count(items: Value) -> Value:
    """How many items a list has."""
    return None if items is None else Decimal(len(items))


@builtin("sum", *_SIGNATURES, result=item_type)
def total(*arguments: Value) -> Value:
    """The sum of numbers, of quantities of one dimension, or of durations of one kind."""
    found = _magnitudes(arguments)
    if found is not None:
        return _as_measured(_total(found[0]), found[1])
    return None


@builtin("mean", *_SIGNATURES, result=item_type)
def mean(*arguments: Value) -> Value:
    """The arithmetic mean."""
    found = _magnitudes(arguments)
    if found is None:
        return None
    whole = _total(found[0])
    return None if whole is None else _as_measured(exact.divide(whole, Decimal(len(found[0]))), found[1])


@builtin("product", *_SIGNATURES, result=_unknown)
def product(*arguments: Value) -> Value:
    """The product; dimensions multiply."""
    items = items_of(arguments)
    if not items or _magnitudes([items[0]]) is None:
        return None
    result = items[0]
    for item in items[1:]:
        if not operations.is_number(item) and type(item) is not Quantity:
            return None
        result = operations.multiply(result, item)
    return result


@builtin("median", *_SIGNATURES, result=item_type)
def median(*arguments: Value) -> Value:
    """The middle number in order, or the mean of the two in the middle."""
    found = _magnitudes(arguments)
    if found is None:
        return None
    numbers = sorted(found[0], key=exact.as_fraction)
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return _as_measured(numbers[middle], found[1])
    both = exact.add(numbers[middle - 1], numbers[middle])
    return None if both is None else _as_measured(exact.divide(both, Decimal(2)), found[1])


@builtin("stddev", *_SIGNATURES, result=item_type)
def stddev(*arguments: Value) -> Value:
    """The sample standard deviation, to 34 digits; null for fewer than two."""
    found = _magnitudes(arguments)
    if found is None or len(found[0]) < 2:
        return None
    numbers = [exact.as_fraction(number) for number in found[0]]
    average = sum(numbers, Fraction(0)) / len(numbers)
    variance = sum(((number - average) ** 2 for number in numbers), Fraction(0)) / (len(numbers) - 1)
    settled = exact.divide(Decimal(variance.numerator), Decimal(variance.denominator))
    return None if settled is None else _as_measured(_CONTEXT.sqrt(exact.rounded(settled)), found[1])


@builtin("mode", *_SIGNATURES, result=_list_of_items)
def mode(*arguments: Value) -> Value:
    """The most frequent numbers, in ascending order; the empty list for none."""
    if items_of(arguments) == [] and arguments:
        return []
    found = _magnitudes(arguments)
    if found is None:
        return None
    counts: dict[Number, int] = {}
    for number in found[0]:
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values())
    modes = sorted((number for number, times in counts.items() if times == most), key=exact.as_fraction)
    return [_as_measured(number, found[1]) for number in modes]


def _extreme(arguments: Sequence[Value], replaces: Callable[[Value, Value], bool | None]) -> Value:
    items = items_of(arguments)
    if not items or operations.less(items[0], items[0]) is None:
        return None
    best = items[0]
    for item in items[1:]:
        better = replaces(item, best)
        if better is None:
            return None
        if better:
            best = item
    return best


@builtin("min", *_SIGNATURES, result=item_type)
def minimum(*arguments: Value) -> Value:
    """The least item of values that have an order."""
    return _extreme(arguments, operations.less)


@builtin("max", *_SIGNATURES, result=item_type)
def maximum(*arguments: Value) -> Value:
    """The greatest item of values that have an order."""
    return _extreme(arguments, lambda item, best: operations.less(best, item))


@builtin("all", "list: list", "items: any*", result=BOOLEAN)
def all_true(*arguments: Value) -> Value:
    """Kleene conjunction of the items; true for none."""
    return _folded(arguments, decisive=False)


@builtin("any", "list: list", "items: any*", result=BOOLEAN)
def any_true(*arguments: Value) -> Value:
    """Kleene disjunction of the items; false for none."""
    return _folded(arguments, decisive=True)


def _folded(arguments: Sequence[Value], *, decisive: bool) -> bool | None:
    items = items_of(arguments)
    if items is None:
        return None
    if any(item is decisive for item in items):
        return decisive
    return (not decisive) if all(item is (not decisive) for item in items) else None


def in_order(items: Sequence[Value], precedes: Callable[[Value, Value], Value]) -> list[Value]:
    """The items sorted, stably, by ``precedes``."""

    def order(left: Value, right: Value) -> int:
        if precedes(left, right) is True:
            return -1
        return 1 if precedes(right, left) is True else 0

    return sorted(items, key=cmp_to_key(order))
