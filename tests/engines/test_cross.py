"""The cross-check turns a lie, a crash or a breakdown of one engine into an error that blocks approval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from checker.engines.base import Engine, Judgement
from checker.engines.cross import CrossCheck
from checker.engines.program import Figures, Program, compile_program
from checker.engines.reference import ReferenceEngine
from checker.engines.rete import ReteEngine
from checker.errors import EngineError
from checker.feel.units import parse_quantity
from checker.model.outcome import Outcome, Verdict
from checker.model.report import Report
from checker.review import Reviewer, Subject
from checker.rulebook import Derivation, Rule
from checker.rulebook.strata import in_dependency_order
from tests.engines.generated import AS_OF, derivation_of, empty_book, rule_of

_SUBJECT = Subject("2601", "某项目", "0" * 64)
_COAL = {"年原煤消费量": parse_quantity("1 万吨"), "光伏覆盖率": Decimal("0.5")}
_RULES = (rule_of("R-coal", "用煤项目", "年原煤消费量 <= 5 万吨"), rule_of("R-pv", "true", "光伏覆盖率 >= 40 %"))
_COAL_PROJECT = derivation_of("D-coal", "用煤项目", "年原煤消费量 > 0 t")


class Altered:
    """The reference engine, but what it says is changed on the way out."""

    name = "rete"

    def __init__(self, change: Callable[[Program, Judgement], Judgement]) -> None:
        self._change = change

    def judge(self, program: Program, facts: Mapping[str, Any], figures: Figures | None = None) -> Judgement:
        return self._change(program, ReferenceEngine().judge(program, facts, figures))


class Broken:
    """An engine that cannot work."""

    name = "rete"

    def __init__(self, error: Exception) -> None:
        self._error = error

    def judge(self, program: Program, facts: Mapping[str, Any], figures: Figures | None = None) -> Judgement:
        raise self._error


def program_of(
    *rules: Rule, derivations: tuple[Derivation, ...] = (_COAL_PROJECT,), functions: Mapping[str, Any] | None = None
) -> Program:
    in_force = replace(empty_book(), rules=rules or _RULES, derivations=in_dependency_order(derivations))
    return compile_program(replace(in_force, functions={**in_force.functions, **(functions or {})}))


def review(first: Engine, program: Program | None = None, facts: Mapping[str, Any] | None = None) -> Report:
    engine = CrossCheck(first, ReferenceEngine())
    reviewer = Reviewer(program or program_of(), engine, "book", ())
    return reviewer.review(_COAL if facts is None else facts, _SUBJECT, as_of=AS_OF)


def errors(report: Report) -> dict[str, str]:
    return {finding.rule: finding.message for finding in report.having(Outcome.ERROR)}


def assert_blocks_approval(report: Report) -> None:
    assert report.verdict is not Verdict.APPROVE
    assert report.exit_code == 5
    assert report.dispositions[0] == "判定出错,须人工核实"


def test_agreement_approves() -> None:
    report = review(ReteEngine())
    assert report.verdict is Verdict.APPROVE
    assert report.exit_code == 0
    assert report.engine == "rete+reference"


@pytest.mark.parametrize("lie", [Outcome.VIOLATED, Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE])
def test_a_lie_about_one_rule_is_an_error_naming_both(lie: Outcome) -> None:
    def change(program: Program, told: Judgement) -> Judgement:
        return replace(told, outcomes=(lie, *told.outcomes[1:]))

    report = review(Altered(change))
    expected = f"两个引擎结论不一致:rete 判为“{lie.label}”,reference 判为“符合”"
    assert errors(report) == {"R-coal": expected}
    assert_blocks_approval(report)
    assert [finding.rule for finding in report.having(Outcome.SATISFIED)] == ["R-pv"]


def test_a_hidden_violation_is_an_error() -> None:
    def change(program: Program, told: Judgement) -> Judgement:
        return replace(told, outcomes=(Outcome.SATISFIED,) * len(told.outcomes))

    report = review(Altered(change), facts={**_COAL, "光伏覆盖率": Decimal("0.3")})
    assert errors(report) == {"R-pv": "两个引擎结论不一致:rete 判为“符合”,reference 判为“不符合”"}
    assert_blocks_approval(report)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(False, "false"), (None, "null"), (Decimal(1), "1"), ("是", '"是"'), ("长" * 999, f'"{"长" * 119}…')],
)
def test_a_lie_about_a_derived_fact_is_an_error_with_both_values(value: Any, shown: str) -> None:
    def change(program: Program, told: Judgement) -> Judgement:
        return replace(told, environment={**told.environment, "用煤项目": value})

    report = review(Altered(change))
    assert errors(report) == {"用煤项目": f"两个引擎推导出的“用煤项目”不一致:rete 得 {shown},reference 得 true"}
    assert_blocks_approval(report)


def test_another_reason_for_a_derived_fact_is_an_error() -> None:
    report = review(Altered(lambda program, told: replace(told, because={**told.because, "用煤项目": ("D-other",)})))
    assert list(errors(report)) == ["用煤项目"]
    assert "D-other" in errors(report)["用煤项目"]
    assert "D-coal" in errors(report)["用煤项目"]
    assert_blocks_approval(report)


@pytest.mark.parametrize("error", [EngineError("规则超过引擎上限"), ValueError("boom"), RecursionError("deep")])
def test_an_engine_that_breaks_down_loses_no_finding_and_blocks_approval(error: Exception) -> None:
    report = review(Broken(error), facts={**_COAL, "光伏覆盖率": Decimal("0.3")})
    assert list(errors(report)) == ["no-cross-check"]
    assert str(error) in errors(report)["no-cross-check"]
    assert "仅由 reference 引擎得出" in errors(report)["no-cross-check"]
    assert [finding.rule for finding in report.having(Outcome.VIOLATED)] == ["R-pv"]
    assert_blocks_approval(report)
    assert review(Broken(error)).verdict is Verdict.RECTIFY


def test_an_engine_that_forgets_a_rule_is_a_breakdown() -> None:
    report = review(Altered(lambda program, told: replace(told, outcomes=told.outcomes[1:])))
    assert "2 条规则,却给出 1 个结论" in errors(report)["no-cross-check"]
    assert len(report.having(Outcome.SATISFIED)) == 2
    assert_blocks_approval(report)


def _crash(*_: Any) -> Any:
    raise ZeroDivisionError("表坏了")


@pytest.mark.parametrize("engine", [ReteEngine(), ReferenceEngine(), CrossCheck(ReteEngine(), ReferenceEngine())])
def test_a_crashing_condition_is_an_error_of_its_rule_alone(engine: Engine) -> None:
    program = program_of(rule_of("R-bad", "true", "坏表(1) > 2"), *_RULES, functions={"坏表": _crash})
    report = Reviewer(program, engine, "book", ()).review(_COAL, _SUBJECT, as_of=AS_OF)
    assert list(errors(report)) == ["R-bad"]
    assert "ZeroDivisionError: 表坏了" in errors(report)["R-bad"]
    assert {finding.rule for finding in report.having(Outcome.SATISFIED)} == {"R-coal", "R-pv"}
    assert_blocks_approval(report)


@pytest.mark.parametrize("engine", [ReteEngine(), ReferenceEngine(), CrossCheck(ReteEngine(), ReferenceEngine())])
@pytest.mark.parametrize(
    "derivation",
    [
        derivation_of("D-bad", "用煤项目", "坏表(1) > 2"),
        derivation_of("D-bad", "煤炭缺口", None, "坏表(1)"),
        derivation_of("D-bad", "煤炭缺口", "坏表(1) > 2", "1 t"),
    ],
)
def test_a_crashing_derivation_is_an_error_and_its_fact_unknown(engine: Engine, derivation: Derivation) -> None:
    fact = derivation.derive
    uses = rule_of("R-uses", "true", "用煤项目" if fact == "用煤项目" else "煤炭缺口 <= 0 t")
    program = program_of(uses, _RULES[1], derivations=(derivation,), functions={"坏表": _crash})
    report = Reviewer(program, engine, "book", ()).review(_COAL, _SUBJECT, as_of=AS_OF)
    assert list(errors(report)) == [fact]
    assert [finding.rule for finding in report.having(Outcome.UNDETERMINED)] == ["R-uses"]
    assert [finding.rule for finding in report.having(Outcome.SATISFIED)] == ["R-pv"]
    assert_blocks_approval(report)


def test_a_crash_that_cannot_matter_in_one_engine_still_blocks() -> None:
    program = program_of(rule_of("R-bad", "坏表(1) > 2 and false", "true"), *_RULES, functions={"坏表": _crash})
    report = review(ReteEngine(), program)
    assert list(errors(report)) == ["R-bad"]
    assert_blocks_approval(report)


def test_threads_share_one_checker_and_leak_nothing() -> None:
    derivations = (_COAL_PROJECT, derivation_of("D-gap", "煤炭缺口", None, "年原煤消费量 - 煤炭替代量"))
    rules = (
        *_RULES,
        rule_of("R-gap", "用煤项目", "煤炭缺口 <= 0 t"),
        rule_of("R-name", "产品名称 != null", 'not(contains(产品名称, "坏"))', message="产品 {产品名称} 不符合"),
    )
    reviewer = Reviewer(
        program_of(*rules, derivations=derivations), CrossCheck(ReteEngine(), ReferenceEngine()), "b", ()
    )

    def check(number: int) -> Report:
        facts = {
            "年原煤消费量": None if number % 7 == 0 else parse_quantity(f"{number % 100} 千克"),
            "煤炭替代量": parse_quantity(f"{number % 90} 千克"),
            "光伏覆盖率": Decimal(number % 80) / 100,
            "产品名称": f"{'坏' if number % 3 else '好'}料-{number}" if number % 5 else None,
        }
        return reviewer.review(
            facts, Subject(str(number), f"项目{number}", ""), as_of=AS_OF, everything=number % 2 == 0
        )

    alone = [check(number) for number in range(1000)]

    def run(start: int) -> list[Report]:
        return [check((start * 125 + step) % 1000) for step in range(1000)]

    with ThreadPoolExecutor(8) as pool:
        for start, reports in enumerate(pool.map(run, range(8))):
            for step, report in enumerate(reports):
                assert report == alone[(start * 125 + step) % 1000]
    for number, report in enumerate(alone):
        others = [f.message for f in report.findings if "料-" in f.message and f"料-{number} " not in f.message]
        assert not others
