"""The compiled form of names, arithmetic and logic: small closures over compiled operands, quick for the usual kinds.

An environment is anything with ``get(name)``. Where static types are not known, a closure looks at the kinds of its two
values first (numbers, quantities of one dimension) and leaves all else to ``operations``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, DecimalException
from typing import Any, Final, TypeAlias

from checker.feel import operations
from checker.feel.exact import work_add, work_multiply, work_subtract
from checker.feel.limits import Environment, ExhaustedError, Scope, Steps, size_of
from checker.feel.members import member
from checker.feel.tree import ArithmeticOperator
from checker.feel.values import Function, Value

Closure: TypeAlias = Callable[[Any], Value]
"""A compiled expression: environment to value."""

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


def member_of(name: str, label: str) -> Closure:
    """``name.label``: the commonest path."""

    def closure(env: Environment) -> Value:
        value = env.get(name)
        return value.get(label) if type(value) is dict else member(value, label)

    return closure


def path(source: Closure, label: str) -> Closure:
    """``source.label``."""

    def closure(env: Environment) -> Value:
        value = source(env)
        return value.get(label) if type(value) is dict else member(value, label)

    return closure
