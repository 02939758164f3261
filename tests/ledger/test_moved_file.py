"""A SQLite file that is moved, deleted or exchanged under a running program: nothing is written to be lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.errors import LedgerError
from checker.ledger import Ledger, layout, tokens
from checker.ledger.access import Role


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "台账.db"
    with Ledger.create(file) as ledger, ledger.writing("管理员") as books:
        tokens.issue(books, "张三", Role.OFFICER)
    return file


def issue(ledger: Ledger, meanwhile: Callable[[], object] = lambda: None) -> None:
    with ledger.writing("管理员") as books:
        tokens.issue(books, "李四", Role.OFFICER)
        meanwhile()


def test_nothing_is_written_to_a_file_that_was_moved_until_it_is_back(file: Path) -> None:
    elsewhere = file.with_name("别处.db")
    with Ledger.open(file) as ledger:
        issue(ledger)
        before = ledger.position
        file.rename(elsewhere)
        with pytest.raises(LedgerError, match="移走或删除"):
            issue(ledger)
        ledger.close()  # nor is an empty one made by a new connection
        with pytest.raises(LedgerError, match="移走或删除"):
            layout.check(ledger.storage)
        assert not file.exists()
        elsewhere.rename(file)
        issue(ledger)
        assert ledger.position == before + 1
    with Ledger.open(file) as ledger:
        assert ledger.position == before + 1


def test_another_file_in_its_place_is_not_written_to_either(file: Path) -> None:
    copy = file.with_name("副本.db")
    shutil.copy(file, copy)
    with Ledger.open(file) as ledger:
        before = ledger.position
        copy.replace(file)
        with pytest.raises(LedgerError, match="换成了另一个"):
            issue(ledger)
    with Ledger.open(file) as ledger:
        assert ledger.position == before
        issue(ledger)


def test_a_step_under_way_is_not_kept_in_a_file_that_was_moved_meanwhile(file: Path) -> None:
    elsewhere = file.with_name("别处.db")
    with Ledger.open(file) as ledger:
        before = ledger.position
        with pytest.raises(LedgerError, match="移走或删除"):
            issue(ledger, meanwhile=lambda: file.rename(elsewhere))
        elsewhere.rename(file)
        assert ledger.position == before
