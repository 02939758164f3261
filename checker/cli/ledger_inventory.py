"""``checker ledger register, import, export, list, show, change, history, duplicates, fields``: the inventory."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand, ChineseOption
from checker.cli.ledger import ledger_option, opened, reading, writing
from checker.cli.officer import by_option, officer
from checker.cli.option_values import RefusedValueError, day, one_of, path
from checker.cli.rules import format_option, publish_json
from checker.errors import LedgerRefusalError, Problem, UsageError
from checker.render.lines import visible

if TYPE_CHECKING:
    from checker.ledger.inventory.search import Wanted

_Command = TypeVar("_Command", bound=Callable[..., Any])

_ORDERS: Final = (
    "code", "name", "owner", "county", "industry", "stage", "energy", "coal", "updated", "registered",
)  # fmt: skip
_ENCODINGS: Final = ("utf-8-sig", "utf-8", "gb18030")
_MANY: Final = 5_000
_PAGE: Final = 50
_FIELDS: Final = "字段写中文名或英文键,数量可带单位;有哪些字段见 checker ledger fields。"

on_option = click.option("--on", "on", callback=day, metavar="日期", help="从哪一天起是这样;默认今天")


def _count(context: click.Context, parameter: click.Parameter, text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise RefusedValueError(f"“{text}”不是个数", "请写 0 或正整数", context, parameter)
    return int(text)


def _industry(context: click.Context, parameter: click.Parameter, text: str | None) -> str | None:
    if text is not None and not (text.isascii() and text.isdigit() and 2 <= len(text) <= 4):
        raise RefusedValueError(f"“{text}”不是行业代码", "请写 2 至 4 位数字,如 30、3011", context, parameter)
    return text


def _filters(command: _Command) -> _Command:
    """The options that say which projects are wanted."""
    options = (
        click.option("--search", "text", metavar="文字", default="", help="名称、建设单位或代码里有这些字"),
        click.option("--stage", "stages", multiple=True, metavar="阶段", help="拟建、在建或存量,可写多次"),
        click.option("--county", "counties", multiple=True, metavar="县区", help="如 南江县,可写多次"),
        click.option("--park", metavar="园区", default="", help="园区名称里有这些字"),
        click.option("--industry", callback=_industry, metavar="代码", help="行业代码的前 2 至 4 位,如 30"),
        click.option("--two-high/--not-two-high", "two_high", default=None, help="只列两高项目,或只列其他项目"),
        click.option("--energy", metavar="范围", help="年综合能源消费量,如 1万tce..5万tce、5000..、..1000"),
        click.option("--coal", metavar="范围", help="煤炭年消费量,如 1万吨..、..0"),
        click.option("--disposal", "disposals", multiple=True, metavar="意见", help="处置意见,如 整改,可写多次"),
        click.option("--overdue", is_flag=True, help="只列整改逾期的"),
        click.option("--as-of", "as_of", callback=day, metavar="日期", help="逾期算到哪一天;默认今天"),
        click.option("--updated-since", callback=day, metavar="日期", help="这一天起有更新的"),
        click.option("--updated-before", callback=day, metavar="日期", help="这一天以来没有更新的"),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command(
    "register",
    cls=ChineseCommand,
    short_help="登记一个项目",
    help=(
        f"登记一个项目。{_FIELDS}\n"
        "写 --application 则先取申报文件里的,再以写明的字段为准。\n"
        "\n"
        "例:\n"
        "  checker ledger register 项目代码=2405-511922-04-01-123456 项目名称=某某水泥技改 \\\n"
        '      建设阶段=拟建 "年综合能源消费量=3.2 万tce" --reason 新增拟建项目\n'
        "  checker ledger register --application 申报.yaml --reason 受理申报"
    ),
)
@click.argument("assignments", metavar="字段=值…", nargs=-1)
@click.option("--application", callback=path, metavar="文件", help="取自这份项目申报")
@click.option("--reason", required=True, metavar="原因", help="为什么登记,记入台账")
@on_option
@by_option
@format_option
@ledger_option
def register_project(
    assignments: tuple[str, ...],
    *,
    application: Path | None,
    reason: str,
    on: date | None,
    by: str | None,
    layout: str,
    address: str | None,
) -> None:
    """Enter one project."""
    from checker.ledger import inventory  # noqa: PLC0415 - needs the database library
    from checker.model.reading import read_application  # noqa: PLC0415 - needs the model
    from checker.render.ledger_inventory_shape import project_shape  # noqa: PLC0415 - as above

    given: dict[str, object] = {}
    if application is not None:
        given |= inventory.project_of(read_application(application)).canonical()
    given |= _assigned(assignments)
    if not given:
        raise UsageError(Problem("没有写明项目", remedy="请写 字段=值,或 --application 申报文件"))
    project = inventory.read_project(given)
    today = date.today()  # noqa: DTZ011 - the office's own calendar day
    with writing(address, by) as books:
        done = inventory.register(books, project, reason, on or project.updated_on or today)
        position = books.position
    if layout == "json":
        publish_json({"position": position, "project": project_shape(done)})
        return
    console.publish(f"已登记 {done.code} {visible(done.name)}({done.stage}),第 {position} 条\n")


@click.command(
    "import",
    cls=ChineseCommand,
    short_help="导入项目清单(Excel 或 CSV)",
    help=(
        "导入项目清单:.xlsx,或 CSV(UTF-8、GB18030;逗号、分号或制表符分隔)。\n"
        "\n"
        "第一行为列名,次序不限,写中文名或英文键;列名括号里的单位管下面的数,如 年综合能耗(万tce)。\n"
        "有任何一处不对就一行也不导入,并一次列出全部错处。\n"
        "已登记的项目要写 --update 才更改,空着的格子不改动。\n"
        "空台账导出的文件就是样表:checker ledger export 样表.xlsx。\n"
        "\n"
        "例:\n"
        "  checker ledger import 项目清单.xlsx --reason 首次摸排 --dry-run\n"
        "  checker ledger import 七月更新.csv --update --reason 按月更新 --on 2026-07-31"
    ),
)
@click.argument("file", metavar="文件", callback=path)
@click.option("--reason", required=True, metavar="原因", help="为什么导入,记入每一个项目")
@on_option
@click.option("--update", is_flag=True, help="已登记的项目按清单更改;不同的字段才记")
@click.option("--correction", is_flag=True, help="更正:允许建设阶段退回或跳过")
@click.option("--sheet", metavar="工作表", help="Excel 有几个工作表时,导入哪一个")
@click.option("--skip", "skipped", multiple=True, metavar="列名", help="不要的列,可写多次")
@click.option("--dry-run", "trial", is_flag=True, help="只检查并列出变化,不写入")
@by_option
@format_option
@ledger_option
def import_projects(
    file: Path,
    *,
    reason: str,
    on: date | None,
    update: bool,
    correction: bool,
    sheet: str | None,
    skipped: tuple[str, ...],
    trial: bool,
    by: str | None,
    layout: str,
    address: str | None,
) -> None:
    """Take a list of projects in, whole or not at all."""
    from checker.ledger.inventory.intake import compare, take_in  # noqa: PLC0415 - needs the database library
    from checker.ledger.inventory.project_list import read_list  # noqa: PLC0415 - as above
    from checker.render.ledger_inventory import render_comparison  # noqa: PLC0415 - as above
    from checker.render.ledger_inventory_shape import comparison_shape  # noqa: PLC0415 - as above

    name, today = officer(by), date.today()  # noqa: DTZ011 - the office's own calendar day
    with opened(address) as ledger:
        projects = read_list(file, sheet, skipped=skipped, partial=update)
        if len(projects.rows) > _MANY:
            console.narrate(f"读到 {len(projects.rows)} 个项目,正在{'核对' if trial else '写入'}……")
        if trial:
            with ledger.reading() as books:
                done = compare(books, projects, update=update, correction=correction)
        else:
            with ledger.writing(name) as writer:
                done = compare(writer, projects, update=update, correction=correction)
                take_in(writer, done, reason, on or today)
    for note in done.notes:
        console.narrate(f"提示:{visible(note)}")
    if layout == "json":
        publish_json(comparison_shape(done, trial=trial))
        return
    console.publish(render_comparison(done, trial=trial, width=console.page_width()))


@click.command(
    "export",
    cls=ChineseCommand,
    short_help="导出项目清单(Excel 或 CSV)",
    help=(
        "导出项目清单:.xlsx 或 .csv,全部字段,再导入得到同样的台账。可以只导出筛选出来的。\n"
        "\n"
        "以 = + - @ 开头的文字前面加一个单引号,以免表格软件当作公式;导入时自动去掉。\n"
        "\n"
        "例:\n"
        "  checker ledger export 台账.xlsx\n"
        "  checker ledger export 南江拟建.csv --county 南江县 --stage 拟建 --encoding gb18030"
    ),
)
@click.argument("file", metavar="文件", callback=path)
@click.option(
    "--encoding",
    callback=one_of(_ENCODINGS),
    default=_ENCODINGS[0],
    show_default=True,
    cls=ChineseOption,
    metavar="编码",
    help="CSV 的编码:utf-8-sig(Excel 直接能开)、utf-8 或 gb18030",
)
@click.option("--force", is_flag=True, help="文件已存在也覆盖")
@_filters
@ledger_option
def export_projects(file: Path, *, encoding: str, force: bool, address: str | None, **filters: Any) -> None:  # noqa: ANN401 - the filter options
    """Write a list of projects out."""
    from checker.ledger.inventory.export import write_csv, write_workbook  # noqa: PLC0415 - needs the database library
    from checker.ledger.inventory.search import every  # noqa: PLC0415 - as above

    kind = file.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise UsageError(Problem(f"不能导出为“{file.suffix or '没有扩展名'}”", str(file), remedy="请写 .xlsx 或 .csv"))
    if file.exists() and not force:
        raise UsageError(Problem("文件已经存在", str(file), remedy="请换一个文件名,或写 --force 覆盖"))
    wanted = _wanted(filters)
    draft = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        with reading(address) as books:
            projects = every(books, wanted)
            count = write_csv(draft, projects, encoding) if kind == ".csv" else write_workbook(draft, projects)
        draft.replace(file)
    except OSError as fault:
        problem = Problem(f"文件无法写入({fault.strerror})", str(file), remedy="请检查目录、权限与磁盘空间")
        raise UsageError(problem) from None
    finally:
        draft.unlink(missing_ok=True)
    console.publish(f"已导出 {count} 个项目到 {visible(str(file))}\n")


@click.command(
    "list",
    cls=ChineseCommand,
    short_help="列出、查找项目",
    help=(
        "列出项目,可以查找、筛选、排序、分页。\n"
        "\n"
        "例:\n"
        "  checker ledger list --search 水泥 --stage 在建\n"
        "  checker ledger list --county 南江县 --energy 1万tce.. --sort energy --descending\n"
        "  checker ledger list --overdue --format json --limit 0"
    ),
)
@_filters
@click.option(
    "--sort",
    "order",
    callback=one_of(_ORDERS),
    default="code",
    show_default=True,
    cls=ChineseOption,
    metavar="次序",
    help=f"按什么排:{'、'.join(_ORDERS)}",
)
@click.option("--descending", is_flag=True, help="从大到小")
@click.option(
    "--limit", callback=_count, default=str(_PAGE), show_default=True, cls=ChineseOption, metavar="个数",
    help="最多列几个,0 为全部",
)  # fmt: skip
@click.option("--offset", callback=_count, default="0", metavar="个数", help="跳过前面几个")
@format_option
@ledger_option
def list_projects(
    *,
    order: str,
    descending: bool,
    limit: int,
    offset: int,
    layout: str,
    address: str | None,
    **filters: Any,  # noqa: ANN401 - the filter options
) -> None:
    """List the projects that the filters leave."""
    from checker.ledger.inventory.search import Order, search  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_inventory import render_list  # noqa: PLC0415 - as above
    from checker.render.ledger_inventory_shape import page_shape  # noqa: PLC0415 - as above

    wanted = _wanted(filters)
    with reading(address) as books:
        found = search(books, wanted, order=Order(order), descending=descending, limit=limit or None, offset=offset)
    if layout == "json":
        publish_json(page_shape(found))
        return
    console.publish(render_list(found, width=console.page_width()))
    shown = len(found.projects)
    console.narrate(
        f"共 {found.total} 个" + (f",列出第 {offset + 1} 至 {offset + shown} 个" if shown < found.total else "")
    )


@click.command(
    "show",
    cls=ChineseCommand,
    short_help="一个项目的全部情况",
    help="一个项目在台账里的全部情况。写 --at 则看台账记到第几条时它是什么样。",
)
@click.argument("code", metavar="项目代码")
@click.option("--at", "until", callback=_count, metavar="第几条", help="台账记到这一条时的情况")
@format_option
@ledger_option
def show_project(code: str, *, until: int | None, layout: str, address: str | None) -> None:
    """Show everything the ledger knows of one project."""
    from checker.ledger import inventory  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_dossier import render_sections, sections, sections_shape  # noqa: PLC0415 - as above
    from checker.render.ledger_inventory import render_project  # noqa: PLC0415 - as above
    from checker.render.ledger_inventory_shape import project_shape  # noqa: PLC0415 - as above

    with reading(address) as books:
        if until is not None and until > books.position:
            remedy = f"台账现在记到第 {books.position} 条"
            raise UsageError(Problem(f"选项 --at:台账还没有第 {until} 条", remedy=remedy))
        project = inventory.need(books, code.strip())
        past = inventory.find(books, project.code, until) if until is not None else project
        if past is None:
            raise LedgerRefusalError(Problem(f"第 {until} 条时台账里还没有项目 {code}", remedy="请写更后的一条"))
        found = sections(books, project.code) if until is None else []
    if layout == "json":
        publish_json({"project": project_shape(past), **sections_shape(found)})
        return
    width = console.page_width()
    console.publish(render_project(past, width=width) + render_sections(found, width=width))


@click.command(
    "change",
    cls=ChineseCommand,
    short_help="变更一个项目",
    help=(
        f"变更一个项目:只记不同的字段,写明前后值和原因。{_FIELDS}\n"
        "值空着(如 整改时限=)是清空这个字段。\n"
        "\n"
        "建设阶段按拟建、在建、存量的次序转;原来记错了的,写 --correction 作为更正。\n"
        "关停、退出的项目不删,写 处置意见=关停退出。\n"
        "\n"
        "例:\n"
        "  checker ledger change 2405-511922-04-01-123456 建设阶段=在建 实际开工日期=2026-05-08 --reason 已开工"
    ),
)
@click.argument("code", metavar="项目代码")
@click.argument("assignments", metavar="字段=值…", nargs=-1, required=True)
@click.option("--reason", required=True, metavar="原因", help="为什么变更,记入台账")
@on_option
@click.option("--correction", is_flag=True, help="更正:允许建设阶段退回或跳过")
@by_option
@format_option
@ledger_option
def change_project(
    code: str,
    assignments: tuple[str, ...],
    *,
    reason: str,
    on: date | None,
    correction: bool,
    by: str | None,
    layout: str,
    address: str | None,
) -> None:
    """Enter what differs."""
    from checker.ledger import inventory  # noqa: PLC0415 - needs the database library
    from checker.ledger.inventory.history import history  # noqa: PLC0415 - as above
    from checker.render.ledger_inventory import render_history  # noqa: PLC0415 - as above
    from checker.render.ledger_inventory_shape import event_shape  # noqa: PLC0415 - as above

    today = date.today()  # noqa: DTZ011 - the office's own calendar day
    with writing(address, by) as books:
        inventory.change(books, code.strip(), _assigned(assignments), reason, on or today, correction=correction)
        event = history(books, code.strip())[-1]
    if layout == "json":
        publish_json(event_shape(event))
        return
    console.publish(render_history([event], width=console.page_width()))


@click.command(
    "history",
    cls=ChineseCommand,
    short_help="一个项目的历次记录",
    help="一个项目的历次记录:何时、何人、何故,每个字段的前后值。",
)
@click.argument("code", metavar="项目代码")
@format_option
@ledger_option
def show_project_history(code: str, *, layout: str, address: str | None) -> None:
    """Show every entry about one project."""
    from checker.ledger.inventory.history import history  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_inventory import render_history  # noqa: PLC0415 - as above
    from checker.render.ledger_inventory_shape import event_shape  # noqa: PLC0415 - as above

    with reading(address) as books:
        events = history(books, code.strip())
    if layout == "json":
        publish_json([event_shape(event) for event in events])
        return
    console.publish(render_history(events, width=console.page_width()))


@click.command(
    "duplicates",
    cls=ChineseCommand,
    short_help="同名同单位的项目",
    help="列出名称和建设单位都相同、代码不同的项目:可能是同一项目登记了两次。代码相同的登记不进来。",
)
@format_option
@ledger_option
def list_duplicates(*, layout: str, address: str | None) -> None:
    """List groups of projects that look like one."""
    from checker.ledger.inventory.twins import twins  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_inventory import render_twins  # noqa: PLC0415 - as above
    from checker.render.ledger_inventory_shape import twins_shape  # noqa: PLC0415 - as above

    with reading(address) as books:
        found = twins(books)
    if layout == "json":
        publish_json(twins_shape(found))
        return
    console.publish(render_twins(found, width=console.page_width()))
    console.narrate(f"共 {len(found)} 组" if found else "没有同名同单位的项目")


@click.command(
    "fields", cls=ChineseCommand, short_help="台账有哪些字段", help="台账的字段:中文名、英文键、单位、填什么。"
)
@format_option
def list_fields(*, layout: str) -> None:
    """List the fields of the inventory."""
    from checker.render.ledger_inventory import render_fields  # noqa: PLC0415 - needs the model
    from checker.render.ledger_inventory_shape import fields_shape  # noqa: PLC0415 - as above

    if layout == "json":
        publish_json(fields_shape())
        return
    console.publish(render_fields(width=console.page_width()))


def _assigned(assignments: tuple[str, ...]) -> dict[str, object]:
    """What ``字段=值`` arguments say; an empty value is None."""
    given: dict[str, object] = {}
    for assignment in assignments:
        name, sign, value = assignment.partition("=" if "=" in assignment else "＝")
        if not sign or not name.strip():
            raise UsageError(Problem(f"“{assignment[:40]}”不是 字段=值", remedy="写作 建设阶段=在建;有空格的加引号"))
        if name.strip() in given:
            raise UsageError(Problem(f"字段“{name.strip()}”写了两次", remedy="请只写一次"))
        given[name.strip()] = value.strip() or None
    return given


def _wanted(filters: dict[str, Any]) -> Wanted:
    """The filter that the options say; raises UsageError for a word or amount that is none."""
    from checker.ledger.inventory.search import Span, Wanted  # noqa: PLC0415 - needs the database library

    as_of = filters["as_of"] or date.today()  # noqa: DTZ011 - the office's own calendar day
    return Wanted(
        text=filters["text"].strip(),
        stages=tuple(_read("stage", text, "--stage") for text in filters["stages"]),
        counties=tuple(_read("county", text, "--county") for text in filters["counties"]),
        park=filters["park"].strip(),
        industry=filters["industry"] or "",
        two_high=filters["two_high"],
        energy=Span(*_ends("total_energy", filters["energy"], "--energy")),
        coal=Span(*_ends("coal", filters["coal"], "--coal")),
        disposals=tuple(_read("disposal", text, "--disposal") for text in filters["disposals"]),
        overdue_on=as_of if filters["overdue"] else None,
        updated_since=filters["updated_since"],
        updated_before=filters["updated_before"],
    )


def _read(key: str, text: str, option: str) -> Any:  # noqa: ANN401 - a value of the field
    from checker.ledger.inventory.fields import FIELDS  # noqa: PLC0415 - needs the model
    from checker.model.kinds import FieldError  # noqa: PLC0415 - as above

    spec = FIELDS.find(key)
    assert spec is not None
    assert spec.kind is not None
    try:
        value = spec.kind.read(text)
    except FieldError as mistake:
        raise UsageError(Problem(f"选项 {option}:{mistake.message}", remedy=mistake.remedy)) from None
    if value is None:
        raise UsageError(Problem(f"选项 {option}:没有写值", remedy=spec.doc))
    return value.in_unit(spec.unit) if spec.unit is not None else value


def _ends(key: str, text: str | None, option: str) -> tuple[Any, Any]:
    """Both ends of a range ``最小..最大``; one value alone is both."""
    if text is None:
        return None, None
    least, dots, most = text.partition("..")
    return _end(key, least, option), _end(key, most if dots else least, option)


def _end(key: str, text: str, option: str) -> Any:  # noqa: ANN401 - an amount, or None
    return _read(key, text, option) if text.strip() else None


COMMANDS: Final[tuple[ChineseCommand, ...]] = (
    register_project,
    import_projects,
    export_projects,
    list_projects,
    show_project,
    change_project,
    show_project_history,
    list_duplicates,
    list_fields,
)
"""What hangs on ``checker ledger``."""
