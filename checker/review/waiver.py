"""Waivers: a documented exemption covers a violated rule openly, until its date; one that does not count is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from checker.feel.values import Value
from checker.model.outcome import Outcome
from checker.model.report import Finding, Waiver
from checker.rulebook import Rule


@dataclass(frozen=True, slots=True)
class Exemption:
    """One waiver of the application; ``flaw`` says why it does not count, and is empty where it does."""

    covers: frozenset[str]
    waiver: Waiver
    flaw: str


def exemptions_of(records: Value, as_of: date, unregistered: Iterable[Value] = ()) -> tuple[Exemption, ...]:
    """The application's waivers (豁免): one counts with approver, document and an expiry not before ``as_of``.

    Those that a ledger should have and has not, ``unregistered``, never count.
    """
    counting = tuple(_exemption(record, as_of) for record in records or [])
    return counting + tuple(replace(_exemption(record, as_of), flaw="台账没有登记") for record in unregistered)


def _exemption(record: Value, as_of: date) -> Exemption:
    approver, document, expires = record.get("批准机关") or "", record.get("文号") or "", record.get("到期日")
    blanks = [label for label, value in (("批准机关", approver), ("文号", document), ("到期日", expires)) if not value]
    if blanks:
        flaw = f"没有填写{'、'.join(blanks)}"
    elif expires < as_of:
        flaw = f"已于 {expires.isoformat()} 到期"
    else:
        flaw = ""
    waiver = Waiver(approver, document, record.get("范围") or "", expires)
    return Exemption(frozenset(record.get("规则") or ()), waiver, flaw)


def ambiguous_clause_ids(rules: Iterable[Rule]) -> frozenset[str]:
    """Clause ids that clauses of several documents carry (``3``, ``限额``): alone they name none of them."""
    references: dict[str, set[str]] = {}
    for rule in rules:
        references.setdefault(rule.clause.id, set()).add(rule.clause.reference)
    return frozenset(clause_id for clause_id, meant in references.items() if len(meant) > 1)


def exempted(
    finding: Finding, rule: Rule, exemptions: tuple[Exemption, ...], ambiguous: frozenset[str] = frozenset()
) -> Finding:
    """The finding as ``waived`` where a waiver names its rule or clause; still violated where none of those counts.

    A clause is named by its reference, or by its id alone unless that is ``ambiguous``.
    """
    names = {rule.id, rule.clause.reference, *({rule.clause.id} - ambiguous)}
    meant = [exemption for exemption in exemptions if not names.isdisjoint(exemption.covers)]
    for exemption in meant:
        if not exemption.flaw:
            waiver = exemption.waiver
            until = f",至 {waiver.expires.isoformat()}" if waiver.expires else ""
            note = f"{finding.message}(已豁免:{waiver.approver} {waiver.document}{until})"
            return replace(finding, outcome=Outcome.WAIVED, waiver=waiver, message=note)
    if not meant:
        return finding
    flaws = ";".join(f"豁免“{exemption.waiver.document or '未填文号'}”{exemption.flaw}" for exemption in meant)
    return replace(finding, message=f"{finding.message}({flaws},不予采用)")
