"""What a check sees of the ledger: balances, consultations, orders to rectify and waivers, at one position and day.

The ledger speaks for itself, and the applicant adds to it only where the office does not keep the books:

* the city's figures of a quota that the ledger has accounts of are the ledger's alone; a year without a baseline is
  open, and the office is asked for it, whatever the applicant wrote;
* waivers are the ledger's alone: one that only the applicant knows of is told, and does not count;
* a project that the office entered into the inventory is listed (列入两高台账), whatever the applicant wrote; being
  taken in for review registers a project, but lists it only once an officer has entered something about it;
* orders to rectify are the ledger's, then those of the applicant that it does not have;
* a consultation that was concluded about this very application and a rule which looks into 审批手续 is added there.
  Where the applicant left the approvals open they stay open: a list of one would say that there are no others.

A check for an earlier day sees what had happened by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from checker.feel.types import ContextType, ListType
from checker.feel.units import Unit, quantity
from checker.feel.values import Value
from checker.ledger import consultations, quotas, rectifications, sources, waivers
from checker.ledger.journal import EntryKind
from checker.ledger.schema import ENTRY
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

if TYPE_CHECKING:
    from checker.ledger.ledger import Ledger

APPROVALS: Final = "审批手续"
LISTED: Final = "列入两高台账"
RECTIFICATIONS: Final = "整改要求"
WAIVERS: Final = "豁免"


@dataclass(frozen=True, slots=True)
class LedgerView:
    """An open ledger as the source of standings: as it is at each check."""

    ledger: Ledger

    def standing(
        self, application: Application, facts: Mapping[str, Value], as_of: date, rulebook: RuleBook
    ) -> Standing:
        """How ``application`` stands; see ``checker.review.standing_source.StandingSource``."""
        with self.ledger.reading() as books:
            return BooksAt(books).standing(application, facts, as_of, rulebook)


@dataclass(frozen=True, slots=True)
class BooksAt:
    """The books of one transaction as the source of standings, as they were at ``position`` or as they are."""

    books: Reading
    position: int | None = None

    def standing(
        self, application: Application, facts: Mapping[str, Value], as_of: date, rulebook: RuleBook
    ) -> Standing:
        """How ``application`` stood; see ``checker.review.standing_source.StandingSource``."""
        position = self.books.position if self.position is None else min(self.position, self.books.position)
        return standing_at(self.books, application, facts, as_of=as_of, rulebook=rulebook, position=position)


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
    held = consultations.concluded(books, code, until=position, as_of=as_of, application=application.content_hash)
    supplied: dict[str, Value] = {}
    for quota in rulebook.quotas:
        supplied |= _city_figures(quota, balances)
    kept = frozenset(supplied)
    if _is_listed(books, code, position):
        supplied[LISTED] = True
    supplied |= _approvals(held, facts, rulebook)
    supplied |= _rectifications(rectifications.records(books, code, until=position, as_of=as_of), facts)
    granted = [record_facts(record) for record in waivers.records(books, code, until=position, as_of=as_of)]
    claimed = facts.get(WAIVERS) or []
    if granted or claimed:
        supplied[WAIVERS] = granted
    supplied |= sources.confirmed(books, application, until=position)
    return Standing(position, supplied, balances, held, kept, _unregistered(claimed, granted))


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
    """Whether the inventory has an entry of the project that no step of its application brought with it.

    Submission registers a project that is not there, and construction and closure change it, each in one transaction
    with the entry of that step; such entries are known by its neighbourhood.
    """
    steps = {EntryKind.APPLICATION_SUBMITTED: -1, EntryKind.CONSTRUCTION_STARTED: 1, EntryKind.PROJECT_CLOSED: 1}
    kinds = (EntryKind.PROJECT_REGISTERED, EntryKind.PROJECT_CHANGED, *steps)
    wanted = select(ENTRY.c.position, ENTRY.c.kind, ENTRY.c.at).where(
        ENTRY.c.subject == code, ENTRY.c.kind.in_([kind.value for kind in kinds]), ENTRY.c.position <= position
    )
    rows = books.connection.execute(wanted).all()
    brought = {(row.position + steps[EntryKind(row.kind)], row.at) for row in rows if EntryKind(row.kind) in steps}
    return any(EntryKind(row.kind) not in steps and (row.position, row.at) not in brought for row in rows)


def _by_year(balances: Iterable[QuotaBalance]) -> dict[tuple[str, int], QuotaBalance]:
    return {(balance.metric, balance.year): balance for balance in balances}


def _facts_of(quota: Quota) -> tuple[str, ...]:
    return tuple(fact for fact in (quota.balance_fact, quota.limit_fact) if fact)


def _city_figures(quota: Quota, balances: Iterable[QuotaBalance]) -> dict[str, Value]:
    """The yearly lists that rules read of a quota: what the city uses without the application, and annual limits.

    Every year with an account has its record; without a baseline its amount is open. A quota without any account is
    not the ledger's to tell.
    """
    own = [balance for balance in balances if balance.metric == quota.name]
    supplied: dict[str, Value] = {}
    if quota.balance_fact and own:
        source = "台账:全市基数、已批项目和其他在审项目"
        supplied[quota.balance_fact] = [
            _yearly(quota.balance_fact, b.year, None if b.used is None else b.used + b.reserved, quota.unit, source)
            for b in own
        ]
    if quota.limit_fact and own:
        supplied[quota.limit_fact] = [
            _yearly(quota.limit_fact, b.year, b.limit, quota.unit, b.source)
            for b in own
            if b.limit is not None and quota.limit_of(b.year) is None
        ]
    return supplied


def _yearly(label: str, year: int, amount: Decimal | None, unit: Unit, source: str) -> dict[str, Value]:
    """One record of a yearly list; it does not include the application."""
    kind = VOCABULARY.facts[label].type
    item = kind.item if isinstance(kind, ListType) else None
    fields = item.fields if isinstance(item, ContextType) and item.fields else {}
    given: dict[str, Value] = {
        "年份": Decimal(year),
        "数量": _quantity(amount, unit),
        "含本项目": False,
        "来源": source,
    }
    return {name: given.get(name) for name in fields}


def _quantity(amount: Decimal | None, unit: Unit) -> Value:
    return None if amount is None else quantity(amount, unit)


def _approvals(
    held: tuple[ConcludedConsultation, ...], facts: Mapping[str, Value], rulebook: RuleBook
) -> dict[str, Value]:
    own = facts.get(APPROVALS)
    looking = _rules_reading(APPROVALS, rulebook)
    concerned = [one for one in held if one.is_of_this and one.rules & looking]
    if own is None or not concerned:
        return {}
    records = [
        Approval(
            kind=ApprovalKind.CONSULTATION,
            authority=one.authority or None,
            number=one.document or None,
            date=one.concluded_on,
            conclusion=one.conclusion,
            conditions=one.conditions or None,
        )
        for one in concerned
    ]
    return {APPROVALS: [*map(record_facts, records), *own]}


def _rectifications(orders: Iterable[Section], facts: Mapping[str, Value]) -> dict[str, Value]:
    """The ledger's orders to rectify, then those of the applicant that it does not have."""
    known = [record_facts(order) for order in orders]
    if not known:
        return {}
    names = {(record["文号"], record["事项"]) for record in known}
    own = [record for record in facts.get(RECTIFICATIONS) or [] if (record["文号"], record["事项"]) not in names]
    return {RECTIFICATIONS: [*known, *own]}


def _unregistered(claimed: Iterable[Value], granted: Iterable[Value]) -> tuple[Value, ...]:
    """The waivers an applicant claims beyond those of the ledger: other documents, or other rules of a document."""
    covered: dict[Value, set[str]] = {}
    for record in granted:
        covered.setdefault(record["文号"], set()).update(record["规则"] or ())
    return tuple(record for record in claimed if not set(record["规则"] or ()) <= covered.get(record["文号"], set()))


@lru_cache(maxsize=8)
def _rules_reading(label: str, rulebook: RuleBook) -> frozenset[str]:
    """The rules whose conditions read ``label``, themselves or through derived facts."""
    reading = {label}
    while True:
        more = {d.derive for d in rulebook.derivations if reading & set(d.uses.names)} - reading
        if not more:
            return frozenset(rule.id for rule in rulebook.rules if reading & set(rule.uses.names))
        reading |= more
