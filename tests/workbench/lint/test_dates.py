"""Dates: versions that follow one another leave neither a hole nor an overlap; a value to come is no hole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbench.lint.good_pack import GOOD, change, found_in, good_copy

BOILER = (GOOD / "rules" / "g-boiler.yaml").read_text(encoding="utf-8")
SIZE = (GOOD / "tables" / "size.yaml").read_text(encoding="utf-8")


def two_rules(directory: Path, first: str, second: str) -> list[tuple[str, str, int]]:
    """What is told of two versions of one rule with these periods."""
    pack = good_copy(directory)
    (pack / "rules" / "g-boiler.yaml").unlink()
    for name, period in (("one", first), ("two", second)):
        text = BOILER.replace("G-boiler", f"G-boiler-{name}").replace("applies:", f"in_force: {period}\napplies:")
        (pack / "rules" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return [(each.code, Path(each.file).name, each.line) for each in found_in(pack)]


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("{from: 2025-09-01, to: 2026-01-01}", "{from: 2026-01-01}", []),
        ("{from: 2026-01-01}", "{from: 2025-09-01, to: 2026-01-01}", []),
        ("{from: 2025-09-01, to: 2026-01-01}", "{from: 2026-02-01}", [("period-gap", "two.yaml", 4)]),
        ("{from: 2026-02-01}", "{from: 2025-09-01, to: 2026-01-01}", [("period-gap", "one.yaml", 4)]),
        ("{from: 2025-09-01, to: 2026-03-01}", "{from: 2026-01-01}", [("rules-overlap", "two.yaml", 4)]),
        ("{from: 2025-09-01}", "{from: 2026-01-01, to: 2026-06-01}", [("rules-overlap", "two.yaml", 4)]),
    ],
)
def test_two_versions_of_one_rule(tmp_path: Path, first: str, second: str, told: list[tuple[str, str, int]]) -> None:
    assert two_rules(tmp_path, first, second) == told


def test_rules_that_apply_to_other_projects_are_no_versions_of_one_another(tmp_path: Path) -> None:
    pack = good_copy(tmp_path)
    other = BOILER.replace("G-boiler", "G-boiler-new").replace("count(锅炉) > 0", 'count(锅炉[状态 = "新增"]) > 0')
    (pack / "rules" / "other.yaml").write_text(other, encoding="utf-8")
    assert found_in(pack) == []


def test_a_hole_between_two_tables_of_one_name(tmp_path: Path) -> None:
    pack = good_copy(tmp_path)
    first = SIZE.replace("source: P1", "source: P1\nin_force: {from: 2024-03-19, to: 2025-01-01}")
    second = SIZE.replace("source: P1", "source: P1\nin_force: {from: 2025-03-01}")
    (pack / "tables" / "size.yaml").write_text(first, encoding="utf-8")
    (pack / "tables" / "size-2025.yaml").write_text(second, encoding="utf-8")
    (gap,) = found_in(pack)
    assert (gap.code, Path(gap.file).name, gap.line) == ("period-gap", "size-2025.yaml", 5)
    assert "从 2025-01-01 到 2025-03-01 之前没有有效的版本" in gap.message


def test_a_hole_between_two_derivations_of_one_fact(tmp_path: Path) -> None:
    pack = good_copy(tmp_path)
    change(pack, "rules/g-d-gap.yaml", "derive:", "in_force: {from: 2024-01-01, to: 2025-01-01}\nderive:")
    later = (GOOD / "rules" / "g-d-gap.yaml").read_text(encoding="utf-8")
    later = later.replace("G-D-gap", "G-D-gap-2").replace("derive:", "in_force: {from: 2025-06-01}\nderive:")
    (pack / "rules" / "later.yaml").write_text(later, encoding="utf-8")
    (gap,) = found_in(pack)
    assert (gap.code, Path(gap.file).name, gap.line) == ("period-gap", "later.yaml", 3)


def test_a_value_still_to_be_entered_is_no_hole(tmp_path: Path) -> None:
    pack = good_copy(tmp_path)
    change(pack, "parameters.yaml", "value: 5000 tce, source: 令第31号#3", "value: null")
    assert found_in(pack) == []
