"""The compiled form of function calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from checker.feel.callables import accepts, call_value
from checker.feel.closures import Closure, constant
from checker.feel.functions.registry import Builtin, converted
from checker.feel.limits import Environment
from checker.feel.types import ANY, ListType, Parameter
from checker.feel.values import Function, Value


def builtin_call(
    function: Builtin, arguments: Sequence[Closure], named: Mapping[str, Closure] | None = None
) -> Closure:
    """A call of a built-in function; null when it cannot be called so."""
    if named is None:
        signature = function.positional(len(arguments))
        return constant(None) if signature is None else _applied(function.function, arguments, signature)
    signature = function.by_name(tuple(named))
    if signature is None:
        return constant(None)
    last = max((index for index, parameter in enumerate(signature) if parameter.name in named), default=-1)
    in_order = [
        named[parameter.name] if parameter.name in named else constant(function.default(index))
        for index, parameter in enumerate(signature[: last + 1])
    ]
    return _applied(function.function, in_order, signature)


def _applied(function: Function, arguments: Sequence[Closure], signature: Sequence[Parameter]) -> Closure:
    if len(arguments) == 1 and signature[0].type is ANY:
        (only,) = arguments

        def single(env: Environment) -> Value:
            return function(only(env))

        return single
    if len(arguments) == 1 and type(signature[0].type) is ListType:
        (items,) = arguments

        def over_list(env: Environment) -> Value:
            value = items(env)
            return function(value if type(value) is list or value is None else [value])

        return over_list

    if len(arguments) == 2 and not any(type(parameter.type) is ListType for parameter in signature[:2]):
        first, second = arguments

        def pair(env: Environment) -> Value:
            one, other = first(env), second(env)
            if type(one) is list or type(other) is list:
                return function(*converted((one, other), signature))
            return function(one, other)

        return pair

    def closure(env: Environment) -> Value:
        return function(*converted([argument(env) for argument in arguments], signature))

    return closure


def python_call(
    function: Callable[..., Value], arguments: Sequence[Closure], named: Mapping[str, Closure] | None = None
) -> Closure:
    """A call of a function given from outside, such as a decision table; null when it cannot be called so."""
    if not accepts(function, len(arguments), tuple(named or ())):
        return constant(None)
    if named is not None:
        pairs = tuple(named.items())

        def by_name(env: Environment) -> Value:
            return function(**{name: value(env) for name, value in pairs})

        return by_name

    def by_position(env: Environment) -> Value:
        return function(*(argument(env) for argument in arguments))

    return by_position


def value_call(function: Closure, arguments: Sequence[Closure], named: Mapping[str, Closure] | None = None) -> Closure:
    """A call of whatever the expression before the brackets gives."""

    def closure(env: Environment) -> Value:
        values = [argument(env) for argument in arguments]
        by_name = None if named is None else {name: value(env) for name, value in named.items()}
        return call_value(function(env), values, by_name)

    return closure
