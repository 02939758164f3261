"""What the client does when the service, the network or the setting is wrong."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Callable

import pytest
import simplejson

from checker.client import AsyncClient, Client, RemoteDesk
from checker.client.connection import Line
from checker.client.retrying import Backoff
from checker.errors import (
    CheckerError,
    EngineError,
    ExpiredTokenError,
    LedgerRefusalError,
    ServiceError,
    UsageError,
)
from checker.ledger.sealed_report import sealed
from checker.wire.encoding import SEALED
from checker.wire.problem import problem_of
from tests.api.desk_contract import DAY, GAS, application_of, shipped
from tests.client.scripted import Reply, Request, scripted

TOKEN = "ckt_secret-token"
PROBLEM = {"Content-Type": "application/problem+json"}
RECEIPT = {
    "project": "p", "position": 1, "application": "a", "submitted_on": "2026-11-22", "state": "在审",
    "state_since": "2026-11-22", "demands": [],
}  # fmt: skip


def report() -> Reply:
    return Reply(200, sealed(shipped().check(application_of(GAS), as_of=DAY)), {"Content-Type": SEALED})


def told(error: CheckerError) -> Reply:
    body = problem_of(error, "/requests/1")
    return Reply(body.status, body.model_dump_json(exclude_none=True).encode(), PROBLEM)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that a test can sit out."""
    usual = Line.to

    def to(base_url: str, token: str, *, timeout: float, insecure: bool) -> Line:
        line = usual(base_url, token, timeout=timeout, insecure=insecure)
        return Line(line.url, line.token, line.timeout, Backoff(0.01, 0.02, 4))

    monkeypatch.setattr(Line, "to", to)


def check(url: str, **settings: float) -> object:
    with Client(url, TOKEN, **settings) as client:  # type: ignore[arg-type]
        return client.check(application_of(GAS), as_of=DAY)


def check_async(url: str, **settings: float) -> object:
    async def ask() -> object:
        async with AsyncClient(url, TOKEN, **settings) as client:  # type: ignore[arg-type]
            return await client.check(application_of(GAS), as_of=DAY)

    return asyncio.run(ask())


Asking = Callable[..., object]


@pytest.fixture(params=[check, check_async], ids=["sync", "async"])
def ask(request: pytest.FixtureRequest) -> Asking:
    return request.param


@pytest.mark.parametrize(
    "trouble",
    [Reply(503), Reply(502), Reply(429, headers={"Retry-After": "0"}), Reply(200, hangs_up=True)],
    ids=["503", "502", "429", "hang up"],
)
def test_a_check_is_asked_again_until_the_service_is_back(ask: Asking, trouble: Reply) -> None:
    with scripted(lambda _, number: trouble if number < 2 else report()) as server:
        assert ask(server.url) == shipped().check(application_of(GAS), as_of=DAY)
        assert len(server.requests) == 3


def test_attempts_come_to_an_end(ask: Asking) -> None:
    with scripted(lambda *_: Reply(503)) as server:
        with pytest.raises(ServiceError, match="答 503"):
            ask(server.url)
        assert len(server.requests) == 4


@pytest.mark.parametrize("status", [400, 404, 500, 501])
def test_what_would_be_the_same_again_is_not_asked_again(ask: Asking, status: int) -> None:
    with scripted(lambda *_: Reply(status, b"<html>")) as server:
        with pytest.raises(ServiceError, match=f"答 {status}"):
            ask(server.url)
        assert len(server.requests) == 1


def test_retry_after_is_respected(ask: Asking) -> None:
    with scripted(lambda _, number: Reply(429, headers={"Retry-After": "1"}) if not number else report()) as server:
        began = time.monotonic()
        ask(server.url)
        assert time.monotonic() - began >= 1
    with scripted(lambda *_: Reply(503, headers={"Retry-After": "3600"})) as server:
        with pytest.raises(ServiceError):
            ask(server.url)
        assert len(server.requests) == 1


def test_a_service_that_does_not_answer_is_given_up(ask: Asking) -> None:
    with scripted(lambda *_: Reply(200, delay=30)) as server:
        with pytest.raises(ServiceError, match="等待超时"):
            ask(server.url, timeout=0.2)
        assert len(server.requests) == 2


def test_nobody_there(ask: Asking) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ServiceError, match="连接不上") as caught:
        ask(f"http://127.0.0.1:{port}")
    assert TOKEN not in str(caught.value)


def test_connections_are_used_again() -> None:
    with scripted(lambda *_: report()) as server, Client(server.url, TOKEN) as client:
        for _ in range(5):
            client.check(application_of(GAS), as_of=DAY)
        assert len(server.requests) == 5
        assert server.connections == 1
        assert {request.headers["authorization"] for request in server.requests} == {f"Bearer {TOKEN}"}


