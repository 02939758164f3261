"""The cross-check: two engines judge, and every disagreement becomes an ``error`` outcome that blocks approval."""

from __future__ import annotations

from dataclasses import replace

from checker.engines.atoms import Environment
from checker.engines.base import Engine, Judgement
from checker.engines.program import Figures, Program
from checker.errors import CheckerError, EngineError
from checker.feel.limits import ExhaustedError
from checker.feel.literal import literal
from checker.feel.values import Value
from checker.model.outcome import Outcome

_LONGEST_VALUE = 120


class CrossCheck:
    """Runs ``first`` and ``oracle`` on the same facts; what they agree on stands.

    Where ``first`` cannot judge at all, the oracle's answer is kept as an unchecked one: no finding is lost, and the
    breakdown blocks approval.
    """

    def __init__(self, first: Engine, oracle: Engine) -> None:
        self._first = first
        self._oracle = oracle
        self.name = f"{first.name}+{oracle.name}"

    def judge(self, program: Program, facts: Environment, figures: Figures | None = None) -> Judgement:
        """The oracle's judgement with an ``error`` outcome wherever the first engine disagrees."""
        figures = {} if figures is None else figures
        try:
            first = self._first.judge(program, facts, figures)
        except Exception as error:  # noqa: BLE001 - whatever breaks in one engine must not silence the other
            oracle = self._oracle.judge(program, facts)
            return replace(oracle, engine=self.name, breakdown=self._broken(error))
        oracle = self._oracle.judge(program, facts, figures)
        if len(first.outcomes) != len(oracle.outcomes):
            short = EngineError(f"{len(program.rules)} 条规则,却给出 {len(first.outcomes)} 个结论")
            return replace(oracle, engine=self.name, breakdown=self._broken(short))
        if first.faults or first.outcomes != oracle.outcomes or self._differ(program, first, oracle):
            return self._compared(program, first, oracle)
        return replace(oracle, engine=self.name)

    def _differ(self, program: Program, first: Judgement, oracle: Judgement) -> bool:
        return first.because != oracle.because or any(
            not _same(first.environment.get(fact), oracle.environment.get(fact)) for fact in program.names
        )

    def _compared(self, program: Program, first: Judgement, oracle: Judgement) -> Judgement:
        faults = {**first.faults, **oracle.faults}
        outcomes = list(oracle.outcomes)
        for position, (one, other) in enumerate(zip(first.outcomes, oracle.outcomes, strict=True)):
            if one is other:
                continue
            rule_id = program.rules[position].rule.id
            outcomes[position] = Outcome.ERROR
            text = f"两个引擎结论不一致:{self._first.name} 判为“{one.label}”,{self._oracle.name} 判为“{other.label}”"
            faults[rule_id] = f"{text};{faults[rule_id]}" if rule_id in faults else text
        for fact in sorted(program.names - faults.keys()):
            values = [judgement.environment.get(fact) for judgement in (first, oracle)]
            if not _same(*values):
                one_text, other_text = map(_shown, values)
                faults[fact] = (
                    f"两个引擎推导出的“{fact}”不一致:"
                    f"{self._first.name} 得 {one_text},{self._oracle.name} 得 {other_text}"
                )
            elif first.because.get(fact) != oracle.because.get(fact):
                grounds = (_grounds(judgement, fact) for judgement in (first, oracle))
                faults[fact] = f"两个引擎推导“{fact}”所依不一致:" + ",".join(grounds)
        return Judgement(self.name, tuple(outcomes), oracle.environment, oracle.because, faults)

    def _broken(self, error: Exception) -> str:
        known = isinstance(error, CheckerError)
        what = str(error) if known else f"{type(error).__name__}: {error}"
        return (
            f"{self._first.name} 引擎未能判定({what});"
            f"所列结论仅由 {self._oracle.name} 引擎得出,未经交叉核对,不能据此通过"
        )


def _same(one: object, other: object) -> bool:
    return one is other or (type(one) is type(other) and one == other)


def _shown(value: Value) -> str:
    try:
        text = literal(value)
    except ExhaustedError:
        return "过长的值"
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _grounds(judgement: Judgement, fact: str) -> str:
    return f"{judgement.engine} 依 {'、'.join(judgement.because.get(fact, ())) or '无'}"
