"""``checker rules docs``: the readable rule book as one HTML page or as Markdown."""

from __future__ import annotations

from pathlib import Path

import click

from checker.cli import console
from checker.cli.coverage import measured
from checker.cli.evidence_folders import CASES, FEATURES, cases_option, evidence_folders, features_option
from checker.cli.help_page import ChineseCommand, ChineseOption
from checker.cli.option_values import one_of, packs_option, path
from checker.cli.rules import load
from checker.errors import Problem, UsageError
from checker.render.lines import visible
from checker.result_file import write_result

_NAMES = {"html": "rulebook.html", "markdown": "rulebook.md"}


@click.command(
    "docs",
    cls=ChineseCommand,
    short_help="规则手册:全部规则的条文、读法、数值、例子",
    help=(
        "规则手册:每条规则的条文、上位依据、有效期、处置,读成汉语的规则,所用参数与决策表的数值、来源和标记,"
        "核对它的场景和案例,以及待录入、待核的未了事项。\n"
        "\n"
        "HTML 是一个不依赖网络的网页,可查找、可打印。不写 --output 时写到标准输出。"
    ),
)
@click.option("--output", callback=path, metavar="目录", help="写入这个目录(没有就新建):rulebook.html 或 rulebook.md")
@click.option(
    "--format",
    "layout",
    callback=one_of(tuple(_NAMES)),
    default="html",
    show_default=True,
    cls=ChineseOption,
    metavar="格式",
    help="html 网页,markdown 文本",
)
@features_option
@cases_option
@packs_option
def docs(
    *,
    output: Path | None,
    layout: str,
    features: tuple[Path, ...],
    cases: tuple[Path, ...],
    packs: tuple[Path, ...],
) -> None:
    """Write the handbook."""
    from checker.render import handbook  # noqa: PLC0415 - needs the rule book

    if output is not None:
        _prepare(output)
    book = load(packs)
    features, cases = evidence_folders(FEATURES, packs, features), evidence_folders(CASES, packs, cases)
    assembled = handbook.assemble_handbook(book, measured(book, features, cases))
    drawing = handbook.render_handbook_html if layout == "html" else handbook.render_handbook_markdown
    text = drawing(assembled)
    if output is None:
        console.publish(text, machine=True)
        return
    file = output / _NAMES[layout]
    write_result(file, text)
    console.narrate(f"规则手册已写入 {visible(str(file))}")


def _prepare(directory: Path) -> None:
    if directory.exists() and not directory.is_dir():
        raise UsageError(Problem("不是文件夹", str(directory), remedy="--output 请写目录"))
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise UsageError(Problem(f"目录无法建立({fault.strerror})", str(directory), remedy="请检查权限")) from None
