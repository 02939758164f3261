"""``checker intake``: applications from an approval platform, checked and answered, once or for as long as it runs."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand, ChineseGroup
from checker.cli.ledger import ledger_option, opened
from checker.cli.officer import by_option, officer
from checker.cli.option_values import packs_option, whole_number
from checker.errors import CheckerError, PlatformError, Problem, UsageError
from checker.render.lines import visible

if TYPE_CHECKING:
    from checker.intake.delivery import Sent
    from checker.intake.polling import Polled
    from checker.intake.taking import Taken
    from checker.intake.withdrawing import Withdrawal


@click.group(
    "intake",
    cls=ChineseGroup,
    short_help="对接审批平台:取待办、核对、送回意见",
    help=(
        "对接审批平台:按对照文件取来待办的申报,对照台账核对、受理,把意见送回平台。\n"
        "\n"
        "见到、受理和写好意见是一个事务;意见先进待发,送到为止。哪一边中途断了,再开时接着做,不丢不重。\n"
        "\n"
        "例:\n"
        "  checker intake example > 对照.yaml\n"
        "  checker intake check-mapping 对照.yaml 样例.json\n"
        "  checker intake run 对照.yaml --every 60"
    ),
)
def intake() -> None:
    """Holds the commands."""


@intake.command(
    "run",
    cls=ChineseCommand,
    short_help="取待办、核对、送回意见:一次,或每隔若干秒",
    help=(
        "取来平台上待办的申报,核对、受理,把意见送回去。\n"
        "\n"
        "不写 --every 只做一遍:有读不到、送不到的,退出码 8,再运行时接着做。\n"
        "材料不齐的一次性告知所缺的全部;内容不能读取的退回改正,所有问题一次列出;都不耽误别的申报。\n"
        "在平台上撤回的(对照文件写了 withdrawn 的),台账里的申报一并撤回;已有决定的只告诉,不改动。\n"
        "\n"
        "例:\n"
        "  checker intake run 对照.yaml --ledger 台账.db --every 60"
    ),
)
@click.argument("file", metavar="对照文件")
@click.option("--once", is_flag=True, help="只做一遍(默认)")
@click.option(
    "--every", callback=whole_number(1, 86_400), metavar="秒", help="一直运行,每隔若干秒取一次;Ctrl-C 或 SIGTERM 停"
)
@packs_option
@by_option
@ledger_option
def run(
    file: str, *, once: bool, every: int | None, packs: tuple[Path, ...], by: str | None, address: str | None
) -> int:
    """Poll a platform and deliver letters to it."""
    from checker.api import Checker  # noqa: PLC0415 - takes its time
    from checker.intake.intake import Intake  # noqa: PLC0415 - as above
    from checker.intake.mapping_file import read_mapping  # noqa: PLC0415 - as above
    from checker.intake.platform import Platform  # noqa: PLC0415 - as above

    if once and every is not None:
        raise UsageError(Problem("--once 和 --every 只能写一个", remedy="请去掉其中一个"))
    mapping, clerk = read_mapping(Path(file)), officer(by)
    checker = Checker.load(*packs)
    with opened(address) as ledger, Platform(mapping) as platform:
        working = Intake(ledger, checker, mapping, platform, clerk=clerk, listener=_Narrator())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: working.stop())
        if every is not None:
            console.narrate(f"每 {every} 秒取一次 {visible(mapping.platform)} 的待办;Ctrl-C 停")
            working.run(every, _tell_fault)
            console.narrate("已停")
            return 0
        return 0 if working.once().is_clear else PlatformError.exit_code


def _tell_fault(fault: Exception) -> None:
    if isinstance(fault, CheckerError):
        console.complain(fault.problems)
    else:
        console.complain_of_fault(fault)


class _Narrator:
    """Says on standard error what the intake does."""

    def __init__(self) -> None:
        self._last_faults: tuple[Problem, ...] = ()

    def taken(self, one: Taken) -> None:
        """One line for every application."""
        from checker.intake.letter import LetterKind  # noqa: PLC0415 - only where there is one

        arrival = one.arrival
        what = f"{visible(arrival.application)} 第 {visible(arrival.version)} 版 {visible(arrival.name)}".rstrip()
        if one.report is None or arrival.kind is LetterKind.CORRECTION:
            console.narrate(f"{what}:内容不能读取,退回改正")
            return
        dispositions = f"({'、'.join(one.report.dispositions)})" if one.report.dispositions else ""
        taken_in = ",已受理" if arrival.submission is not None else ""
        notice = ",一次性告知" if arrival.kind is LetterKind.NOTICE else ""
        refusal = f",没有受理:{visible(arrival.refusal)}" if arrival.refusal else ""
        console.narrate(f"{what}:{one.report.verdict.label}{dispositions}{notice}{taken_in}{refusal}")

    def withdrawn(self, one: Withdrawal) -> None:
        """One line for every application that was withdrawn on the platform."""
        from checker.intake.withdrawing import Outcome  # noqa: PLC0415 - only where there is one

        why = f"({visible(one.reason)})" if one.reason else ""
        match one.outcome:
            case Outcome.RELEASED:
                done = f"台账里的申报 {visible(one.project)} 一并撤回,额度和来源已放回"
            case Outcome.DECIDED:
                done = f"台账里 {visible(one.project)} {visible(one.detail)},没有改动,请人员处理"
            case Outcome.NOT_HELD:
                done = "台账里没有受理,不再送信"
        console.narrate(f"{visible(one.application)} 在平台上已撤回{why}:{done}")

    def purged(self, letters: int) -> None:
        """How many letters' content was deleted."""
        console.narrate(f"已清除 {letters} 封早已送达的信的内容(保存期限见对照文件的 delivery.keep_days)")

    def polled(self, one: Polled) -> None:
        """What went wrong in a round, unless it is what went wrong the last time too."""
        if one.faults and one.faults != self._last_faults:
            console.complain(one.faults)
        elif not one.faults and self._last_faults:
            console.narrate("平台又读得到了")
        self._last_faults = one.faults

    def sent(self, one: Sent) -> None:
        """One line for every attempt."""
        letter = one.letter
        again = "(再送)" if letter.resent else ""
        what = f"{visible(letter.application)} 第 {visible(letter.version)} 版的{letter.kind.label}{again}"
        words = "" if one.state.value == "已送达" else f"({visible(one.words)})"
        console.narrate(f"{what}:{one.state.value}{words}")
