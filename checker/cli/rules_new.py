"""``checker rules new``: from a clause to a tested rule, by questions or by options."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand
from checker.cli.interview import Interview
from checker.cli.option_values import day, packs_option, path
from checker.cli.pack_choice import with_option
from checker.errors import Problem, UsageError

if TYPE_CHECKING:
    from checker.workbench.scaffold import Product

_TEXT_OPTIONS = (
    ("clause", "条款", "依据的条款:本包的条款号,或 文号#条款号;没有登记的,再写 --quote 等一并登记"),
    ("document", "文号", "新条款所属文件的文号;没有登记的,再写 --document-title 等"),
    ("document-title", "名称", "新文件的名称"),
    ("document-id", "编号", "新文件的英文编号,也是登记册的文件名"),
    ("issuer", "机关", "新文件的发文机关"),
    ("issued", "日期", "新文件的发布日期"),
    ("document-from", "日期", "新文件从哪一天起施行"),
    ("document-to", "日期", "新文件到哪一天不再施行"),
    ("clause-id", "编号", "新条款的编号;--clause 已写 文号#编号 的不用写"),
    ("clause-path", "位置", "新条款在文件里的位置,如 二(一)3、第八条"),
    ("quote", "原文", "新条款的逐字原文"),
    ("summary", "摘要", "没有原文时,自拟的摘要"),
    ("strength", "语气", "新条款的语气,如 不得、鼓励、应当"),
    ("ceiling", "力度", "新条款至多可致:reject、rectify、consult、advise、none"),
    ("mark", "标记", "核验标记:S 方案原文,V1 见过全文,V2 转录,V3 转述;待录入的条款不能作依据"),
    ("lead", "部门", "牵头单位,几个的用顿号隔开"),
    ("cooperating", "部门", "配合单位,几个的用顿号隔开"),
    ("id", "编号", "规则编号,如 BZ-020103-coal-cap-2030"),
    ("title", "名称", "规则的一句话名称"),
    ("from", "日期", "规则从哪一天起施行;默认同条款所在文件"),
    ("to", "日期", "规则到哪一天不再施行"),
    ("applies", "表达式", "适用条件,总是适用写 true"),
    ("require", "表达式", "要求"),
    ("basis", "依据", "上位依据,几条的用顿号隔开"),
    ("effect", "处置", "不符合时:reject 否决,rectify 整改,consult 会商,advise 提示"),
    ("message", "说明", "不符合时对申报单位说的话"),
    ("remedy", "改法", "怎样改正;可写 {gap} 和 {事实名}"),
    ("notes", "备注", "给写规则的人看的备注"),
    ("pack-id", "编号", "新规则包的英文编号"),
    ("pack-title", "名称", "新规则包的名称"),
)


def _text_options(command: Callable[..., object]) -> Callable[..., object]:
    for name, metavar, about in reversed(_TEXT_OPTIONS):
        command = click.option(f"--{name}", f"text_{name.replace('-', '_')}", metavar=metavar, help=about)(command)
    return command


@click.command(
    "new",
    cls=ChineseCommand,
    short_help="从一条条款做出一条规则:登记、规则文件、场景",
    help=(
        "从一条条款做出一条规则:条款没有登记的一并登记,写出规则文件,并找出使它符合、不符合、未能判定、\n"
        "不适用的事实,写成场景。全部试过才写入;有一处不对就什么也不写。\n"
        "\n"
        "在终端里逐项提问,已写的选项不再问;不在终端里时,缺少的选项一次指出。\n"
        "\n"
        "例:\n"
        "  checker rules new --pack 我的规则包\n"
        "  checker rules new --pack rules/bazhong-plan --clause P074 --id BZ-020402-pv \\\n"
        "    --applies '建设阶段 = \"拟建\"' --require '屋顶光伏装机容量 > 0 kW' --effect advise"
    ),
)
@click.option("--pack", callback=path, metavar="文件夹", help="规则写进哪个规则包;新的文件夹则新建一个规则包")
@_text_options
@click.option("--create-pack", "create", is_flag=True, help="文件夹还不是规则包时新建")
@click.option("--features", callback=path, metavar="目录", help="场景写到哪里;默认为规则包目录旁的 features")
@click.option("--as-of", "as_of", callback=day, metavar="日期", help="场景的审查日;默认今天,或规则施行的第一天")
@click.option("--ask", is_flag=True, help="逐项提问,即使不在终端里")
@click.option("--dry-run", "trial", is_flag=True, help="只试做并打印各文件,不写入")
@packs_option
@with_option
def rules_new(
    *,
    pack: Path | None,
    create: bool,
    features: Path | None,
    as_of: date | None,
    ask: bool,
    trial: bool,
    packs: tuple[Path, ...],
    around: tuple[Path, ...],
    **texts: str | None,
) -> None:
    """Make a rule, its clause and its scenarios."""
    from checker.cli.rule_interview import miss_needed, read_request  # noqa: PLC0415 - needs the rule book
    from checker.workbench.scaffold import (  # noqa: PLC0415 - as above
        base_application_text,
        folders_by_default,
        make,
        opened_workshop,
        write,
    )

    given = {key.removeprefix("text_").replace("_", "-"): value for key, value in texts.items()}
    interview = Interview(given, ask or console.is_terminal(sys.stdin))
    folder = pack or Path(interview.text("pack", "规则写进哪个规则包?写文件夹,新的文件夹则新建", default=None))
    if interview.missing:
        miss_needed(interview)
    interview.raise_missing()
    if not folder.name:
        raise UsageError(Problem("选项 --pack:不能是当前目录或根目录本身", remedy="请写规则包的文件夹"))
    packs = (*(packs or folders_by_default()), *around) if around else packs
    with opened_workshop(folder, packs) as workshop:
        request = read_request(interview, workshop, create=create, features=features, as_of=as_of, packs=packs)
        interview.tell("正在找各种判定的事实,并试跑场景……")
        product = make(request, workshop, base_application_text())
        if trial:
            console.publish(_texts(product))
            return
        console.narrate(_summary(product))
        if not interview.confirm("写入这些文件吗?"):
            console.narrate("没有写入")
            return
        write(product)
    console.publish("".join(f"{_shown(path)}\n" for path in product.files))
    console.narrate("已写入。接着:checker rules lint、checker rules test")


def _texts(product: Product) -> str:
    return "\n".join(f"# {_shown(path)}\n{text}" for path, text in product.files.items())


def _shown(path: Path) -> str:
    """The path as seen from here, where it lies below."""
    here = Path.cwd()
    full = path.resolve()
    return full.relative_to(here).as_posix() if full.is_relative_to(here) else full.as_posix()


def _summary(product: Product) -> str:
    from checker.feel.prose import in_words  # noqa: PLC0415 - needs the rule book

    rule = product.rule
    lines = [
        f"规则 {rule.id}({rule.effect.label}):{rule.title}",
        f"  适用于:{in_words(rule.applies)}",
        f"  要求:{in_words(rule.require)}",
        f"场景 {product.scenarios} 个,都已试跑通过",
    ]
    if product.missing:
        wanted = "、".join(outcome.label for outcome in product.missing)
        lines.append(f"没有找到使它“{wanted}”的事实:请核对条件是否写得过宽或过窄,或自己补场景")
    lines += [f"注意:{warning.message};{warning.remedy}" for warning in product.warnings]
    return "\n".join(lines)