def test_the_token_is_in_no_log(ask: Asking, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    expired = told(ExpiredTokenError("到期"))
    with (
        scripted(lambda _, number: expired if number else Reply(503)) as server,
        pytest.raises(ExpiredTokenError),
    ):
        ask(server.url)
    assert caplog.records
    assert TOKEN not in caplog.text + "".join(str(vars(record)) for record in caplog.records)


def test_a_change_bears_the_same_key_on_every_attempt_and_another_one_every_time() -> None:
    def script(request: Request, number: int) -> Reply:
        return Reply(503) if number in (0, 1) else Reply(201, simplejson.dumps(RECEIPT).encode())

    with scripted(script) as server:
        desk = RemoteDesk(Client(server.url, TOKEN).connection)
        for _ in range(2):
            desk.submit(application_of(GAS))
        desk.close()
        keys = [request.headers["idempotency-key"] for request in server.requests]
        assert len(keys) == 4
        assert keys[0] == keys[1] == keys[2] != keys[3]


def test_a_change_without_an_answer_says_that_it_may_have_been_made() -> None:
    with scripted(lambda *_: Reply(200, hangs_up=True)) as server:
        desk = RemoteDesk(Client(server.url, TOKEN).connection)
        with pytest.raises(ServiceError, match="可能已经办了,也可能没有"):
            desk.submit(application_of(GAS))
        desk.close()


@pytest.mark.parametrize(
    "error",
    [LedgerRefusalError("没有额度"), EngineError("出错"), ExpiredTokenError("到期"), UsageError("不对")],
)
def test_errors_arrive_as_they_were_raised(ask: Asking, error: CheckerError) -> None:
    with scripted(lambda *_: told(error)) as server, pytest.raises(type(error)) as caught:
        ask(server.url)
    assert type(caught.value) is type(error)
    assert caught.value.problems == error.problems


def test_a_problem_of_a_newer_service_is_a_service_error(ask: Asking) -> None:
    body = {
        "type": "/problems/new-kind", "title": "新", "status": 418, "detail": "新的一种错误", "instance": "/requests/1",
        "errors": [{"message": "新的一种错误", "remedy": "请升级"}],
    }  # fmt: skip
    with scripted(lambda *_: Reply(418, simplejson.dumps(body).encode(), PROBLEM)) as server:
        with pytest.raises(ServiceError, match="新的一种错误;请升级") as caught:
            ask(server.url)
        assert type(caught.value) is ServiceError


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"<html>", b"\xff\xfe", b'{"format":99,"report":{}}', b'{"format":1,"report":{},"besides":{}}'],
)
def test_answers_of_another_version_or_program_are_told(ask: Asking, content: bytes) -> None:
    with scripted(lambda *_: Reply(200, content)) as server, pytest.raises(ServiceError, match="版本可能不同"):
        ask(server.url)


def test_redirects_are_not_followed(ask: Asking) -> None:
    with (
        scripted(lambda *_: report()) as other,
        scripted(lambda *_: Reply(307, headers={"Location": other.url + "/v1/checks"})) as server,
    ):
        with pytest.raises(ServiceError, match="转到别处"):
            ask(server.url)
        assert other.requests == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://10.1.2.3:8460", "没有加密"),
        ("http://localhost.example:8460", "没有加密"),
        ("ftp://127.0.0.1", "不是服务的地址"),
        ("审查", "不是服务的地址"),
        ("https://user:pass@host", "不能写用户名和密码"),
        ("https://host/?a=1", "不能有"),
    ],
)
def test_addresses_that_are_refused(address: str, words: str) -> None:
    for kind in (Client, AsyncClient):
        with pytest.raises(UsageError, match=words) as caught:
            kind(address, TOKEN)
        assert "pass" not in str(caught.value)


def test_plain_http_to_another_machine_where_it_is_asked_for() -> None:
    assert repr(Client("http://10.1.2.3:8460", TOKEN, insecure=True)) == "Client('http://10.1.2.3:8460')"


@pytest.mark.parametrize("token", ["", "  ", "秘密", "a b", "a\nb"])
def test_tokens_that_cannot_be(token: str) -> None:
    with pytest.raises(UsageError, match="令牌"):
        Client("http://127.0.0.1:1", token)


def test_a_service_of_another_release_is_told_at_once() -> None:
    desk = {
        "name": "", "officer": "张三", "keeps_books": True, "position": 1, "token": "T1", "role": "officer",
        "scopes": [], "expires_on": "2027-01-01", "rulebook": "", "version": "99.0",
    }  # fmt: skip
    newer = Reply(200, simplejson.dumps(desk).encode())
    with scripted(lambda *_: newer) as server, pytest.raises(ServiceError, match=r"服务的程序是 99\.0 版"):
        RemoteDesk.open(server.url, TOKEN)
    with (
        scripted(lambda *_: Reply(200, b"<html>hello</html>")) as server,
        pytest.raises(ServiceError, match="不是 JSON"),
    ):
        RemoteDesk.open(server.url, TOKEN)
