"""``checker rules diff``."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import ROOT, inside
from tests.workbench.difference.small_change import later_edition
from tests.workbench.small_library import PACKS, changed_packs

CASE = """\
项目名称: 四万吨
建设阶段: 拟建
建设性质: 新建
行业代码: '3484'
年原煤消费量: 4 万吨
煤炭替代量: 4 万吨
替代来源说明: 无
"""


def _cases(directory: Path, *days: str) -> Path:
    folder = directory / "cases" / "four"
    folder.mkdir(parents=True)
    (folder / "application.yaml").write_text(CASE, encoding="utf-8")
    for number, day in enumerate(days):
        (folder / f"expected-{number}.yaml").write_text(f"as_of: {day}\n", encoding="utf-8")
    return folder.parent


def test_the_same_rules_end_with_code_0() -> None:
    result = inside("rules", "diff", str(PACKS), str(PACKS), "--no-impact")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "规则库：没有变化" in result.stdout
    assert "影响：没有核对" in result.stdout


def test_a_change_ends_with_code_1_and_names_the_rule(tmp_path: Path) -> None:
    cases = _cases(tmp_path, "2026-06-01")
    result = inside("rules", "diff", str(PACKS), str(later_edition(tmp_path)), "--cases", str(cases))
    assert (result.exit_code, result.stderr) == (1, "")
    assert "结论改变（1）" in result.stdout
    assert "案例 four（2026-06-01）  通过 → 否决（否决" in result.stdout
    assert "S-01-cap  符合 → 不符合·否决" in result.stdout


def test_json_lists_the_verdicts_that_flip(tmp_path: Path) -> None:
    cases = _cases(tmp_path, "2026-06-01", "2025-06-01")
    options = ("--cases", str(cases), "--format", "json")
    shape = json.loads(inside("rules", "diff", str(PACKS), str(later_edition(tmp_path)), *options).stdout)
    assert shape["different"] is True
    assert shape["impact"]["examined"] == {"案例": 2}
    assert [(each["id"], each["as_of"]) for each in shape["impact"]["changed"]] == [
        ("four", "2026-06-01"),
        ("four", "2025-06-01"),
    ]
    assert shape["impact"]["verdicts_changed"] == ["four"]


def test_every_case_may_be_judged_on_one_day(tmp_path: Path) -> None:
    cases = _cases(tmp_path, "2026-06-01", "2025-06-01")
    options = ("--cases", str(cases), "--format", "json", "--as-of", "2027-01-01")
    shape = json.loads(inside("rules", "diff", str(PACKS), str(later_edition(tmp_path)), *options).stdout)
    assert [each["as_of"] for each in shape["impact"]["changed"]] == ["2027-01-01"]


def test_markdown_is_a_note_to_paste(tmp_path: Path) -> None:
    result = inside("rules", "diff", str(PACKS), str(later_edition(tmp_path)), "--no-impact", "--format", "markdown")
    assert result.exit_code == 1
    assert result.stdout.startswith("# 规则变化：")
    assert "### 修改 S-01-cap" in result.stdout


def test_what_cannot_be_read_is_a_usage_error() -> None:
    result = inside("rules", "diff", "没有这个", str(PACKS))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "没有“没有这个”这个文件夹、文件或 git 版本" in result.stderr


def test_an_invalid_rule_book_ends_with_code_4(tmp_path: Path) -> None:
    packs = changed_packs(tmp_path, "small/rules/cap.yaml", "effect: rectify", "effect: 整改")
    result = inside("rules", "diff", str(PACKS), str(packs))
    assert (result.exit_code, result.stdout) == (4, "")
    assert "cap.yaml:8:9" in result.stderr


def test_the_newer_side_may_be_left_out() -> None:
    result = inside("rules", "diff", str(ROOT / "rules"), "--no-impact")
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_folder_without_cases_is_told_as_such(tmp_path: Path) -> None:
    result = inside("rules", "diff", str(PACKS), str(PACKS), "--cases", str(tmp_path))
    assert "影响：没有核对（没有一个案例；每个案例一个文件夹" in result.stdout


def test_the_group_says_what_its_commands_are_for() -> None:
    shown = inside("rules", "--help").stdout
    assert "规则的查看、编写、检查与试验" in shown
    for command in ("list", "show", "docs", "new", "lint", "test", "coverage", "mutate", "diff"):
        assert command in shown.split("命令:")[0]
