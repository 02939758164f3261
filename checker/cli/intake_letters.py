"""``checker intake status, outbox, retry, resend``: what was seen on platforms, and what became of letters to them."""

from __future__ import annotations

import sys
from datetime import date

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand
from checker.cli.ledger import ledger_option, reading, writing
from checker.cli.officer import by_option
from checker.cli.option_values import one_of
from checker.cli.rules import format_option, publish_json
from checker.errors import Problem, UsageError
from checker.render.lines import visible

_STATES = ("待送", "已送达", "已作废", "搁置")


@click.command(
    "status",
    cls=ChineseCommand,
    short_help="各平台取到哪里、有多少信没有送到",
    help=(
        "各平台取到哪里、上次有什么不对,各种去函各有多少,有没有快到期而没送到的一次性告知,"
        "有没有在平台上撤回了、台账里却已批准的。"
    ),
)
@format_option
@ledger_option
def show_status(*, layout: str, address: str | None) -> None:
    """Say how the intake stands."""
    from checker.intake.letter_list import render_standing, standing, standing_shape  # noqa: PLC0415 - takes its time

    today = date.today()  # noqa: DTZ011 - the office's own calendar day
    with reading(address) as books:
        found = standing(books)
    if layout == "json":
        publish_json(standing_shape(found, today))
        return
    console.publish(render_standing(found, today, width=console.page_width()))


@click.command(
    "outbox",
    cls=ChineseCommand,
    short_help="列出送往平台的信:待送、已送达、已作废、搁置",
    help=(
        "列出送往平台的信:编号、哪份申报、哪一种、送过几次、平台怎么说。\n"
        "\n"
        "搁置的是平台拒收,或为它反复出错的;改好对照文件或平台之后,用 checker intake retry 再送。"
    ),
)
@click.option("--state", callback=one_of(_STATES), metavar="情况", help=f"只列这种情况的:{'、'.join(_STATES)}")
@format_option
@ledger_option
def list_letters(*, state: str | None, layout: str, address: str | None) -> None:
    """List letters."""
    from checker.intake import outbox  # noqa: PLC0415 - takes its time
    from checker.intake.letter_list import letter_shape, render_letters  # noqa: PLC0415 - as above

    with reading(address) as books:
        found = outbox.listed(books, state=outbox.LetterState(state) if state else None)
    if layout == "json":
        publish_json([letter_shape(one) for one in found])
        return
    if found:
        console.publish(render_letters(found, width=console.page_width()))
    console.narrate(f"共 {len(found)} 封")


@click.command(
    "retry",
    cls=ChineseCommand,
    short_help="搁置的信再送",
    help=(
        "搁置的信重新待送,待送的不再等待;下一次 checker intake run 就送。\n"
        "\n"
        "不写编号就是全部;编号见 checker intake outbox,写前几位即可。幂等键不变,平台已经收到的不会重复。"
    ),
)
@click.argument("keys", metavar="[编号…]", nargs=-1)
@by_option
@ledger_option
def retry_letters(keys: tuple[str, ...], *, by: str | None, address: str | None) -> None:
    """Have letters sent again."""
    from checker.intake import outbox  # noqa: PLC0415 - takes its time

    with writing(address, by) as books:
        revived = outbox.revive(books, keys)
    for one in revived:
        console.publish(f"待送  {one.key[:12]}  {visible(one.application)}  {one.kind.label}\n")
    console.narrate(f"共 {len(revived)} 封待送")


@click.command(
    "resend",
    cls=ChineseCommand,
    short_help="已送达的一封信再送一次",
    help=(
        "已送达的一封信再送一次,如平台丢了数据;下一次 checker intake run 就送。\n"
        "\n"
        "编号见 checker intake outbox,写前几位即可。内容和幂等键不变:平台还有的不会重复。\n"
        "在终端上先问一遍;不在终端上的须写 --yes。申报已有新版本、已撤回的,内容已按保存期限清除的,不能再送。\n"
        "\n"
        "例:\n"
        "  checker intake resend 3f2a9c07d1e5"
    ),
)
@click.argument("key", metavar="编号")
@click.option("--yes", is_flag=True, help="不再询问")
@by_option
@ledger_option
def resend_letter(key: str, *, yes: bool, by: str | None, address: str | None) -> None:
    """Have a delivered letter sent once more."""
    from checker.intake import outbox  # noqa: PLC0415 - takes its time

    with reading(address) as books:
        found = outbox.delivered(books, key)
    what = f"{visible(found.application)} 第 {visible(found.version)} 版的{found.kind.label}"
    if not yes:
        _confirm(f"{what}已送达过,再送一次")
    with writing(address, by) as books:
        outbox.resend(books, found.key)
        clerk = books.actor
    console.publish(f"待送  {found.key[:12]}  {visible(found.application)}  {found.kind.label}(再送)\n")
    console.narrate(f"{visible(clerk)} 要求再送 {what};幂等键不变,下一次 checker intake run 就送")


def _confirm(said: str) -> None:
    """Ask on a terminal; raises click.Abort where the answer is no, UsageError where there is nobody to ask."""
    if not console.is_terminal(sys.stdin):
        raise UsageError(Problem(f"{said}:没有确认", remedy="核对无误的,请写 --yes"))
    click.confirm(f"{said},确认?", abort=True, err=True)
