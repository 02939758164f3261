"""``checker rules coverage`` and ``checker rules docs``."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import PACKS, inside
from tests.workbench.small_library import CASES, FEATURES, PLAN, changed_packs
from tests.workbench.small_library import PACKS as SMALL


def test_a_whole_library_ends_with_code_0() -> None:
    result = inside("rules", "coverage", "--packs", str(SMALL))
    assert result.exit_code == 0
    assert result.stderr == "场景取自 tests/workbench/small/features\n案例取自 tests/workbench/small/cases\n"
    assert result.stdout.startswith("条款 5 句，已有去向 5 句：规则 1，提示 1，计量 1，清单 1，机制 1\n")
    assert "场景 4 个" in result.stdout


def test_directories_may_be_named() -> None:
    options = ("--features", str(FEATURES), "--cases", str(CASES), "--format", "json", "--packs", str(SMALL))
    shape = json.loads(inside("rules", "coverage", *options).stdout)
    assert shape["complete"] is True
    assert shape["counts"]["scenarios"] == 4
    assert shape["sentences"][0]["disposition"]["metrics"][0] == {
        "name": "原煤消费量",
        "year": 2025,
        "direction": "不超过",
        "value": 30,
        "unit": "万吨",
        "words": None,
        "base": None,
        "about": False,
        "at_least": False,
    }


def test_a_gap_is_listed_and_ends_with_code_4(tmp_path: Path) -> None:
    packs = changed_packs(tmp_path, PLAN, "    disposition: {kind: 提示}\n", "")
    result = inside("rules", "coverage", "--packs", str(packs), "--features", str(FEATURES))
    assert result.exit_code == 4
    assert "错误:small/clauses/plan.yaml:" in result.stderr
    assert "条款 测发〔2024〕1号#T2(一(二)):没有去向" in result.stderr
    assert "没有去向的条款（1）" in result.stdout


def test_a_rule_without_a_scenario_ends_with_code_4(tmp_path: Path) -> None:
    result = inside("rules", "coverage", "--packs", str(SMALL), "--features", str(tmp_path))
    assert result.exit_code == 4
    assert "规则 S-01-cap:没有场景" in result.stderr


def test_a_library_without_scenarios_beside_it_says_so() -> None:
    result = inside("rules", "coverage", "--packs", str(PACKS))
    assert result.exit_code == 0
    assert "场景 没有核对" in result.stdout
    assert "没有一份文件登记了条款去向" in result.stderr


def test_a_missing_directory_is_a_usage_error(tmp_path: Path) -> None:
    result = inside("rules", "coverage", "--packs", str(SMALL), "--cases", str(tmp_path / "none"))
    assert (result.exit_code, result.stdout) == (2, "")


def test_docs_go_to_standard_output_or_into_a_directory(tmp_path: Path) -> None:
    shown = inside("rules", "docs", "--packs", str(SMALL))
    assert shown.exit_code == 0
    assert shown.stdout.startswith("<!DOCTYPE html>\n")
    for layout, name in (("html", "rulebook.html"), ("markdown", "rulebook.md")):
        result = inside(
            "rules", "docs", "--packs", str(SMALL), "--format", layout, "--output", str(tmp_path / "a" / "b")
        )
        assert (result.exit_code, result.stdout) == (0, "")
        assert (tmp_path / "a" / "b" / name).is_file()
    assert (tmp_path / "a" / "b" / "rulebook.html").read_text(encoding="utf-8") == shown.stdout


def test_docs_do_not_go_into_a_file(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("", encoding="utf-8")
    result = inside("rules", "docs", "--packs", str(SMALL), "--output", str(tmp_path / "x"))
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_clause_shows_how_it_is_accounted_for() -> None:
    shown = inside("clauses", "show", "T1", "--packs", str(SMALL)).stdout
    assert "去向      规则（由会商及以上处置的规则执行）\n          原煤消费量：2025 年不超过 30 万吨\n" in shown
    shape = json.loads(inside("clauses", "show", "T1", "--packs", str(SMALL), "--format", "json").stdout)
    assert shape["disposition"]["kind"] == "规则"
