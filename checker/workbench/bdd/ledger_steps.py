"""Steps about the ledger: balances of city metrics and consultations held, and what the report makes of them."""

from __future__ import annotations

from decimal import Decimal

from checker.feel.units import parse_unit
from checker.model.amounts import Amount
from checker.model.kinds import FieldError
from checker.model.report import QuotaLine
from checker.review.display import scalar_text
from checker.workbench.bdd.answer import Answer, Mismatch
from checker.workbench.bdd.application_steps import date_of
from checker.workbench.bdd.desk import Desk
from checker.workbench.bdd.step import COMMA, given, then


@given(
    r'台账"(?P<year>\d{4})"年"(?P<metric>[^"]+)"(?:上限"(?P<limit>[^"]*)"、)?已用"(?P<used>[^"]*)"'
    r'(?:、预留"(?P<reserved>[^"]*)")?'
)
def enter_balance(desk: Desk, *, year: str, metric: str, limit: str | None, used: str, reserved: str | None) -> None:
    """State the balance of one metric in one year, the application itself left out."""
    desk.ledger.enter_balance(metric, int(year), limit=limit, used=used, reserved=reserved)


@given(
    rf'规则"(?P<rule>[^"]+)"的会商结论为"(?P<conclusion>[^"]+)"(?:{COMMA}机关"(?P<authority>[^"]*)")?'
    rf'(?:{COMMA}文号"(?P<document>[^"]*)")?(?:{COMMA}日期"(?P<day>[^"]*)")?'
)
def conclude_consultation(
    desk: Desk, *, rule: str, conclusion: str, authority: str | None, document: str | None, day: str | None
) -> None:
    """State that the departments' consultation about a rule has come to its conclusion."""
    desk.ledger.conclude(rule, conclusion, date_of(day) if day else None, authority or "", document or "")


@then(r'"(?P<year>\d{4})"年"(?P<metric>[^"]+)"的余量为"(?P<amount>[^"]+)"')
def headroom_is(answer: Answer, year: str, metric: str, amount: str) -> None:
    """Ask what is left of a metric before the application."""
    line = answer.quota(metric, int(year), "的余量", amount)
    _same_amount(line, "余量", amount, line.headroom)


@then(r'"(?P<year>\d{4})"年"(?P<metric>[^"]+)"的占用为"(?P<amount>[^"]+)"')
def request_is(answer: Answer, year: str, metric: str, amount: str) -> None:
    """Ask what the application takes of a metric."""
    line = answer.quota(metric, int(year), "的占用", amount)
    _same_amount(line, "占用", amount, line.requested)


@then(r'"(?P<year>\d{4})"年"(?P<metric>[^"]+)"(?P<negated>不)?够用')
def fits(answer: Answer, year: str, metric: str, negated: str | None) -> None:
    """Ask whether what is left covers what the application takes."""
    expected = f"{negated or ''}够用"
    line = answer.quota(metric, int(year), "", expected)
    if line.fits is not (not negated):
        left, taken = _text(line, line.headroom), _text(line, line.requested)
        known = {True: "够用", False: "不够用", None: "不能确定"}[line.fits]
        raise Mismatch(f"{year} 年“{metric}”", expected, f"{known}(余量 {left},占用 {taken})")


@then(r'报告没有"(?P<year>\d{4})"年"(?P<metric>[^"]+)"的余量')
def is_not_counted(answer: Answer, year: str, metric: str) -> None:
    """Ask that the application is not counted against a metric in that year."""
    for line in answer.report.quotas:
        if (line.metric, line.year) == (metric, int(year)):
            raise Mismatch(f"{year} 年“{metric}”的余量", "不列", _text(line, line.headroom))


@then(r'规则"(?P<rule>[^"]+)"已会商')
def is_consulted(answer: Answer, rule: str) -> None:
    """Ask that a consultation about the rule has been held and passed."""
    _consulted(answer, rule, "已会商")


@then(r'规则"(?P<rule>[^"]+)"未会商')
def is_not_consulted(answer: Answer, rule: str) -> None:
    """Ask that no consultation about the rule has been passed."""
    _consulted(answer, rule, "未会商")


def _consulted(answer: Answer, rule: str, expected: str) -> None:
    finding = answer.finding(rule, "的会商", expected)
    actual = "已会商" if finding.is_consulted else "未会商"
    if actual != expected:
        held = finding.consultation
        known = f"{actual}(结论 {held.conclusion})" if held else actual
        raise Mismatch(f"规则“{rule}”的会商", expected, known, rule)


def _same_amount(line: QuotaLine, what: str, expected: str, actual: Decimal | None) -> None:
    unit = parse_unit(line.unit)
    try:
        wanted = Amount(line.unit, signed=True).read(expected)
    except FieldError:
        wanted = None
    if wanted is None or wanted.in_unit(unit) != actual:
        raise Mismatch(f"{line.year} 年“{line.metric}”的{what}", expected, _text(line, actual))


def _text(line: QuotaLine, amount: Decimal | None) -> str:
    return scalar_text(amount, line.unit) if amount is not None else "未知"
