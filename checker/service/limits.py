"""Limits: how many requests at once, how long each, how large a body."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from checker.service.gate import OPEN
from checker.service.refusal import Refusal, refusal, refused
from checker.service.shared import Shared

_SOON: Final = 1.0


class Limits:
    """Answers 503 where too much is under way, and where a request takes too long.

    What takes too long may be done all the same: a step of the ledger is never broken off halfway. Whoever repeats
    the request with its Idempotency-Key is told what became of it.
    """

    def __init__(self, app: ASGIApp, shared: Callable[[], Shared]) -> None:
        self._app = app
        self._shared = shared
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request pass, or answer it."""
        if scope["type"] != "http" or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        settings = self._shared().settings
        if self._running >= settings.in_flight:
            told = refusal("busy", "正在办的请求太多", "请按响应头 Retry-After 稍候再试", wait=_SOON)
            await refused(scope, told)(scope, receive, send)
            return
        outlet = _Outlet(send)
        self._running += 1
        task = asyncio.ensure_future(self._app(scope, receive, outlet))
        task.add_done_callback(self._done)
        try:
            done, _ = await asyncio.wait((task,), timeout=settings.seconds)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if done:
            task.result()
            return
        task.cancel()
        if not outlet.close():
            told = refusal(
                "too-slow", f"{settings.seconds:g} 秒内没有办完", "请稍候用同一个 Idempotency-Key 再试", wait=_SOON
            )
            await refused(scope, told)(scope, receive, send)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running -= 1
        if not task.cancelled():
            task.exception()  # seen, so that asyncio does not tell of it; whoever waited raised it


class _Outlet:
    """What a request answers, until somebody else answers for it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._begun = False
        self._closed = False

    async def __call__(self, message: Message) -> None:
        if not self._closed:
            self._begun = True
            await self._send(message)

    def close(self) -> bool:
        """Let nothing more through; whether an answer has begun."""
        self._closed = not self._begun
        return self._begun


async def content_of(request: Request, largest: int) -> bytes:
    """The body of a request, counted as it comes; raises Refusal beyond ``largest`` bytes and for compressed ones."""
    if request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise refusal("unsupported-media-type", "请求体不能压缩", "请去掉 Content-Encoding")
    told = request.headers.get("content-length", "")
    if told.isascii() and told.isdigit() and int(told[:20]) > largest:
        raise _too_large(largest)
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > largest:
            raise _too_large(largest)
    return bytes(content)


def _too_large(largest: int) -> Refusal:
    return refusal("too-large", f"请求体超过 {largest // 1024} KB", "请拆成几次", headers={"Connection": "close"})
