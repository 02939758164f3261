"""Reading a derivation file: how one fact follows from others, and derivations that contradict one another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from checker.feel.tree import Node
from checker.feel.type_relations import described
from checker.feel.types import BooleanType
from checker.model.vocabulary import FactSpec
from checker.nearness import nearest
from checker.rulebook.checks import check_within_document
from checker.rulebook.entry import Entry
from checker.rulebook.expression import Scope, read_condition, read_expression, report_span
from checker.rulebook.kind import conforms
from checker.rulebook.pack import Pack
from checker.rulebook.rule import Derivation, Uses
from checker.rulebook.surroundings import Surroundings, read_clause_reference, read_clause_references
from checker.source import ScalarNode

_KEYS: Final = ("id", "title", "clause", "basis", "source", "in_force", "derive", "when", "value", "notes")


def read_derivation(entry: Entry, pack: Pack, file: str, around: Surroundings) -> Derivation | None:
    """One derivation; None where something it cannot do without is missing or faulty.

    Without ``in_force`` it always holds: what a word means does not end with the document that is cited for it.
    """
    derivation_id = entry.text("id", required=True, example="BZ-D-two-high")
    entry = entry.named(f"推导 {derivation_id or '(无编号)'}")
    entry.allow(*_KEYS)
    title = entry.text("title", required=True, example="推导的一句话说明")
    period = entry.period()
    clause = read_clause_reference(entry, "clause", pack, around.register, "条款")
    basis = read_clause_references(entry, "basis", pack, around.register, "依据")
    cited = read_clause_references(entry, "source", pack, around.register, "来源")
    if clause is not None and (node := entry.get("in_force")) is not None:
        check_within_document(entry, node, period, clause)
    fact = _derived_fact(entry, around)
    when = read_condition(entry, "when", around.scope)
    value = _read_value(entry, around.scope, fact)
    if not entry.has("when") and not entry.has("value"):
        entry.report(
            entry.node, '缺少"when"或"value"', "是非事实请写 when: 判断;其他事实请写 value: 表达式", code="missing-key"
        )
        return None
    faulty = (entry.has("when") and when is None) or (entry.has("value") and value is None)
    if not derivation_id or fact is None or faulty:
        return None
    is_boolean = isinstance(fact.type, BooleanType)
    if not is_boolean and value is None:
        entry.report(
            entry.place("when"),
            f"事实“{fact.label}”不是是非值,只有 when 不够",
            "请补上 value: 表达式",
            code="missing-key",
        )
        return None
    uses = Uses.of(node for node in (when, value) if node is not None)
    return Derivation(
        id=derivation_id,
        title=title,
        pack=pack,
        clause=clause,
        basis=basis,
        in_force=period,
        derive=fact.label,
        when=when,
        value=value,
        notes=entry.text("notes"),
        file=file,
        line=entry.node.line,
        uses=uses,
        cited=cited,
        sources=(*cited, *(source for source in around.sources_of(uses) if source not in cited)),
    )


def _derived_fact(entry: Entry, around: Surroundings) -> FactSpec | None:
    node = entry.scalar("derive", required=True, example="事实名")
    if node is None:
        return None
    label = node.text.strip()
    fact = around.facts.get(label)
    if fact is None and around.scope.is_complete:
        near = nearest(label, around.facts)
        remedy = f'是否为"{near}"?' if near else "请先在规则包的 facts.yaml 里声明"
        entry.report(node, f"未知事实“{label}”", remedy, code="unknown-fact")
    return fact


def _read_value(entry: Entry, scope: Scope, fact: FactSpec | None) -> Node | None:
    found = read_expression(entry, "value", scope)
    if found is None:
        return None
    node, kind = found
    scalar = entry.place("value")
    if fact is not None and not conforms(kind, fact.type) and isinstance(scalar, ScalarNode):
        message = f"结果是{described(kind)},而事实“{fact.label}”是{described(fact.type)}"
        report_span(entry, scalar, node.span, message, "请改正表达式,或 facts.yaml 里的类型", code="type-mismatch")
        return None
    return node


def report_clashing_derivations(derivations: Iterable[tuple[Derivation, Entry]]) -> None:
    """Note derivations of one fact, in force on the same day, that do not go together.

    Either all are ``when`` alone, or each has a ``value``; of those with a ``value`` only the last may lack a ``when``.
    """
    by_fact: dict[str, list[tuple[Derivation, Entry]]] = {}
    for pair in derivations:
        by_fact.setdefault(pair[0].derive, []).append(pair)
    for pairs in by_fact.values():
        for place, (later, entry) in enumerate(pairs):
            for earlier, _ in pairs[:place]:
                if not earlier.in_force.overlaps(later.in_force):
                    continue
                _report_clash(entry, earlier, later)


def _report_clash(entry: Entry, earlier: Derivation, later: Derivation) -> None:
    key = "value" if later.value is not None else "when"
    node = entry.place(key)
    if (earlier.value is None) != (later.value is None):
        entry.report(
            node,
            f"事实“{later.derive}”同时有 when 推导与 value 推导({earlier.id})",
            "同一时期请统一为一种写法",
            code="clashing-derivations",
        )
    elif later.value is not None and earlier.when is None:
        entry.report(
            node,
            f"事实“{later.derive}”在同一时期已由 {earlier.id} 无条件给出",
            f"请给 {earlier.id} 加 when,或错开两者的 in_force",
            code="clashing-derivations",
        )
