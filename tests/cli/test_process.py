"""What only a process of its own can show: encodings, pipes, signals, imports, exit codes of the shell."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import APPROVED, CHECK, REJECTED, ROOT, process


@pytest.fixture
def rejected(tmp_path: Path) -> str:
    file = tmp_path / "项目.yaml"
    file.write_text(REJECTED, encoding="utf-8")
    return str(file)


def test_a_check_as_an_officer_runs_it(rejected: str) -> None:
    done = process(*CHECK, rejected)
    assert done.returncode == 20
    assert "结论      ✗ 否决\n" in done.stdout.decode()
    assert done.stderr == b""
    assert b"\x1b" not in done.stdout


def test_a_check_as_a_system_runs_it() -> None:
    done = process(*CHECK, "--format", "json", "-", stdin=APPROVED.encode())
    assert done.returncode == 0
    assert json.loads(done.stdout)["verdict"] == "approve"


def test_the_same_check_gives_the_same_bytes(rejected: str) -> None:
    runs = {
        process(*CHECK, "--format", "json", "--all", rejected, environment={"PYTHONHASHSEED": seed}).stdout
        for seed in "12"
    }
    assert len(runs) == 1


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1", "utf-16"])
@pytest.mark.parametrize("layout", ["text", "json", "markdown"])
def test_no_locale_makes_it_crash(rejected: str, encoding: str, layout: str) -> None:
    done = process(*CHECK, "--format", layout, rejected, environment={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    assert done.returncode == 20
    assert done.stderr == b""
    plain = encoding if layout != "json" and encoding not in ("ascii", "latin-1") else "utf-8"
    assert "恩阳区某食品加工厂" in done.stdout.decode(plain)


def test_errors_survive_an_ascii_locale() -> None:
    done = process("check", "--format", "xml", "x", environment={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert done.returncode == 2
    assert done.stderr.decode().startswith("错误:选项 --format")


def test_a_reader_that_goes_away_is_no_error(rejected: str) -> None:
    command = [sys.executable, "-m", "checker", *CHECK, "--all", *[rejected] * 40]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.read(10)
    running.stdout.close()
    complaints = running.stderr.read().decode()
    running.stderr.close()
    assert running.wait(timeout=120) == 20
    assert "错误" not in complaints
    assert "Traceback" not in complaints


def test_a_full_device_is_reported(rejected: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "checker", *CHECK, rejected],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            check=False,
        )
    assert done.returncode == 5
    assert done.stderr.decode().startswith("错误:无法写出结果(")


def test_a_closed_standard_output_is_reported(rejected: str) -> None:
    command = f'exec "{sys.executable}" -m checker {" ".join(CHECK)} "{rejected}" >&-'
    done = subprocess.run(["/bin/sh", "-c", command], stderr=subprocess.PIPE, cwd=ROOT, check=False)
    assert done.returncode == 5
    assert "Traceback" not in done.stderr.decode()


def test_a_named_pipe_is_read_like_a_file() -> None:
    if not Path("/dev/stdin").exists():
        pytest.skip("no /dev/stdin on this system")
    done = process(*CHECK, "/dev/stdin", stdin=APPROVED.encode())
    assert done.returncode == 0
    assert "✓ 通过" in done.stdout.decode()


def test_ctrl_c_is_clean(tmp_path: Path) -> None:
    waiting = subprocess.Popen(
        [sys.executable, "-m", "checker", *CHECK, "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "CHECKER_TRACEBACK": ""},
    )
    assert waiting.stdin is not None
    with pytest.raises(subprocess.TimeoutExpired):
        waiting.wait(timeout=3)
    waiting.send_signal(signal.SIGINT)
    out, err = waiting.communicate(timeout=60)
    assert waiting.returncode == 130
    assert out == b""
    assert err.decode().strip() == "已中断,没有写出结果"


def test_an_internal_fault_is_one_paragraph_without_traceback(tmp_path: Path) -> None:
    spoiled = tmp_path / "sitecustomize.py"
    spoiled.write_text(
        "import checker.cli.schema as schema\n"
        "def broken(*arguments, **settings):\n    raise RuntimeError('坏了')\n"
        "schema.schema.callback = broken\n",
        encoding="utf-8",
    )
    environment = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    done = process("schema", environment=environment)
    assert done.returncode == 5
    assert done.stderr.decode().startswith("错误:程序内部出错(RuntimeError: 坏了),没有得出结论")
    assert b"Traceback" not in done.stderr
    detailed = process("schema", environment={**environment, "CHECKER_TRACEBACK": "1"})
    assert detailed.returncode == 5
    assert b"Traceback" in detailed.stderr


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (
            ["--help"],
            {"pydantic", "yaml", "lark", "rich", "simplejson", "durable", "httpx", "checker.model", "checker.feel"},
        ),
        (
            ["check", "--help"],
            {"pydantic", "yaml", "lark", "rich", "simplejson", "durable", "checker.model", "checker.api"},
        ),
        (["eval", "1 + 1"], {"pydantic", "yaml", "rich", "simplejson", "durable", "checker.model", "checker.rulebook"}),
        (["schema", "report"], {"lark", "rich", "durable", "checker.rulebook", "checker.api"}),
    ],
)
def test_commands_import_only_what_they_need(arguments: list[str], absent: set[str]) -> None:
    probe = (
        "import sys\nfrom checker.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, cwd=ROOT, check=True)
    assert set(done.stderr.decode().split()) & absent == set()
