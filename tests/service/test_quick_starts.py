"""The quick starts of the README run as they are written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checker.ledger.access import Role
from tests.service.house import House
from tests.service.process import ROOT

_SECTION = re.compile(r"^## 服务\n(.*?)^## ", re.DOTALL | re.MULTILINE)
RULE = "BZ-020304-consultation"


def quick_start(language: str) -> str:
    section = _SECTION.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert section is not None
    found = re.search(rf"^```{language}\n(.*?)^```", section[1], re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def run(command: list[str], house: House) -> str:
    """What it prints, run at the root of the project."""
    environment = {
        **os.environ,
        "CHECKER_URL": house.url,
        "CHECKER_TOKEN": house.tokens[Role.OFFICER],
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
    }
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr.decode()
    return result.stdout.decode()


def test_python(shared_house: House, tmp_path: Path) -> None:
    file = tmp_path / "quick_start.py"
    file.write_text(quick_start("python"), encoding="utf-8")
    assert RULE in run([sys.executable, str(file)], shared_house)


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_curl(shared_house: House) -> None:
    assert RULE in run(["bash", "-euc", quick_start("bash")], shared_house)


@pytest.mark.skipif(shutil.which("javac") is None, reason="there is no JDK here")
def test_java(shared_house: House, tmp_path: Path) -> None:
    file = tmp_path / "Quickstart.java"
    file.write_text(quick_start("java"), encoding="utf-8")
    assert RULE in run(["java", "-Dfile.encoding=UTF-8", str(file)], shared_house)


@pytest.mark.parametrize("language", ["python", "bash", "java"])
def test_a_quick_start_is_short(language: str) -> None:
    lines = [line for line in quick_start(language).splitlines() if line.strip()]
    assert len(lines) <= 10
