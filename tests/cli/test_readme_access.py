"""The runs that the README shows of tokens and of signed rule bundles: each command as written, each line as told."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.cli.running import ROOT, inside

_SECTION = (ROOT / "README.md").read_text(encoding="utf-8").split("## 令牌与规则包签名")[1].split("\n## ")[0]
_STORIES = re.findall(r"```console\n(.*?)```", _SECTION, re.DOTALL)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(ROOT / "cases" / "coal-substitution-done" / "application.yaml", tmp_path / "甲.yaml")
    monkeypatch.chdir(tmp_path)
    for name, value in {"CHECKER_LEDGER": "台账.db", "CHECKER_OFFICE": "", "CHECKER_RULE_KEYS": ""}.items():
        monkeypatch.setenv(name, value)
    assert inside("ledger", "init").exit_code == 0
    return tmp_path


@pytest.mark.parametrize("story", _STORIES, ids=["tokens", "bundles"])
def test_the_run_that_the_readme_shows_goes_as_shown(story: str, office: Path) -> None:
    told = ""
    for line in story.splitlines():
        if line.startswith("$ checker "):
            result = inside(*shlex.split(line.removeprefix("$ checker ")))
            assert result.exit_code == 0, (line, result.output)
            told = result.stdout
        else:
            assert line in told, line
