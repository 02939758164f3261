"""Addresses of ledgers: the path of a SQLite file or the URL of a PostgreSQL database, and how each is connected to."""

from __future__ import annotations

import os
import sqlite3
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Final
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from checker.errors import Problem, UsageError

WRITES: Final = "ledger_writes"
"""The execution option of transactions that write."""
_BUSY_SECONDS: Final = 120
_BUSY_PAUSE: Final = 0.01
_LONGEST_NAME: Final = 240
"""Bytes of a file name; SQLite adds an ending for its log."""
_REMEDY: Final = "请写文件路径,如 台账.db,或 postgresql://用户@主机/库名"
_PRAGMAS: Final = ("foreign_keys = ON", "cache_size = -65536")
_WRITER_PRAGMAS: Final = ("journal_mode = WAL", "synchronous = FULL")


def engine_of(address: str | Path) -> tuple[Engine, str]:
    """The engine for a file path or a database URL, and how messages name it (without a password).

    Raises UsageError for what is neither, and for a database in memory, which would be gone with the program.
    """
    url = _url(address)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url.database or ""), url.database or ""
    shown = url.render_as_string(hide_password=True)
    try:
        return create_engine(url, pool_pre_ping=True), shown
    except (ModuleNotFoundError, NoSuchModuleError):
        remedy = "用 PostgreSQL 请先安装:pip install 'bazhong-carbon-checker[postgres]'"
        raise UsageError(Problem("没有安装这种数据库的驱动", shown, remedy=remedy)) from None


def _url(address: str | Path) -> URL:
    text = str(address)
    if "://" not in text:
        return _on_disk(URL.create("sqlite", database=text))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UsageError(Problem("台账地址不合格式", remedy=_REMEDY)) from None
    match url.get_backend_name():
        case "sqlite":
            return _on_disk(url)
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+psycopg")
    raise UsageError(Problem(f"台账不支持数据库 {url.drivername}", remedy=_REMEDY))


def _on_disk(url: URL) -> URL:
    file = (url.database or "").strip()
    if not file:
        raise UsageError(Problem("台账地址是空的", remedy=_REMEDY))
    if file == ":memory:" or file.startswith("file:"):
        raise UsageError(Problem("台账须放在文件里", remedy=_REMEDY))
    if "\0" in file or any(len(os.fsencode(part)) > _LONGEST_NAME for part in Path(file).parts):
        raise UsageError(Problem("台账地址不合格式", remedy=_REMEDY))
    return url


def _sqlite(file: str) -> Engine:
    pragmas: tuple[str, ...] = _PRAGMAS
    if _is_at_rest(Path(file)):
        uri = f"file:{quote(os.fsencode(Path(file).absolute()))}?mode=ro&immutable=1"
        connect = partial(sqlite3.connect, uri, uri=True)
    else:
        connect = partial(sqlite3.connect, file, timeout=_BUSY_SECONDS)
        pragmas += _WRITER_PRAGMAS
    engine = create_engine("sqlite://", creator=partial(connect, check_same_thread=False), poolclass=QueuePool)
    event.listen(engine, "connect", partial(_prepare, pragmas))
    event.listen(engine, "begin", _begin)
    return engine


def _is_at_rest(file: Path) -> bool:
    """Whether nobody here can write to that file or beside it, and no other program has it open for writing."""
    if not file.is_file() or os.access(file.absolute().parent, os.W_OK):
        return False
    log = file.with_name(file.name + "-wal")
    return not (log.exists() and log.stat().st_size)


def _prepare(pragmas: tuple[str, ...], connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions are begun below, in the mode each needs
    for pragma in pragmas:
        _set(connection, pragma)


def _set(connection: sqlite3.Connection, pragma: str) -> None:
    """Set it, waiting for others here: SQLite does not wait by itself while two change the kind of log at once."""
    until = monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(_BUSY_PAUSE)
        else:
            return


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
