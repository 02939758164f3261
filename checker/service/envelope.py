"""The envelope of every request: its number, its line in the log, its metrics, and an answer whatever goes wrong."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from time import perf_counter
from typing import Final
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders, State
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from checker import audit
from checker.audit import AuditEvent, AuditRecord
from checker.ledger.tokens import Token
from checker.service.logs import places_of
from checker.service.metrics import Metrics
from checker.service.paths import Paths
from checker.service.refusal import FAULTS, refusal, refused

REQUESTS: Final = logging.getLogger("checker.requests")
_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_DISCONNECTED: Final = 499
"""The status noted for a request whose sender went away."""
_LIMITS: Final = frozenset(("too-large", "too-many-requests", "busy", "too-slow"))


class Envelope:
    """The outermost layer: nothing leaves it unanswered or unlogged."""

    def __init__(self, app: ASGIApp, metrics: Callable[[], Metrics], paths: Paths) -> None:
        self._app = app
        self._metrics = metrics
        self._paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Number, time, answer and log one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = State({"request_id": _number(scope), "token": None, "reason": "", "scope": "", "changed": None})
        state.route = self._paths.template(scope["path"])
        scope.setdefault("state", {})["checker"] = state
        begun, status = perf_counter(), 0

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = state.request_id
                headers["X-Content-Type-Options"] = "nosniff"
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        metrics = self._metrics()
        metrics.in_flight.inc()
        try:
            await self._app(scope, receive, numbered)
        except ClientDisconnect:
            status = status or _DISCONNECTED
        except Exception as fault:  # noqa: BLE001 - the last line of defence: an answer, never a traceback
            _log_fault(state.request_id, fault)
            if not status:
                told = refusal("internal", "服务内部出错", f"请把请求编号 {state.request_id} 告诉管理员")
                await refused(scope, told)(scope, receive, numbered)
        finally:
            metrics.in_flight.dec()
            _log(scope, status, perf_counter() - begun)
            _count(metrics, scope, status, perf_counter() - begun)


def _number(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _WELL_FORMED.fullmatch(given) else uuid4().hex


def _method(scope: Scope) -> str:
    method = str(scope["method"])
    return method if method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "OTHER"


def _log(scope: Scope, status: int, seconds: float) -> None:
    state = scope["state"]["checker"]
    token: Token | None = state.token
    line = {
        "request_id": state.request_id,
        "token": token.id if token else None,
        "method": _method(scope),
        "route": state.route,
        "status": status,
        "ms": round(seconds * 1000, 2),
        "reason": state.reason or None,
    }
    REQUESTS.info({key: value for key, value in line.items() if value is not None})
    event = _event(status, state)
    if event is not None:
        audit.write(
            AuditRecord(
                event,
                request_id=state.request_id,
                token=token.id if token else "",
                role=token.role if token else "",
                scope=state.scope,
                method=_method(scope),
                route=state.route,
                status=status,
                reason=state.reason,
                position=state.changed,
            )
        )


def _event(status: int, state: State) -> AuditEvent | None:
    if state.changed is not None:
        return AuditEvent.CHANGED
    if status in (401, 403):
        return AuditEvent.ACCESS_REFUSED
    if state.reason in _LIMITS:
        return AuditEvent.LIMIT_REFUSED
    return AuditEvent.REQUEST_REFUSED if 400 <= status < 500 else None


def _count(metrics: Metrics, scope: Scope, status: int, seconds: float) -> None:
    method, state = _method(scope), scope["state"]["checker"]
    route = state.route
    metrics.requests.labels(method, route, str(status)).inc()
    metrics.seconds.labels(method, route).observe(seconds)
    if state.reason:
        metrics.refusals.labels(state.reason).inc()
    if state.changed is not None:
        metrics.changes.labels(route).inc()


def _log_fault(request_id: str, fault: BaseException) -> None:
    """Where it happened; not what the exception says, which may quote the request."""
    line = {
        "request_id": request_id,
        "fault": type(fault).__name__,
        "where": places_of(fault),
    }
    FAULTS.error(line)
