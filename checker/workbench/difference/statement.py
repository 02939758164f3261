"""Statements: what a rule book says of each of its parts, in words, so that two books can be compared line by line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Final

from checker.feel import tree, unparse
from checker.feel.prose import in_words, noun_of
from checker.feel.tree import Node
from checker.feel.units import Unit
from checker.model.vocabulary import FactSpec
from checker.review.display import text_of
from checker.rulebook import (
    Clause,
    DatedValue,
    DecisionTable,
    Derivation,
    Disposition,
    Document,
    Metric,
    Pack,
    Parameter,
    Quota,
    Rule,
    RuleBook,
)
from checker.rulebook.tables.domain import INPUT
from checker.rulebook.tables.table import Column, Row

ROW: Final = "行"
"""Statements whose name begins with it are rows of a table."""
AWAITED: Final = "待录入"


class Part(StrEnum):
    """The kinds of parts a rule book has, in the order they are told."""

    RULE = "规则"
    DERIVATION = "推算"
    PARAMETER = "参数"
    TABLE = "决策表"
    QUOTA = "额度"
    FACT = "推导事实"
    CLAUSE = "条款"
    DOCUMENT = "文件"
    PACK = "规则包"


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said of a part: ``words`` for people, ``written`` the FEEL behind them where there is any."""

    words: str
    written: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """All that is said of one part: ``id`` tells it apart among its kind, ``name`` is what an expression calls it.

    ``statements`` are by name, without the empty ones. ``file`` counts from the packs folder.
    """

    part: Part
    id: str
    title: str
    name: str
    file: str
    statements: Mapping[str, Statement]


def accounts_of(book: RuleBook) -> Iterator[Account]:
    """Every part of the book."""
    derived = book.derived_names
    yield from (_rule(rule, derived) for rule in book.rules)
    yield from (_derivation(derivation, derived) for derivation in book.derivations)
    yield from map(_parameter, book.parameters)
    yield from (_table(table, derived) for table in book.tables)
    yield from (_quota(quota, derived) for quota in book.quotas)
    yield from map(_fact, book.derived_facts.values())
    yield from map(_clause, book.clauses.values())
    yield from map(_document, book.documents.values())
    yield from map(_pack, book.packs)


def _said(pairs: Iterable[tuple[str, Statement | str]]) -> dict[str, Statement]:
    stated = ((name, Statement(said) if isinstance(said, str) else said) for name, said in pairs)
    return {name: said for name, said in stated if said.words}


def _condition(node: Node | None, derived: Collection[str]) -> Statement:
    return Statement("") if node is None else Statement(in_words(node, derived=derived), unparse(node))


def _value(node: Node | None, derived: Collection[str]) -> Statement:
    return Statement("") if node is None else Statement(noun_of(node, derived=derived), unparse(node))


def _references(clauses: Iterable[Clause]) -> str:
    return "、".join(clause.reference for clause in clauses)


def _rule(rule: Rule, derived: Collection[str]) -> Account:
    pairs: list[tuple[str, Statement | str]] = [
        ("名称", rule.title),
        ("条款", rule.clause.reference),
        ("依据", _references(rule.basis)),
        ("有效期", str(rule.in_force)),
        ("适用于", _condition(rule.applies, derived)),
        ("要求", _condition(rule.require, derived)),
        ("处置", rule.effect.label),
    ]
    for number, step in enumerate(rule.escalations, 1):
        when = _condition(step.when, derived)
        basis = f"（依据 {_references(step.basis)}）" if step.basis else ""
        words = f"{when.words}，{step.effect.label}{basis}"
        pairs.append((f"加重处置 {number}", Statement(words, when.written)))
    pairs += [("说明", rule.message), ("怎么改", rule.remedy), ("备注", rule.notes), ("规则包", rule.pack.id)]
    return Account(Part.RULE, rule.id, rule.title, rule.id, rule.file, _said(pairs))


