"""How a disposition reads: the metrics, projects or reason that account for a clause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.render.lines import prose
from checker.review.display import shown, text_of
from checker.rulebook import Direction, Disposition, Metric


def metric_text(metric: Metric) -> str:
    """``原煤消费量：2030 年不超过 25 万吨``, or ``岸电设施改造：2025 年基本完成`` where there is no figure."""
    head = f"{prose(metric.name)}：{metric.year} 年"
    if metric.words:
        return head + prose(metric.words)
    since = f"比 {metric.base} 年" if metric.base is not None and metric.direction is Direction.FALL else ""
    about = "左右" if metric.about else "以上" if metric.at_least else ""
    return f"{head}{since}{metric.direction} {text_of(metric.value, metric.unit)}{about}"


def disposition_details(disposition: Disposition) -> Iterator[str]:
    """What stands behind the word: a line per metric, one for the projects, one for the reason."""
    yield from map(metric_text, disposition.metrics)
    if disposition.projects:
        yield "点名项目：" + "、".join(map(prose, disposition.projects))
    if disposition.reason:
        yield prose(disposition.reason)


def disposition_shape(disposition: Disposition) -> dict[str, Any]:
    """A disposition as a JSON object."""
    return {
        "kind": disposition.kind.value,
        "metrics": [_metric_shape(metric) for metric in disposition.metrics],
        "projects": list(disposition.projects),
        "reason": disposition.reason or None,
    }


def _metric_shape(metric: Metric) -> dict[str, Any]:
    value, unit = shown(metric.value, metric.unit)
    return {
        "name": metric.name,
        "year": metric.year,
        "direction": metric.direction.value,
        "value": value,
        "unit": unit or None,
        "words": metric.words or None,
        "base": metric.base,
        "about": metric.about,
        "at_least": metric.at_least,
    }
