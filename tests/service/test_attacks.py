"""Attacks: refused, told to the audit trail, and nothing changed."""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from checker import audit
from checker.errors import LedgerError, Problem
from checker.ledger import tokens
from checker.ledger.access import Role, Scope
from checker.wire.encoding import encoded
from tests.ledger.proceedings import code_of
from tests.service.house import BOARD, JSON, METHANOL, YAML, House, content_of

DECIDE = {"project": code_of(METHANOL), "verdict": "reject", "reason": "另有安排", "number": "决1"}


@pytest.fixture
def trail(shared_house: House) -> Iterator[io.StringIO]:
    """The audit trail of one test, which must leave the books as they were."""
    stream = io.StringIO()
    propagates, level, before = audit.LOGGER.propagate, audit.LOGGER.level, shared_house.mark
    handler = audit.configure(stream)
    yield stream
    audit.LOGGER.removeHandler(handler)
    audit.LOGGER.propagate = propagates
    audit.LOGGER.setLevel(level)
    assert shared_house.mark == before


def told(trail: io.StringIO) -> list[dict[str, object]]:
    """What the trail says; a line is written once its answer has gone out."""
    until = time.monotonic() + 5
    while not trail.getvalue() and time.monotonic() < until:
        time.sleep(0.01)
    return [json.loads(line) for line in trail.getvalue().splitlines()]


def raw(
    house: House, headers: list[tuple[bytes, bytes]], method: str = "GET", path: str = "/v1/desk"
) -> httpx.Response:
    with httpx.Client() as client:
        return client.request(method, f"{house.url}{path}", headers=headers)


