"""Sealed reports: nothing of a report is lost, and two that differ are told apart field by field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from checker.errors import LedgerTamperedError
from checker.ledger import Ledger, quotas
from checker.ledger.report_comparison import Difference, differences
from checker.ledger.sealed_report import sealed, shape_of, unsealed
from checker.model import build_application
from checker.model.enums import Conclusion
from checker.model.outcome import Outcome, Verdict
from checker.model.report import ObservedFact, QuotaDemand, QuotaLine, Report, Waiver
from checker.model.standing import ConcludedConsultation, QuotaDirection
from tests.ledger.proceedings import AS_OF, CASES, METHANOL, application_of, checked, registered, shipped

ALL_CASES = sorted(path.name for path in CASES.iterdir())


@pytest.mark.parametrize("case", ALL_CASES)
@pytest.mark.parametrize("everything", [False, True])
def test_a_report_comes_out_as_it_went_in(case: str, everything: bool) -> None:
    report = shipped().check(application_of(case), as_of=AS_OF, everything=everything)
    content = sealed(report)
    assert unsealed(content) == report
    assert sealed(unsealed(content)) == content
    assert shape_of(content)["verdict"] == report.verdict


def test_amounts_written_otherwise_give_the_same_bytes(ledger: Ledger) -> None:
    case = "coal-substitution-done"
    registered(ledger, case)
    with ledger.writing("甲") as books:
        quotas.adopt_limits(books, shipped().rulebook)
    again = build_application(application_of(case).canonical())
    report = checked(ledger, again)
    assert any(line.requested == 16000 for line in report.quotas)
    assert sealed(checked(ledger, case)) == sealed(report)


@pytest.mark.parametrize(
    ("number", "text"), [("16000.0", "16000"), ("1E+3", "1000"), ("0.50", "0.5"), ("0.00", "0"), ("120", "120")]
)
def test_a_number_has_one_spelling(number: str, text: str) -> None:
    report = shipped().check(application_of(METHANOL), as_of=AS_OF)
    fact = ObservedFact("甲", Decimal(number), "t")
    one = replace(report, findings=(replace(report.findings[0], observed=(fact,)), *report.findings[1:]))
    assert f'"fact":"甲","value":{text},"unit"' in sealed(one).decode()


def with_everything(report: Report) -> Report:
    """The report with a quota, a demand, a waiver and a consultation in it."""
    line = QuotaLine(
        metric="原煤消费量",
        year=2030,
        direction=QuotaDirection.CEILING,
        unit="t",
        limit=Decimal(250000),
        used=None,
        reserved=Decimal("0.5"),
        requested=None,
        headroom=None,
    )
    held = ConcludedConsultation(
        "C5",
        frozenset({"甲", "乙"}),
        Conclusion.CONDITIONAL,
        date(2026, 11, 1),
        "市发展改革委",
        "文号",
        "条件",
        "1" * 64,
        is_of_this=False,
    )
    waiver = Waiver("市政府", "文号", "范围", None)
    first = replace(report.findings[0], quotas=(line,), consultation=held, waiver=waiver, holds_up=False)
    return replace(
        report,
        findings=(first, *report.findings[1:]),
        quotas=(line,),
        demands=(QuotaDemand("原煤消费量", "t", None, 2029), QuotaDemand("水电装机", "kW", Decimal("1.5"), 2027)),
        ledger_position=12,
        ledger_facts=("审批手续",),
    )


def test_quotas_demands_waivers_and_consultations_are_kept(ledger: Ledger) -> None:
    registered(ledger, METHANOL)
    report = with_everything(checked(ledger, METHANOL))
    assert unsealed(sealed(report)) == report


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format":2}', b"\xff"])
def test_what_is_no_sealed_report_says_so(content: bytes) -> None:
    for read in (unsealed, shape_of):
        with pytest.raises(LedgerTamperedError, match="封存的报告读不出"):
            read(content)


def test_reports_that_are_the_same_do_not_differ() -> None:
    report = shipped().check(application_of(METHANOL), as_of=AS_OF)
    assert list(differences(sealed(report), sealed(report))) == []


def test_a_difference_names_finding_and_field() -> None:
    report = shipped().check(application_of(METHANOL), as_of=AS_OF)
    first = report.findings[0]
    changed = replace(first, message="别的话", observed=(ObservedFact("甲", Decimal(1), "t"), *first.observed))
    other = replace(report, verdict=Verdict.REJECT, findings=(changed, *report.findings[1:]))
    found = list(differences(sealed(report), sealed(other)))
    where = f"findings[{first.rule}]"
    assert found == [
        Difference("verdict", "rectify", "reject"),
        Difference(f"{where}.message", first.message, "别的话"),
        Difference(f"{where}.observed[甲]", None, '{"fact":"甲","unit":"t","value":1}'),
    ]


def test_a_finding_that_is_gone_and_one_that_moved_are_told() -> None:
    report = shipped().check(application_of(METHANOL), as_of=AS_OF)
    shorter = replace(report, findings=report.findings[1:])
    gone = [one for one in differences(sealed(report), sealed(shorter)) if one.after is None]
    assert [one.where for one in gone][:1] == [f"findings[{report.findings[0].rule}]"]
    moved = replace(report, findings=(report.findings[1], report.findings[0], *report.findings[2:]))
    (order,) = [one for one in differences(sealed(report), sealed(moved)) if "次序" in one.where]
    assert order.where == "findings(次序)"


def test_what_only_the_seal_holds_is_compared_too() -> None:
    report = shipped().check(application_of(METHANOL), as_of=AS_OF)
    place = next(number for number, one in enumerate(report.findings) if one.outcome is Outcome.UNDETERMINED)
    findings = list(report.findings)
    findings[place] = replace(findings[place], holds_up=not findings[place].holds_up)
    found = list(differences(sealed(report), sealed(replace(report, findings=tuple(findings)))))
    assert found
    assert all(one.where.startswith("besides.idle") for one in found)
