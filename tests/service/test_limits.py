"""Limits: size, time, rate, number at once; told with when to come again, and nobody else suffers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from checker.api.checker import Checker
from checker.ledger.access import Role
from checker.service.gate import Rates
from tests.service.house import BOARD, JSON, YAML, House, content_of, laid_out, running, settings_for


def started(tmp_path: Path, **changes: object) -> Iterator[House]:
    address = str(tmp_path / "台账.db")
    with running(settings_for(address, **changes), laid_out(address)) as house:
        yield house


@pytest.fixture
def narrow(tmp_path: Path) -> Iterator[House]:
    yield from started(tmp_path, largest_body=4_000)


@pytest.fixture
def brief(tmp_path: Path) -> Iterator[House]:
    yield from started(tmp_path, seconds=0.5, in_flight=2)


@pytest.fixture
def rare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr("checker.service.gate._STRANGERS", (0.01, 40))
    yield from started(tmp_path, rate=0.5, burst=3)


@pytest.mark.parametrize("streamed", [False, True])
def test_a_large_body_is_refused_whether_or_not_it_says_so(narrow: House, streamed: bool) -> None:
    chunks = [b"x" * 1_000] * 1_000
    mark = narrow.mark
    content = iter(chunks) if streamed else b"".join(chunks)
    with httpx.Client(headers={"Authorization": f"Bearer {narrow.tokens[Role.OFFICER]}"}) as client:
        try:
            response = client.post(f"{narrow.url}/v1/applications", content=content, headers=YAML)
        except httpx.WriteError:
            assert streamed  # the service answered and hung up while more was coming
        else:
            assert (response.status_code, response.json()["type"]) == (413, "/problems/too-large")
    assert narrow.mark == mark
    assert narrow.client().post("/v1/checks", content=content_of(BOARD)[:3_000], headers=YAML).status_code in (200, 422)


def test_a_compressed_body_is_refused(narrow: House) -> None:
    response = narrow.client().post("/v1/checks", content=b"x", headers={**YAML, "Content-Encoding": "gzip"})
    assert response.status_code == 415


def test_what_takes_too_long_is_answered_and_the_others_go_on(brief: House, monkeypatch: pytest.MonkeyPatch) -> None:
    going_on = threading.Event()
    begin = Checker.check

    def slow(self: Checker, application: object, **named: object) -> object:
        going_on.wait(10)
        return begin(self, application, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Checker, "check", slow)
    client = brief.client()
    try:
        response = client.post("/v1/checks", content=content_of(BOARD), headers=YAML)
        assert (response.status_code, response.json()["type"]) == (503, "/problems/too-slow")
        assert int(response.headers["retry-after"]) >= 1
        assert client.get("/v1/quotas").status_code == 200
    finally:
        going_on.set()


def test_too_many_at_once_are_told_to_wait_and_health_still_answers(
    brief: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    going_on = threading.Event()
    monkeypatch.setattr(Checker, "check", lambda *_, **__: going_on.wait(10))
    with ThreadPoolExecutor(2) as pool:
        slow = [
            pool.submit(client.post, "/v1/checks", content=content_of(BOARD), headers=YAML)
            for client in (brief.client(), brief.client())
        ]
        client = brief.client()
        until = time.monotonic() + 10
        while (response := client.get("/v1/quotas")).status_code != 503 and time.monotonic() < until:
            time.sleep(0.01)
        assert (response.json()["type"], response.headers["retry-after"]) == ("/problems/busy", "1")
        assert client.get("/healthz").status_code == 200
        going_on.set()
        assert all(one.result().status_code >= 500 for one in slow)


def test_a_token_that_asks_too_often_is_told_to_wait_and_others_are_not(rare: House) -> None:
    client = rare.client(Role.OFFICER)
    statuses = [client.get("/v1/desk").status_code for _ in range(3)]
    refused = client.get("/v1/desk")
    assert (statuses, refused.status_code, refused.json()["type"]) == ([200] * 3, 429, "/problems/too-many-requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 2
    assert rare.client(Role.SYSTEM).get("/v1/desk").status_code == 200


def test_strangers_who_try_too_often_are_told_to_wait_and_token_holders_are_not(rare: House) -> None:
    stranger = rare.client(None)
    statuses = {stranger.get("/v1/desk").status_code for _ in range(60)}
    assert statuses == {401, 429}
    assert rare.client(Role.SYSTEM).get("/v1/desk").status_code == 200


def test_a_bucket_fills_again_steadily_and_no_further_than_its_brim() -> None:
    now = [0.0]
    rates = Rates(2, 3, clock=lambda: now[0])
    assert [rates.wait("a") for _ in range(3)] == [0, 0, 0]
    assert rates.wait("a") == 0.5
    assert rates.wait("b") == 0
    now[0] += 0.5
    assert [rates.wait("a"), rates.wait("a")] == [0, 0.5]
    now[0] += 1_000
    assert [rates.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_a_batch_has_bounds(narrow: House, monkeypatch: pytest.MonkeyPatch) -> None:
    client = narrow.client()
    assert client.post("/v1/checks/batch", json={"applications": []}).status_code == 422
    response = client.post("/v1/checks/batch", content=b'{"applications":[' + b"{}," * 200 + b"{}]}", headers=JSON)
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/applications")
