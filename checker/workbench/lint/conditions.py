"""Conditions that can never be true: rules that never apply, requirements that cannot fail or hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from checker.errors import Problem
from checker.feel import tree
from checker.feel.tree import ComparisonOperator, Node
from checker.feel.typecheck import check
from checker.feel.types import BOOLEAN
from checker.feel.unparsing import unparse
from checker.rulebook import AS_OF, Derivation, Period, Rule, RuleBook
from checker.rulebook.content import PackContent
from checker.rulebook.entry import Entry
from checker.rulebook.expression import Scope
from checker.workbench.lint.entries import Entries, report_part
from checker.workbench.lint.reach import Conflict, conflict_in, scope_in, scope_of_items

_SHOWN = 40
_Stated = tuple[Node, bool]
"""A condition, and whether it is true or false."""


def report_conditions(book: RuleBook, entries: Entries, scope: Scope) -> None:
    """Note every condition of a rule or derivation that no application can meet, and requirements that cannot fail."""
    for rule in book.rules:
        _report_rule(rule, entries.of_rule(rule), scope)
    for derivation in book.derivations:
        _report_derivation(derivation, entries.of_rule(derivation), scope)


def problems_of_rule(rule: Rule, contents: Iterable[PackContent], scope: Scope) -> list[Problem]:
    """What is wrong with the conditions of one rule: that it never applies, or cannot be met or broken."""
    entries = Entries(contents)
    _report_rule(rule, entries.of_rule(rule), scope)
    return entries.problems


def _report_rule(rule: Rule, entry: Entry, scope: Scope) -> None:
    days = _days_of(rule.in_force)
    conflict = conflict_in((*days, (rule.applies, True)), scope)
    if conflict is not None:
        place = conflict.statements[-1].node if conflict.statements else rule.applies
        message = f"规则永远不会适用:{_told(conflict)}"
        report_part(entry, "applies", place, message, "请改正其中一处,或把“且”(and)改为“或”(or)", code="never-applies")
        return
    for alternative in _impossible_alternatives(rule.applies, days, scope):
        message = f"“{_shown(alternative)}”这一支永远不会成立"
        report_part(entry, "applies", alternative, message, "请删去这一支,或改正其中的条件", code="dead-alternative")
    told = len(entry.problems)
    for key, condition in (("applies", rule.applies), ("require", rule.require)):
        _report_inner(entry, key, condition, scope)
    if len(entry.problems) == told:  # a part that no item can meet explains the whole
        _report_requirement(rule, entry, scope)
    for number, escalation in enumerate(rule.escalations):
        item = entry.entries("escalate")[number]
        conflict = conflict_in((*days, (rule.applies, True), (rule.require, False), (escalation.when, True)), scope)
        if conflict is not None:
            message, remedy = (
                f"规则不符合时这个条件永远不会成立:{_told(conflict)}",
                "请对照 applies 改正 when,或删去这一项",
            )
            report_part(item, "when", escalation.when, message, remedy, code="dead-escalation")


def _report_requirement(rule: Rule, entry: Entry, scope: Scope) -> None:
    days = _days_of(rule.in_force)
    if isinstance(rule.require, tree.Literal):
        return  # what is forbidden outright says so: require: false
    conflict = conflict_in((*days, (rule.applies, True), (rule.require, True)), scope)
    if conflict is not None:
        place = _part_of(conflict, rule.require)
        message, remedy = f"规则适用时永远不符合:{_told(conflict)}", "本来就禁止的写 require: false;否则请改正条件"
        report_part(entry, "require", place, message, remedy, code="always-violated")
        return
    if any(isinstance(node, tree.Literal) and node.value is None for node in tree.walk(rule.require)):
        return  # what asks for facts by being unknown is not there to be broken
    conflict = conflict_in((*days, (rule.applies, True), (rule.require, False)), scope)
    if conflict is not None:
        place = _part_of(conflict, rule.require)
        message = f"规则适用时永远符合,什么也不核对:applies 已经保证了“{_shown(place)}”"
        remedy = "请改正 require,或从 applies 里去掉这个条件"
        report_part(entry, "require", place, message, remedy, code="always-satisfied")


def _report_derivation(derivation: Derivation, entry: Entry, scope: Scope) -> None:
    if derivation.when is not None:
        conflict = conflict_in((*_days_of(derivation.in_force), (derivation.when, True)), scope)
        if conflict is not None:
            place = conflict.statements[-1].node if conflict.statements else derivation.when
            message = f"推导永远不会成立:{_told(conflict)}"
            report_part(entry, "when", place, message, "请改正其中一处,或把“且”(and)改为“或”(or)", code="never-applies")
            return
        _report_inner(entry, "when", derivation.when, scope)
    if derivation.value is not None:
        _report_inner(entry, "value", derivation.value, scope)


def _days_of(period: Period) -> tuple[_Stated, ...]:
    """That the day of review lies in the period, as conditions beside those of a rule."""
    day = tree.Name(AS_OF)
    ends = ((ComparisonOperator.GREATER_EQUAL, period.start), (ComparisonOperator.LESS, period.end))
    return tuple(
        (tree.Comparison(operator, day, tree.AtLiteral(end.isoformat())), True) for operator, end in ends if end
    )


def _report_inner(entry: Entry, key: str, expression: Node, scope: Scope) -> None:
    """Conditions inside ``some``, ``every`` and filters that no item can meet."""
    for condition, inner in _inner_conditions(expression, scope):
        if isinstance(condition, tree.Literal):
            continue  # what no item may be: every … satisfies false
        conflict = conflict_in(((condition, True),), inner)
        if conflict is not None:
            place = conflict.statements[-1].node if conflict.statements else condition
            message = f"没有一项能满足“{_shown(condition)}”:{_told(conflict)}"
            report_part(entry, key, place, message, "请改正其中一处,或把“且”(and)改为“或”(or)", code="dead-alternative")


def _inner_conditions(node: Node, scope: Scope) -> Iterator[tuple[Node, Scope]]:
    match node:
        case tree.Filter():
            yield from _inner_conditions(node.source, scope)
            inner = scope_of_items(node.source, scope)
            if check(node.condition, inner.names, inner.functions)[0] == BOOLEAN:
                yield node.condition, inner
            yield from _inner_conditions(node.condition, inner)
        case tree.Quantified() | tree.For():
            inner = scope
            for binding in node.bindings:
                yield from _inner_conditions(binding.source, inner)
                inner = scope_in((binding,), inner)
            if isinstance(node, tree.Quantified):
                yield node.condition, inner
            yield from _inner_conditions(node.condition if isinstance(node, tree.Quantified) else node.body, inner)
        case _:
            for child in tree.children(node):
                yield from _inner_conditions(child, scope)


def _impossible_alternatives(condition: Node, days: Sequence[_Stated], scope: Scope) -> Iterator[Node]:
    """Alternatives of an ``or`` that the other conditions beside it rule out."""
    parts: Sequence[Node] = condition.items if isinstance(condition, tree.And) else (condition,)
    for part in parts:
        if not isinstance(part, tree.Or):
            continue
        beside = [*days, *((other, True) for other in parts if other is not part)]
        for alternative in part.items:
            if conflict_in((*beside, (alternative, True)), scope) is not None:
                yield alternative


def _part_of(conflict: Conflict, expression: Node) -> Node:
    """The part of ``expression`` that a conflict scope, or the whole."""
    inside = {id(node) for node in tree.walk(expression)}
    return next((each.node for each in conflict.statements if id(each.node) in inside), expression)


def _told(conflict: Conflict) -> str:
    texts = [(_shown(each.node), each.negated) for each in conflict.statements]
    parts = list(dict.fromkeys(f"not({text})" if negated else text for text, negated in texts))
    if not parts:
        return "条件本身恒为否"
    if len(parts) == 1:
        return f"“{parts[0]}”没有可取的值"
    return f"{'与'.join(f'“{part}”' for part in parts)}不能同时成立"


def _shown(node: Node) -> str:
    text = unparse(node)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
