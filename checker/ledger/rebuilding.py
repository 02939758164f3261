"""Rebuilding: the books as the journal comes to, laid out anew in memory and compared row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, create_engine

from checker.ledger import stored_rows
from checker.ledger.flaw import Flaw
from checker.ledger.journal import Entry
from checker.ledger.projection import project
from checker.ledger.schema import METADATA
from checker.ledger.stored_rows import printed

_MOST_ROWS: Final = 20
"""Differing rows told per table."""


class Rebuilt:
    """The projections as the journal comes to; once an entry does not fit, nothing is compared any more."""

    def __init__(self) -> None:
        self._engine = create_engine("sqlite://")
        self._connection = self._engine.connect()
        METADATA.create_all(self._connection)
        self._failed = False
        self.count = 0

    def give_up(self) -> None:
        """Compare nothing: an entry is not to be had."""
        self._failed = True

    def take(self, entries: Sequence[Entry]) -> Iterator[Flaw]:
        """Bring the books up to date with the next entries; tells which of them does not fit."""
        if self._failed or self._fault(entries) is None:
            return
        for entry in entries:  # once more one by one, to say which it is
            fault = self._fault([entry])
            if fault is not None:
                self._failed = True
                what = f"不能由这一条重建账面({type(fault).__name__}):它或前面的记录被改动过"
                yield Flaw(entry.shown, what, entry.position)
                return

    def compare(self, connection: Connection, table: Table) -> Iterator[Flaw]:
        """The rows of that ``table`` of the ledger that are not what the journal comes to."""
        if self._failed:
            return
        wanted, found = _Digests(self._connection, table), _Digests(connection, table)
        self.count += found.count
        keys = wanted.of.keys() | found.of.keys()
        differing = sorted((key for key in keys if wanted.of.get(key) != found.of.get(key)), key=repr)
        told = frozenset(differing[:_MOST_ROWS])
        before, after = _rows(self._connection, table, told), _rows(connection, table, told)
        for key in differing[:_MOST_ROWS]:
            yield Flaw(f"账面 {table.name} {_named(key)}", _difference(before.get(key), after.get(key)))
        if len(differing) > _MOST_ROWS:
            yield Flaw(f"账面 {table.name}", f"另有 {len(differing) - _MOST_ROWS} 行不符")
        for key in found.doubled:
            yield Flaw(f"账面 {table.name} {_named(key)}", "同一行有两份")

    def close(self) -> None:
        """Let the books in memory go."""
        self._connection.close()
        self._engine.dispose()

    def _fault(self, entries: Sequence[Entry]) -> Exception | None:
        """What kept the entries from being projected, which then leave nothing behind."""
        with self._connection.begin_nested() as step:
            try:
                project(self._connection, entries)
            except Exception as fault:  # noqa: BLE001 - an altered payload may be anything, and break anything
                step.rollback()
                return fault
        return None


class _Digests:
    """A digest of every row of a table, by its key."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self.of: dict[tuple[Any, ...], bytes] = {}
        self.doubled: list[tuple[Any, ...]] = []
        self.count = 0
        places = _key_places(table)
        for row in stored_rows.rows(connection, table):
            key = tuple(row[place] for place in places)
            self.count += 1
            if key in self.of:
                self.doubled.append(key)
            self.of[key] = hashlib.sha256(repr(row).encode()).digest()


def _rows(connection: Connection, table: Table, keys: Collection[tuple[Any, ...]]) -> dict[tuple[Any, ...], Any]:
    if not keys:
        return {}
    names, places = [column.name for column in table.columns], _key_places(table)
    return {
        key: dict(zip(names, row, strict=True))
        for row in stored_rows.rows(connection, table)
        if (key := tuple(row[place] for place in places)) in keys
    }


def _difference(wanted: dict[str, Any] | None, found: dict[str, Any] | None) -> str:
    if found is None:
        return "记录里有,账面上没有:被删去"
    if wanted is None:
        return "账面上有,记录里没有:被加进"
    different = (name for name in wanted if repr(wanted[name]) != repr(found[name]))
    return ";".join(f"{name} 应为 {wanted[name]!r},实为 {found[name]!r}" for name in different)


def _key_places(table: Table) -> list[int]:
    names = [column.name for column in table.columns]
    return [names.index(column.name) for column in table.primary_key.columns]


def _named(key: tuple[Any, ...]) -> str:
    return "(" + ",".join(map(printed, key)) + ")"
