"""Refusals: what the service itself turns down, and how every error is told (RFC 9457)."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from fastapi.exceptions import RequestValidationError
from starlette.datastructures import State
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from checker.errors import CheckerError, LedgerError, LedgerUnknownError, Problem
from checker.service.paths import Paths
from checker.service.validation import lines_of
from checker.wire.encoding import PROBLEM, encoded
from checker.wire.problem import ProblemBody, ProblemLine, problem_of, protocol_problem

FAULTS: Final = logging.getLogger("checker.faults")
_CLOSED: Final = LedgerError(Problem("台账现在读不了", remedy="请稍候再试;管理员在服务的日志里看得到原因"))
"""What anybody may know of a ledger that cannot be reached: nothing of where it is."""
_HEADERS: Final = {401: {"WWW-Authenticate": 'Bearer realm="checker"'}, 503: {"Retry-After": "5"}}
_BY_STATUS: Final = {404: "not-found", 405: "method-not-allowed"}
_SAID: Final = {
    404: ("没有这个地址", "地址见 GET /openapi.json"),
    405: ("这个地址不支持这种方法", "可用的方法见响应头 Allow"),
}


class Refusal(Exception):  # noqa: N818 - turned down, not gone wrong
    """Something the service turns down by its own rules; ``name`` is one of ``wire.problem.PROTOCOL``."""

    def __init__(
        self, name: str, *lines: ProblemLine, wait: float | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(name)
        self.name = name
        self.lines = lines
        self.headers = {**(headers or {}), **({"Retry-After": str(math.ceil(wait))} if wait is not None else {})}


def refusal(
    name: str,
    message: str,
    remedy: str,
    *,
    pointer: str | None = None,
    wait: float | None = None,
    headers: Mapping[str, str] | None = None,
) -> Refusal:
    """A refusal with one line."""
    return Refusal(name, ProblemLine(message=message, remedy=remedy, pointer=pointer), wait=wait, headers=headers)


def instance_of(scope: Scope) -> str:
    """How a problem names the request it is about."""
    return f"/requests/{state_of(scope).request_id}"


def state_of(scope: Scope) -> State:
    """What is known of a request so far."""
    found: State = scope["state"]["checker"]
    return found


def problem_response(scope: Scope, body: ProblemBody, headers: Mapping[str, str] | None = None) -> Response:
    """The response that tells a problem; what happened is noted for the logs."""
    state_of(scope).reason = body.name
    content = encoded(body.model_dump(exclude_none=True))
    return Response(content, body.status, headers, PROBLEM)


def refused(scope: Scope, found: Refusal) -> Response:
    """The response to a refusal."""
    body = protocol_problem(found.name, found.lines, instance_of(scope))
    return problem_response(scope, body, found.headers)


def failed(scope: Scope, error: CheckerError, *, in_path: bool = False) -> Response:
    """The response to an error; what a body names in vain is a conflict, what the path names in vain is not found."""
    if type(error) is LedgerError:
        FAULTS.error({"request_id": state_of(scope).request_id, "message": str(error)})
        error = _CLOSED
    body = problem_of(error, instance_of(scope))
    if isinstance(error, LedgerUnknownError) and not in_path:
        body = body.model_copy(update={"status": 409})
    return problem_response(scope, body, _HEADERS.get(body.status))


async def on_refusal(request: Request, found: Exception) -> Response:
    """Tells a Refusal."""
    assert isinstance(found, Refusal)
    return refused(request.scope, found)


async def on_error(request: Request, error: Exception) -> Response:
    """Tells a CheckerError."""
    assert isinstance(error, CheckerError)
    return failed(request.scope, error, in_path=bool(request.path_params))


async def on_invalid(request: Request, error: Exception) -> Response:
    """Tells what is wrong with the path or the query."""
    assert isinstance(error, RequestValidationError)
    return refused(request.scope, Refusal("request", *lines_of(_details(error.errors()))))


async def on_http(request: Request, error: Exception) -> Response:
    """Tells what routing found: no such address, or no such method there."""
    assert isinstance(error, HTTPException)
    name = _BY_STATUS.get(error.status_code, "request")
    message, remedy = _SAID.get(error.status_code, ("请求不成立", "请核对请求"))
    paths: Paths = request.app.state.paths
    headers = {"Allow": paths.allowed(request.url.path)} if error.status_code == 405 else None
    return refused(request.scope, refusal(name, message, remedy, headers=headers))


def _details(errors: Sequence[object]) -> Iterable[Mapping[str, object]]:
    return [error for error in errors if isinstance(error, Mapping)]
