"""The cross-check: two engines judge, and every disagreement becomes an ``error`` outcome that blocks approval."""

from __future__ import annotations

from checker.engines.base import Engine, Judgement
from checker.engines.program import Environment, Figures, Program
from checker.model.outcome import Outcome


class CrossCheck:
    """Runs ``first`` and ``oracle`` on the same facts; what they agree on stands."""

    def __init__(self, first: Engine, oracle: Engine) -> None:
        self._first = first
        self._oracle = oracle
        self.name = f"{first.name}+{oracle.name}"

    def judge(self, program: Program, facts: Environment, figures: Figures | None = None) -> Judgement:
        """The oracle's judgement with an ``error`` outcome wherever the first engine disagrees."""
        figures = {} if figures is None else figures
        first = self._first.judge(program, facts, figures)
        oracle = self._oracle.judge(program, facts, figures)
        differing = [fact for fact in program.names if first.environment.get(fact) != oracle.environment.get(fact)]
        if first.outcomes == oracle.outcomes and not differing and not first.faults:
            return Judgement(self.name, oracle.outcomes, oracle.environment, oracle.because, oracle.faults)
        faults = {**first.faults, **oracle.faults}
        outcomes = list(oracle.outcomes)
        for position, (one, other) in enumerate(zip(first.outcomes, oracle.outcomes, strict=True)):
            if one is other:
                continue
            rule_id = program.rules[position].rule.id
            outcomes[position] = Outcome.ERROR
            faults.setdefault(
                rule_id,
                f"两个引擎结论不一致:{self._first.name} 判为“{one.label}”,{self._oracle.name} 判为“{other.label}”",
            )
        for fact in sorted(differing):
            faults.setdefault(fact, f"两个引擎推导出的“{fact}”不一致")
        return Judgement(self.name, tuple(outcomes), oracle.environment, oracle.because, faults)
