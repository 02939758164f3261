"""Layout: bringing a database to the tables that this version of the program works with.

A migration that has been released is never edited. To change the tables: change ``schema``, write the next file in
``migrations/versions`` (``revision = "0005"``, ``down_revision = "0004"``; ``alembic.autogenerate.produce_migrations``
against a ledger of the revision before gives its steps, to which texts that lists are put in order by,
``schema.SORTED``, add their collation), set ``storage.REVISION``, and let the tests of the layout compare tables,
columns, collations, indexes and references on both databases.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from checker.errors import LedgerError, LedgerTamperedError, Problem
from checker.ledger.storage import REVISION, VERSION_TABLE, Storage, is_laid_out, lay_head

_MIGRATIONS: Final = Path(__file__).parent / "migrations"


def create(storage: Storage) -> None:
    """Lay out an empty ledger; raises LedgerError where there is one already."""
    with storage.altering() as connection:
        if is_laid_out(connection):
            raise LedgerError(Problem("这里已经有台账", storage.shown, remedy="直接使用即可;要另建请换一个地址"))
        lay_out(connection)


def lay_out(connection: Connection) -> None:
    """Lay out an empty ledger in a database that has none, as part of the transaction at hand."""
    _migrate(connection)
    lay_head(connection)


def upgrade(storage: Storage) -> tuple[str, str]:
    """Bring an older ledger up to this version of the program; gives the revision before and after."""
    before = revision_of(storage)
    with storage.altering() as connection:
        _migrate(connection)
    return before, REVISION


def revision_of(storage: Storage) -> str:
    """The revision of the ledger's tables; raises LedgerError where there is no ledger."""
    with storage.snapshot() as connection:
        if not is_laid_out(connection):
            remedy = "请核对地址,或先建台账:checker ledger init"
            raise LedgerError(Problem("这里还没有台账", storage.shown, remedy=remedy))
        found: list[str] = []
        if inspect(connection).has_table(VERSION_TABLE):
            found = [str(row[0]) for row in connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}"))]
    if len(found) != 1 or not found[0].isdecimal():
        problem = Problem(
            "台账的版本标记缺失或被改动过", storage.shown, remedy="请由备份恢复;备份见 checker ledger backup"
        )
        raise LedgerTamperedError(problem)
    return found[0]


def check(storage: Storage) -> None:
    """Raise LedgerError unless there is a ledger laid out for this version of the program."""
    found = revision_of(storage)
    if found == REVISION:
        return
    if found > REVISION:
        remedy = "请升级程序:pip install --upgrade bazhong-carbon-checker"
        raise LedgerError(Problem(f"台账是较新的程序建的(版本 {found})", storage.shown, remedy=remedy))
    remedy = "请先备份,再运行 checker ledger upgrade"
    raise LedgerError(Problem(f"台账是较旧的程序建的(版本 {found})", storage.shown, remedy=remedy))


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - only laying out and upgrading need it
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
