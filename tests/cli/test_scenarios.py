"""``checker rules test``: output, exit codes, choices, JUnit."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from tests.cli.running import ROOT, inside, process
from tests.workbench.bdd.features import feature
from tests.workbench.small_library import FEATURES, changed_packs
from tests.workbench.small_library import PACKS as SMALL

GOLDEN = Path(__file__).parent / "golden"
UPDATING = bool(os.environ.get("CHECKER_UPDATE_GOLDEN"))
PACKED = ("--packs", str(SMALL))

MIXED = (
    "  场景大纲: 用煤上限",
    '    假如 "年原煤消费量"为"<用煤>"',
    "    当 审查该项目",
    '    那么 规则"S-01-cap"判定为"<判定>"',
    "    例子:",
    "      | 用煤    | 判定 |",
    "      | 4 万t   | 符合 |",
    "      | 40001 t | 符合 |",
    "  场景: 结论",
    "    当 审查该项目",
    '    那么 结论为"否决"',
    "  场景: 写错的步骤",
    "    当 审查该项目",
    '    那么 规则"S-01-cap"判断为"符合"',
    "  场景: 写错的字段",
    '    假如 "年原煤消耗量"为"1 t"',
    "    当 审查该项目",
    '    那么 结论为"通过"',
    "  场景: 写错的单位",
    '    假如 "年原煤消费量"为"1 kWh"',
    "    当 审查该项目",
    '    那么 结论为"通过"',
    "  场景: 什么也不核对",
    "    当 审查该项目",
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def same_as_golden(name: str, text: str) -> None:
    if UPDATING:
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")
    assert text == (GOLDEN / name).read_text(encoding="utf-8")


def test_a_library_that_passes_ends_with_code_0() -> None:
    result = inside("rules", "test", *PACKED)
    assert (result.exit_code, result.stdout) == (0, "场景 4 个:通过 4,不通过 0\n")
    assert f"规则包 {SMALL};场景 " in result.stderr


def test_every_kind_of_failure_reads_as_its_golden_file(here: Path) -> None:
    feature(here, *MIXED)
    result = inside("rules", "test", "a.feature", *PACKED)
    assert result.exit_code == 1
    same_as_golden("scenarios.txt", result.stdout)


def test_junit_reads_as_its_golden_file(here: Path) -> None:
    feature(here, *MIXED)
    (here / "b.feature").write_text("功能: 甲\n", encoding="utf-8")
    result = inside("rules", "test", "a.feature", "b.feature", "--junit", "out.xml", *PACKED)
    assert result.exit_code == 2
    text = (here / "out.xml").read_text(encoding="utf-8")
    same_as_golden("scenarios.junit.xml", re.sub(r'time="[\d.]+"', 'time="0"', text))
    root = Xml.fromstring(text)
    assert [(suite.get("tests"), suite.get("failures"), suite.get("errors")) for suite in root] == [
        ("7", "2", "4"),
        ("1", "0", "1"),
    ]


def test_a_changed_rule_is_noticed_with_its_trace(tmp_path: Path) -> None:
    packs = changed_packs(tmp_path, "small/rules/cap.yaml", "<= 用煤上限", "< 用煤上限")
    result = inside("rules", "test", str(FEATURES), "--packs", str(packs))
    assert result.exit_code == 1
    assert "例子      用煤 = 4 万t,判定 = 符合\n" in result.stdout
    assert "应为      符合\n  实为      不符合\n" in result.stdout
    assert "✗ 不成立  要求：年原煤消费量小于用煤上限" in result.stdout
    assert result.stdout.endswith("场景 4 个:通过 3,不通过 1(不符 1)\n")


def test_more_than_twenty_failures_are_told_in_brief(here: Path) -> None:
    lines = [line for n in range(23) for line in (f"  场景: 第{n}个", "    当 审查该项目", '    那么 结论为"否决"')]
    feature(here, *lines)
    shown = inside("rules", "test", "a.feature", *PACKED).stdout
    assert shown.count("✗ 不符") == 20
    assert "另有 3 个场景不通过:\n  a.feature:73  结论:应为“否决”,实为“通过”\n" in shown


def test_a_file_that_is_not_gherkin_ends_with_code_2_and_the_others_run(here: Path) -> None:
    feature(here, "当 审查该项目", '那么 结论为"通过"')
    (here / "b.feature").write_text("", encoding="utf-8")
    result = inside("rules", "test", ".", *PACKED)
    assert result.exit_code == 2
    assert "错误:b.feature 场景文件是空的" in result.stderr
    assert result.stdout == "场景 1 个:通过 1,不通过 0;读不懂的文件 1 个\n"


def test_an_invalid_rule_book_ends_with_code_4(tmp_path: Path) -> None:
    packs = changed_packs(tmp_path, "small/rules/cap.yaml", "用煤上限\n", "用煤上线\n")
    result = inside("rules", "test", str(FEATURES), "--packs", str(packs))
    assert (result.exit_code, result.stdout) == (4, "")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("none",), "场景的文件或目录不存在"),
        (("--rule", "S-01-cop"), "没有规则 S-01-cop;是否为 S-01-cap?"),
        (("--tag", "S-02-gren"), "没有标签 S-02-gren;是否为 S-02-green?"),
        (("--jobs", "many"), "选项 --jobs:“many”不行;请写 1 到 64 的整数"),
        (("--junit", "no/where.xml"), "结果文件所在的目录不存在"),
        (("--since", "nope"), "不在 git 管理之下"),
    ],
)
def test_what_cannot_be_done_ends_with_code_2(here: Path, options: tuple[str, ...], said: str) -> None:
    (here / "features").mkdir()
    for file in FEATURES.glob("*.feature"):
        (here / "features" / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    places = () if options == ("none",) else ("features",)
    result = inside("rules", "test", *places, *options, *PACKED)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_no_scenarios_at_all_are_a_usage_error(here: Path) -> None:
    result = inside("rules", "test", "--packs", str(changed_packs(here, "small/pack.yaml", "1.0", "1.1")))
    assert result.exit_code == 2
    assert "没有找到场景目录 features" in result.stderr


def test_a_rule_without_scenarios_is_told(here: Path) -> None:
    feature(here, "当 审查该项目", '那么 结论为"通过"')
    result = inside("rules", "test", "a.feature", "--rule", "S-02-green", *PACKED)
    assert result.exit_code == 2
    assert "没有场景提到 S-02-green" in result.stderr


def test_nothing_changed_is_nothing_to_run(here: Path) -> None:
    feature(here, "当 审查该项目", '那么 结论为"否决"')
    for words in (
        ("init", "-q"),
        ("add", "."),
        ("-c", "user.name=x", "-c", "user.email=x@x", "commit", "-q", "-m", "x"),
    ):
        subprocess.run(["git", *words], cwd=here, check=True)
    assert inside("rules", "test", "a.feature", "--changed", *PACKED).exit_code == 0
    feature(here, "当 审查该项目", '那么 结论为"整改"')
    assert inside("rules", "test", "a.feature", "--changed", *PACKED).exit_code == 1


def test_the_steps_are_listed() -> None:
    shown = inside("rules", "test", "--steps").stdout
    assert shown.startswith("假如\n")
    assert '  规则"规则编号"判定为"词语"\n' in shown
    assert "(?" not in shown


def test_packs_that_lie_here_unused_are_mentioned(here: Path) -> None:
    changed_packs(here, "small/pack.yaml", "1.0", "1.1").rename(here / "rules")
    feature(here, "当 审查该项目", '那么 申报不能受理,提示含"甲"')
    assert "要用它,请写 --packs rules" in inside("rules", "test", "a.feature").stderr


def test_a_run_in_its_own_process_prints_nothing_of_pytest(tmp_path: Path) -> None:
    feature(tmp_path, *MIXED)
    done = process("rules", "test", "a.feature", *PACKED, cwd=tmp_path)
    assert done.returncode == 1
    assert b"Traceback" not in done.stdout + done.stderr
    assert b"pytest" not in done.stdout + done.stderr
    assert done.stderr.decode().count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.feature"]


def test_watching_runs_what_a_change_concerns_until_interrupted(tmp_path: Path) -> None:
    feature(tmp_path, "当 审查该项目", '那么 结论为"通过"')
    path = feature(tmp_path, "当 审查该项目", '那么 结论为"通过"', name="b.feature")
    command = [sys.executable, "-m", "checker", "rules", "test", ".", "--watch", *PACKED]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    watching = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    assert watching.stdout is not None
    seen = ""
    while "正在等待改动" not in seen:
        seen += watching.stdout.readline()
    assert "场景 2 个:通过 2,不通过 0\n" in seen
    time.sleep(1)  # the watch itself begins after it was announced
    path.write_text(path.read_text(encoding="utf-8").replace("通过", "否决"), encoding="utf-8")
    while seen.count("用时") < 2:
        seen += watching.stdout.readline()
    assert "场景 1 个:通过 0,不通过 1(不符 1);没有选中的 1 个未运行\n" in seen
    time.sleep(1)  # back to waiting
    watching.send_signal(signal.SIGINT)
    rest, _ = watching.communicate(timeout=60)
    assert "已停止" in rest
    assert watching.returncode == 1
