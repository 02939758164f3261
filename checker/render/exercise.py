"""What scenarios and cases reach of a rule book: the counts for people, all of it for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from checker.model.outcome import Outcome
from checker.workbench.exercise import EXPECTED, Exercise, ExercisedBoundary


def exercise_summary(exercise: Exercise) -> Iterator[str]:
    """The counts, one line each."""
    yield f"运行 场景 {exercise.scenarios} 次，案例 {exercise.cases} 次"
    seen, outcomes = exercise.outcomes
    product = f"{len(exercise.rules)} 条 × {len(EXPECTED)}"
    yield f"规则的判定 {outcomes} 种（{product}），见到 {seen}，从未见到 {outcomes - seen}"
    hit, rows = exercise.rows
    yield f"决策表的行 {rows} 行，命中 {hit}，从未命中 {rows - hit}"
    two_sided, sharp, days = exercise.dates
    yield f"起止日 {days} 个，前后都有 {two_sided}（其中当日和前一日都有 {sharp}），缺一侧 {days - two_sided}"


def exercise_shape(exercise: Exercise) -> dict[str, Any]:
    """All of it for other programs."""
    seen, outcomes = exercise.outcomes
    hit, rows = exercise.rows
    two_sided, sharp, days = exercise.dates
    return {
        "runs": {"scenarios": exercise.scenarios, "cases": exercise.cases},
        "counts": {
            "outcomes": {"all": outcomes, "seen": seen},
            "rows": {"all": rows, "hit": hit},
            "dates": {"all": days, "two_sided": two_sided, "sharp": sharp},
        },
        "rules": [
            {
                "id": each.rule.id,
                "seen": {outcome.value: each.seen[outcome] for outcome in Outcome if each.seen.get(outcome)},
                "unseen": [outcome.value for outcome in each.unseen],
            }
            for each in exercise.rules
        ],
        "tables": [
            {
                "name": each.table.name,
                "in_force": _period_shape(each.table.in_force.start, each.table.in_force.end),
                "rows": [
                    {"row": row.number, "file": row.file, "line": row.line, "hits": each.hits.get(row.number, 0)}
                    for row in each.table.rows
                ],
            }
            for each in exercise.tables
        ],
        "dates": [_boundary_shape(each) for each in exercise.boundaries],
    }


def _boundary_shape(boundary: ExercisedBoundary) -> dict[str, Any]:
    return {
        "what": boundary.what,
        "day": boundary.day.isoformat(),
        "begins": boundary.begins,
        "before": boundary.before,
        "since": boundary.since,
        "nearest_before": _day(boundary.nearest_before),
        "nearest_since": _day(boundary.nearest_since),
        "two_sided": boundary.is_two_sided,
        "sharp": boundary.is_sharp,
        "file": boundary.file,
        "line": boundary.line,
    }


def _period_shape(start: date | None, end: date | None) -> dict[str, str | None]:
    return {"from": _day(start), "to": _day(end)}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
