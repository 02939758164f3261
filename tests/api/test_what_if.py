"""What if: some facts changed, and what that changes."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.api import Checker
from checker.errors import ApplicationError, UsageError
from checker.model import build_application, read_application
from checker.model.amendment import amended
from checker.model.outcome import Outcome, Verdict

_CASES = Path(__file__).resolve().parents[2] / "cases"
_CEMENT = _CASES / "cement-clinker-expansion" / "application.yaml"
_DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def shipped() -> Checker:
    return Checker.load()


def test_one_changed_figure_changes_just_what_rests_on_it(shipped: Checker) -> None:
    found = shipped.what_if(_CEMENT, {"产品[1].单位产品综合能耗": "107 kgce/t"}, as_of=_DAY)
    assert [(c.rule, c.before and c.before.outcome, c.after and c.after.outcome) for c in found.changes] == [
        ("EL-clinker", Outcome.VIOLATED, Outcome.SATISFIED)
    ]
    assert found.before == shipped.check(_CEMENT, as_of=_DAY)
    assert not found.verdict_changed


def test_a_changed_verdict_is_told(shipped: Checker) -> None:
    gas = _CASES / "liquor-gas-boiler" / "application.yaml"
    found = shipped.what_if(gas, {"锅炉[1].热效率": "60 %"}, as_of=_DAY)
    assert (found.before.verdict, found.after.verdict) == (Verdict.APPROVE, Verdict.REJECT)
    assert found.verdict_changed
    assert [change.rule for change in found.changes] == ["EQ-boiler"]


def test_nothing_changed_gives_the_same_report(shipped: Checker) -> None:
    found = shipped.what_if(_CEMENT, {}, as_of=_DAY)
    assert found.before == found.after
    assert found.changes == ()


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("单位产品综合能耗", 1, "未知字段"),
        ("年原煤消费", "1 t", "是否为“年原煤消费量”"),
        ("产品[9].年产量", "1 t", "没有第 9 项"),
        ("产品.年产量", "1 t", r"产品\[1\]"),
        ("产品[1].不存在", 1, "未知字段"),
        ("产品[1].年产量[1]", 1, "列表项里没有列表"),
        ("年原煤消费量[1]", 1, "不是列表"),
        ("年原煤消费量", "3 只", "年原煤消费量"),
        ("[[", 1, "认不出"),
    ],
)
def test_a_change_that_does_not_fit_names_its_field(path: str, value: object, words: str) -> None:
    with pytest.raises(ApplicationError, match=words):
        amended(read_application(_CEMENT), {path: value})


def test_records_are_added_replaced_and_taken_away() -> None:
    base = build_application(
        {"项目名称": "甲", "建设阶段": "拟建", "建设性质": "新建", "行业代码": "1469", "锅炉": [{"燃料": "天然气"}]}
    )
    more = amended(base, {"锅炉[2]": {"燃料": "电"}})
    assert [str(boiler.fuel) for boiler in more.boilers or ()] == ["天然气", "电"]
    assert [str(boiler.fuel) for boiler in amended(more, {"锅炉[1]": None}).boilers or ()] == ["电"]
    assert amended(base, {"锅炉": "无"}).boilers == ()
    assert amended(base, {"锅炉": None}).boilers is None


@settings(deadline=None)
@given(st.sampled_from(sorted(path for path in _CASES.glob("*/application.yaml"))))
def test_an_application_amended_by_nothing_is_itself(path: Path) -> None:
    application = read_application(path)
    assert amended(application, {}).content_hash == application.content_hash


def test_explaining_a_rule_that_is_not_in_force_says_so(shipped: Checker) -> None:
    with pytest.raises(UsageError, match="没有规则 NO-SUCH"):
        shipped.explain(_CEMENT, "NO-SUCH", as_of=_DAY)


def test_asyncio_gets_the_same_report(shipped: Checker) -> None:
    async def several() -> list[Verdict]:
        reports = await asyncio.gather(*(shipped.check_async(_CEMENT, as_of=_DAY) for _ in range(8)))
        assert len(set(map(id, reports))) == 8
        return [report.verdict for report in reports]

    assert asyncio.run(several()) == [shipped.check(_CEMENT, as_of=_DAY).verdict] * 8
