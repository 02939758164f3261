"""The layout of the tables: what the migrations lay is what the program works with."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from checker.errors import LedgerError
from checker.ledger import Ledger, layout
from checker.ledger.schema import DOCUMENT, ENTRY, HEAD, METADATA, PROJECTIONS, TRANSIENT
from checker.ledger.storage import REVISION
from checker.ledger.structure import deviations, readable
from tests.ledger.databases import postgres_database


def test_the_migrations_lay_the_tables_of_the_schema(ledger: Ledger) -> None:
    with ledger.storage.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_names_collations_and_references_are_those_of_the_schema(ledger: Ledger) -> None:
    with ledger.storage.snapshot() as connection:
        assert list(deviations(connection)) == []
        assert readable(connection) == METADATA.tables.keys()


def test_another_collation_is_noticed(server: str) -> None:
    """Lists would be put in another order."""
    with postgres_database(server) as url, Ledger.create(url) as ledger:
        with ledger.storage.engine.begin() as connection:
            connection.execute(text("ALTER TABLE project ALTER COLUMN name TYPE text"))
        with ledger.storage.snapshot() as connection:
            assert [(flaw.where, flaw.what) for flaw in deviations(connection)] == [("表 project", "列 name 被改动过")]


def test_every_table_is_verified() -> None:
    assert {table.name for table in (HEAD, ENTRY, DOCUMENT, *PROJECTIONS, *TRANSIENT)} == METADATA.tables.keys()


def test_the_program_works_with_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(layout.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_an_upgrade_of_an_up_to_date_ledger_changes_nothing(ledger: Ledger, address: str) -> None:
    assert Ledger.upgrade(address) == (REVISION, REVISION)
    assert ledger.position == 0


@pytest.mark.parametrize(("revision", "words"), [("9999", "升级程序"), ("0000", "checker ledger upgrade")])
def test_a_ledger_of_another_version_is_not_opened(ledger: Ledger, address: str, revision: str, words: str) -> None:
    with ledger.storage.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    with pytest.raises(LedgerError, match=words):
        Ledger.open(address)
