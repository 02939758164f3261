"""What a check sees of the ledger: balances, consultations, orders to rectify and waivers, at one position.

The ledger speaks for itself and adds to what the applicant said:

* the city's figures come from the ledger for every year it has a baseline or an annual limit for;
* a project that stands in the inventory is listed (列入两高台账), whatever the applicant wrote;
* orders to rectify and waivers are the ledger's, then those of the applicant that it does not have;
* a consultation that was concluded about a rule which looks into 审批手续 is added there. Where the applicant left the
  approvals open they stay open: a list of one would say that there are no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from sqlalchemy import select

from checker.feel.types import ContextType, ListType
from checker.feel.units import quantity
from checker.feel.values import Value
from checker.ledger import consultations, quotas, rectifications, sources, waivers
from checker.ledger.ledger import Ledger
from checker.ledger.schema import PROJECT
from checker.ledger.storage import Reading
from checker.model.application import Application
from checker.model.approval import Approval
from checker.model.enums import ApprovalKind
from checker.model.facts import record_facts
from checker.model.fields import Section
from checker.model.report import Report
from checker.model.standing import ConcludedConsultation, QuotaBalance, Standing
from checker.model.vocabulary import VOCABULARY
from checker.rulebook import Quota, RuleBook

APPROVALS: Final = "审批手续"
LISTED: Final = "列入两高台账"
RECTIFICATIONS: Final = "整改要求"
WAIVERS: Final = "豁免"


@dataclass(frozen=True, slots=True)
class LedgerView:
    """The ledger as the source of standings: as it is at each check, or as it was at ``position``.

    ``books`` is a reading or writing transaction to look into instead of one of its own.
    """

    ledger: Ledger
    rulebook: RuleBook
    position: int | None = None
    books: Reading | None = None

    def standing(self, application: Application, facts: Mapping[str, Value], as_of: date) -> Standing:
        """How ``application`` stands; see ``checker.model.standing.StandingSource``."""
        opened: AbstractContextManager[Reading] = (
            self.ledger.reading() if self.books is None else nullcontext(self.books)
        )
        with opened as books:
            position = books.position if self.position is None else min(self.position, books.position)
            return standing_at(books, application, facts, as_of=as_of, rulebook=self.rulebook, position=position)


def standing_at(
    books: Reading,
    application: Application,
    facts: Mapping[str, Value],
    *,
    as_of: date,
    rulebook: RuleBook,
    position: int,
) -> Standing:
    """What the books at ``position`` say of ``application``, whose own facts are ``facts``, under ``rulebook``."""
    code = application.project_code or ""
    balances = quotas.balances(books, leaving_out=code, until=position)
    concluded = consultations.concluded(books, code, until=position)
    held = tuple(one for one in concluded if one.concluded_on <= as_of)
    supplied: dict[str, Value] = {}
    for quota in rulebook.quotas:
        supplied |= _city_figures(quota, balances, facts)
    if _is_listed(books, code, position):
        supplied[LISTED] = True
    supplied |= _approvals(held, facts, rulebook)
    orders = rectifications.records(books, code, until=position)
    supplied |= _with_own(RECTIFICATIONS, orders, facts, ("文号", "事项"))
    granted = waivers.records(books, code, until=position)
    supplied |= _with_own(WAIVERS, granted, facts, ("文号", "批准机关"))
    supplied |= sources.confirmed(books, application, until=position)
    return Standing(position, supplied, balances, held)


def changed_since(report: Report, before: Standing, after: Standing, rulebook: RuleBook) -> tuple[str, ...]:
    """What a report rests on that is no longer so, in Chinese: facts and quotas; empty where nothing is.

    Quotas that the application takes nothing of, and the city figures that go with them, do not matter to it.
    """
    taken = {(line.metric, line.year) for line in report.quotas}
    idle = {fact for quota in rulebook.quotas for fact in _facts_of(quota) if quota.name not in {m for m, _ in taken}}
    names = dict.fromkeys((*before.facts, *after.facts))
    changes = [name for name in names if name not in idle and before.facts.get(name) != after.facts.get(name)]
    was, now = _by_year(before.balances), _by_year(after.balances)
    changes += [
        f"{year} 年{metric}的额度"
        for metric, year in sorted(taken)
        if was.get((metric, year)) != now.get((metric, year))
    ]
    if before.consultations != after.consultations:
        changes.append("会商结论")
    return tuple(changes)


def _is_listed(books: Reading, code: str, position: int) -> bool:
    registered = select(PROJECT.c.registered).where(PROJECT.c.code == code)
    since = books.connection.execute(registered).scalar()
    return since is not None and since <= position


def _by_year(balances: Iterable[QuotaBalance]) -> dict[tuple[str, int], QuotaBalance]:
    return {(balance.metric, balance.year): balance for balance in balances}


def _facts_of(quota: Quota) -> tuple[str, ...]:
    return tuple(fact for fact in (quota.balance_fact, quota.limit_fact) if fact)


def _city_figures(quota: Quota, balances: Iterable[QuotaBalance], facts: Mapping[str, Value]) -> dict[str, Value]:
    """The yearly lists that rules read of a quota: what the city uses without the application, and annual limits."""
    own = [balance for balance in balances if balance.metric == quota.name]
    supplied: dict[str, Value] = {}
    used = {b.year: b.used + b.reserved for b in own if b.used is not None}
    if quota.balance_fact and used:
        source = "台账:全市基数、已批项目和其他在审项目"
        records = [_yearly(quota.balance_fact, year, quantity(used[year], quota.unit), source) for year in used]
        supplied[quota.balance_fact] = _merged(records, facts.get(quota.balance_fact), ("年份",))
    annual = {b.year: b for b in own if b.limit is not None and quota.limit_of(b.year) is None}
    if quota.limit_fact and annual:
        records = [
            _yearly(quota.limit_fact, year, quantity(b.limit or Decimal(0), quota.unit), b.source)
            for year, b in annual.items()
        ]
        supplied[quota.limit_fact] = _merged(records, facts.get(quota.limit_fact), ("年份",))
    return supplied


def _yearly(label: str, year: int, amount: Value, source: str) -> dict[str, Value]:
    """One record of a yearly list; it does not include the application."""
    kind = VOCABULARY.facts[label].type
    item = kind.item if isinstance(kind, ListType) else None
    fields = item.fields if isinstance(item, ContextType) and item.fields else {}
    given: dict[str, Value] = {"年份": Decimal(year), "数量": amount, "含本项目": False, "来源": source}
    return {name: given.get(name) for name in fields}


def _approvals(
    held: tuple[ConcludedConsultation, ...], facts: Mapping[str, Value], rulebook: RuleBook
) -> dict[str, Value]:
    own = facts.get(APPROVALS)
    looking = _rules_reading(APPROVALS, rulebook)
    concerned = [one for one in held if one.rules & looking]
    if own is None or not concerned:
        return {}
    records = [
        Approval(
            kind=ApprovalKind.CONSULTATION,
            authority=one.authority or None,
            number=one.document or None,
            date=one.concluded_on,
            conclusion=one.conclusion,
        )
        for one in concerned
    ]
    return {APPROVALS: [*map(record_facts, records), *own]}


def _with_own(
    label: str, records: Iterable[Section], facts: Mapping[str, Value], keys: tuple[str, ...]
) -> dict[str, Value]:
    known = [record_facts(record) for record in records]
    return {label: _merged(known, facts.get(label), keys)} if known else {}


def _merged(given: Sequence[Mapping[str, Value]], own: Value, keys: tuple[str, ...]) -> list[Value]:
    """The ledger's records, then those of the applicant that the ledger does not have by ``keys``."""
    known = {tuple(record[key] for key in keys) for record in given}
    return [*given, *(record for record in own or [] if tuple(record.get(key) for key in keys) not in known)]


@lru_cache(maxsize=8)
def _rules_reading(label: str, rulebook: RuleBook) -> frozenset[str]:
    """The rules whose conditions read ``label``, themselves or through derived facts."""
    reading = {label}
    while True:
        more = {d.derive for d in rulebook.derivations if reading & set(d.uses.names)} - reading
        if not more:
            return frozenset(rule.id for rule in rulebook.rules if reading & set(rule.uses.names))
        reading |= more
