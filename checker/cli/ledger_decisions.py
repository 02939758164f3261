"""``checker ledger decide``, ``decisions`` and ``decision show``: the officer decides, and it is sealed."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand, ChineseGroup, ChineseOption
from checker.cli.ledger import ledger_option, opened, reading
from checker.cli.officer import by_option, officer
from checker.cli.opinion_output import deliver, report_layout
from checker.cli.option_values import day, one_line, one_of, packs_option, path
from checker.cli.rules import format_option, json_text, publish_json
from checker.render.lines import visible
from checker.result_file import check_result_file

if TYPE_CHECKING:
    from checker.model.outcome import Verdict
    from checker.model.report import Report

_VERDICTS: Final = {
    "approve": "approve", "rectify": "rectify", "reject": "reject",
    "通过": "approve", "整改": "rectify", "否决": "reject",
}  # fmt: skip
_MOST_TITLES: Final = 12


@click.command(
    "decide",
    cls=ChineseCommand,
    short_help="对在审的申报作出决定",
    help=(
        "对在审的申报作出决定:通过(approve)、整改(rectify,退回)或否决(reject)。\n"
        "\n"
        "先按决定当日重新核对,列出建议,在终端上再问一次。决定与建议不同须写理由;通过和否决须写文号。\n"
        "通过时占用的额度记为已用,超过上限的不能通过。决定连同申报、报告、规则包一起封存,日后可重放。\n"
        "\n"
        "例:\n"
        "  checker ledger decide 2604-511902-04-01-763353 通过 --number 巴发改能审〔2026〕12号"
    ),
)
@click.argument("code", metavar="项目代码")
@click.argument("choice", metavar="决定", callback=one_of(tuple(_VERDICTS)))
@click.option("--reason", default="", metavar="理由", help="决定的理由;与建议不同时必写")
@click.option("--number", default="", metavar="文号", help="决定文件的文号;通过、否决必写")
@click.option("--officer", "decided_by", metavar="姓名", help="作出决定的人;默认为经办人")
@click.option("--on", "on", callback=day, metavar="日期", help="决定日期,也是核对的审查日;默认今天")
@click.option("--yes", is_flag=True, help="不再询问")
@packs_option
@by_option
@format_option
@ledger_option
def decide_application(
    code: str,
    choice: str,
    *,
    reason: str,
    number: str,
    decided_by: str | None,
    on: date | None,
    yes: bool,
    packs: tuple[Path, ...],
    by: str | None,
    layout: str,
    address: str | None,
) -> None:
    """Check again, show the recommendation, ask, and record the decision."""
    from checker.api import Checker  # noqa: PLC0415 - takes its time
    from checker.ledger import decisions, proceedings  # noqa: PLC0415 - needs the database library
    from checker.model.outcome import Verdict  # noqa: PLC0415 - needs the model
    from checker.render.ledger_decisions import decision_shape, render_decision  # noqa: PLC0415 - as above

    clerk, verdict, project = officer(by), Verdict(_VERDICTS[choice]), code.strip()
    decider = one_line(decided_by, "--officer") if decided_by is not None else clerk
    today = on or date.today()  # noqa: DTZ011 - the office's own calendar day
    checker = Checker.load(*packs)
    with opened(address) as ledger:
        with ledger.reading() as books:
            application, report = proceedings.check_under_review(books, checker, project, today, everything=True)
        _recommend(report)
        if not yes:
            _confirm(project, verdict, report)
        with ledger.writing(clerk) as writing:
            made = decisions.decide(
                writing,
                application=application,
                report=report,
                checking=checker,
                verdict=verdict,
                officer=decider,
                decided_on=today,
                reason=reason,
                number=number,
            )
    if layout == "json":
        publish_json(decision_shape(made))
        return
    console.publish(render_decision(made, width=console.page_width()))


@click.command("decisions", cls=ChineseCommand, short_help="列出决定", help="列出决定。写项目代码则只列这个项目的。")
@click.argument("code", metavar="[项目代码]", required=False)
@click.option("--departing", is_flag=True, help="只列与建议不同的")
@format_option
@ledger_option
def list_decisions(code: str | None, *, departing: bool, layout: str, address: str | None) -> None:
    """List decisions."""
    from checker.ledger import decisions, inventory  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_decisions import decision_shape, render_decisions  # noqa: PLC0415 - as above

    with reading(address) as books:
        project = inventory.need(books, code.strip()).code if code is not None else None
        found = [one for one in decisions.listed(books, project=project) if one.departs or not departing]
    if layout == "json":
        publish_json([decision_shape(one) for one in found])
        return
    if found:
        console.publish(render_decisions(found, width=console.page_width()))
    console.narrate(f"共 {len(found)} 个决定" + (";看封存的报告:checker ledger decision show 编号" if found else ""))


@click.group("decision", cls=ChineseGroup, short_help="看一个决定和它封存的报告", help="看一个决定和它封存的报告。")
def decision() -> None:
    """Holds ``show``."""


@decision.command(
    "show",
    cls=ChineseCommand,
    short_help="一个决定和它封存的报告",
    help="一个决定和它封存的报告,与作出决定时所见相同。",
)
@click.argument("name", metavar="决定编号")
@click.option(
    "--format",
    "layout",
    callback=one_of(("text", "markdown", "html", "docx", "json")),
    cls=ChineseOption,
    metavar="格式",
    help="text 供阅读,markdown 供粘贴,html 供打印,docx 供 Word,json 供系统读取;默认看 --output 的扩展名,再取 text",
)
@click.option("-o", "--output", callback=path, metavar="文件", help="写入文件(UTF-8),不写到屏幕")
@click.option("--all", "everything", is_flag=True, help="也列出符合与不适用的规则,取值全部列出")
@click.option("--color/--no-color", "colour", default=None, help="是否用颜色;默认只在终端上用,并遵从 NO_COLOR")
@ledger_option
def show_decision(
    name: str,
    *,
    layout: str | None,
    output: Path | None,
    everything: bool,
    colour: bool | None,
    address: str | None,
) -> None:
    """Show a decision with its sealed report."""
    chosen = report_layout(layout, output)
    if output is not None:
        check_result_file(output, ())
    from checker.ledger import decisions  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_decisions import (  # noqa: PLC0415 - as above
        render_sealed,
        sealed_shape,
    )
    from checker.render.opinion_file import OpinionLayout, render_sealed_opinion  # noqa: PLC0415 - as above

    with reading(address) as books:
        found = decisions.need(books, name)
        report = decisions.report_of(books, found)
    result: str | bytes
    match chosen:
        case "json":
            result = json_text(sealed_shape(found, report.to_json(everything=True)))
        case "markdown" | "html" | "docx":
            result = render_sealed_opinion(found, report, OpinionLayout(chosen), everything=everything)
        case _:
            tinted = console.uses_colour(colour) if output is None else bool(colour)
            result = render_sealed(found, report, width=console.page_width(), colour=tinted, everything=everything)
    deliver(result, output, machine=chosen in ("json", "html"))


def _recommend(report: Report) -> None:
    """Tell the recommendation and what it rests on."""
    disposed = f"({'、'.join(report.dispositions)})" if report.dispositions else ""
    console.narrate(f"建议:{report.verdict.label}{disposed}  审查日 {report.as_of}")
    weighty = [finding for finding in report.shown if finding not in report.advice]
    for finding in weighty[:_MOST_TITLES]:
        console.narrate(f"  {finding.outcome.label} {finding.effect.label}  {finding.rule}  {visible(finding.title)}")
    if len(weighty) > _MOST_TITLES:
        console.narrate(f"  另有 {len(weighty) - _MOST_TITLES} 条,见 checker check")


def _confirm(project: str, verdict: Verdict, report: Report) -> None:
    """Ask on a terminal; raises click.Abort where the answer is no."""
    if not console.is_terminal(sys.stdin):
        return
    departs = ",与建议不同" if verdict is not report.verdict else ""
    click.confirm(f"对 {visible(project)} 决定“{verdict.label}”{departs},确认?", abort=True, err=True)
