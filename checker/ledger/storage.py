"""Storage: one ledger in a SQLite file or a PostgreSQL database, read in snapshots and written by one writer at a time.

Every writer locks the head of the journal first (``BEGIN IMMEDIATE`` on SQLite, the head row on PostgreSQL), so that
what it reads is what it writes upon: two approvals can never both see the same headroom. SQLite runs in WAL mode with
full synchronisation: a killed process leaves either the whole of a transaction or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, insert, inspect, select, update
from sqlalchemy.exc import DBAPIError

from checker.errors import LedgerError, LedgerRefusalError, LedgerTamperedError, Problem, UsageError
from checker.ledger.addresses import WRITES
from checker.ledger.database_faults import TOO_LARGE, is_refusal, problem_of
from checker.ledger.journal import GENESIS, Entry, EntryKind, Payload, chained, moment
from checker.ledger.remarks import required
from checker.ledger.schema import ENTRY, HEAD

REVISION: Final = "0004"
"""The migration that this version of the program works with."""
VERSION_TABLE: Final = "alembic_version"
"""Where the revision of the tables is noted."""
_BATCH: Final = 1_000
LONGEST_ACTOR: Final = 60
"""Characters of an officer's name."""
_LONGEST_SUBJECT: Final = 200
_UNWRITABLE: Final = re.compile(r"(?<!\\)(?:\\\\)*\\(?:u00|[bf])|[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""In JSON text: escapes of control characters but line end and tab; what would rewrite a screen; half a character."""
_LAYING: Final = 0x6C65646765720001
"""The number under which PostgreSQL lets one program at a time lay or change the tables."""

_UNWRITTEN: Final = Problem(
    f"编号超过 {_LONGEST_SUBJECT} 字,或文字里有控制字符、残缺的字符,不能记入台账", remedy="请改写后再记"
)

Projector = Callable[[Connection, Sequence[Entry]], None]
"""Brings the projections up to date with entries of one kind that follow one another."""


@dataclass(slots=True)
class Reading:
    """A consistent view of the ledger, as of its last entry."""

    connection: Connection
    position: int


@dataclass(slots=True)
class Writing(Reading):
    """The one transaction that may write: what it appends is projected at once, and kept only if it ends well."""

    actor: str
    at: str
    _last_hash: str
    _project: Callable[[Connection, Sequence[Entry]], None]

    def append(self, kind: EntryKind, subject: str, payload: Payload) -> Entry:
        """Add one entry to the journal and to the projections; raises LedgerRefusalError for texts beyond keeping."""
        return self.append_all(kind, [(subject, payload)])[0]

    def append_all(self, kind: EntryKind, contents: Sequence[tuple[str, Payload]]) -> list[Entry]:
        """Add entries of one kind, in order; far faster than one at a time."""
        added: list[Entry] = []
        for subject, payload in contents:
            following = partial(chained, self.position + 1, self._last_hash, at=self.at, actor=self.actor, kind=kind)
            entry = _writable(partial(following, subject=subject, payload=payload))
            self.position, self._last_hash = entry.position, entry.hash
            added.append(entry)
        for start in range(0, len(added), _BATCH):
            batch = added[start : start + _BATCH]
            self.connection.execute(insert(ENTRY), [_row(entry) for entry in batch])
            self._project(self.connection, batch)
        return added

    @property
    def last_hash(self) -> str:
        """The hash of the last entry."""
        return self._last_hash


class Storage:
    """The database behind a ledger; safe to share between threads."""

    def __init__(self, engine: Engine, shown: str, project: Callable[[Connection, Sequence[Entry]], None]) -> None:
        self.engine = engine
        self.shown = shown
        self._project = project
        self._file: tuple[int, int] | None = None

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a SQLite file; else it is a PostgreSQL database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A view of the tables as they are at one moment, whatever is in them."""
        self._require_file()
        with self.told(), self._snapshot_engine().connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A snapshot: everything read through it is of one position."""
        with self.snapshot() as connection:
            position, _ = self._head(connection, locked=False)
            yield Reading(connection, position)

    @contextmanager
    def writing(self, actor: str, at: datetime | None = None) -> Iterator[Writing]:
        """The transaction of one writer, who waits for the one before; nothing is kept if it ends in an error."""
        if not actor.strip():
            raise UsageError(Problem("没有写明经办人", remedy="请写 --by 姓名,或设环境变量 CHECKER_OFFICER"))
        name = required(actor, "经办人", longest=LONGEST_ACTOR)
        engine = self.engine.execution_options(**{WRITES: True})
        self._require_file()
        with self.told(), engine.begin() as connection:
            position, last_hash = self._head(connection, locked=not self.is_sqlite)
            now = moment(at or datetime.now(UTC))
            writing = Writing(connection, position, name, now, last_hash, self._project)
            yield writing
            if writing.position != position:
                self._require_file()
                connection.execute(update(HEAD).values(position=writing.position, hash=writing.last_hash))

    @contextmanager
    def altering(self) -> Iterator[Connection]:
        """The transaction that lays or changes the tables; others that would do so wait for it."""
        self._require_file()
        with self.told(), self.engine.execution_options(**{WRITES: True}).begin() as connection:
            if not self.is_sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(_LAYING)))
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _head(self, connection: Connection, *, locked: bool) -> tuple[int, str]:
        """Position and hash of the last entry; raises LedgerTamperedError where that mark is altered."""
        wanted = select(HEAD.c.position, HEAD.c.hash)
        rows = connection.execute(wanted.with_for_update() if locked else wanted).all()
        if len(rows) != 1 or not isinstance(rows[0].position, int) or not isinstance(rows[0].hash, str):
            raise LedgerTamperedError(
                Problem("台账的末尾标记被改动过", self.shown, remedy="请运行 checker ledger verify 查看,并由备份恢复")
            )
        return rows[0].position, rows[0].hash

    def _require_file(self) -> None:
        """Raise LedgerError where the file of a SQLite ledger is not the one that was opened.

        Open connections keep a file that was moved or deleted: what is written to it nobody would find again. A new one
        would make an empty file.
        """
        if not self.is_sqlite:
            return
        try:
            found = Path(self.shown).stat()
            identity = (found.st_dev, found.st_ino)
        except OSError:
            identity = None
        if identity is not None and self._file in (None, identity):
            self._file = identity
            return
        said = "台账文件被移走或删除了" if identity is None else "台账文件被换成了另一个"
        remedy = "没有写入;请把原来的文件放回原处,或结束本程序再重新打开"
        raise LedgerError(Problem(said, self.shown, remedy=remedy))

    def _snapshot_engine(self) -> Engine:
        return self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")

    @contextmanager
    def told(self) -> Iterator[None]:
        """Failures of the database in Chinese."""
        try:
            yield
        except DBAPIError as fault:
            kind = LedgerRefusalError if is_refusal(fault) else LedgerError
            raise kind(problem_of(fault, self.shown)) from None
        except OverflowError:  # of SQLite's driver, where PostgreSQL itself refuses
            raise LedgerRefusalError(Problem(TOO_LARGE[0], remedy=TOO_LARGE[1])) from None
        except UnicodeEncodeError as fault:
            if fault.encoding != "utf-8":
                raise
            raise LedgerRefusalError(_UNWRITTEN) from None


def is_laid_out(connection: Connection) -> bool:
    """Whether the database has a ledger in it already, or what is left of one."""
    inspector = inspect(connection)
    return any(inspector.has_table(table) for table in (HEAD.name, ENTRY.name, VERSION_TABLE))


def _writable(entry: Callable[[], Entry]) -> Entry:
    """The entry, unless it holds control characters or halves of characters, which not every database takes.

    Areas check their own texts and say which it is; this stands behind them all. Raises LedgerRefusalError.
    """
    try:
        made = entry()
        if (
            made.subject.isprintable()
            and len(made.subject) <= _LONGEST_SUBJECT
            and not _UNWRITABLE.search(made.payload)
        ):
            return made
    except UnicodeEncodeError:
        pass
    raise LedgerRefusalError(_UNWRITTEN)


def lay_head(connection: Connection) -> None:
    """Put the head of an empty journal into a new ledger."""
    connection.execute(insert(HEAD).values(id=1, position=0, hash=GENESIS))


def _row(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Entry.__slots__}
