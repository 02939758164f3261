"""Quotas: limits come from the metrics of clauses, ceilings from 不超过 alone; and what the plan's projects take."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from checker.api import Checker
from checker.model import build_application
from checker.model.report import QuotaDemand
from checker.model.standing import QuotaDirection, Standing
from checker.rulebook import RuleBook
from tests.rulebook.packs import CLAUSES, load, problems_of

METRICS = (
    "{name: 原煤消费量, year: 2025, unit: 万吨, value: 30, direction: 不超过}",
    "{name: 原煤消费量, year: 2030, unit: 万吨, value: 25, direction: 不超过}",
    "{name: 绿电量, year: 2030, unit: 万吨, value: 5, direction: 达到}",
    "{name: 强度, year: 2030, words: 持续下降, direction: 下降}",
)
_FIRST = 'strength: 上限("不超过"), ceiling: rectify, mark: S}'
QUOTA = """\
quotas:
  - name: 原煤消费量
    key: raw_coal
    unit: t
    applies: 建设阶段 = "拟建"
    takes: 年原煤消费量
    from: 投产日期
    limits:
      - {year: 2030, clause: C1, metric: 原煤消费量, rules: [T-1]}
      - {year: 2025, clause: C1, metric: 原煤消费量}
    annual: [T-1]
