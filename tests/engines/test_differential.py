"""Rete and reference agree on every generated rule book and application; nightly runs look further."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.engines.base import Judgement
from checker.engines.cross import CrossCheck
from checker.engines.program import Program
from checker.engines.reference import ReferenceEngine
from checker.engines.rete import ReteEngine
from checker.model.outcome import Outcome
from tests.engines.generated import Book, applications, books

NIGHTLY = os.environ.get("CHECKER_TESTS") == "nightly"
"""``CHECKER_TESTS=nightly`` looks at twenty times as many rule books."""

_APPLICATIONS = st.lists(applications(), min_size=20, max_size=25)


def _settings(examples: int) -> settings:
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    return settings(max_examples=examples * (20 if NIGHTLY else 1), deadline=None, suppress_health_check=slow)


def _derived(program: Program, judgement: Judgement) -> dict[str, tuple[type, Any]]:
    """Derived facts with their kinds, for ``True == 1`` in Python."""
    return {fact: (type(value), value) for fact in program.names for value in [judgement.environment.get(fact)]}


@_settings(120)
@given(book=books(), facts=_APPLICATIONS)
def test_engines_agree(book: Book, facts: list[dict[str, Any]]) -> None:
    program = book.program()
    rete, reference = ReteEngine(), ReferenceEngine()
    for application in facts:
        fired, evaluated = rete.judge(program, application), reference.judge(program, application)
        assert fired.outcomes == evaluated.outcomes
        assert _derived(program, fired) == _derived(program, evaluated)
        assert fired.because == evaluated.because
        assert not fired.faults
        assert not evaluated.faults


@_settings(30)
@given(book=books(), facts=_APPLICATIONS)
def test_cross_check_reports_no_disagreement(book: Book, facts: list[dict[str, Any]]) -> None:
    program = book.program()
    both = CrossCheck(ReteEngine(), ReferenceEngine())
    for application in facts:
        judgement = both.judge(program, application)
        assert not judgement.faults
        assert not judgement.breakdown
        assert Outcome.ERROR not in judgement.outcomes


@_settings(30)
@given(book=books(), facts=_APPLICATIONS)
def test_atoms_left_unevaluated_change_no_outcome(book: Book, facts: list[dict[str, Any]]) -> None:
    program = book.program()
    rete = ReteEngine()
    for application in facts:
        judgement = rete.judge(program, application)
        network = rete._networks[program].rules
        lazy = program.atoms.truths(judgement.environment)
        eager = program.atoms.table.truths(judgement.environment)
        assert network.outcomes(lazy) == network.outcomes(eager)
        assert all(one is other for one, other in zip(lazy, eager, strict=True) if one is not None)


@_settings(30)
@given(book=books(), facts=_APPLICATIONS)
def test_a_check_leaves_nothing_behind(book: Book, facts: list[dict[str, Any]]) -> None:
    program = book.program()
    rete = ReteEngine()
    first = [rete.judge(program, application).outcomes for application in facts]
    again = [rete.judge(program, application).outcomes for application in reversed(facts)]
    assert again == first[::-1]
