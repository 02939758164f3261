"""Documents: what entries refer to (applications, sealed reports, rule packs), kept once by the hash of the content."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, delete, select

from checker.errors import LedgerTamperedError, Problem
from checker.ledger.schema import DOCUMENT

JSON: Final = "application/json"
ZIP: Final = "application/zip"
MEDIA: Final = frozenset((JSON, ZIP))


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
    content = unaltered(*row)
    if content is None:
        raise LedgerTamperedError(Problem(f"台账文件 {name[:12]} 被改动过", remedy="请从备份恢复"))
    return content


def forget(connection: Connection, name: str) -> None:
    """Delete a document; not for those that entries name, which are kept as long as the journal."""
    connection.execute(delete(DOCUMENT).where(DOCUMENT.c.hash == name))


def media_of(connection: Connection, name: str) -> str:
    """The media type of the document of that hash."""
    return str(connection.execute(select(DOCUMENT.c.media).where(DOCUMENT.c.hash == name)).scalar_one())


def names(connection: Connection) -> list[str]:
    """The hashes of all documents, ascending."""
    return list(connection.execute(select(DOCUMENT.c.hash).order_by(DOCUMENT.c.hash)).scalars())


def _seal(name: str, media: str, packed: bytes) -> str:
    return hashlib.sha256(f"{name} {media} ".encode() + packed).hexdigest()


def unaltered(name: object, media: object, packed: object, seal: object) -> bytes | None:
    """The content of a stored document, its row given as it lies; None where a byte of it is not what was written."""
    if not (isinstance(name, str) and isinstance(media, str) and isinstance(packed, bytes)):
        return None
    try:
        if seal != _seal(name, media, packed):
            return None
        content = zlib.decompress(packed)
    except (zlib.error, UnicodeEncodeError):
        return None
    return content if content_hash(content) == name else None


REFERENCES: Final = frozenset(("application", "report", "archive"))
"""The keys of a payload that name documents by their hash."""


def named_in(payload: Mapping[str, Any]) -> Iterator[str]:
    """The hashes of the documents that an entry refers to."""
    for key in REFERENCES & payload.keys():
        if payload[key]:
            yield str(payload[key])
