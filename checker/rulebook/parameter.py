"""Parameters: dated values, such as the raw-coal cap; a name in expressions, null outside its periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from checker.feel.types import FeelType
from checker.feel.units import Unit
from checker.feel.values import Value
from checker.rulebook.checks import check_within_document
from checker.rulebook.clause import Clause, unique_clauses
from checker.rulebook.entry import Entry
from checker.rulebook.kind import Kind, read_kind, read_value
from checker.rulebook.period import Period
from checker.rulebook.register import ClauseRegister
from checker.source import ScalarNode


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value of a timeline with the clause that sets it; null ends the value or awaits the office's figure."""

    period: Period
    value: Value
    source: Clause | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A timeline of values of one type; ``values`` do not overlap and stand in order of time."""

    name: str
    key: str
    type: FeelType
    unit: Unit | None
    doc: str
    values: tuple[DatedValue, ...]
    pack: str
    file: str
    line: int

    def on(self, day: date) -> DatedValue | None:
        """The entry for ``day``, or None outside every period."""
        return next((dated for dated in self.values if day in dated.period), None)

    @property
    def sources(self) -> tuple[Clause, ...]:
        """The clauses behind its values, each once."""
        return unique_clauses(dated.source for dated in self.values if dated.source)


def read_parameter(entry: Entry, register: ClauseRegister, pack: str, file: str) -> Parameter | None:
    """One item of ``parameters:``; each value lasts until its own ``to`` or the next value's ``from``."""
    name = entry.text("name", required=True, example="中文名")
    entry = entry.named(f"参数 {name or '(未命名)'}")
    entry.allow("name", "key", "type", "unit", "description", "source", "values", "notes")
    key = entry.identifier()
    kind = read_kind(entry, values_key="")
    own_source = entry.scalar("source")
    items = entry.entries("values", required=True)
    if not name or kind is None:
        return None
    values = [_read_dated_value(item, kind, own_source, register, pack) for item in items]
    return Parameter(
        name=name,
        key=key,
        type=kind.type,
        unit=kind.unit,
        doc=entry.text("description"),
        values=_in_order(entry, items, values),
        pack=pack,
        file=file,
        line=entry.node.line,
    )


def _read_dated_value(
    entry: Entry, kind: Kind, own_source: ScalarNode | None, register: ClauseRegister, pack: str
) -> DatedValue:
    period = entry.dates("value", "source", "notes")
    node = entry.node.value.get("value")
    if node is None:
        entry.report(
            entry.node, '缺少"value"', "请写 value: 1000 tce;已废止或待录入的写 value: null", code="missing-key"
        )
        return DatedValue(period, None, None)
    value = read_value(entry, node, kind)
    source_node = entry.scalar("source") or own_source
    source = register.resolve(entry, source_node, pack) if source_node else None
    if value is not None:
        if source_node is None:
            entry.report(entry.node, "有数值而没有来源", "请写 source: 文号#条款号", code="missing-source")
        elif source is not None and not source.mark.drives_rules:
            entry.report(
                node,
                f"来源“{source.reference}”的核实标记为 {source.mark},其数值不得使用",
                "请写 value: null(待录入),核到原文并更新条款的 mark 后再填",
                code="unverified-clause",
            )
    return DatedValue(period, value, source)


def _in_order(entry: Entry, items: list[Entry], values: list[DatedValue]) -> tuple[DatedValue, ...]:
    placed = sorted(
        zip(values, items, strict=True),
        key=lambda pair: pair[0].period.start.isoformat() if pair[0].period.start else "",
    )
    timeline: list[DatedValue] = []
    for position, (dated, item) in enumerate(placed):
        period = dated.period
        following = placed[position + 1][0].period.start if position + 1 < len(placed) else None
        if following is not None:
            if following == period.start:
                entry.report(
                    placed[position + 1][1].node,
                    f"起始日 {following} 重复",
                    "每个起始日只能有一个值",
                    code="period-overlap",
                )
                continue
            if period.end is None:
                period = Period(period.start, following)
            elif period.end > following:
                entry.report(
                    item.node,
                    f"有效期与 {following} 起的值重叠",
                    f"请写 to: {following} 或更早,或删去 to",
                    code="period-overlap",
                )
                period = Period(period.start, following)
        if dated.source is not None and dated.value is not None:
            check_within_document(item, item.node, period, dated.source)
        timeline.append(DatedValue(period, dated.value, dated.source))
    return tuple(timeline)
