"""One measure of likeness for every mistyped name."""

from __future__ import annotations

import pytest

from checker.nearness import near_words, nearest


@pytest.mark.parametrize(
    ("word", "words", "near"),
    [
        ("年原煤消耗量", ("年原煤消费量", "年用电量"), "年原煤消费量"),
        ("S-01-cop", ("S-01-cap", "S-02-green"), "S-01-cap"),
        ("拟", ("拟建", "在建"), "拟建"),
        ("煤", ("原煤消费总量", "年用电量"), ""),
        ("原煤", ("全市原煤消费总量上限", "年用电量"), "全市原煤消费总量上限"),
        ("天气", ("年用电量",), ""),
        ("", ("甲",), ""),
        ("长" * 61, ("长" * 60,), ""),
    ],
)
def test_the_likest_is_found_or_the_one_that_contains_it(word: str, words: tuple[str, ...], near: str) -> None:
    assert nearest(word, words) == near


def test_among_many_names_more_likeness_is_asked_for() -> None:
    many = [f"{letter}{number}" for letter in "甲乙" for number in range(100, 130)]
    assert nearest("天气", ["年天然气用量"]) == "年天然气用量"
    assert not nearest("天气", ["年天然气用量", *many])


def test_several_come_the_likest_first() -> None:
    assert near_words("年用煤量", ["年用煤总量", "年用电量"], most=2) == ("年用煤总量", "年用电量")