def _derivation(derivation: Derivation, derived: Collection[str]) -> Account:
    pairs: list[tuple[str, Statement | str]] = [
        ("名称", derivation.title),
        ("推算事实", derivation.derive),
        ("条款", derivation.clause.reference if derivation.clause else ""),
        ("依据", _references(derivation.basis)),
        ("来源", _references(derivation.cited)),
        ("有效期", str(derivation.in_force)),
        ("当", _condition(derivation.when, derived)),
        ("取值", _value(derivation.value, derived)),
        ("备注", derivation.notes),
        ("规则包", derivation.pack.id),
    ]
    return Account(Part.DERIVATION, derivation.id, derivation.title, derivation.derive, derivation.file, _said(pairs))


def _parameter(parameter: Parameter) -> Account:
    pairs: list[tuple[str, Statement | str]] = [
        ("类型", str(parameter.type)),
        ("单位", _symbol(parameter.unit)),
        ("含义", parameter.doc),
    ]
    for dated in parameter.values:
        start = dated.period.start
        pairs.append((f"{start} 起" if start else "起始", _dated_words(parameter, dated)))
    return Account(Part.PARAMETER, parameter.name, parameter.name, parameter.name, parameter.file, _said(pairs))


def _dated_words(parameter: Parameter, dated: DatedValue) -> str:
    value = AWAITED if dated.value is None else text_of(dated.value, parameter.unit)
    until = f"，至 {dated.period.end} 前" if dated.period.end else ""
    source = f"（{dated.source.reference}）" if dated.source else ""
    return f"{value}{until}{source}"


def _table(table: DecisionTable, derived: Collection[str]) -> Account:
    start = table.in_force.start
    pairs: list[tuple[str, Statement | str]] = [
        ("有效期", str(table.in_force)),
        ("命中策略", table.hit_policy.value),
        ("输入", "、".join(map(_column, table.inputs))),
        ("输出", "、".join(map(_column, table.outputs))),
        ("来源", table.source.reference if table.source else ""),
        ("说明", table.doc),
    ]
    taken: dict[str, int] = {}
    for row in table.rows:
        when, then = _row_words(table, row, derived)
        taken[when] = taken.get(when, 0) + 1
        again = f"（第 {taken[when]} 次）" if taken[when] > 1 else ""
        source = f"（{row.source.reference}）" if row.source and row.source is not table.source else ""
        plain = all(isinstance(output, tree.Literal) for output in row.outputs)
        written = "" if plain else "、".join(map(unparse, row.outputs))
        pairs.append((f"{ROW}：{when}{again}", Statement(f"{then}{source}", written)))
    if table.hit_policy in ("F", "C"):
        order = [name for name, _ in pairs if name.startswith(ROW)]
        pairs.append(("行的次序", Statement("；".join(name.removeprefix(f"{ROW}：") for name in order))))
    title = f"{table.name}（{start} 起）" if start else table.name
    return Account(Part.TABLE, f"{table.name}@{start or ''}", title, table.name, table.file, _said(pairs))


def _row_words(table: DecisionTable, row: Row, derived: Collection[str]) -> tuple[str, str]:
    """What a row asks and what it gives, e.g. ``燃料为“天然气”，等级等于 1`` and ``热效率 96 %``."""
    asked = [
        in_words(_about(test, column.name), derived=derived)
        for test, column in zip(row.tests, table.inputs, strict=True)
        if test != tree.Literal(True)
    ]
    given = [
        f"{column.name} {AWAITED if output == tree.Literal(None) else noun_of(output, derived=derived)}"
        for output, column in zip(row.outputs, table.outputs, strict=True)
    ]
    return "，".join(asked) or "任何情形", "，".join(given)


def _about(test: Node, name: str) -> Node:
    """The test of a cell said of its column, in place of ``?``."""
    if isinstance(test, tree.Name):
        return tree.Name(name) if test.name == INPUT else test
    changes = {field.name: _inner(getattr(test, field.name), name) for field in fields(test) if field.name != "span"}
    copy: Node = replace(test, **changes)  # type: ignore[arg-type]  # each node class has its own fields
    return copy


