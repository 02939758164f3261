"""``checker ledger verify``, ``backup`` and ``restore``: whether the ledger is sound, and keeping it safe."""

from __future__ import annotations

from pathlib import Path

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand
from checker.cli.ledger import ledger_option, opened
from checker.cli.officer import by_option, officer
from checker.cli.option_values import path
from checker.cli.rules import format_option, publish_json
from checker.errors import LedgerTamperedError
from checker.render.lines import visible


@click.command(
    "verify",
    cls=ChineseCommand,
    short_help="核对记录、文件和账面有没有被改动",
    help=(
        "逐条核对:记录首尾相接、内容与指纹相符,文件没有改动,账面就是记录算出来的。\n"
        "\n"
        "锚点(位置:指纹)在这里、在每个决定和每次备份里都会写出,请另处留存;日后写 --anchor 锚点,可发现整本重写。\n"
        "无误时退出码 0,有不符时为 6。\n"
        "\n"
        "例:\n"
        "  checker ledger verify --anchor 1024:3f2a9c07d1e5"
    ),
)
@click.option("--anchor", default="", metavar="锚点", help="以前留存的 位置:指纹,如 1024:3f2a9c07d1e5")
@format_option
@ledger_option
def verify_ledger(*, anchor: str, layout: str, address: str | None) -> int:
    """Verify the whole ledger; exit code 6 where anything is not what was written."""
    from checker.ledger.verify import verify  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_verification import render_verification, verification_shape  # noqa: PLC0415 - as above

    with opened(address) as books:
        shown = books.storage.shown
        progress = console.Progress(2)
        found = verify(books, anchor=anchor, progress=lambda done, total: progress.stage("核对记录", done, total))
        progress.clear()
    if layout == "json":
        publish_json(verification_shape(shown, found))
    else:
        console.publish(render_verification(shown, found, width=console.page_width()))
    return LedgerTamperedError.exit_code if found.flaws else 0


@click.command(
    "backup",
    cls=ChineseCommand,
    short_help="备份整本台账到一个文件",
    help=(
        "把整本台账写进一个压缩文件,SQLite 与 PostgreSQL 通用。备份时台账可照常使用。\n"
        "\n"
        "例:\n"
        "  checker ledger backup 台账-20261122.gz"
    ),
)
@click.argument("file", metavar="文件", callback=path)
@click.option("--force", is_flag=True, help="文件已存在时覆盖")
@ledger_option
def back_up_ledger(file: Path, *, force: bool, address: str | None) -> None:
    """Write the whole ledger to a file."""
    from checker.ledger.backup import back_up  # noqa: PLC0415 - needs the database library

    with opened(address) as books:
        copied = back_up(books, file, overwrite=force)
    console.publish(f"已备份到 {visible(str(file))}\n")
    console.narrate(f"记录 {copied.entries} 条,文件 {copied.documents} 份,锚点 {copied.anchor}")


@click.command(
    "restore",
    cls=ChineseCommand,
    short_help="由备份恢复到一个新地址",
    help=(
        "由备份恢复:写到一个还没有台账的地址,边写边核对;有任何一处不对就什么也不写。\n"
        "\n"
        "备份里的令牌恢复时一律撤销(记在备份的记录之后),请重新签发:备份之后撤销的,否则又会有效。\n"
        "确知没有撤销过的,写 --keep-tokens 沿用。\n"
        "\n"
        "例:\n"
        "  checker ledger restore 台账-20261122.gz 新台账.db\n"
        "  checker ledger restore 台账-20261122.gz postgresql://审查@主机/台账"
    ),
)
@click.argument("file", metavar="文件", callback=path)
@click.argument("place", metavar="新地址")
@click.option("--keep-tokens", is_flag=True, help="备份里有效的令牌继续有效;默认一律撤销")
@by_option
def restore_ledger(file: Path, place: str, *, keep_tokens: bool, by: str | None) -> None:
    """Lay out a new ledger with what a backup holds."""
    from checker.ledger.backup import restore  # noqa: PLC0415 - needs the database library

    copied = restore(file, place, revoking="" if keep_tokens else officer(by))
    console.publish(f"已恢复到 {visible(place)}\n")
    console.narrate(f"记录 {copied.entries} 条,文件 {copied.documents} 份,锚点 {copied.anchor}")
    if copied.revoked:
        said = f"其中 {len(copied.revoked)} 条是撤销备份里的令牌:{'、'.join(copied.revoked)}"
        console.narrate(f"{said};请重新签发:checker token create")
    elif keep_tokens:
        console.narrate("备份之后撤销的令牌又会有效:请看 checker token list,重新撤销")
