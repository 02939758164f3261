"""Idempotency (重复请求): what a request with a key was answered, so that its repetition is answered the same.

The reply is kept in the transaction of the change it tells of: both are there, or neither. A refusal changes nothing
and is not kept. Replies lie beside the history, not in it: they can be lost without harm, are forgotten after a day,
and verification does not look at them. Whoever could alter one could mislead a repetition, never the books.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import simplejson
from sqlalchemy import delete, insert, select

from checker.errors import KeyReusedError, Problem, UsageError
from checker.ledger.journal import canonical, moment
from checker.ledger.schema import REPLY
from checker.ledger.storage import Reading, Writing

KEPT: Final = timedelta(hours=24)
"""How long a reply is kept."""
LONGEST_KEY: Final = 255
"""Characters of a key."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered: HTTP status, body, and the headers that belong to it, such as the type of the body."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def fingerprint(method: str, target: str, body: bytes) -> str:
    """Sha256 (hex) of a request: its method, its target with the query, and its body."""
    return hashlib.sha256(canonical([method, target]).encode() + b"\n" + body).hexdigest()


def checked_key(key: str) -> str:
    """The key as it is; raises UsageError for an empty one, one that is too long, and what is not printable ASCII."""
    if key and len(key) <= LONGEST_KEY and key.isascii() and key.isprintable():
        return key
    remedy = "每个新的请求用一个新的随机值,如 UUID;重试时不变"
    raise UsageError(Problem(f"Idempotency-Key 应为 1 至 {LONGEST_KEY} 个可打印的 ASCII 字符", remedy=remedy))


def recall(books: Reading, token: str, key: str, request: str, at: datetime) -> Reply | None:
    """What the request with this fingerprint was answered not long before ``at``; None for a key not seen.

    To be sure of it, ask in the transaction that is to change something. Raises KeyReusedError where the key came with
    another request.
    """
    row = books.connection.execute(
        select(REPLY).where(REPLY.c.token == token, REPLY.c.key == key, REPLY.c.at > moment(at - KEPT))
    ).first()
    if row is None:
        return None
    if row.fingerprint != request:
        what = f"Idempotency-Key {key} 已用于另一个请求"
        raise KeyReusedError(Problem(what, remedy="新的请求请用新的 Idempotency-Key;重试时请求内容不能变"))
    return Reply(row.status, bytes(row.body), simplejson.loads(row.headers))


def keep(books: Writing, token: str, key: str, request: str, reply: Reply) -> None:
    """Keep a reply in the transaction of its change; those that are over are swept away."""
    sweep(books)
    books.connection.execute(delete(REPLY).where(REPLY.c.token == token, REPLY.c.key == key))
    row = {
        "token": token,
        "key": key,
        "fingerprint": request,
        "status": reply.status,
        "headers": canonical(dict(reply.headers)),
        "body": reply.body,
        "at": books.at,
    }
    books.connection.execute(insert(REPLY), [row])


def sweep(books: Writing) -> int:
    """Forget the replies that have been kept long enough; how many they were."""
    over = moment(datetime.fromisoformat(books.at) - KEPT)
    return books.connection.execute(delete(REPLY).where(REPLY.c.at <= over)).rowcount
