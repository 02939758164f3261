"""The commands that the README shows, run as shown."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.running import inside

_README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
_COMMANDS = re.findall(r"`checker ((?:rules list|rules show|clauses show|eval|schema)[^`]*)`", _README)


def test_the_readme_shows_each_of_these_commands() -> None:
    shown = {command.split()[0] for command in _COMMANDS}
    assert shown == {"rules", "clauses", "eval", "schema"}


@pytest.mark.parametrize("command", _COMMANDS)
def test_a_command_of_the_readme_succeeds(command: str) -> None:
    result = inside(*shlex.split(command))
    assert (result.exit_code, "错误" in result.stderr) == (0, False)
    assert result.stdout
