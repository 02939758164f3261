"""Tokens (令牌): who may use the service, for what, until when; issued and revoked in the journal like everything else.

A token is shown once, as ``chk_<id>_<secret><checksum>``: 256 random bits and a CRC-32, in hexadecimal, so that a
mistyped one is told from an unknown one. Kept is its sha256 alone. A slow password hash would gain nothing: nobody
guesses 256 random bits, however fast the hash, and every request would pay for it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import simplejson
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from checker.errors import (
    ExpiredTokenError,
    ForbiddenError,
    LedgerRefusalError,
    LedgerUnknownError,
    MalformedTokenError,
    MissingTokenError,
    Problem,
    RevokedTokenError,
    UnknownTokenError,
)
from checker.ledger.access import Role, Scope
from checker.ledger.journal import Entry, EntryKind, canonical
from checker.ledger.remarks import office_day, optional, recording_day, required
from checker.ledger.schema import TOKEN
from checker.ledger.storage import LONGEST_ACTOR, Projector, Reading, Writing

DEFAULT_DAYS: Final = 90
"""How long a token lasts unless said otherwise."""
LONGEST_DAYS: Final = 365
"""How long a token may last at most."""
_SECRET_BYTES: Final = 32
_SHAPE: Final = re.compile(r"chk_(T[1-9]\d{0,17})_([0-9a-f]{64})([0-9a-f]{8})", re.ASCII)
_NOBODY: Final = hashlib.sha256(b"").hexdigest()
_LONGEST_PURPOSE: Final = 200


@dataclass(frozen=True, slots=True)
class Token:
    """One token; it counts from the moment it is issued to the end of ``expires_on``, unless revoked before.

    ``holder`` is the name that what is done with it is recorded under; ``issued`` its position in the journal.
    """

    id: str
    holder: str
    role: Role
    scopes: frozenset[Scope]
    purpose: str
    issued_on: date
    expires_on: date
    issued: int
    revoked_on: date | None = None
    revocation: str = ""

    def counts(self, on: date) -> bool:
        """Whether it is good on a day, in the office's time."""
        return self.revoked_on is None and on <= self.expires_on

    def require(self, scope: Scope) -> None:
        """Raise ForbiddenError, naming the scope, unless the token has it."""
        if scope not in self.scopes:
            what = f"令牌 {self.id}({self.role.label})没有权限 {scope}({scope.label})"
            raise ForbiddenError(Problem(what, remedy="请换用有此权限的令牌;令牌由台账管理员签发"))


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token, and the text its holder presents, which is nowhere kept."""

    token: Token
    text: str

    def __repr__(self) -> str:
        return f"Issued({self.token.id})"


def issue(
    books: Writing,
    holder: str,
    role: Role,
    *,
    scopes: Iterable[Scope] | None = None,
    expires_on: date | None = None,
    purpose: str = "",
) -> Issued:
    """Issue a token with ``scopes`` of its role, or the usual ones; raises LedgerRefusalError.

    It lasts 90 days unless ``expires_on`` says otherwise, and a year at most.
    """
    today = recording_day(books)
    last = today + timedelta(days=DEFAULT_DAYS) if expires_on is None else expires_on
    if last < today:
        raise LedgerRefusalError(Problem(f"到期日 {last} 已经过去", remedy="请核对日期"))
    if last > today + timedelta(days=LONGEST_DAYS):
        what = f"到期日 {last} 太远:令牌至多用 {LONGEST_DAYS} 天"
        raise LedgerRefusalError(Problem(what, remedy="请写近一些的日期,到期前换发"))
    number = f"T{books.position + 1}"
    secret = secrets.token_hex(_SECRET_BYTES)
    payload = {
        "digest": _digest(secret),
        "holder": required(holder, "令牌的使用人", longest=LONGEST_ACTOR),
        "role": role.value,
        "scopes": sorted(_allowed(role, scopes)),
        "purpose": optional(purpose, "令牌的用途", longest=_LONGEST_PURPOSE),
        "issued_on": today.isoformat(),
        "expires_on": last.isoformat(),
    }
    books.append(EntryKind.TOKEN_ISSUED, number, payload)
    return Issued(need(books, number), f"chk_{number}_{secret}{_checksum(number, secret)}")


def revoke(books: Writing, token: str, *, reason: str) -> Token:
    """End a token at once; raises LedgerRefusalError."""
    found = need(books, token)
    if found.revoked_on is not None:
        raise LedgerRefusalError(Problem(f"令牌 {found.id} 已于 {found.revoked_on} 撤销", remedy="请核对编号"))
    payload = {"revoked_on": recording_day(books).isoformat(), "reason": required(reason, "撤销的理由")}
    books.append(EntryKind.TOKEN_REVOKED, found.id, payload)
    return need(books, found.id)


def revoke_all(books: Writing, *, reason: str) -> tuple[str, ...]:
    """End every token that still counts; gives their numbers."""
    today = recording_day(books)
    return tuple(revoke(books, one.id, reason=reason).id for one in listed(books) if one.counts(today))


def authenticate(books: Reading, presented: str | None, at: datetime) -> Token:
    """The token that was presented; raises the AccessError that says why it is none, or none any more.

    Whether its number or its secret is wrong is not told, and what became of a token only to who knows its secret.
    """
    if presented is None or not presented.strip():
        raise MissingTokenError(Problem("没有出示令牌", remedy="请在请求头写 Authorization: Bearer 令牌"))
    shape = _SHAPE.fullmatch(presented.strip())
    if shape is None or not hmac.compare_digest(_checksum(shape[1], shape[2]), shape[3]):
        raise MalformedTokenError(Problem("令牌写得不对:抄错了,或不完整", remedy="请把令牌从头到尾重新复制"))
    row = books.connection.execute(select(TOKEN).where(TOKEN.c.id == shape[1])).first()
    if not hmac.compare_digest(_digest(shape[2]), _NOBODY if row is None else row.digest) or row is None:
        raise UnknownTokenError(Problem("没有签发过这个令牌", remedy="请核对是不是这个服务的令牌"))
    token = _token(row)
    if token.revoked_on is not None:
        raise RevokedTokenError(Problem(f"令牌 {token.id} 已撤销", remedy="请向台账管理员申请新的令牌"))
    if not token.counts(office_day(at)):
        what = f"令牌 {token.id} 已于 {token.expires_on} 到期"
        raise ExpiredTokenError(Problem(what, remedy="请向台账管理员申请新的令牌"))
    return token


def listed(books: Reading) -> tuple[Token, ...]:
    """All tokens in the order issued."""
    return tuple(_token(row) for row in books.connection.execute(select(TOKEN).order_by(TOKEN.c.issued)))


def need(books: Reading, token: str) -> Token:
    """The token with this number; raises LedgerUnknownError where there is none."""
    row = books.connection.execute(select(TOKEN).where(TOKEN.c.id == token.strip().upper())).first()
    if row is None:
        raise LedgerUnknownError(Problem(f"没有令牌 {token}", remedy="运行 checker token list 查看编号"))
    return _token(row)


def _allowed(role: Role, scopes: Iterable[Scope] | None) -> frozenset[Scope]:
    """The scopes of a new token; raises LedgerRefusalError for none, and for those its role cannot have."""
    wanted = role.usual_scopes if scopes is None else frozenset(scopes)
    beyond = sorted(wanted - role.scopes)
    if beyond:
        remedy = f"{role.label}可有:{'、'.join(sorted(role.scopes))}"
        raise LedgerRefusalError(Problem(f"{role.label}的令牌不能有权限 {'、'.join(beyond)}", remedy=remedy))
    if not wanted:
        raise LedgerRefusalError(Problem("令牌没有任何权限", remedy=f"可有:{'、'.join(sorted(role.scopes))}"))
    return wanted


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _checksum(number: str, secret: str) -> str:
    return f"{zlib.crc32(f'{number}_{secret}'.encode()):08x}"


def _token(row: Row[Any]) -> Token:
    return Token(
        id=row.id,
        holder=row.holder,
        role=Role(row.role),
        scopes=frozenset(map(Scope, simplejson.loads(row.scopes))),
        purpose=row.purpose,
        issued_on=date.fromisoformat(row.issued_on),
        expires_on=date.fromisoformat(row.expires_on),
        issued=row.issued,
        revoked_on=date.fromisoformat(row.revoked_on) if row.revoked_on is not None else None,
        revocation=row.revocation or "",
    )


def _project_issued(connection: Connection, entries: Sequence[Entry]) -> None:
    rows = []
    for entry in entries:
        content = entry.content
        rows.append(
            {
                "id": entry.subject,
                "digest": content["digest"],
                "holder": content["holder"],
                "role": content["role"],
                "scopes": canonical(content["scopes"]),
                "purpose": content["purpose"],
                "issued_on": content["issued_on"],
                "expires_on": content["expires_on"],
                "issued": entry.position,
            }
        )
    connection.execute(insert(TOKEN), rows)


def _project_revoked(connection: Connection, entries: Sequence[Entry]) -> None:
    changed = (
        update(TOKEN)
        .where(TOKEN.c.id == bindparam("of"))
        .values(revoked_on=bindparam("on"), revocation=bindparam("why"), revoked=bindparam("at"))
    )
    rows = []
    for entry in entries:
        content = entry.content
        rows.append({"of": entry.subject, "on": content["revoked_on"], "why": content["reason"], "at": entry.position})
    connection.execute(changed, rows)


PROJECTORS: Final[dict[EntryKind, Projector]] = {
    EntryKind.TOKEN_ISSUED: _project_issued,
    EntryKind.TOKEN_REVOKED: _project_revoked,
}
