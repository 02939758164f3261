"""Stored rows: what the tables hold, value for value, whether or not it can be right.

SQLite keeps whatever bytes lie in its file under any type; here they come as they are: a text that is not UTF-8 keeps
its bytes as lone surrogates (``printed`` shows it), and rows are taken from the tables themselves, never from an index.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import DBAPIError

_BATCH: Final = 1_000
_NOT_DAMAGE: Final = frozenset(
    (
        sqlite3.SQLITE_PERM, sqlite3.SQLITE_ABORT, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH,
    )
)  # fmt: skip
_KINDS: Final = {"str": "文字", "int": "整数", "float": "小数", "bytes": "字节", "NoneType": "空"}


@contextmanager
def as_they_lie(connection: Connection) -> Iterator[None]:
    """Read the texts of a SQLite file even where they are no texts; nothing to do for other databases."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    usual, driver.text_factory = driver.text_factory, _text
    try:
        yield
    finally:
        driver.text_factory = usual


def rows(connection: Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    """Every row of ``table``, its columns in the order of the schema; in order of position where it is the journal."""
    columns = list(table.columns)
    ordered = [table.c.position] if table.name == "entry" else []
    if connection.dialect.name != "sqlite":
        found = connection.execute(select(*columns).order_by(*ordered), execution_options={"yield_per": _BATCH})
    else:
        quote = connection.dialect.identifier_preparer.quote
        order = " ORDER BY position" if ordered else ""
        names = ", ".join(quote(column.name) for column in columns)
        found = connection.exec_driver_sql(f"SELECT {names} FROM {quote(table.name)} NOT INDEXED{order}")
    for row in found:
        yield tuple(row)


def row_at(connection: Connection, table: Table, position: int) -> tuple[Any, ...] | None:
    """The row of the journal at ``position``, from a SQLite file of which other rows cannot be read."""
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.columns)
    wanted = f"SELECT {names} FROM {quote(table.name)} WHERE position = ?"
    row = connection.exec_driver_sql(wanted, (position,)).first()
    return tuple(row) if row is not None else None


def is_damage(fault: Exception) -> bool:
    """Whether ``fault`` says that a file cannot be read because of what is in it."""
    if isinstance(fault, MemoryError):
        return True
    code = getattr(fault.orig, "sqlite_errorcode", None) if isinstance(fault, DBAPIError) else None
    return code is not None and code & 0xFF not in _NOT_DAMAGE


def misfit(value: object, wanted: type) -> str:
    """What is wrong with a stored value that must be of the type ``wanted``; empty where nothing is."""
    if type(value) is not wanted:
        return f"应存{_KINDS[wanted.__name__]},实存{_KINDS.get(type(value).__name__, type(value).__name__)}"
    if isinstance(value, str) and not _is_encodable(value):
        return "不是 UTF-8 文字"
    return ""


def printed(value: object) -> str:
    """A stored value as it can be printed, with a mark for each byte that is no text."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
