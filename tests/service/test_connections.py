"""Connections of strangers: slow heads, trickling bodies, more connections than there are files."""

from __future__ import annotations

import json
import os
import resource
import select
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from checker.ledger.access import Role
from checker.service import connections
from checker.service.logs import Seldom
from tests.service.house import House, laid_out, running, settings_for
from tests.service.process import serving
from tests.service.test_serving import until

_SLOW = int(os.environ.get("CHECKER_SLOW_CONNECTIONS", "200"))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, shared_house: House) -> House:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
    return shared_house


def connected(url: str, begun: bytes = b"") -> socket.socket:
    host, port = url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=10)
    connection.sendall(begun)
    return connection


def rest_of(connection: socket.socket) -> bytes:
    with connection:
        return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.parametrize("begun", [b"", b"G", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: b"])
def test_whoever_dawdles_over_the_head_is_told_and_cut_off(impatient: House, begun: bytes) -> None:
    head, _, body = rest_of(connected(impatient.url, begun)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in head
    assert json.loads(body)["type"] == "/problems/slow-head"


def test_a_head_that_trickles_gets_no_more_time(impatient: House) -> None:
    with connected(impatient.url, b"GET /healthz HTTP/1.1\r\nX-A: ") as connection:
        for _ in range(100):
            if select.select([connection], [], [], 0.1)[0]:
                break
            connection.sendall(b"a")
        assert connection.recv(12) == b"HTTP/1.1 408"


def test_the_next_request_of_a_connection_has_its_time_too(impatient: House) -> None:
    with connected(impatient.url, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") as connection:
        until(lambda: b"ok" in connection.recv(65_536, socket.MSG_PEEK))
        connection.recv(65_536)
        connection.sendall(b"GET /healthz")
        assert connection.recv(12) == b"HTTP/1.1 408"


def test_a_body_that_never_ends_is_answered_and_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
    address = str(tmp_path / "台账.db")
    with running(settings_for(address, seconds=0.5), laid_out(address)) as house:
        head = (
            f"POST /v1/checks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {house.tokens[Role.OFFICER]}\r\n"
            "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
        )
        with connected(house.url, head.encode()) as connection:
            until(lambda: select.select([connection], [], [], 0.1)[0])
            assert connection.recv(65_536).startswith(b"HTTP/1.1 503 ")

            def is_cut_off() -> bool:
                try:
                    connection.sendall(b" ")
                    return bool(select.select([connection], [], [], 0.1)[0]) and not connection.recv(65_536)
                except ConnectionError:
                    return True

            until(is_cut_off)


def test_what_is_no_http_is_told_as_a_problem(shared_house: House) -> None:
    head, _, body = rest_of(connected(shared_house.url, b"\x16\x03\x01\r\n\r\n")).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert json.loads(body)["type"] == "/problems/malformed"


def test_more_connections_than_files_leave_the_service_within_reach(tmp_path: Path) -> None:
    address = str(tmp_path / "台账.db")
    issued = laid_out(address)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with serving(address, issued) as served:
        resource.prlimit(served.process.pid, resource.RLIMIT_NOFILE, (120, hard))
        slow = [connected(served.url, b"GET / HTTP/1.1\r\nX-A: ") for _ in range(min(_SLOW, soft - 100))]
        try:
            for _ in range(10):
                assert httpx.get(served.url + "/healthz", timeout=20).status_code == 200
        finally:
            for one in slow:
                one.close()
        served.stopped()
    told = [line for line in served.lines if not line.startswith("服务在")]
    assert all(line.startswith("{") for line in told)
    assert len(told) < 100


def test_the_event_loop_says_the_same_thing_seldom() -> None:
    import logging

    seldom = Seldom()
    records = [logging.LogRecord("asyncio", 40, "", 0, "out of files\nmore", (), None) for _ in range(1_000)]
    assert sum(seldom.filter(one) for one in records) == 1
    records[0].created += 60
    assert seldom.filter(records[0])


def test_the_service_starts_where_files_are_scarce(tmp_path: Path) -> None:
    code = (
        "import resource; from checker.service.connections import backlog, most_connections;"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (120, 120)); print(backlog(), most_connections())"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    assert found.stdout.split() == ["12", "90"]
