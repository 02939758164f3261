"""``checker rules lint``: what it prints, its exit codes, and the watch that checks again on every change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import watchfiles

from checker.cli.watching import watch
from checker.errors import Problem, RuleBookError
from checker.rulebook import default_packs_directory
from tests.cli.running import inside, process
from tests.workbench.lint.good_pack import GOOD, change, good_copy

COAL = "rules/g-d-coal.yaml"


def broken(directory: Path) -> Path:
    pack = good_copy(directory)
    change(pack, COAL, "年原煤消费量", "年煤消费量")
    return pack


def warned(directory: Path) -> Path:
    pack = good_copy(directory)
    change(pack, "tables/size.yaml", "[1000..10000)", "(1000..10000)")
    return pack


def test_a_good_pack_ends_with_code_0() -> None:
    result = inside("rules", "lint", str(GOOD))
    assert (result.exit_code, result.stdout) == (0, "错误 0 处，警告 0 处\n")
    assert result.stderr == f"查了规则包 1 个:{GOOD}\n"
    assert inside("rules", "lint", "--packs", str(GOOD)).stdout == result.stdout


def test_all_clear_says_which_packs_it_is_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(tmp_path / "机关")
    monkeypatch.chdir(tmp_path)
    alone = inside("rules", "lint")
    assert alone.exit_code == 0
    assert "随程序提供的(没有设 CHECKER_OFFICE,本机关的规则包不在其内)" in alone.stderr
    assert "没有查当前文件夹里的 机关/good;要查,请写 checker rules lint 机关" in alone.stderr
    monkeypatch.setenv("CHECKER_OFFICE", "机关")
    both = inside("rules", "lint")
    assert both.exit_code == 4
    assert "随程序提供的和本机关的(机关)" in both.stderr
    assert "没有查" not in both.stderr


def test_packs_read_for_reference_are_not_checked(tmp_path: Path) -> None:
    other = office_pack(tmp_path, OFFICE_RULE)
    faulty = broken(tmp_path)
    result = inside("rules", "lint", str(other), "--with", str(faulty))
    assert (result.exit_code, result.stdout) == (0, "错误 0 处，警告 0 处\n")
    assert result.stderr == f"查了规则包 1 个:{other}\n"


def test_an_error_is_shown_with_line_caret_and_remedy(tmp_path: Path) -> None:
    pack = broken(tmp_path)
    result = inside("rules", "lint", str(pack))
    assert result.exit_code == 4
    assert result.stdout.splitlines()[:5] == [
        f"{pack.as_posix()}/{COAL}:4:7  错误 unknown-fact",
        "    4 | when: 年煤消费量 > 0 t",
        "      |       ^^^^^^^^^^",
        "  推导 G-D-coal：未知事实“年煤消费量”",
        "  改法：是否为“年原煤消费量”或“基期年原煤消费量”?",
    ]
    assert result.stdout.endswith("错误 1 处，警告 0 处\n")


OFFICE_RULE = """\
id: L-1
title: 用煤
clause: 巴府发〔2024〕5号#P009
applies: 两高项目
require: 煤炭替代量 >= 年原煤消费量
effect: advise
"""


def office_pack(directory: Path, rule: str) -> Path:
    pack = directory / "练习"
    (pack / "rules").mkdir(parents=True)
    (pack / "pack.yaml").write_text("id: lianxi\ntitle: 练习\nversion: '1'\norder: 900\n", encoding="utf-8")
    (pack / "rules" / "l-1.yaml").write_text(rule, encoding="utf-8")
    return pack


def test_a_pack_of_the_office_is_read_with_the_shipped_ones(tmp_path: Path) -> None:
    result = inside("rules", "lint", str(office_pack(tmp_path, OFFICE_RULE)), "--notes")
    assert (result.exit_code, result.stdout) == (0, "错误 0 处，警告 0 处\n")


@pytest.mark.parametrize(
    ("number", "near"),
    [("某某发〔2024〕5号", None), ("巴发〔2024〕6号", "巴府发〔2024〕5号"), ("巴府发(2024)5号", "巴府发〔2024〕5号")],
)
def test_a_document_of_another_office_is_not_suggested(tmp_path: Path, number: str, near: str | None) -> None:
    pack = office_pack(tmp_path, OFFICE_RULE.replace("巴府发〔2024〕5号", number))
    (line,) = [line for line in inside("rules", "lint", str(pack)).stdout.splitlines() if line.startswith("  改法")]
    assert line == (f'  改法：是否为"{near}"?' if near else "  改法：请先在 clauses/ 登记该文件")


def test_one_pack_of_a_library_is_read_with_the_others() -> None:
    result = inside("rules", "lint", str(default_packs_directory() / "energy-limits"))
    assert result.exit_code == 0
    assert result.stdout.startswith("错误 0 处，警告 0 处\n")


def test_a_warning_counts_only_when_asked_to(tmp_path: Path) -> None:
    pack = str(warned(tmp_path))
    assert inside("rules", "lint", pack).exit_code == 0
    result = inside("rules", "lint", pack, "--strict")
    assert result.exit_code == 4
    assert "警告 table-gap" in result.stdout


def test_without_a_folder_the_shipped_library_is_checked() -> None:
    result = inside("rules", "lint", "--strict")
    assert result.exit_code == 0
    assert result.stdout.startswith("错误 0 处，警告 0 处\n另有 ")
    assert "unused-application-facts" in inside("rules", "lint", "--notes").stdout


def test_json_has_every_diagnostic(tmp_path: Path) -> None:
    shape = json.loads(inside("rules", "lint", str(broken(tmp_path)), "--format", "json").stdout)
    assert shape["counts"] == {"error": 1, "warning": 0, "note": 1}
    error = next(each for each in shape["diagnostics"] if each["severity"] == "error")
    assert (error["code"], error["line"], error["column"], error["end_column"]) == ("unknown-fact", 4, 7, 12)


def test_sarif_is_for_other_programs(tmp_path: Path) -> None:
    log = json.loads(inside("rules", "lint", str(broken(tmp_path)), "--format", "sarif").stdout)
    assert "unknown-fact" in [result["ruleId"] for result in log["runs"][0]["results"]]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere"], "文件夹不存在"),
        ([str(GOOD / "pack.yaml")], "请写它所在的规则包文件夹"),
        (["--with", "nowhere"], "文件夹不存在"),
        ([str(GOOD), "--format", "sraif"], "是否为 sarif"),
        ([""], "路径是空的"),
    ],
)
def test_a_wrong_call_ends_with_code_2(arguments: list[str], told: str) -> None:
    result = inside("rules", "lint", *arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""


def test_in_a_process_of_its_own(tmp_path: Path) -> None:
    done = process("rules", "lint", str(broken(tmp_path)))
    assert done.returncode == 4
    assert "unknown-fact" in done.stdout.decode()
    assert done.stderr.decode().startswith("查了规则包 1 个:")


class _Changes:
    """Stands in for the file system: one change after another, then Ctrl-C."""

    def __init__(self, *steps: Any) -> None:
        self._steps = steps
        self.folders: tuple[Path, ...] = ()

    def __call__(self, *folders: Path, watch_filter: Any, **_: Any) -> Iterator[set[tuple[Any, str]]]:
        self.folders = folders
        for step in self._steps:
            changed = {(watchfiles.Change.modified, str(path)) for path in step()}
            yield {each for each in changed if watch_filter(*each)}
        raise KeyboardInterrupt


def test_the_watch_checks_again_after_every_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = good_copy(tmp_path)

    def spoil() -> list[Path]:
        change(pack, COAL, "年原煤消费量", "年煤消费量")
        return [pack / COAL, pack / ".hidden.yaml", pack / "notes.txt~"]

    def mend() -> list[Path]:
        change(pack, COAL, "年煤消费量", "年原煤消费量")
        return [pack / COAL]

    changes = _Changes(spoil, mend)
    monkeypatch.setattr(watchfiles, "watch", changes)
    result = inside("rules", "lint", str(pack), "--watch")
    assert result.exit_code == 0
    assert changes.folders == (pack.resolve(),)
    counted = [line for line in result.stdout.splitlines() if line.startswith("错误 ")]
    assert counted == ["错误 0 处，警告 0 处", "错误 1 处，警告 0 处", "错误 0 处，警告 0 处"]
    assert result.stderr.count(f"有改动:{COAL}") == 2
    assert "已停止" in result.stderr


def test_the_watch_survives_what_a_run_raises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(watchfiles, "watch", _Changes(lambda: [tmp_path / "a.yaml"], lambda: [tmp_path / "b.yaml"]))
    outcomes = iter([RuleBookError(Problem("甲")), FileNotFoundError(2, "乙"), 7])

    def run(changed: frozenset[Path]) -> int:
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        assert changed == {tmp_path / "b.yaml"}
        return outcome

    assert watch([tmp_path], run) == 7
    told = capsys.readouterr().err
    assert "错误:甲" in told
    assert "读文件时出错(乙)" in told
