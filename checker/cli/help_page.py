"""Help pages in Chinese, and the command classes that write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

from checker.render.lines import cell_width, padded, wrap

_NARROWEST_TEXT = 20
_WIDEST_TERM = 34
_DEFAULT = re.compile(r"\s*\[default: (.*)\]$")
_REQUIRED = re.compile(r"\s*\[required\]$")
_METAVARS = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 …"}


class ChineseFormatter(click.HelpFormatter):
    """click's help formatter with Chinese headings and line breaks by terminal cells."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """``用法:checker check [选项] 文件…``."""
        self._write_wrapped(f"{prefix or '用法:'}{prog} {args}".rstrip(), self.current_indent)

    def write_text(self, text: str) -> None:
        """Paragraphs, each broken at the page width; a line that starts with blanks keeps its place."""
        for line in text.splitlines():
            if not line.strip():
                self.write("\n")
            elif line.startswith("  "):
                self.write(" " * self.current_indent + line + "\n")
            else:
                self._write_wrapped(line, self.current_indent)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = _WIDEST_TERM, col_spacing: int = 2) -> None:
        """Terms and their descriptions in two columns."""
        rows = list(rows)
        column = min(max(cell_width(term) for term, _ in rows), col_max) + col_spacing
        width = max(self.width - self.current_indent - column, _NARROWEST_TEXT)
        for term, description in rows:
            lines = wrap(description, width) if description else [""]
            margin = " " * self.current_indent
            if cell_width(term) > column - col_spacing:
                self.write(f"{margin}{term}\n")
            else:
                self.write(f"{margin}{padded(term, column)}{lines.pop(0)}".rstrip() + "\n")
            for line in lines:
                self.write(f"{margin}{' ' * column}{line}\n")

    def _write_wrapped(self, text: str, indent: int) -> None:
        for line in wrap(text, max(self.width - indent, _NARROWEST_TEXT)):
            self.write(" " * indent + line + "\n")


class ChineseContext(click.Context):
    """A context whose help pages are set by ``ChineseFormatter``."""

    formatter_class = ChineseFormatter


class ChineseOption(click.Option):
    """An option whose help mentions its default in Chinese."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Option and description."""
        record = super().get_help_record(ctx)
        return record and (record[0], _DEFAULT.sub(r"(默认 \1)", record[1]))


class ChineseCommand(click.Command):
    """A command with a Chinese help page."""

    context_class = ChineseContext

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help`` with its description in Chinese."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示本说明并退出"
        return option

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, with every refusal knowing which command it belongs to."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What stands after the command in the usage line."""
        return [_METAVARS.get(piece, piece) for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options under their Chinese heading."""
        records = [
            (record[0], _REQUIRED.sub("(必填)", record[1]))
            for parameter in self.get_params(ctx)
            if not isinstance(parameter, click.Argument) and (record := parameter.get_help_record(ctx))
        ]
        with formatter.section("选项"):
            formatter.write_dl(records)

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Nothing: the text of each command explains its arguments."""


class ChineseGroup(ChineseCommand, click.Group):
    """A group of commands with a Chinese help page."""

    command_class = ChineseCommand

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Commands first, then options."""
        self.format_commands(ctx, formatter)
        super().format_options(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands in the order they were added, under their Chinese heading."""
        names = self.list_commands(ctx)
        with formatter.section("命令"):
            formatter.write_dl([(name, self.commands[name].short_help or "") for name in names])

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives it
        """Names in the order they were added."""
        return [name for name, command in self.commands.items() if not command.hidden]


ChineseGroup.group_class = ChineseGroup
