"""Quotas: city metrics that projects draw on, with the dated limits of the clauses and what one project takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from checker.feel.tree import Node as Expression
from checker.feel.type_relations import described
from checker.feel.types import BOOLEAN, DATE, ListType, QuantityType
from checker.feel.units import Quantity, Unit
from checker.model.standing import QuotaDirection
from checker.nearness import nearest
from checker.rulebook.clause import Clause
from checker.rulebook.disposition import Direction, Metric
from checker.rulebook.entry import Entry
from checker.rulebook.expression import read_expression, report_span
from checker.rulebook.kind import conforms, read_kind
from checker.rulebook.pack import Pack
from checker.rulebook.surroundings import Surroundings, read_clause_reference
from checker.source import ScalarNode

_KEYS: Final = (
    "name", "key", "unit", "applies", "takes", "from", "balance_fact", "limit_fact", "limits", "inputs", "annual",
    "notes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuotaLimit:
    """The limit a clause sets for one year: ``value`` in the quota's unit; ``rules`` hold projects against it.

    For an input, from which the clause's own metric (an intensity) is worked out, there is no value.
    """

    year: int
    clause: Clause
    direction: QuotaDirection
    value: Decimal | None
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quota:
    """A city metric that projects draw on (额度).

    ``takes`` is what one project takes a year, if it is one that ``applies`` selects (None: all), ``starts`` the day
    from which it does (None: at once); it then counts in that year and every later one. ``balance_fact`` and
    ``limit_fact`` are the list facts (年份, 数量) through which rules see the city's balance and the office's annual
    limits; empty where no rule does. ``annual_rules`` hold projects against limits that the office sets for a year.
    ``direction`` goes for those as well.
    """

    name: str
    key: str
    unit: Unit
    pack: Pack
    direction: QuotaDirection
    applies: Expression | None
    takes: Expression
    starts: Expression | None
    limits: tuple[QuotaLimit, ...]
    annual_rules: tuple[str, ...]
    balance_fact: str
    limit_fact: str
    notes: str
    file: str
    line: int

    def limit_of(self, year: int) -> QuotaLimit | None:
        """The limit a clause sets for that year."""
        return next((limit for limit in self.limits if limit.year == year), None)


def read_quotas(
    items: Iterable[Entry], pack: Pack, file: str, around: Surroundings, rules: Iterable[str]
) -> list[Quota]:
    """The quotas of one pack's ``quotas.yaml``; what is faulty is noted and left out.

    ``rules`` are the ids of all rules, the faulty ones too.
    """
    known = set(rules)
    found: dict[str, Quota] = {}
    for item in items:
        quota = _read_quota(item, pack, file, around, known)
        if quota is None:
            continue
        if quota.name in found:
            item.report(
                item.place("name"),
                f"额度“{quota.name}”重复",
                "每个指标只声明一次,各年写在 limits 里",
                code="duplicate-name",
            )
        found[quota.name] = quota
    return list(found.values())


def _read_quota(entry: Entry, pack: Pack, file: str, around: Surroundings, rules: set[str]) -> Quota | None:
    name = entry.text("name", required=True, example="原煤消费量")
    entry = entry.named(f"额度 {name or '(未命名)'}")
    entry.allow(*_KEYS)
    key = entry.text("key", required=True, example="raw_coal")
    entry.require("unit", "t")
    entry.require("takes", "新增原煤消费量")
    kind = read_kind(entry, values_key="") if entry.has("unit") else None
    takes = _read_amount(entry, around, kind.unit if kind else None)
    starts = _read_start(entry, around)
    applies = _read_condition(entry, around)
    limits = [_read_limit(item, pack, around, kind.unit if kind else None, rules) for item in entry.entries("limits")]
    limits += [_read_input(item, pack, around) for item in entry.entries("inputs")]
    annual = _read_rules(entry, "annual", rules)
    balance_fact, limit_fact = (_read_yearly_fact(entry, which, around) for which in ("balance_fact", "limit_fact"))
    if not name or not key or kind is None or kind.unit is None or takes is None or None in limits:
        return None
    known = tuple(sorted((limit for limit in limits if limit is not None), key=lambda limit: limit.year))
    years = [limit.year for limit in known]
    if len(set(years)) < len(years):
        entry.report(entry.node, "同一年写了两次", "每个年份只写一次", code="duplicate-name")
    directions = {limit.direction for limit in known}
    if len(directions) > 1:
        entry.report(
            entry.node, "同一指标的各年既有上限又有目标,或既有限额又作计量", "请分成两个指标", code="quota-directions"
        )
    direction = next(iter(directions), QuotaDirection.INPUT)
    if annual and not known:
        direction = QuotaDirection.CEILING
    return Quota(
        name=name,
        key=key,
        unit=kind.unit,
        pack=pack,
        direction=direction,
        applies=applies,
        takes=takes,
        starts=starts,
        limits=known,
        annual_rules=annual,
        balance_fact=balance_fact,
        limit_fact=limit_fact,
        notes=entry.text("notes"),
        file=file,
        line=entry.node.line,
    )


def _read_amount(entry: Entry, around: Surroundings, unit: Unit | None) -> Expression | None:
    found = read_expression(entry, "takes", around.scope)
    if found is None or unit is None:
        return None
    node, kind = found
    scalar = entry.place("takes")
    if not conforms(kind, QuantityType(unit.dimension)) and isinstance(scalar, ScalarNode):
        message = f"结果是{described(kind)},而额度以 {unit.symbol} 计"
        report_span(entry, scalar, node.span, message, "请改正表达式,或额度的 unit", code="unit-mismatch")
        return None
    return node


def _read_start(entry: Entry, around: Surroundings) -> Expression | None:
    found = read_expression(entry, "from", around.scope)
    if found is None:
        return None
    node, kind = found
    scalar = entry.place("from")
    if not conforms(kind, DATE) and isinstance(scalar, ScalarNode):
        report_span(
            entry,
            scalar,
            node.span,
            f"结果是{described(kind)},应为日期",
            "请写 from: 计划投产日期",
            code="type-mismatch",
        )
        return None
    return node


def _read_condition(entry: Entry, around: Surroundings) -> Expression | None:
    found = read_expression(entry, "applies", around.scope)
    if found is None:
        return None
    node, kind = found
    scalar = entry.place("applies")
    if not conforms(kind, BOOLEAN) and isinstance(scalar, ScalarNode):
        said = f"结果是{described(kind)},应为是否"
        report_span(entry, scalar, node.span, said, "请写条件", code="not-a-condition")
        return None
    return node


def _read_limit(
    entry: Entry, pack: Pack, around: Surroundings, unit: Unit | None, rules: set[str]
) -> QuotaLimit | None:
    entry.allow("year", "clause", "metric", "rules")
    named = _read_rules(entry, "rules", rules)
    found = _read_metric(entry, pack, around)
    if found is None or unit is None:
        return None
    clause, metric = found
    value = _value_in(metric, unit)
    if value is None:
        message = f"指标“{metric.name}”{metric.year} 年的数值不能以 {unit.symbol} 计"
        entry.report(entry.place("metric"), message, "请核对额度的 unit", code="unit-mismatch")
        return None
    direction = QuotaDirection.CEILING if metric.direction is Direction.CAP else QuotaDirection.TARGET
    return QuotaLimit(metric.year, clause, direction, value, named)


def _read_input(entry: Entry, pack: Pack, around: Surroundings) -> QuotaLimit | None:
    entry.allow("year", "clause", "metric")
    found = _read_metric(entry, pack, around)
    return QuotaLimit(found[1].year, found[0], QuotaDirection.INPUT, None, ()) if found else None


def _read_metric(entry: Entry, pack: Pack, around: Surroundings) -> tuple[Clause, Metric] | None:
    entry.require("year", "2030")
    year, name = entry.integer("year"), entry.text("metric", required=True, example="原煤消费量")
    clause = read_clause_reference(entry, "clause", pack, around.register, "条款", required=True)
    if clause is None or not name:
        return None
    metrics = clause.disposition.metrics if clause.disposition else ()
    metric = next((metric for metric in metrics if metric.name == name and metric.year == year), None)
    if metric is None:
        listed = "、".join(f"{metric.name} {metric.year}" for metric in metrics)
        remedy = f"该条款的指标:{listed}" if listed else "该条款没有登记指标"
        entry.report(
            entry.place("metric"),
            f"条款 {clause.reference} 没有 {year} 年的指标“{name}”",
            remedy,
            code="unknown-metric",
        )
        return None
    return clause, metric


def _value_in(metric: Metric, unit: Unit) -> Decimal | None:
    value = metric.value
    if isinstance(value, Quantity) and value.dimension is unit.dimension:
        return value.in_unit(unit)
    return None


def _read_rules(entry: Entry, key: str, known: set[str]) -> tuple[str, ...]:
    names = []
    for node in entry.texts(key):
        name = node.text.strip()
        if name in known:
            names.append(name)
        else:
            near = nearest(name, known)
            entry.report(node, f"没有规则 {name}", f"是否为 {near}?" if near else "请核对规则编号", code="unknown-rule")
    return tuple(names)


def _read_yearly_fact(entry: Entry, key: str, around: Surroundings) -> str:
    label = entry.text(key)
    if not label:
        return ""
    spec = around.facts.get(label)
    kind = spec.type if spec else None
    if not isinstance(kind, ListType) or not {"年份", "数量"} <= set(getattr(kind.item, "fields", ())):
        entry.report(
            entry.place(key), f"事实“{label}”不是带年份、数量的列表", "请写如 全市原煤消费量", code="type-mismatch"
        )
        return ""
    return label
