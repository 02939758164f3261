"""The demonstration platform's own database: applications with their versions, and every letter it was sent.

A letter, the state it brings about and its idempotency key are written in one transaction: a platform killed at any
moment has either all of it or nothing, and a letter that comes again is answered as it was the first time.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final

import simplejson

from checker.intake.demo.records import Record

KINDS: Final = {"opinions": "opinion", "notices": "notice", "corrections": "correction"}
"""The kinds of letters by the last part of their address."""
STATUSES: Final = {"opinion": "reviewed", "notice": "incomplete", "correction": "unreadable"}
"""What becomes of an application by a letter."""
WITHDRAWN: Final = "withdrawn"
"""The status of an application that its owner took back."""
_BEIJING: Final = timezone(timedelta(hours=8))
_LAYOUT: Final = """
CREATE TABLE IF NOT EXISTS application (
  id TEXT PRIMARY KEY, version INTEGER NOT NULL, status TEXT NOT NULL, submitted_at TEXT NOT NULL,
  updated_at TEXT NOT NULL, record TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS application_by_status ON application (status, id);
CREATE TABLE IF NOT EXISTS letter (
  number INTEGER PRIMARY KEY, application TEXT NOT NULL REFERENCES application, version INTEGER NOT NULL,
  kind TEXT NOT NULL, key TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL, body TEXT NOT NULL,
  received_at TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the platform answers: a status and a body."""

    status: int
    body: Any


class PlatformStore:
    """The database of one platform; every call has a connection of its own, so threads need not share one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._connected() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_LAYOUT)

    def add(self, name: str, record: Record, *, submitted_at: datetime | None = None) -> None:
        """Put an application in, unless it is there already."""
        at = _moment(submitted_at or datetime.now(_BEIJING))
        with self._writing() as connection:
            values = (name, 1, "pending", at, at, _text(record))
            connection.execute("INSERT OR IGNORE INTO application VALUES (?, ?, ?, ?, ?, ?)", values)

    def page(self, *, status: str, since: str, page: int, size: int) -> Reply:
        """A page of the applications in a status, changed since a moment where one is given."""
        moment = _moment(datetime.fromisoformat(since).astimezone(_BEIJING)) if since else ""
        where, values = "status = ? AND updated_at >= ?", (status, moment)
        with self._connected() as connection:
            total = connection.execute(f"SELECT count(*) FROM application WHERE {where}", values).fetchone()[0]
            rows = connection.execute(
                "SELECT id, version, status, submitted_at, updated_at, json_extract(record, '$.withdrawalReason') "
                f"FROM application WHERE {where} ORDER BY id LIMIT ? OFFSET ?",
                (*values, size, (page - 1) * size),
            ).fetchall()
        items = [_summary(*row[:5]) | ({"withdrawalReason": row[5]} if row[5] is not None else {}) for row in rows]
        return Reply(200, {"total": total, "page": page, "items": items})

    def application(self, name: str) -> Reply:
        """One application in full."""
        with self._connected() as connection:
            row = _found(connection, name)
        if row is None:
            return _refusal(404, f"没有申报 {name}")
        return Reply(200, {**_summary(*row[:5]), **simplejson.loads(row[5], use_decimal=True)})

    def change(self, name: str, record: Record) -> Reply:
        """Replace an application's content, as its owner does: a new version, pending again."""
        with self._writing() as connection:
            row = _found(connection, name)
            if row is None:
                return _refusal(404, f"没有申报 {name}")
            values = (row[1] + 1, _moment(datetime.now(_BEIJING)), _text(record), name)
            connection.execute(
                "UPDATE application SET version = ?, status = 'pending', updated_at = ?, record = ? WHERE id = ?",
                values,
            )
        return self.application(name)

    def withdraw(self, name: str, reason: str) -> Reply:
        """Take an application back, as its owner does; ``change`` hands it in again."""
        with self._writing() as connection:
            row = _found(connection, name)
            if row is None:
                return _refusal(404, f"没有申报 {name}")
            record = {**simplejson.loads(row[5], use_decimal=True), "withdrawalReason": reason}
            values = (WITHDRAWN, _moment(datetime.now(_BEIJING)), _text(record), name)
            connection.execute("UPDATE application SET status = ?, updated_at = ?, record = ? WHERE id = ?", values)
        return self.application(name)

    def receive(self, name: str, kind: str, *, key: str, if_match: str, content: bytes) -> Reply:
        """Take a letter, once for every key."""
        if not key:
            return _refusal(400, "缺少 Idempotency-Key")
        fingerprint = hashlib.sha256(f"{name} {kind} ".encode() + content).hexdigest()
        try:
            body = simplejson.loads(content.decode())
        except ValueError:
            return _refusal(400, "内容不是 JSON")
        with self._writing() as connection:
            known = connection.execute("SELECT number, fingerprint FROM letter WHERE key = ?", (key,)).fetchone()
            if known is not None:
                return (
                    Reply(200, {"number": known[0]}) if known[1] == fingerprint else _refusal(422, "同一个键,另一封信")
                )
            row = _found(connection, name)
            if row is None:
                return _refusal(404, f"没有申报 {name}")
            version = row[1]
            if row[2] == WITHDRAWN:
                return _refusal(409, "申报已撤回")
            if if_match and if_match.strip('"') != str(version):
                return _refusal(412, f"现在的版本是 {version}")
            at = _moment(datetime.now(_BEIJING))
            values = (name, version, kind, key, fingerprint, _text(body), at)
            made = connection.execute(
                "INSERT INTO letter (application, version, kind, key, fingerprint, body, received_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            connection.execute(
                "UPDATE application SET status = ?, updated_at = ? WHERE id = ?", (STATUSES[kind], at, name)
            )
            return Reply(201, {"number": made.lastrowid})

    def letters(self, name: str = "") -> list[dict[str, Any]]:
        """The letters that were taken, about one application where named, in order."""
        with self._connected() as connection:
            rows = connection.execute(
                "SELECT number, application, version, kind, key, body, received_at FROM letter "
                "WHERE ? IN ('', application) ORDER BY number",
                (name,),
            ).fetchall()
        names = ("number", "application", "version", "kind", "key", "body", "received_at")
        return [
            {**dict(zip(names, row, strict=True)), "body": simplejson.loads(row[5], use_decimal=True)} for row in rows
        ]

    def overview(self) -> list[tuple[str, int, str, str, str]]:
        """Every application: id, version, status, name of the project, last letter."""
        with self._connected() as connection:
            rows = connection.execute(
                "SELECT id, version, status, json_extract(record, '$.project.name'), "
                "(SELECT json_extract(body, '$.summary') FROM letter WHERE letter.application = application.id "
                "ORDER BY number DESC LIMIT 1) FROM application ORDER BY id"
            ).fetchall()
        return [(name, version, status, title or "", letter or "") for name, version, status, title, letter in rows]

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = FULL")
            yield connection
        finally:
            connection.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


def _found(connection: sqlite3.Connection, name: str) -> tuple[str, int, str, str, str, str] | None:
    wanted = "SELECT id, version, status, submitted_at, updated_at, record FROM application WHERE id = ?"
    row: tuple[str, int, str, str, str, str] | None = connection.execute(wanted, (name,)).fetchone()
    return row


def _summary(name: str, version: int, status: str, submitted_at: str, updated_at: str) -> dict[str, Any]:
    return {"id": name, "version": str(version), "status": status, "submittedAt": submitted_at, "updatedAt": updated_at}


def _refusal(status: int, message: str) -> Reply:
    return Reply(status, {"message": message})


def _text(value: object) -> str:
    return simplejson.dumps(value, ensure_ascii=False, use_decimal=True)


def _moment(at: datetime) -> str:
    return at.astimezone(_BEIJING).isoformat(timespec="milliseconds")
