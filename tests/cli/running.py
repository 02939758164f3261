"""Runs the command line for tests: in a process of its own, or quickly inside this one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from checker.cli.program import program

ROOT = Path(__file__).parents[2]
PACKS = Path(__file__).parent / "packs"

HEAD = """\
项目名称: 恩阳区某食品加工厂锅炉改造项目
建设阶段: 拟建
建设性质: 新建
行业代码: "1469"
"""
APPROVED = HEAD + "年原煤消费量: 0 t\n"
RECTIFY = HEAD + "年原煤消费量: 3 万吨\n煤炭替代量: 2 万吨\n"
REJECTED = HEAD + "年原煤消费量: 6 万吨\n煤炭替代量: 6 万吨\n"
UNDETERMINED = HEAD + "年原煤消费量:\n"
CHECK = ("check", "--packs", str(PACKS), "--as-of", "2025-10-01")


def inside(*arguments: str, stdin: str | bytes | None = None, **environment: str) -> Result:
    """Run in this process."""
    return CliRunner().invoke(program, list(arguments), input=stdin, env={"NO_COLOR": "", **environment})


def process(
    *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> subprocess.CompletedProcess[bytes]:
    """Run in a process of its own, as a user does."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_", "LANG"))}
    return subprocess.run(
        [sys.executable, "-m", "checker", *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**clean, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **(environment or {})},
        timeout=120,
        check=False,
    )
