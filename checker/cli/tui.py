"""``checker tui``: the officers' interface, in the terminal or in a browser on this machine."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from checker.cli import console
from checker.cli.application_files import SUFFIXES, Selection, select_files
from checker.cli.help_page import ChineseCommand
from checker.cli.ledger import ledger_option
from checker.cli.officer import by_option, officer
from checker.cli.option_values import day, packs_option, whole_number
from checker.errors import ApplicationError, Problem, UsageError
from checker.render.lines import visible

_PORT: Final = 8470


@click.command(
    "tui",
    cls=ChineseCommand,
    short_help="审查界面:待办、审查、试算、额度、会商、整改、决定",
    help=(
        "打开审查界面:待办、审查、试算、额度、会商、整改、决定、规则。\n"
        "\n"
        "待办取自所写的文件或文件夹,和台账(--ledger)或服务(--url)。按 ? 看按键,按 q 退出。\n"
        "\n"
        "例:\n"
        "  checker tui 申报/\n"
        "  checker tui --ledger 台账.db\n"
        "  checker tui --ledger 台账.db --web"
    ),
)
@click.argument("files", nargs=-1, metavar="[文件…]")
@click.option("--as-of", "as_of", callback=day, metavar="日期", help="审查日,如 2025-09-01;默认今天")
@ledger_option
@click.option(
    "--url", metavar="网址", help="改用服务:网址以 http 开头,口令取环境变量 CHECKER_TOKEN;默认取环境变量 CHECKER_URL"
)
@by_option
@packs_option
@click.option("--web", is_flag=True, help="在本机的浏览器里打开,不占用终端")
@click.option("--port", callback=whole_number(1, 65_535), metavar="端口", help=f"与 --web 同用:本机的端口;默认 {_PORT}")
def tui(
    files: tuple[str, ...],
    *,
    as_of: date | None,
    address: str | None,
    url: str | None,
    by: str | None,
    packs: tuple[Path, ...],
    web: bool,
    port: int | None,
) -> int:
    """Show the interface until the officer leaves."""
    if address is not None and url is not None:
        raise UsageError(Problem("台账和服务只能用一个", remedy="--ledger 和 --url 只写一个"))
    if port is not None and not web:
        raise UsageError(Problem("--port 只与 --web 同用", remedy="请加上 --web,或去掉 --port"))
    start = _interface()
    selection = _select(files)
    if web:
        chosen = _PORT if port is None else port
        console.narrate(f"请在本机的浏览器里打开 http://127.0.0.1:{chosen} ;按 Ctrl+C 结束")
        try:
            start.serve(_again(files, as_of=as_of, address=address, url=url, by=by, packs=packs), chosen)
        except OSError as fault:
            raise UsageError(
                Problem(f"端口 {chosen} 不能使用({fault.strerror})", remedy="请换一个端口,如 --port 8471")
            ) from None
        return 0
    if not console.is_terminal(sys.stdout) and not _is_served():
        raise UsageError(Problem("审查界面要在终端里打开", remedy="请不要转接输出;或加 --web 在浏览器里打开"))
    from checker.client import open_desk  # noqa: PLC0415 - the engines and the ledger take their time to import

    desk = open_desk(address or url, packs=packs, officer=officer(by))
    try:
        return int(start.run(desk, [file.path for file in selection.files if file.path is not None], as_of))
    finally:
        desk.close()


def _interface() -> Any:  # noqa: ANN401 - a module of a package above this one
    """The interface, a package that ``checker`` runs without and never imports by name."""
    if importlib.util.find_spec("textual") is None or importlib.util.find_spec("tui") is None:
        command = "pip install 'bazhong-carbon-checker[tui]'"
        raise UsageError(Problem("没有安装审查界面所用的程序", remedy=f"请运行 {command}"))
    return importlib.import_module("tui.start")


def _select(files: tuple[str, ...]) -> Selection:
    selection = select_files([name for file in files for name in _within(file)])
    if any(file.path is None for file in selection.files):
        raise UsageError(Problem("审查界面不读标准输入", remedy="请写文件或文件夹"))
    if selection.problems:
        raise ApplicationError(selection.problems)
    for notice in selection.unread:
        console.narrate(visible(notice))
    return selection


def _within(name: str) -> list[str]:
    """A folder of one case stands for its application, a folder of such folders for the applications in them."""
    folder = Path(name)
    if not name or not folder.is_dir():
        return [name]
    held = sorted(entry.name for entry in folder.iterdir() if entry.suffix.lower() in SUFFIXES)
    if held == ["application.yaml", "expected.yaml"]:
        return [str(folder / "application.yaml")]
    if held:
        return [name]
    return [str(file) for file in sorted(folder.glob("*/application.yaml"))] or [name]


def _is_served() -> bool:
    """Whether a browser is at the other end."""
    return "textual" in os.environ.get("TEXTUAL_DRIVER", "")


def _again(
    files: tuple[str, ...],
    *,
    as_of: date | None,
    address: str | None,
    url: str | None,
    by: str | None,
    packs: tuple[Path, ...],
) -> list[str]:
    """The command that a browser's own program is started with; the token stays in the environment."""
    options = {"--as-of": as_of.isoformat() if as_of else None, "--ledger": address, "--url": url, "--by": by}
    written = [part for name, value in options.items() if value is not None for part in (name, value)]
    written += [part for pack in packs for part in ("--packs", str(pack))]
    return [sys.executable, "-m", "checker", "tui", *written, "--", *files]
