"""Who acts: the officer's name as written, as the environment says, or as logged in."""

from __future__ import annotations

import os
from typing import Final

import click

from checker.cli.option_values import one_line
from checker.errors import Problem, UsageError

OFFICER_VARIABLE: Final = "CHECKER_OFFICER"
_LONGEST: Final = 60

by_option = click.option(
    "--by", "by", metavar="姓名", help=f"经办人,记入变更记录;默认取环境变量 {OFFICER_VARIABLE},再取登录名"
)


def officer(by: str | None) -> str:
    """The name of the officer; raises UsageError where what was written is no name."""
    if by is not None:
        return one_line(by, "--by", longest=_LONGEST)
    named = os.environ.get(OFFICER_VARIABLE, "")
    return one_line(named, OFFICER_VARIABLE, longest=_LONGEST) if named.strip() else _login()


def _login() -> str:
    import getpass  # noqa: PLC0415 - only where nobody is named

    try:
        login = getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未写明"
    try:
        return one_line(login, "登录名", longest=_LONGEST)
    except UsageError:
        problem = Problem("登录名不能作为经办人的姓名", remedy=f"请写 --by 姓名,或设环境变量 {OFFICER_VARIABLE}")
        raise UsageError(problem) from None
