"""The reference engine: evaluates every rule's own expressions, exactly and one by one. It is the oracle."""

from __future__ import annotations

from typing import Any

from checker.engines.atoms import Environment, describe_crash
from checker.engines.base import Judgement
from checker.engines.program import (
    CompiledDerivation,
    CompiledRule,
    Figures,
    Program,
)
from checker.model.outcome import Outcome


class ReferenceEngine:
    """Plain three-valued evaluation in rule order."""

    name = "reference"

    def judge(self, program: Program, facts: Environment, figures: Figures | None = None) -> Judgement:
        """Derive stratum by stratum, then evaluate ``applies`` and ``require`` of each rule."""
        environment = program.environment(facts)
        figures = {} if figures is None else figures
        because: dict[str, tuple[str, ...]] = {}
        faults: dict[str, str] = {}
        for stratum in program.strata:
            for label in stratum.labels:
                if environment.get(label.fact) is not None:
                    continue  # the applicant's own figure stands
                try:
                    environment[label.fact], because[label.fact] = label.resolve(
                        environment, lambda compiled: _when(compiled, environment), figures
                    )
                except Exception as error:  # noqa: BLE001 - a crashing derivation becomes a finding, never silence
                    environment[label.fact] = None
                    faults[label.fact] = describe_crash(error)
        outcomes: list[Outcome] = []
        for compiled in program.rules:
            try:
                outcomes.append(judge_rule(compiled, environment))
            except Exception as error:  # noqa: BLE001 - a crashing rule becomes a finding, never silence
                outcomes.append(Outcome.ERROR)
                faults[compiled.rule.id] = describe_crash(error)
        return Judgement(self.name, tuple(outcomes), environment, because, faults)


def judge_rule(compiled: CompiledRule, environment: Environment) -> Outcome:
    """The outcome of one rule: not applicable, satisfied, violated, or undetermined where a condition is unknown."""
    applies = compiled.applies(environment)
    if applies is False:
        return Outcome.NOT_APPLICABLE
    if applies is not True:
        return Outcome.UNDETERMINED
    required = compiled.require(environment)
    if required is True:
        return Outcome.SATISFIED
    return Outcome.VIOLATED if required is False else Outcome.UNDETERMINED


def _when(compiled: CompiledDerivation, environment: Environment) -> bool | None:
    truth: Any = compiled.when(environment) if compiled.when else True
    return truth if truth is True or truth is False else None
