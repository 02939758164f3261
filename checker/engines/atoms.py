"""Atoms: the conditions that stand between ``and``, ``or`` and ``not``, and their truth tokens for one application."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checker.engines.formula import And, Atom, Constant, Formula, Not, Or
from checker.feel import tree
from checker.feel.compiler import compile_node
from checker.feel.unparsing import unparse

Environment = Mapping[str, Any]
Evaluator = Callable[[Environment], Any]


@dataclass(slots=True)
class AtomTable:
    """The distinct atoms of one stage, in order of first use, with their closures."""

    functions: Mapping[str, Callable[..., Any]]
    index: dict[str, int] = field(default_factory=dict)
    evaluators: list[Evaluator] = field(default_factory=list)

    def formula(self, node: tree.Node) -> Formula:
        """The propositional skeleton of a boolean expression over this table's atoms."""
        match node:
            case tree.And(items=items):
                return And(tuple(self.formula(item) for item in items))
            case tree.Or(items=items):
                return Or(tuple(self.formula(item) for item in items))
            case tree.Not(item=item):
                return Not(self.formula(item))
            case tree.Literal(value=bool() | None as value):
                return Constant(value)
            case _:
                # Told apart as written, for as Python values the literals 1 and true are equal.
                written = unparse(node)
                position = self.index.get(written)
                if position is None:
                    position = self.index[written] = len(self.evaluators)
                    self.evaluators.append(compile_node(node, self.functions, null_is_unknown=True))
                return Atom(position)

    def truths(self, environment: Environment) -> list[bool | None]:
        """The typed truth token of every atom; anything but true and false is unknown."""
        return [
            value if value is True or value is False else None
            for value in [evaluate(environment) for evaluate in self.evaluators]
        ]

    def guarded_truths(self, environment: Environment) -> tuple[list[bool | None], dict[int, str]]:
        """The same where some atom crashes: that one is unknown, and the fault is told by atom."""
        truths: list[bool | None] = []
        crashes: dict[int, str] = {}
        for atom, evaluate in enumerate(self.evaluators):
            try:
                value = evaluate(environment)
            except Exception as error:  # noqa: BLE001 - a crashing condition becomes a finding, never silence
                value = None
                crashes[atom] = describe_crash(error)
            truths.append(value if value is True or value is False else None)
        return truths, crashes


def describe_crash(error: Exception) -> str:
    """The fault text for an exception that a rule or derivation must never raise."""
    return f"规则执行出错:{type(error).__name__}: {error}"


class AskedAtoms:
    """The atoms of one stage, evaluated only as far as some rule or derivation still needs them.

    Most rules do not concern most projects, and say so in the first conditions of ``applies``. An atom that no rule
    still asks for is left unknown, unevaluated: conditions are read from left to right, a conjunction up to its first
    false item, a disjunction up to its first true one, and ``require`` only where ``applies`` is not false. What was
    skipped cannot change what Kleene logic makes of the rest, and should it be skipped wrongly, the rule comes out
    undetermined, never satisfied.
    """

    def __init__(self, table: AtomTable, groups: Iterable[Sequence[Formula]]) -> None:
        """``groups``: the formulas of each rule or derivation; one is asked only where none before it is false."""
        self.table = table
        self._groups = tuple(tuple(_asking(formula) for formula in group) for group in groups)

    def truths(self, environment: Environment) -> list[bool | None]:
        """The truth token of every atom that matters; the others are unknown."""
        tokens = _Tokens(self.table.evaluators, environment)
        for group in self._groups:
            for ask in group:
                if ask(tokens) is False:
                    break
        return tokens.truths


class _Tokens:
    """The truth tokens of one application as they are asked for."""

    __slots__ = ("environment", "evaluators", "known", "truths")

    def __init__(self, evaluators: Sequence[Evaluator], environment: Environment) -> None:
        self.evaluators = evaluators
        self.environment = environment
        self.truths: list[bool | None] = [None] * len(evaluators)
        self.known = bytearray(len(evaluators))


_Asking = Callable[[_Tokens], bool | None]


def _asking(formula: Formula) -> _Asking:
    """A function that asks for the atoms of ``formula`` from left to right until its truth is certain."""
    match formula:
        case Atom(index=index):

            def atom(tokens: _Tokens) -> bool | None:
                if tokens.known[index]:
                    return tokens.truths[index]
                tokens.known[index] = 1
                value = tokens.evaluators[index](tokens.environment)
                if value is True or value is False:
                    tokens.truths[index] = value
                    return value
                return None

            return atom
        case Constant(value=value):
            return lambda _: value
        case Not(item=item):
            inner = _asking(item)

            def negation(tokens: _Tokens) -> bool | None:
                truth = inner(tokens)
                return None if truth is None else not truth

            return negation
        case And(items=items) | Or(items=items):
            parts = tuple(_asking(item) for item in items)
            decisive = isinstance(formula, Or)

            def junction(tokens: _Tokens) -> bool | None:
                result: bool | None = not decisive
                for part in parts:
                    truth = part(tokens)
                    if truth is decisive:
                        return decisive
                    if truth is None:
                        result = None
                return result

            return junction
