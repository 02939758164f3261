"""Dispositions: the one way in which the library accounts for a clause of a register."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from checker.feel.units import Unit
from checker.feel.values import Value
from checker.rulebook.entry import Entry
from checker.rulebook.kind import read_kind, read_value
from checker.source import ScalarNode


class Accounting(StrEnum):
    """How a clause is accounted for (去向)."""

    RULES = "规则"
    ADVICE = "提示"
    METRIC = "计量"
    PROJECTS = "清单"
    GOVERNMENT = "机制"

    @property
    def meaning(self) -> str:
        """What it says of the clause."""
        return _MEANINGS[self]


class Direction(StrEnum):
    """Which way a metric should go, in the word of its sentence; 达到 also stands for 达 and 提升至."""

    CAP = "不超过"
    REACH = "达到"
    FALL = "下降"
    EXCEED = "超过"
    PASS = "突破"
    FLOOR = "不低于"
    KEEP = "保持在"


_MEANINGS: Final = {
    Accounting.RULES: "由会商及以上处置的规则执行",
    Accounting.ADVICE: "只由提示类规则核对,不影响结论",
    Accounting.METRIC: "计入全市指标,单个项目没有门槛",
    Accounting.PROJECTS: "点名项目清单,作规划符合性依据",
    Accounting.GOVERNMENT: "对政府提出,不对应单个项目",
}


@dataclass(frozen=True, slots=True)
class Metric:
    """A city metric that a clause sets for a year: a ``value`` counted in ``unit``, or ``words`` without a figure.

    ``base`` is the year a fall is counted from, where the clause names it; ``about`` stands for 左右,
    ``at_least`` for 以上.
    """

    name: str
    year: int
    direction: Direction
    unit: Unit | None
    value: Value
    words: str
    base: int | None
    about: bool
    at_least: bool


@dataclass(frozen=True, slots=True)
class Disposition:
    """The one way a clause is accounted for, with what that way needs.

    ``metrics`` go with 计量, and with 规则 where rules hold a project against a city's cap; ``projects`` go with 清单,
    ``reason`` with 机制.
    """

    kind: Accounting
    metrics: tuple[Metric, ...] = ()
    projects: tuple[str, ...] = ()
    reason: str = ""


DETAILS: Final = {
    Accounting.RULES: ("metrics", "reason"),
    Accounting.ADVICE: ("reason",),
    Accounting.METRIC: ("metrics", "reason"),
    Accounting.PROJECTS: ("projects", "reason"),
    Accounting.GOVERNMENT: ("reason",),
}
NEEDS: Final = {
    Accounting.METRIC: ("metrics", "[{name: 原煤消费量, year: 2025, unit: 万吨, value: 30, direction: 不超过}]"),
    Accounting.PROJECTS: ("projects", "[项目甲, 项目乙]"),
    Accounting.GOVERNMENT: ("reason", "为什么不对应单个项目"),
}


def read_disposition(entry: Entry) -> Disposition | None:
    """The ``disposition:`` of a clause; None where it has none or names no known kind."""
    item = entry.entry("disposition", example="{kind: 规则}")
    if item is None:
        return None
    item = item.named(f"{entry.owner} 的 disposition")
    kind = item.choice("kind", Accounting)
    if kind is None:
        return None
    item.allow("kind", *DETAILS[kind])
    if kind in NEEDS:
        item.require(*NEEDS[kind])
    metrics = (_read_metric(metric) for metric in item.entries("metrics"))
    return Disposition(
        kind=kind,
        metrics=tuple(metric for metric in metrics if metric is not None),
        projects=item.names("projects"),
        reason=item.text("reason"),
    )


def _read_metric(entry: Entry) -> Metric | None:
    name = entry.text("name", required=True, example="原煤消费量")
    entry = entry.named(f"{entry.owner} 的指标 {name or '(未命名)'}")
    entry.allow("name", "year", "unit", "value", "words", "direction", "base", "about", "at_least")
    entry.require("year", "2025")
    year, direction = entry.integer("year"), entry.choice("direction", Direction)
    words, unit, value = entry.text("words"), None, None
    if entry.has("value") == bool(words):
        entry.report(
            entry.node,
            '"value"与"words"应有且只有一个',
            "有数值写 unit 和 value,没有数值写 words: 基本完成",
            code="conflicting-keys",
        )
    elif not words:
        kind = read_kind(entry, values_key="")
        unit = kind.unit if kind else None
        value = read_value(entry, entry.place("value"), kind) if kind else None
    if not name or direction is None:
        return None
    return Metric(
        name=name,
        year=year,
        direction=direction,
        unit=unit,
        value=value,
        words=words,
        base=entry.integer("base") if entry.has("base") else None,
        about=_read_truth(entry, "about"),
        at_least=_read_truth(entry, "at_least"),
    )


def _read_truth(entry: Entry, key: str) -> bool:
    node = entry.get(key)
    if node is None or (isinstance(node, ScalarNode) and isinstance(node.value, bool)):
        return node is not None and bool(node.value)
    entry.report(node, f'"{key}"应为 true 或 false', f"请写 {key}: true", code="invalid-value")
    return False
