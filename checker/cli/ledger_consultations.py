"""``checker ledger consult``: ask departments, record what they say, conclude, list and show."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand, ChineseGroup
from checker.cli.ledger import ledger_option, opened, reading, writing
from checker.cli.officer import by_option, officer
from checker.cli.option_values import RefusedValueError, day, one_of, packs_option, path
from checker.cli.rules import format_option, publish_json
from checker.errors import Problem, UsageError

if TYPE_CHECKING:
    from checker.ledger.consultation import Consultation
    from checker.model import Application

_STANCES: Final = ("同意", "有条件同意", "不同意")
_CONCLUSIONS: Final = ("通过", "附条件通过", "不予通过")


def _days(context: click.Context, parameter: click.Parameter, text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise RefusedValueError(f"“{text}”不是天数", "请写整数,如 15", context, parameter)
    return int(text)


@click.group(
    "consult",
    cls=ChineseGroup,
    short_help="多部门会商:发起、意见、结论",
    help=(
        "多部门准入会商:由核对报告里须会商的发现发起,征求所引条款的牵头、配合部门意见,作出结论。\n"
        "结论记入台账后,下一次核对就看得到。\n"
        "\n"
        "例:\n"
        "  checker ledger consult open 2604-511902-04-01-763353 --days 10\n"
        "  checker ledger consult opinion C12 市统计局 同意 --reason 指标可行\n"
        "  checker ledger consult conclude C12 通过 --authority 市发展改革委 --number 巴发改会〔2026〕8号 \\\n"
        "    --reason 一致同意"
    ),
)
def consult() -> None:
    """Holds the commands."""


@consult.command(
    "open",
    cls=ChineseCommand,
    short_help="发起会商",
    help=(
        "发起会商:重新核对在审的申报,把须会商的发现交给所引条款的责任单位。\n"
        "默认是所有还没有发起会商的;只议几条的写 --rule。条款没有登记责任单位的,用 --lead 写明牵头部门。"
    ),
)
@click.argument("code", metavar="项目代码")
@click.option("--rule", "rules", multiple=True, metavar="规则", help="只议这条规则的发现,可写多次")
@click.option("--lead", "lead", multiple=True, metavar="部门", help="另加的牵头部门,可写多次")
@click.option("--with", "cooperating", multiple=True, metavar="部门", help="另加的配合部门,可写多次")
@click.option("--days", callback=_days, metavar="天数", help="多少个自然日内提出意见;不写则没有期限")
@click.option("--application", "file", callback=path, metavar="文件", help="还没有受理的,写申报文件")
@click.option("--on", "on", callback=day, metavar="日期", help="发起日期,也是核对的审查日;默认今天")
@click.option("--reason", default="", metavar="理由", help="会商已经通过而须再议的理由")
@packs_option
@by_option
@format_option
@ledger_option
def open_consultation(
    code: str,
    *,
    rules: tuple[str, ...],
    lead: tuple[str, ...],
    cooperating: tuple[str, ...],
    days: int | None,
    file: Path | None,
    on: date | None,
    reason: str,
    packs: tuple[Path, ...],
    by: str | None,
    layout: str,
    address: str | None,
) -> None:
    """Check the application and put its findings to the departments."""
    from checker.api import Checker  # noqa: PLC0415 - takes its time
    from checker.ledger import proceedings  # noqa: PLC0415 - needs the database library

    name, project = officer(by), code.strip()
    given = _read(file, project) if file is not None else None
    today = on or date.today()  # noqa: DTZ011 - the office's own calendar day
    checker = Checker.load(*packs)
    with opened(address) as ledger, ledger.writing(name) as books:
        made = proceedings.check_and_convene(
            books,
            checker,
            project,
            application=given,
            rules=rules,
            lead=lead,
            cooperating=cooperating,
            days=days,
            reason=reason,
            on=today,
        )
    _publish(made, today, layout)


@consult.command(
    "opinion",
    cls=ChineseCommand,
    short_help="记一个部门的意见",
    help="记一个部门的意见:同意、有条件同意、不同意。同一部门以日期最近的为准。",
)
@click.argument("consultation", metavar="会商编号")
@click.argument("department", metavar="部门")
@click.argument("stance", metavar="意见", callback=one_of(_STANCES))
@click.option("--reason", required=True, metavar="理由", help="意见的理由")
@click.option("--on", "on", callback=day, metavar="日期", help="提出意见的日期;默认今天")
@by_option
@format_option
@ledger_option
def record_opinion(
    consultation: str,
    department: str,
    stance: str,
    *,
    reason: str,
    on: date | None,
    by: str | None,
    layout: str,
    address: str | None,
) -> None:
    """Record what a department says."""
    from checker.ledger import consultations  # noqa: PLC0415 - needs the database library
    from checker.ledger.consultation import Stance  # noqa: PLC0415 - as above

    today = date.today()  # noqa: DTZ011 - the office's own calendar day
    with writing(address, by) as books:
        made = consultations.hear(
            books, consultation, department=department, stance=Stance(stance), given_on=on or today, reason=reason
        )
    _publish(made, on or today, layout)


@consult.command(
    "conclude",
    cls=ChineseCommand,
    short_help="作出会商结论",
    help=("作出会商结论:通过、附条件通过、不予通过。没有表态、迟到和不同意的部门会列出来。\n不予通过的,可以重新发起。"),
)
@click.argument("consultation", metavar="会商编号")
@click.argument("conclusion", metavar="结论", callback=one_of(_CONCLUSIONS))
@click.option("--authority", required=True, metavar="机关", help="作出结论的机关")
@click.option("--number", "document", required=True, metavar="文号", help="会商意见或会议纪要的文号")
@click.option("--reason", required=True, metavar="理由", help="结论的理由")
@click.option("--conditions", default="", metavar="条件", help="附条件通过所附的条件")
@click.option("--on", "on", callback=day, metavar="日期", help="结论的日期;默认今天")
@by_option
@format_option
@ledger_option
def conclude_consultation(
    consultation: str,
    conclusion: str,
    *,
    authority: str,
    document: str,
    reason: str,
    conditions: str,
    on: date | None,
    by: str | None,
    layout: str,
    address: str | None,
) -> None:
    """Close a consultation with what it came to."""
    from checker.ledger import consultations  # noqa: PLC0415 - needs the database library
    from checker.ledger.consultation import Stance  # noqa: PLC0415 - as above
    from checker.model.enums import Conclusion  # noqa: PLC0415 - needs the model

    today = on or date.today()  # noqa: DTZ011 - the office's own calendar day
    with writing(address, by) as books:
        made = consultations.conclude(
            books,
            consultation,
            conclusion=Conclusion(conclusion),
            concluded_on=today,
            authority=authority,
            document=document,
            reason=reason,
            conditions=conditions,
        )
    opposed = [name for name, one in made.counting.items() if one.stance is Stance.OPPOSES]
    for word, names in (("没有表态", made.missing), ("意见迟到", made.late), ("不同意", opposed)):
        if names:
            console.narrate(f"提示:{'、'.join(names)} {word}")
    _publish(made, today, layout)


@consult.command(
    "cancel",
    cls=ChineseCommand,
    short_help="取消错误发起的会商",
    help="取消错误发起、还没有结论的会商。它之前的会商结论仍然有效。",
)
@click.argument("consultation", metavar="会商编号")
@click.option("--reason", required=True, metavar="理由", help="取消的理由")
@click.option("--on", "on", callback=day, metavar="日期", help="取消日期;默认今天")
@by_option
@format_option
@ledger_option
def cancel_consultation(
    consultation: str, *, reason: str, on: date | None, by: str | None, layout: str, address: str | None
) -> None:
    """Cancel a consultation that was opened in error."""
    from checker.ledger import consultations  # noqa: PLC0415 - needs the database library

    today = on or date.today()  # noqa: DTZ011 - the office's own calendar day
    with writing(address, by) as books:
        made = consultations.cancel(books, consultation, on=today, reason=reason)
    _publish(made, today, layout)


@consult.command(
    "list",
    cls=ChineseCommand,
    short_help="列出会商",
    help="列出会商。写项目代码则只列这个项目的。",
)
@click.argument("code", metavar="[项目代码]", required=False)
@click.option("--open", "open_only", is_flag=True, help="只列还没有结论的")
@click.option("--overdue", is_flag=True, help="只列有部门逾期没有表态的")
@click.option("--as-of", "as_of", callback=day, metavar="日期", help="到这一天是否逾期;默认今天")
@format_option
@ledger_option
def list_consultations(
    code: str | None, *, open_only: bool, overdue: bool, as_of: date | None, layout: str, address: str | None
) -> None:
    """List consultations."""
    from checker.ledger import consultations, inventory  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_consultations import consultation_shape, render_consultations  # noqa: PLC0415

    today = as_of or date.today()  # noqa: DTZ011 - the office's own calendar day
    with reading(address) as books:
        project = inventory.need(books, code.strip()).code if code is not None else None
        found = [
            one
            for one in consultations.listed(books, open_only=open_only, overdue_on=today if overdue else None)
            if project in (None, one.project)
        ]
    if layout == "json":
        publish_json([consultation_shape(one, today) for one in found])
        return
    if found:
        console.publish(render_consultations(found, today, width=console.page_width()))
    console.narrate(f"共 {len(found)} 次会商" + (";看一次的意见:checker ledger consult show 编号" if found else ""))


@consult.command("show", cls=ChineseCommand, short_help="一次会商的各部门意见", help="一次会商的各部门意见和结论。")
@click.argument("consultation", metavar="会商编号")
@click.option("--as-of", "as_of", callback=day, metavar="日期", help="到这一天是否逾期;默认今天")
@format_option
@ledger_option
def show_consultation(consultation: str, *, as_of: date | None, layout: str, address: str | None) -> None:
    """Show one consultation."""
    from checker.ledger import consultations  # noqa: PLC0415 - needs the database library

    with reading(address) as books:
        found = consultations.need(books, consultation)
    _publish(found, as_of or date.today(), layout)  # noqa: DTZ011 - the office's own calendar day


def _publish(one: Consultation, as_of: date, layout: str) -> None:
    from checker.render.ledger_consultations import consultation_shape, render_consultation  # noqa: PLC0415

    if layout == "json":
        publish_json(consultation_shape(one, as_of))
        return
    console.publish(render_consultation(one, as_of, width=console.page_width()))


def _read(file: Path, code: str) -> Application:
    from checker.model import read_application  # noqa: PLC0415 - needs the model

    application = read_application(file)
    if application.project_code != code:
        what = f"申报的项目代码是 {application.project_code or '空的'},不是 {code}"
        raise UsageError(Problem(what, str(file), remedy="请核对项目代码与申报文件"))
    return application
