"""Conditions out of reach: what is called impossible never comes true, and what is possible is left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.feel import evaluate, parse
from checker.feel.types import BOOLEAN, DATE, NUMBER, STRING, ContextType, ListType, StringType
from checker.model.vocabulary import VOCABULARY
from checker.rulebook.expression import Scope
from checker.workbench.lint.reach import conflict_in

STAGES = ("拟建", "在建", "存量")
SCOPE = Scope(
    {
        "甲": NUMBER,
        "乙": NUMBER,
        "阶段": StringType(frozenset(STAGES)),
        "名称": STRING,
        "用煤": BOOLEAN,
        "开工日期": DATE,
        "年原煤消费量": VOCABULARY.facts["年原煤消费量"].type,
        "锅炉": VOCABULARY.facts["锅炉"].type,
        "产品": ListType(ContextType({"名称": STRING, "产能": NUMBER})),
    },
    {},
)

IMPOSSIBLE = [
    "甲 > 5 and 甲 < 3",
    "甲 > 5 and 甲 <= 5",
    "甲 >= 5 and 甲 < 5",
    "甲 = 5 and 甲 = 6",
    "甲 in [1..3] and 甲 in (3..5]",
    "甲 between 1 and 2 and 甲 > 2",
    "5 < 甲 and 3 > 甲",
    "not(甲 > 3) and 甲 > 4",
    "甲 > 乙 and 乙 >= 甲",
    "甲 = 乙 and 甲 != 乙",
    '阶段 = "拟建" and 阶段 = "存量"',
    '阶段 in ["拟建", "在建"] and 阶段 = "存量"',
    '阶段 != "拟建" and 阶段 != "在建" and 阶段 != "存量" and 阶段 != null',
    "用煤 and not(用煤)",
    "用煤 = true and 用煤 = false",
    "甲 = null and 甲 > 3",
    "(用煤 or 甲 > 5) and not(用煤) and 甲 < 5",
    "if 用煤 then 甲 > 5 and 甲 < 3 else false",
    "some p in 产品 satisfies p.产能 > 5 and p.产能 < 3",
    'date("2024-01-01") > date("2024-01-01") and false',
    "甲 in [5..1]",
    "1 > 2",
    "用煤 and 2 in [3..4]",
    'date(2024, 1, 1) > @"2024-06-01"',
    "甲 > 甲",
    "甲 + 乙 != 甲 + 乙",
    "count(产品) < 0",
    "count(产品) + 0 > 0 and count(产品) <= -1",
    "年原煤消费量 < 0 t",
    "not(年原煤消费量 >= 0 t)",
    "sum(锅炉.额定蒸发量) > 1 t/h and 锅炉[1].额定蒸发量 in (< 0 t/h)",
    '开工日期 > date("2026-01-01") and 开工日期 < @"2025-01-01"',
    '开工日期 in [date("2026-01-01")..date(2026, 2, 1)] and 开工日期 >= date("2026-03-01")',
    "false",
]

POSSIBLE = [
    "1 < 2",
    "甲 >= 甲",
    "甲 < 0",
    "count(产品) < 1",
    "年原煤消费量 <= 0 t",
    "年原煤消费量 < 1 t and 年原煤消费量 = null or 用煤",
    "甲 > 3 and 甲 < 5",
    "甲 >= 5 and 甲 <= 5",
    "甲 > 5 or 甲 < 3",
    "甲 > 4 and 甲 < 4.1",
    "甲 != 5 and 甲 != 6",
    "甲 > 乙 and 乙 > 3",
    '阶段 != "拟建" and 阶段 != "在建"',
    '名称 != "甲" and 名称 != "乙"',
    "甲 != null",
    "甲 = null and 甲 != 5",
    "用煤 or not(用煤)",
    "if 用煤 then false else true",
    'some p in 产品 satisfies p.产能 > 5 and p.名称 = "甲"',
    "(some p in 产品 satisfies p.产能 > 5) and (some p in 产品 satisfies p.产能 < 3)",
    "count(产品) > 3 and count(产品[产能 > 3]) < 1",
    "甲 + 1 > 5 and 甲 < 3 + 乙",
    "every p in 产品 satisfies false",
]


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_an_impossible_condition_is_told(text: str) -> None:
    assert conflict_in(((parse(text), True),), SCOPE) is not None


@pytest.mark.parametrize("text", POSSIBLE)
def test_a_possible_condition_is_left_alone(text: str) -> None:
    assert conflict_in(((parse(text), True),), SCOPE) is None


def test_the_two_parts_that_exclude_each_other_are_named() -> None:
    conflict = conflict_in(((parse("用煤 and 甲 > 5 and 乙 > 1 and 甲 < 3"), True),), SCOPE)
    assert conflict is not None
    assert [statement.term for statement in conflict.statements] == ["甲", "甲"]


_FIGURES = st.integers(-2, 3)
_SIGNS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
_ATOMS = st.one_of(
    st.builds("{} {} {}".format, st.sampled_from(["甲", "乙"]), _SIGNS, _FIGURES),
    st.builds("甲 {} 乙".format, _SIGNS),
    st.builds("乙 {} 甲".format, _SIGNS),
    st.builds("{} in [{}..{})".format, st.sampled_from(["甲", "乙"]), _FIGURES, _FIGURES),
    st.builds("甲 between {} and {}".format, _FIGURES, _FIGURES),
    st.builds('阶段 {} "{}"'.format, st.sampled_from(["=", "!="]), st.sampled_from(STAGES)),
    st.builds('阶段 in ["{}", "{}"]'.format, st.sampled_from(STAGES), st.sampled_from(STAGES)),
    st.sampled_from(["用煤", "甲 = null", "阶段 != null", "true", "null"]),
)
_CONDITIONS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not({})".format, inner),
        st.builds("(if {} then {} else {})".format, inner, inner, inner),
    ),
    max_leaves=8,
)
_NUMBERS = st.one_of(st.none(), st.sampled_from([Decimal(n) / 2 for n in range(-6, 9)]))
_CONTEXTS = st.fixed_dictionaries(
    {
        "甲": _NUMBERS,
        "乙": _NUMBERS,
        "阶段": st.sampled_from((None, *STAGES)),
        "用煤": st.sampled_from((None, True, False)),
    }
)


@given(_CONDITIONS, st.lists(_CONTEXTS, min_size=1, max_size=20))
def test_what_is_called_impossible_never_comes_true(text: str, contexts: list[dict[str, object]]) -> None:
    node = parse(text)
    for truth in (True, False):
        if conflict_in(((node, truth),), SCOPE) is not None:
            assert not [context for context in contexts if evaluate(text, context) is truth]
