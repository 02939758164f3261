"""Slips on days on which nothing in force uses what they change."""

from __future__ import annotations

from functools import cache

import pytest

from checker.rulebook import load_rulebook
from checker.workbench.mutation.library import mutants_of
from checker.workbench.mutation.mutant import Kind, Mutant


@cache
def of_parameters() -> dict[tuple[str, str, str], Mutant]:
    found = (one for one in mutants_of(load_rulebook()) if one.kind is Kind.PARAMETER and not one.flaw)
    return {(one.owner, one.written, one.becomes): one for one in found}


@pytest.mark.parametrize(
    ("owner", "written", "becomes", "reason"),
    [
        ("全国电网排放因子", "2025-12-31", "2026-01-01", "没有规则或推算用到它"),
        ("数据中心电能利用效率限值", "2022-11-01", "2022-10-31", "所差的那些日子"),  # its rule begins on 2022-11-01
        ("数据中心电能利用效率限值", "2022-11-01", "2022-11-02", ""),
        ("原煤上限2030年", "2031-01-01", "2031-01-02", "所差的那些日子"),
        ("原煤上限2030年", "2031-01-01", "2030-12-31", ""),
        ("外购热力排放因子", "2026-07-01", "2026-07-02", ""),  # its formula is always in force
    ],
)
def test_a_date_matters_where_a_user_is_in_force(owner: str, written: str, becomes: str, reason: str) -> None:
    found = of_parameters()[owner, written, becomes]
    assert found.equivalence.startswith(reason)
    assert bool(found.equivalence) is bool(reason)


def test_a_value_matters_while_a_user_is_in_force() -> None:
    values = [one for one in of_parameters().values() if one.owner == "原煤上限2030年" and "=" in one.written]
    assert values
    assert all(not one.equivalence for one in values)
