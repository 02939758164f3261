"""Trials: applications made up for one rule, judged on one day by the reference engine, each only once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeAlias

from checker.engines.program import Program, compile_program
from checker.engines.reference import ReferenceEngine
from checker.errors import ApplicationError
from checker.feel.compiler import compile_node
from checker.feel.tree import Node
from checker.model import VOCABULARY, build_application, facts_of
from checker.model.outcome import Outcome
from checker.review.reviewer import AS_OF
from checker.rulebook import Rule, RuleBook

Facts: TypeAlias = Mapping[str, object]
"""What an applicant writes, by Chinese label: a text, a list of texts, or a list of records; None is left open."""

ASPECTS: Final = "涉及事项"
NONE: Final = "无"


class ExhaustedTrialsError(Exception):
    """More applications were tried than the search may try."""


@dataclass(frozen=True, slots=True)
class Target:
    """One fact that can be written: of the application, or of the record at ``position`` of its list ``label``."""

    label: str
    position: int | None = None
    member: str = ""

    @property
    def is_record(self) -> bool:
        """Whether it is a field of a record."""
        return self.position is not None


@dataclass(frozen=True, slots=True)
class Frame:
    """One item of a list that a condition is said of: by the name ``variable``, or by its bare fields (empty)."""

    label: str
    position: int
    variable: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """One application with every fact derived, and what the rule says of it."""

    environment: Mapping[str, Any]
    outcome: Outcome

    def seen_from(self, frames: tuple[Frame, ...]) -> Mapping[str, Any]:
        """The environment as it is inside the items that ``frames`` name."""
        seen = dict(self.environment)
        for frame in frames:
            items = self.environment.get(frame.label)
            item = items[frame.position] if isinstance(items, list) and frame.position < len(items) else {}
            if frame.variable:
                seen[frame.variable] = item
            else:
                seen |= {**item, "item": item}
        return seen


class Bench:
    """Where trials are made: one rule of a book, one day, at most ``budget`` applications."""

    def __init__(self, book: RuleBook, rule: Rule, as_of: date, budget: int = 4000) -> None:
        in_force = book.in_force(as_of)
        self.rule = next(known for known in in_force.rules if known.id == rule.id)
        self.program: Program = compile_program(replace(in_force, rules=(self.rule,)))
        self.as_of = as_of
        self.functions = in_force.functions
        self._engine = ReferenceEngine()
        self._trials: dict[str, Trial | None] = {}
        self._conditions: dict[int, tuple[Node, Callable[[Mapping[str, Any]], Any]]] = {}
        self._left = budget

    def allow(self, budget: int) -> None:
        """Let ``budget`` more applications be tried."""
        self._left = budget

    def trial(self, facts: Facts) -> Trial | None:
        """What becomes of an application with these facts; None where it is not a valid one."""
        key = repr(sorted(facts.items()))
        if key not in self._trials:
            self._left -= 1
            if self._left < 0:
                raise ExhaustedTrialsError
            self._trials[key] = self._judged(facts)
        return self._trials[key]

    def _judged(self, facts: Facts) -> Trial | None:
        try:
            application = build_application({label: value for label, value in facts.items() if value is not None})
        except ApplicationError:
            return None
        judgement = self._engine.judge(self.program, {**facts_of(application), AS_OF: self.as_of, "today": self.as_of})
        return Trial(judgement.environment, judgement.outcomes[0])

    def value(self, node: Node, facts: Facts, frames: tuple[Frame, ...] = ()) -> Any:  # noqa: ANN401 - a FEEL value
        """What an expression gives for these facts; None where they are no valid application."""
        trial = self.trial(facts)
        if trial is None:
            return None
        known = self._conditions.get(id(node))
        if known is None:
            known = self._conditions[id(node)] = (node, compile_node(node, self.functions, null_is_unknown=True))
        try:
            return known[1](trial.seen_from(frames))
        except (ArithmeticError, ValueError, TypeError, KeyError):
            return None

    def truth(self, node: Node, facts: Facts, frames: tuple[Frame, ...] = ()) -> bool | None:
        """The truth of a condition; None is unknown."""
        value = self.value(node, facts, frames)
        return value if isinstance(value, bool) else None


def written(facts: Facts, target: Target, value: object) -> Facts:
    """The facts with one of them written otherwise; 涉及事项 is made to open what is written."""
    changed = dict(facts)
    if target.position is None:
        changed[target.label] = value
    else:
        known = changed.get(target.label)
        records = [dict(record) for record in known] if isinstance(known, list) else []
        while len(records) <= target.position:
            records.append({})
        if value is None:
            records[target.position].pop(target.member, None)
        else:
            records[target.position][target.member] = value
        changed[target.label] = records
    return _opened(changed, target.label)


def _opened(facts: dict[str, object], label: str) -> Facts:
    spec = VOCABULARY.find(label)
    declared = facts.get(ASPECTS)
    if spec is None or not spec.aspects or declared is None or facts.get(label) == NONE:
        return facts
    words = list(aspects_in(declared))
    if not spec.aspects.intersection(words):
        order = VOCABULARY.facts[ASPECTS].choices
        facts[ASPECTS] = [*words, min(spec.aspects, key=order.index)]
    return facts


def aspects_in(declared: object) -> Iterator[str]:
    """The words of 涉及事项, however they are written."""
    if isinstance(declared, list):
        yield from map(str, declared)
    elif isinstance(declared, str) and declared != NONE:
        yield from declared.split("、")
