"""Small reviews: a few rules over the generated vocabulary, judged by both engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from checker.engines.cross import CrossCheck
from checker.engines.program import Program, compile_program
from checker.engines.reference import ReferenceEngine
from checker.engines.rete import ReteEngine
from checker.feel.parser import parse
from checker.model.outcome import Effect
from checker.model.report import Finding, Report
from checker.review import Reviewer, Subject
from checker.rulebook import Derivation, Escalation, Rule
from checker.rulebook.strata import in_dependency_order
from tests.engines.generated import AS_OF, empty_book, rule_of

SUBJECT = Subject("2601", "某项目", "0" * 64)


def program_of(rules: Sequence[Rule], derivations: Sequence[Derivation] = ()) -> Program:
    return compile_program(replace(empty_book(), rules=tuple(rules), derivations=in_dependency_order(derivations)))


def review(
    rules: Sequence[Rule],
    facts: Mapping[str, Any],
    derivations: Sequence[Derivation] = (),
    *,
    everything: bool = False,
) -> Report:
    engine = CrossCheck(ReteEngine(), ReferenceEngine())
    reviewer = Reviewer(program_of(rules, derivations), engine, "book", ())
    return reviewer.review(facts, SUBJECT, as_of=AS_OF, everything=everything)


def finding_of(
    require: str,
    facts: Mapping[str, Any],
    derivations: Sequence[Derivation] = (),
    *,
    applies: str = "true",
    everything: bool = False,
    **changes: Any,
) -> Finding:
    """What the one rule with this requirement says."""
    report = review([rule_of("R", applies, require, **changes)], facts, derivations, everything=everything)
    return next(finding for finding in report.findings if finding.rule == "R")


def escalation_of(when: str, effect: Effect = Effect.REJECT) -> Escalation:
    return Escalation(parse(when), effect)
