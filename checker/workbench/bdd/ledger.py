"""The ledger a scenario writes down: balances of city metrics and consultations, without any ledger being kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from checker.errors import Problem, ScenarioError
from checker.feel.units import quantity
from checker.feel.values import Value
from checker.model import Application
from checker.model.amounts import Amount
from checker.model.enums import Conclusion
from checker.model.kinds import FieldError
from checker.model.standing import ConcludedConsultation, QuotaBalance, QuotaDirection, Standing
from checker.nearness import nearest
from checker.rulebook import Quota, RuleBook


@dataclass(frozen=True, slots=True)
class YearlyRecord:
    """One year's record of a list fact that the ledger supplies; ``fields`` are by Chinese label."""

    fact: str
    year: int
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class WrittenLedger:
    """What a scenario says the ledger knows: a ``StandingSource``."""

    balances: tuple[QuotaBalance, ...]
    records: tuple[YearlyRecord, ...]
    consultations: tuple[ConcludedConsultation, ...]

    def standing(
        self,
        application: Application,  # noqa: ARG002 - of any
        facts: Mapping[str, Value],
        as_of: date,  # noqa: ARG002 - on any day
        rulebook: RuleBook,  # noqa: ARG002 - the draft has looked its quotas up already
    ) -> Standing:
        """The same for every application and day: its years replace the applicant's, whose other years stay."""
        supplied: dict[str, list[Value]] = {}
        for record in self.records:
            supplied.setdefault(record.fact, []).append(dict(record.fields))
        merged: dict[str, Value] = {}
        for fact, records in supplied.items():
            years = {record.year for record in self.records if record.fact == fact}
            own = facts.get(fact) or []
            merged[fact] = [*(each for each in own if each.get("年份") not in years), *records]
        return Standing(position=0, facts=merged, balances=self.balances, consultations=self.consultations)


@dataclass(frozen=True, slots=True)
class _Balance:
    quota: Quota
    year: int
    limit: Decimal | None
    used: Decimal | None
    reserved: Decimal


@dataclass(frozen=True, slots=True)
class _Consultation:
    rule: str
    conclusion: Conclusion
    concluded_on: date | None
    authority: str
    document: str


class LedgerDraft:
    """Collects what a scenario says of the ledger; metrics are the quotas of the rule book."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._balances: dict[tuple[str, int], _Balance] = {}
        self._consultations: dict[str, _Consultation] = {}

    def enter_balance(self, metric: str, year: int, *, limit: str | None, used: str, reserved: str | None) -> None:
        """One metric of one year; amounts are texts with units, an empty ``used`` is a baseline not entered yet.

        Raises ScenarioError for an unknown metric, an amount that does not fit it, or a limit other than the clause's.
        """
        quota = self._quota(metric)
        declared = quota.limit_of(year)
        written = _amount(quota, limit)
        if declared is not None and declared.value is not None and written not in (None, declared.value):
            shown = f"{declared.value.normalize():f} {quota.unit.symbol}"
            message = f"{year} 年“{metric}”的{quota.direction}由条款 {declared.clause.reference} 定为 {shown}"
            raise ScenarioError(Problem(message, remedy=f"请改为 {shown},或不写{quota.direction}"))
        amount = declared.value if declared is not None else written
        balance = _Balance(quota, year, amount, _amount(quota, used), _amount(quota, reserved) or Decimal(0))
        self._balances[quota.name, year] = balance

    def conclude(self, rule: str, conclusion: str, day: date | None, authority: str, document: str) -> None:
        """A consultation about ``rule``; without a day it was concluded on the day of the review."""
        known = {each.value: each for each in Conclusion}
        if conclusion not in known:
            raise ScenarioError(Problem(f"没有“{conclusion}”这种会商结论", remedy=f"可写:{'、'.join(known)}"))
        self._consultations[rule] = _Consultation(rule, known[conclusion], day, authority, document)

    def as_of(self, day: date) -> WrittenLedger | None:
        """The ledger on that day; None where the scenario says nothing of one."""
        if not self._balances and not self._consultations:
            return None
        return WrittenLedger(
            balances=tuple(map(_quota_balance, self._balances.values())),
            records=tuple(record for balance in self._balances.values() for record in self._records(balance)),
            consultations=tuple(
                ConcludedConsultation(
                    f"会商-{number}",
                    frozenset((held.rule,)),
                    held.conclusion,
                    held.concluded_on or day,
                    held.authority,
                    held.document,
                )
                for number, held in enumerate(self._consultations.values(), 1)
            ),
        )

    def _quota(self, metric: str) -> Quota:
        quotas = {quota.name: quota for quota in self._book.quotas}
        if metric in quotas:
            return quotas[metric]
        near = nearest(metric, quotas)
        remedy = f"是否为“{near}”?" if near else f"规则包登记的指标:{'、'.join(quotas) or '无'}"
        raise ScenarioError(Problem(f"台账没有指标“{metric}”", remedy=remedy))

    def _records(self, balance: _Balance) -> Iterable[YearlyRecord]:
        quota = balance.quota
        if quota.balance_fact and balance.used is not None:
            yield self._record(quota, quota.balance_fact, balance.year, balance.used + balance.reserved)
        if quota.limit_fact and balance.limit is not None and quota.limit_of(balance.year) is None:
            yield self._record(quota, quota.limit_fact, balance.year, balance.limit)

    def _record(self, quota: Quota, fact: str, year: int, amount: Decimal) -> YearlyRecord:
        spec = self._book.facts[fact]
        fields: dict[str, Value] = dict.fromkeys(spec.fields.by_label if spec.fields else ())
        fields["年份"] = Decimal(year)
        fields["数量"] = quantity(amount, quota.unit)
        if "含本项目" in fields:
            fields["含本项目"] = False
        return YearlyRecord(fact, year, fields)


def _amount(quota: Quota, text: str | None) -> Decimal | None:
    if not text:
        return None
    try:
        found = Amount(quota.unit.symbol).read(text)
    except FieldError as error:
        raise ScenarioError(Problem(f"“{quota.name}”的数量有误:{error}", remedy=error.remedy)) from None
    return None if found is None else found.in_unit(quota.unit)


def _quota_balance(balance: _Balance) -> QuotaBalance:
    quota = balance.quota
    declared = quota.limit_of(balance.year)
    rules = declared.rules if declared else quota.annual_rules if balance.limit is not None else ()
    return QuotaBalance(
        metric=quota.name,
        year=balance.year,
        direction=quota.direction if balance.limit is not None else QuotaDirection.INPUT,
        unit=quota.unit.symbol,
        limit=balance.limit,
        baseline=balance.used,
        committed=Decimal(0),
        reserved=balance.reserved,
        rules=rules,
        source=declared.clause.reference if declared else "",
    )
