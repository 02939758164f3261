"""The run of the ledger that the README shows: each command as written, each line of output where it says so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.running import ROOT, inside

_STORY = re.search(r"```console\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
_CASE = ROOT / "cases" / "coal-substitution-done" / "application.yaml"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the two applications."""
    first = _CASE.read_text(encoding="utf-8")
    second = re.sub("(?m)^项目名称:.*", "项目名称: 恩阳另一板业项目", first)
    second = re.sub("(?m)^项目代码:.*", "项目代码: 2602-511903-04-01-118237", second)
    (tmp_path / "甲.yaml").write_text(first, encoding="utf-8")
    (tmp_path / "乙.yaml").write_text(second, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name, value in {"CHECKER_LEDGER": "台账.db", "CHECKER_OFFICER": "张三"}.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_the_run_that_the_readme_shows_goes_as_shown(office: Path) -> None:
    assert _STORY is not None
    told = ""
    for line in _STORY[1].splitlines():
        if line.startswith("$ checker "):
            told = inside(*shlex.split(line.removeprefix("$ checker "))).stdout
            assert told, line
        else:
            assert line in told, line
    assert {"备份.gz", "台账.db", "恢复.db"} <= {path.name for path in office.iterdir()}


def test_the_table_of_the_readme_names_every_command_of_the_ledger() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## 清单台账")[1].split("```console")[0]
    named = set(re.findall(r"`([a-z-]+(?: [a-z-]+)?)`", section))
    shown = {group: _names(group) for group in ("", "quota", "source", "consult", "rectify", "decision")}
    wanted = {f"{group} {name}".strip() for group, names in shown.items() for name in names} - (shown.keys() - {""})
    assert wanted - named == set()


def _names(group: str) -> list[str]:
    page = inside("ledger", *group.split(), "--help").stdout
    return re.findall(r"(?m)^  ([a-z-]+) {2,}\S", page.split("命令:")[1].split("选项:")[0])
