"""``checker ledger source``: capacity, coal and energy given up, to be offered as replacement once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand, ChineseGroup
from checker.cli.ledger import ledger_option, reading, writing
from checker.cli.officer import by_option
from checker.cli.option_values import day, one_line, one_of
from checker.cli.rules import format_option, publish_json
from checker.errors import Problem, UsageError

if TYPE_CHECKING:
    from checker.ledger.sources import Offered, SourceBalance

_USES = ("产能置换", "煤炭替代", "能耗替代")


@click.group(
    "source",
    cls=ChineseGroup,
    short_help="替代来源:退出的产能、煤炭、能耗,只抵一次",
    help=(
        "替代来源:退出的产能、削减的煤炭、节约的能耗,登记一次,抵给项目一次。\n"
        "\n"
        "申报里写 台账来源(来源编号、用途、数量);受理时预留,批准时记为已批,否决、撤回、失效时放回;退回整改的保留预留。"
    ),
)
def source() -> None:
    """Holds the commands."""


@source.command(
    "add",
    cls=ChineseCommand,
    short_help="登记一个来源",
    help=(
        "登记一个来源。\n"
        "\n"
        "例:\n"
        '  checker ledger source add MT-2026-01 煤炭替代 "1.2 万t" --enterprise 某某水泥厂 \\\n'
        "    --facility 2号锅炉淘汰 --document 巴发改〔2026〕8号 --from 2026-06-30"
    ),
)
@click.argument("number", metavar="编号")
@click.argument("use", metavar="用途", callback=one_of(_USES))
@click.argument("amount", metavar="数量")
@click.option("--enterprise", required=True, metavar="企业", help="退出或削减的企业")
@click.option("--facility", required=True, metavar="设施", help="哪条生产线、哪台设备、什么措施")
@click.option("--product", default="", metavar="产品", help="产能来源的产品,如 水泥熟料")
@click.option("--document", required=True, metavar="文号", help="核实或批准的文件")
@click.option("--from", "available_from", required=True, callback=day, metavar="日期", help="从哪一天起退出")
@by_option
@format_option
@ledger_option
def add_source(
    number: str,
    use: str,
    amount: str,
    *,
    enterprise: str,
    facility: str,
    product: str,
    document: str,
    available_from: date,
    by: str | None,
    layout: str,
    address: str | None,
) -> None:
    """Register a source."""
    from checker.feel.units import Quantity, UnitError, parse_quantity  # noqa: PLC0415 - takes its time
    from checker.ledger import sources  # noqa: PLC0415 - needs the database library
    from checker.model.enums import ReplacementUse  # noqa: PLC0415 - needs the model

    try:
        value = parse_quantity(amount)
    except UnitError:
        value = None
    if not isinstance(value, Quantity):
        raise UsageError(Problem(f"“{amount}”不是数量", remedy='请写数字和单位,如 "1.2 万t"、"2000 tce"'))
    unit = value.dimension.symbol
    made = sources.Source(
        id=one_line(number, "编号"),
        use=ReplacementUse(use),
        enterprise=one_line(enterprise, "--enterprise"),
        facility=one_line(facility, "--facility"),
        product=one_line(product, "--product") if product else "",
        unit=unit,
        amount=value.in_unit(unit),
        document=one_line(document, "--document"),
        available_from=available_from,
    )
    with writing(address, by) as books:
        sources.register(books, made)
        found = sources.need(books, made.id)
    _publish(found, None, layout)


@source.command(
    "correct",
    cls=ChineseCommand,
    short_help="更正登记错的来源",
    help=(
        "更正登记错的来源:只写要改的;编号、用途不能改,数量不能少于项目已占用的。更正前后都记在台账里。\n"
        "\n"
        "例:\n"
        '  checker ledger source correct MT-2026-01 --amount "1.1 万t" --reason 核减'
    ),
)
@click.argument("number", metavar="编号")
@click.option("--amount", metavar="数量", help="数量,须写单位")
@click.option("--enterprise", metavar="企业", help="退出或削减的企业")
@click.option("--facility", metavar="设施", help="哪条生产线、哪台设备、什么措施")
@click.option("--product", metavar="产品", help="产能来源的产品")
@click.option("--document", metavar="文号", help="核实或批准的文件")
@click.option("--from", "available_from", callback=day, metavar="日期", help="从哪一天起退出")
@click.option("--reason", required=True, metavar="原因", help="为什么更正")
@by_option
@format_option
@ledger_option
def correct_source(
    number: str,
    *,
    amount: str | None,
    enterprise: str | None,
    facility: str | None,
    product: str | None,
    document: str | None,
    available_from: date | None,
    reason: str,
    by: str | None,
    layout: str,
    address: str | None,
) -> None:
    """Correct a source."""
    from checker.ledger import quotas, sources  # noqa: PLC0415 - needs the database library

    texts = {"enterprise": enterprise, "facility": facility, "product": product, "document": document}
    changes: dict[str, Any] = {name: one_line(text, f"--{name}") for name, text in texts.items() if text is not None}
    if available_from is not None:
        changes["available_from"] = available_from
    with writing(address, by) as books:
        before = sources.need(books, number.strip()).source
        if amount is not None:
            changes["amount"] = quotas.amount_of(amount, before.unit)
        sources.correct(books, replace(before, **changes), reason)
        found, offers = sources.need(books, before.id), sources.offers_of(books, source=before.id)
    _publish(found, offers, layout)


@source.command(
    "end",
    cls=ChineseCommand,
    short_help="终止登记错的来源",
    help="终止登记错的来源:不能再抵给别的项目;项目已占用的不变。",
)
@click.argument("number", metavar="编号")
@click.option("--reason", required=True, metavar="原因", help="为什么终止")
@by_option
@format_option
@ledger_option
def end_source(number: str, *, reason: str, by: str | None, layout: str, address: str | None) -> None:
    """End a source."""
    from checker.ledger import sources  # noqa: PLC0415 - needs the database library

    with writing(address, by) as books:
        sources.end(books, number.strip(), reason)
        found, offers = sources.need(books, number.strip()), sources.offers_of(books, source=number.strip())
    _publish(found, offers, layout)


@source.command("list", cls=ChineseCommand, short_help="列出来源和余量", help="列出来源:数量、已批、预留、可用。")
@click.option("--use", callback=one_of(_USES), metavar="用途", help="只列这种用途的")
@click.option("--free", "only_free", is_flag=True, help="只列还有可用的")
@format_option
@ledger_option
def list_sources(*, use: str | None, only_free: bool, layout: str, address: str | None) -> None:
    """List sources."""
    from checker.ledger import sources  # noqa: PLC0415 - needs the database library
    from checker.model.enums import ReplacementUse  # noqa: PLC0415 - needs the model
    from checker.render.ledger_sources import render_sources, source_shape  # noqa: PLC0415 - as above

    with reading(address) as books:
        every = sources.listed(books, ReplacementUse(use) if use else None)
    found = [one for one in every if one.free > 0 or not only_free]
    if layout == "json":
        publish_json([source_shape(one) for one in found])
        return
    if found:
        console.publish(render_sources(found, width=console.page_width()))
    console.narrate(f"共 {len(found)} 个来源")


@source.command(
    "show", cls=ChineseCommand, short_help="一个来源抵给了哪些项目", help="一个来源:出处、可用数量、抵给了哪些项目。"
)
@click.argument("number", metavar="编号")
@format_option
@ledger_option
def show_source(number: str, *, layout: str, address: str | None) -> None:
    """Show one source with its offers."""
    from checker.ledger import sources  # noqa: PLC0415 - needs the database library

    with reading(address) as books:
        found = sources.need(books, number.strip())
        offers = sources.offers_of(books, source=found.source.id)
    _publish(found, offers, layout)


def _publish(found: SourceBalance, offers: Sequence[Offered] | None, layout: str) -> None:
    from checker.render.ledger_sources import render_source, source_shape  # noqa: PLC0415 - needs the database library

    if layout == "json":
        publish_json(source_shape(found, offers))
        return
    console.publish(render_source(found, offers or (), width=console.page_width()))
