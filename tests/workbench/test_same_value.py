"""A derived fact that is not known has no value, whatever a scenario writes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from checker.model.report import DerivedFact
from checker.workbench.bdd.answer import same_value


def fact(value: Decimal | bool | str | None, unit: str = "") -> DerivedFact:
    return DerivedFact("某事实", value, unit, ())


@pytest.mark.parametrize("expected", ["是", "否", "甲", "0", "null"])
def test_an_unknown_fact_has_no_value_that_a_scenario_could_name(expected: str) -> None:
    assert not same_value(fact(None), expected)


def test_figures_are_the_same_in_any_fitting_unit() -> None:
    assert same_value(fact(Decimal(300000), "t"), "30 万吨")
    assert not same_value(fact(Decimal(300000), "t"), "30 吨")
    assert same_value(fact(True), "是")
    assert not same_value(fact(False), "是")
