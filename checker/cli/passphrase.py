"""Passphrases (口令) of private keys: from the environment, or asked for on the terminal, never on a command line."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

import click

from checker.cli import console
from checker.errors import Problem, UsageError
from checker.render.lines import visible

VARIABLE: Final = "CHECKER_KEY_PASSPHRASE"
_REMEDY: Final = f"请在终端上运行,或设环境变量 {VARIABLE}"


def known_passphrase(key: Path) -> str:
    """The passphrase that a key was protected with; raises UsageError where there is nobody to ask."""
    given = os.environ.get(VARIABLE, "")
    if given:
        return given
    if not console.is_terminal(sys.stdin):
        raise UsageError(Problem("私钥有口令", str(key), remedy=_REMEDY))
    return _asked(f"私钥 {visible(key.name)} 的口令")


def new_passphrase(*, wanted: bool) -> str:
    """The passphrase for a new key, empty where none is ``wanted`` and the environment has none.

    Raises UsageError where there is nobody to ask, and where the two that were typed differ.
    """
    given = os.environ.get(VARIABLE, "")
    if given or not wanted:
        return given
    if not console.is_terminal(sys.stdin):
        raise UsageError(Problem("没有地方问口令", remedy=_REMEDY))
    first = _asked("给私钥定一个口令(至少 12 个字符)")
    if _asked("再输一遍") != first:
        raise UsageError(Problem("两次输入的口令不同", remedy="请重新运行"))
    return first


def _asked(question: str) -> str:
    return str(click.prompt(question, hide_input=True, err=True, prompt_suffix=":"))