OPERATIONS = [
    ("GET", "/v1/desk"), ("GET", "/v1/applications"), ("POST", "/v1/applications"), ("POST", "/v1/checks"),
    ("GET", "/v1/quotas"), ("POST", "/v1/decisions"), ("GET", "/v1/decisions/D1/report"), ("GET", "/v1/rules"),
    ("GET", "/v1/rulebook/bundle"), ("POST", "/v1/rulebook/reload"), ("GET", "/metrics"), ("GET", "/openapi.json"),
    ("GET", "/docs"), ("GET", "/"), ("GET", "/nothing"), ("DELETE", "/v1/decisions"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_without_a_token_nothing_is_told_not_even_what_there_is(
    shared_house: House, trail: io.StringIO, method: str, path: str
) -> None:
    response = raw(shared_house, [], method, path)
    assert (response.status_code, response.json()["type"]) == (401, "/problems/token-missing")
    assert response.headers["www-authenticate"].startswith("Bearer")
    (line,) = told(trail)
    assert (line["event"], line["reason"], line["status"]) == ("access-refused", "token-missing", 401)
    assert line["route"] in (path.replace("D1", "{number}"), "(none)")


def test_health_needs_no_token(shared_house: House) -> None:
    client = shared_house.client(None)
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 200)


def tampered(token: str) -> list[str]:
    flipped = "0" if token[-20] != "0" else "1"
    return [
        token[:-20] + flipped + token[-19:],
        token[:-1],
        token + "0",
        token.upper(),
        "chk_T1_" + "0" * 72,
        "T1",
        "eyJhbGciOiJub25lIn0.e30.",
        "' OR 1=1 --",
    ]


@pytest.mark.parametrize("place", range(8))
def test_a_tampered_token_is_refused(shared_house: House, trail: io.StringIO, place: int) -> None:
    text = tampered(shared_house.tokens[Role.OFFICER])[place]
    response = raw(shared_house, [(b"authorization", f"Bearer {text}".encode())])
    assert response.status_code == 401
    assert told(trail)[0]["event"] == "access-refused"
    assert shared_house.tokens[Role.OFFICER][10:60] not in trail.getvalue()


def test_a_forged_token_with_a_right_checksum_is_unknown(shared_house: House, trail: io.StringIO) -> None:
    secret = "ab" * 32
    number = shared_house.tokens[Role.OFFICER].split("_")[1]
    forged = f"chk_{number}_{secret}{tokens._checksum(number, secret)}"
    response = raw(shared_house, [(b"authorization", f"Bearer {forged}".encode())])
    assert (response.status_code, response.json()["type"]) == (401, "/problems/token-unknown")


@pytest.mark.parametrize(
    "headers",
    [
        [(b"authorization", b"Basic YTpi")],
        [(b"authorization", b"Bearer")],
        [(b"authorization", b"Bearer \xe4\xbb\xa4\xe7\x89\x8c")],
        [(b"authorization", b"Bearer a"), (b"authorization", b"Bearer b")],
    ],
)
def test_an_authorization_that_is_none_is_refused(
    shared_house: House, trail: io.StringIO, headers: list[tuple[bytes, bytes]]
) -> None:
    assert raw(shared_house, headers).status_code == 401


def test_expired_and_revoked_tokens_are_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    client = house.client(Role.OFFICER)
    assert client.get("/v1/desk").status_code == 200
    with house.ledger.writing("管理员") as books:
        number = client.get("/v1/desk").json()["token"]
        tokens.revoke(books, number, reason="调离")
    revoked = client.get("/v1/desk")
    assert (revoked.status_code, revoked.json()["type"]) == (401, "/problems/token-revoked")
    begin = tokens.authenticate
    later = datetime.now(UTC) + timedelta(days=91)
    monkeypatch.setattr(tokens, "authenticate", lambda books, presented, at: begin(books, presented, later))
    expired = house.client(Role.SYSTEM).get("/v1/desk")
    assert (expired.status_code, expired.json()["type"]) == (401, "/problems/token-expired")


REFUSED = {
    Role.SYSTEM: [("POST", "/v1/decisions"), ("POST", "/v1/consultations"), ("POST", "/v1/rulebook/reload")],
    Role.AUDITOR: [("POST", "/v1/checks"), ("POST", "/v1/applications"), ("POST", "/v1/decisions")],
    Role.POLICY: [("POST", "/v1/applications"), ("POST", "/v1/decisions"), ("GET", "/metrics")],
    Role.OFFICER: [("POST", "/v1/rulebook/reload"), ("GET", "/metrics")],
}


@pytest.mark.parametrize("role", REFUSED)
def test_a_role_may_do_no_more_than_its_scopes(shared_house: House, trail: io.StringIO, role: Role) -> None:
    client = shared_house.client(role)
    for method, path in REFUSED[role]:
        response = client.request(method, path, content=b"{" * 100, headers=JSON)
        assert (response.status_code, response.json()["type"]) == (403, "/problems/forbidden"), path
    assert [line["event"] for line in told(trail)] == ["access-refused"] * len(REFUSED[role])
    assert {line["role"] for line in told(trail)} == {role.value}


def test_a_token_of_fewer_scopes_may_do_no_more_than_those(house: House) -> None:
    with house.ledger.writing("管理员") as books:
        text = tokens.issue(books, "只看额度", Role.OFFICER, scopes=[Scope.QUOTAS_READ]).text
    with httpx.Client(base_url=house.url, headers={"Authorization": f"Bearer {text}"}) as client:
        assert client.get("/v1/quotas").status_code == 200
        assert client.get("/v1/applications").status_code == 403


BODIES = {
    "nothing": b"",
    "no json": b"{",
    "trailing": b'{"project": "a"} x',
    "deep": b"[" * 100_000,
    "deep closed": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "nan": b'{"project": NaN}',
    "infinity": b'{"project": -Infinity}',
    "huge number": b'{"project": ' + b"9" * 100_000 + b"}",
    "exponent": b'{"project": 1e999999999}',
    "twice": b'{"project": "a", "project": "b"}',
    "invalid utf-8": b'{"project": "\xff\xfe"}',
    "gbk": '{"project": "项目"}'.encode("gbk"),
    "half a character": b'{"project": "\\ud800", "verdict": "reject"}',
    "nul": b'{"project": "a\\u0000b", "verdict": "rectify", "reason": "x"}',
    "a list": b"[]",
    "a word": b'"project"',
    "unknown field": b'{"project": "a", "verdict": "reject", "admin": true}',
    "wrong types": b'{"project": 1, "verdict": [], "reason": {}, "on": 20261122}',
    "long": b'{"project": "' + b"a" * 100_000 + b'", "verdict": "reject"}',
    "no such day": b'{"project": "a", "verdict": "reject", "on": "2026-02-30"}',
}


@pytest.mark.parametrize("name", BODIES)
def test_a_malformed_body_is_refused_with_a_reason(
    shared_house: House, asking: httpx.Client, trail: io.StringIO, name: str
) -> None:
    response = asking.post("/v1/decisions", content=BODIES[name], headers=JSON)
    assert 400 <= response.status_code < 500, response.text
    problem = response.json()
    assert problem["errors"]
    assert all(one["message"] and not one["message"].isascii() for one in problem["errors"])
    assert len(response.content) < 5_000
    (line,) = told(trail)
    assert (line["event"], line["route"]) == ("request-refused", "/v1/decisions")


def test_places_in_a_body_are_json_pointers(asking: httpx.Client) -> None:
    body = {
        "project": "a",
        "authority": "市",
        "number": "1",
        "items": [{"matter": "甲", "deadline": "明天"}, {}],
        "x/y": 1,
    }
    errors = asking.post("/v1/rectifications", json=body).json()["errors"]
    assert {one["pointer"] for one in errors} == {
        "/items/0/deadline", "/items/1/matter", "/items/1/deadline", "/x~1y",
    }  # fmt: skip


APPLICATIONS = {
    "alias bomb": b"a: &a [x, x, x, x, x, x, x, x, x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (c, c, b", ".join([b"*%c" % (c - 1)] * 9)) for c in range(ord("b"), ord("k"))),
    "deep": b"[" * 50_000,
    "python object": b"!!python/object/apply:os.system ['true']",
    "merge": b"<<: *nothing",
    "json deep": b'{"a":' * 50_000,
    "zip": b"PK\x03\x04" + b"\0" * 100,
    "control": '项目名称: "a\\u001b[2J"\n建设阶段: 拟建\n'.encode(),
    "half a character": b'{"name": "\\ud800"}',
    "huge number": "年综合能源消费量: 1e999999999 tce\n".encode(),
}


@pytest.mark.parametrize("name", APPLICATIONS)
@pytest.mark.parametrize("path", ["/v1/checks", "/v1/applications"])
def test_a_malformed_application_is_refused(asking: httpx.Client, trail: io.StringIO, path: str, name: str) -> None:
    response = asking.post(path, content=APPLICATIONS[name], headers=YAML)
    assert response.status_code == 422, response.text[:300]
    assert response.json()["errors"]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/decisions/..%2f..%2fetc%2fpasswd/report",
        "/v1/decisions/%2e%2e/report",
        "/v1/applications/..%5c..%5cwindows",
        "/v1/applications/%00",
        "/v1/applications/a%0d%0aSet-Cookie:x",
        "/v1/consultations/" + "C" * 5_000,
        "/v1/rules/..%2f..%2fpyproject.toml",
        "/v1/clauses/%ff%fe",
        "/v1/clauses/%F0%9F%98%80%00",
        "//v1/desk",
        "/v1/../v1/desk",
        "/v1/decisions/D1'%20OR%201=1--",
    ],
)
def test_no_id_leads_anywhere_else(shared_house: House, trail: io.StringIO, path: str) -> None:
    token = shared_house.tokens[Role.OFFICER]
    host, port = shared_house.url.removeprefix("http://").split(":")
    import socket

    with socket.create_connection((host, int(port)), timeout=10) as connection:
        head = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    status = int(answer.split(b" ", 2)[1])
    assert status in (404, 422), answer[:300]
    assert b"Set-Cookie" not in answer.split(b"\r\n\r\n")[0]
    assert told(trail)[0]["event"] == "request-refused"


