"""What was asked, by whom: the dependencies that endpoints share."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from checker.api.local_desk import LocalDesk
from checker.ledger.access import Scope
from checker.ledger.tokens import Token
from checker.service.limits import content_of
from checker.service.reading import media_of, queries_of, refuse_other_queries
from checker.service.refusal import instance_of, state_of
from checker.service.shared import Shared
from checker.wire.body import DEFAULT_LIMIT, LARGEST_LIMIT, Day


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that got past the gate."""

    request: Request
    shared: Shared
    token: Token

    @property
    def desk(self) -> LocalDesk:
        """The desk of whoever asks."""
        return self.shared.desk(self.token)

    @property
    def instance(self) -> str:
        """How problems name the request."""
        return instance_of(self.request.scope)


@dataclass(frozen=True, slots=True)
class Content:
    """The body of a request as it came."""

    content: bytes
    media: str


def shared_of(request: Request) -> Shared:
    """What requests share."""
    found: Shared = request.app.state.shared
    return found


async def asked(request: Request) -> Asked:
    """The request with its token."""
    return Asked(request, shared_of(request), state_of(request.scope).token)


async def content(request: Request) -> Content:
    """The body, whole, once its sender may send one."""
    media = media_of(request)
    return Content(await content_of(request, shared_of(request).settings.largest_body), media)


def needs(scope: Scope | None) -> Callable[[Request], Awaitable[None]]:
    """A dependency of one endpoint that asks for a scope of the token, or any token; raises ForbiddenError.

    It refuses query parameters that the endpoint does not have as well.
    """
    known: frozenset[str] | None = None

    async def allowed(request: Request) -> None:
        nonlocal known
        token: Token = state_of(request.scope).token
        if scope is not None:
            token.require(scope)
        if request.query_params:
            known = queries_of(request.scope["route"]) if known is None else known
            refuse_other_queries(request, known)

    return allowed


def _flag(given: object) -> object:
    if given in ("true", "false"):
        return given == "true"
    if isinstance(given, bool):
        return given
    raise ValueError("应为 true 或 false")


def digits(given: object) -> object:
    """The value where it is written in digits alone; raises ValueError."""
    if isinstance(given, str) and not re.fullmatch(r"\d{1,9}", given, re.ASCII):
        raise ValueError("应为整数,只写数字")
    return given


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("不能有控制字符")
    return text


Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]
Word = Annotated[str, AfterValidator(_printable)]
Whoever = Annotated[Asked, Depends(asked)]
Sent = Annotated[Content, Depends(content)]
AsOf = Annotated[Day | None, Query(description="审查日,以当日有效的规定核对;默认今天", examples=["2026-11-22"])]
OnDay = Annotated[Day | None, Query(description="日期;默认今天", examples=["2026-11-22"])]
Everything = Annotated[Flag, Query(alias="all", description="也列出符合的、不适用的规则")]
Limit = Annotated[int, BeforeValidator(digits), Query(ge=1, le=LARGEST_LIMIT, description="本页至多几项")]
Offset = Annotated[int, BeforeValidator(digits), Query(ge=0, le=999_999_999, description="跳过几项")]
OfProject = Annotated[Word, Query(max_length=60, description="只要这个项目的")]
OpenOnly = Annotated[Flag, Query(alias="open", description="只要未了结的")]
Code = Annotated[
    str, Path(pattern=r"^[0-9A-Za-z-]{1,60}$", description="项目代码", examples=["2601-511903-04-01-032599"])
]
Number = Annotated[str, Path(pattern=r"^[0-9A-Za-z-]{1,40}$", description="编号", examples=["C12"])]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a list."""

    limit: int
    offset: int


async def paging(limit: Limit = DEFAULT_LIMIT, offset: Offset = 0) -> Paging:
    """The page that was asked for."""
    return Paging(limit, offset)


Paged = Annotated[Paging, Depends(paging)]
