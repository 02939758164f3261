"""``checker rules diff``: what changed between two rule books, and whose verdict or findings change with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.evidence_folders import CASES, cases_option, evidence_folders
from checker.cli.help_page import ChineseCommand, ChineseOption
from checker.cli.ledger import known_ledger
from checker.cli.option_values import day, one_of
from checker.cli.pack_choice import with_option
from checker.errors import RuleBookError

if TYPE_CHECKING:
    from checker.rulebook import RuleBook
    from checker.workbench.difference import Difference, Side, Subject

_FORMATS = ("text", "markdown", "json")
_DIFFERENT = 1


@click.command(
    "diff",
    cls=ChineseCommand,
    short_help="两版规则有何不同,哪些案例的结论因此改变",
    help=(
        "对比两版规则:逐条用文字写出增、删、改,并算出影响:哪些结论、判定因哪条规则而改变。\n"
        "影响算在案例上;有台账的(--ledger 或 CHECKER_LEDGER),还算在在审项目和以往的决定上。\n"
        "\n"
        "旧版、新版各为规则包文件夹、规则包文件(.checker-bundle)、.zip 或 git 版本(HEAD~1,或 HEAD~1:rules);\n"
        "新版不写时为随程序提供的规则包。\n"
        "\n"
        "退出码:0 没有变化,1 有变化,2 用法有误,3 案例有误,4 规则库有误。\n"
        "\n"
        "例:\n"
        "  checker rules diff HEAD rules\n"
        "  checker rules diff 去年的规则.zip rules --format markdown\n"
        "  checker rules diff 旧/我的规则包 我的规则包 --with rules"
    ),
)
@click.argument("old", metavar="旧版")
@click.argument("new", metavar="[新版]", required=False)
@cases_option
@click.option(
    "--ledger",
    "address",
    metavar="地址",
    help="清单台账:在审项目和以往的决定也算影响;默认取环境变量 CHECKER_LEDGER,再取本机关文件夹里的 ledger.db",
)
@click.option("--no-impact", "words_only", is_flag=True, help="只比文字,不算影响")
@click.option("--as-of", "as_of", callback=day, metavar="日期", help="各案例都按这一天算,不按各自的审查日")
@with_option
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
def rules_diff(
    old: str,
    new: str | None,
    *,
    cases: tuple[Path, ...],
    address: str | None,
    words_only: bool,
    as_of: date | None,
    around: tuple[Path, ...],
    layout: str,
) -> int:
    """Print the difference; exit code 1 where there is one."""
    from checker.rulebook import default_packs_directory  # noqa: PLC0415 - takes its time
    from checker.workbench.difference import case_subjects, compare  # noqa: PLC0415 - as above

    after = new or str(default_packs_directory())
    before, now = _sides(old, after, around)
    folders = () if words_only else _case_folders(cases, old, after, around)
    known = None if words_only else known_ledger(address)
    subjects: list[Subject] = list(case_subjects(*folders, as_of=as_of))
    if known is not None:
        subjects += _ledger_subjects(known, now.book, as_of)
    difference = compare(before, now, None if not folders and known is None else subjects)
    console.publish(_rendered(difference, layout), machine=layout == "json")
    return 0 if difference.is_empty else _DIFFERENT


def _sides(old: str, new: str, around: tuple[Path, ...]) -> tuple[Side, Side]:
    """Both rule books; where one cannot stand without the shipped packs, both with those."""
    from checker.workbench.difference import read_side  # noqa: PLC0415 - takes its time
    from checker.workbench.schemas.surrounding import packs_in, shipped_under  # noqa: PLC0415 - as above

    try:
        return read_side(old, around), read_side(new, around)
    except RuleBookError:
        own = [pack for side in (old, new) if Path(side).is_dir() for pack in packs_in(Path(side))]
        context = shipped_under(own) if own and not around else ()
        if not context:
            raise
    console.narrate("所给的规则包引用随程序提供的规则包,两边都已一并读入")
    return read_side(old, context), read_side(new, context)


def _ledger_subjects(address: str, rulebook: RuleBook, as_of: date | None) -> list[Subject]:
    """The applications under review as they stand, and those decided on as they stood then."""
    from checker.ledger import Ledger, decisions, replay, submissions  # noqa: PLC0415 - needs the database library
    from checker.ledger.standing import BooksAt  # noqa: PLC0415 - as above
    from checker.ledger.states import SubmissionState  # noqa: PLC0415 - as above
    from checker.model import facts_of  # noqa: PLC0415 - takes its time
    from checker.workbench.difference import Subject  # noqa: PLC0415 - as above

    found: list[Subject] = []
    today = as_of or date.today()  # noqa: DTZ011 - the office's own calendar day
    with Ledger.open(address) as ledger, ledger.reading() as books:
        for submission in submissions.listed(books, SubmissionState.UNDER_REVIEW):
            application = decisions.application_under_review(books, submission.project)
            standing = BooksAt(books).standing(application, facts_of(application), today, rulebook)
            found.append(Subject(submission.project, "在审项目", application, today, standing))
        for past in replay.subjects(books):
            day, application = as_of or past.as_of, past.application
            standing = past.standing_source(books).standing(application, facts_of(application), day, rulebook)
            found.append(Subject(past.decision.id, "决定", application, day, standing))
    return found


def _case_folders(told: Sequence[Path], old: str, new: str, around: Sequence[Path]) -> tuple[Path, ...]:
    """The cases that concern either side; where there are none, those of the shipped packs, which fit any rules."""
    from checker.rulebook import default_packs_directory  # noqa: PLC0415 - takes its time

    packs = [place for place in (Path(new), Path(old), *around) if place.exists()]
    shipped = (default_packs_directory(),)
    return evidence_folders(CASES, packs or shipped, told) or evidence_folders(CASES, shipped)


def _rendered(difference: Difference, layout: str) -> str:
    from checker.render import difference as drawing  # noqa: PLC0415 - needs the rule book

    match layout:
        case "json":
            return drawing.render_difference_json(difference)
        case "markdown":
            return drawing.render_difference_markdown(difference)
    return drawing.render_difference(difference, width=console.page_width())
