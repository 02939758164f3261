"""The run that the README shows of a platform, and its example of a desk: as written, told as shown."""

from __future__ import annotations

import re
import shlex
import signal
from pathlib import Path

import pytest

from checker.intake.demo.records import cases_directory, records_of_cases, unreadable_record
from checker.ledger import Ledger
from tests.api.desk_contract import DAY, GAS, application_of
from tests.cli.running import ROOT, inside
from tests.intake.house import TOKEN, DemoPlatform
from tests.ledger.proceedings import submitted

_SECTION = (ROOT / "README.md").read_text(encoding="utf-8").split("## 对接审批平台")[1].split("\n## ")[0]


def test_the_run_goes_as_shown(platform: DemoPlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, (_, record) in enumerate(records_of_cases(cases_directory()), 1):
        platform.store.add(f"SP-2026-{number:04d}", record)
    platform.store.add("SP-2026-0900", unreadable_record())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # pytest keeps its own
    for name, value in {"CHECKER_LEDGER": "台账.db", "CHECKER_OFFICE": "", "PLATFORM_TOKEN": TOKEN}.items():
        monkeypatch.setenv(name, value)
    (story,) = re.findall(r"```console\n(.*?)```", _SECTION, re.DOTALL)
    told, looked_at = "", 0
    for line in story.splitlines():
        if line.startswith(("$ export", "演示平台已开")) or "demo-platform" in line:
            continue  # the fixture is that platform
        if line.startswith("$ checker "):
            command, _, output = line.removeprefix("$ checker ").partition(" > ")
            result = inside(*shlex.split(command))
            assert result.exit_code == 0, (line, result.output)
            told = result.stdout + result.stderr
            if output:
                (tmp_path / output).write_text(told.replace("http://127.0.0.1:8799", platform.url), encoding="utf-8")
        else:
            looked_at += 1
            assert line in told, line
    assert looked_at == 10


def test_the_example_of_a_desk_runs(
    ledger: Ledger, address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    submitted(ledger, application_of(GAS), DAY)
    ledger.close()
    monkeypatch.setenv("CHECKER_LEDGER", address)
    monkeypatch.delenv("CHECKER_URL", raising=False)
    (example,) = re.findall(r"```python\n(.*?)```", _SECTION, re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})
    assert "燃气方案" in capsys.readouterr().out
