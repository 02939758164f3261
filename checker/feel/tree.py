"""The typed expression tree: one frozen node class per construct of the language.

``span`` is where a node stands in its source, as offsets [start, end); it takes no part in equality, so two trees are
equal when they mean the same. Readers branch with ``match`` over these classes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from checker.feel.types import FeelType
from checker.feel.units import Unit
from checker.feel.values import Value

Span: TypeAlias = tuple[int, int]
_NOWHERE: Span = (0, 0)


_OPERATOR_WORDS: Final = ("and", "or", "not", "in", "between", "instance")
_STRUCTURE_WORDS: Final = ("if", "then", "else", "for", "return", "some", "every", "satisfies", "function", "external")
KEYWORDS: Final = frozenset((*_OPERATOR_WORDS, *_STRUCTURE_WORDS, "true", "false", "null"))
"""Words that are never part of a name."""


class ArithmeticOperator(StrEnum):
    """The arithmetic operators (DMN 1.5, 10.3.2.15)."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    POWER = "**"


class ComparisonOperator(StrEnum):
    """The comparison operators."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_EQUAL = "<="
    GREATER = ">"
    GREATER_EQUAL = ">="


class Quantifier(StrEnum):
    """The quantifiers."""

    SOME = "some"
    EVERY = "every"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    span: Span = field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Literal(_Node):
    """A number, quantity, string, boolean or null; ``unit`` is the unit as written after a number, if any."""

    value: Value
    unit: Unit | None = None

    # Python counts True equal to 1, FEEL does not.
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Literal):
            return NotImplemented
        return type(self.value) is type(other.value) and self.value == other.value and self.unit == other.unit

    def __hash__(self) -> int:
        return hash((type(self.value), self.value, self.unit))


@dataclass(frozen=True, slots=True)
class AtLiteral(_Node):
    """A date, time or duration written ``@"…"``; a text that is none of these is null."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(_Node):
    """A fact, parameter, variable or function by its name; ``?`` is the value under a unary test."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(_Node):
    """``source.name``: a member of a context, or of every item of a list."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Negation(_Node):
    """``-operand``."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(_Node):
    """``left operator right``."""

    operator: ArithmeticOperator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(_Node):
    """``left operator right``."""

    operator: ComparisonOperator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(_Node):
    """``value between low and high``, ends included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class UnaryTest(_Node):
    """``< 5`` and the like, on the right of ``in``; as a value on its own, a range open at one end."""

    operator: ComparisonOperator
    operand: Node


@dataclass(frozen=True, slots=True)
class In(_Node):
    """``value in (test, test, …)``: true when any test holds."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Interval(_Node):
    """``[start..end]`` with ends included or not."""

    start: Node
    end: Node
    start_included: bool = True
    end_included: bool = True


@dataclass(frozen=True, slots=True)
class And(_Node):
    """A conjunction of two or more."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(_Node):
    """A disjunction of two or more."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(_Node):
    """``not(item)``."""

    item: Node


@dataclass(frozen=True, slots=True)
class If(_Node):
    """``if condition then consequence else alternative``."""

    condition: Node
    consequence: Node
    alternative: Node


@dataclass(frozen=True, slots=True)
class ListExpr(_Node):
    """``[item, …]``."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextExpr(_Node):
    """``{key: value, …}``; an entry sees the entries before it."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Filter(_Node):
    """``source[condition]``: the items for which it is true, or the item at a position."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Binding(_Node):
    """``name in source``; with ``end``, ``name in source..end``."""

    name: str
    source: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class Quantified(_Node):
    """``some/every name in list, … satisfies condition``."""

    quantifier: Quantifier
    bindings: tuple[Binding, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class For(_Node):
    """``for name in list, … return body``."""

    bindings: tuple[Binding, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class InstanceOf(_Node):
    """``value instance of type``."""

    value: Node
    type: FeelType


@dataclass(frozen=True, slots=True)
class Call(_Node):
    """``function(arguments)``: either positional ``arguments`` or ``named`` ones, never both."""

    function: Node
    arguments: tuple[Node, ...] = ()
    named: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class FunctionDefinition(_Node):
    """``function(name, …) body``."""

    parameters: tuple[tuple[str, FeelType], ...]
    body: Node


Node: TypeAlias = (
    Literal
    | AtLiteral
    | Name
    | Path
    | Negation
    | Arithmetic
    | Comparison
    | Between
    | UnaryTest
    | In
    | Interval
    | And
    | Or
    | Not
    | If
    | ListExpr
    | ContextExpr
    | Filter
    | Binding
    | Quantified
    | For
    | InstanceOf
    | Call
    | FunctionDefinition
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside ``node``, in source order."""
    match node:
        case Literal() | AtLiteral() | Name():
            return ()
        case Path(source=inner) | Negation(operand=inner) | UnaryTest(operand=inner) | Not(item=inner):
            return (inner,)
        case InstanceOf(value=inner) | FunctionDefinition(body=inner):
            return (inner,)
        case Arithmetic() | Comparison():
            return (node.left, node.right)
        case Between():
            return (node.value, node.low, node.high)
        case In():
            return (node.value, *node.tests)
        case Interval():
            return (node.start, node.end)
        case And() | Or() | ListExpr():
            return node.items
        case If():
            return (node.condition, node.consequence, node.alternative)
        case ContextExpr():
            return tuple(value for _, value in node.entries)
        case Filter():
            return (node.source, node.condition)
        case Binding():
            return (node.source,) if node.end is None else (node.source, node.end)
        case Quantified():
            return (*node.bindings, node.condition)
        case For():
            return (*node.bindings, node.body)
        case Call():
            return (node.function, *node.arguments, *(value for _, value in node.named))


def walk(node: Node) -> Iterator[Node]:
    """``node`` and every node inside it, parents first."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(children(current)))


def depth_of(node: Node) -> int:
    """How many nodes deep the tree is, without recursion."""
    deepest = 0
    pending = [(node, 1)]
    while pending:
        current, depth = pending.pop()
        deepest = max(deepest, depth)
        pending.extend((child, depth + 1) for child in children(current))
    return deepest


def names_in(node: Node) -> frozenset[str]:
    """The free names of ``node``: facts, parameters and ``?``, neither its own variables nor the functions it calls.

    A bare name inside a filter may be a member of the item or a fact of the surroundings; it counts as free.
    """
    found: set[str] = set()
    _collect_names(node, frozenset(), found)
    return frozenset(found)


def _collect_names(node: Node, bound: frozenset[str], found: set[str]) -> None:
    match node:
        case Name(name=name):
            if name not in bound:
                found.add(name)
        case Filter():
            _collect_names(node.source, bound, found)
            _collect_names(node.condition, bound | {"item"}, found)
        case Quantified() | For():
            for binding in node.bindings:
                _collect_names(binding, bound, found)
                bound = bound | {binding.name}
            inner = node.condition if isinstance(node, Quantified) else node.body
            _collect_names(inner, bound | {"partial"} if isinstance(node, For) else bound, found)
        case ContextExpr():
            for key, value in node.entries:
                _collect_names(value, bound, found)
                bound = bound | {key}
        case FunctionDefinition():
            _collect_names(node.body, bound | {name for name, _ in node.parameters}, found)
        case Call(function=Name()):
            for child in children(node)[1:]:
                _collect_names(child, bound, found)
        case _:
            for child in children(node):
                _collect_names(child, bound, found)


def calls_in(node: Node) -> frozenset[str]:
    """The names of the functions ``node`` calls, built-in or not."""
    return frozenset(
        current.function.name
        for current in walk(node)
        if isinstance(current, Call) and isinstance(current.function, Name)
    )
