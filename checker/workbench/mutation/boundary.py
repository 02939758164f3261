"""Boundaries: for which figure of one fact the two sides of a comparison meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from checker.feel import exact, tree
from checker.feel.compiler import compile_node
from checker.feel.units import Quantity
from checker.feel.values import Value

_Functions = Mapping[str, Callable[..., Value]]
_MOST_ELEMENTS = 6


class Sides:
    """How far apart the sides of every comparison in some expressions are, in an environment."""

    def __init__(self, expressions: Sequence[tree.Node], functions: _Functions) -> None:
        self._expressions = tuple(expressions)
        self._functions = functions
        self._compiled: dict[int, Callable[[Mapping[str, Value]], Value]] = {}

    def distances(self, environment: Mapping[str, Any]) -> tuple[Fraction | None, ...]:
        """Left side less right side of each comparison of numbers, in a fixed order; None where one is unknown."""
        return tuple(distance for node in self._expressions for distance in self._of(node, environment))

    def _of(self, node: tree.Node, environment: Mapping[str, Any]) -> Iterator[Fraction | None]:
        match node:
            case tree.Comparison(left=left, right=right):
                yield _distance(self._value(left, environment), self._value(right, environment))
            case tree.Between(value=value, low=low, high=high):
                middle = self._value(value, environment)
                yield _distance(middle, self._value(low, environment))
                yield _distance(middle, self._value(high, environment))
            case tree.Quantified(bindings=(tree.Binding(name=name, source=source, end=None), *_), condition=condition):
                elements = self._value(source, environment)
                known = elements[:_MOST_ELEMENTS] if isinstance(elements, list) else []
                for element in known:
                    yield from self._of(condition, {**environment, name: element})
            case tree.And() | tree.Or() | tree.Not() | tree.If():
                for part in tree.children(node):
                    yield from self._of(part, environment)

    def _value(self, node: tree.Node, environment: Mapping[str, Any]) -> Value:
        compiled = self._compiled.get(id(node))
        if compiled is None:
            compiled = self._compiled[id(node)] = compile_node(node, self._functions, null_is_unknown=True)
        try:
            return compiled(environment)
        except Exception:  # noqa: BLE001 - a figure that makes an expression crash is no boundary
            return None


def meeting_points(
    first: Fraction, second: Fraction, at_first: Sequence[Fraction | None], at_second: Sequence[Fraction | None]
) -> Iterator[Decimal]:
    """The figures at which sides meet that are apart by ``at_first`` at one figure and ``at_second`` at another."""
    if len(at_first) != len(at_second):
        return
    for one, other in zip(at_first, at_second, strict=True):
        if one is None or other is None or one == other:
            continue
        root = first - one * (second - first) / (other - one)
        settled = exact.divide(Decimal(root.numerator), Decimal(root.denominator))
        if isinstance(settled, Decimal) and len(settled.as_tuple().digits) <= 16:
            yield settled


def _distance(left: Value, right: Value) -> Fraction | None:
    match left, right:
        case Quantity(), Quantity() if left.dimension is right.dimension:
            return exact.as_fraction(left.magnitude) - exact.as_fraction(right.magnitude)
        case ((Decimal() | Fraction()), (Decimal() | Fraction())):
            return exact.as_fraction(left) - exact.as_fraction(right)
    return None
