"""Connections to the service: kept open and used again, with retries where repeating does no harm; sync and async."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import httpx

from checker import __version__
from checker.client.addresses import checked_url
from checker.client.call import Answer, Call, error_of
from checker.client.retrying import BUSY, Backoff, asked_to_wait
from checker.errors import Problem, ServiceError, UsageError

TIMEOUT: Final = 40.0
"""Seconds to wait for an answer: somewhat longer than the service takes at most."""
_CONNECT: Final = 5.0
_LARGEST: Final = 64 * 1024 * 1024
"""Bytes in one answer."""
_CONNECTIONS: Final = 16
_LONGEST_ASKED: Final = 20.0
"""Seconds of ``Retry-After`` that a caller is made to wait; beyond, they are told instead."""
_TIMED_OUT: Final = 2
"""Attempts where the service takes the request and does not answer in time."""


@dataclass(frozen=True, slots=True)
class Line:
    """Where to and on whose behalf; the token never shows."""

    url: httpx.URL
    token: str
    timeout: float
    backoff: Backoff

    @classmethod
    def to(cls, base_url: str, token: str, *, timeout: float, insecure: bool) -> Line:
        """A line to a service; raises UsageError for an address or a token that cannot be."""
        url = checked_url(base_url, insecure=insecure)
        secret = token.strip()
        if not secret:
            remedy = "请写 token,或设环境变量 CHECKER_TOKEN;令牌由管理员用 checker token create 做出"
            raise UsageError(Problem("没有令牌", remedy=remedy))
        if not secret.isascii() or not secret.isprintable() or " " in secret:
            raise UsageError(Problem("令牌里有不能用的字符", remedy="请核对令牌,完整地复制一遍"))
        if timeout <= 0:
            raise UsageError(Problem("等待的秒数应大于 0", remedy="请改写 timeout"))
        return cls(url, secret, timeout, Backoff())

    def __repr__(self) -> str:
        return str(self.url).rstrip("/")

    @property
    def settings(self) -> dict[str, Any]:
        """What httpx is to be set up with."""
        return {
            "headers": {"Authorization": f"Bearer {self.token}", "User-Agent": f"checker/{__version__}"},
            "timeout": httpx.Timeout(self.timeout, connect=min(_CONNECT, self.timeout)),
            "limits": httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS),
            "follow_redirects": False,
        }

    def address(self, call: Call) -> httpx.URL:
        """The address of a call."""
        path = self.url.path.rstrip("/") + call.path
        return self.url.copy_with(raw_path=path.encode()).copy_merge_params(dict(call.query))

    def wait_after(self, attempt: int, met: httpx.Response | httpx.TransportError) -> float | None:
        """The seconds until the next attempt; None where there is to be none."""
        if attempt >= self.backoff.attempts:
            return None
        wait = self.backoff.wait(attempt)
        if isinstance(met, httpx.Response):
            if met.status_code not in BUSY:
                return None
            asked = asked_to_wait(met)
            if asked is None:
                return wait
            # Everybody who was turned away at once was asked to wait the same time.
            return None if asked > _LONGEST_ASKED else asked + random.uniform(0, wait)
        if isinstance(met, httpx.ReadTimeout | httpx.WriteTimeout) and attempt >= _TIMED_OUT:
            return None
        return wait

    def unreachable(self, call: Call, fault: httpx.TransportError) -> ServiceError:
        """What is told where no attempt came through."""
        remedy = "请核对地址、网络,和服务是否在运行"
        if call.key and not isinstance(fault, httpx.ConnectError | httpx.ConnectTimeout):
            remedy = "可能已经办了,也可能没有:请先查看,再决定要不要重做"
        return ServiceError(Problem(f"服务 {self!r} 没有回答:{_said(fault)}", remedy=remedy))


class Connection:
    """A connection for programs without an event loop; safe to share between threads."""

    def __init__(self, line: Line, sleep: Callable[[float], object] = time.sleep) -> None:
        self.line = line
        self._sleep = sleep
        self._client = httpx.Client(**line.settings)

    def answer(self, call: Call, *, file: str = "") -> Answer:
        """The answer to a call; raises the CheckerError it tells, of ``file`` where one was sent."""
        attempt, url = 0, self.line.address(call)
        while True:
            attempt += 1
            try:
                with self._client.stream(call.method, url, content=call.content, headers=call.headers) as response:
                    body = _Body()
                    for part in response.iter_bytes():
                        body.add(part)
            except httpx.TransportError as fault:
                wait = self.line.wait_after(attempt, fault)
                if wait is None:
                    raise self.line.unreachable(call, fault) from None
            else:
                wait = self.line.wait_after(attempt, response)
                if wait is None:
                    return _understood(Answer(response.status_code, response.headers, body.content), file)
            self._sleep(wait)

    def close(self) -> None:
        """Close what is open."""
        self._client.close()


class AsyncConnection:
    """A connection for asyncio."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._client = httpx.AsyncClient(**line.settings)

    async def answer(self, call: Call, *, file: str = "") -> Answer:
        """As ``Connection.answer``."""
        attempt, url = 0, self.line.address(call)
        while True:
            attempt += 1
            try:
                async with self._client.stream(
                    call.method, url, content=call.content, headers=call.headers
                ) as response:
                    body = _Body()
                    async for part in response.aiter_bytes():
                        body.add(part)
            except httpx.TransportError as fault:
                wait = self.line.wait_after(attempt, fault)
                if wait is None:
                    raise self.line.unreachable(call, fault) from None
            else:
                wait = self.line.wait_after(attempt, response)
                if wait is None:
                    return _understood(Answer(response.status_code, response.headers, body.content), file)
            await asyncio.sleep(wait)

    async def close(self) -> None:
        """Close what is open."""
        await self._client.aclose()


class _Body:
    """What has been read of an answer, up to a bound."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > _LARGEST:
            raise ServiceError(Problem(f"服务的回答超过 {_LARGEST // 1024 // 1024} MB", remedy="请核对地址"))
        self._parts.append(part)

    @property
    def content(self) -> bytes:
        return b"".join(self._parts)


def _understood(answer: Answer, file: str) -> Answer:
    if answer.is_problem:
        raise error_of(answer, file)
    return answer


def _said(fault: httpx.TransportError) -> str:
    match fault:
        case httpx.ConnectTimeout():
            return "连接超时"
        case httpx.ConnectError():
            return "连接不上" + (";证书不受信任" if "CERTIFICATE" in str(fault).upper() else "")
        case httpx.TimeoutException():
            return "等待超时"
    return "连接中断"
