"""Opening, creating, reading and writing a ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.errors import LedgerError, UsageError
from checker.ledger import Ledger


def test_a_new_ledger_stands_at_position_zero(ledger: Ledger) -> None:
    assert ledger.position == 0


def test_a_ledger_is_not_laid_out_twice(ledger: Ledger, address: str) -> None:
    with pytest.raises(LedgerError, match="已经有台账"):
        Ledger.create(address)


def test_opening_what_is_no_ledger_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="checker ledger init"):
        Ledger.open(tmp_path / "没有.db")


def test_a_writer_is_named(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match="经办人"), ledger.writing("  "):
        pass


@pytest.mark.parametrize("address", ["mysql://root@localhost/x", "://"])
def test_an_address_of_no_known_kind_is_a_usage_error(address: str) -> None:
    with pytest.raises(UsageError, match="postgresql://"):
        Ledger.open(address)
