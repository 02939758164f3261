"""The built-in functions of FEEL (DMN 1.5, 10.3.4), one module per kind of value."""

from __future__ import annotations

from checker.feel.functions import (
    aggregates,
    contexts,
    conversion,
    dates,
    lists,
    numeric,
    ranges,
    strings,
)
from checker.feel.functions.registry import BUILTINS, Builtin

__all__ = [
    "BUILTINS",
    "Builtin",
    "aggregates",
    "contexts",
    "conversion",
    "dates",
    "lists",
    "numeric",
    "ranges",
    "strings",
]
