"""What was asked, by whom: the dependencies that endpoints share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from checker.api.local_desk import LocalDesk
from checker.ledger.access import Scope
from checker.ledger.tokens import Token
from checker.service.limits import content_of
from checker.service.reading import media_of, queries_of, refuse_other_queries
from checker.service.refusal import instance_of, state_of
from checker.service.shared import Shared


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
        state = state_of(request.scope)
        token: Token = state.token
        if scope is not None:
            state.scope = scope.value
            token.require(scope)
        if request.query_params:
            known = queries_of(request.scope["route"]) if known is None else known
            refuse_other_queries(request, known)

    return allowed


Whoever = Annotated[Asked, Depends(asked)]
Sent = Annotated[Content, Depends(content)]
