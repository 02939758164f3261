"""The OpenAPI document: complete, in Chinese, its examples true, and every answer as it says."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema_specifications import REGISTRY as SPECIFICATIONS
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

import checker.service
from checker.api.desk import Desk
from checker.ledger.access import Role, Scope
from checker.service.examples import FILE
from checker.wire.encoding import JSON, decoded, encoded
from tests.service.story import Teller, Told, told_story

_HEXADECIMAL = re.compile(r"\b[0-9a-f]{12,64}\b")
_LARGEST = 60_000
_FILE = Path(checker.service.__file__).with_name(FILE)
_WRITES = "CHECKER_WRITE_EXAMPLES"


@pytest.fixture(scope="module")
def teller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Teller]:
    with pytest.MonkeyPatch.context() as patch, told_story(patch, tmp_path_factory.mktemp("story")) as teller:
        yield teller


@pytest.fixture(scope="module")
def document(teller: Teller) -> dict[str, Any]:
    found = decoded(teller.house.client(Role.SYSTEM).get("/openapi.json").content)
    assert isinstance(found, dict)
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def validator(document: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    """Floats there are none: a Decimal counts as a number."""
    registry = Registry().with_resource("urn:openapi", Resource(document, DRAFT202012))
    placed = {"$ref": f"urn:openapi{schema['$ref']}"} if "$ref" in schema else schema
    return Draft202012Validator(placed, registry=registry)


def plain(value: Any) -> Any:
    """JSON with numbers that the validator knows."""
    match value:
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list():
            return [plain(item) for item in value]
        case bool() | int() | str() | None:
            return value
    return float(value)


def test_every_answer_of_the_story_is_as_the_document_says(teller: Teller, document: dict[str, Any]) -> None:
    for one in teller.told:
        described = document["paths"][one.path][one.method]["responses"][str(one.status)]
        schema = described.get("content", {}).get(JSON, {}).get("schema")
        assert (schema is None) == (one.response is None), one.url
        if schema is not None:
            faults = list(validator(document, schema).iter_errors(plain(one.response)))
            assert not faults, (one.url, faults[0].json_path, faults[0].message)


def test_every_request_of_the_story_is_as_the_document_says(teller: Teller, document: dict[str, Any]) -> None:
    for one in teller.told:
        if one.request is not None:
            schema = document["paths"][one.path][one.method]["requestBody"]["content"][JSON]["schema"]
            faults = list(validator(document, schema).iter_errors(plain(one.request)))
            assert not faults, (one.url, faults[0].json_path, faults[0].message)


def test_the_story_reaches_every_endpoint(teller: Teller, document: dict[str, Any]) -> None:
    told = {(one.path, one.method) for one in teller.told}
    assert {(path, method) for path, method, _ in operations(document)} == told


def test_every_method_of_a_desk_has_its_endpoint(document: dict[str, Any]) -> None:
    places = {
        "check": "post /v1/checks",
        "what_if": "post /v1/what-if",
        "pending": "get /v1/applications",
        "application": "get /v1/applications/{project}",
        "submissions": "get /v1/applications/{project}/submissions",
        "submit": "post /v1/applications",
        "withdraw": "post /v1/applications/{project}/withdrawal",
        "history": "get /v1/applications/{project}/history",
        "balances": "get /v1/quotas",
        "bookings": "get /v1/applications/{project}/bookings",
        "holders": "get /v1/quotas/holders",
        "offers": "get /v1/applications/{project}/offers",
        "consultations": "get /v1/consultations",
        "convene": "post /v1/consultations",
        "hear": "post /v1/consultations/{number}/opinions",
        "conclude": "post /v1/consultations/{number}/conclusion",
        "cancel_consultation": "post /v1/consultations/{number}/cancellation",
        "rectifications": "get /v1/rectifications",
        "order": "post /v1/rectifications",
        "complete": "post /v1/rectifications/{number}/completion",
        "extend": "post /v1/rectifications/{number}/extension",
        "revoke_rectification": "post /v1/rectifications/{number}/revocation",
        "waivers": "get /v1/waivers",
        "decisions": "get /v1/decisions",
        "decide": "post /v1/decisions",
        "decided_report": "get /v1/decisions/{number}/report",
        "replay": "get /v1/decisions/{number}/replay",
        "rulebook": "get /v1/rulebook/bundle",
        "name": "get /v1/desk",
        "officer": "get /v1/desk",
        "keeps_books": "get /v1/desk",
    }
    methods = {name for name, _ in inspect.getmembers(Desk) if not name.startswith("_")}
    assert methods - {"close"} == places.keys()
    assert set(places.values()) <= {f"{method} {path}" for path, method, _ in operations(document)}


def test_people_read_chinese_and_every_error_is_a_problem(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    for path, method, operation in operations(document):
        assert not operation["summary"].isascii(), path
        for status, response in operation["responses"].items():
            assert not response["description"].isascii()
            if int(status) >= 400 and path != "/readyz":
                assert list(response["content"]) == ["application/problem+json"], (path, method, status)
    for name, schema in document["components"]["schemas"].items():
        for field, one in schema.get("properties", {}).items():
            assert "description" in one or "$ref" in str(one) or name.startswith(("Report", "Application")), (
                name,
                field,
            )


def test_only_health_asks_for_no_token_and_scopes_are_named(document: dict[str, Any]) -> None:
    scopes = {scope.value for scope in Scope}
    for path, _, operation in operations(document):
        if path in ("/healthz", "/readyz"):
            assert operation["security"] == []
        else:
            ((token, named),) = operation["security"][0].items()
            assert (token, set(named) <= scopes) == ("token", True)
            assert bool(named) == (path != "/v1/desk")


def test_everything_that_changes_something_takes_a_key(document: dict[str, Any]) -> None:
    harmless = {"/v1/checks", "/v1/checks/batch", "/v1/what-if", "/v1/explain", "/v1/rulebook/reload"}
    for path, method, operation in operations(document):
        named = {one["name"] for one in operation.get("parameters", [])}
        assert ("Idempotency-Key" in named) == (method == "post" and path not in harmless), path


def test_examples_are_what_was_asked_and_answered(teller: Teller, document: dict[str, Any]) -> None:
    """Set CHECKER_WRITE_EXAMPLES=1 to write them anew."""
    found = examples_of(teller.told)
    if os.environ.get(_WRITES):
        lines = ",\n".join(encoded_line(one) for one in found)
        _FILE.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    kept = decoded(_FILE.read_bytes())
    assert masked(kept) == masked(found), f"答复变了;重写例子:{_WRITES}=1 python -m pytest {Path(__file__).name}"
    for one in found:
        operation = document["paths"][one["path"]][one["method"]]
        if one["request"] is not None:
            assert operation["requestBody"]["content"][JSON]["example"] is not None
        assert ("example" in str(operation["responses"][str(one["status"])])) == (one["response"] is not None)


def examples_of(told: list[Told]) -> list[dict[str, Any]]:
    """The first of each endpoint; answers that are too long to be read are left out."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in told:
        response = one.response
        if len(encoded_line(response)) > _LARGEST:
            response = None
        shape = {
            "path": one.path,
            "method": one.method,
            "request": one.request,
            "status": one.status,
            "response": response,
        }
        found.setdefault((one.path, one.method), shape)
    return list(found.values())


