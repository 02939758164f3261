"""``checker catalogue``: import, list and compare the office's two-high catalogue."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand, ChineseGroup, ChineseOption
from checker.cli.officer import by_option, officer
from checker.cli.option_values import day, one_line, one_of, path
from checker.cli.rules import format_option, publish_json
from checker.errors import Problem, UsageError
from checker.nearness import nearest
from checker.render.lines import visible

if TYPE_CHECKING:
    from checker.catalogue import CatalogueStore, CatalogueVersion
    from checker.feel.units import Quantity

_CODE = re.compile(r"\d{2,4}", re.ASCII)
_MARKS = ("S", "V1", "V2", "V3")
_DEFAULT_MARK = "V2"
_OFFICE_REMEDY = "请写 --office 文件夹,或设环境变量 CHECKER_OFFICE;核对时也从那里读取"

office_option = click.option(
    "--office", callback=path, metavar="目录", help="本机关规则包所在的文件夹;默认取环境变量 CHECKER_OFFICE"
)
as_of_option = click.option("--as-of", "as_of", callback=day, metavar="日期", help="这一天有效的一版;默认今天")


@click.group(
    "catalogue",
    cls=ChineseGroup,
    short_help="两高目录:导入、查看、对比、试对照",
    help=(
        "两高目录:由机关录入和维护,逐版前后相接,旧版的行不改。\n"
        "\n"
        "录入后,checker check 用目录认定两高项目,并写明是哪一项;没有录入时按国家六行业作疑似。\n"
        "目录存放在本机关的文件夹里:设环境变量 CHECKER_OFFICE,各命令和核对都从那里读取;\n"
        "或每次写 --office 文件夹,核对时写 --packs 规则包目录 --packs 文件夹。"
    ),
)
def catalogue() -> None:
    """Holds the commands."""


@catalogue.command(
    "import",
    cls=ChineseCommand,
    short_help="导入一版目录(Excel 或 CSV)",
    help=(
        "导入一版目录。第一行为列名:序号、行业大类、行业小类代码、行业小类名称、产品或工序、限定条件、\n"
        "依据文件、备注;代码和名称必有,其余可无。\n"
        "\n"
        "代码为 GB/T 4754 的 2 至 4 位;限定条件写作 年综合能耗 ≥ 10000 tce,须由人判断的写作 人工核对:条件。\n"
        "有任何一处不对就一行也不导入,并一次列出全部错处。新的一版从 --from 起有效,前一版到那天为止。\n"
        "\n"
        "例:\n"
        "  checker catalogue import 两高目录2026.xlsx --from 2026-07-01 --document 川发改环资〔2026〕1号 --mark V1"
    ),
)
@click.argument("file", metavar="文件", callback=path)
@click.option("--from", "start", required=True, callback=day, metavar="日期", help="从哪一天起有效,如 2026-07-01")
@click.option("--document", required=True, metavar="文号", help="印发目录的文件的文号")
@click.option(
    "--title", default="“两高”项目管理目录", show_default=True, cls=ChineseOption, metavar="名称", help="文件名称"
)
@click.option("--issuer", default="见文号", metavar="机关", help="印发机关")
@click.option(
    "--mark",
    callback=one_of(_MARKS),
    default=_DEFAULT_MARK,
    show_default=True,
    cls=ChineseOption,
    metavar="标记",
    help="核验标记:S 或 V1 已核对原文,V2 转录待核,V3 转述待核",
)
@by_option
@click.option("--on", "on", callback=day, metavar="日期", help="导入日期,记入变更记录;默认今天")
@click.option("--sheet", metavar="工作表", help="Excel 有几个工作表时,导入哪一个")
@click.option("--dry-run", "trial", is_flag=True, help="只检查并列出变化,不写入")
@office_option
def import_catalogue(
    file: Path,
    *,
    start: date,
    document: str,
    title: str,
    issuer: str,
    mark: str,
    by: str | None,
    on: date | None,
    sheet: str | None,
    trial: bool,
    office: Path | None,
) -> None:
    """Take a catalogue file in as a new version."""
    from checker.catalogue import Issue, read_catalogue  # noqa: PLC0415 - takes its time
    from checker.model.outcome import Mark  # noqa: PLC0415 - needs the model
    from checker.render.catalogue import render_imported  # noqa: PLC0415 - needs the model

    store = _store(office)
    issue = Issue(
        one_line(document, "--document"), one_line(title, "--title"), one_line(issuer, "--issuer"), Mark(mark)
    )
    if "#" in issue.number:
        raise UsageError(Problem("选项 --document:文号里不能有 #", remedy="请只写文号"))
    found = read_catalogue(file, sheet)
    for note in found.notes:
        console.narrate(f"提示:{visible(note)}")
    today = date.today()  # noqa: DTZ011 - the office's own calendar day
    done = store.add(found, issue, start, by=officer(by), on=on or today, trial=trial)
    console.publish(render_imported(done, issue, trial=trial))
    if not trial:
        console.narrate(f"已写入 {visible(str(store.pack))};核对时设 CHECKER_OFFICE={visible(str(store.office))}")


@catalogue.command("list", cls=ChineseCommand, short_help="列出一天有效的目录", help="列出一天有效的目录,可以搜索。")
@as_of_option
@click.option("--search", metavar="文字", help="只列代码以此开头,或名称、产品、备注含有它的")
@format_option
@office_option
def list_items(*, as_of: date | None, search: str | None, layout: str, office: Path | None) -> None:
    """List the items in force on a day."""
    from checker.render.catalogue import render_items  # noqa: PLC0415 - needs the model
    from checker.render.catalogue_shape import item_shape, version_shape  # noqa: PLC0415 - needs the model

    store = _store(office)
    version = _in_force(store.versions(), as_of or date.today())  # noqa: DTZ011 - the office's own calendar day
    if version is None:
        if layout == "json":
            publish_json({"version": None, "items": []})
        _narrate_none(store.versions())
        return
    wanted = (search or "").strip().lower()
    items = [
        item
        for item in version.items
        if item.code.startswith(wanted) or wanted in f"{item.name}|{item.products}|{item.division}|{item.notes}".lower()
    ]
    if layout == "json":
        publish_json({"version": version_shape(version), "items": [item_shape(item) for item in items]})
        return
    console.publish(render_items(version, items, width=console.page_width()))
    console.narrate(f"共 {len(items)} 项" + (f"(全部 {len(version.items)} 项)" if wanted else ""))


@catalogue.command(
    "history",
    cls=ChineseCommand,
    short_help="列出历次导入,或一个代码的变化",
    help="列出历次导入:何时、何人、哪个文件、增减了什么;写 --code 则列出这个代码在各版中的变化。",
)
@click.option("--code", metavar="代码", help="行业代码,2 至 4 位,如 3011")
@format_option
@office_option
def show_history(*, code: str | None, layout: str, office: Path | None) -> None:
    """Show every import, or what the versions changed for one code."""
    from checker.catalogue import differences  # noqa: PLC0415 - takes its time
    from checker.render.catalogue import render_code_history, render_history  # noqa: PLC0415 - needs the model
    from checker.render.catalogue_shape import change_shape, record_shape, version_shape  # noqa: PLC0415

    store = _store(office)
    versions = store.versions()
    if code is None:
        records = store.history()
        if layout == "json":
            publish_json([record_shape(record) for record in records])
        elif records:
            console.publish(render_history(records, width=console.page_width()))
        else:
            _narrate_none(versions)
        return
    if not _CODE.fullmatch(code):
        raise UsageError(Problem(f"选项 --code:“{code}”不是行业代码", remedy="请写 2 至 4 位数字,如 3011"))
    steps = []
    for before, version in zip((None, *versions), versions, strict=False):
        changes = differences(before.items if before else (), version.items)
        concerned = [c for c in changes if c.item.code.startswith(code) or code.startswith(c.item.code)]
        steps.append((version, concerned))
    if layout == "json":
        publish_json(
            [
                {"version": version_shape(version), "changes": [change_shape(change) for change in changes]}
                for version, changes in steps
            ]
        )
    elif steps:
        console.publish(render_code_history(code, steps))
    else:
        _narrate_none(versions)


@catalogue.command(
    "diff",
    cls=ChineseCommand,
    short_help="对比两版",
    help="对比两版:新增、移出、修改。版本写起始日期(2026-07-01)或第几版(1、2)。",
)
@click.argument("older", metavar="旧版")
@click.argument("newer", metavar="新版")
@format_option
@office_option
def compare(older: str, newer: str, *, layout: str, office: Path | None) -> None:
    """Show how two versions differ."""
    from checker.catalogue import differences  # noqa: PLC0415 - takes its time
    from checker.render.catalogue import render_differences  # noqa: PLC0415 - needs the model
    from checker.render.catalogue_shape import changes_shape, version_shape  # noqa: PLC0415 - needs the model

    versions = _store(office).versions()
    before, after = _named(versions, older), _named(versions, newer)
    changes = differences(before.items, after.items)
    if layout == "json":
        shape = {"older": version_shape(before), "newer": version_shape(after), "changes": changes_shape(changes)}
        publish_json(shape)
        return
    console.publish(render_differences(before, after, changes))


@catalogue.command(
    "match",
    cls=ChineseCommand,
    short_help="试对照一个行业代码",
    help=(
        "试对照一个行业代码:列入、未列入,还是须人工核对,是哪一项。用的就是核对项目的那张表。\n"
        "\n"
        "例:\n"
        '  checker catalogue match 3011 --energy "12000 tce" --product 水泥熟料'
    ),
)
@click.argument("code", metavar="代码")
@click.option("--energy", metavar="数量", help="年综合能耗(当量值),如 12000 tce")
@click.option("--product", "products", multiple=True, metavar="名称", help="产品或工序,可写多次")
@as_of_option
@format_option
@office_option
def match_code(
    code: str, *, energy: str | None, products: tuple[str, ...], as_of: date | None, layout: str, office: Path | None
) -> None:
    """Look one industry up in the catalogue."""
    from checker.catalogue import match  # noqa: PLC0415 - takes its time
    from checker.model.codes import read_industry_code  # noqa: PLC0415 - needs the model
    from checker.model.kinds import FieldError  # noqa: PLC0415 - needs the model
    from checker.render.catalogue import render_match  # noqa: PLC0415 - needs the model
    from checker.render.catalogue_shape import match_shape  # noqa: PLC0415 - needs the model

    try:
        known = read_industry_code(code.strip())
    except FieldError as error:
        raise UsageError(Problem(error.message, remedy=error.remedy)) from None
    amount = _energy(energy) if energy is not None else None
    version = _in_force(_store(office).versions(), as_of or date.today())  # noqa: DTZ011 - the office's own calendar day
    found = match(version, known, products, amount) if version else None
    if layout == "json":
        publish_json(match_shape(known, version, found))
        return
    console.publish(render_match(known, version, found))


def _store(office: Path | None) -> CatalogueStore:
    from checker.catalogue import CatalogueStore  # noqa: PLC0415 - takes its time
    from checker.rulebook.pack import office_directory  # noqa: PLC0415 - takes its time

    folder = office if office is not None else office_directory()
    if folder is None:
        raise UsageError(Problem("没有说明本机关的文件夹", remedy=_OFFICE_REMEDY))
    return CatalogueStore(folder)


def _in_force(versions: tuple[CatalogueVersion, ...], as_of: date) -> CatalogueVersion | None:
    return next((version for version in versions if as_of in version.in_force), None)


def _named(versions: tuple[CatalogueVersion, ...], name: str) -> CatalogueVersion:
    wanted = name.strip().lstrip("Vv")
    for version in versions:
        if wanted in (version.name, str(version.number)):
            return version
    names = [version.name for version in versions]
    near = nearest(wanted, names)
    listed = "、".join(f"{version.number}({version.name})" for version in versions)
    remedy = (f"是否为 {near}?" if near else "") + (f"可选:{listed}" if listed else "还没有导入过目录")
    raise UsageError(Problem(f"没有版本 {name}", remedy=remedy))


def _narrate_none(versions: tuple[CatalogueVersion, ...]) -> None:
    if versions:
        console.narrate(f"这一天没有有效的目录;最早的一版从 {versions[0].name} 起")
    else:
        console.narrate("还没有导入过目录;导入:checker catalogue import 文件 --from 日期 --document 文号")


def _energy(text: str) -> Quantity:
    from checker.feel.units import Quantity, UnitError, parse_quantity, parse_unit  # noqa: PLC0415 - takes its time

    try:
        found = parse_quantity(text.replace("吨标准煤", " tce").replace("吨标煤", " tce"))
    except UnitError:
        found = None
    if not isinstance(found, Quantity) or found.dimension is not parse_unit("tce").dimension:
        raise UsageError(Problem(f"选项 --energy:“{text}”不是能耗", remedy='请写 --energy "12000 tce"'))
    return found
