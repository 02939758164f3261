"""What click finds wrong with a command line, said in Chinese with what to write instead."""

from __future__ import annotations

import re

import click

from checker.errors import Problem
from checker.nearness import nearest

_EXTRA_ARGUMENTS = re.compile(r"unexpected extra arguments? \((?P<extra>.*)\)", re.DOTALL)
_QUOTED_NAME = re.compile(r"'(?P<name>[^']*)'")


def explain(error: click.UsageError) -> Problem:
    """The problem behind ``error``: every class and message click 8 raises while it reads a command line."""
    help_hint = f"用法见 {error.ctx.command_path} --help" if error.ctx else "用法见 checker --help"
    match error:
        case click.NoSuchOption(option_name=name):
            near = nearest(name, _options_of(error.ctx)) if name.startswith("--") else ""
            return Problem(f"没有选项 {name}", remedy=f"是否为 {near}?" if near else help_hint)
        case click.MissingParameter(param=click.Parameter() as parameter):
            return Problem(f"缺少{_kind(parameter)} {_shown(parameter)}", remedy=help_hint)
        case click.BadOptionUsage(option_name=name):
            if "does not take" in error.message:
                return Problem(f"选项 {name} 不带值", remedy=f"请只写 {name}")
            return Problem(f"选项 {name} 后面缺少值", remedy=help_hint)
        case click.BadParameter(param=parameter):
            place = f"{_kind(parameter)} {_shown(parameter)}:" if parameter else ""
            return Problem(f"{place}{error.message}", remedy=getattr(error, "remedy", help_hint))
    if type(error).__name__ == "NoSuchCommand" or "No such command" in error.message:
        return _unknown_command(error, help_hint)
    if extra := _EXTRA_ARGUMENTS.search(error.message):
        return Problem(f"多出的参数 {extra['extra']}", remedy=f"含空格的参数请加引号;{help_hint}")
    if "Missing command" in error.message:
        return Problem("缺少命令", remedy=_commands_hint(error.ctx) or help_hint)
    return Problem(f"命令行有误({error.message})", remedy=help_hint)


def _unknown_command(error: click.UsageError, help_hint: str) -> Problem:
    found = _QUOTED_NAME.search(error.message)
    name = getattr(error, "command_name", found["name"] if found else "")
    near = nearest(name, _commands_of(error.ctx))
    if near and error.ctx:
        return Problem(f"没有命令 {name}", remedy=f"是否为 {error.ctx.command_path} {near}?")
    return Problem(f"没有命令 {name}", remedy=_commands_hint(error.ctx) or help_hint)


def _commands_hint(context: click.Context | None) -> str:
    commands = _commands_of(context)
    return f"可用的命令:{'、'.join(commands)}" if commands else ""


def _commands_of(context: click.Context | None) -> list[str]:
    return list(context.command.commands) if context and isinstance(context.command, click.Group) else []


def _options_of(context: click.Context | None) -> list[str]:
    if context is None:
        return []
    return [
        option
        for parameter in context.command.get_params(context)
        if isinstance(parameter, click.Option)
        for option in (*parameter.opts, *parameter.secondary_opts)
    ]


def _kind(parameter: click.Parameter) -> str:
    return "参数" if isinstance(parameter, click.Argument) else "选项"


def _shown(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Argument):
        return parameter.metavar or parameter.name or ""
    return max(parameter.opts, key=len)
