"""Grounds: which derivations, parameters and tables a rule rests on, directly or through derived facts."""

from __future__ import annotations

from collections.abc import Iterable

from checker.model.outcome import Effect
from checker.rulebook import Derivation, Rule, RuleBook


def may_refuse(rule: Rule) -> bool:
    """Whether a violation of the rule is a refusal, at once or by an escalation."""
    return Effect.REJECT in (rule.effect, *(escalation.effect for escalation in rule.escalations))


def grounds_of(book: RuleBook, rules: Iterable[Rule]) -> frozenset[str]:
    """The rules' ids, the ids of the derivations and the names of the parameters and tables they rest on."""
    deriving: dict[str, list[Derivation]] = {}
    for derivation in book.derivations:
        deriving.setdefault(derivation.derive, []).append(derivation)
    values = {parameter.name for parameter in book.parameters} | {table.name for table in book.tables}
    found: set[str] = set()
    pending: list[Rule | Derivation] = list(rules)
    while pending:
        user = pending.pop()
        if user.id in found:
            continue
        found.add(user.id)
        used = user.uses.names | user.uses.calls
        found |= used & values
        pending.extend(derivation for name in used for derivation in deriving.get(name, ()))
    return frozenset(found)
