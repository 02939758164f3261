"""The layout of the tables: what the migrations lay is what the program works with."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from checker.errors import LedgerError
from checker.ledger import Ledger
from checker.ledger.schema import METADATA


def test_the_migrations_lay_the_tables_of_the_schema(ledger: Ledger) -> None:
    with ledger.storage.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_an_upgrade_of_an_up_to_date_ledger_changes_nothing(ledger: Ledger, address: str) -> None:
    assert Ledger.upgrade(address) == ("0001", "0001")
    assert ledger.position == 0


@pytest.mark.parametrize(("revision", "words"), [("9999", "升级程序"), ("0000", "checker ledger upgrade")])
def test_a_ledger_of_another_version_is_not_opened(ledger: Ledger, address: str, revision: str, words: str) -> None:
    with ledger.storage.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    with pytest.raises(LedgerError, match=words):
        Ledger.open(address)
