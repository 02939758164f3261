"""``checker rules mutate``: slips made in the rules on purpose, and the scenarios that would notice them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.evidence_folders import CASES, FEATURES, cases_option, evidence_folders, features_option
from checker.cli.help_page import ChineseCommand, ChineseOption
from checker.cli.option_values import one_of, packs_option, whole_number
from checker.cli.pack_choice import choose_packs, with_option
from checker.errors import Problem, UsageError
from checker.nearness import nearest

if TYPE_CHECKING:
    from checker.workbench.mutation.campaign import Campaign

_UNNOTICED = 1
_CACHE_FILE = "mutation.sqlite3"
_USUAL_SUGGESTIONS = "20"


@click.command(
    "mutate",
    cls=ChineseCommand,
    short_help="变异测试:规则改错一处,有没有场景察觉",
    help=(
        "变异测试:在规则里故意改错一处(换比较号、限值加减一个末位、去掉条件、日期挪一天、换处置……),\n"
        "看有没有场景或案例察觉;没有察觉的逐条列出,并给出会察觉的场景,可直接贴进场景文件。\n"
        "\n"
        "规则文件不会被改动。查过的结果留在用户缓存里,再查时只查变过的;中断不会损坏缓存。\n"
        "不必察觉的,可在场景目录的 mutation-exceptions.yaml 里写明理由。\n"
        "加 --write,把找到的场景写进场景文件:只添不改,逐行列出,写完试跑,有一个不通过就全部撤回。\n"
        "\n"
        "退出码:0 全部察觉或已说明理由,1 有没察觉的,2 用法或场景有误,3 案例的申报有误,4 规则库有误。\n"
        "\n"
        "例:\n"
        "  checker rules mutate --rule EQ-boiler\n"
        "  checker rules mutate --rule EQ-boiler --write\n"
        "  checker rules mutate --suggest 0 --format json"
    ),
)
@click.option("--rule", "rules", multiple=True, metavar="编号", help="只查这条规则和它所据的推算、参数、表,可写多次")
@click.option("--jobs", callback=whole_number(1, 64), metavar="数目", help="同时运行的进程数;默认为处理器数")
@click.option("--no-cache", "uncached", is_flag=True, help="不读也不写缓存")
@click.option(
    "--suggest",
    "suggestions",
    callback=whole_number(0, 9999),
    default=_USUAL_SUGGESTIONS,
    show_default=True,
    cls=ChineseOption,
    metavar="数目",
    help="最多为几处没有察觉的寻找可补的场景",
)
@click.option("--write", "written", is_flag=True, help="把可补的场景写进场景文件")
@click.option(
    "--format",
    "layout",
    callback=one_of(("text", "json")),
    default="text",
    show_default=True,
    cls=ChineseOption,
    metavar="格式",
    help="text 供阅读,json 供系统读取",
)
@features_option
@cases_option
@packs_option
@with_option
def mutate(
    *,
    rules: tuple[str, ...],
    jobs: int | None,
    uncached: bool,
    suggestions: int,
    written: bool,
    layout: str,
    features: tuple[Path, ...],
    cases: tuple[Path, ...],
    packs: tuple[Path, ...],
    around: tuple[Path, ...],
) -> int:
    """Print what nothing notices; exit code 1 where there is such."""
    import os  # noqa: PLC0415 - only this command asks for the number of processors

    from checker.workbench.mutation.campaign import Sources, run_campaign  # noqa: PLC0415 - takes its time

    features, cases = evidence_folders(FEATURES, packs, features), evidence_folders(CASES, packs, cases)
    if not features and not cases:
        raise UsageError(Problem("没有场景,也没有案例", remedy="请用 --features 指定场景目录"))
    if written and not suggestions:
        raise UsageError(Problem("--suggest 0 不找可补的场景,没有可写的", remedy="请去掉 --write,或写 --suggest 20"))
    chosen = choose_packs(packs, around)
    _require_rules(rules, chosen.folders)
    progress = console.Progress(2)
    cache = None if uncached else _cache_file()
    try:
        campaign = run_campaign(
            Sources(chosen.folders, features, cases, rules, chosen.own),
            jobs=jobs or os.cpu_count() or 1,
            cache_file=cache,
            suggestions=suggestions,
            progress=progress.stage,
        )
    finally:
        progress.clear()
    if campaign.is_cache_rebuilt:
        console.narrate(f"缓存已损坏,重新建立了:{cache}")
    console.publish(_rendered(campaign, layout), machine=layout == "json")
    console.complain((*campaign.idle, *campaign.stale))
    if written:
        _write(campaign, chosen.folders, machine=layout == "json")
    return _UNNOTICED if any(each.fate == "unnoticed" for each in campaign.judged) else 0


def _write(campaign: Campaign, packs: Sequence[Path], *, machine: bool) -> None:
    """Put the suggestions into their files, show what was added, and take it back where a scenario then fails."""
    from difflib import unified_diff  # noqa: PLC0415 - only on request

    from checker.workbench.mutation.insertion import with_suggestions  # noqa: PLC0415 - takes its time
    from checker.workbench.scaffold.writing import write_all  # noqa: PLC0415 - as above

    suggestions = [each.suggestion for each in campaign.judged if each.suggestion is not None]
    before = {path: path.read_bytes() for path in dict.fromkeys(Path(each.path) for each in suggestions)}
    after = with_suggestions({path: text.decode("utf-8-sig") for path, text in before.items()}, suggestions)
    if not after:
        console.narrate("没有找到可补的场景,场景文件没有改动")
        return
    lines: list[str] = []
    for path, text in after.items():
        old = before[path].decode("utf-8-sig").splitlines()
        lines += unified_diff(old, text.splitlines(), f"{path}(原来)", f"{path}(现在)", n=2, lineterm="")
    if machine:
        for line in lines:
            console.narrate(line)
    else:
        console.publish("\n" + "".join(f"{line}\n" for line in lines))
    write_all(after, before)
    failing = _failing(after, packs)
    if failing:
        write_all(
            {path: before[path].decode("utf-8-sig") for path in after},
            {path: path.read_bytes() for path in after},
        )
        raise UsageError(
            Problem(f"补上之后有 {failing} 个场景不通过,已全部撤回", remedy="请先用 checker rules test 核对")
        )
    added = sum(line.startswith("+") and not line.startswith("+++") for line in lines)
    console.narrate(f"已写入 {len(after)} 个场景文件,共添 {added} 行;这些文件里的场景都已试跑通过")


def _failing(features: Iterable[Path], packs: Sequence[Path]) -> int:
    """How many scenarios of these files do not pass."""
    from checker.api import Checker  # noqa: PLC0415 - takes its time
    from checker.workbench.bdd.run import run  # noqa: PLC0415 - as above
    from checker.workbench.bdd.selection import Choice  # noqa: PLC0415 - as above

    done = run(Checker.load(*packs), tuple(features), Choice())
    return len(done.failed) + len(done.unread)


def _cache_file() -> Path:
    import platformdirs  # noqa: PLC0415 - only this command keeps a cache

    return platformdirs.user_cache_path("bazhong-carbon-checker") / _CACHE_FILE


def _require_rules(rules: Sequence[str], packs: Sequence[Path]) -> None:
    """Raise UsageError where the rule book has no rule or derivation of one of these ids."""
    if not rules:
        return
    from checker.rulebook import load_rulebook  # noqa: PLC0415 - takes its time

    book = load_rulebook(*packs)
    known = [*(rule.id for rule in book.rules), *(derivation.id for derivation in book.derivations)]
    for wanted in rules:
        if wanted not in known:
            near = nearest(wanted, known)
            remedy = f"是否为 {near}?" if near else "运行 checker rules list 查看全部编号"
            raise UsageError(Problem(f"没有规则 {wanted}", remedy=remedy))


def _rendered(campaign: Campaign, layout: str) -> str:
    from checker.render import mutation as drawing  # noqa: PLC0415 - needs the rule book

    if layout == "json":
        return drawing.render_mutation_json(campaign)
    return drawing.render_mutation(campaign, width=console.page_width())
