"""The ledger of an office: opened by file path or database URL, read in snapshots, written by one writer at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from checker.errors import LedgerError, Problem
from checker.ledger import layout
from checker.ledger.addresses import engine_of
from checker.ledger.projection import project
from checker.ledger.storage import Reading, Storage, Writing, is_laid_out


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
        with vacant(address) as storage:
            layout.create(storage)
        return cls(storage)

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


@contextmanager
def vacant(address: str | Path) -> Iterator[Storage]:
    """A storage to be filled in the block; where that fails it is closed, and a file made for it is gone again.

    Raises LedgerError where the folder does not exist.
    """
    storage = _storage(address)
    file = Path(storage.shown) if storage.is_sqlite else None
    if file is not None and not file.absolute().parent.is_dir():
        raise LedgerError(Problem("文件夹不存在", storage.shown, remedy="请先建文件夹,或换一个路径"))
    made = file is not None and _is_made(file)
    try:
        with storage.told():
            yield storage
    except BaseException:
        made = made and not _has_ledger(storage)
        storage.close()
        if made:
            for suffix in ("", "-wal", "-shm", "-journal"):
                Path(f"{file}{suffix}").unlink(missing_ok=True)
        raise


def _is_made(file: Path) -> bool:
    """Make an empty file, which only one of several programs can; whether it is this one."""
    try:
        file.open("x").close()
    except FileExistsError:
        return False
    except OSError as fault:
        problem = Problem(f"台账文件无法新建({fault.strerror})", str(file), remedy="请检查路径、权限与磁盘空间")
        raise LedgerError(problem) from None
    return True


def _has_ledger(storage: Storage) -> bool:
    """Whether another program has laid out a ledger in the meantime; where that cannot be told, nothing is deleted."""
    try:
        with storage.altering() as connection:
            return is_laid_out(connection)
    except LedgerError:
        return True


def _storage(address: str | Path) -> Storage:
    engine, shown = engine_of(address)
    return Storage(engine, shown, project)


def _existing(address: str | Path) -> Storage:
    """The storage at ``address``; raises LedgerError where a file is meant and there is none."""
    storage = _storage(address)
    if storage.is_sqlite and not Path(storage.shown).is_file():
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
