"""Upgrades: a ledger of the first version, with data in it, becomes one of this version and loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import delete, insert, select, text

from checker.errors import LedgerError
from checker.ledger import Ledger, layout, tokens
from checker.ledger.access import Role
from checker.ledger.schema import DOCUMENT, METADATA, OUTBOX, TOKEN, TRANSIENT
from checker.ledger.storage import REVISION
from checker.ledger.structure import deviations
from checker.ledger.verify import verify
from tests.ledger.bookkeeping import account, adopt, coal, take_in

_LATER = (*TRANSIENT, TOKEN)
"""The tables that later versions brought."""


def _first_version(address: str) -> None:
    """Turn a ledger of this version that uses nothing newer into one as the first version laid it."""
    with Ledger.open(address) as ledger, ledger.storage.engine.begin() as connection:
        for table in _LATER:
            table.drop(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))


def test_a_ledger_with_data_is_upgraded(ledger: Ledger, address: str) -> None:
    with ledger.writing("张三") as books:
        adopt(books, y2030="10 万t")
        take_in(books, 1, coal("20000"))
    before = verify(ledger)
    ledger.close()
    _first_version(address)
    with pytest.raises(LedgerError, match="checker ledger upgrade"):
        Ledger.open(address)
    assert Ledger.upgrade(address) == ("0001", REVISION)
    with Ledger.open(address) as upgraded:
        assert verify(upgraded, anchor=before.anchor) == before
        with upgraded.storage.snapshot() as connection:
            assert list(deviations(connection)) == []
        with upgraded.reading() as books:
            assert account(books).reserved == 20_000_000_000
        with upgraded.writing("管理员") as books:
            made = tokens.issue(books, "张三", Role.OFFICER)
        assert made.token.id == f"T{before.position + 1}"


def test_the_first_migration_alone_lays_what_the_upgrade_starts_from(tmp_path: Path) -> None:
    """The dropped tables are all that later versions brought, so that the test above is true to life."""
    with Ledger.create(tmp_path / "台账.db") as ledger:
        config = Config()
        config.set_main_option("script_location", str(Path(layout.__file__).parent / "migrations"))
        with ledger.storage.engine.begin() as connection:
            METADATA.drop_all(connection)
            connection.execute(text("DELETE FROM alembic_version"))
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")
        with ledger.storage.snapshot() as connection:
            missing = {flaw.where for flaw in deviations(connection)}
    assert missing == {f"表 {table.name}" for table in _LATER}


def test_letters_to_platforms_outlast_an_upgrade(tmp_path: Path) -> None:
    """The third version tied each letter to its document, and had neither withdrawals nor letters sent again."""
    address = str(tmp_path / "台账.db")
    row = dict.fromkeys(("platform", "application", "version", "kind", "due_at", "queued_at", "answer"), "")
    row |= {"key": "k", "number": 1, "letter": "h", "state": "已送达", "attempts": 1, "strikes": 0}
    with Ledger.create(address) as ledger, ledger.storage.engine.begin() as connection:
        METADATA.drop_all(connection)
        connection.execute(text("DELETE FROM alembic_version"))
        config = Config()
        config.set_main_option("script_location", str(Path(layout.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        layout.lay_head(connection)
        connection.execute(insert(DOCUMENT).values(hash="h", media="application/json", content=b"", seal=""))
        listed = ", ".join(row)
        connection.execute(text(f"INSERT INTO outbox ({listed}) VALUES (:{', :'.join(row)})"), row)
    assert Ledger.upgrade(address) == ("0003", REVISION)
    with Ledger.open(address) as upgraded, upgraded.storage.engine.begin() as connection:
        assert list(deviations(connection)) == []
        (kept,) = connection.execute(select(OUTBOX)).all()
        assert {name: getattr(kept, name) for name in row} == row
        assert (kept.resent, kept.purged_at) == (0, None)
        connection.execute(delete(DOCUMENT))
