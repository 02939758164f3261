"""Decision tables: a figure between two rows is told, a single value or a deliberate end is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbench.lint.good_pack import change, found_in, good_copy

ROWS = """\
rows:
  - ['< 1000', '"小"']
  - ['[1000..10000)', '"中"']
  - ['>= 10000', '"大"']
"""


def codes_with(tmp_path: Path, *rows: str, policy: str = "U") -> list[tuple[str, int]]:
    pack = good_copy(tmp_path)
    change(pack, "tables/size.yaml", ROWS, "rows:\n" + "".join(f"  - {row}\n" for row in rows))
    change(pack, "tables/size.yaml", "hit_policy: U", f"hit_policy: {policy}")
    return [(each.code, each.line) for each in found_in(pack)]


@pytest.mark.parametrize(
    "rows",
    [
        ["""['< 10', '"小"']""", """['>= 10', '"大"']"""],
        ["""['<= 10', '"小"']""", """['> 10', '"大"']"""],
        ["""['10', '"小"']""", """['20', '"中"']""", """['30', '"大"']"""],
        ["""['[10..20]', '"小"']"""],
        ["""['[0..5], [6..9]', '"小"']"""],
        ["""['>= 10', '"大"']""", """['< 10', '"小"']"""],
        ["""['< 10', '"小"']""", """['10', '"中"']""", """['> 10', '"大"']"""],
        ["""['< 10', '"小"']""", """['not(< 10)', '"大"']"""],
    ],
)
def test_rows_that_leave_nothing_between_them(tmp_path: Path, rows: list[str]) -> None:
    assert codes_with(tmp_path, *rows) == []


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (["""['< 10', '"小"']""", """['> 10', '"大"']"""], 11),
        (["""['< 10', '"小"']""", """['>= 11', '"大"']"""], 11),
        (["""['> 100', '"大"']""", """['< 10', '"小"']""", """['[10..100)', '"中"']"""], 10),
    ],
)
def test_a_figure_between_two_rows(tmp_path: Path, rows: list[str], line: int) -> None:
    assert codes_with(tmp_path, *rows) == [("table-gap", line)]


def test_a_last_row_that_takes_the_rest_leaves_no_gap(tmp_path: Path) -> None:
    rows = ["""['< 10', '"小"']""", """['> 10', '"大"']""", """['-', '"中"']"""]
    assert codes_with(tmp_path, *rows, policy="F") == []


def test_a_row_behind_one_that_takes_everything_is_never_reached(tmp_path: Path) -> None:
    rows = ["""['-', '"中"']""", """['< 10', '"小"']"""]
    assert codes_with(tmp_path, *rows, policy="F") == [("row-unreachable", 11)]


@pytest.mark.parametrize(
    ("later", "told"),
    [
        ("""['>= date("2026-01-01")', '"大"']""", []),
        ("""['>= date("2026-02-01")', '"大"']""", [("table-gap", 11)]),
        ("""['>= date("2025-12-01")', '"大"']""", [("rows-overlap", 11)]),
        ("""['>= date("2026-02-30")', '"大"']""", [("invalid-date", 11)]),
    ],
)
def test_days_written_as_a_call_are_compared_like_others(
    tmp_path: Path, later: str, told: list[tuple[str, int]]
) -> None:
    pack = good_copy(tmp_path)
    change(pack, "tables/size.yaml", ROWS, f"""rows:\n  - ['< @"2026-01-01"', '"小"']\n  - {later}\n""")
    change(pack, "tables/size.yaml", "unit: tce", "type: date")
    change(pack, "rules/g-d-size.yaml", "年综合能源消费量", "计划开工日期")
    assert [(each.code, each.line) for each in found_in(pack)] == told


def test_the_gap_is_told_in_the_unit_of_the_column(tmp_path: Path) -> None:
    pack = good_copy(tmp_path)
    change(pack, "tables/size.yaml", "unit: tce", "unit: 万tce")
    change(pack, "tables/size.yaml", "[1000..10000)", "(1000..10000)")
    (gap,) = found_in(pack)
    assert "恰为 1000 万tce 时" in gap.message
