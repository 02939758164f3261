"""The ledger of an office: opened by file path or database URL, read in snapshots, written by one writer at a time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from checker.errors import LedgerError, Problem
from checker.ledger import layout
from checker.ledger.projection import project
from checker.ledger.storage import Reading, Storage, Writing, engine_of


class Ledger:
    """An open ledger; safe to share between threads.

    Areas are functions that take what ``reading`` or ``writing`` gives: several of them in one ``with`` block are one
    transaction, kept whole or not at all.

    >>> with Ledger.open("台账.db") as ledger, ledger.writing("张三") as books:
    ...     inventory.register(books, project)
    """

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    @classmethod
    def open(cls, address: str | Path) -> Self:
        """Open the ledger at ``address``; raises LedgerError where there is none, UsageError for no address at all."""
        return cls(_kept_if(layout.check, _existing(address)))

    @classmethod
    def create(cls, address: str | Path) -> Self:
        """Lay out a new, empty ledger; raises LedgerError where there is one already."""
        storage = _storage(address)
        if storage.is_sqlite and not _is_memory(storage) and not Path(storage.shown).resolve().parent.is_dir():
            raise LedgerError(Problem("文件夹不存在", storage.shown, remedy="请先建文件夹,或换一个路径"))
        return cls(_kept_if(layout.create, storage))

    @classmethod
    def upgrade(cls, address: str | Path) -> tuple[str, str]:
        """Bring an older ledger up to this version; gives its revision before and after. Raises as ``open`` does."""
        storage = _existing(address)
        try:
            with storage.told():
                return layout.upgrade(storage)
        finally:
            storage.close()

    def reading(self) -> AbstractContextManager[Reading]:
        """A snapshot of the books as of the last entry."""
        return self.storage.reading()

    def writing(self, actor: str, at: datetime | None = None) -> AbstractContextManager[Writing]:
        """The transaction of ``actor``; it waits for the one before and is kept whole or not at all."""
        return self.storage.writing(actor, at)

    @property
    def position(self) -> int:
        """The position of the last entry."""
        with self.reading() as books:
            return books.position

    def close(self) -> None:
        """Close all connections."""
        self.storage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _storage(address: str | Path) -> Storage:
    engine, shown = engine_of(address)
    return Storage(engine, shown, project)


def _existing(address: str | Path) -> Storage:
    """The storage at ``address``; raises LedgerError where a file is meant and there is none."""
    storage = _storage(address)
    if storage.is_sqlite and not _is_memory(storage) and not Path(storage.shown).is_file():
        remedy = "请核对路径,或先建台账:checker ledger init"
        raise LedgerError(Problem("没有这个台账文件", storage.shown, remedy=remedy))
    return storage


def _kept_if(done: Callable[[Storage], None], storage: Storage) -> Storage:
    """The storage once ``done`` has been done with it; closed again where that fails."""
    try:
        with storage.told():
            done(storage)
    except BaseException:
        storage.close()
        raise
    return storage


def _is_memory(storage: Storage) -> bool:
    return storage.shown in ("", ":memory:")
