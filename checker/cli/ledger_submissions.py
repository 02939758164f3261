"""``checker ledger submit, withdraw, start, close, lapse, submissions``: applications and what becomes of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand
from checker.cli.ledger import ledger_option, opened, reading, tell_overdue, writing
from checker.cli.officer import by_option, officer
from checker.cli.option_values import day, one_of, packs_option
from checker.cli.rules import format_option, load, publish_json
from checker.render.lines import visible

_STATES = ("在审", "退回整改", "不予批准", "已撤回", "已批准", "已失效", "已开工", "已关停")
_VALIDITY = "节能审查意见有效年数"

on_option = click.option("--on", "on", callback=day, metavar="日期", help="发生的日期;默认今天")


@click.command(
    "submit",
    cls=ChineseCommand,
    short_help="受理申报:核对、登记、预留额度和来源",
    help=(
        "受理申报:对照台账核对,项目不在台账的登记,按核对的占用预留额度和替代来源。\n"
        "\n"
        "放不下的照样受理,记为待额度;决定另由 checker ledger decide 作出。一个项目同时只有一份申报在审。\n"
        "退回整改的,整改后照此重新受理,保留原来的预留和次序;少要的放回,多要的与新申报一样排队。\n"
        "\n"
        "例:\n"
        "  checker ledger submit 项目.yaml --on 2026-11-20"
    ),
)
@click.argument("file", metavar="申报文件")
@on_option
@packs_option
@by_option
@format_option
@ledger_option
def submit_application(
    file: str, *, on: date | None, packs: tuple[Path, ...], by: str | None, layout: str, address: str | None
) -> None:
    """Check an application and take it in."""
    from checker.api import Checker  # noqa: PLC0415 - takes its time
    from checker.ledger import bookings, proceedings, sources  # noqa: PLC0415 - needs the database library
    from checker.model import read_application  # noqa: PLC0415 - needs the model
    from checker.render.ledger_submissions import render_holdings, submission_shape  # noqa: PLC0415 - as above

    clerk = officer(by)
    application = read_application(Path(file))
    today = on or date.today()  # noqa: DTZ011 - the office's own calendar day
    checker = Checker.load(*packs)
    with opened(address) as ledger, ledger.writing(clerk) as books:
        made, report = proceedings.check_and_submit(books, checker, application, today)
        held, offers = bookings.of(books, made.project), sources.offers_of(books, project=made.project)
    if layout == "json":
        publish_json({**submission_shape(made, held, offers), "verdict": report.verdict.value})
        return
    console.publish(f"已受理 {visible(made.project)} {visible(application.name)},核对建议:{report.verdict.label}\n")
    console.publish(render_holdings(held, offers, width=console.page_width()))
    if any(one.is_waiting for one in held) or any(one.is_waiting for one in offers):
        console.narrate("放不下的没有预留;额度放回后可运行 checker ledger quota take-up,批准时也会再看")
    console.narrate(f"全部发现:checker check {visible(file)};决定:checker ledger decide {visible(made.project)} 决定")


@click.command(
    "withdraw",
    cls=ChineseCommand,
    short_help="撤回在审、退回整改的申报,或放弃已批未开工的项目",
    help="撤回在审、退回整改的申报,或放弃已批未开工的项目;预留和已批的额度、来源放回。",
)
@click.argument("code", metavar="项目代码")
@click.option("--reason", required=True, metavar="原因", help="为什么撤回")
@on_option
@by_option
@ledger_option
def withdraw_application(code: str, *, reason: str, on: date | None, by: str | None, address: str | None) -> None:
    """Record a withdrawal."""
    from checker.ledger import submissions  # noqa: PLC0415 - needs the database library

    today = on or date.today()  # noqa: DTZ011 - the office's own calendar day
    with writing(address, by) as books:
        submissions.withdraw(books, code.strip(), today, reason)
        waiting = submissions.waiting(books)
    console.publish(f"已撤回 {visible(code.strip())},额度和来源已放回\n")
    _tell_waiting([one.project for one in waiting])


@click.command(
    "start",
    cls=ChineseCommand,
    short_help="登记开工",
    help="登记已批准的项目开工:批复不再失效,台账转为在建。",
)
@click.argument("code", metavar="项目代码")
@on_option
@packs_option
@by_option
@ledger_option
def start_project(code: str, *, on: date | None, packs: tuple[Path, ...], by: str | None, address: str | None) -> None:
    """Record that construction began."""
    from checker.ledger import submissions  # noqa: PLC0415 - needs the database library

    today = on or date.today()  # noqa: DTZ011 - the office's own calendar day
    years = _valid_years(packs, today)
    with writing(address, by) as books:
        submissions.start(books, code.strip(), today, years or submissions.VALID_YEARS)
    console.publish(f"已登记 {visible(code.strip())} 于 {today} 开工\n")


@click.command(
    "close",
    cls=ChineseCommand,
    short_help="登记关停",
    help="登记已开工的项目关停退出:占用的额度和来源放回;退出的产能、煤炭、能耗可另行登记为替代来源。",
)
@click.argument("code", metavar="项目代码")
@click.option("--reason", required=True, metavar="原因", help="为什么关停")
@on_option
@by_option
@ledger_option
def close_project(code: str, *, reason: str, on: date | None, by: str | None, address: str | None) -> None:
    """Record that a project was shut down."""
    from checker.ledger import submissions  # noqa: PLC0415 - needs the database library

    today = on or date.today()  # noqa: DTZ011 - the office's own calendar day
    with writing(address, by) as books:
        submissions.close(books, code.strip(), today, reason)
        waiting = submissions.waiting(books)
    console.publish(f"已登记 {visible(code.strip())} 关停,额度和来源已放回\n")
    _tell_waiting([one.project for one in waiting])


@click.command(
    "lapse",
    cls=ChineseCommand,
    short_help="登记两年未开工而失效的批复",
    help=(
        "登记到这一天已经失效的全部批复:批准满两年(国家发展改革委令2025年第31号第十九条)而没有开工的,额度和来源放回。\n"
        "满两年的当天仍有效;台账已转为在建的不失效。重复运行不会重复登记。"
    ),
)
@on_option
@packs_option
@by_option
@format_option
@ledger_option
def lapse_approvals(
    *, on: date | None, packs: tuple[Path, ...], by: str | None, layout: str, address: str | None
) -> None:
    """Record every approval that has lapsed."""
    from checker.ledger import submissions  # noqa: PLC0415 - needs the database library

    today = on or date.today()  # noqa: DTZ011 - the office's own calendar day
    years = _valid_years(packs, today)
    lapsed: tuple[str, ...] = ()
    if years is not None:
        with writing(address, by) as books:
            lapsed = submissions.lapse(books, today, years)
            waiting = submissions.waiting(books)
    if layout == "json":
        publish_json({"on": today.isoformat(), "lapsed": list(lapsed)})
        return
    console.publish("".join(f"已失效  {visible(code)}\n" for code in lapsed) or f"到 {today} 没有失效的批复\n")
    if lapsed:
        _tell_waiting([one.project for one in waiting])


@click.command(
    "submissions",
    cls=ChineseCommand,
    short_help="列出申报和办理情况",
    help="列出申报和办理情况,按受理先后。",
)
@click.option("--state", callback=one_of(_STATES), metavar="情况", help=f"只列这种情况的:{'、'.join(_STATES)}")
@click.option("--waiting", "only_waiting", is_flag=True, help="只列待额度或待落实来源的")
@format_option
@ledger_option
def list_submissions(*, state: str | None, only_waiting: bool, layout: str, address: str | None) -> None:
    """List submissions."""
    from checker.ledger import inventory, submissions  # noqa: PLC0415 - needs the database library
    from checker.ledger.states import SubmissionState  # noqa: PLC0415 - as above
    from checker.render.ledger_submissions import render_submissions, submission_shape  # noqa: PLC0415 - as above

    with reading(address) as books:
        wanted = SubmissionState(state) if state else None
        found = submissions.waiting(books) if only_waiting else submissions.listed(books, wanted)
        tell_overdue(books)
        named = [(one, inventory.need(books, one.project).name) for one in found if wanted in (None, one.state)]
    if layout == "json":
        publish_json([submission_shape(one) for one, _ in named])
        return
    if named:
        console.publish(render_submissions(named, width=console.page_width()))
    console.narrate(f"共 {len(named)} 份申报")


COMMANDS = (
    submit_application,
    list_submissions,
    withdraw_application,
    start_project,
    close_project,
    lapse_approvals,
)


def _valid_years(packs: tuple[Path, ...], on: date) -> int | None:
    """How many years an approval holds by the law of that day; None before there was such a rule."""
    value = load(packs).in_force(on).parameters.get(_VALIDITY)
    return int(value) if isinstance(value, Decimal) else None


def _tell_waiting(codes: list[str]) -> None:
    if codes:
        listed = "、".join(map(visible, codes))
        console.narrate(f"等待额度或来源的项目:{listed};补预留:checker ledger quota take-up")
