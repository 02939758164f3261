"""Waivers cover a violated rule openly: with approver and document, by rule or clause, until their date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from checker.model.outcome import Effect, Outcome, Verdict
from tests.engines.generated import AS_OF, rule_of
from tests.review.reviewing import escalation_of, review

_WAIVER = {"规则": ["R"], "批准机关": "市政府", "文号": "巴府函〔2026〕9号", "范围": "一期", "到期日": date(2028, 1, 1)}


def outcome(*waivers: dict[str, Any], require: str = "false") -> Outcome:
    (finding,) = review([rule_of("R", "true", require, Effect.REJECT)], {"豁免": list(waivers)}).findings
    return finding.outcome


def test_a_waived_refusal_approves_and_says_so() -> None:
    report = review([rule_of("R", "true", "false", Effect.REJECT)], {"豁免": [_WAIVER]})
    assert report.verdict is Verdict.APPROVE
    (finding,) = report.having(Outcome.WAIVED)
    assert finding.message.endswith("(已豁免:市政府 巴府函〔2026〕9号,至 2028-01-01)")
    assert finding.waiver is not None
    assert finding.waiver.scope == "一期"
    assert finding.required
    assert report.shown == (finding,)


@pytest.mark.parametrize("name", ["R", "C1", "某府发〔2024〕5号#C1"])
def test_a_rule_or_its_clause_is_named(name: str) -> None:
    assert outcome({**_WAIVER, "规则": [name]}) is Outcome.WAIVED


def test_a_clause_id_that_several_documents_share_names_none_of_them() -> None:
    one, other = rule_of("R", "true", "false"), rule_of("S", "true", "false")
    other = replace(other, clause=replace(other.clause, document=replace(other.clause.document, number="令第31号")))
    report = review([one, other], {"豁免": [{**_WAIVER, "规则": ["C1"]}]})
    assert [finding.outcome for finding in report.findings] == [Outcome.VIOLATED, Outcome.VIOLATED]
    report = review([one, other], {"豁免": [{**_WAIVER, "规则": ["令第31号#C1"]}]})
    assert {finding.rule: finding.outcome for finding in report.findings} == {
        "R": Outcome.VIOLATED,
        "S": Outcome.WAIVED,
    }


@pytest.mark.parametrize(
    "change",
    [
        {"规则": ["其他"]}, {"规则": []}, {"规则": None}, {"文号": None}, {"文号": ""}, {"批准机关": None},
        {"到期日": AS_OF - timedelta(days=1)}, {"到期日": None},
    ],
)  # fmt: skip
def test_a_waiver_that_does_not_cover_changes_nothing(change: dict[str, Any]) -> None:
    assert outcome({**_WAIVER, **change}) is Outcome.VIOLATED


def test_a_waiver_holds_on_its_last_day() -> None:
    assert outcome({**_WAIVER, "到期日": AS_OF}) is Outcome.WAIVED


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"到期日": date(2020, 1, 1)}, "豁免“巴府函〔2026〕9号”已于 2020-01-01 到期,不予采用"),
        ({"到期日": None}, "豁免“巴府函〔2026〕9号”没有填写到期日,不予采用"),
        ({"文号": None, "批准机关": None}, "豁免“未填文号”没有填写批准机关、文号,不予采用"),
    ],
)
def test_a_waiver_that_does_not_count_is_told(change: dict[str, Any], reason: str) -> None:
    report = review([rule_of("R", "true", "false", Effect.REJECT)], {"豁免": [{**_WAIVER, **change}]})
    assert report.verdict is Verdict.REJECT
    assert reason in report.findings[0].message


def test_the_first_waiver_that_covers_counts() -> None:
    assert outcome({**_WAIVER, "文号": None}, _WAIVER) is Outcome.WAIVED


@pytest.mark.parametrize(("require", "expected"), [("true", Outcome.SATISFIED), ("新建", Outcome.UNDETERMINED)])
def test_only_a_violation_is_waived(require: str, expected: Outcome) -> None:
    assert outcome(_WAIVER, require=require) is expected


def test_no_waivers_given_or_declared_none() -> None:
    for facts in ({}, {"豁免": None}, {"豁免": []}):
        assert review([rule_of("R", "true", "false")], facts).findings[0].outcome is Outcome.VIOLATED


def test_a_waived_rule_asks_nothing_about_its_escalation() -> None:
    rule = rule_of("R", "true", "false", escalations=(escalation_of("新建"),))
    report = review([rule], {"豁免": [_WAIVER]})
    assert report.undetermined == ()
    assert report.verdict is Verdict.APPROVE
