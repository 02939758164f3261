"""Documents: what entries refer to (applications, sealed reports, rule packs), kept once by the hash of the content."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from checker.errors import LedgerTamperedError, Problem
from checker.ledger.schema import DOCUMENT

JSON: Final = "application/json"
ZIP: Final = "application/zip"


def content_hash(content: bytes) -> str:
    """Sha256 (hex) of a document."""
    return hashlib.sha256(content).hexdigest()


def keep(connection: Connection, content: bytes, media: str = JSON) -> str:
    """Store ``content`` unless it is there already; returns its hash."""
    name = content_hash(content)
    if connection.execute(select(DOCUMENT.c.hash).where(DOCUMENT.c.hash == name)).first() is None:
        packed = zlib.compress(content, 6)
        row = {"hash": name, "media": media, "content": packed, "seal": _seal(name, media, packed)}
        connection.execute(DOCUMENT.insert().values(row))
    return name


def fetch(connection: Connection, name: str) -> bytes:
    """The document of that hash; raises LedgerTamperedError where it is missing or not what it was."""
    row = connection.execute(select(DOCUMENT).where(DOCUMENT.c.hash == name)).first()
    if row is None:
        raise LedgerTamperedError(Problem(f"台账缺少文件 {name[:12]}", remedy="请从备份恢复"))
    content = _unaltered(row)
    if content is None:
        raise LedgerTamperedError(Problem(f"台账文件 {name[:12]} 被改动过", remedy="请从备份恢复"))
    return content


def media_of(connection: Connection, name: str) -> str:
    """The media type of the document of that hash."""
    return str(connection.execute(select(DOCUMENT.c.media).where(DOCUMENT.c.hash == name)).scalar_one())


def names(connection: Connection) -> list[str]:
    """The hashes of all documents, ascending."""
    return list(connection.execute(select(DOCUMENT.c.hash).order_by(DOCUMENT.c.hash)).scalars())


def altered(connection: Connection) -> Iterator[str]:
    """The hashes of the documents that are no longer what they were."""
    for name in names(connection):
        row = connection.execute(select(DOCUMENT).where(DOCUMENT.c.hash == name)).one()
        if _unaltered(row) is None:
            yield name


def _seal(name: str, media: str, packed: bytes) -> str:
    return hashlib.sha256(f"{name} {media} ".encode() + packed).hexdigest()


def _unaltered(row: Row[Any]) -> bytes | None:
    """The content of a stored document; None where a byte of the row is not what was written."""
    packed = bytes(row.content)
    if row.seal != _seal(row.hash, row.media, packed):
        return None
    try:
        content = zlib.decompress(packed)
    except zlib.error:
        return None
    return content if content_hash(content) == row.hash else None


REFERENCES: Final = frozenset(("application", "report", "archive"))
"""The keys of a payload that name documents by their hash."""


def named_in(payload: Mapping[str, Any]) -> Iterator[str]:
    """The hashes of the documents that an entry refers to."""
    for key in REFERENCES & payload.keys():
        if payload[key]:
            yield payload[key]
