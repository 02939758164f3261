"""The built-in functions: what each is called, takes and gives, and the Python function behind it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from checker.feel.types import ANY, ANY_LIST, SIMPLE_TYPES, FeelType, ListType, Parameter, RangeType
from checker.feel.values import Function, Value

ResultType: TypeAlias = FeelType | Callable[[Sequence[FeelType]], FeelType]
"""A fixed type, or one that follows from the types of the arguments."""

_TYPES: Final[Mapping[str, FeelType]] = {**SIMPLE_TYPES, "any": ANY, "list": ANY_LIST, "range": RangeType(ANY)}
_SCALAR, _LIST, _AS_IT_IS = "scalar", "list", "any"


@dataclass(frozen=True, slots=True)
class Builtin:
    """A built-in function; ``signatures`` are the ways to call it (DMN 1.5, 10.3.4)."""

    name: str
    signatures: tuple[tuple[Parameter, ...], ...]
    result: ResultType
    function: Function

    def __call__(self, *arguments: Value) -> Value:
        """Call it by position; null when it cannot be called so."""
        signature = self.positional(len(arguments))
        return None if signature is None else self.function(*converted(arguments, signature))

    def positional(self, count: int) -> tuple[Parameter, ...] | None:
        """The first signature that takes ``count`` positional arguments."""
        for signature in self.signatures:
            repeated = bool(signature) and signature[-1].repeated
            required = sum(not parameter.optional for parameter in signature)
            if required <= count and (repeated or count <= len(signature)):
                return signature
        return None

    def by_name(self, names: Sequence[str]) -> tuple[Parameter, ...] | None:
        """The first signature that takes just these named arguments."""
        for signature in self.signatures:
            known = {parameter.name for parameter in signature}
            required = {parameter.name for parameter in signature if not parameter.optional}
            if len(set(names)) == len(names) and required <= set(names) <= known:
                return signature
        return None

    def default(self, position: int) -> Value:
        """What the parameter at ``position`` is when it is left out between others that are not."""
        return list(inspect.signature(self.function).parameters.values())[position].default


def converted(arguments: Sequence[Value], signature: Sequence[Parameter]) -> list[Value]:
    """The arguments with the implicit conversions to and from a list of one (DMN 1.5, 10.3.2.9.4)."""
    last = len(signature) - 1
    values = []
    for position, argument in enumerate(arguments):
        kind = type(signature[min(position, last)].type)
        if kind is ListType:
            values.append(argument if type(argument) is list or argument is None else [argument])
        elif type(argument) is list and len(argument) == 1 and signature[min(position, last)].type is not ANY:
            values.append(argument[0])
        else:
            values.append(argument)
    return values


BUILTINS: Final[dict[str, Builtin]] = {}
"""Every built-in function by name."""


def builtin(name: str, *signatures: str, result: ResultType) -> Callable[[Function], Function]:
    """Enter a function under ``name``; a signature reads ``string: string, length: number?, items: any*``."""

    def enter(function: Function) -> Function:
        BUILTINS[name] = Builtin(name, tuple(_parameters(text) for text in signatures), result, function)
        return function

    return enter


def _parameters(text: str) -> tuple[Parameter, ...]:
    return tuple(_parameter(part) for part in text.split(",") if part.strip())


def _parameter(text: str) -> Parameter:
    name, _, kind = (part.strip() for part in text.partition(":"))
    return Parameter(name, _TYPES[kind.rstrip("?*")], optional=kind.endswith("?"), repeated=kind.endswith("*"))
