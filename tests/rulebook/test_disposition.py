"""Reading dispositions: exactly one kind with the details that kind needs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from checker.rulebook import Accounting, Direction
from tests.rulebook.packs import CLAUSES, load, problems_of

_FIRST = 'strength: 上限("不超过"), ceiling: rectify, mark: S}'


def _with(disposition: str) -> dict[str, str | None]:
    changed = CLAUSES.replace(_FIRST, f"{_FIRST[:-1]}, disposition: {disposition}}}")
    assert changed != CLAUSES
    return {"clauses/plan.yaml": changed}


def test_a_metric_has_name_unit_year_value_and_direction(tmp_path: Path) -> None:
    metric = "{name: 原煤消费量, year: 2025, unit: 万吨, value: 30, direction: 不超过}"
    clause = load(tmp_path, _with(f"{{kind: 计量, metrics: [{metric}]}}")).clauses["某府发〔2024〕5号#C1"]
    assert clause.disposition is not None
    assert clause.disposition.kind is Accounting.METRIC
    (read,) = clause.disposition.metrics
    assert (read.name, read.year, read.direction, read.base, read.about) == (
        "原煤消费量",
        2025,
        Direction.CAP,
        None,
        False,
    )
    assert read.unit is not None
    assert read.value.in_unit(read.unit) == Decimal(30)


def test_a_clause_may_have_none(tmp_path: Path) -> None:
    assert all(clause.disposition is None for clause in load(tmp_path).clauses.values())


@pytest.mark.parametrize(
    ("disposition", "message"),
    [
        ("{kind: 其他}", '"kind"不能是"其他"'),
        ("{kind: [规则, 提示]}", '"kind"应为一个值'),
        ("{kind: 计量}", '缺少"metrics"'),
        ("{kind: 清单}", '缺少"projects"'),
        ("{kind: 机制}", '缺少"reason"'),
        ("{kind: 提示, projects: [甲]}", '不认识的键"projects"'),
        ("{kind: 计量, metrics: [{name: 甲, direction: 达到, words: 完成}]}", '缺少"year"'),
        ("{kind: 计量, metrics: [{name: 甲, year: 2025, direction: 达到}]}", '"value"与"words"应有且只有一个'),
        (
            "{kind: 计量, metrics: [{name: 甲, year: 2025, unit: 万吨, value: 3 tce, direction: 达到}]}",
            "不是同一量纲",
        ),
        (
            "{kind: 计量, metrics: [{name: 甲, year: 2025, words: 完成, direction: 上升}]}",
            '"direction"不能是"上升"',
        ),
        (
            "{kind: 计量, metrics: [{name: 甲, year: 2025, words: 完成, direction: 达到, about: 是}]}",
            '"about"应为 true 或 false',
        ),
        (
            "{kind: 计量, metrics: [{name: 甲, year: 2025, words: 完成, direction: 达到, at_least: 是}]}",
            '"at_least"应为 true 或 false',
        ),
    ],
)
def test_a_faulty_disposition_is_named(tmp_path: Path, disposition: str, message: str) -> None:
    problems = problems_of(tmp_path, _with(disposition)).problems
    assert any(message in problem.message for problem in problems), problems
    assert all(problem.file.endswith("clauses/plan.yaml") for problem in problems)
