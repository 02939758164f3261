"""``checker token``: who may use the service, for what and until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand, ChineseGroup
from checker.cli.ledger import ledger_option, reading, writing
from checker.cli.officer import by_option
from checker.cli.option_values import day, one_of, whole_number
from checker.cli.rules import format_option, publish_json
from checker.errors import Problem, UsageError
from checker.nearness import nearest

if TYPE_CHECKING:
    from checker.ledger.access import Role, Scope
    from checker.ledger.tokens import Issued

_ROLES = ("officer", "policy", "system", "auditor")
_DEFAULT = "default"
"""What stands for the usual scopes of the role where scopes are named."""


@click.group(
    "token",
    cls=ChineseGroup,
    short_help="服务的令牌:签发、查看、撤销",
    help=(
        "服务的令牌:谁可以用服务,能做什么,用到哪一天。签发和撤销都记入台账。\n"
        "\n"
        "台账只存令牌的指纹;令牌本身只在签发时显示一次,丢了就撤销,再签发一个。\n"
        "\n"
        "例:\n"
        "  checker token create 张三 --role officer\n"
        "  checker token create 市审批平台 --role system --scope applications:submit --days 180 > 平台令牌\n"
        "  checker token revoke T12 --reason 人员调离"
    ),
)
def token() -> None:
    """Holds the commands."""


@token.command(
    "create",
    cls=ChineseCommand,
    short_help="签发令牌,只显示这一次",
    help=(
        "签发一个令牌。令牌写到标准输出,只有这一次;说明写到标准错误,不会混进文件。\n"
        "\n"
        "角色:officer 审查人员,policy 政策人员,system 业务系统,auditor 审计人员。\n"
        "不写 --scope 则有该角色的默认权限;写了就只有所写的,--scope default 即默认的那些。\n"
        "默认的和至多可给的见 checker token roles;代为登记他人的决定(decisions:record)等须写明才给。\n"
        "\n"
        "例:\n"
        "  checker token create 张三 --role officer --until 2026-12-31\n"
        "  checker token create 机要室 --role officer --scope default --scope decisions:record\n"
        "  checker token create 监控 --role system --scope metrics:read --purpose 采集运行指标"
    ),
)
@click.argument("holder", metavar="使用人")
@click.option(
    "--role", required=True, callback=one_of(_ROLES), metavar="角色", help="officer、policy、system 或 auditor"
)
@click.option("--scope", "scopes", multiple=True, metavar="权限", help="只给这些权限,可写多次;default 即角色的默认权限")
@click.option("--until", "until", callback=day, metavar="日期", help="到期日,当天仍有效;默认 90 天,至多 365 天")
@click.option("--days", "days", callback=whole_number(1, 365), metavar="天数", help="用多少天;与 --until 只写一个")
@click.option("--purpose", default="", metavar="文字", help="用途,如 受理申报")
@by_option
@format_option
@ledger_option
def create(
    holder: str,
    *,
    role: str,
    scopes: tuple[str, ...],
    until: date | None,
    days: int | None,
    purpose: str,
    by: str | None,
    layout: str,
    address: str | None,
) -> None:
    """Issue a token."""
    from checker.ledger import tokens  # noqa: PLC0415 - needs the database library
    from checker.ledger.access import Role  # noqa: PLC0415 - as above

    if until is not None and days is not None:
        raise UsageError(Problem("--until 与 --days 只能写一个", remedy="请删去其一"))
    wanted = _scopes(scopes, Role(role)) if scopes else None
    with writing(address, by) as books:
        expires_on = until if days is None else _today() + timedelta(days=days)
        issued = tokens.issue(books, holder, Role(role), scopes=wanted, expires_on=expires_on, purpose=purpose)
    _publish(issued, layout)


@token.command(
    "list", cls=ChineseCommand, short_help="列出令牌", help="列出全部令牌:谁用、什么角色、到哪天、是否有效。"
)
@click.option("--valid", is_flag=True, help="只列今天有效的")
@format_option
@ledger_option
def list_tokens(*, valid: bool, layout: str, address: str | None) -> None:
    """List tokens."""
    from checker.ledger import tokens  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_tokens import render_tokens, token_shape  # noqa: PLC0415 - as above

    today = _today()
    with reading(address) as books:
        found = [one for one in tokens.listed(books) if not valid or one.counts(today)]
    if layout == "json":
        publish_json([token_shape(one, today) for one in found])
        return
    if found:
        console.publish(render_tokens(found, today, width=console.page_width()))
    console.narrate(f"共 {len(found)} 个,今天有效 {sum(one.counts(today) for one in found)} 个")


@token.command("show", cls=ChineseCommand, short_help="查看一个令牌:权限、期限、签发和撤销", help="查看一个令牌。")
@click.argument("number", metavar="编号")
@format_option
@ledger_option
def show(number: str, *, layout: str, address: str | None) -> None:
    """Show one token, and the entries about it."""
    from checker.ledger import journal, tokens  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_journal import render_entries  # noqa: PLC0415 - as above
    from checker.render.ledger_tokens import render_token, token_shape  # noqa: PLC0415 - as above

    with reading(address) as books:
        found = tokens.need(books, number)
        entries = tuple(journal.entries(books.connection, subject=found.id))
    if layout == "json":
        publish_json(token_shape(found, _today()))
        return
    width = console.page_width()
    console.publish(f"{render_token(found, _today(), width=width)}\n{render_entries(entries, width=width)}")


@token.command("revoke", cls=ChineseCommand, short_help="撤销令牌,立即失效", help="撤销令牌。从这一刻起不能再用。")
@click.argument("number", metavar="编号")
@click.option("--reason", required=True, metavar="理由", help="撤销的理由,如 人员调离、令牌泄露")
@by_option
@format_option
@ledger_option
def revoke(number: str, *, reason: str, by: str | None, layout: str, address: str | None) -> None:
    """End a token."""
    from checker.ledger import tokens  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_tokens import token_shape  # noqa: PLC0415 - as above

    with writing(address, by) as books:
        ended = tokens.revoke(books, number, reason=reason)
    if layout == "json":
        publish_json(token_shape(ended, _today()))
    else:
        console.publish(f"已撤销 {ended.id} {ended.holder}\n")


@token.command(
    "roles",
    cls=ChineseCommand,
    short_help="各角色默认和至多可有的权限",
    help="列出各角色至多可有的权限;✓ 是默认就有的,其余签发时用 --scope 写明。",
)
@format_option
def roles(*, layout: str) -> None:
    """List what each role is allowed, and may be allowed."""
    from checker.render.ledger_tokens import render_roles, roles_shape  # noqa: PLC0415 - needs the database library

    if layout == "json":
        publish_json(roles_shape())
        return
    console.publish(render_roles())
    console.narrate("✓ 默认就有;其余签发时写明:checker token create 使用人 --role 角色 --scope default --scope 权限")


def _publish(issued: Issued, layout: str) -> None:
    from checker.render.ledger_tokens import token_shape  # noqa: PLC0415 - needs the database library

    made = issued.token
    if layout == "json":
        publish_json({**token_shape(made, _today()), "token": issued.text})
    else:
        console.publish(issued.text + "\n")
    extent = "该角色的默认权限" if made.scopes == made.role.usual_scopes else "、".join(sorted(made.scopes))
    console.narrate(f"已签发 {made.id}:{made.holder}({made.role.label}),{extent},用到 {made.expires_on}")
    console.narrate("令牌只显示这一次,请立即存到只有使用人能读的地方;丢失或泄露:checker token revoke " + made.id)
    console.narrate("用法:请求头写 Authorization: Bearer 令牌")


def _scopes(written: Sequence[str], role: Role) -> frozenset[Scope]:
    """The scopes by name; raises UsageError for one there is not."""
    from checker.ledger.access import Scope  # noqa: PLC0415 - needs the database library

    known = {_DEFAULT: role.usual_scopes, **{scope.value: frozenset((scope,)) for scope in Scope}}
    for name in written:
        if name not in known:
            near = nearest(name.lower(), known)
            remedy = f"是否为 {near}?" if near else "各角色的权限见 checker token roles"
            raise UsageError(Problem(f"没有权限 {name}", remedy=remedy))
    return frozenset().union(*(known[name] for name in written))


def _today() -> date:
    """The day in the office's time, by which tokens count."""
    from datetime import UTC, datetime  # noqa: PLC0415 - only here

    from checker.ledger.remarks import office_day  # noqa: PLC0415 - needs the database library

    return office_day(datetime.now(UTC))
