"""What options may say: dates and closed choices, refused in Chinese with what to write instead.

The functions are option callbacks: click calls them with what was written and keeps what they return.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import click

from checker.errors import Problem, UsageError
from checker.nearness import nearest

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class RefusedValueError(click.BadParameter):
    """A value an option does not take, with what to write instead."""

    def __init__(self, message: str, remedy: str, ctx: click.Context, param: click.Parameter) -> None:
        super().__init__(message, ctx=ctx, param=param)
        self.remedy = remedy


def day(context: click.Context, parameter: click.Parameter, text: str | None) -> date | None:
    """A calendar day written ``2025-09-01`` and no other way."""
    if text is None:
        return None
    if not _DATE.fullmatch(text):
        raise RefusedValueError(f"“{text}”不是日期", "请写成 2025-09-01 的样子", context, parameter)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RefusedValueError(f"日历上没有 {text} 这一天", "请核对年、月、日", context, parameter) from None


def path(context: click.Context, parameter: click.Parameter, text: str | None) -> Path | None:
    """A path; an empty one would be the current directory, which nobody means."""
    if text is None:
        return None
    if not text:
        raise RefusedValueError("路径是空的", "请写文件或目录的路径", context, parameter)
    return Path(text)


def paths(context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]) -> tuple[Path, ...]:
    """Paths of an option that may be given several times."""
    return tuple(found for text in texts if (found := path(context, parameter, text)) is not None)


packs_option = click.option(
    "--packs",
    multiple=True,
    callback=paths,
    metavar="目录",
    help="规则包目录,可写多次;默认用随程序提供的,加上环境变量 CHECKER_OFFICE 所指的本机关规则包",
)


def whole_number(least: int, most: int) -> Callable[[click.Context, click.Parameter, str | None], int | None]:
    """A whole number from ``least`` to ``most``."""

    def counted(context: click.Context, parameter: click.Parameter, text: str | None) -> int | None:
        if text is None:
            return None
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not least <= int(text) <= most:
            raise RefusedValueError(f"“{text}”不行", f"请写 {least} 到 {most} 的整数", context, parameter)
        return int(text)

    return counted


def one_of(words: Iterable[str]) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """One word of a closed choice."""
    choices = tuple(words)

    def chosen(context: click.Context, parameter: click.Parameter, text: str | None) -> str | None:
        if text is None or text in choices:
            return text
        near = nearest(text.lower(), choices)
        remedy = (f"是否为 {near}?" if near else "") + f"可选:{'、'.join(choices)}"
        raise RefusedValueError(f"不能是“{text}”", remedy, context, parameter)

    return chosen


def one_line(text: str, option: str, *, longest: int = 200) -> str:
    """One line of plain text that says something; raises UsageError naming ``option``."""
    line = " ".join(text.split())
    if not line or not line.isprintable() or len(line) > longest:
        problem = Problem(f"{option} 不能为空,至多 {longest} 字,不能有控制字符", remedy=f"请核对 {option}")
        raise UsageError(problem)
    return line
