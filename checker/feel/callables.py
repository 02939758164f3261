"""Functions as values: those defined in an expression, and how any callable value is called."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checker.feel.conformance import conforms
from checker.feel.limits import MAX_CALLS, ExhaustedError, ItemScope, Scope
from checker.feel.types import FeelType, ListType
from checker.feel.values import Value


@dataclass(frozen=True, slots=True, eq=False)
class DefinedFunction:
    """``function(name: type, …) body`` together with the names around it (DMN 1.5, 10.3.2.13.3)."""

    parameters: tuple[tuple[str, FeelType], ...]
    body: Callable[[Any], Value]
    scope: Scope | ItemScope

    @property
    def arity(self) -> int:
        """How many arguments it takes."""
        return len(self.parameters)

    def __call__(self, *arguments: Value) -> Value:
        """Call it by position; null when an argument is missing, too many or of another type."""
        if len(arguments) != len(self.parameters):
            return None
        names = {}
        for (name, kind), argument in zip(self.parameters, arguments, strict=True):
            value = _coerced(argument, kind)
            if not conforms(value, kind):
                return None
            names[name] = value
        steps = self.scope.steps
        steps.spend()
        steps.calls += 1
        try:
            if steps.calls > MAX_CALLS:
                raise ExhaustedError
            return self.body(Scope(names, self.scope, steps))
        finally:
            steps.calls -= 1

    def call_named(self, arguments: Mapping[str, Value]) -> Value:
        """Call it by name; null unless the names are just its parameters."""
        names = [name for name, _ in self.parameters]
        return self(*(arguments[name] for name in names)) if set(names) == arguments.keys() else None


def _coerced(value: Value, kind: FeelType) -> Value:
    """The implicit conversions to and from a list of one (DMN 1.5, 10.3.2.9.4)."""
    if conforms(value, kind):
        return value
    if isinstance(kind, ListType):
        return [value]
    return value[0] if type(value) is list and len(value) == 1 else value


def arity_of(function: Value) -> int | None:
    """How many arguments a function defined in an expression takes; None for another."""
    return function.arity if isinstance(function, DefinedFunction) else None


def call_value(function: Value, arguments: Sequence[Value], named: Mapping[str, Value] | None = None) -> Value:
    """Call whatever value stands before the brackets; null when it is no function or cannot be called so."""
    if not callable(function):
        return None
    if isinstance(function, DefinedFunction):
        return function.call_named(named) if named is not None else function(*arguments)
    if not accepts(function, len(arguments), tuple(named or ())):
        return None
    return function(*arguments, **(named or {}))


def accepts(function: Callable[..., Value], count: int, names: Sequence[str]) -> bool:
    """Whether a Python function can be called with so many positional arguments and these named ones."""
    try:
        inspect.signature(function).bind(*([None] * count), **dict.fromkeys(names))
    except (TypeError, ValueError):
        return False
    return True
