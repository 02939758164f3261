"""The gate: nobody gets past it without a token that counts, and with one no oftener than is fair."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from checker.errors import AccessError, CheckerError, MalformedTokenError, Problem
from checker.ledger import tokens
from checker.ledger.tokens import Token
from checker.service.refusal import Refusal, failed, refusal, refused, state_of
from checker.service.shared import Shared

OPEN: Final = frozenset(("/healthz", "/readyz"))
"""What anybody may ask."""
_STRANGERS: Final = (20.0, 40)
"""Failed attempts a second, and at once, from one address."""
_KNOWN: Final = 10_000


@dataclass(slots=True)
class _Bucket:
    """What is left to spend, and when that was reckoned."""

    left: float
    at: float


class Rates:
    """Token buckets by key, refilled steadily; those longest unused are forgotten when there are very many."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, key: str) -> float:
        """Spend one; 0.0 where there was one to spend, else the seconds until there is."""
        if self._rate <= 0:
            return 0.0
        now = self._clock()
        bucket = self._buckets.setdefault(key, _Bucket(float(self._burst), now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > _KNOWN:
            self._buckets.popitem(last=False)
        bucket.left = min(float(self._burst), bucket.left + (now - bucket.at) * self._rate)
        bucket.at = now
        if bucket.left < 1:
            return (1 - bucket.left) / self._rate
        bucket.left -= 1
        return 0.0


class Gate:
    """Asks every request but those for health for its token, before anything of its body is read."""

    def __init__(self, app: ASGIApp, shared: Callable[[], Shared]) -> None:
        self._app = app
        self._shared = shared
        self._rates: Rates | None = None
        self._strangers = Rates(*_STRANGERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request pass with its token, or answer 401 or 429."""
        if scope["type"] != "http" or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        shared = self._shared()
        try:
            token = await shared.in_thread(_token_of, shared, scope)
        except AccessError as error:
            wait = self._strangers.wait(_address(scope))
            response = refused(scope, _too_often(wait)) if wait else failed(scope, error)
            await response(scope, receive, send)
            return
        except CheckerError as error:
            await failed(scope, error)(scope, receive, send)
            return
        state = state_of(scope)
        state.token = token
        if self._rates is None:
            self._rates = Rates(shared.settings.rate, shared.settings.burst)
        if wait := self._rates.wait(token.id):
            await refused(scope, _too_often(wait))(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _token_of(shared: Shared, scope: Scope) -> Token:
    with shared.ledger.reading() as books:
        return tokens.authenticate(books, _presented(scope), datetime.now(UTC))


def _presented(scope: Scope) -> str | None:
    """What stands after ``Bearer``; raises MalformedTokenError for another scheme, and where there are several."""
    given = Headers(scope=scope).getlist("authorization")
    if not given:
        return None
    scheme, _, text = given[0].strip().partition(" ")
    if len(given) > 1 or scheme.lower() != "bearer":
        raise MalformedTokenError(Problem("请求头 Authorization 写得不对", remedy="请写 Authorization: Bearer 令牌"))
    return text.strip()


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _too_often(wait: float) -> Refusal:
    return refusal("too-many-requests", "请求太频繁", "请按响应头 Retry-After 稍候再试", wait=wait)
