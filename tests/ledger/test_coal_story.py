"""The coal story: two applications that fit alone and not together, and what becomes of the second."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from checker.api import Checker
from checker.errors import LedgerRefusalError
from checker.ledger import Ledger, decisions, quotas, submissions
from checker.ledger.standing import LedgerView
from checker.ledger.verify import verify
from checker.model import Application, read_application
from checker.model.amendment import amended
from checker.model.outcome import Outcome, Verdict
from checker.model.report import Finding, Report

_CASE = Path(__file__).resolve().parents[2] / "cases" / "coal-substitution-done" / "application.yaml"
_CAP_2030 = "BZ-020103-coal-cap-2030"
_DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker.load()


@pytest.fixture(scope="module")
def first() -> Application:
    """Takes 16,000 t of raw coal a year from 2028 on."""
    return read_application(_CASE)


@pytest.fixture(scope="module")
def second(first: Application) -> Application:
    return amended(first, {"项目名称": "恩阳另一板业项目", "项目代码": "2602-511903-04-01-118237"})


@pytest.fixture
def city(ledger: Ledger, checker: Checker) -> Ledger:
    """A ledger whose city already uses 230,000 t of the 250,000 t that 2030 allows."""
    with ledger.writing("台账管理员") as books:
        quotas.adopt_limits(books, checker.rulebook)
        amount = Decimal(230_000)
        quotas.set_baseline(books, "原煤消费量", 2030, amount, document="巴发改〔2026〕8号", reason="年度测算")
    return ledger


def _check(checker: Checker, ledger: Ledger, application: Application) -> Report:
    return checker.check(application, as_of=_DAY, ledger=LedgerView(ledger))


def _finding(report: Report) -> Finding:
    return next(finding for finding in report.findings if finding.rule == _CAP_2030)


def _submit(checker: Checker, ledger: Ledger, application: Application) -> None:
    report = _check(checker, ledger, application)
    with ledger.writing("窗口") as books:
        submissions.submit(books, application, report, _DAY)


def _decide(checker: Checker, ledger: Ledger, application: Application, verdict: Verdict) -> None:
    report = _check(checker, ledger, application)
    with ledger.writing("张三") as books:
        decisions.decide(
            books,
            application=application,
            report=report,
            checking=checker,
            verdict=verdict,
            officer="张三",
            decided_on=_DAY,
            number="巴发改审〔2026〕1号",
            reason="" if verdict is report.verdict else "会议决定",
        )


def test_each_fits_alone(checker: Checker, city: Ledger, first: Application, second: Application) -> None:
    for application in (first, second):
        report = _check(checker, city, application)
        assert (report.verdict, _finding(report).outcome) == (Verdict.APPROVE, Outcome.SATISFIED)


def test_the_second_is_told_the_headroom_and_passes_once_the_first_is_withdrawn(
    checker: Checker, city: Ledger, first: Application, second: Application
) -> None:
    _submit(checker, city, first)
    refused = _check(checker, city, second)
    finding = _finding(refused)
    assert (refused.verdict, finding.outcome) == (Verdict.RECTIFY, Outcome.VIOLATED)
    (line,) = finding.quotas
    assert (line.year, line.unit, line.limit, line.used, line.reserved, line.requested, line.headroom) == (
        2030, "t", 250_000, 230_000, 16_000, 16_000, 4_000,
    )  # fmt: skip
    assert line.fits is False
    assert finding.gap == "12000 t"

    with city.writing("窗口") as books:
        submissions.withdraw(books, first.project_code or "", _DAY, "建设单位撤回")
    passed = _check(checker, city, second)
    assert (passed.verdict, _finding(passed).outcome) == (Verdict.APPROVE, Outcome.SATISFIED)
    _submit(checker, city, second)
    _decide(checker, city, second, Verdict.APPROVE)
    with city.reading() as books:
        account = quotas.account(books, "原煤消费量", 2030)
        assert (account.balance.committed, account.balance.reserved) == (16_000, 0)
    assert verify(city).flaws == ()


def test_the_cap_holds_even_against_the_officer(
    checker: Checker, city: Ledger, first: Application, second: Application
) -> None:
    _submit(checker, city, first)
    _submit(checker, city, second)
    _decide(checker, city, first, Verdict.APPROVE)
    with pytest.raises(LedgerRefusalError) as refusal:
        _decide(checker, city, second, Verdict.APPROVE)
    text = str(refusal.value)
    assert all(figure in text for figure in ("250000", "246000", "16000", "4000")), text
    with city.reading() as books:
        assert quotas.account(books, "原煤消费量", 2030).balance.headroom == 4_000
        assert [one.verdict for one in decisions.listed(books)] == [Verdict.APPROVE]


def test_a_project_that_is_under_review_does_not_stand_in_its_own_way(
    checker: Checker, city: Ledger, first: Application
) -> None:
    _submit(checker, city, first)
    report = _check(checker, city, first)
    assert report.verdict is Verdict.APPROVE
    assert [(line.reserved, line.requested) for line in _finding(report).quotas] == [(0, 16_000)]
