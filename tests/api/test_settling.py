"""Settling takes the rule book out of the collector's rounds, and lets go of those that were replaced."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.api import Checker
from checker.api.settling import settle
from checker.rulebook import load_rulebook

_PACKS = Path(__file__).parents[1] / "cli" / "packs"


@pytest.fixture(autouse=True)
def _unsettled() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()


class Knot:
    """Refers to itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.itself = self


def test_a_settled_process_has_little_to_look_through() -> None:
    checker = Checker.load(_PACKS)
    before = len(gc.get_objects())
    settle()
    assert gc.get_freeze_count() > before / 2
    assert len(gc.get_objects()) < before / 10
    assert checker.check({"项目名称": "甲", "建设阶段": "拟建", "建设性质": "新建", "行业代码": "1469"}).findings


def test_what_was_replaced_is_freed_by_settling_again() -> None:
    replaced = Knot()
    seen = weakref.ref(replaced)
    settle()
    del replaced
    gc.collect()
    assert seen() is not None
    settle()
    assert seen() is None


def test_a_dedicated_checker_settles_and_frees_the_rule_book_that_was_replaced() -> None:
    application = {"项目名称": "甲", "建设阶段": "拟建", "建设性质": "新建", "行业代码": "1469"}
    checker = Checker(load_rulebook(_PACKS), dedicated=True)
    assert gc.get_freeze_count() == 0
    checker.check(application)
    assert gc.get_freeze_count() > 0
    replaced = weakref.ref(checker._bench)
    assert checker.adopt(load_rulebook(_PACKS.parents[2] / "rules"))
    checker.check(application)
    assert replaced() is None


def test_no_other_checker_touches_the_collector() -> None:
    Checker.load(_PACKS).check({"项目名称": "甲", "建设阶段": "拟建", "建设性质": "新建", "行业代码": "1469"})
    assert gc.get_freeze_count() == 0