def encoded_line(shape: Any) -> str:
    return re.sub(r'"name":"[^"]*/ledger\.db"', '"name":"ledger.db"', encoded(shape).decode())


def masked(found: Any) -> Any:
    """Without what changes with every edition of the rules or of the program."""
    text = _HEXADECIMAL.sub("#", encoded_line(found))
    return re.sub(r'"(rules|clauses|total|line)":\d+|"version":"[^"]*"', "#", text)


def test_the_document_is_printed_without_a_ledger(document: dict[str, Any]) -> None:
    from click.testing import CliRunner

    from checker.cli.program import program

    result = CliRunner().invoke(program, ["serve", "--openapi"])
    assert (result.exit_code, decoded(result.stdout.encode())) == (0, document)


_OF_SCHEMAS = ("properties", "$defs")
_A_SCHEMA = ("items", "additionalProperties", "propertyNames", "not", "if", "then", "else", "contains")
_SCHEMAS = ("anyOf", "oneOf", "allOf", "prefixItems")


def schemas_within(schema: Any) -> Iterator[dict[str, Any]]:
    """The schema and every schema in it."""
    if not isinstance(schema, dict):
        return
    yield schema
    for key, value in schema.items():
        if key in _OF_SCHEMAS:
            inner = list(value.values())
        else:
            inner = [value] if key in _A_SCHEMA else value if key in _SCHEMAS else []
        for one in inner:
            yield from schemas_within(one)


def schemas_of(value: Any) -> Iterator[Any]:
    """What stands in the document as a schema; examples hold none."""
    match value:
        case dict():
            for key, one in value.items():
                if key == "schema":
                    yield one
                elif key == "schemas":
                    yield from one.values()
                elif key not in ("example", "examples"):
                    yield from schemas_of(one)
        case list():
            for one in value:
                yield from schemas_of(one)


def test_every_schema_is_json_schema_and_says_nothing_else(document: dict[str, Any]) -> None:
    known = set().union(
        *(
            SPECIFICATIONS.contents(f"https://json-schema.org/draft/2020-12/meta/{part}")["properties"]
            for part in ("core", "applicator", "unevaluated", "validation", "format-annotation", "content", "meta-data")
        )
    )
    found = [plain(one) for schema in schemas_of(document) for one in schemas_within(schema)]
    assert len(found) > 500
    for schema in found:
        Draft202012Validator.check_schema(schema)
        strange = {key for key in schema if key not in known and not key.startswith("x-")}
        assert not strange, (strange, schema)
