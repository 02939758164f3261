"""``checker rules coverage``: each sentence with its rules, scenarios and cases; fails on a gap."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand, ChineseOption
from checker.cli.option_values import one_of, packs_option, path
from checker.cli.rules import load
from checker.errors import RuleBookError

if TYPE_CHECKING:
    from checker.rulebook import RuleBook
    from checker.workbench.coverage import Coverage

_FORMATS = ("text", "markdown", "json")

features_option = click.option(
    "--features", callback=path, metavar="目录", help="场景(*.feature)的目录;默认为规则包目录旁的 features"
)
cases_option = click.option(
    "--cases", callback=path, metavar="目录", help="案例(*/expected.yaml)的目录;默认为规则包目录旁的 cases"
)


@click.command(
    "coverage",
    cls=ChineseCommand,
    short_help="条文对照表:每句条文的去向、规则、场景、案例",
    help=(
        "条文对照表:每句条文的去向,核对它的规则,规则的场景与案例。\n"
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
@features_option
@cases_option
@packs_option
def coverage(*, layout: str, features: Path | None, cases: Path | None, packs: tuple[Path, ...]) -> int:
    """Print the traceability matrix; exit code 4 where something is missing."""
    found = measured(load(packs), packs, features, cases)
    console.publish(_rendered(found, layout), machine=layout == "json")
    if not found.sentences:
        console.narrate("规则包里没有一份文件登记了条款去向(disposition)")
    if not found.problems:
        return 0
    console.complain(found.problems)
    return RuleBookError.exit_code


def measured(book: RuleBook, packs: Sequence[Path], features: Path | None, cases: Path | None) -> Coverage:
    """The coverage of ``book``, loaded from ``packs``; directories not given are looked for beside the packs."""
    from checker.rulebook import default_packs_directory  # noqa: PLC0415 - takes its time
    from checker.workbench.case import read_cases  # noqa: PLC0415 - as above
    from checker.workbench.coverage import measure_coverage  # noqa: PLC0415 - as above
    from checker.workbench.scenario import read_scenarios  # noqa: PLC0415 - as above

    folders = list(packs) or [default_packs_directory()]
    features = features or _beside(folders, "features")
    cases = cases or _beside(folders, "cases")
    return measure_coverage(
        book,
        None if features is None else read_scenarios(features),
        None if cases is None else read_cases(cases),
    )


def _beside(folders: Sequence[Path], name: str) -> Path | None:
    """The folder ``name`` beside one of the packs folders."""
    return next((found for folder in folders if (found := folder.resolve().parent / name).is_dir()), None)


def _rendered(found: Coverage, layout: str) -> str:
    from checker.render import coverage as drawing  # noqa: PLC0415 - needs the rule book

    match layout:
        case "json":
            return drawing.render_coverage_json(found)
        case "markdown":
            return drawing.render_coverage_markdown(found)
    return drawing.render_coverage(found, width=console.page_width())
