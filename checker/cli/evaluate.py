"""``checker eval``: the value of one FEEL expression."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand
from checker.cli.option_values import day, packs_option, path
from checker.errors import FeelSyntaxError, Problem, UsageError
from checker.render.lines import is_hidden

if TYPE_CHECKING:
    from checker.feel.values import Value

_NEGATIVE = re.compile(r"-[^-]")


@dataclass(frozen=True, slots=True)
class _SyntaxProblem(Problem):
    """A mistake in the expression of the command line, with the line it stands in."""

    expression: str = ""

    @property
    def excerpt(self) -> tuple[str, int, int]:
        """The line, and where in it the mistake starts and ends."""
        lines = self.expression.split("\n")
        line = lines[min((self.line or 1), len(lines)) - 1]
        start = min((self.column or 1) - 1, len(line))
        return line, start, start + 1


class _ExpressionCommand(ChineseCommand):
    """Takes an expression that begins with a minus for what it is."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Arguments like ``-5 + 3`` are moved behind ``--``; options have two dashes, except ``-h``."""
        if "--" not in args:
            negative = [arg for arg in args if _NEGATIVE.match(arg) and arg != "-h"]
            args = [arg for arg in args if arg not in negative] + (["--", *negative] if negative else [])
        return super().parse_args(ctx, args)


@click.command(
    "eval",
    cls=_ExpressionCommand,
    short_help="计算一个 FEEL 表达式",
    help=(
        "计算一个 FEEL 表达式(OMG DMN 1.5,数字可带单位),把值写成 FEEL 字面量。\n"
        "\n"
        "--context 的文件可以是完整的申报文件,也可以是若干“名称: 值”:\n"
        "名称是事实名时按该事实读取(12.5 万吨 即为数量),其他名称照原值。\n"
        "\n"
        "例:\n"
        "  checker eval '0.1 + 0.2 = 0.3'\n"
        "  checker eval '29.9 万吨 + 0.1 万吨 > 30 万吨'\n"
        "  checker eval '年原煤消费量 <= 5 万吨' --context 项目.yaml\n"
        "  checker eval '节能审查综合能耗门槛' --rules --as-of 2025-09-01"
    ),
)
@click.argument("expression", metavar="表达式")
@click.option("--context", callback=path, metavar="文件", help="表达式里的名称从这个文件取值")
@click.option("--rules", "with_rules", is_flag=True, help="可用规则库的参数、决策表与推算的事实(随程序提供的规则包)")
@packs_option
@click.option("--as-of", "as_of", callback=day, metavar="日期", help="规则库取这一天有效的;默认今天")
def evaluate_expression(
    expression: str, *, context: Path | None, with_rules: bool, packs: tuple[Path, ...], as_of: date | None
) -> None:
    """Print the value of ``expression``."""
    if as_of is not None and not (with_rules or packs):
        raise UsageError(Problem("--as-of 只对规则库有用", remedy="请同时写 --rules 或 --packs 目录"))
    from checker.feel import evaluate, parse  # noqa: PLC0415 - the grammar takes its time to load
    from checker.feel.literal import literal  # noqa: PLC0415 - as above

    try:
        node = parse(expression)
    except FeelSyntaxError as error:
        raise UsageError(_placed(problem, expression) for problem in error.problems) from None
    values = _context(context) if context is not None else {}
    functions: Mapping[str, Callable[..., Any]] = {}
    if with_rules or packs:
        values, functions = _with_rules(values, packs, as_of)
    console.publish(_printable(literal(evaluate(node, values, functions))) + "\n")


def _context(path: Path) -> dict[str, Value]:
    from checker.cli.context_file import read_context  # noqa: PLC0415 - reads YAML, which not every call needs

    return read_context(path)


def _with_rules(
    values: dict[str, Value], packs: tuple[Path, ...], as_of: date | None
) -> tuple[dict[str, Value], Mapping[str, Callable[..., Any]]]:
    """``values`` with parameters and derived facts added, and the tables as functions."""
    from checker.cli.rules import load  # noqa: PLC0415 - only on request
    from checker.engines.program import compile_program  # noqa: PLC0415 - as above
    from checker.engines.reference import ReferenceEngine  # noqa: PLC0415 - as above

    today = date.today()  # noqa: DTZ011 - the office's own calendar day
    in_force = load(packs).in_force(as_of or today)
    judgement = ReferenceEngine().judge(compile_program(in_force), values)
    return {**values, **judgement.environment}, in_force.functions


def _placed(problem: Problem, expression: str) -> Problem:
    return _SyntaxProblem(
        problem.message, "", problem.line, problem.column, problem.field, problem.remedy, expression=expression
    )


def _printable(text: str) -> str:
    """A literal in which hidden characters of texts are FEEL escapes (DMN 1.5, 10.3.1.2)."""
    return "".join(_escape(character) if is_hidden(character) else character for character in text)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:06x}"
