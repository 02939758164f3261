"""The ledger in a report: what the application takes of each quota, and the consultations held about its findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from checker.feel.units import Quantity
from checker.model.outcome import Effect
from checker.model.report import Finding, QuotaLine
from checker.model.standing import Standing
from checker.review.condition import Conditions, Scope
from checker.rulebook import Quota


def quota_lines(
    quotas: Iterable[Quota], standing: Standing | None, conditions: Conditions, scope: Scope, as_of: date
) -> tuple[QuotaLine, ...]:
    """The balances of ``standing`` with what the application takes; those it takes nothing of are left out.

    An application counts in the year it starts and in every later one; years before that, and metrics without a
    quota in the rule book, are left out.
    """
    if standing is None:
        return ()
    declared = {quota.name: quota for quota in quotas}
    lines = []
    for balance in standing.balances:
        quota = declared.get(balance.metric)
        if quota is None or balance.year < _first_year(quota, conditions, scope, as_of):
            continue
        value = conditions.value(quota.takes, scope)
        requested = value.in_unit(quota.unit) if isinstance(value, Quantity) else None
        if requested == 0:
            continue
        lines.append(
            QuotaLine(
                metric=balance.metric,
                year=balance.year,
                direction=balance.direction,
                unit=balance.unit,
                limit=balance.limit,
                used=balance.used,
                reserved=balance.reserved,
                requested=requested,
                headroom=balance.headroom,
                rules=balance.rules,
                source=balance.source,
            )
        )
    return tuple(lines)


def in_the_ledger(finding: Finding, quotas: Iterable[QuotaLine], standing: Standing) -> Finding:
    """The finding with the quotas it is about and, where it asks for a consultation, the last one that was held."""
    lines = tuple(line for line in quotas if finding.rule in line.rules)
    held = [one for one in standing.consultations if finding.rule in one.rules] if _may_be_consulted(finding) else []
    last = max(held, key=lambda one: one.concluded_on, default=None)
    if not lines and last is None:
        return finding
    return replace(finding, quotas=lines, consultation=last)


def _may_be_consulted(finding: Finding) -> bool:
    return finding.effect is Effect.CONSULT


def _first_year(quota: Quota, conditions: Conditions, scope: Scope, as_of: date) -> int:
    start = conditions.value(quota.starts, scope) if quota.starts is not None else None
    return start.year if isinstance(start, date) else as_of.year
