"""Calls and answers: one request to the service as data, and what its answer means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar
from urllib.parse import quote
from uuid import uuid4

import httpx
from pydantic import BaseModel, ValidationError

from checker import __version__
from checker.errors import LedgerUnknownError, Problem, ServiceError, UsageError
from checker.wire.encoding import JSON, PROBLEM, decoded, encoded
from checker.wire.problem import ProblemBody

KEY: Final = "Idempotency-Key"
_OTHER_SERVICE: Final = "请核对地址:它应是 checker serve 打开的服务"
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Call:
    """One request; a ``key`` marks it as a change that may be repeated and is made once.

    Without a key, everything asked of the service may be repeated: nothing else changes anything.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    accept: str = JSON
    key: str = ""
    etag: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The headers that belong to it."""
        headers = {"Accept": f"{self.accept}, {PROBLEM}" if self.accept != JSON else JSON}
        if self.content is not None:
            headers["Content-Type"] = JSON
        if self.key:
            headers[KEY] = self.key
        if self.etag:
            headers["If-None-Match"] = f'"{self.etag}"'
        return headers


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, all of it."""

    status: int
    headers: httpx.Headers
    content: bytes

    @property
    def is_problem(self) -> bool:
        """Whether it tells what went wrong."""
        return self.status >= 400 or (300 <= self.status < 400 and self.status != 304)

    def data(self) -> Any:  # noqa: ANN401 - any JSON value
        """The JSON in it; raises ServiceError."""
        try:
            return decoded(self.content)
        except ValueError:
            raise ServiceError(Problem("服务的回答不是 JSON", remedy=_OTHER_SERVICE)) from None

    def body(self, kind: type[Model]) -> Model:
        """The body of that kind; raises ServiceError where it is another."""
        try:
            return kind.model_validate(self.data())
        except ValidationError as refused:
            raise unreadable(f"{refused.error_count()} 处") from None


def get(path: str, *, etag: str = "", accept: str = JSON, **query: object) -> Call:
    """A call that reads."""
    return Call("GET", path, query_of(query), accept=accept, etag=etag)


def post(path: str, shape: object, *, accept: str = JSON, **query: object) -> Call:
    """A call that has something worked out, and changes nothing."""
    return Call("POST", path, query_of(query), _content(shape), accept)


def change(path: str, shape: object, **query: object) -> Call:
    """A call that changes something, with a key of its own."""
    return Call("POST", path, query_of(query), _content(shape), key=str(uuid4()))


def named(*steps: str) -> str:
    """A path of names, each with what a path may not hold escaped; raises LedgerUnknownError for an empty one."""
    if not all(step.strip() for step in steps):
        raise LedgerUnknownError(Problem("编号是空的", remedy="请写项目代码或编号"))
    return "/".join(quote(step.strip(), safe="") for step in steps)


def error_of(answer: Answer, file: str = "") -> Exception:
    """The CheckerError that an answer tells: the one raised in the service, or a ServiceError."""
    media = answer.headers.get("Content-Type", "").partition(";")[0].strip()
    if media == PROBLEM:
        try:
            return ProblemBody.model_validate(decoded(answer.content)).error(file)
        except ValueError:  # a ValidationError is one too
            pass
    if 300 <= answer.status < 400:
        return ServiceError(Problem(f"服务要转到别处(答 {answer.status})", remedy="凭据不送往别处;请写最终的地址"))
    return ServiceError(Problem(f"服务答 {answer.status},不是本系统的回答", remedy=_OTHER_SERVICE))


def unreadable(what: str) -> ServiceError:
    """What a service of another version says, or none at all."""
    remedy = f"服务与本程序({__version__})的版本可能不同;请升级较旧的一方"
    return ServiceError(Problem(f"服务的回答读不懂({what})", remedy=remedy))


def _content(shape: object) -> bytes:
    try:
        return encoded(shape)
    except (TypeError, ValueError):
        remedy = "值请写文字、数字、是否、列表或它们的组合,与申报文件一样"
        raise UsageError(Problem("有不能传送的值", remedy=remedy)) from None


def query_of(given: Mapping[str, object]) -> dict[str, str]:
    """The parameters that say something, as texts."""
    query = {}
    for name, value in given.items():
        match value:
            case None | "" | False:
                continue
            case True:
                query[name] = "true"
            case date():
                query[name] = value.isoformat()
            case _:
                query[name] = str(value)
    return query
