"""The guide, followed as written: every command it shows is run in order, and what it prints is what the guide shows.

Set CHECKER_UPDATE_GOLDEN=1 to write down what the commands print today.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from checker.feel import parse
from checker.feel.typecheck import check
from checker.rulebook import read_rulebook
from tests.cli.running import ROOT

GUIDE = ROOT / "GUIDE.md"
UPDATE = os.environ.get("CHECKER_UPDATE_GOLDEN") == "1"
_BLOCK = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"(?:yaml|gherkin) (?P<how>写进|加到) (?P<name>\S+)")
_VARYING = {re.compile(r"用时 [0-9.]+ 秒"): "用时 1.0 秒", re.compile(r"另有 \d+ 条提示"): "另有 8 条提示"} | {
    re.compile(r"查了规则包 \d+ 个"): "查了规则包 11 个"
}
"""What differs from run to run, or as the shipped rules grow."""
_MARK = "@@@ end of command @@@"


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a block, with what the guide shows of its output."""

    text: str
    output: str


def commands_in(block: str) -> list[Command]:
    """The commands of a block: each starts with ``$``, goes on below a line that ends in a backslash, then prints."""
    found: list[tuple[list[str], list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(([line[2:]], []))
        elif found[-1][0][-1].endswith("\\") and not found[-1][1]:
            found[-1][0].append(line)
        else:
            found[-1][1].append(line)
    return [Command("\n".join(text), "\n".join(output)) for text, output in found]


def steps_in(text: str) -> list[Command]:
    """What the guide tells to do, in order: commands, and files to write or to add to, which print nothing."""
    steps: list[Command] = []
    for block in _BLOCK.finditer(text):
        file = _FILE.fullmatch(block["kind"])
        if block["kind"] == "console":
            steps += commands_in(block["body"])
        elif file is not None:
            redirection, body = (">", "") if file["how"] == "写进" else (">>", "\n")
            written = f"cat {redirection} {file['name']} <<'END'\n{body}{block['body']}END"
            steps.append(Command(f"mkdir -p $(dirname {file['name']}) && {written}", ""))
    return steps


def run(commands: list[Command], folder: Path) -> list[str]:
    """What the commands print, one after another in one shell."""
    (folder / "bin").mkdir()
    program = folder / "bin" / "checker"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m checker "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    work = folder / "work"
    work.mkdir()
    script = "".join(f"{{ {command.text}\n}} 2>&1\necho '{_MARK}'\n" for command in commands)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("CHECKER", "PYTHON", "LC_"))
    }
    environment |= {"PATH": f"{program.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    environment |= {"XDG_CACHE_HOME": str(folder / "cache"), "COLUMNS": "80"}
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=work, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=600, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    outputs = done.stdout.split(f"{_MARK}\n")
    assert len(outputs) == len(commands) + 1, outputs[-1]
    return [_settled(output).rstrip("\n") for output in outputs[:-1]]


def _settled(output: str) -> str:
    for varying, written in _VARYING.items():
        output = varying.sub(written, output)
    return output


def test_the_guide_shows_what_its_commands_print(tmp_path: Path) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    commands = steps_in(text)
    printed = run(commands, tmp_path)
    if UPDATE:
        GUIDE.write_text(_rewritten(text, printed), encoding="utf-8")
        return
    for command, output in zip(commands, printed, strict=True):
        assert output == command.output, command.text


def _rewritten(text: str, printed: list[str]) -> str:
    remaining = iter(printed)

    def block(match: re.Match[str]) -> str:
        if match["kind"] != "console":
            if _FILE.fullmatch(match["kind"]):
                next(remaining)
            return match[0]
        lines = []
        for command in commands_in(match["body"]):
            output = next(remaining)
            lines += [f"$ {command.text}"] + ([output] if output else [])
        return "```console\n" + "\n".join(lines) + "\n```"

    return _BLOCK.sub(block, text)


def test_the_expressions_of_the_guide_are_right() -> None:
    scope = read_rulebook(ROOT / "rules").scope
    section = GUIDE.read_text(encoding="utf-8").split("## 8")[1].split("**缺失")[0]
    rows = [line.split("|")[2] for line in section.splitlines() if line.startswith("|")][2:]
    expressions = [text for row in rows for text in re.findall(r"`([^`]+)`", row) if not text.startswith("x ")]
    assert len(expressions) > 10
    for expression in expressions:
        _, mistakes = check(parse(expression), scope.names, scope.functions)
        assert not mistakes, expression


def test_the_guide_covers_every_command_of_the_workbench() -> None:
    shown = set(re.findall(r"\$ checker rules (\w+)", GUIDE.read_text(encoding="utf-8")))
    assert {"new", "lint", "test", "coverage", "mutate", "diff", "show"} <= shown
