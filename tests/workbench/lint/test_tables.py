"""Decision tables: a figure between two rows is told, a single value or a deliberate end is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.workbench.lint import Severity
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


CHOICES = "inputs:\n  - {name: 级, values: [甲, 乙]}\n  - {name: 新, type: boolean}\n  - {name: 量, unit: t}\n"
WHOLE = """  - ['"甲"', 'true', '-', '"小"']\n  - ['"甲"', 'false', '-', '"中"']\n"""


def told_of_choices(
    tmp_path: Path, rows: str, policy: str = "U", inputs: str = CHOICES
) -> list[tuple[str, Severity, str]]:
    pack = good_copy(tmp_path)
    change(pack, "tables/size.yaml", ROWS, f"rows:\n{rows}")
    change(pack, "tables/size.yaml", "hit_policy: U", f"hit_policy: {policy}")
    change(pack, "tables/size.yaml", "inputs:\n  - {name: 能耗, unit: tce}\n", inputs)
    change(pack, "rules/g-d-size.yaml", "规模分档(年综合能源消费量)", "规模分档(null, null, null)")
    kept = ("table-gap", "inputs-without-row", "row-unreachable", "rows-overlap", "empty-interval")
    return [(each.code, each.severity, each.message) for each in found_in(pack) if each.code in kept]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("""  - ['"乙"', '-', '-', '"大"']\n""", []),
        ("", ['级 为 "乙"']),
        ("""  - ['"乙"', 'true', '-', '"大"']\n""", ['级 为 "乙"、新 为 false']),
        (
            (
                """  - ['"乙"', 'true', '-', '"大"']\n  - ['"乙"', 'false', '< 5', '"大"']\n"""
                """  - ['"乙"', 'false', '>= 5', '"大"']\n"""
            ),
            [],
        ),
    ],
)
def test_a_choice_or_a_combination_without_a_row(tmp_path: Path, rows: str, told: list[str]) -> None:
    found = told_of_choices(tmp_path, WHOLE + rows)
    assert [(code, severity) for code, severity, _ in found] == [("table-gap", Severity.WARNING)] * len(told)
    assert [message.rpartition(":")[2] for _, _, message in found] == told


def test_a_combination_of_words_that_are_not_closed_is_a_note(tmp_path: Path) -> None:
    inputs = CHOICES.replace("values: [甲, 乙]", "type: string")
    ((code, severity, message),) = told_of_choices(
        tmp_path, WHOLE + """  - ['"乙"', 'true', '-', '"大"']\n""", inputs=inputs
    )
    assert (code, severity) == ("inputs-without-row", Severity.NOTE)
    assert message.endswith('级 为 "乙"、新 为 false')


@pytest.mark.parametrize(
    ("last", "hidden"),
    [("""['"甲"', '-', '> 5', '"大"']""", False), ("""['"甲"', 'true, false', '-', '"大"']""", True)],
)
def test_a_row_hidden_by_several_together(tmp_path: Path, last: str, hidden: bool) -> None:
    """Where nothing is known of the second input, only a row that does not ask for it is left."""
    rows = WHOLE + """  - ['"乙"', '-', '-', '"大"']\n  - """ + last + "\n"
    codes = [code for code, _, _ in told_of_choices(tmp_path, rows, policy="F")]
    assert codes == (["row-unreachable"] if hidden else [])


def test_an_interval_without_a_value_is_an_error_at_its_cell(tmp_path: Path) -> None:
    pack = good_copy(tmp_path)
    change(pack, "tables/size.yaml", "[1000..10000)", "[10000..1000)")
    (error,) = [each for each in found_in(pack) if each.severity is Severity.ERROR]
    assert (error.code, error.line) == ("empty-interval", 11)
    assert error.excerpt[error.column - 1 : error.end_column - 1] == "'[10000..1000)'"
