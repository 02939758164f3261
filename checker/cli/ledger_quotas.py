"""``checker ledger quota``: limits, baselines, balances and history of the city's quotas."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Final, NoReturn

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand, ChineseGroup
from checker.cli.ledger import ledger_option, opened, reading, tell_overdue, writing
from checker.cli.officer import by_option, officer
from checker.cli.option_values import packs_option, whole_number
from checker.cli.rules import format_option, load, publish_json
from checker.errors import LedgerRefusalError, Problem, UsageError
from checker.nearness import nearest

_ENDED: Final = frozenset(("无", "终止"))


@click.group(
    "quota",
    cls=ChineseGroup,
    short_help="全市指标的额度:限额、基数、余量、变更",
    help=(
        "全市指标的额度:方案条款的限额、机关下达的年度限额、机关录入的基数,各项目的占用。\n"
        "\n"
        "受理时预留,批准时记为已用,否决、撤回、失效时放回;退回整改的保留预留和次序。上限不能突破;没有录入基数的上限余量不明,不能批准。\n"
        "减少用煤的项目不因此腾出额度:削减的量记入下一次的基数,或登记为替代来源,同一吨不算两次。"
    ),
)
def quota() -> None:
    """Holds the commands."""


@quota.command(
    "adopt",
    cls=ChineseCommand,
    short_help="把条款的限额记入台账",
    help=(
        "把规则包里条款的限额记入台账;先列出与台账不同的,再记入。建台账时已记入一次,规则包改了限额再运行。\n"
        "改动或终止台账已有的限额要写原因;终止或放宽上限的,在终端上再问一次,不在终端上的须写 --yes。\n"
        "\n"
        "例:\n"
        "  checker ledger quota adopt --reason 条款修订"
    ),
)
@click.option("--reason", default="", metavar="原因", help="为什么改动;改动或终止已有的限额必写")
@click.option("--yes", is_flag=True, help="不再询问")
@packs_option
@by_option
@ledger_option
def adopt_limits(*, reason: str, yes: bool, packs: tuple[Path, ...], by: str | None, address: str | None) -> None:
    """List what differs, ask, and record the limits of the clauses."""
    from checker.ledger import quotas  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_quotas import render_limit_changes  # noqa: PLC0415 - as above

    clerk, rulebook = officer(by), load(packs)
    with opened(address) as ledger:
        with ledger.reading() as books:
            changes = quotas.limit_changes(books, rulebook)
        if not changes:
            console.publish("条款限额都已记入,没有变化\n")
            return
        console.publish(render_limit_changes(changes, width=console.page_width()))
        altered = any(change.before is not None for change in changes)
        if altered and not reason.strip():
            remedy = "请写 --reason 原因,如 条款修订;规则包不对的,请核对 --packs"
            raise UsageError(Problem("要改动台账已有的限额,没有写原因", remedy=remedy))
        loosened = sum(change.loosens for change in changes)
        if loosened and not yes:
            _confirm_loosening(loosened)
        with ledger.writing(clerk) as writing:
            if quotas.limit_changes(writing, rulebook) != changes:
                raise LedgerRefusalError(Problem("台账的限额刚被改动过,没有记入", remedy="请重新运行"))
            quotas.adopt_limits(writing, rulebook, reason=reason.strip() or "记入条款限额")
    console.publish(f"记入 {len(changes)} 项条款限额\n")


@quota.command(
    "list",
    cls=ChineseCommand,
    short_help="各指标各年的限额、已用、预留、余量",
    help="各指标各年的限额、已用、预留、余量。",
)
@click.option("--metric", metavar="指标", help="只列名称含有这些字的指标")
@click.option("--year", callback=whole_number(2000, 2100), metavar="年份", help="只列这一年")
@format_option
@ledger_option
def list_quotas(*, metric: str | None, year: int | None, layout: str, address: str | None) -> None:
    """List balances."""
    from checker.ledger import quotas  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_quotas import LEGEND, balance_shape, render_balances  # noqa: PLC0415 - as above

    with reading(address) as books:
        every = quotas.balances(books)
        tell_overdue(books)
    found = [one for one in every if (metric or "") in one.metric and year in (None, one.year)]
    if layout == "json":
        publish_json([balance_shape(one) for one in found])
        return
    if found:
        console.publish(render_balances(found, width=console.page_width()))
        console.narrate(LEGEND)
    elif not every:
        console.narrate("台账还没有额度;记入条款限额:checker ledger quota adopt")
    else:
        console.narrate("没有符合的额度")


@quota.command(
    "show",
    cls=ChineseCommand,
    short_help="一个指标:限额和基数的出处,哪些项目占用",
    help="一个指标:限额和基数的出处,哪些项目占用。\n\n例:\n  checker ledger quota show 原煤消费量 2030",
)
@click.argument("metric", metavar="指标")
@click.argument("year", callback=whole_number(2000, 2100), metavar="[年份]", required=False)
@format_option
@ledger_option
def show_quota(metric: str, year: int | None, *, layout: str, address: str | None) -> None:
    """Show the accounts of one metric with their bookings."""
    from checker.ledger import accounts, bookings, quotas  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_quotas import account_shape, render_account, with_states  # noqa: PLC0415 - as above

    with reading(address) as books:
        every = accounts.accounts(books)
        found = [one for one in every if one.metric == metric and year in (None, one.year)]
        if not any(one.metric == metric for one in every):
            names = list(dict.fromkeys(one.metric for one in every))
            _refuse_metric(metric, names, "记入条款限额:checker ledger quota adopt")
        if year is not None and not found:
            quotas.account(books, metric, year)
        shown = [(one, with_states(books, bookings.of_account(books, one.metric, one.year))) for one in found]
    if layout == "json":
        publish_json([account_shape(one, held) for one, held in shown])
        return
    width = console.page_width()
    console.publish("\n".join(render_account(one, held, width=width) for one, held in shown))


@quota.command(
    "limit",
    cls=ChineseCommand,
    short_help="录入机关下达的年度限额",
    help=(
        "录入机关下达的年度限额;条款已规定的年份不能另设。写“无”终止已有的年度限额。\n"
        "已受理、已批准的项目随即计入这一年;低于已用的限额也照记,此后不再增加占用。\n"
        "\n"
        "例:\n"
        '  checker ledger quota limit 原煤消费量 2027 "28 万t" --number 巴双碳办〔2027〕3号 --reason 年度目标任务'
    ),
)
@click.argument("metric", metavar="指标")
@click.argument("year", callback=whole_number(2000, 2100), metavar="年份")
@click.argument("amount", metavar="数量")
@click.option("--number", required=True, metavar="文号", help="下达文件的文号")
@click.option("--reason", required=True, metavar="原因", help="为什么设定或调整")
@packs_option
@by_option
@ledger_option
def set_limit(
    metric: str,
    year: int,
    amount: str,
    *,
    number: str,
    reason: str,
    packs: tuple[Path, ...],
    by: str | None,
    address: str | None,
) -> None:
    """Record an annual limit."""
    from checker.ledger import quotas  # noqa: PLC0415 - needs the database library

    rulebook = load(packs)
    declared = next((one for one in rulebook.quotas if one.name == metric), None)
    if declared is None:
        _refuse_metric(metric, [one.name for one in rulebook.quotas], "额度由规则包的 quotas.yaml 声明")
    value = None if amount.strip() in _ENDED else quotas.amount_of(amount, declared.unit)
    with writing(address, by) as books:
        quotas.refuse_other_limits(books, rulebook)
        if year < date.today().year:  # noqa: DTZ011 - the office's own calendar day
            raise LedgerRefusalError(Problem(f"{year} 年已经过去,不能再设限额", remedy="请核对年份"))
        quotas.set_limit(books, declared, year, value, document=number, reason=reason)
    _publish_account(address, metric, year)


@quota.command(
    "baseline",
    cls=ChineseCommand,
    short_help="录入全市基数",
    help=(
        "录入全市基数:这一年全市除本台账各项目以外的用量。每次更新都照记,写明依据。\n"
        "\n"
        "例:\n"
        '  checker ledger quota baseline 原煤消费量 2030 "18 万t" --number 巴统〔2026〕21号 --reason 2025年统计数'
    ),
)
@click.argument("metric", metavar="指标")
@click.argument("year", callback=whole_number(2000, 2100), metavar="年份")
@click.argument("amount", metavar="数量")
@click.option("--number", required=True, metavar="文号", help="依据的文件或报表")
@click.option("--reason", required=True, metavar="原因", help="为什么录入或更新")
@packs_option
@by_option
@ledger_option
def set_baseline(
    metric: str,
    year: int,
    amount: str,
    *,
    number: str,
    reason: str,
    packs: tuple[Path, ...],
    by: str | None,
    address: str | None,
) -> None:
    """Record a baseline."""
    from checker.ledger import quotas  # noqa: PLC0415 - needs the database library

    rulebook = load(packs)
    with writing(address, by) as books:
        quotas.refuse_other_limits(books, rulebook)
        unit = quotas.account(books, metric, year).unit
        quotas.set_baseline(books, metric, year, quotas.amount_of(amount, unit), document=number, reason=reason)
    _publish_account(address, metric, year)


@quota.command(
    "history",
    cls=ChineseCommand,
    short_help="一个指标一年的全部变更",
    help="一个指标一年的全部变更:限额、基数、各项目的占用,何时、何人、何故。",
)
@click.argument("metric", metavar="指标")
@click.argument("year", callback=whole_number(2000, 2100), metavar="年份")
@format_option
@ledger_option
def show_history(metric: str, year: int, *, layout: str, address: str | None) -> None:
    """Show everything that changed an account."""
    from checker.ledger import quotas  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_quotas import change_shape, render_quota_history  # noqa: PLC0415 - as above

    with reading(address) as books:
        unit, changes = quotas.account(books, metric, year).unit, quotas.history(books, metric, year)
    if layout == "json":
        publish_json([change_shape(one, unit) for one in changes])
        return
    console.publish(render_quota_history(changes, unit, width=console.page_width()))


@quota.command(
    "take-up",
    cls=ChineseCommand,
    short_help="为待额度的在审项目补预留",
    help="按受理先后,为待额度、待落实来源的在审和退回整改的项目预留现在放得下的。额度放回时不会自动补给别的项目。",
)
@by_option
@ledger_option
def take_up(*, by: str | None, address: str | None) -> None:
    """Reserve for those who wait."""
    from checker.ledger import submissions  # noqa: PLC0415 - needs the database library

    with writing(address, by) as books:
        served = submissions.take_up(books)
        left = submissions.waiting(books)
    console.publish("".join(f"已补预留  {code}\n" for code in served) or "没有可以补预留的项目\n")
    if left:
        console.narrate(f"仍在等待:{'、'.join(one.project for one in left)}")


def _confirm_loosening(number: int) -> None:
    """Ask on a terminal; raises click.Abort where the answer is no, UsageError where there is nobody to ask."""
    said = f"其中 {number} 项终止或放宽上限"
    if not console.is_terminal(sys.stdin):
        raise UsageError(Problem(f"{said},没有记入", remedy="核对无误的,请写 --yes"))
    click.confirm(f"{said},确认记入?", abort=True, err=True)


def _publish_account(address: str | None, metric: str, year: int) -> None:
    from checker.ledger import quotas  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_quotas import render_account  # noqa: PLC0415 - as above

    with reading(address) as books:
        account = quotas.account(books, metric, year)
    console.publish(render_account(account, (), width=console.page_width()))


def _refuse_metric(metric: str, known: list[str], otherwise: str) -> NoReturn:
    near = nearest(metric, known)
    remedy = f"是否为 {near}?" if near else f"可选:{'、'.join(known)}" if known else otherwise
    raise UsageError(Problem(f"没有指标“{metric}”", remedy=remedy))