"""


def files(quotas: str = QUOTA) -> dict[str, str | None]:
    disposition = f"disposition: {{kind: 规则, metrics: [{', '.join(METRICS)}]}}"
    return {
        "clauses/plan.yaml": CLAUSES.replace(_FIRST, f"{_FIRST[:-1]}, {disposition}}}"),
        "quotas.yaml": quotas,
    }


def book(directory: Path, quotas: str = QUOTA) -> RuleBook:
    return load(directory, files(quotas))


def test_a_limit_is_the_metric_of_its_clause_in_the_unit_of_the_quota(tmp_path: Path) -> None:
    (quota,) = book(tmp_path).quotas
    assert [(limit.year, limit.value, limit.rules, limit.clause.reference) for limit in quota.limits] == [
        (2025, 300_000, (), "某府发〔2024〕5号#C1"),
        (2030, 250_000, ("T-1",), "某府发〔2024〕5号#C1"),
    ]
    assert (quota.direction, quota.annual_rules) == (QuotaDirection.CEILING, ("T-1",))
    assert quota.limit_of(2027) is None


def test_only_not_over_makes_a_ceiling(tmp_path: Path) -> None:
    target = QUOTA.replace(
        "{year: 2030, clause: C1, metric: 原煤消费量, rules: [T-1]}", "{year: 2030, clause: C1, metric: 绿电量}"
    )
    target = target.replace("      - {year: 2025, clause: C1, metric: 原煤消费量}\n", "")
    (quota,) = book(tmp_path, target).quotas
    assert quota.direction is QuotaDirection.TARGET


def test_an_input_has_the_clause_of_its_metric_and_no_value(tmp_path: Path) -> None:
    text = QUOTA[: QUOTA.index("    limits:")] + "    inputs:\n      - {year: 2030, clause: C1, metric: 强度}\n"
    (quota,) = book(tmp_path, text).quotas
    assert quota.direction is QuotaDirection.INPUT
    assert [(limit.year, limit.value) for limit in quota.limits] == [(2030, None)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("metric: 原煤消费量}", "metric: 原煤}", "没有 2025 年的指标“原煤”;该条款的指标:原煤消费量 2025"),
        ("{year: 2025, clause: C1", "{year: 2026, clause: C1", "没有 2026 年的指标“原煤消费量”"),
        ("{year: 2025, clause: C1", "{year: 2030, clause: C1", "同一年写了两次"),
        ("unit: t", "unit: tce", "而额度以 tce 计"),
        ("takes: 年原煤消费量", "takes: 综合能耗", "而额度以 t 计"),
        ("takes: 年原煤消费量", "takes: 年煤消费量", "未知事实"),
        ("from: 投产日期", "from: 建设阶段", "应为日期"),
        ('applies: 建设阶段 = "拟建"', "applies: 建设阶段", "应为是否"),
        ("annual: [T-1]", "annual: [T-9]", "没有规则 T-9"),
        ("    key: raw_coal\n", "", "缺少"),
        ("clause: C1, metric: 原煤消费量}", "clause: C2, metric: 原煤消费量}", "该条款没有登记指标"),
        (
            "{year: 2025, clause: C1, metric: 原煤消费量}",
            "{year: 2030, clause: C1, metric: 绿电量}",
            "既有上限又有目标",
        ),
    ],
)
def test_what_a_quota_may_not_say(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in QUOTA
    message = str(problems_of(tmp_path, files(QUOTA.replace(old, new))))
    assert said in message
    assert "quotas.yaml" in message


def test_a_quota_is_declared_once(tmp_path: Path) -> None:
    again = QUOTA + QUOTA.split("quotas:\n")[1]
    assert "额度“原煤消费量”重复" in str(problems_of(tmp_path, files(again)))


# --- the plan's own quotas -------------------------------------------------------------------------------------------


class EmptyLedger:
    """A ledger that knows nothing."""

    def standing(self, *_: Any) -> Standing:
        return Standing(0)


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker.load()


def demands(checker: Checker, **facts: object) -> dict[str, QuotaDemand]:
    """What a proposal takes, by metric; the carbon and energy of nothing are left out."""
    stated = {
        "项目名称": "甲",
        "建设阶段": "拟建",
        "建设性质": "新建",
        "行业代码": "3011",
        "能源消费": "无",
        "计划投产日期": "2028-06-30",
        **facts,
    }
    report = checker.check(build_application(stated), as_of=date(2026, 11, 22), ledger=EmptyLedger())
    return {demand.metric: demand for demand in report.demands}


def amounts(checker: Checker, **facts: object) -> dict[str, Decimal | None]:
    return {metric: demand.amount for metric, demand in demands(checker, **facts).items()}


def test_the_plan_has_one_ceiling(checker: Checker) -> None:
    ceilings = [quota.name for quota in checker.rulebook.quotas if quota.direction is QuotaDirection.CEILING]
    assert ceilings == ["原煤消费量"]


def test_every_declared_year_is_one_of_its_clause(checker: Checker) -> None:
    for quota in checker.rulebook.quotas:
        for limit in quota.limits:
            assert limit.clause.disposition is not None
            assert limit.year in {metric.year for metric in limit.clause.disposition.metrics}


@pytest.mark.parametrize(
    ("nature", "before", "amount"),
    [("新建", None, 30_000), ("扩建", "1 万t", 20_000), ("技改", "4 万t", -10_000), ("改建", None, None)],
)
def test_raw_coal_counts_what_is_added(checker: Checker, nature: str, before: str | None, amount: int | None) -> None:
    facts = {"建设性质": nature, "年原煤消费量": "3 万t", "基期年原煤消费量": before, "能源消费": None}
    taken = demands(checker, **facts)["原煤消费量"]
    assert (taken.amount, taken.unit, taken.first_year) == (amount, "t", 2028)


def test_without_a_day_to_begin_on_a_project_counts_at_once(checker: Checker) -> None:
    taken = demands(checker, 年原煤消费量="3 万t", 计划投产日期=None)["原煤消费量"]
    assert taken.first_year == 2026


def test_an_existing_plant_is_in_the_city_figures_already(checker: Checker) -> None:
    assert amounts(checker, 建设阶段="存量", 年原煤消费量="3 万t") == {}


@pytest.mark.parametrize(
    ("kind", "metrics"),
    [
        ("水电", {"水电装机容量", "水电、光伏、天然气发电等总装机容量", "水电、风电、光伏、天然气发电等总装机容量"}),
        ("风电", {"风电装机容量", "水电、风电、光伏、天然气发电等总装机容量"}),
        (
            "光伏",
            {"光伏发电装机容量", "水电、光伏、天然气发电等总装机容量", "水电、风电、光伏、天然气发电等总装机容量"},
        ),
        ("天然气发电", {"水电、光伏、天然气发电等总装机容量", "水电、风电、光伏、天然气发电等总装机容量"}),
        ("抽水蓄能", set()),
        ("生物质发电", set()),
    ],
)
def test_capacity_counts_by_its_kind(checker: Checker, kind: str, metrics: set[str]) -> None:
    taken = amounts(checker, 发电类型=kind, 装机容量="10 万kW", 年原煤消费量="0")
    assert {metric for metric in taken if "装机" in metric} == metrics
    assert all(taken[metric] == 100_000 for metric in metrics)


def test_seasonal_hydro_counts_only_where_it_is_stated(checker: Checker) -> None:
    metric = "具备季以上调节能力的水电装机容量"
    for stated, amount in ((True, 50_000), (False, None), (None, None)):
        taken = amounts(checker, 发电类型="水电", 装机容量="5 万kW", 具备季以上调节能力=stated)
        assert taken.get(metric) == amount


def test_bulk_waste_and_the_nine_recyclables_count_and_nothing_else(checker: Checker) -> None:
    taken = amounts(
        checker,
        固体废物=[
            {"种类": "粉煤灰", "年利用量": "8 万t", "大宗": True},
            {"种类": "污泥", "年利用量": "1 万t", "大宗": False},
        ],
        再生资源=[
            {"种类": "废钢铁", "年循环利用量": "2 万t"},
            {"种类": "废玻璃", "年循环利用量": "0.5 万t"},
            {"种类": "其他", "年循环利用量": "3 万t"},
        ],
    )
    assert taken["大宗固体废弃物年利用量"] == 80_000
    assert taken["9种主要再生资源循环利用量"] == 25_000


def test_the_inputs_of_the_intensities_are_counted(checker: Checker) -> None:
    taken = amounts(
        checker, 年综合能源消费量="2000 tce", 年碳排放量="5000 tCO2", 年工业增加值="3000 万元", 能源消费=None
    )
    assert taken["综合能源消费量"] == 2000
    assert taken["二氧化碳排放量"] == 5000
    assert taken["工业增加值"] == 3000
    upgraded = amounts(
        checker, 建设性质="技改", 年综合能源消费量="2000 tce", 基期综合能源消费量="2500 tce", 能源消费=None
    )
    assert upgraded["综合能源消费量"] == -500
    assert "工业增加值" not in upgraded


def test_missing_coal_is_unknown_and_missing_targets_count_nothing(checker: Checker) -> None:
    taken = amounts(checker, 发电类型="水电", 年原煤消费量=None, 能源消费=None)
    assert taken["原煤消费量"] is None
    assert "水电装机容量" not in taken
