"""The ledger in a report: what the application takes of each quota, and the consultations held about its findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from checker.feel.units import Quantity, Unit
from checker.feel.values import Value
from checker.model.outcome import Effect, Outcome
from checker.model.report import Finding, QuotaDemand, QuotaLine
from checker.model.standing import QuotaDirection, Standing
from checker.review.condition import Conditions, Scope
from checker.review.display import shown
from checker.rulebook import Quota


def quota_demands(
    quotas: Iterable[Quota], conditions: Conditions, scope: Scope, as_of: date
) -> tuple[QuotaDemand, ...]:
    """What the application takes of each quota, from which year on; those it takes nothing of are left out.

    Where that cannot be told, the amount is None under a ceiling; towards a target, or as an input, it counts nothing.
    """
    demands = []
    for quota in quotas:
        binds = quota.direction is QuotaDirection.CEILING
        applies = True if quota.applies is None else conditions.truth(quota.applies, scope)
        value = conditions.value(quota.takes, scope) if applies is True else None
        amount = _amount(value, quota.unit)
        if applies is False or amount == 0 or (amount is None and not binds):
            continue
        first = _first_year(quota, conditions, scope, as_of)
        demands.append(QuotaDemand(quota.name, quota.unit.symbol, amount, first))
    return tuple(demands)


def quota_lines(demands: Iterable[QuotaDemand], standing: Standing) -> tuple[QuotaLine, ...]:
    """The balances of ``standing`` in the years in which the application takes something of them."""
    wanted = {demand.metric: demand for demand in demands}
    return tuple(
        QuotaLine(
            metric=balance.metric,
            year=balance.year,
            direction=balance.direction,
            unit=balance.unit,
            limit=balance.limit,
            used=balance.used,
            reserved=balance.reserved,
            requested=wanted[balance.metric].amount,
            headroom=balance.headroom,
            rules=balance.rules,
            source=balance.source,
        )
        for balance in standing.balances
        if balance.metric in wanted and balance.year >= wanted[balance.metric].first_year
    )


def in_the_ledger(finding: Finding, quotas: Iterable[QuotaLine], standing: Standing) -> Finding:
    """The finding with the quotas it is about and, where it asks for a consultation, the last one that was held."""
    lines = tuple(line for line in quotas if finding.rule in line.rules)
    held = [one for one in standing.consultations if finding.rule in one.rules] if _may_be_consulted(finding) else []
    last = max(held, key=lambda one: one.concluded_on, default=None)
    if not lines and last is None:
        return finding
    message = finding.message
    if last is not None and not last.is_of_this and finding.outcome is Outcome.VIOLATED:
        message += f"(会商 {last.id} 针对的申报与本份不同,不予采用)"
    return replace(finding, quotas=lines, consultation=last, message=message)


def _may_be_consulted(finding: Finding) -> bool:
    return finding.effect is Effect.CONSULT


def _amount(value: Value, unit: Unit) -> Decimal | None:
    """The amount as it is shown, so that every spelling of it is one."""
    number, _ = shown(value, unit) if isinstance(value, Quantity) else (None, "")
    return number if isinstance(number, Decimal) else None


def _first_year(quota: Quota, conditions: Conditions, scope: Scope, as_of: date) -> int:
    start = conditions.value(quota.starts, scope) if quota.starts is not None else None
    return start.year if isinstance(start, date) else as_of.year
