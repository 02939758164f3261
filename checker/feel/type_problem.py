"""One mistake a type check finds."""

from __future__ import annotations

from dataclasses import dataclass

from checker.feel.tree import Node, Span
from checker.feel.unparsing import unparse

_SHOWN = 24


@dataclass(frozen=True, slots=True)
class TypeProblem:
    """What is wrong, where in the expression (offsets), and what to write instead; ``code`` names the kind."""

    message: str
    span: Span
    remedy: str = ""
    code: str = "type-mismatch"


def shown(node: Node) -> str:
    """The text of ``node``, shortened for a message."""
    text = unparse(node)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
