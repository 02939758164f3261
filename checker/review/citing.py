"""Citations of a rule: its clause, the superior basis, and the sources of the values it uses."""

from __future__ import annotations

from collections.abc import Iterable

from checker.model.report import Citation
from checker.rulebook import Clause, Rule


def cite(clause: Clause, role: str) -> Citation:
    """One clause as a citation in the given role (``clause``, ``basis`` or ``source``)."""
    return Citation(
        document=clause.document.number,
        title=clause.document.title,
        clause=clause.path,
        reference=clause.reference,
        role=role,
        status=clause.mark,
        quote=clause.quote,
        summary=clause.summary,
        strength=clause.strength,
        lead=clause.lead,
        cooperating=clause.cooperating,
    )


def cite_rule(rule: Rule) -> tuple[Citation, ...]:
    """Clause first, then bases, then sources; each clause once, in its most telling role."""
    roles: dict[str, tuple[Clause, str]] = {}
    groups: tuple[tuple[str, Iterable[Clause]], ...] = (
        ("clause", (rule.clause,)),
        ("basis", rule.basis),
        ("source", rule.sources),
    )
    for role, clauses in groups:
        for clause in clauses:
            roles.setdefault(clause.reference, (clause, role))
    return tuple(cite(clause, role) for clause, role in roles.values())
