"""Rules, derivations and clauses as JSON objects, for systems that list them."""

from __future__ import annotations

from typing import Any

from checker.feel import unparse
from checker.render.disposition import disposition_shape
from checker.rulebook import Clause, Derivation, Period, Rule


def rule_shape(rule: Rule | Derivation) -> dict[str, Any]:
    """One rule or derivation with references in place of clauses and FEEL in place of trees."""
    shape: dict[str, Any] = {
        "kind": "rule" if isinstance(rule, Rule) else "derivation",
        "id": rule.id,
        "title": rule.title,
        "pack": rule.pack.id,
        "in_force": _period(rule.in_force),
        "clause": rule.clause.reference if rule.clause else None,
        "basis": [clause.reference for clause in rule.basis],
        "sources": [clause.reference for clause in rule.sources],
    }
    if isinstance(rule, Rule):
        shape |= {
            "effect": rule.effect.value,
            "applies": unparse(rule.applies),
            "require": unparse(rule.require),
            "escalate": [
                {
                    "when": unparse(escalation.when),
                    "effect": escalation.effect.value,
                    "basis": [clause.reference for clause in escalation.basis],
                }
                for escalation in rule.escalations
            ],
            "message": rule.message or None,
            "remedy": rule.remedy or None,
        }
    else:
        shape |= {
            "derive": rule.derive,
            "when": unparse(rule.when) if rule.when is not None else None,
            "value": unparse(rule.value) if rule.value is not None else None,
        }
    return shape | {"notes": rule.notes or None, "file": rule.file, "line": rule.line}


def clause_shape(clause: Clause) -> dict[str, Any]:
    """One clause of the register with its document."""
    document = clause.document
    return {
        "reference": clause.reference,
        "document": {
            "id": document.id,
            "title": document.title,
            "number": document.number,
            "issuer": document.issuer,
            "issued": document.issued.isoformat() if document.issued else None,
            "in_force": _period(document.in_force),
        },
        "clause": clause.path,
        "quote": clause.quote or None,
        "summary": clause.summary or None,
        "strength": clause.strength or None,
        "ceiling": clause.ceiling.value if clause.ceiling else None,
        "status": clause.mark.value,
        "departments": {"lead": list(clause.lead), "cooperating": list(clause.cooperating)},
        "data": clause.data or None,
        "reading": clause.reading or None,
        "years": clause.years or None,
        "disposition": disposition_shape(clause.disposition) if clause.disposition else None,
        "file": clause.file,
        "line": clause.line,
    }


def _period(period: Period) -> dict[str, str | None]:
    start, end = period.start, period.end
    return {"from": start.isoformat() if start else None, "to": end.isoformat() if end else None}
