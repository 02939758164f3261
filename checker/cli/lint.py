"""``checker rules lint``: every mistake in rule packs, with its place and what to write instead."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand, ChineseOption
from checker.cli.option_values import one_of, packs_option, paths
from checker.cli.pack_choice import default_packs_in_words, with_option
from checker.errors import Problem, RuleBookError, UsageError
from checker.render.lines import visible

if TYPE_CHECKING:
    from checker.workbench.lint import Diagnostic

_FORMATS = ("text", "json", "sarif")
_MOST_NAMED = 5


@click.command(
    "lint",
    cls=ChineseCommand,
    short_help="检查规则包:每处错误在哪里、错在哪里、应当怎么写",
    help=(
        "检查规则包:每处错误的文件、行、列,错在哪里,应当怎么写。\n"
        "\n"
        "文件夹可以是一个规则包,也可以是放规则包的文件夹;不写就检查随程序提供的和本机关的规则包。\n"
        "检查本机关的规则包时,随程序提供的规则包一并读入,只供引用。\n"
        "检查的有:YAML 和表达式的写法、单位与类型、认不出的事实(给出最相近的名称)、处置是否超过条款所许、\n"
        "依据与核实标记、决策表的重叠与空档、前后版本的日期、永远不会成立的条件、没有用到的声明。\n"
        "\n"
        "退出码:0 没有错误,4 有错误(--strict 时警告也算),2 用法有误。\n"
        "\n"
        "例:\n"
        "  checker rules lint rules --watch\n"
        "  checker rules lint 本机关/我的规则包"
    ),
)
@click.argument("folders", nargs=-1, metavar="[文件夹]…", callback=paths)
@packs_option
@with_option
@click.option(
    "--format",
    "layout",
    callback=one_of(_FORMATS),
    default="text",
    show_default=True,
    cls=ChineseOption,
    metavar="格式",
    help="text 供阅读,json 供系统读取,sarif 供代码托管平台和编辑器显示",
)
@click.option("--strict", is_flag=True, help="有警告时退出码也是 4")
@click.option("--notes", is_flag=True, help="也列出提示,如没有规则用到的申报字段")
@click.option("--watch", "watched", is_flag=True, help="一直开着,文件一存盘就重新检查")
@click.option("--color/--no-color", "colour", default=None, help="是否用颜色;默认只在终端上用")
def lint(
    *,
    folders: tuple[Path, ...],
    packs: tuple[Path, ...],
    around: tuple[Path, ...],
    layout: str,
    strict: bool,
    notes: bool,
    watched: bool,
    colour: bool | None,
) -> int:
    """Print what is wrong with the packs; exit code 4 where something is."""
    folders = (*folders, *packs)
    for folder in (*folders, *around):
        _require_folder(folder)

    def run(_: frozenset[Path] = frozenset()) -> int:
        from checker.rulebook import default_packs_directories  # noqa: PLC0415 - takes its time
        from checker.workbench.lint import Severity  # noqa: PLC0415 - as above
        from checker.workbench.lint import lint as find  # noqa: PLC0415 - as above
        from checker.workbench.schemas.surrounding import context_of, packs_in, shipped_under  # noqa: PLC0415 - as above

        checked = folders or default_packs_directories()
        given = [pack for folder in (*checked, *around) for pack in packs_in(folder)]
        context = (*around, *(shipped_under(given) if around else context_of(given) if folders else ()))
        found = find(*(checked if context else folders), context=context)
        text = _rendered(found, layout, notes=notes, colour=console.uses_colour(colour))
        console.publish(text, machine=layout != "text")
        _tell_what_was_checked(folders, checked)
        bad = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
        return RuleBookError.exit_code if any(each.severity in bad for each in found) else 0

    if not watched:
        return run()
    from checker.cli.watching import watch  # noqa: PLC0415 - only this mode needs it
    from checker.rulebook import default_packs_directories  # noqa: PLC0415 - takes its time

    return watch((*(folders or default_packs_directories()), *around), run)


def _tell_what_was_checked(told: Sequence[Path], checked: Sequence[Path]) -> None:
    """Say which packs were looked at, and which lie here that were not: no errors there means nothing."""
    from checker.workbench.schemas.surrounding import packs_in  # noqa: PLC0415 - takes its time

    packs = {pack.resolve() for folder in checked for pack in packs_in(folder)}
    what = "、".join(visible(str(folder)) for folder in told) or default_packs_in_words()
    console.narrate(f"查了规则包 {len(packs)} 个:{what}")
    here = Path()
    others = [pack for pack in packs_in(here) if pack.resolve() not in packs] if not told else []
    if others:
        listed = "、".join(visible(str(pack)) for pack in others[:_MOST_NAMED]) + ("等" if others[_MOST_NAMED:] else "")
        first = others[0] if others[0].parent == here else others[0].parent
        console.narrate(f"没有查当前文件夹里的 {listed};要查,请写 checker rules lint {visible(str(first))}")


def _require_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    if not folder.exists():
        raise UsageError(Problem("文件夹不存在", str(folder), remedy="请核对路径"))
    pack = next((parent for parent in folder.resolve().parents if (parent / "pack.yaml").is_file()), None)
    remedy = f"请写它所在的规则包文件夹:{pack}" if pack else "请写规则包的文件夹"
    raise UsageError(Problem("这是文件,不是文件夹", str(folder), remedy=remedy))


def _rendered(found: Sequence[Diagnostic], layout: str, *, notes: bool, colour: bool) -> str:
    match layout:
        case "json":
            from checker.render.lint import render_lint_json  # noqa: PLC0415 - needs the rule book

            return render_lint_json(found)
        case "sarif":
            from checker.render.sarif import render_lint_sarif  # noqa: PLC0415 - needs the rule book

            return render_lint_sarif(found)
    from checker.render.lint import render_lint  # noqa: PLC0415 - needs the rule book

    return render_lint(found, width=console.page_width(), notes=notes, colour=colour)
