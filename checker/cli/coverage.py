"""``checker rules coverage``: each sentence with its rules, scenarios and cases; fails on a gap."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.evidence_folders import CASES, FEATURES, cases_option, evidence_folders, features_option
from checker.cli.help_page import ChineseCommand, ChineseOption
from checker.cli.option_values import one_of, packs_option
from checker.cli.pack_choice import choose_packs, with_option
from checker.cli.rules import load
from checker.errors import Problem, RuleBookError, UsageError

if TYPE_CHECKING:
    from checker.rulebook import RuleBook
    from checker.workbench.coverage import Coverage
    from checker.workbench.exercise import Exercise

_FORMATS = ("text", "markdown", "json")


@click.command(
    "coverage",
    cls=ChineseCommand,
    short_help="条文对照表:每句条文的去向、规则、场景、案例;哪些判定、行、日期从未试到",
    help=(
        "条文对照表:每句条文的去向,核对它的规则,规则的场景与案例。\n"
        "\n"
        "另把全部场景和案例实际运行一遍,统计规则的哪些判定、决策表的哪些行、哪些起止日的前后试到了;\n"
        "从未试到的用 --unused 逐项列出。\n"
        "\n"
        "去向有五种:规则(会商及以上)、提示、计量(全市指标)、清单(点名项目)、机制(对政府提出)。\n"
        "有条文没有去向或与规则不一致、规则没有场景、否决没有依据、数值没有标记的,逐条列出,退出码 4。"
    ),
)
@click.option(
    "--format",
    "layout",
    callback=one_of(_FORMATS),
    default="text",
    show_default=True,
    cls=ChineseOption,
    metavar="格式",
    help="text 供阅读,markdown 供粘贴,json 供系统读取",
)
@click.option("--unused", is_flag=True, help="不列条文,只列从未见到的判定、从未命中的行、缺一侧的起止日")
@click.option("--no-run", "unrun", is_flag=True, help="不运行场景和案例,只对照条文")
@features_option
@cases_option
@packs_option
@with_option
def coverage(
    *,
    layout: str,
    unused: bool,
    unrun: bool,
    features: tuple[Path, ...],
    cases: tuple[Path, ...],
    packs: tuple[Path, ...],
    around: tuple[Path, ...],
) -> int:
    """Print the traceability matrix; exit code 4 where something is missing."""
    if unused and (unrun or layout == "markdown"):
        raise UsageError(
            Problem("--unused 要运行场景,格式为 text 或 json", remedy="请去掉 --no-run 和 --format markdown")
        )
    chosen = choose_packs(packs, around)
    book, own = load(chosen.folders), chosen.own
    features, cases = evidence_folders(FEATURES, packs, features), evidence_folders(CASES, packs, cases)
    found = measured(book, features, cases, own)
    reached = None if unrun else _exercised(book, features, cases, own)
    console.publish(_rendered(found, reached, layout, unused=unused), machine=layout == "json")
    if not found.sentences:
        console.narrate("规则包里没有一份文件登记了条款去向(disposition)")
    if not found.problems:
        return 0
    console.complain(found.problems)
    return RuleBookError.exit_code


def measured(
    book: RuleBook, features: Sequence[Path], cases: Sequence[Path], own: frozenset[str] | None = None
) -> Coverage:
    """The coverage of ``book`` by the scenarios and cases in these folders; not checked where there are none."""
    from checker.workbench.case import read_cases  # noqa: PLC0415 - takes its time
    from checker.workbench.coverage import measure_coverage  # noqa: PLC0415 - as above
    from checker.workbench.scenario import read_scenarios  # noqa: PLC0415 - as above

    scenarios = read_scenarios(*features) if features else None
    return measure_coverage(book, scenarios, read_cases(*cases) if cases else None, packs=own)


def _exercised(
    book: RuleBook, features: Sequence[Path], cases: Sequence[Path], own: frozenset[str] | None
) -> Exercise | None:
    """What running the scenarios and cases reaches; None where there are neither."""
    from checker.api import Checker, EngineChoice  # noqa: PLC0415 - takes its time
    from checker.workbench.bdd.recording import record_sound  # noqa: PLC0415 - as above
    from checker.workbench.exercise import case_attempts, exercise, scenario_attempts  # noqa: PLC0415 - as above

    if not features and not cases:
        return None
    recorded, faulty = record_sound(*features, book=book)
    if faulty:
        console.narrate(f"有 {len(faulty)} 处场景不能运行,没有算在内;逐处列出:checker rules test")
    scenarios = scenario_attempts(recorded)
    judged = case_attempts(*cases)
    progress = console.Progress(len(scenarios) + len(judged))
    counted = count(1)
    try:
        # Two engines give one answer; for counting what is reached one of them is enough.
        inspector = Checker(book, EngineChoice.REFERENCE)
        return exercise(
            inspector, scenarios, judged, lambda attempt: progress.step(next(counted), attempt.place), packs=own
        )
    finally:
        progress.clear()


def _rendered(found: Coverage, reached: Exercise | None, layout: str, *, unused: bool) -> str:
    from checker.render import coverage as drawing  # noqa: PLC0415 - needs the rule book

    match layout:
        case "json":
            return drawing.render_coverage_json(found, reached)
        case "markdown":
            return drawing.render_coverage_markdown(found, reached)
    if unused and reached is not None:
        from checker.render.unused import render_unused  # noqa: PLC0415 - as above

        return render_unused(reached, width=console.page_width())
    return drawing.render_coverage(found, reached, width=console.page_width())
