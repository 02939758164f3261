"""Evaluating one expression on its own, from plain Python to plain Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from checker.errors import Problem, UsageError
from checker.feel.compiler import compile_node
from checker.feel.limits import ExhaustedError
from checker.feel.parser import parse
from checker.feel.tree import Node
from checker.feel.values import Value, from_python, to_python


@lru_cache(maxsize=1024)
def _compiled(text: str) -> Callable[[Mapping[str, Value]], Value]:
    return compile_node(parse(text))


def evaluate(
    expression: str | Node,
    context: Mapping[str, object] | None = None,
    functions: Mapping[str, Callable[..., Value]] | None = None,
) -> Any:  # noqa: ANN401 - whatever the expression gives
    """The value of ``expression`` where the names are those of ``context``.

    Takes and gives plain Python: bool, None, Decimal (also int; a float counts as its repr), str, date, list, dict; a
    quantity comes back as a Decimal in the base unit with ``.unit`` and a text like ``300000 t``. Numbers are rounded
    to 34 significant digits, half even (DMN 1.5, 10.3.2.3.1), but only here, as they leave: inside, sums and products
    are exact and a quotient that does not terminate stays a fraction, so ``1/3*3 = 1``. A type error is None; only
    text that is not FEEL raises FeelSyntaxError.
    """
    if isinstance(expression, str) and functions is None:
        compiled = _compiled(expression)
    else:
        compiled = compile_node(parse(expression) if isinstance(expression, str) else expression, functions)
    try:
        environment = {str(name): from_python(value) for name, value in (context or {}).items()}
    except RecursionError:
        raise UsageError(Problem("上下文嵌套过深", remedy="减少列表与对象的层数")) from None
    try:
        return to_python(compiled(environment))
    except (ExhaustedError, RecursionError):
        return None
