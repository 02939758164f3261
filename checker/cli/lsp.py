"""``checker rules lsp``: the language server for the files of rule packs."""

from __future__ import annotations

import importlib.util

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand
from checker.cli.option_values import RefusedValueError
from checker.errors import Problem, UsageError

_HIGHEST_PORT = 65_535


def _port(context: click.Context, parameter: click.Parameter, text: str | None) -> int | None:
    """A port number."""
    if text is None:
        return None
    if not text.isdecimal() or not 1 <= int(text[:9]) <= _HIGHEST_PORT:
        raise RefusedValueError(f"“{text}”不是端口号", f"请写 1 到 {_HIGHEST_PORT} 的整数", context, parameter)
    return int(text)


@click.command(
    "lsp",
    cls=ChineseCommand,
    short_help="启动语言服务器,供编辑器使用",
    help=(
        "启动规则包文件的语言服务器(LSP),经标准输入输出与编辑器往来;由编辑器启动,不必手工运行。\n"
        "\n"
        "边写边查(与 checker rules lint 相同);悬停看事实、参数、决策表、条款原文和条件的读法;"
        "补全事实、字段、取值、单位、条款;跳到条款与声明;一键改成最接近的名称。\n"
        "\n"
        "编辑器的配置见 checker rules editor。"
    ),
)
@click.option("--tcp", "port", callback=_port, metavar="端口", help="改在本机的这个端口上等待编辑器,如 8765")
def lsp(*, port: int | None) -> None:
    """Serve one editor until it leaves."""
    if importlib.util.find_spec("pygls") is None:
        command = "pip install 'bazhong-carbon-checker[editor]'"
        raise UsageError(Problem("没有安装语言服务器所用的 pygls", remedy=f"请运行 {command}"))
    from checker.language_server.server import serve  # noqa: PLC0415 - the extra, and takes its time

    if port is not None:
        console.narrate(f"在 127.0.0.1:{port} 等待编辑器")
    try:
        serve(port)
    except OSError as fault:
        raise UsageError(
            Problem(f"端口 {port} 不能使用({fault.strerror})", remedy="请换一个端口,如 --tcp 8765")
        ) from None
