"""``checker ledger waive``, ``waivers`` and ``revoke``: exemptions with document and expiry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand
from checker.cli.ledger import ledger_option, reading, writing
from checker.cli.officer import by_option
from checker.cli.option_values import day, packs_option
from checker.cli.rules import format_option, load, publish_json

if TYPE_CHECKING:
    from checker.ledger.waivers import GrantedWaiver


@click.command(
    "waive",
    cls=ChineseCommand,
    short_help="登记经批准的豁免",
    help=(
        "登记经批准的豁免:豁免哪些规则或条款,谁批准,什么文件,什么范围,到哪一天。\n"
        "核对时仍列出被豁免的规则,写明凭哪份文件;到期或撤销后不再采用。\n"
        "\n"
        "例:\n"
        "  checker ledger waive 2604-511902-04-01-763353 --rule BZ-020304-consultation --authority 巴中市人民政府 \\\n"
        "    --number 巴府函〔2026〕5号 --scope 应急项目免于会商 --until 2026-12-31"
    ),
)
@click.argument("code", metavar="项目代码")
@click.option("--rule", "rules", multiple=True, required=True, metavar="规则", help="规则编号或条款,可写多次")
@click.option("--authority", required=True, metavar="机关", help="批准机关")
@click.option("--number", required=True, metavar="文号", help="批准文件的文号")
@click.option("--scope", required=True, metavar="范围", help="豁免的内容和范围")
@click.option("--until", "expires_on", required=True, callback=day, metavar="日期", help="到期日,当天仍有效")
@click.option("--on", "on", callback=day, metavar="日期", help="批准日期;默认今天")
@packs_option
@by_option
@format_option
@ledger_option
def grant_waiver(
    code: str,
    *,
    rules: tuple[str, ...],
    authority: str,
    number: str,
    scope: str,
    expires_on: date,
    on: date | None,
    packs: tuple[Path, ...],
    by: str | None,
    layout: str,
    address: str | None,
) -> None:
    """Record a waiver."""
    from checker.ledger import waivers  # noqa: PLC0415 - needs the database library

    today = on or date.today()  # noqa: DTZ011 - the office's own calendar day
    rulebook = load(packs)
    with writing(address, by) as books:
        made = waivers.grant(
            books,
            code.strip(),
            rules,
            rulebook=rulebook,
            authority=authority,
            number=number,
            granted_on=today,
            scope=scope,
            expires_on=expires_on,
        )
    _publish([made], today, layout)


@click.command("revoke", cls=ChineseCommand, short_help="撤销豁免", help="撤销豁免:从这一天起不再采用。")
@click.argument("waiver", metavar="豁免编号")
@click.option("--reason", required=True, metavar="理由", help="撤销的理由和文件")
@click.option("--on", "on", callback=day, metavar="日期", help="从哪一天起撤销;默认今天")
@by_option
@format_option
@ledger_option
def revoke_waiver(
    waiver: str, *, reason: str, on: date | None, by: str | None, layout: str, address: str | None
) -> None:
    """End a waiver."""
    from checker.ledger import waivers  # noqa: PLC0415 - needs the database library

    today = on or date.today()  # noqa: DTZ011 - the office's own calendar day
    with writing(address, by) as books:
        made = waivers.revoke(books, waiver, on=today, reason=reason)
    _publish([made], today, layout)


@click.command(
    "waivers", cls=ChineseCommand, short_help="列出豁免", help="列出豁免及其是否有效。写项目代码则只列这个项目的。"
)
@click.argument("code", metavar="[项目代码]", required=False)
@click.option("--as-of", "as_of", callback=day, metavar="日期", help="这一天是否有效;默认今天")
@format_option
@ledger_option
def list_waivers(code: str | None, *, as_of: date | None, layout: str, address: str | None) -> None:
    """List waivers."""
    from checker.ledger import inventory, waivers  # noqa: PLC0415 - needs the database library

    today = as_of or date.today()  # noqa: DTZ011 - the office's own calendar day
    with reading(address) as books:
        if code is None:
            found = waivers.listed(books)
        else:
            found = waivers.of_project(books, inventory.need(books, code.strip()).code)
    _publish(found, today, layout)
    if layout != "json":
        counting = sum(one.counts(today) for one in found)
        console.narrate(f"共 {len(found)} 项,{today} 有效 {counting} 项")


def _publish(found: Sequence[GrantedWaiver], as_of: date, layout: str) -> None:
    from checker.render.ledger_waivers import render_waivers, waiver_shape  # noqa: PLC0415

    if layout == "json":
        publish_json([waiver_shape(one, as_of) for one in found])
    elif found:
        console.publish(render_waivers(found, as_of, width=console.page_width()))
