"""``checker ledger journal``: the entries of the journal, by who, what and when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand, ChineseOption
from checker.cli.ledger import ledger_option, reading
from checker.cli.option_values import day, whole_number
from checker.cli.rules import format_option, publish_json
from checker.errors import Problem, UsageError
from checker.nearness import nearest

if TYPE_CHECKING:
    from checker.ledger.journal import EntryKind


@click.command(
    "journal",
    cls=ChineseCommand,
    short_help="查看变动记录:何人何时记了什么",
    help=(
        "查看变动记录:位置、时间、经办人、事项、对象、原因,最近的在最后。\n"
        "不写条件则列最近的;--format json 另有每条的全部内容和指纹。\n"
        "\n"
        "例:\n"
        "  checker ledger journal --actor 张三 --since 2026-11-01\n"
        "  checker ledger journal --kind 签发令牌 --kind 撤销令牌"
    ),
)
@click.option("--actor", metavar="姓名", help="只列这个经办人的")
@click.option("--kind", "kinds", multiple=True, metavar="事项", help="只列这种事项,如 作出决定,可写多次")
@click.option("--subject", metavar="对象", help="只列关于这个对象的:项目代码、令牌编号等")
@click.option("--since", callback=day, metavar="日期", help="从这一天起")
@click.option("--until", callback=day, metavar="日期", help="到这一天为止,含当天")
@click.option(
    "--limit",
    callback=whole_number(1, 100_000),
    default="100",
    show_default=True,
    cls=ChineseOption,
    metavar="条数",
    help="至多列多少条",
)
@format_option
@ledger_option
def list_entries(
    *,
    actor: str | None,
    kinds: tuple[str, ...],
    subject: str | None,
    since: date | None,
    until: date | None,
    limit: int,
    layout: str,
    address: str | None,
) -> None:
    """List the latest entries that the options leave."""
    from checker.ledger import journal  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_journal import entry_shape, render_entries  # noqa: PLC0415 - as above

    wanted = journal.Wanted(
        subject=subject,
        actor=actor,
        kinds=frozenset(map(_kind, kinds)) if kinds else None,
        since=_midnight(since),
        ahead_of=end + timedelta(days=1) if (end := _midnight(until)) is not None else None,
    )
    with reading(address) as books:
        found = journal.latest(books.connection, limit + 1, wanted=wanted)
    is_cut, found = len(found) > limit, found[-limit:]
    if layout == "json":
        publish_json([entry_shape(one) for one in found])
        return
    if found:
        console.publish(render_entries(found, width=console.page_width()))
    more = ",更早的还有,请写条件或 --limit" if is_cut else ""
    console.narrate(f"共 {len(found)} 条{more}")


def _kind(word: str) -> EntryKind:
    """A kind of entry by its Chinese word or its English name; raises UsageError for one there is not."""
    from checker.ledger.journal import EntryKind  # noqa: PLC0415 - needs the database library

    known = {name: kind for kind in EntryKind for name in (kind.value, kind.label)}
    if word not in known:
        near = nearest(word, known)
        remedy = f"是否为 {near}?" if near else f"可选:{'、'.join(kind.label for kind in EntryKind)}"
        raise UsageError(Problem(f"没有事项“{word}”", remedy=remedy))
    return known[word]


def _midnight(day: date | None) -> datetime | None:
    """The beginning of a day by the clock on the wall, as times are shown."""
    from checker.ledger.remarks import plausible  # noqa: PLC0415 - needs the database library

    return None if day is None else datetime.combine(plausible(day, "日期"), time.min).astimezone()
