"""What the OpenAPI document says of one endpoint, beside what its parameters tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from fastapi import Depends
from starlette.responses import Response

from checker.ledger.access import Scope
from checker.service.asked import needs
from checker.service.changing import KEY, REPLAYED
from checker.wire.encoding import JSON, PROBLEM, SEALED, YAML, ZIP

COMPONENTS: Final = "#/components/schemas/"
APPLICATION: Final = "Application"
REPORT: Final = "Report"
SEALED_REPORT: Final = "SealedReport"

_ALWAYS: Final = (400, 401, 403, 422, 429, 500, 503)
_MEANING: Final = {
    400: "请求不成立",
    401: "没有令牌,或令牌不算数",
    403: "令牌没有这项权限",
    404: "没有",
    409: "台账不允许,或规则包有误",
    413: "请求体太大",
    415: "不认识请求的格式",
    422: "请求的内容不合要求",
    429: "请求太频繁",
    500: "服务出错",
    503: "服务正忙,或台账打不开",
}
_KEY_PARAMETER: Final = {
    "name": KEY,
    "in": "header",
    "required": False,
    "description": "每个新的请求用一个新的随机值,重试时不变:重试只会得到原来的答复",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[!-~]([ -~]*[!-~])?$"},
    "example": "6f1d1c1e-3a53-4f0e-9a53-0d8e6d9f4b7a",
}
_UNCHANGED: Final = {"description": "没有变"}


def operation(
    summary: str,
    scope: Scope | None,
    *,
    gives: str = "",
    sealed: str = "",
    status: int = 200,
    takes: str = "",
    changes: bool = False,
    tags: bool = False,
    errors: Iterable[int] = (),
    description: str = "",
) -> dict[str, Any]:
    """The settings of an endpoint: who may use it, and what the document says.

    ``gives``, ``sealed`` and ``takes`` name components; ``takes`` of an application means JSON or YAML; ``tags`` says
    that answers carry an ETag.
    """
    told = {*_ALWAYS, *errors, *((409,) if changes else ()), *((413, 415) if takes else ())}
    extra: dict[str, Any] = {
        "security": [{"token": [scope.value] if scope else []}],
        **({"x-scope": scope.value} if scope else {}),
    }
    if takes:
        extra["requestBody"] = _request_body(takes)
    if changes:
        extra["parameters"] = [_KEY_PARAMETER]
    return {
        "summary": summary,
        "description": description or (f"权限:{scope.value}({scope.label})" if scope else "任何令牌都可以"),
        "status_code": status,
        "response_class": Response,
        "response_model": None,
        "dependencies": [Depends(needs(scope))],
        "responses": {
            status: _success(status, gives, sealed, changes=changes, tags=tags),
            **({304: _UNCHANGED} if tags else {}),
            **{code: problem(code) for code in sorted(told)},
        },
        "openapi_extra": extra,
    }


def problem(status: int) -> dict[str, Any]:
    """How an error is described."""
    headers = {"Retry-After": _header("几秒后再试", "integer")} if status in (429, 503) else {}
    return {
        "description": _MEANING[status],
        "content": {PROBLEM: {"schema": reference("ProblemBody")}},
        **({"headers": headers} if headers else {}),
    }


def reference(name: str) -> dict[str, str]:
    """A reference to a component."""
    return {"$ref": COMPONENTS + name}


def _success(status: int, gives: str, sealed: str, *, changes: bool, tags: bool) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if gives == ZIP:
        content[ZIP] = {"schema": {"type": "string", "format": "binary"}}
    elif gives:
        content[JSON] = {"schema": reference(gives)}
    if sealed:
        content[SEALED] = {"schema": reference(sealed)}
    headers: dict[str, Any] = {}
    if gives.startswith("Page_") and not changes:
        headers["Link"] = _header("下一页、上一页(rel=next、rel=prev)", "string")
    if tags:
        headers["ETag"] = _header("内容的标记,下次放在 If-None-Match 里", "string")
    if changes:
        headers[REPLAYED] = _header("true:这是重复的请求,答复是原来的", "string")
    if status == 201:
        headers["Location"] = _header("新记的在哪里", "string")
    return {
        "description": "办到了",
        **({"content": content} if content else {}),
        **({"headers": headers} if headers else {}),
    }


def _request_body(takes: str) -> Mapping[str, Any]:
    media = (JSON, YAML) if takes == APPLICATION else (JSON,)
    return {"required": True, "content": {one: {"schema": reference(takes)} for one in media}}


def _header(description: str, kind: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": kind}}
