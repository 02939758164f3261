"""The compiled form of operators: small closures over already compiled operands, quick for the usual kinds.

An environment is anything with ``get(name)``. Where static types are not known, a closure looks at the kinds of its two
values first (numbers, quantities of one dimension) and leaves all else to ``operations``.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from decimal import Decimal, DecimalException
from typing import Any, Final, TypeAlias

from checker.feel import operations
from checker.feel.exact import work_add, work_multiply, work_subtract
from checker.feel.limits import Environment, ExhaustedError, Scope, Steps, size_of
from checker.feel.tree import ArithmeticOperator, ComparisonOperator
from checker.feel.units import Quantity
from checker.feel.values import Function, Value

Closure: TypeAlias = Callable[[Any], Value]
"""A compiled expression: environment to value."""

Test: TypeAlias = Callable[[Any, Value], bool | None]
"""A compiled test on the right of ``in``: environment and value to truth."""

_ORDERINGS: Final[dict[ComparisonOperator, Callable[[Any, Any], bool]]] = {
    ComparisonOperator.LESS: operator.lt,
    ComparisonOperator.LESS_EQUAL: operator.le,
    ComparisonOperator.GREATER: operator.gt,
    ComparisonOperator.GREATER_EQUAL: operator.ge,
}
_ARITHMETIC: Final = {
    ArithmeticOperator.ADD: operations.add,
    ArithmeticOperator.SUBTRACT: operations.subtract,
    ArithmeticOperator.MULTIPLY: operations.multiply,
    ArithmeticOperator.DIVIDE: operations.divide,
    ArithmeticOperator.POWER: operations.power,
}
_DECIMAL_ARITHMETIC: Final = {
    ArithmeticOperator.ADD: work_add,
    ArithmeticOperator.SUBTRACT: work_subtract,
    ArithmeticOperator.MULTIPLY: work_multiply,
}


def constant(value: Value) -> Closure:
    """Always ``value``."""

    def closure(_: Environment) -> Value:
        return value

    return closure


def name(label: str) -> Closure:
    """The value of a name."""

    def closure(env: Environment) -> Value:
        return env.get(label)

    return closure


def scoped(closure: Closure) -> Closure:
    """A whole expression with variables of its own; null when it asks for too much."""

    def root(env: Environment) -> Value:
        try:
            return _bounded(closure(Scope({}, env, Steps())))
        except (ExhaustedError, RecursionError):
            return None

    return root


def _bounded(value: Value) -> Value:
    if type(value) is list or type(value) is dict:
        size_of(value)
    return value


def guarded(closure: Closure) -> Closure:
    """A whole expression that calls functions; null when it asks for too much."""

    def root(env: Environment) -> Value:
        try:
            return _bounded(closure(env))
        except (ExhaustedError, RecursionError):
            return None

    return root


def name_or(label: str, function: Function) -> Closure:
    """The value of a name, or else the function of that name."""

    def closure(env: Environment) -> Value:
        value = env.get(label)
        return function if value is None else value

    return closure


def applied(function: Function, operand: Closure) -> Closure:
    """``function`` of one operand."""

    def closure(env: Environment) -> Value:
        return function(operand(env))

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


def arithmetic(symbol: ArithmeticOperator, left: Closure, right: Closure) -> Closure:
    """``left symbol right``."""
    general = _ARITHMETIC[symbol]
    quick = _DECIMAL_ARITHMETIC.get(symbol)
    if quick is None:

        def slow(env: Environment) -> Value:
            return general(left(env), right(env))

        return slow

    def closure(env: Environment) -> Value:
        one, other = left(env), right(env)
        if type(one) is Decimal and type(other) is Decimal:
            try:
                return quick(one, other)
            except DecimalException:
                return None
        return general(one, other)

    return closure


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


def conjunction(items: Sequence[Closure]) -> Closure:
    """Kleene and: false wins over null; what is not boolean counts as null (DMN 1.5, table 49)."""
    if len(items) == 2:
        first, second = items

        def both(env: Environment) -> bool | None:
            one = first(env)
            if one is False:
                return False
            other = second(env)
            if other is False:
                return False
            return True if one is True and other is True else None

        return both

    def closure(env: Environment) -> bool | None:
        result: bool | None = True
        for item in items:
            value = item(env)
            if value is False:
                return False
            if value is not True:
                result = None
        return result

    return closure


def disjunction(items: Sequence[Closure]) -> Closure:
    """Kleene or: true wins over null; what is not boolean counts as null (DMN 1.5, table 49)."""

    def closure(env: Environment) -> bool | None:
        result: bool | None = False
        for item in items:
            value = item(env)
            if value is True:
                return True
            if value is not False:
                result = None
        return result

    return closure


def negation(item: Closure) -> Closure:
    """Kleene not."""

    def closure(env: Environment) -> bool | None:
        value = item(env)
        if value is True:
            return False
        return True if value is False else None

    return closure


def conditional(condition: Closure, consequence: Closure, alternative: Closure, *, null_is_unknown: bool) -> Closure:
    """``if``: only true takes the first branch (DMN 1.5, 10.3.2.14); with ``null_is_unknown`` null takes neither."""

    def closure(env: Environment) -> Value:
        truth = condition(env)
        if truth is True:
            return consequence(env)
        if null_is_unknown and truth is None:
            return None
        return alternative(env)

    return closure


def between(value: Closure, low: Closure, high: Closure) -> Closure:
    """``value between low and high``."""

    def closure(env: Environment) -> bool | None:
        return operations.within(value(env), low(env), high(env))

    return closure


def member_of(name: str, label: str) -> Closure:
    """``name.label``: the commonest path."""
    member = operations.member

    def closure(env: Environment) -> Value:
        value = env.get(name)
        return value.get(label) if type(value) is dict else member(value, label)

    return closure


def path(source: Closure, label: str) -> Closure:
    """``source.label``."""
    member = operations.member

    def closure(env: Environment) -> Value:
        value = source(env)
        return value.get(label) if type(value) is dict else member(value, label)

    return closure