def _inner(part: object, name: str) -> object:
    if isinstance(part, tuple):
        return tuple(_inner(item, name) for item in part)
    return _about(part, name) if is_dataclass(part) and isinstance(part, Node) else part


def _column(column: Column) -> str:
    unit = _symbol(column.unit)
    return f"{column.name}（{unit}）" if unit else column.name


def _symbol(unit: Unit | None) -> str:
    return unit.symbol if unit else ""


def _quota(quota: Quota, derived: Collection[str]) -> Account:
    pairs: list[tuple[str, Statement | str]] = [
        ("单位", quota.unit.symbol),
        ("方向", quota.direction.value),
        ("哪些项目占用", _value(quota.applies, derived)),
        ("每个项目占用", _value(quota.takes, derived)),
        ("起算日", _value(quota.starts, derived)),
        ("余额事实", quota.balance_fact),
        ("年度控制事实", quota.limit_fact),
        ("年度控制规则", "、".join(quota.annual_rules)),
        ("备注", quota.notes),
    ]
    for limit in quota.limits:
        figure = "" if limit.value is None else f" {text_of(limit.value)} {quota.unit.symbol}"
        rules = f"；{'、'.join(limit.rules)}" if limit.rules else ""
        words = f"{limit.direction}{figure}（{limit.clause.reference}{rules}）"
        pairs.append((f"{limit.year} 年", words))
    return Account(Part.QUOTA, quota.name, quota.name, quota.name, quota.file, _said(pairs))


def _fact(spec: FactSpec) -> Account:
    pairs: list[tuple[str, Statement | str]] = [
        ("含义", spec.doc),
        ("类型", str(spec.type)),
        ("单位", _symbol(spec.unit)),
        ("可取", "、".join(spec.choices)),
        ("英文键", spec.key),
    ]
    return Account(Part.FACT, spec.label, spec.label, "", "", _said(pairs))


def _clause(clause: Clause) -> Account:
    pairs: list[tuple[str, Statement | str]] = [
        ("路径", clause.path),
        ("原文", clause.quote),
        ("摘要", clause.summary),
        ("语气", clause.strength),
        ("至多可致", clause.ceiling.label if clause.ceiling else "不产生项目结论"),
        ("核验标记", clause.mark.value),
        ("牵头", "、".join(clause.lead)),
        ("配合", "、".join(clause.cooperating)),
        ("类别", clause.kind),
        ("所需资料", clause.data),
        ("理解", clause.reading),
        ("适用年份", clause.years),
        ("去向", _disposition(clause.disposition) if clause.disposition else ""),
    ]
    title = f"{clause.document.title} {clause.path}"
    return Account(Part.CLAUSE, clause.reference, title, "", clause.file, _said(pairs))


def _disposition(disposition: Disposition) -> str:
    details = [*map(_metric, disposition.metrics), *disposition.projects]
    details += [disposition.reason] if disposition.reason else []
    return disposition.kind.value + (f"：{'；'.join(details)}" if details else "")


def _metric(metric: Metric) -> str:
    figure = metric.words or f"{metric.direction} {text_of(metric.value, metric.unit)}"
    base = f"（比 {metric.base} 年）" if metric.base is not None else ""
    grade = "左右" if metric.about else "以上" if metric.at_least else ""
    return f"{metric.name} {metric.year} 年{figure}{grade}{base}"


def _document(document: Document) -> Account:
    pairs: list[tuple[str, Statement | str]] = [
        ("名称", document.title),
        ("编号", document.id),
        ("机关", document.issuer),
        ("发布", str(document.issued or "")),
        ("有效期", str(document.in_force)),
        ("规则包", document.pack),
    ]
    return Account(Part.DOCUMENT, document.number, document.title, "", document.file, _said(pairs))


def _pack(pack: Pack) -> Account:
    pairs: list[tuple[str, Statement | str]] = [
        ("名称", pack.title),
        ("版本", pack.version),
        ("次序", str(pack.order)),
        ("说明", pack.description),
    ]
    return Account(Part.PACK, pack.id, pack.title, "", "", _said(pairs))
