"""Verification: whether the history is what was written, and whether the books are what the history comes to.

Nothing that lies in the tables ends it: whatever cannot be read is itself a flaw, with its place. Whoever can write to
the database can also write a whole new history; against that, compare with an *anchor*, the position and hash of the
last entry as noted elsewhere before (``journal.anchor``, told with every verification, backup and decision).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from checker.errors import Problem, UsageError
from checker.ledger import documents, journal, stored_rows, structure
from checker.ledger.flaw import Flaw
from checker.ledger.journal import GENESIS, Entry
from checker.ledger.ledger import Ledger
from checker.ledger.rebuilding import Rebuilt
from checker.ledger.schema import DOCUMENT, ENTRY, HEAD, PROJECTIONS
from checker.ledger.stored_rows import misfit, printed

_BATCH: Final = 1_000
_COLUMNS: Final = {column.name: column.type.python_type for column in ENTRY.columns}


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
        return journal.anchor(self.position, self.hash)


def verify(ledger: Ledger, *, anchor: str = "", progress: Callable[[int, int], None] | None = None) -> Verification:
    """Look at every entry, every document and every projected row; ``progress`` hears of entries done and in all.

    ``anchor`` is one noted earlier, ``position:hash`` (the hash may be shortened to 12 characters or more). Raises
    UsageError where it is not written like that.
    """
    noted = _anchor(anchor)
    with ledger.storage.snapshot() as connection, stored_rows.as_they_lie(connection):
        looking = _Looking(connection, noted, progress)
        try:
            flaws = tuple(looking.flaws(is_file=ledger.storage.is_sqlite))
        finally:
            looking.rows.close()
    return Verification(looking.chain.position, looking.chain.hash, looking.documents, looking.rows.count, flaws)


class _Looking:
    """One pass over a ledger: its file, its structure, its documents, its journal, its books."""

    def __init__(
        self, connection: Connection, noted: tuple[int, str] | None, progress: Callable[[int, int], None] | None
    ) -> None:
        self._connection = connection
        self._progress = progress
        self._tables: frozenset[str] = frozenset()
        self._names: set[str] = set()
        self.chain = _Chain(self._names, noted)
        self.rows = Rebuilt()
        self.documents = 0

    def flaws(self, *, is_file: bool) -> Iterator[Flaw]:
        """Everything that is found, each part as far as it can be read."""
        if is_file:
            yield from self._readable("数据库文件", _damage)
        yield from self._readable("表结构", self._structure)
        if "document" in self._tables:
            yield from self._readable("表 document", self._documents)
        if "entry" not in self._tables:
            return
        self.chain.knows_documents = "document" in self._tables
        yield from self._journal()
        if "head" in self._tables:
            yield from self._readable("表 head", self._head)
        yield from self._books()

    def _readable(self, where: str, look: Callable[[Connection], Iterable[Flaw]]) -> Iterator[Flaw]:
        try:
            yield from look(self._connection)
        except (DBAPIError, MemoryError) as fault:
            if not stored_rows.is_damage(fault):
                raise
            yield Flaw(where, f"读不出:数据库文件损坏({_original(fault)})")

    def _structure(self, connection: Connection) -> Iterator[Flaw]:
        self._tables = structure.readable(connection)
        yield from structure.deviations(connection)

    def _documents(self, connection: Connection) -> Iterator[Flaw]:
        for row in stored_rows.rows(connection, DOCUMENT):
            self.documents += 1
            name = printed(row[0])
            self._names.add(name)
            if documents.unaltered(*row) is None:
                yield Flaw(f"文件 {name[:12]}", "内容与指纹不符,被改动过")

    def _journal(self) -> Iterator[Flaw]:
        waiting: list[Entry] = []
        expected = self._entries_in_all()
        for row in self._stored_entries():
            entry, flaws = (None, [row]) if isinstance(row, Flaw) else _entry_of(row, self.chain.position + 1)
            yield from flaws
            if entry is None:
                self.rows.give_up()
                self.chain.skip(flaws[0].position)
                continue
            yield from self.chain.check(entry)
            waiting.append(entry)
            if len(waiting) == _BATCH:
                yield from self.rows.take(waiting)
                waiting = []
                if self._progress is not None:
                    self._progress(self.chain.position, max(expected, self.chain.position))
        if waiting:
            yield from self.rows.take(waiting)
        if self._progress is not None:
            self._progress(self.chain.position, self.chain.position)

    def _stored_entries(self) -> Iterator[tuple[Any, ...] | Flaw]:
        """The rows of the journal in order; where the file is harmed, all that can be had."""
        last = 0
        try:
            for row in stored_rows.rows(self._connection, ENTRY):
                last = row[0] if isinstance(row[0], int) else last
                yield row
        except (DBAPIError, MemoryError) as fault:
            if not stored_rows.is_damage(fault):
                raise
            yield Flaw("表 entry", f"读不通:数据库文件损坏({_original(fault)})")
            yield from self._one_by_one(last)

    def _one_by_one(self, after: int) -> Iterator[tuple[Any, ...] | Flaw]:
        wanted = "SELECT position FROM entry WHERE position > ? ORDER BY position"
        try:
            positions = [row[0] for row in self._connection.exec_driver_sql(wanted, (after,))]
        except (DBAPIError, MemoryError):
            return  # told already: neither the table nor its index can be read
        for position in positions:
            try:
                row = stored_rows.row_at(self._connection, ENTRY, position)
            except (DBAPIError, MemoryError) as fault:
                what = f"读不出:数据库文件损坏({_original(fault)})"
                yield Flaw(f"第 {printed(position)} 条", what, position if isinstance(position, int) else 0)
            else:
                if row is not None:
                    yield row

    def _entries_in_all(self) -> int:
        """How many entries the head says there are; 0 where it says nothing."""
        if self._progress is None or "head" not in self._tables:
            return 0
        said = self._connection.execute(HEAD.select()).first()
        return said.position if said is not None and isinstance(said.position, int) else 0

    def _books(self) -> Iterator[Flaw]:
        for table in PROJECTIONS:
            if table.name in self._tables:
                yield from self._readable(f"表 {table.name}", partial(self.rows.compare, table=table))

    def _head(self, connection: Connection) -> Iterator[Flaw]:
        return self.chain.finish(list(stored_rows.rows(connection, HEAD)))


def _entry_of(row: tuple[Any, ...], next_position: int) -> tuple[Entry | None, list[Flaw]]:
    """The entry of a stored row; None and what is wrong where its values are not of their kind."""
    wrong = {
        name: fault for (name, kind), value in zip(_COLUMNS.items(), row, strict=True) if (fault := misfit(value, kind))
    }
    if not wrong:
        return Entry(*row), []
    position = row[0] if "position" not in wrong else next_position
    where = f"第 {printed(row[0])} 条"
    return None, [Flaw(where, f"{name} {fault},被改动过", position) for name, fault in wrong.items()]


class _Chain:
    """Follows the chain of entries, one after the other."""

    def __init__(self, names: Collection[str], noted: tuple[int, str] | None) -> None:
        self.position = 0
        self.hash = GENESIS
        self.knows_documents = True
        self._names = names
        self._noted = noted

    def skip(self, position: int) -> None:
        """Pass over an entry that cannot be read: what follows it is chained to something unknown."""
        self.position, self.hash = max(position, self.position), ""

    def check(self, entry: Entry) -> Iterator[Flaw]:
        where = entry.shown
        if entry.position <= self.position:
            yield Flaw(where, f"排在第 {self.position} 条之后:位置被改动过", entry.position)
        elif entry.position != self.position + 1:
            yield Flaw(where, f"前面缺第 {self.position + 1} 至 {entry.position - 1} 条", self.position + 1)
        elif self.hash and entry.previous != self.hash:
            yield Flaw(where, f"与第 {self.position} 条接不上:其一被改动过", entry.position)
        if entry.hash != entry.expected_hash:
            yield Flaw(where, "内容与指纹不符,被改动过", entry.position)
        else:
            yield from self._missing_documents(entry)
        if self._noted and entry.position == self._noted[0] and not entry.hash.startswith(self._noted[1]):
            yield Flaw(where, f"与所给的锚点不符:当时为 {self._noted[1][:12]},现为 {entry.hash[:12]}", entry.position)
        self.position, self.hash = entry.position, entry.hash

    def _missing_documents(self, entry: Entry) -> Iterator[Flaw]:
        try:
            named = list(documents.named_in(entry.content))
        except (ValueError, AttributeError):
            yield Flaw(entry.shown, "内容不是一份记录:被改动过", entry.position)
            return
        for name in named:
            if self.knows_documents and name not in self._names:
                yield Flaw(entry.shown, f"所引文件 {name[:12]} 不在了", entry.position)

    def finish(self, heads: list[tuple[Any, ...]]) -> Iterator[Flaw]:
        if len(heads) != 1:
            yield Flaw("末尾标记", f"应有一行,实有 {len(heads)} 行", self.position)
        elif heads[0][0] != 1:
            yield Flaw("末尾标记", f"编号应为 1,实为 {printed(heads[0][0])}:被改动过", self.position)
        elif heads[0][1] != self.position or (self.hash and heads[0][2] != self.hash):
            position = heads[0][1]
            what = (
                f"记着第 {printed(position)} 条,而最后一条是第 {self.position} 条"
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


def _damage(connection: Connection) -> Iterator[Flaw]:
    """What SQLite itself finds wrong with its file."""
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)").all():
        if line != "ok":
            yield Flaw("数据库文件", f"文件损坏({printed(line)})")
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        yield Flaw(f"账面 {table} 第 {row} 行", f"所引的 {parent} 不存在")


def _original(fault: DBAPIError | MemoryError) -> str:
    orig = fault.orig if isinstance(fault, DBAPIError) else None
    return str(orig or "内存不足")


def _anchor(text: str) -> tuple[int, str] | None:
    if not text.strip():
        return None
    position, colon, name = text.strip().partition(":")
    if (
        not colon
        or not position.isascii()
        or not position.isdigit()
        or len(position) > 18
        or len(name) < 12
        or set(name) - set("0123456789abcdef")
    ):
        raise UsageError(Problem(f"“{text}”不是锚点", remedy="请写 位置:指纹,如 1024:3f2a…(指纹至少 12 位)"))
    return int(position), name
