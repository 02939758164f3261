"""How much one evaluation may do: an expression that asks for more is null, never a hang or a crash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from checker.feel.values import Value

MAX_STEPS: Final = 1_000_000
"""Turns of all loops of one evaluation together."""
MAX_ITEMS: Final = 1_000_000
"""Items of one list."""
MAX_TEXT: Final = 1_000_000
"""Characters of one string."""
MAX_CALLS: Final = 64
"""Functions defined in an expression that may be inside each other's calls at one time."""


class Environment(Protocol):
    """Values by name; a name that is missing is null."""

    def get(self, name: str, default: Value = ..., /) -> Value:
        """The value of ``name``, or ``default``, which is None."""


class ExhaustedError(Exception):
    """An evaluation went over a limit; the compiled expression turns it into null."""


def size_of(value: Value, limit: int = 2 * MAX_STEPS) -> int:
    """How many values a value holds in all; raises ExhaustedError above ``limit``.

    A list of lists of one and the same list takes no room to speak of and for ever to walk through.
    """
    size = 0
    pending = [value]
    while pending:
        current = pending.pop()
        size += 1
        if size + len(pending) > limit:
            raise ExhaustedError
        if type(current) is list:
            pending.extend(current)
        elif type(current) is dict:
            pending.extend(current.values())
    return size


class Steps:
    """What one evaluation has left to spend; shared by all its scopes."""

    __slots__ = ("calls", "left")

    def __init__(self) -> None:
        self.left = MAX_STEPS
        self.calls = 0

    def spend(self, count: int = 1) -> None:
        """Use up ``count`` steps."""
        self.left -= count
        if self.left < 0:
            raise ExhaustedError


class Scope:
    """Names of a loop, a context or a function body, before the names around it."""

    __slots__ = ("names", "outer", "steps")

    def __init__(self, names: Mapping[str, Value], outer: Environment, steps: Steps) -> None:
        self.names = names
        self.outer = outer
        self.steps = steps

    def get(self, name: str, default: Value = None) -> Value:
        """The value of ``name``, innermost first."""
        names = self.names
        return names[name] if name in names else self.outer.get(name, default)


class ItemScope:
    """Inside a filter: the members of the item under test, ``item``, and the names around (DMN 1.5, 10.3.2.5)."""

    __slots__ = ("item", "outer", "steps")

    def __init__(self, outer: Scope | ItemScope, item: Value = None) -> None:
        self.item = item
        self.outer = outer
        self.steps: Steps = outer.steps

    def get(self, name: str, default: Value = None) -> Value:
        """The value of ``name``, the item's members first."""
        item = self.item
        if type(item) is dict and name in item:
            return item[name]
        return item if name == "item" else self.outer.get(name, default)
