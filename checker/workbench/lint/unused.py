"""What is declared and used by nobody: derived facts, parameters, tables, and facts of the application."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from checker.feel.tree import Path, calls_in, names_in, walk
from checker.rulebook import RuleBook
from checker.rulebook.entry import Entry
from checker.workbench.lint.entries import Entries

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_REMEDY: Final = "请在规则里用它,或删去这一项;留作备查的,请在 notes 里写明"


def report_unused(book: RuleBook, entries: Entries) -> None:
    """Note declarations that no expression of the book refers to, and facts that are derived nowhere."""
    used = _names_used(book)
    derived = {derivation.derive for derivation in book.derivations}
    given = {name for quota in book.quotas for name in (quota.balance_fact, quota.limit_fact)}
    for label in book.derived_facts:
        entry = entries.of_fact(label)
        if entry is None:
            continue
        if label not in derived | given:
            message, remedy = "没有推导给出这个事实,用到它的规则只能待补", "请写一条 derive 它的推导,或删去这一项"
            entry.report(entry.place("label"), message, remedy, code="never-derived")
        elif label not in used:
            message, remedy = "没有规则用到这个推导事实,它只列入报告", "确只供阅读的不必改;否则请在规则里用它"
            entry.report(entry.place("label"), message, remedy, code="only-reported")
    for parameter in book.parameters:
        if parameter.name not in used:
            awaits_value = all(dated.value is None for dated in parameter.values)
            _report(entries.of_parameter(parameter), "这个参数", "unused-parameter", quiet=awaits_value)
    for table in book.tables:
        if table.name not in used:
            _report(entries.of_table(table), "这张决策表", "unused-table", quiet=table.awaits_rows)


def _report(entry: Entry, what: str, code: str, *, quiet: bool) -> None:
    """Where its author says why it is there, or its value is still to be entered, it is worth a note alone."""
    message = f"没有规则、推导或额度用到{what}"
    if quiet or entry.has("notes"):
        entry.report(entry.place("name"), message, "留作备查的不必改;数值录入后请在规则里用它", code="kept-unused")
    else:
        entry.report(entry.place("name"), message, _REMEDY, code=code)


def unused_application_facts(book: RuleBook) -> tuple[str, ...]:
    """Facts that an application may state and no expression refers to."""
    used = _names_used(book)
    return tuple(label for label in book.facts if label not in book.derived_facts and label not in used)


def _names_used(book: RuleBook) -> frozenset[str]:
    return frozenset(_mentions(book))


def _mentions(book: RuleBook) -> Iterator[str]:
    expressions = [node for rule in book.rules for node in rule.expressions]
    expressions += [node for derivation in book.derivations for node in derivation.expressions]
    for quota in book.quotas:
        expressions += [node for node in (quota.applies, quota.takes, quota.starts) if node is not None]
    for node in expressions:
        yield from names_in(node)
        yield from calls_in(node)
        yield from (part.name for part in walk(node) if isinstance(part, Path))
    for rule in book.rules:
        yield from (found.strip() for text in (rule.message, rule.remedy) for found in _PLACEHOLDER.findall(text))
