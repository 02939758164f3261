"""Verification: whether the history is what was written, and whether the books are what the history comes to.

Whoever can write to the database can also write a whole new history; against that, compare with an *anchor*, the
position and hash of the last entry as noted elsewhere before (``Verification.anchor``, printed on every opinion).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Table, create_engine, select
from sqlalchemy.exc import DBAPIError

from checker.errors import CheckerError, Problem, UsageError
from checker.ledger import documents, journal
from checker.ledger.journal import GENESIS, Entry, EntryKind
from checker.ledger.ledger import Ledger
from checker.ledger.projection import project
from checker.ledger.schema import HEAD, METADATA, PROJECTIONS

_BATCH: Final = 1_000
_MOST_ROWS: Final = 20
"""Differing rows told per table."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is not as it was written: ``where`` it stands and ``what`` is wrong; position 0 is no entry."""

    where: str
    what: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at and what was found."""

    position: int
    hash: str
    documents: int
    rows: int
    flaws: tuple[Flaw, ...]

    @property
    def anchor(self) -> str:
        """The last position and its hash, to be noted elsewhere and compared later."""
        return f"{self.position}:{self.hash}"


def verify(ledger: Ledger, *, anchor: str = "", progress: Callable[[int, int], None] | None = None) -> Verification:
    """Look at every entry, every document and every projected row; ``progress`` hears of entries done and in all.

    ``anchor`` is one noted earlier, ``position:hash`` (the hash may be shortened to 12 characters or more). Raises
    UsageError where it is not written like that.
    """
    noted = _anchor(anchor)
    with ledger.reading() as books:
        connection = books.connection
        flaws = list(_damage(connection)) if ledger.storage.is_sqlite else []
        names = frozenset(documents.names(connection))
        flaws += [Flaw(f"文件 {name[:12]}", "内容与指纹不符,被改动过") for name in documents.altered(connection)]
        chain = _Chain(names, noted)
        rows = _Rebuilt()
        try:
            for batch in _batches(journal.entries(connection)):
                flaws += [flaw for entry in batch for flaw in chain.check(entry)]
                flaws += rows.take(batch)
                if progress is not None:
                    progress(chain.position, books.position)
            head = connection.execute(select(HEAD)).all()
            flaws += chain.finish([(row.position, row.hash) for row in head])
            flaws += rows.compare(connection)
        finally:
            rows.close()
        return Verification(chain.position, chain.hash, len(names), rows.count, tuple(flaws))


class _Chain:
    """Follows the chain of entries, one after the other."""

    def __init__(self, names: frozenset[str], noted: tuple[int, str] | None) -> None:
        self.position = 0
        self.hash = GENESIS
        self._names = names
        self._noted = noted

    def check(self, entry: Entry) -> Iterator[Flaw]:
        where = f"第 {entry.position} 条({_label(entry.kind)},{entry.subject})"
        if entry.position != self.position + 1:
            yield Flaw(where, f"前面缺第 {self.position + 1} 至 {entry.position - 1} 条", self.position + 1)
        elif entry.previous != self.hash:
            yield Flaw(where, f"与第 {self.position} 条接不上:其一被改动过", entry.position)
        if entry.hash != entry.expected_hash:
            yield Flaw(where, "内容与指纹不符,被改动过", entry.position)
        else:
            for name in documents.named_in(entry.content):
                if name not in self._names:
                    yield Flaw(where, f"所引文件 {name[:12]} 不在了", entry.position)
        if self._noted and entry.position == self._noted[0] and not entry.hash.startswith(self._noted[1]):
            yield Flaw(where, f"与所给的锚点不符:当时为 {self._noted[1][:12]},现为 {entry.hash[:12]}", entry.position)
        self.position, self.hash = entry.position, entry.hash

    def finish(self, heads: list[tuple[int, str]]) -> Iterator[Flaw]:
        if len(heads) != 1:
            yield Flaw("末尾标记", f"应有一行,实有 {len(heads)} 行")
        elif heads[0] != (self.position, self.hash):
            position = heads[0][0]
            what = (
                f"记着第 {position} 条,而最后一条是第 {self.position} 条"
                if position != self.position
                else "与最后一条的指纹不符"
            )
            yield Flaw("末尾标记", f"{what}:末尾的记录被删去或改动过", self.position)
        if self._noted and self._noted[0] > self.position:
            yield Flaw(
                "末尾",
                f"锚点为第 {self._noted[0]} 条,而最后一条是第 {self.position} 条:后面的记录被删去",
                self.position,
            )


class _Rebuilt:
    """The projections as the journal comes to, built anew in memory."""

    def __init__(self) -> None:
        self._engine = create_engine("sqlite://")
        self._connection = self._engine.connect()
        METADATA.create_all(self._connection)
        self._failed = False
        self.count = 0

    def take(self, entries: list[Entry]) -> Iterator[Flaw]:
        if self._failed or self._fault(entries) is None:
            return
        for entry in entries:  # once more one by one, to say which it is
            fault = self._fault([entry])
            if fault is not None:
                self._failed = True
                what = f"不能由这一条重建账面({type(fault).__name__}):它或前面的记录被改动过"
                yield Flaw(f"第 {entry.position} 条({_label(entry.kind)},{entry.subject})", what, entry.position)
                return

    def _fault(self, entries: list[Entry]) -> Exception | None:
        """What kept the entries from being projected, which then leave nothing behind."""
        with self._connection.begin_nested() as step:
            try:
                project(self._connection, entries)
            except (CheckerError, DBAPIError, ValueError, LookupError, TypeError, AttributeError) as fault:
                step.rollback()
                return fault
        return None

    def compare(self, connection: Connection) -> Iterator[Flaw]:
        """The rows of the ledger that are not what the journal comes to."""
        if self._failed:
            return
        for table in PROJECTIONS:
            wanted, found = _digests(self._connection, table), _digests(connection, table)
            self.count += len(found)
            differing = [key for key in wanted.keys() | found.keys() if wanted.get(key) != found.get(key)]
            for key in sorted(differing, key=repr)[:_MOST_ROWS]:
                yield Flaw(f"账面 {table.name} {_named(key)}", self._difference(connection, table, key))
            if len(differing) > _MOST_ROWS:
                yield Flaw(f"账面 {table.name}", f"另有 {len(differing) - _MOST_ROWS} 行不符")

    def _difference(self, connection: Connection, table: Table, key: tuple[Any, ...]) -> str:
        wanted, found = _row(self._connection, table, key), _row(connection, table, key)
        if found is None:
            return "记录里有,账面上没有:被删去"
        if wanted is None:
            return "账面上有,记录里没有:被加进"
        parts = [f"{name} 应为 {wanted[name]!r},实为 {found[name]!r}" for name in wanted if wanted[name] != found[name]]
        return ";".join(parts)

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()


def _digests(connection: Connection, table: Table) -> dict[tuple[Any, ...], bytes]:
    keys = [column.name for column in table.primary_key.columns]
    rows = connection.execution_options(yield_per=_BATCH).execute(select(table)).mappings()
    return {
        tuple(row[name] for name in keys): hashlib.sha256(repr(tuple(row.values())).encode()).digest() for row in rows
    }


def _row(connection: Connection, table: Table, key: tuple[Any, ...]) -> dict[str, Any] | None:
    conditions = [column == value for column, value in zip(table.primary_key.columns, key, strict=True)]
    row = connection.execute(select(table).where(*conditions)).mappings().first()
    return dict(row) if row is not None else None


def _damage(connection: Connection) -> Iterator[Flaw]:
    """What SQLite itself finds wrong with its file."""
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)").all():
        if line != "ok":
            yield Flaw("数据库文件", f"文件损坏:{line}")
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        yield Flaw(f"账面 {table} 第 {row} 行", f"所引的 {parent} 不存在")


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _named(key: tuple[Any, ...]) -> str:
    return "(" + ",".join(map(str, key)) + ")"


def _label(kind: str) -> str:
    try:
        return EntryKind(kind).label
    except ValueError:
        return kind


def _anchor(text: str) -> tuple[int, str] | None:
    if not text.strip():
        return None
    position, colon, name = text.strip().partition(":")
    if (
        not colon
        or not position.isascii()
        or not position.isdigit()
        or len(name) < 12
        or set(name) - set("0123456789abcdef")
    ):
        raise UsageError(Problem(f"“{text}”不是锚点", remedy="请写 位置:指纹,如 1024:3f2a…(指纹至少 12 位)"))
    return int(position), name
