"""Proofs that a slip changes nothing: what they can see, and that they never claim what is not so."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.feel.compiler import compile_node
from checker.feel.parser import parse
from checker.feel.units import Quantity, parse_unit
from checker.rulebook import load_rulebook
from checker.workbench.mutation.edit import edits_of
from checker.workbench.mutation.library import mutants_of
from checker.workbench.mutation.proof import Prover
from tests.workbench.mutation.kiln import kiln_book

TONNE = parse_unit("t")


@cache
def prover() -> Prover:
    return Prover(kiln_book())


ADDS = "some q in 产品 satisfies q.新增年产能"
SAME = [
    ("年原煤消费量 >= 0 t or 涉密", "年原煤消费量 > -1 t or 涉密"),
    ('建设阶段 = "拟建" and 建设阶段 != "存量"', '建设阶段 = "拟建"'),
    ('建设阶段 = "拟建" or 建设阶段 = "在建"', '建设阶段 != "存量"'),
    ("年原煤消费量 > 5 t and 年原煤消费量 > 3 t", "年原煤消费量 > 5 t"),
    ("if 年用电量 >= 5 kWh then true else 年用电量 < 5 kWh", "if 年用电量 >= 5 kWh then true else 年用电量 <= 5 kWh"),
    ("煤炭年消费量 >= 年原煤消费量 or 涉密", "年原煤消费量 <= 煤炭年消费量 or 涉密"),
    (
        "煤炭年消费量 >= 年原煤消费量 or 煤炭年消费量 < 年原煤消费量",
        "煤炭年消费量 = 年原煤消费量 or 煤炭年消费量 != 年原煤消费量",
    ),
    (f"{ADDS} > q.新增年产能 * 0", f"{ADDS} > q.新增年产能 * -1"),
    ('行业代码 >= "20" and 行业代码 >= "10"', '行业代码 >= "20"'),
    ("涉密 = null or not(涉密)", "涉密 = null or 涉密 = false"),
]  # fmt: skip
DIFFERENT = [
    ("年原煤消费量 >= 5 t", "年原煤消费量 > 5 t"),
    ("年原煤消费量 > 0 t", "年原煤消费量 >= 0 t"),
    ("年原煤消费量 >= 0 t", "true"),  # an amount that is not given is unknown, not zero
    ("涉密 or not(涉密)", "true"),
    (f"{ADDS} > q.新增年产能 * 0", f"{ADDS} >= q.新增年产能 * 0"),
    (f"{ADDS} > q.新增年产能 * 0", f"{ADDS} > q.新增年产能 * 1"),
    ('行业代码 >= "20" and 行业代码 <= "46"', '行业代码 >= "20"'),
    ("煤炭年消费量 > 年原煤消费量", "煤炭年消费量 >= 年原煤消费量"),
    ('实际开工日期 > date("2025-09-01")', '实际开工日期 >= date("2025-09-01")'),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_what_comes_out_the_same_in_every_case_is_proved(before: str, after: str) -> None:
    assert prover().same_conditions(parse(before), parse(after))


@pytest.mark.parametrize(("before", "after"), DIFFERENT)
def test_what_differs_in_some_case_is_not(before: str, after: str) -> None:
    assert not prover().same_conditions(parse(before), parse(after))


def _conditions() -> st.SearchStrategy[str]:
    amounts = st.sampled_from(["年原煤消费量", "煤炭年消费量", "0 t", "1 t", "2 t"])
    orders = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])
    codes = st.sampled_from(['"20"', '"46"', "null"])
    atoms = st.one_of(
        st.builds("{} {} {}".format, amounts, orders, amounts),
        st.builds("行业代码 {} {}".format, orders, st.sampled_from(['"20"', '"46"'])),
        st.builds("行业代码 {} {}".format, st.sampled_from(["=", "!="]), codes),
        st.builds("年原煤消费量 {} null".format, st.sampled_from(["=", "!="])),
        st.sampled_from(["涉密", "涉密 = true", "true", "false", "null", '行业代码 in ["20", "46"]']),
        st.sampled_from(["年原煤消费量 in [1 t..2 t)", "年原煤消费量 between 0 t and 1 t"]),
    )
    return st.recursive(
        atoms,
        lambda inner: st.one_of(
            st.builds("({} and {})".format, inner, inner),
            st.builds("({} or {})".format, inner, inner),
            st.builds("not({})".format, inner),
            st.builds("(if {} then {} else {})".format, inner, inner, inner),
        ),
        max_leaves=6,
    )


def _environments() -> st.SearchStrategy[dict[str, Any]]:
    amount = st.none() | st.decimals(0, 3, places=1).map(lambda number: Quantity(number, TONNE.dimension))
    return st.fixed_dictionaries(
        {
            "年原煤消费量": amount,
            "煤炭年消费量": amount,
            "行业代码": st.sampled_from([None, "", "19", "20", "2011", "46", "47"]),
            "涉密": st.sampled_from([None, True, False]),
        }
    )


@settings(max_examples=400, deadline=None)
@given(_conditions(), st.data())
def test_conditions_proved_to_be_the_same_are_the_same_of_any_facts(text: str, data: st.DataObject) -> None:
    before = parse(text)
    for edit in edits_of(before):
        if prover().same_conditions(before, edit.node):
            one, other = (compile_node(node, {}, null_is_unknown=True) for node in (before, edit.node))
            environment = data.draw(_environments())
            said = [value if isinstance(value, bool) else None for value in (one(environment), other(environment))]
            assert said[0] is said[1], (text, edit.becomes, environment)


def test_slips_of_the_shipped_library_that_change_nothing_are_told_as_such() -> None:
    book = load_rulebook()
    proved = [one for one in mutants_of(book, rules=["CR-clinker-2024", "ER-31-08-authority"]) if one.equivalence]
    told = {(one.owner, one.written, one.becomes) for one in proved}
    assert ("CR-clinker-2024", "q.新增年产能 > q.新增年产能 * 0", "q.新增年产能 > q.新增年产能 * -1") in told
    assert (
        "ER-31-D-authority", "节能审查口径能耗 < 省级审查综合能耗门槛", "节能审查口径能耗 <= 省级审查综合能耗门槛"
    ) in told  # fmt: skip
