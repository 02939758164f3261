"""Scenarios that suppose an imported two-high catalogue: the rule book as it then is, and only for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.api import Checker
from checker.errors import ScenarioError
from checker.workbench.bdd.catalogue import book_with_catalogue, read_catalogue_rows
from checker.workbench.bdd.recording import record
from checker.workbench.bdd.run import run
from checker.workbench.bdd.selection import Choice
from checker.workbench.exercise import exercise, scenario_attempts
from tests.workbench.bdd.features import feature

ROWS = (("行业小类代码", "行业小类名称"), ("3484", "机械零部件加工"))
LISTED = (
    "假如 录入的两高目录有如下各项",
    *(f"  | {' | '.join(row)} |" for row in ROWS),
    "当 审查该项目",
    '那么 推导事实"两高项目"为"是"',
)


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker.load()


def test_a_scenario_is_reviewed_with_the_catalogue_it_supposes(tmp_path: Path, checker: Checker) -> None:
    before = checker.rulebook
    path = feature(
        tmp_path,
        *("  场景: 列入", *LISTED, "  场景: 没有目录", "当 审查该项目", '那么 推导事实"两高项目"为"否"'),
    )
    done = run(checker, [path], Choice())
    assert [result.failure for result in done.results] == [None, None]
    assert checker.rulebook is before


def test_the_book_keeps_everything_but_an_earlier_catalogue(checker: Checker) -> None:
    book = checker.rulebook
    supposed = book_with_catalogue(book, ROWS)
    other = book_with_catalogue(supposed, (ROWS[0], ("3011", "水泥制造")))
    assert supposed.rules is book.rules
    assert set(book.tables) < set(supposed.tables)
    assert [len(each.tables) for each in (supposed, other)] == [len(book.tables) + 1] * 2
    assert {table for table in supposed.tables if table not in book.tables}.isdisjoint(other.tables)
    assert set(book_with_catalogue(other, ()).tables) == set(book.tables)
    assert len({book.hash, supposed.hash, other.hash}) == 3


def test_a_recorded_scenario_knows_its_catalogue(tmp_path: Path, checker: Checker) -> None:
    (recorded,) = record(feature(tmp_path, *LISTED), book=checker.rulebook)
    assert recorded.catalogue == ROWS
    assert recorded.failures(checker.check(recorded.application, as_of=recorded.as_of))
    reached = exercise(checker, scenario_attempts([recorded]), ())
    (ledger,) = [each for each in reached.rules if each.rule.id == "BZ-020304-ledger"]
    assert [outcome.label for outcome in ledger.seen] == ["未能判定"]


def test_what_no_office_could_import_is_refused_at_its_step(tmp_path: Path, checker: Checker) -> None:
    path = feature(
        tmp_path,
        "假如 录入的两高目录有如下各项",
        "  | 行业小类代码 |",
        "  | 30x1 |",
        "当 审查该项目",
        '那么 结论为"通过"',
    )
    with pytest.raises(ScenarioError) as caught:
        record(path, book=checker.rulebook)
    assert [(problem.line, problem.message) for problem in caught.value.problems] == [
        (14, "目录第 1 行:缺少列“行业小类名称”"),
        (14, "目录第 2 行A 列“行业小类代码”:“30x1”不是行业代码"),
    ]
    with pytest.raises(ScenarioError):
        read_catalogue_rows([["行业小类代码", "行业小类名称"]])
