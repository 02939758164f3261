"""``checker rules test``: runs scenarios and says which step failed, what was expected, what came out, and why."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.evidence_folders import FEATURES, evidence_folders
from checker.cli.help_page import ChineseCommand
from checker.cli.option_values import packs_option, path, paths, whole_number
from checker.cli.pack_choice import choose_packs, default_packs_in_words, with_option
from checker.errors import Problem, ScenarioError, UsageError
from checker.result_file import check_result_file, write_result

if TYPE_CHECKING:
    from checker.api import Checker
    from checker.workbench.bdd.run import Run
    from checker.workbench.bdd.script import Script
    from checker.workbench.bdd.selection import Choice

_FAILED = 1


@click.command(
    "test",
    cls=ChineseCommand,
    short_help="运行场景:哪个场景的哪一步不符,应为什么,实为什么,为什么",
    help=(
        "运行场景(*.feature):哪个场景的哪一步不符,应为什么、实为什么,规则为什么这样判定。\n"
        "\n"
        "可写场景文件或目录(连同下级目录);不写就用当前文件夹和各规则包目录旁的 features。\n"
        "写错的步骤、字段、规则编号给出最相近的写法;没有“那么”的、同名的场景不算通过。\n"
        "\n"
        "退出码:0 全部通过,1 有场景不通过,2 用法有误或场景文件读不懂,4 规则库有误。\n"
        "\n"
        "例:\n"
        "  checker rules test --packs rules features/coal.feature\n"
        "  checker rules test --rule 'BZ-020103-*' --watch\n"
        "  checker rules test --changed --junit 场景结果.xml"
    ),
)
@click.argument("features", nargs=-1, metavar="[场景]…", callback=paths)
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="编号",
    help="只运行这条规则或推算的场景:提到它的,和核对它所据推导事实的;可用 *,可写多次",
)
@click.option("--tag", "tags", multiple=True, metavar="标签", help="只运行带这个标签的场景;可用 *,可写多次")
@click.option("--changed", is_flag=True, help="只运行改动涉及的场景:改过的场景文件、规则文件、申报文件(以 git 为准)")
@click.option("--since", metavar="版本", help="同 --changed,但与这个 git 版本比,如 main、HEAD~1")
@click.option("--junit", callback=path, metavar="文件", help="把结果另存为 JUnit XML")
@click.option("--watch", "watched", is_flag=True, help="一直开着,存盘后重新运行涉及的场景")
@click.option("--jobs", callback=whole_number(1, 64), metavar="个数", help="同时用几个处理器;默认按场景多少决定")
@click.option("--steps", is_flag=True, help="列出场景可用的全部步骤")
@click.option("--color/--no-color", "colour", default=None, help="是否用颜色;默认只在终端上用")
@packs_option
@with_option
def test(
    features: tuple[Path, ...],
    *,
    rules: tuple[str, ...],
    tags: tuple[str, ...],
    changed: bool,
    since: str | None,
    junit: Path | None,
    watched: bool,
    jobs: int | None,
    steps: bool,
    colour: bool | None,
    packs: tuple[Path, ...],
    around: tuple[Path, ...],
) -> int:
    """Run the scenarios; exit code 1 where one fails, 2 where one cannot be read."""
    if steps:
        return _show_steps()
    from checker.rulebook.pack import default_packs_directories  # noqa: PLC0415 - takes its time
    from checker.workbench.bdd.selection import Choice  # noqa: PLC0415 - as above

    chosen = choose_packs(packs, around)
    folders = tuple(folder.resolve() for folder in chosen.folders or default_packs_directories())
    places = evidence_folders(FEATURES, packs, features)
    if not places:
        raise UsageError(
            Problem("没有找到场景目录 features", remedy="请写场景文件或目录,如 checker rules test 我的场景")
        )
    if junit is not None:
        check_result_file(junit, ())
    _mention_unused_packs(packs, folders)
    choice = Choice(rules, tags, None, folders)
    workplace = _Workplace(chosen.folders, places, jobs or 0, junit, console.uses_colour(colour))
    if watched:
        return _watch(workplace, choice)
    if changed or since is not None:
        choice = replace(choice, changed=_changed(places, folders, since or "HEAD"))
    return workplace.run(choice)


class _Workplace:
    """Where scenarios are run: the packs, kept loaded until one of their files changes, and how results are given."""

    def __init__(
        self, packs: tuple[Path, ...], places: Sequence[Path], jobs: int, junit: Path | None, colour: bool
    ) -> None:
        self.packs = packs
        self.places = places
        self._jobs = jobs
        self._junit = junit
        self._colour = colour
        self._checker: Checker | None = None

    def reload(self) -> None:
        """Read the packs again before the next run."""
        self._checker = None

    def run(self, choice: Choice) -> int:
        """Run what ``choice`` keeps and print it; 0, 1 or 2."""
        from checker.api import Checker  # noqa: PLC0415 - takes its time
        from checker.workbench.bdd.run import run  # noqa: PLC0415 - as above

        if self._checker is None:
            self._checker = Checker.load(*self.packs)
        begun = time.monotonic()
        progress = _Progress()
        try:
            done = run(self._checker, self.places, choice, jobs=self._jobs, watcher=progress.step)
        finally:
            progress.clear()
        self._publish(done)
        console.narrate(f"{self._sources()};用时 {time.monotonic() - begun:.1f} 秒")
        if not done.results and not done.unread and choice.changed is None:
            raise ScenarioError(_nothing_chosen(choice))
        return ScenarioError.exit_code if done.unread else _FAILED if done.failed else 0

    def _publish(self, done: Run) -> None:
        from checker.render.scenarios import render_run  # noqa: PLC0415 - needs the rule book

        if done.because:
            console.narrate(done.because)
        console.complain(done.unread)
        console.publish(render_run(done, width=console.page_width(), colour=self._colour))
        if self._junit is not None:
            from checker.render.junit import render_junit  # noqa: PLC0415 - only on request

            write_result(self._junit, render_junit(done))
            console.narrate(f"JUnit 结果已写入 {self._junit}")

    def _sources(self) -> str:
        packs = "、".join(map(str, self.packs)) or default_packs_in_words()
        return f"规则包 {packs};场景 {'、'.join(map(str, self.places))}"


class _Progress:
    """How many scenarios have been played, on a terminal."""

    def __init__(self) -> None:
        self._count = 0
        self._line: console.Progress | None = None

    def step(self, script: Script, total: int) -> None:
        """One more scenario of ``total`` is being played."""
        if self._line is None:
            self._line = console.Progress(total)
        self._count += 1
        self._line.step(self._count, f"{script.file}:{script.line}")

    def clear(self) -> None:
        """Remove the line."""
        if self._line is not None:
            self._line.clear()


def _show_steps() -> int:
    from checker.render.scenarios import render_steps  # noqa: PLC0415 - needs the steps
    from checker.workbench.bdd import scene  # noqa: F401, PLC0415 - fills the library of steps

    console.publish(render_steps(width=console.page_width()))
    return 0


def _mention_unused_packs(packs: Sequence[Path], folders: Sequence[Path]) -> None:
    """Say so where a folder of packs lies here and another one is used: people edit the one they see."""
    here = Path("rules")
    if not packs and next(here.glob("*/pack.yaml"), None) is not None and here.resolve() not in folders:
        console.narrate("当前文件夹的 rules 没有用到,用的是随程序提供的规则包;要用它,请写 --packs rules")


def _changed(places: Sequence[Path], folders: Sequence[Path], since: str) -> tuple[Path, ...]:
    from checker.workbench.bdd.git import changed_files  # noqa: PLC0415 - only this choice needs it

    first = places[0] if places[0].is_dir() else places[0].parent
    found = dict.fromkeys(changed_files(first, since))
    for folder in folders:
        if folder.is_dir() and not folder.resolve().is_relative_to(first.resolve().parent):
            found.update(dict.fromkeys(changed_files(folder, since)))
    return tuple(found)


def _nothing_chosen(choice: Choice) -> Problem:
    wanted = "、".join((*choice.rules, *choice.tags))
    return Problem(f"没有场景提到 {wanted}", remedy="请补场景,以规则编号作标签,或核对 --rule、--tag")


def _watch(workplace: _Workplace, choice: Choice) -> int:
    from checker.cli.watching import watch  # noqa: PLC0415 - only this mode needs it

    packs = [folder.resolve() for folder in choice.packs]

    def again(changed: frozenset[Path]) -> int:
        if not changed:
            return workplace.run(choice)
        if any(path.is_relative_to(pack) for path in changed for pack in packs):
            workplace.reload()
        return workplace.run(replace(choice, changed=tuple(changed)))

    folders = [place if place.is_dir() else place.parent for place in workplace.places]
    return watch((*folders, *choice.packs), again)
