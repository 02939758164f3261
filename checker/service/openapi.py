"""The OpenAPI 3.1 document: endpoints as FastAPI collects them, bodies as the wire models and ``render`` have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from checker import __version__
from checker.ledger.access import Scope
from checker.model.vocabulary import VOCABULARY
from checker.render.schema import report_schema
from checker.service.examples import examples
from checker.service.operation import APPLICATION, COMPONENTS, REPORT, SEALED_REPORT
from checker.wire import (
    applications,
    checks,
    consultations,
    decisions,
    desk,
    oversight,
    problem,
    quotas,
    rectifications,
    rulebook,
)
from checker.wire.body import Page

_BODIES: Final[tuple[type[BaseModel], ...]] = (
    problem.ProblemBody,
    desk.DeskBody,
    desk.HealthBody,
    desk.ReadinessBody,
    checks.BatchBody,
    checks.SealedBatchBody,
    checks.ComparisonBody,
    checks.SealedComparisonBody,
    applications.SubmissionBody,
    applications.ApplicationBody,
    consultations.ConsultationBody,
    rectifications.RectificationBody,
    decisions.DecisionBody,
    decisions.ReplayBody,
    decisions.SealedReplayBody,
    rulebook.RulebookBody,
    rulebook.ReloadBody,
    rulebook.ClauseBody,
    *(
        Page[item]  # type: ignore[valid-type]  # one page type for each
        for item in (
            applications.PendingBody,
            applications.SubmissionBody,
            applications.EventBody,
            quotas.BookingBody,
            quotas.OfferBody,
            quotas.BalanceBody,
            consultations.ConsultationBody,
            rectifications.RectificationBody,
            rectifications.WaiverBody,
            decisions.DecisionBody,
            rulebook.RuleBody,
            rulebook.ClauseBody,
            oversight.EntryBody,
            oversight.TokenBody,
        )
    ),
)
_REQUESTS: Final[tuple[type[BaseModel], ...]] = (
    checks.BatchRequest,
    checks.WhatIfRequest,
    applications.WithdrawalRequest,
    consultations.ConveneRequest,
    consultations.OpinionRequest,
    consultations.ConclusionRequest,
    consultations.CancellationRequest,
    rectifications.OrderRequest,
    rectifications.CompletionRequest,
    rectifications.ExtensionRequest,
    rectifications.RevocationRequest,
    decisions.DecisionRequest,
)
_ABOUT: Final = """巴中市碳达峰实施方案项目符合性核对的服务。

核对只提建议,决定由审查人员作出;每次变动以令牌的使用人为经办人记入台账。

- 每个请求在请求头写 `Authorization: Bearer 令牌`;`/healthz` 和 `/readyz` 除外。
- 会改动台账的请求可写 `Idempotency-Key`:重试时用同一个值,不会记两次。
- 错误一律是 `application/problem+json`(RFC 9457),`errors` 逐条写明错在哪里、怎样改。
- 数量是 JSON 数字,不经过浮点;请用十进制类型读。
- 列表分页:`limit`、`offset`,下一页见响应头 `Link`。
"""


def description(app: FastAPI) -> dict[str, Any]:
    """The document; made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title="巴中市碳达峰项目符合性核对",
            version=__version__,
            openapi_version="3.1.0",
            description=_ABOUT,
            routes=app.routes,
        )
        schemas = _schemas()
        document["components"] = {"schemas": schemas, "securitySchemes": {"token": _security()}}
        _with_examples(document)
        app.openapi_schema = _placed(document)
    return app.openapi_schema


def _security() -> dict[str, Any]:
    scopes = "、".join(f"{scope.value} {scope.label}" for scope in Scope)
    return {
        "type": "http",
        "scheme": "bearer",
        "description": f"令牌,由 checker token create 签发。权限:{scopes}",
    }


def _schemas() -> dict[str, Any]:
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        *((one, "serialization") for one in _BODIES),
        *((one, "validation") for one in _REQUESTS),
    ]
    _, found = models_json_schema(wanted, ref_template=COMPONENTS + "{model}")
    schemas: dict[str, Any] = dict(found["$defs"])
    schemas |= _component(REPORT, report_schema())
    schemas |= _component(f"{APPLICATION}ByLabel", VOCABULARY.json_schema("label"))
    schemas |= _component(f"{APPLICATION}ByKey", VOCABULARY.json_schema("key"))
    schemas[APPLICATION] = {
        "description": "一份申报;字段用中文标签或英文键",
        "anyOf": [{"$ref": f"{COMPONENTS}{APPLICATION}{way}"} for way in ("ByLabel", "ByKey")],
    }
    schemas["Finding"] = {"$ref": f"{COMPONENTS}{REPORT}_finding"}
    schemas[SEALED_REPORT] = {
        "type": "object",
        "description": "封存格式的报告:report 是完整的报告(含符合的规则),besides 是其余,原样交还才能还原",
        "properties": {
            "format": {"type": "integer", "description": "封存格式的版本"},
            "report": {"$ref": COMPONENTS + REPORT},
            "besides": {"type": "object", "description": "报告之外须一并保存的"},
        },
        "required": ["format", "report", "besides"],
    }
    return {name: _titled(schemas[name]) for name in sorted(schemas)}


def _titled(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without the English titles and summaries that come of class names."""
    return {key: value for key, value in schema.items() if not (key == "description" and str(value).isascii())}


def _component(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON Schema with definitions of its own as components, each named after it."""
    definitions = schema.get("$defs", {})
    whole = {key: value for key, value in schema.items() if key not in ("$schema", "$defs", "$id")}
    parts = {f"{name}_{part}": found for part, found in definitions.items()}
    return {key: _moved(value, name) for key, value in {name: whole, **parts}.items()}


def _moved(value: Any, name: str) -> Any:  # noqa: ANN401 - any JSON value
    match value:
        case {"$ref": str(there), **rest} if there.startswith("#/$defs/"):
            return {"$ref": f"{COMPONENTS}{name}_{there.removeprefix('#/$defs/')}", **rest}
        case dict():
            return {key: _moved(item, name) for key, item in value.items()}
        case list():
            return [_moved(item, name) for item in value]
    return value


def _placed(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The document with references where the wire models name a component that is not theirs."""
    match value:
        case {"x-component": str(name), **rest}:
            kept = {key: item for key, item in rest.items() if key in ("description",)}
            return {"$ref": COMPONENTS + name, **kept}
        case dict():
            return {key: _placed(item) for key, item in value.items()}
        case list():
            return [_placed(item) for item in value]
    return value


def _with_examples(document: dict[str, Any]) -> None:
    for (path, method), (request, status, response) in examples().items():
        operation = document["paths"][path][method]
        if request is not None:
            for content in operation["requestBody"]["content"].values():
                content["example"] = request
        contents = operation["responses"][str(status)].get("content", {})
        if response is not None and "application/json" in contents:
            contents["application/json"]["example"] = response
