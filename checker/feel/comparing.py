"""The compiled form of comparisons and of membership."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

from checker.feel import operations
from checker.feel.closures import Closure
from checker.feel.limits import Environment
from checker.feel.tree import ComparisonOperator
from checker.feel.units import Quantity
from checker.feel.values import Value

Test: TypeAlias = Callable[[Any, Value], bool | None]
"""A compiled test on the right of ``in``: environment and value to truth."""

_ORDERINGS: Final[dict[ComparisonOperator, Callable[[Any, Any], bool]]] = {
    ComparisonOperator.LESS: operator.lt,
    ComparisonOperator.LESS_EQUAL: operator.le,
    ComparisonOperator.GREATER: operator.gt,
    ComparisonOperator.GREATER_EQUAL: operator.ge,
}


def ordering(symbol: ComparisonOperator, left: Closure, right: Closure) -> Closure:
    """``left symbol right`` for an order."""
    compare = _ORDERINGS[symbol]
    text = str(symbol)

    def closure(env: Environment) -> bool | None:
        one, other = left(env), right(env)
        kind = type(one)
        if kind is type(other):
            if kind is Decimal:
                return compare(one, other)
            if kind is Quantity:
                if one.dimension is not other.dimension:
                    return None
                one, other = one.magnitude, other.magnitude
                if type(one) is Decimal and type(other) is Decimal:
                    return compare(one, other)
        return operations.compare(text, one, other)

    return closure


def ordering_with(symbol: ComparisonOperator, label: str, limit: Decimal | Quantity) -> Closure:
    """``label symbol limit`` for a name and a constant number or quantity: the commonest condition of all."""
    compare = _ORDERINGS[symbol]
    text = str(symbol)
    if type(limit) is not Quantity:

        def number(env: Environment) -> bool | None:
            value = env.get(label)
            return compare(value, limit) if type(value) is Decimal else operations.compare(text, value, limit)

        return number

    bound, dimension = limit.magnitude, limit.dimension
    decimal_bound = type(bound) is Decimal

    def quantity(env: Environment) -> bool | None:
        value = env.get(label)
        if type(value) is not Quantity or value.dimension is not dimension:
            return None
        magnitude = value.magnitude
        if decimal_bound and type(magnitude) is Decimal:
            return compare(magnitude, bound)
        return operations.compare(text, magnitude, bound)

    return quantity


def equality(left: Closure, right: Closure, *, negated: bool, null_is_unknown: bool) -> Closure:
    """``left = right`` or ``left != right``; with ``null_is_unknown`` null on either side gives null."""
    equal = operations.equal

    def closure(env: Environment) -> bool | None:
        one, other = left(env), right(env)
        kind = type(one)
        if kind is type(other) and (kind is str or kind is Decimal or kind is bool):
            return (one == other) is not negated
        if null_is_unknown and (one is None or other is None):
            return None
        same = equal(one, other)
        return None if same is None else same is not negated

    return closure


def equality_with(label: str, expected: str | bool, *, negated: bool, null_is_unknown: bool) -> Closure:
    """``label = expected`` for a name and a constant string or boolean."""
    kind = type(expected)
    of_null = None if null_is_unknown else negated

    def closure(env: Environment) -> bool | None:
        value = env.get(label)
        if type(value) is kind:
            return (value == expected) is not negated
        return of_null if value is None else None

    return closure


def membership(value: Closure, words: frozenset[str], *, null_is_unknown: bool) -> Closure:
    """``value in [words]`` for constant strings."""
    of_null = None if null_is_unknown else False

    def closure(env: Environment) -> bool | None:
        word = value(env)
        if type(word) is str:
            return word in words
        return of_null if word is None else False

    return closure


def contains_word(source: Closure, word: str, general: Closure, *, null_is_unknown: bool) -> Closure:
    """``list contains(source, word)`` for a constant string; ``general`` is the call for anything but a list."""
    of_null = None if null_is_unknown else False

    def closure(env: Environment) -> bool | None:
        items = source(env)
        if type(items) is not list:
            found: bool | None = general(env)
            return found
        if word in items:
            return True
        return of_null if None in items else False

    return closure


def between(value: Closure, low: Closure, high: Closure) -> Closure:
    """``value between low and high``."""

    def closure(env: Environment) -> bool | None:
        return operations.within(value(env), low(env), high(env))

    return closure


def any_test(value: Closure, tests: Sequence[Test]) -> Closure:
    """``value in (test, …)``: Kleene or over the tests."""

    def closure(env: Environment) -> bool | None:
        tested = value(env)
        result: bool | None = False
        for test in tests:
            truth = test(env, tested)
            if truth is True:
                return True
            if truth is None:
                result = None
        return result

    return closure


def unknown_if_null(call: Closure, arguments: Sequence[Closure]) -> Closure:
    """A call that is null when an argument is, or holds, a null that could make it false."""

    def closure(env: Environment) -> Value:
        truth = call(env)
        if truth is not False:
            return truth
        values = [argument(env) for argument in arguments]
        unknown = any(value is None or (type(value) is list and None in value) for value in values)
        return None if unknown else False

    return closure
