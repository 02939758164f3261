"""Reading requests: bodies as models or applications, and queries without a word too many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeVar

from fastapi.dependencies.utils import get_flat_params
from fastapi.params import ParamTypes
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.requests import Request as HttpRequest

from checker.errors import CheckerError
from checker.model.application import Application
from checker.model.reading import parse_application
from checker.nearness import nearest
from checker.service.refusal import Refusal, refusal
from checker.service.validation import lines_of
from checker.source import check_text, read_json
from checker.wire.body import Request
from checker.wire.encoding import JSON, YAML
from checker.wire.problem import ProblemLine

_FILES: Final = {JSON: "申报.json", YAML: "申报.yaml", "application/x-yaml": "申报.yaml", "text/yaml": "申报.yaml"}
"""What an application may be sent as, and what it is then read as."""
_DEEPEST: Final = 24
_MOST: Final = 200_000
_HALVES: Final = re.compile("[\ud800-\udfff]")
_MOST_TOLD: Final = 50
"""Mistakes told one by one: an answer is not to grow with whatever is sent."""

Model = TypeVar("Model", bound=Request)


def media_of(request: HttpRequest) -> str:
    """The media type of the body; raises Refusal where it is none that text can have."""
    media, *parameters = request.headers.get("content-type", "").lower().split(";")
    charsets = [value for name, _, value in (one.strip().partition("=") for one in parameters) if name == "charset"]
    if any(charset.strip('" ') not in ("utf-8", "utf8") for charset in charsets):
        raise refusal("unsupported-media-type", "请求体的编码应为 UTF-8", "请写 charset=utf-8,或不写")
    return media.strip()


def model_of(kind: type[Model], content: bytes, media: str) -> Model:
    """The body as a model; raises Refusal with every line that is wrong."""
    if media != JSON:
        raise refusal("unsupported-media-type", "请求体应为 JSON", f"请写 Content-Type: {JSON}")
    try:
        text = check_text(
            content, "", error=_UnreadableError, max_bytes=len(content), expected="UTF-8 编码的 JSON 文本"
        )
        data = read_json(text, "", error=_UnreadableError, max_depth=_DEEPEST, max_nodes=_MOST).plain
    except _UnreadableError as error:
        raise Refusal("request", *map(ProblemLine.of, error.problems)) from None
    _refuse_halves(data)
    try:
        return kind.model_validate(data)
    except ValidationError as found:
        wrong = found.errors(include_url=False)
        lines = lines_of({**error, "loc": ("body", *error["loc"])} for error in wrong[:_MOST_TOLD])
        raise Refusal("request", *lines, *_untold(len(wrong))) from None


def application_of(content: bytes, media: str) -> Application:
    """The body as an application; raises Refusal for another format, ApplicationError for what is wrong in it."""
    if media not in _FILES:
        raise refusal("unsupported-media-type", "申报应为 JSON 或 YAML", f"请写 Content-Type: {JSON} 或 {YAML}")
    application = parse_application(content, _FILES[media])
    _refuse_halves(application.canonical())
    return application


class _UnreadableError(CheckerError):
    """A body that is no JSON in UTF-8."""


def _refuse_halves(data: Any) -> None:  # noqa: ANN401 - any JSON value
    """Raise Refusal for half a character (a lone surrogate), which nothing can be answered with."""
    match data:
        case str() if _HALVES.search(data):
            raise refusal("request", "文字里有残缺的字符", r"请改写;\ud800 至 \udfff 须成对")
        case dict():
            for key, value in data.items():
                _refuse_halves(key)
                _refuse_halves(value)
        case list() | tuple():
            for value in data:
                _refuse_halves(value)


def queries_of(route: APIRoute) -> frozenset[str]:
    """The query parameters that an endpoint has."""
    found = get_flat_params(route.dependant)
    return frozenset(field.alias for field in found if getattr(field.field_info, "in_", None) is ParamTypes.query)


def refuse_other_queries(request: HttpRequest, known: frozenset[str]) -> None:
    """Raise Refusal for a query parameter that is not ``known``, and for one that stands twice."""
    given = Counter(name for name, _ in request.query_params.multi_items())
    unknown = [name for name in given if name not in known]
    twice = sorted(name for name, times in given.items() if times > 1)
    lines = [*_unknown(unknown[:_MOST_TOLD], known), *_twice(twice[:_MOST_TOLD])][:_MOST_TOLD]
    if lines:
        raise Refusal("request", *lines, *_untold(len(unknown) + len(twice)))


def _unknown(names: Iterable[str], known: frozenset[str]) -> Iterator[ProblemLine]:
    for name in names:
        near = nearest(name, sorted(known))
        remedy = f"是否为 {near}?" if near else f"可写:{'、'.join(sorted(known))}" if known else "这里没有查询参数"
        yield ProblemLine(message="没有这个查询参数", remedy=remedy, field=f"查询参数 {name[:50]}")


def _twice(names: Iterable[str]) -> Iterator[ProblemLine]:
    for name in names:
        yield ProblemLine(message="查询参数写了两次", remedy="请只写一次", field=f"查询参数 {name[:50]}")


def _untold(count: int) -> Iterator[ProblemLine]:
    """What stands for the mistakes beyond those told."""
    if count > _MOST_TOLD:
        yield ProblemLine(message=f"另有 {count - _MOST_TOLD} 处", remedy="请先改以上各处")
