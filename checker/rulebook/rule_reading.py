"""Reading a rule file: one rule, checked against its clauses and the names in scope."""

from __future__ import annotations

from typing import Final

from checker.feel.tree import Between, Comparison, In, Node, walk
from checker.model.outcome import Effect
from checker.rulebook.checks import check_effect, check_placeholders, check_within_document
from checker.rulebook.entry import Entry
from checker.rulebook.expression import read_condition
from checker.rulebook.pack import Pack
from checker.rulebook.period import ALWAYS
from checker.rulebook.rule import Escalation, Rule, Uses
from checker.rulebook.surroundings import Surroundings, read_clause_reference, read_clause_references

_KEYS: Final = (
    "id", "title", "clause", "basis", "in_force", "applies", "require", "effect", "escalate", "message", "remedy",
    "notes",
)  # fmt: skip


def read_rule(entry: Entry, pack: Pack, file: str, around: Surroundings) -> Rule | None:
    """One rule; None where something it cannot do without is missing or faulty.

    Without ``in_force`` it is in force as long as the document of its clause.
    """
    rule_id = entry.text("id", required=True, example="BZ-0301-coal-substitution")
    entry = entry.named(f"规则 {rule_id or '(无编号)'}")
    entry.allow(*_KEYS)
    title = entry.text("title", required=True, example="规则的一句话说明")
    clause = read_clause_reference(entry, "clause", pack, around.register, "条款", required=True)
    basis = read_clause_references(entry, "basis", pack, around.register, "依据")
    period = entry.period(default=clause.document.in_force if clause else ALWAYS)
    effect = entry.choice("effect", Effect)
    entry.require("applies", "是非判断,总是适用写 true")
    entry.require("require", "是非判断")
    applies = read_condition(entry, "applies", around.scope)
    require = read_condition(entry, "require", around.scope)
    items = entry.entries("escalate")
    escalations = [_read_escalation(item, pack, around) for item in items]
    for key in ("message", "remedy"):
        check_placeholders(entry, key, around.scope.names, has_gap=require is None or _has_limit(require))
    if clause is not None and (node := entry.get("in_force")) is not None:
        check_within_document(entry, node, period, clause)
    if not rule_id or clause is None or effect is None or applies is None or require is None or None in escalations:
        return None
    known_escalations = tuple(escalation for escalation in escalations if escalation is not None)
    uses = Uses.of((applies, require, *(escalation.when for escalation in known_escalations)))
    carriers = around.carriers_of(uses)
    judged = period.overlap(clause.document.in_force) or period  # what lies outside its document is told already
    if _are_known(entry, pack, around):
        check_effect(entry, entry.place("effect"), effect, period=judged, clause=clause, basis=basis, sources=carriers)
    for item, escalation in zip(items, known_escalations, strict=True):
        node = item.place("effect")
        if escalation.effect.gravity <= effect.gravity:
            item.report(
                node,
                f"escalate 的处置应比 {effect.label}({effect})更重",
                "请改为更重的 effect,或删去这一项",
                code="escalation-not-graver",
            )
        if _are_known(entry, pack, around) and _are_known(item, pack, around):
            check_effect(
                item,
                node,
                escalation.effect,
                period=judged,
                clause=clause,
                basis=(*basis, *escalation.basis),
                sources=carriers,
            )
    return Rule(
        id=rule_id,
        title=title,
        pack=pack,
        clause=clause,
        basis=basis,
        in_force=period,
        applies=applies,
        require=require,
        effect=effect,
        escalations=known_escalations,
        message=entry.text("message"),
        remedy=entry.text("remedy"),
        notes=entry.text("notes"),
        file=file,
        line=entry.node.line,
        uses=uses,
        sources=around.sources_of(uses),
    )


def _read_escalation(entry: Entry, pack: Pack, around: Surroundings) -> Escalation | None:
    entry.allow("when", "effect", "basis")
    entry.require("when", "是非判断")
    when = read_condition(entry, "when", around.scope)
    effect = entry.choice("effect", Effect)
    basis = read_clause_references(entry, "basis", pack, around.register, "依据")
    return None if when is None or effect is None else Escalation(when, effect, basis)


def _are_known(entry: Entry, pack: Pack, around: Surroundings) -> bool:
    """Whether every basis is registered; with one that is not, which is told already, the effect cannot be judged."""
    return all(around.register.knows(name, pack.id) for name in entry.names("basis"))


def _has_limit(require: Node) -> bool:
    """Whether a requirement compares anything, so that a gap can be told."""
    return any(isinstance(node, Comparison | Between | In) for node in walk(require))
