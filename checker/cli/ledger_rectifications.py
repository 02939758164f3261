"""``checker ledger rectify``: orders to put something right, what was done, what is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand, ChineseGroup
from checker.cli.ledger import ledger_option, reading, writing
from checker.cli.officer import by_option
from checker.cli.option_values import day
from checker.cli.rules import format_option, publish_json
from checker.errors import Problem, UsageError

if TYPE_CHECKING:
    from checker.ledger.rectifications import Item, OrderedItem


@click.group(
    "rectify",
    cls=ChineseGroup,
    short_help="整改:下达、完成、逾期",
    help=(
        "整改要求:下达、完成、列出逾期的。逾期按查询的日期算,核对时按审查日算:\n"
        "整改不到位的不得继续建设或生产。\n"
        "\n"
        "例:\n"
        "  checker ledger rectify order 2019-511921-30-03-739596 --item 单耗降到限定值以下 --deadline 2027-06-30 \\\n"
        "    --authority 市经济和信息化局 --number 巴经信整〔2026〕1号\n"
        "  checker ledger rectify done R12-1 --evidence 现场核查记录\n"
        "  checker ledger rectify list --overdue"
    ),
)
def rectify() -> None:
    """Holds the commands."""


@rectify.command(
    "order",
    cls=ChineseCommand,
    short_help="下达整改要求",
    help="下达整改要求,一份文书可有几项。各项期限不同的,写作 --item 事项=2027-06-30。",
)
@click.argument("code", metavar="项目代码")
@click.option("--item", "items", multiple=True, required=True, metavar="事项", help="要整改的事项,可写多次")
@click.option("--deadline", callback=day, metavar="日期", help="期限,当天仍算按期")
@click.option("--authority", required=True, metavar="机关", help="下达机关")
@click.option("--number", required=True, metavar="文号", help="整改文书的文号")
@click.option("--on", "on", callback=day, metavar="日期", help="下达日期;默认今天")
@by_option
@format_option
@ledger_option
def order_rectification(
    code: str,
    *,
    items: tuple[str, ...],
    deadline: date | None,
    authority: str,
    number: str,
    on: date | None,
    by: str | None,
    layout: str,
    address: str | None,
) -> None:
    """Record an order with its items."""
    from checker.ledger import rectifications  # noqa: PLC0415 - needs the database library

    today = on or date.today()  # noqa: DTZ011 - the office's own calendar day
    wanted = [_item(text, deadline) for text in items]
    with writing(address, by) as books:
        made = rectifications.order(books, code.strip(), wanted, authority=authority, number=number, issued_on=today)
    _publish(made, today, layout)


@rectify.command("done", cls=ChineseCommand, short_help="记一项整改完成", help="记一项整改完成,写明凭什么认定。")
@click.argument("item", metavar="整改编号")
@click.option("--evidence", required=True, metavar="材料", help="证明材料,如 现场核查记录、验收文号")
@click.option("--on", "on", callback=day, metavar="日期", help="完成日期;默认今天")
@by_option
@format_option
@ledger_option
def complete_rectification(
    item: str, *, evidence: str, on: date | None, by: str | None, layout: str, address: str | None
) -> None:
    """Record that an item has been put right."""
    from checker.ledger import rectifications  # noqa: PLC0415 - needs the database library

    today = on or date.today()  # noqa: DTZ011 - the office's own calendar day
    with writing(address, by) as books:
        made = rectifications.complete(books, item, on=today, evidence=evidence)
    _publish([made], today, layout)


@rectify.command(
    "extend",
    cls=ChineseCommand,
    short_help="延长一项整改的期限",
    help="延长一项整改的期限,凭延期文书。原来的期限留在记录里。",
)
@click.argument("item", metavar="整改编号")
@click.option("--deadline", required=True, callback=day, metavar="日期", help="新的期限,当天仍算按期")
@click.option("--number", required=True, metavar="文号", help="延期文书的文号")
@click.option("--reason", required=True, metavar="理由", help="延期的理由")
@click.option("--on", "on", callback=day, metavar="日期", help="同意延期的日期;默认今天")
@by_option
@format_option
@ledger_option
def extend_rectification(
    item: str,
    *,
    deadline: date,
    number: str,
    reason: str,
    on: date | None,
    by: str | None,
    layout: str,
    address: str | None,
) -> None:
    """Give an item a later deadline."""
    from checker.ledger import rectifications  # noqa: PLC0415 - needs the database library

    today = on or date.today()  # noqa: DTZ011 - the office's own calendar day
    with writing(address, by) as books:
        made = rectifications.extend(books, item, deadline, on=today, document=number, reason=reason)
    _publish([made], today, layout)


@rectify.command(
    "revoke",
    cls=ChineseCommand,
    short_help="撤销错误下达的一项整改",
    help="撤销错误下达的一项整改,凭撤销文书。从撤销之日起核对不再计入。",
)
@click.argument("item", metavar="整改编号")
@click.option("--number", required=True, metavar="文号", help="撤销文书的文号")
@click.option("--reason", required=True, metavar="理由", help="撤销的理由")
@click.option("--on", "on", callback=day, metavar="日期", help="撤销日期;默认今天")
@by_option
@format_option
@ledger_option
def revoke_rectification(
    item: str, *, number: str, reason: str, on: date | None, by: str | None, layout: str, address: str | None
) -> None:
    """Revoke an item that was ordered in error."""
    from checker.ledger import rectifications  # noqa: PLC0415 - needs the database library

    today = on or date.today()  # noqa: DTZ011 - the office's own calendar day
    with writing(address, by) as books:
        made = rectifications.revoke(books, item, on=today, document=number, reason=reason)
    _publish([made], today, layout)


@rectify.command(
    "list", cls=ChineseCommand, short_help="列出整改项", help="列出整改项,按期限排列。写项目代码则只列这个项目的。"
)
@click.argument("code", metavar="[项目代码]", required=False)
@click.option("--open", "open_only", is_flag=True, help="只列没有完成的")
@click.option("--overdue", is_flag=True, help="只列逾期的")
@click.option("--as-of", "as_of", callback=day, metavar="日期", help="按这一天算是否逾期;默认今天")
@format_option
@ledger_option
def list_rectifications(
    code: str | None, *, open_only: bool, overdue: bool, as_of: date | None, layout: str, address: str | None
) -> None:
    """List items by deadline."""
    from checker.ledger import inventory, rectifications  # noqa: PLC0415 - needs the database library

    today = as_of or date.today()  # noqa: DTZ011 - the office's own calendar day
    with reading(address) as books:
        project = inventory.need(books, code.strip()).code if code is not None else None
        found = [
            one
            for one in rectifications.listed(books, open_only=open_only, overdue_on=today if overdue else None)
            if project in (None, one.project)
        ]
    _publish(found, today, layout)
    if layout != "json":
        console.narrate(f"共 {len(found)} 项({today})")


def _item(text: str, deadline: date | None) -> Item:
    from checker.ledger.rectifications import Item  # noqa: PLC0415 - needs the database library

    matter, sign, own = text.rpartition("=")
    if sign:
        try:
            return Item(matter.strip(), date.fromisoformat(own.strip()))
        except ValueError:
            pass  # an equals sign of the text itself
    if deadline is None:
        raise UsageError(Problem(f"事项“{text}”没有期限", remedy="请写 --deadline 日期,或 --item 事项=2027-06-30"))
    return Item(text.strip(), deadline)


def _publish(found: Sequence[OrderedItem], as_of: date, layout: str) -> None:
    from checker.render.ledger_rectifications import rectification_shape, render_rectifications  # noqa: PLC0415

    if layout == "json":
        publish_json([rectification_shape(one, as_of) for one in found])
    elif found:
        console.publish(render_rectifications(found, as_of, width=console.page_width()))
