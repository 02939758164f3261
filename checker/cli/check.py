"""``checker check``: judge application files and print their reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.application_files import ApplicationFile, Selection, select_files
from checker.cli.help_page import ChineseCommand, ChineseOption
from checker.cli.ledger import known_ledger
from checker.cli.opinion_output import deliver, report_layout
from checker.cli.option_values import day, one_of, packs_option, path
from checker.errors import ApplicationError, CheckerError, EngineError, Problem, UsageError
from checker.render.lines import visible
from checker.result_file import check_result_file

if TYPE_CHECKING:
    from checker.api import Checker
    from checker.model import Application
    from checker.model.report import Report
    from checker.review.standing_source import StandingSource

_BY_SEVERITY = (5, 6, 8, 7, 4, 3, 2, 20, 10, 0)
"""What says nothing of the application itself comes first: that has to be put right before any verdict counts."""
_FORMATS = ("text", "json", "markdown", "html", "docx")
_ENGINES = ("cross", "reference", "rete")


@click.command(
    "check",
    cls=ChineseCommand,
    short_help="核对申报文件,给出结论、条款引用与改法",
    help=(
        "核对申报文件,给出结论、条款引用与改法。\n"
        "\n"
        "文件可以是 YAML 或 JSON;写目录则核对其中全部申报文件;写 - 则读标准输入。\n"
        "\n"
        "一个文件时退出码即其结论(0 通过,10 整改,20 否决);多个文件时取最严重的一个。\n"
        "JSON 输出:一个文件为一个对象,多个文件或目录为数组。\n"
        "\n"
        "例:\n"
        "  checker check 项目.yaml\n"
        "  checker check 申报/ --as-of 2025-09-01 --format json --output 结果.json\n"
        "  checker check 项目.yaml -o 意见.docx"
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="文件…")
@click.option(
    "--as-of", "as_of", callback=day, metavar="日期", help="审查日,按当日有效的规定核对,如 2025-09-01;默认今天"
)
@packs_option
@click.option(
    "--format",
    "layout",
    callback=one_of(_FORMATS),
    cls=ChineseOption,
    metavar="格式",
    help="text 供阅读,markdown 供粘贴,html 供打印,docx 供 Word,json 供系统读取;默认看 --output 的扩展名,再取 text",
)
@click.option(
    "--engine",
    callback=one_of(_ENGINES),
    default="cross",
    show_default=True,
    cls=ChineseOption,
    metavar="引擎",
    help="cross 两个引擎交叉核对,reference 或 rete 只用其一",
)
@click.option(
    "--ledger",
    "address",
    metavar="地址",
    help="清单台账:额度余量、会商、整改、豁免取自台账;默认取环境变量 CHECKER_LEDGER,再取本机关文件夹里的 ledger.db",
)
@click.option("--no-ledger", "alone", is_flag=True, help="不看台账,只看申报文件")
@click.option("--all", "everything", is_flag=True, help="也列出符合与不适用的规则,取值全部列出")
@click.option("-o", "--output", callback=path, metavar="文件", help="结果写入文件(UTF-8),不写到屏幕")
@click.option("--color/--no-color", "colour", default=None, help="是否用颜色;默认只在终端上用,并遵从 NO_COLOR")
def check(
    files: tuple[str, ...],
    *,
    as_of: date | None,
    packs: tuple[Path, ...],
    layout: str | None,
    engine: str,
    address: str | None,
    alone: bool,
    everything: bool,
    output: Path | None,
    colour: bool | None,
) -> int:
    """Check ``files`` and return the worst exit code among them."""
    chosen = report_layout(layout, output)
    selection = select_files(files)
    if output is not None:
        check_result_file(output, [file.path for file in selection.files if file.path is not None])
    console.complain(selection.problems)
    for notice in selection.unread:
        console.narrate(visible(notice))
    codes = [ApplicationError.exit_code] if selection.problems else []
    reports: list[tuple[ApplicationFile, Report]] = []
    if selection.files:
        today = date.today()  # noqa: DTZ011 - the office's own calendar day
        checker = _load(packs, engine)
        with _ledger(address, alone=alone) as ledger:
            check_one = partial(checker.check, as_of=as_of or today, everything=everything, ledger=ledger)
            reports, failures = _check_all(selection.files, check_one)
        codes += [*failures, *(report.exit_code for _, report in reports)]
    if reports:
        result = _rendered(
            reports, chosen, everything=everything, several=selection.several, colour=_colour(colour, output)
        )
        deliver(result, output, machine=chosen in ("json", "html"))
    if selection.several and selection.files:
        console.narrate(_summary(reports, selection, codes))
    return worst(codes)


def worst(codes: Sequence[int]) -> int:
    """The gravest of several exit codes: 5, 6, 8, 7, 4, 3, 2, 20, 10, 0."""
    return min(codes, key=_BY_SEVERITY.index, default=EngineError.exit_code)


def _load(packs: tuple[Path, ...], engine: str) -> Checker:
    from checker.api import Checker  # noqa: PLC0415 - the engines and the model take their time to import

    return Checker.load(*packs, engine=engine)


@contextmanager
def _ledger(address: str | None, *, alone: bool) -> Iterator[StandingSource | None]:
    """The ledger that checks look into; None without one."""
    if alone and address is not None:
        raise UsageError(Problem("--ledger 与 --no-ledger 只能写一个", remedy="请删去其一"))
    known = None if alone else known_ledger(address)
    if known is None:
        yield None
        return
    from checker.ledger import Ledger  # noqa: PLC0415 - needs the database library
    from checker.ledger.standing import LedgerView  # noqa: PLC0415 - as above

    with Ledger.open(known) as ledger:
        yield LedgerView(ledger)


def _check_all(
    files: Sequence[ApplicationFile], check_one: Callable[[Application], Report]
) -> tuple[list[tuple[ApplicationFile, Report]], list[int]]:
    reports: list[tuple[ApplicationFile, Report]] = []
    failures: list[int] = []
    progress = console.Progress(len(files))
    for position, file in enumerate(files, start=1):
        progress.step(position, file.name)
        try:
            reports.append((file, check_one(file.read())))
        except CheckerError as error:
            progress.clear()
            console.complain(error.problems)
            failures.append(error.exit_code)
        except Exception as fault:  # noqa: BLE001 - one file's accident must not take the others with it
            progress.clear()
            console.complain_of_fault(fault, file.name)
            failures.append(EngineError.exit_code)
    progress.clear()
    return reports, failures


def _rendered(
    reports: Sequence[tuple[ApplicationFile, Report]], layout: str, *, everything: bool, several: bool, colour: bool
) -> str | bytes:
    from checker.render import render_json, render_text  # noqa: PLC0415 - needs the model
    from checker.render.opinion_file import OpinionLayout, render_opinions  # noqa: PLC0415 - as above

    found = [report for _, report in reports]
    match layout:
        case "json":
            return render_json(found if several else found[0], everything=everything)
        case "markdown" | "html" | "docx":
            return render_opinions(found, OpinionLayout(layout), everything=everything)
    width = console.page_width()
    texts = []
    for file, report in reports:
        heading = f"文件  {visible(file.name)}\n" if several else ""
        texts.append(heading + render_text(report, width=width, colour=colour, everything=everything))
    return "\n".join(texts)


def _colour(choice: bool | None, output: Path | None) -> bool:
    return bool(choice) if output is not None else console.uses_colour(choice)


def _summary(reports: Sequence[tuple[ApplicationFile, Report]], selection: Selection, codes: Sequence[int]) -> str:
    verdicts = Counter(report.verdict for _, report in reports)
    parts = [f"{verdict.label} {verdicts[verdict]}" for verdict in sorted(verdicts, key=lambda v: v.exit_code)]
    failed = len(selection.files) - len(reports)
    if failed:
        parts.append(f"未能核对 {failed}")
    return f"共 {len(selection.files)} 个文件:{','.join(parts) or '无'};退出码 {worst(codes)}"
