"""Proceedings (办理): steps that check an application against the books and record what follows, in one transaction.

Checked and recorded within one transaction, a step rests on what the books say when it is recorded, and on one rule
book: whoever checks must not take in another one in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from checker.errors import LedgerRefusalError, Problem, UsageError
from checker.ledger import consultations, decisions, quotas, submissions
from checker.ledger.checking import Checking
from checker.ledger.consultation import Consultation, matter_of
from checker.ledger.standing import BooksAt
from checker.ledger.storage import Reading, Writing
from checker.ledger.submissions import Submission
from checker.model.application import Application
from checker.model.report import Finding, Report
from checker.nearness import nearest


def check_under_review(
    books: Reading, checking: Checking, code: str, on: date, *, everything: bool = False
) -> tuple[Application, Report]:
    """The application of a project that awaits a decision, checked as the books are now.

    Raises LedgerRefusalError where there is none.
    """
    application = decisions.application_under_review(books, code)
    return application, checking.check(application, as_of=on, everything=everything, ledger=BooksAt(books))


def check_and_submit(
    books: Writing, checking: Checking, application: Application, on: date
) -> tuple[Submission, Report]:
    """Check an application and take it in with its report; raises as ``submissions.submit``.

    Raises LedgerRefusalError too where the ledger has other limits than the clauses of the rule book.
    """
    quotas.refuse_other_limits(books, checking.rulebook)
    report = checking.check(application, as_of=on, ledger=BooksAt(books))
    return submissions.submit(books, application, report, on), report


def check_and_convene(
    books: Writing,
    checking: Checking,
    code: str,
    *,
    application: Application | None = None,
    rules: Sequence[str] = (),
    lead: Sequence[str] = (),
    cooperating: Sequence[str] = (),
    days: int | None = None,
    reason: str = "",
    on: date,
) -> Consultation:
    """Check the application of a project and put findings to the departments of the clauses they cite.

    The application is the one under review unless given; the findings are those of ``rules``, or all that ask for a
    consultation and have none open. ``lead`` and ``cooperating`` are departments to be asked beside those. Raises
    UsageError for a rule the report does not have, LedgerRefusalError as ``consultations.convene``.
    """
    if application is None:
        application, report = check_under_review(books, checking, code, on)
    else:
        report = checking.check(application, as_of=on, ledger=BooksAt(books))
    findings = _findings_of(report, rules) if rules else _not_asked_yet(books, code, report)
    return consultations.convene(
        books,
        code,
        matter_of(findings, lead=lead, cooperating=cooperating),
        application=application,
        ledger_position=report.ledger_position,
        opened_on=on,
        days=days,
        reason=reason,
    )


def _findings_of(report: Report, rules: Sequence[str]) -> list[Finding]:
    known = {finding.rule: finding for finding in report.findings}
    for rule in rules:
        if rule not in known:
            near = nearest(rule, list(known))
            remedy = f"是否为 {near}?" if near else "须会商的发现见 checker check 的报告"
            raise UsageError(Problem(f"没有规则 {rule}", remedy=remedy))
    return [known[rule] for rule in dict.fromkeys(rules)]


def _not_asked_yet(books: Reading, code: str, report: Report) -> list[Finding]:
    """The findings that need a consultation and have none open."""
    waiting = {
        rule: one.id for one in consultations.of_project(books, code) if one.is_open for rule in one.matter.rules
    }
    fresh = [finding for finding in report.consultations if finding.rule not in waiting]
    if report.consultations and not fresh:
        what = f"须会商的发现都已发起:{'、'.join(dict.fromkeys(waiting.values()))}"
        raise LedgerRefusalError(Problem(what, remedy="请收齐意见并作结论"))
    return fresh
