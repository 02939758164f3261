"""Connections: how many a process keeps, and how long each may take over the head of a request and to read an answer.

uvicorn waits for ever for a request that has begun. Here whoever dawdles is told 408 after ten seconds, and where there
are as many connections as the process may have, the one that has dawdled longest gives way: no token is needed to open
connections, so nothing may be had by opening many.
"""

from __future__ import annotations

import asyncio
import resource
from time import monotonic
from typing import TYPE_CHECKING, Final, cast
from uuid import uuid4

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from checker.wire.encoding import PROBLEM, encoded
from checker.wire.problem import ProblemLine, protocol_problem

if TYPE_CHECKING:
    from asyncio import TimerHandle, Transport

HEAD_SECONDS: Final = 10.0
"""From the connection, or from the first byte of the next request, to the end of its headers."""
_UNREAD_SECONDS: Final = 60.0
"""How long an answer may lie unread before the connection is broken off."""
_MOST: Final = 4096
_SHARE: Final = 0.75
"""Of the files that the process may open, what connections may take: ledger, logs and rules need some too."""
_QUEUED: Final = 0.1
"""Of those files, what connections may take that wait to be taken on."""


def most_connections() -> int:
    """How many connections a process keeps at once."""
    return min(_MOST, int(_files_allowed() * _SHARE))


def backlog() -> int:
    """How many connections may wait: they are all taken on together, before any can be turned away."""
    return max(8, min(_MOST // 2, int(_files_allowed() * _QUEUED)))


class BoundedConnection(H11Protocol):
    """One connection, which must not be kept waiting."""

    _head_due: TimerHandle | None = None
    _reading_due: TimerHandle | None = None
    _waiting_since: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection on, in the place of another if there are too many."""
        super().connection_made(cast("Transport", transport))
        self._await_head()
        if len(self.connections) > most_connections():
            longest = min(self.connections, key=_since)
            (longest if isinstance(longest, BoundedConnection) else self).drop()

    def data_received(self, data: bytes) -> None:
        """Read on; what comes when nothing is being answered has its time to become the head of a request."""
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:
            self._await_head()
        else:
            self._stop_waiting()

    def pause_writing(self) -> None:
        """Wait for answers to be read, but not for ever."""
        super().pause_writing()
        self._reading_due = self.loop.call_later(_UNREAD_SECONDS, self.drop)

    def resume_writing(self) -> None:
        """Go on: what was written is being read."""
        self._stop_expecting_readers()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_waiting()
        self._stop_expecting_readers()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - in English
        """Say that this is no HTTP, and close the connection."""
        self._leave_with("malformed", "这不是合格的 HTTP 请求", "请核对请求行和请求头")

    def drop(self) -> None:
        """Close the connection at once, without an answer."""
        self._stop_waiting()
        self.connections.discard(self)
        self.transport.abort()

    def _await_head(self) -> None:
        if self._head_due is None:
            self._waiting_since = monotonic()
            self._head_due = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def _stop_waiting(self) -> None:
        if self._head_due is not None:
            self._head_due.cancel()
        self._head_due = self._waiting_since = None

    def _stop_expecting_readers(self) -> None:
        if self._reading_due is not None:
            self._reading_due.cancel()
        self._reading_due = None

    def _too_slow(self) -> None:
        self._stop_waiting()
        self._leave_with("slow-head", f"{HEAD_SECONDS:g} 秒内没有收全请求头", "请重新连接")

    def _leave_with(self, name: str, message: str, remedy: str) -> None:
        """Tell a problem if nothing is being answered, and close the connection."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE) and not self.transport.is_closing():
            line = ProblemLine(message=message, remedy=remedy)
            body = protocol_problem(name, [line], f"/requests/{uuid4().hex}")
            content = encoded(body.model_dump(exclude_none=True))
            headers = [("Content-Type", PROBLEM), ("Content-Length", str(len(content))), ("Connection", "close")]
            head = h11.Response(status_code=body.status, headers=headers)
            for event in (head, h11.Data(data=content), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def _files_allowed() -> int:
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 2**20 if allowed == resource.RLIM_INFINITY else allowed


def _since(connection: object) -> float:
    """Since when a connection has kept the process waiting; those that do not come last."""
    since = connection._waiting_since if isinstance(connection, BoundedConnection) else None
    return monotonic() if since is None else since
