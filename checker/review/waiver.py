"""Waivers: a documented exemption covers a violated rule openly, until its date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from checker.feel.values import Value
from checker.model.outcome import Outcome
from checker.model.report import Finding, Waiver
from checker.rulebook import Rule


@dataclass(frozen=True, slots=True)
class Exemption:
    """One waiver in force and the rules or clauses it names."""

    covers: frozenset[str]
    waiver: Waiver


def exemptions_in_force(records: Value, as_of: date) -> tuple[Exemption, ...]:
    """The application's waivers (豁免) that have an approver and a document and have not expired on ``as_of``."""
    found = []
    for record in records or []:
        expires = record.get("到期日")
        if not record.get("文号") or not record.get("批准机关") or (expires is not None and expires < as_of):
            continue
        waiver = Waiver(record["批准机关"], record["文号"], record.get("范围") or "", expires)
        found.append(Exemption(frozenset(record.get("规则") or ()), waiver))
    return tuple(found)


def exempted(finding: Finding, rule: Rule, exemptions: tuple[Exemption, ...]) -> Finding:
    """The violated finding, or the same finding as ``waived`` where an exemption names its rule or clause."""
    names = {rule.id, rule.clause.id, rule.clause.reference}
    for exemption in exemptions:
        if not names.isdisjoint(exemption.covers):
            waiver = exemption.waiver
            until = f",至 {waiver.expires.isoformat()}" if waiver.expires else ""
            note = f"{finding.message}(已豁免:{waiver.approver} {waiver.document}{until})"
            return replace(finding, outcome=Outcome.WAIVED, waiver=waiver, message=note)
    return finding