@pytest.mark.parametrize(
    "query",
    ["asof=2026-11-22", "as_of=2026-11-22&as_of=2026-11-23", "as_of=2026-1-1", "as_of=0", "all=1", "all=yes", "as_of="],
)
def test_a_slip_in_the_query_is_told_and_not_passed_over(asking: httpx.Client, trail: io.StringIO, query: str) -> None:
    response = asking.post(f"/v1/checks?{query}", content=content_of(BOARD), headers=YAML)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"].startswith("查询参数 ")


def test_an_answer_does_not_grow_with_what_is_wrong(asking: httpx.Client) -> None:
    names = [f"x{number}" for number in range(3_000)]
    by_query = asking.get("/v1/rules?" + "&".join(f"{name}=1&{name}=2" for name in names)).json()
    by_body = asking.post("/v1/decisions", json=dict.fromkeys(names, 1)).json()
    for told, count in ((by_query, 6_000), (by_body, 3_002)):
        assert len(told["errors"]) == 51
        assert told["errors"][-1]["message"] == f"另有 {count - 50} 处"


def test_a_ledger_that_is_closed_is_not_told_to_strangers_where_it_is(
    asking: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def down(*_: object) -> None:
        raise LedgerError(Problem("连不上 db.office:5432"))

    monkeypatch.setattr("checker.service.gate._token_of", down)
    with caplog.at_level(logging.ERROR):
        monkeypatch.setattr(logging.getLogger("checker.faults"), "propagate", True)
        response = asking.get("/v1/desk", headers={"Authorization": ""})
    assert (response.status_code, response.json()["type"]) == (503, "/problems/ledger")
    assert "db.office" not in response.text
    assert "db.office" in caplog.text


def test_choices_and_whole_numbers_are_told_in_chinese(asking: httpx.Client) -> None:
    (line,) = asking.post("/v1/decisions", json={"project": "a", "verdict": "同意"}).json()["errors"]
    assert line["remedy"] == "可写:approve、rectify、reject"
    for days in ("3", 3.5, True, 0, 366):
        refused = asking.post("/v1/consultations", json={"project": "a", "days": days}).json()["errors"]
        assert [one["pointer"] for one in refused] == ["/days"]


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=1_0", "offset=-1", "offset=%EF%BC%91", "limit=1e3"])
def test_pages_have_bounds(asking: httpx.Client, query: str) -> None:
    assert asking.get(f"/v1/rules?{query}").status_code == 422


@pytest.mark.parametrize(
    "media", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "", "application/json; charset=gbk"]
)
def test_another_format_is_refused(asking: httpx.Client, trail: io.StringIO, media: str) -> None:
    response = asking.post("/v1/checks", content=content_of(BOARD), headers={"Content-Type": media})
    assert (response.status_code, response.json()["type"]) == (415, "/problems/unsupported-media-type")


def test_a_wrong_method_is_told_the_right_ones(asking: httpx.Client, trail: io.StringIO) -> None:
    response = asking.delete("/v1/applications")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, POST")
    assert response.json()["type"] == "/problems/method-not-allowed"


def test_secrets_and_people_are_in_no_log(
    shared_house: House, asking: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        asking.post("/v1/checks", content=content_of(BOARD), headers=YAML)
        asking.get(f"/v1/applications/{code_of(BOARD)}")
        asking.get("/v1/quotas?leaving_out=张三丰")
        asking.post("/v1/decisions", content=encoded({**DECIDE, "reason": "王老五说不行"}), headers=JSON)
    ours = [record for record in caplog.records if record.name.startswith(("checker", "uvicorn.error"))]
    text = "".join(str(record.msg) + record.getMessage() for record in ours)
    secrets = (shared_house.tokens[Role.OFFICER], "张三", code_of(BOARD), code_of(METHANOL), "王老五", "纤维板")
    assert "/v1/applications/{project}" in text
    for secret in secrets:
        assert secret not in text
