"""Finding: for each outcome of a rule, facts that bring it about, as few as possible and as close to the limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from checker.feel import tree
from checker.feel.tree import ComparisonOperator, Node
from checker.model.outcome import Outcome
from checker.workbench.scaffold.solving import Solver
from checker.workbench.scaffold.trial import ASPECTS, Bench, ExhaustedTrialsError, Facts, Frame

WANTED: Final = (Outcome.SATISFIED, Outcome.VIOLATED, Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE)
"""The outcomes a rule should be tried for, in the order of its scenarios."""
_BRANCHES: Final = 12
_BUDGET: Final = 3000
_LIMITS: Final = frozenset(
    (
        ComparisonOperator.LESS,
        ComparisonOperator.LESS_EQUAL,
        ComparisonOperator.GREATER,
        ComparisonOperator.GREATER_EQUAL,
    )
)


def find_outcomes(bench: Bench, base: Facts) -> Mapping[Outcome, Facts]:
    """Facts for every outcome that could be found, starting from ``base``; what stays as in ``base`` is the same."""
    solver = Solver(bench)
    found: dict[Outcome, Facts] = {}
    for outcome in WANTED:
        bench.allow(_BUDGET)
        start = found.get(Outcome.SATISFIED, base) if outcome is Outcome.VIOLATED else base
        facts = _first(bench, solver, outcome, start)
        if facts is None:
            continue
        bench.allow(_BUDGET)
        found[outcome] = _reduced(bench, outcome, _at_the_limit(bench, solver, outcome, facts), base)
    return found


def _first(bench: Bench, solver: Solver, outcome: Outcome, base: Facts) -> Facts | None:
    try:
        for facts in _candidates(bench, solver, outcome, base):
            trial = bench.trial(facts)
            if trial is not None and trial.outcome is outcome:
                return facts
    except ExhaustedTrialsError:
        return None
    return None


def _candidates(bench: Bench, solver: Solver, outcome: Outcome, base: Facts) -> Iterator[Facts]:
    rule = bench.rule
    match outcome:
        case Outcome.NOT_APPLICABLE:
            yield from solver.ways(rule.applies, False, base)
        case Outcome.UNDETERMINED:
            yield from _both(solver, bench, None, base)
            yield from solver.ways(rule.applies, None, base)
        case _:
            yield from _both(solver, bench, outcome is Outcome.SATISFIED, base)


def _both(solver: Solver, bench: Bench, require: bool | None, base: Facts) -> Iterator[Facts]:
    for applying in islice(solver.ways(bench.rule.applies, True, base), _BRANCHES):
        yield from islice(solver.ways(bench.rule.require, require, applying), _BRANCHES)


def _at_the_limit(bench: Bench, solver: Solver, outcome: Outcome, facts: Facts) -> Facts:
    """The same outcome with a number right at its limit, or one step past it, where the requirement has one."""
    if outcome not in (Outcome.SATISFIED, Outcome.VIOLATED):
        return facts
    comparisons = [
        (node, frames)
        for node, frames in _comparisons(bench.rule.require, ())
        if bench.value(node, facts, frames) is not None
    ]
    try:
        for comparison, frames in comparisons:
            for near in solver.at_limits(comparison, facts, frames):
                trial = bench.trial(near)
                if trial is not None and trial.outcome is outcome:
                    return near
    except ExhaustedTrialsError:
        return facts
    return facts


def _comparisons(node: Node, frames: tuple[Frame, ...]) -> Iterator[tuple[tree.Comparison, tuple[Frame, ...]]]:
    """The numeric limits in a condition; those said of the items of a list, of its first item."""
    match node:
        case tree.Comparison(operator=operator) if operator in _LIMITS:
            yield node, frames
        case tree.Quantified(bindings=(tree.Binding(name=name, source=source),), condition=condition):
            while isinstance(source, tree.Filter):
                source = source.source
            if isinstance(source, tree.Name):
                yield from _comparisons(condition, (*frames, Frame(source.name, 0, name)))
        case _:
            for child in tree.children(node):
                yield from _comparisons(child, frames)


def _reduced(bench: Bench, outcome: Outcome, facts: Facts, base: Facts) -> Facts:
    """The facts without those changes that the outcome does not need."""
    kept = dict(facts)
    for label in sorted(facts, key=lambda label: label == ASPECTS):
        if kept.get(label) != base.get(label):
            plainer = {**kept, label: base.get(label)}
            kept = plainer if _still(bench, outcome, plainer) else kept
        records = kept.get(label)
        if isinstance(records, list) and records != base.get(label):
            kept[label] = _plainer_records(bench, outcome, kept, label, records)
    return kept


def _plainer_records(
    bench: Bench, outcome: Outcome, facts: dict[str, object], label: str, records: list[object]
) -> object:
    for position, record in enumerate(records):
        if not isinstance(record, dict):
            continue
        for member in list(record):
            current = records[position]
            assert isinstance(current, dict)
            fewer = {name: value for name, value in current.items() if name != member}
            tried = [*records[:position], fewer, *records[position + 1 :]]
            if _still(bench, outcome, {**facts, label: tried}):
                records = tried
    return records


def _still(bench: Bench, outcome: Outcome, facts: Facts) -> bool:
    try:
        trial = bench.trial(facts)
    except ExhaustedTrialsError:
        return False
    return trial is not None and trial.outcome is outcome
