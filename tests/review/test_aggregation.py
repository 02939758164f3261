"""The verdict table of a check, and which questions are still worth asking."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.model.outcome import Effect, Outcome, Verdict
from checker.model.report import Finding, MissingFact
from checker.review.aggregation import CONSULTATION, FAULT, RECTIFICATION, REJECTED, SUPPLEMENT, aggregate
from tests.engines.generated import rule_of
from tests.review.reviewing import escalation_of, review

_OUTCOMES = tuple(Outcome)
_PAIRS = tuple(product(_OUTCOMES, Effect))


def finding(rule: str, outcome: Outcome, effect: Effect, *, holds_up: bool = True) -> Finding:
    return Finding(rule, rule, "p", rule, outcome, effect, "", holds_up=holds_up)


def question(rule: str, effect: Effect, fact: str = "年原煤消费量") -> MissingFact:
    return MissingFact(fact, "", False, (rule,), effect)


@pytest.mark.parametrize(
    ("outcome", "effect", "verdict", "dispositions"),
    [
        (Outcome.VIOLATED, Effect.REJECT, Verdict.REJECT, (REJECTED,)),
        (Outcome.VIOLATED, Effect.RECTIFY, Verdict.RECTIFY, (RECTIFICATION,)),
        (Outcome.VIOLATED, Effect.CONSULT, Verdict.RECTIFY, (CONSULTATION,)),
        (Outcome.VIOLATED, Effect.ADVISE, Verdict.APPROVE, ()),
        (Outcome.UNDETERMINED, Effect.REJECT, Verdict.RECTIFY, (SUPPLEMENT,)),
        (Outcome.UNDETERMINED, Effect.RECTIFY, Verdict.RECTIFY, (SUPPLEMENT,)),
        (Outcome.UNDETERMINED, Effect.CONSULT, Verdict.RECTIFY, (SUPPLEMENT,)),
        (Outcome.UNDETERMINED, Effect.ADVISE, Verdict.APPROVE, ()),
        *((Outcome.ERROR, effect, Verdict.RECTIFY, (FAULT,)) for effect in Effect),
        *((Outcome.WAIVED, effect, Verdict.APPROVE, ()) for effect in Effect),
        *((Outcome.SATISFIED, effect, Verdict.APPROVE, ()) for effect in Effect),
        *((Outcome.NOT_APPLICABLE, effect, Verdict.APPROVE, ()) for effect in Effect),
    ],
)
def test_verdict_of_one_finding(
    outcome: Outcome, effect: Effect, verdict: Verdict, dispositions: tuple[str, ...]
) -> None:
    result = aggregate([finding("R", outcome, effect)], [])
    assert (result.verdict, result.dispositions) == (verdict, dispositions)


@given(st.lists(st.sampled_from(_PAIRS), max_size=6))
def test_verdict_is_the_worst_of_all_and_advice_never_counts(pairs: list[tuple[Outcome, Effect]]) -> None:
    findings = [finding(f"R{place}", *pair) for place, pair in enumerate(pairs)]
    verdict = aggregate(findings, []).verdict
    gravity = list(Verdict)
    alone = [aggregate([one], []).verdict for one in findings]
    assert verdict is max(alone, key=gravity.index, default=Verdict.APPROVE)
    weighty = [one for one in findings if one.effect is not Effect.ADVISE or one.outcome is Outcome.ERROR]
    assert aggregate(weighty, []).verdict is verdict


@given(st.lists(st.sampled_from(_PAIRS), max_size=6))
def test_a_question_is_asked_only_while_its_answer_could_change_the_verdict(
    pairs: list[tuple[Outcome, Effect]],
) -> None:
    findings = [finding(f"R{place}", *pair) for place, pair in enumerate(pairs)]
    asked = aggregate(findings, [question(f.rule, f.effect, f"事实{f.rule}") for f in findings]).missing
    violated = [f for f in findings if f.outcome is Outcome.VIOLATED]
    for one in findings:
        before = aggregate(violated, []).verdict
        after = aggregate([*violated, finding("X", Outcome.VIOLATED, one.effect)], []).verdict
        expected = one.outcome is Outcome.UNDETERMINED and before is not after
        assert (f"事实{one.rule}" in {fact.fact for fact in asked}) is expected


def test_what_cannot_matter_is_marked_as_holding_nothing_up() -> None:
    findings = [
        finding("A", Outcome.VIOLATED, Effect.RECTIFY),
        finding("B", Outcome.UNDETERMINED, Effect.CONSULT),
        finding("C", Outcome.UNDETERMINED, Effect.REJECT),
        finding("D", Outcome.UNDETERMINED, Effect.ADVISE),
    ]
    held = {one.rule: one.holds_up for one in aggregate(findings, []).findings}
    assert held == {"A": True, "B": False, "C": True, "D": False}


def test_questions_merge_by_fact_most_decisive_first() -> None:
    findings = [finding(rule, Outcome.UNDETERMINED, effect) for rule, effect in zip("ABC", Effect, strict=False)]
    asked = [
        question("C", Effect.CONSULT, "丙"),
        question("B", Effect.RECTIFY, "乙"),
        question("C", Effect.CONSULT, "乙"),
        question("A", Effect.REJECT, "丙"),
        MissingFact("乙", "", True, ("A",), Effect.REJECT),
    ]
    merged = aggregate(findings, asked).missing
    assert [(fact.fact, fact.office, fact.rules, fact.decisive) for fact in merged] == [
        ("丙", False, ("C", "A"), Effect.REJECT),
        ("乙", True, ("A",), Effect.REJECT),
        ("乙", False, ("B", "C"), Effect.RECTIFY),
    ]


def test_unknown_applies_with_met_requirement_holds_nothing_up() -> None:
    rules = [
        rule_of("R-open", "新建", "光伏覆盖率 >= 0.4", Effect.REJECT),
        rule_of("R-other", "true", "光伏覆盖率 > 0"),
    ]
    report = review(rules, {"光伏覆盖率": Decimal("0.5")})
    assert report.verdict is Verdict.APPROVE
    (open_finding,) = report.having(Outcome.UNDETERMINED)
    assert open_finding.missing == ("新建",)
    assert not open_finding.holds_up
    assert report.undetermined == ()


@pytest.mark.parametrize("share", ["0.3", None])
def test_unknown_applies_with_unmet_or_unknown_requirement_asks(share: str | None) -> None:
    facts = {"光伏覆盖率": None if share is None else Decimal(share)}
    report = review([rule_of("R", "新建", "光伏覆盖率 >= 0.4", Effect.REJECT)], facts)
    assert report.verdict is Verdict.RECTIFY
    assert report.dispositions == (SUPPLEMENT,)
    assert [fact.fact for fact in report.undetermined] == ["新建"]


def test_no_applicable_rule_is_an_error() -> None:
    report = review([rule_of("R", "新建", "true")], {"新建": False})
    assert report.verdict is Verdict.RECTIFY
    assert report.exit_code == 5
    assert [one.rule for one in report.having(Outcome.ERROR)] == ["no-applicable-rule"]


def test_no_rule_at_all_is_an_error() -> None:
    assert review([], {}).exit_code == 5


def test_only_open_advice_is_no_ground_to_approve() -> None:
    report = review([rule_of("R", "true", "新建", Effect.ADVISE), rule_of("S", "false", "true")], {})
    assert [one.rule for one in report.having(Outcome.ERROR)] == ["no-applicable-rule"]


def test_a_supplement_is_asked_for_beside_no_rule_that_applies() -> None:
    report = review([rule_of("R", "新建", "光伏覆盖率 > 0")], {})
    assert report.having(Outcome.ERROR) == ()
    assert report.dispositions == (SUPPLEMENT,)


@pytest.mark.parametrize(
    ("is_new", "effect", "verdict", "asked"),
    [
        (True, Effect.REJECT, Verdict.REJECT, ()),
        (False, Effect.RECTIFY, Verdict.RECTIFY, ()),
        (None, Effect.RECTIFY, Verdict.RECTIFY, ("新建",)),
    ],
)
def test_escalation(is_new: bool | None, effect: Effect, verdict: Verdict, asked: tuple[str, ...]) -> None:
    rule = rule_of("R", "true", "光伏覆盖率 >= 0.4", escalations=(escalation_of("新建"),))
    report = review([rule], {"光伏覆盖率": Decimal(0), "新建": is_new})
    (violated,) = report.having(Outcome.VIOLATED)
    assert violated.effect is effect
    assert violated.missing == asked
    assert report.verdict is verdict
    assert tuple(fact.fact for fact in report.undetermined) == asked
    assert all(fact.decisive is Effect.REJECT for fact in report.undetermined)
    assert (SUPPLEMENT in report.dispositions) is bool(asked)


def test_first_true_escalation_wins() -> None:
    steps = (escalation_of("false"), escalation_of("true", Effect.CONSULT), escalation_of("true"))
    report = review([rule_of("R", "true", "false", Effect.ADVISE, escalations=steps)], {})
    assert report.findings[0].effect is Effect.CONSULT


@pytest.mark.parametrize(("is_new", "effect"), [(True, Effect.REJECT), (False, Effect.RECTIFY), (None, Effect.REJECT)])
def test_an_undetermined_rule_counts_as_grave_as_it_may_become(is_new: bool | None, effect: Effect) -> None:
    rule = rule_of("R", "true", "光伏覆盖率 >= 0.4", escalations=(escalation_of("新建"),))
    report = review([rule], {"新建": is_new})
    assert report.findings[0].effect is effect
    assert [fact.decisive for fact in report.undetermined] == [effect]


def test_an_unknown_escalation_beside_a_refusal_is_not_asked_for() -> None:
    rules = [
        rule_of("R", "true", "false", escalations=(escalation_of("新建"),)),
        rule_of("S", "true", "false", Effect.REJECT),
    ]
    report = review(rules, {})
    assert report.verdict is Verdict.REJECT
    assert report.undetermined == ()
