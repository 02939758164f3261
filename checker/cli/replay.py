"""``checker replay``: a decision checked again from what was sealed, or with the rules now installed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand
from checker.cli.ledger import ledger_option, reading
from checker.cli.option_values import packs_option
from checker.cli.rules import format_option, load, publish_json
from checker.errors import Problem, UsageError

DIFFERS: Final = 1
"""The exit code where the new report is not the sealed one."""


@click.command(
    "replay",
    cls=ChineseCommand,
    short_help="按封存的材料重新核对一个决定",
    help=(
        "重放一个决定:用封存的申报、封存的规则包、当时的审查日和当时的台账重新核对,与封存的报告逐字节比较。\n"
        "\n"
        "相同则说明相同并写出指纹,退出码 0;不同则逐处列出原值和今值,退出码 1。\n"
        "写 --current 则改用现行规则,看今天会有什么不同。\n"
        "\n"
        "例:\n"
        "  checker replay D31"
    ),
)
@click.argument("name", metavar="决定编号")
@click.option("--current", is_flag=True, help="改用现行规则包")
@packs_option
@format_option
@ledger_option
def replay_decision(name: str, *, current: bool, packs: tuple[Path, ...], layout: str, address: str | None) -> int:
    """Check a decision again; 0 where the report is the same, else 1."""
    from checker.api.checker import checker_for  # noqa: PLC0415 - takes its time
    from checker.ledger.replay import replay  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_replay import render_replay, replay_shape  # noqa: PLC0415 - as above

    if packs and not current:
        raise UsageError(
            Problem("--packs 只与 --current 一起用", remedy="重放用的是封存的规则包;请加 --current 或删去")
        )
    rulebook = load(packs) if current else None
    with reading(address) as books:
        found = replay(books, name, checker_for, current=rulebook)
    if layout == "json":
        publish_json(replay_shape(found))
    else:
        console.publish(render_replay(found, width=console.page_width()))
    return 0 if found.is_same else DIFFERS
