"""``checker ledger``: the group that the commands of each area hang on, with what they all take; and its upkeep."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand, ChineseGroup
from checker.cli.officer import by_option, officer
from checker.cli.option_values import packs_option
from checker.cli.rules import format_option, load, publish_json
from checker.errors import Problem, UsageError
from checker.render.lines import visible

if TYPE_CHECKING:
    from checker.ledger import Ledger, Reading, Writing

LEDGER_VARIABLE: Final = "CHECKER_LEDGER"
_FILE: Final = "ledger.db"
_ADDRESS_REMEDY: Final = f"请写 --ledger 地址,或设环境变量 {LEDGER_VARIABLE}(文件路径,或 postgresql://用户@主机/库名)"

ledger_option = click.option(
    "--ledger",
    "address",
    metavar="地址",
    help=f"台账:文件路径,或 postgresql:// 地址;默认取环境变量 {LEDGER_VARIABLE},再取本机关文件夹里的 {_FILE}",
)


@click.group(
    "ledger",
    cls=ChineseGroup,
    short_help="清单台账:项目、额度、会商、整改、决定",
    help=(
        "清单台账:存量、在建、拟建项目,额度,会商,整改,决定。\n"
        "\n"
        "每次变动记一条,写明何人、何时、何故、前后值;记下的不能改,只能再记一条。\n"
        f"台账放在哪里:--ledger 地址,或环境变量 {LEDGER_VARIABLE},或本机关文件夹(CHECKER_OFFICE)里的 {_FILE}。\n"
        "\n"
        "例:\n"
        "  checker ledger init 台账.db\n"
        f"  export {LEDGER_VARIABLE}=台账.db\n"
        "  checker ledger import 项目清单.xlsx --reason 首次摸排"
    ),
)
def ledger() -> None:
    """Holds the commands."""


@ledger.command(
    "init",
    cls=ChineseCommand,
    short_help="建一个台账",
    help=(
        "建一个空台账:SQLite 文件,或 PostgreSQL 里一个空的库;随即记入规则包里条款的限额。\n"
        "\n"
        "例:\n"
        "  checker ledger init 台账.db"
    ),
)
@click.argument("place", metavar="[地址]", required=False)
@packs_option
@by_option
@ledger_option
def initialise(place: str | None, *, packs: tuple[Path, ...], by: str | None, address: str | None) -> None:
    """Lay out a new ledger and record the limits of the clauses in it."""
    from checker.ledger import Ledger, quotas  # noqa: PLC0415 - needs the database library

    if place is not None and address is not None:
        raise UsageError(Problem("地址写了两次", remedy="写在命令后,或写 --ledger,只写一处"))
    clerk, rulebook = officer(by), load(packs)
    with Ledger.create(ledger_address(place if place is not None else address)) as made:
        with made.writing(clerk) as books:
            adopted = quotas.adopt_limits(books, rulebook, reason="建台账")
        console.publish(f"已建台账 {visible(made.storage.shown)},记入 {adopted} 项条款限额\n")
    console.narrate(f"以后可设 {LEDGER_VARIABLE} 为这个地址,不必每次写 --ledger")


@ledger.command(
    "upgrade",
    cls=ChineseCommand,
    short_help="把旧版程序建的台账升级到本版",
    help="把旧版程序建的台账升级到本版。请先备份。",
)
@ledger_option
def upgrade(*, address: str | None) -> None:
    """Bring an older ledger up to this version of the program."""
    from checker.ledger import Ledger  # noqa: PLC0415 - needs the database library

    before, after = Ledger.upgrade(ledger_address(address))
    done = f"台账已是版本 {after},不用升级" if before == after else f"台账已由版本 {before} 升级到 {after}"
    console.publish(done + "\n")


@ledger.command(
    "status",
    cls=ChineseCommand,
    short_help="台账记到哪里、有多少项目",
    help="台账记到哪里:最后一条的位置、时间、经办人和指纹,各类项目各有多少。",
)
@format_option
@ledger_option
def show_status(*, layout: str, address: str | None) -> None:
    """Say how far the ledger has come and what it holds."""
    from checker.ledger.status import status  # noqa: PLC0415 - needs the database library
    from checker.render.ledger_status import render_status, status_shape  # noqa: PLC0415 - as above

    with opened(address) as ledger, ledger.reading() as books:
        shown, found = ledger.storage.shown, status(books)
        tell_overdue(books)
    if layout == "json":
        publish_json(status_shape(shown, found))
        return
    console.publish(render_status(shown, found))


def ledger_address(written: str | None) -> str:
    """The address that was ``written``, or that of the environment; raises UsageError where there is none."""
    if written is not None:
        if not written.strip():
            raise UsageError(Problem("选项 --ledger:地址是空的", remedy=_ADDRESS_REMEDY))
        return written
    from checker.rulebook.pack import office_directory  # noqa: PLC0415 - takes its time

    if named := os.environ.get(LEDGER_VARIABLE, "").strip():
        return named
    office = office_directory()
    if office is None:
        raise UsageError(Problem("没有说明台账在哪里", remedy=_ADDRESS_REMEDY))
    return str(office / _FILE)


def known_ledger(written: str | None) -> str | None:
    """The address that was ``written`` or that the environment names; None where there is no ledger to look into."""
    if written is not None or os.environ.get(LEDGER_VARIABLE, "").strip():
        return ledger_address(written)
    office = os.environ.get("CHECKER_OFFICE", "")
    kept = Path(office) / _FILE if office else None
    return str(kept) if kept is not None and kept.is_file() else None


def opened(address: str | None) -> Ledger:
    """The ledger at the address that was written or that the environment names."""
    from checker.ledger import Ledger  # noqa: PLC0415 - needs the database library

    return Ledger.open(ledger_address(address))


def tell_overdue(books: Reading) -> None:
    """Say how many approvals have lapsed by today and still hold what they were given."""
    from checker.ledger import submissions  # noqa: PLC0415 - needs the database library

    today = date.today()  # noqa: DTZ011 - the office's own calendar day
    overdue = submissions.overdue(books, today)
    if overdue:
        console.narrate(f"有 {len(overdue)} 项批复已满两年未开工,仍占用额度和来源;登记失效:checker ledger lapse")


@contextmanager
def reading(address: str | None) -> Iterator[Reading]:
    """A snapshot of the ledger's books."""
    with opened(address) as ledger, ledger.reading() as books:
        yield books


@contextmanager
def writing(address: str | None, by: str | None) -> Iterator[Writing]:
    """The officer's transaction: kept whole or not at all."""
    name = officer(by)
    with opened(address) as ledger, ledger.writing(name) as books:
        yield books
