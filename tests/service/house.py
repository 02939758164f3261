"""A service at work for tests: a ledger with tokens for every role, and a real server on loopback."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import httpx
import uvicorn
from fastapi import FastAPI

from checker.ledger import Ledger, quotas, tokens
from checker.ledger.access import Role, Scope
from checker.service.app import create_app
from checker.service.connections import BoundedConnection
from checker.service.settings import Settings
from tests.ledger.proceedings import CASES, shipped

BOARD = "coal-substitution-done"
METHANOL = "methanol-consultation-pending"
PIGS = "pig-farm"
JSON = {"Content-Type": "application/json"}
YAML = {"Content-Type": "application/yaml"}
HOLDERS = {Role.OFFICER: "张三", Role.POLICY: "李四", Role.SYSTEM: "审批平台", Role.AUDITOR: "王五"}


def content_of(case: str) -> bytes:
    """The application file of a case."""
    return (CASES / case / "application.yaml").read_bytes()


@dataclass
class House:
    """A running service, and the ledger behind it."""

    url: str
    ledger: Ledger
    tokens: Mapping[Role, str]
    app: FastAPI
    _clients: list[httpx.Client] = field(default_factory=list)

    def client(self, role: Role | None = Role.OFFICER) -> httpx.Client:
        """A client with the token of a role, or without any."""
        headers = {"Authorization": f"Bearer {self.tokens[role]}"} if role else {}
        client = httpx.Client(base_url=self.url, headers=headers, timeout=30)
        self._clients.append(client)
        return client

    @property
    def mark(self) -> tuple[int, str]:
        """Position and hash of the last entry: the same as long as nothing has changed."""
        with self.ledger.reading() as books:
            return books.position, self.ledger.storage._head(books.connection, locked=False)[1]

    def close(self) -> None:
        for client in self._clients:
            client.close()


def laid_out(address: str) -> dict[Role, str]:
    """A ledger with the limits of the rules and a token for each role, with the most that it may do in its own name."""
    with Ledger.create(address) as ledger, ledger.writing("管理员") as books:
        quotas.adopt_limits(books, shipped().rulebook, reason="建台账")
        own = {role: role.scopes - {Scope.DECISIONS_RECORD} for role in HOLDERS}
        return {role: tokens.issue(books, name, role, scopes=own[role]).text for role, name in HOLDERS.items()}


@contextmanager
def running(settings: Settings, issued: Mapping[Role, str]) -> Iterator[House]:
    """The service on a free port of loopback, in a thread of this process."""
    app = create_app(settings)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="on",
            http=BoundedConnection,
            ws="none",
            timeout_graceful_shutdown=5,
        )
    )
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the service did not start"
            time.sleep(0.01)
        with Ledger.open(settings.ledger) as ledger:
            house = House(f"http://127.0.0.1:{listening.getsockname()[1]}", ledger, issued, app)
            try:
                yield house
            finally:
                house.close()
                server.should_exit = True
                thread.join(timeout=20)
                assert not thread.is_alive(), "the service did not stop"


def settings_for(address: str, **changes: object) -> Settings:
    """Settings that never slow a test down, unless it asks for that."""
    return replace(Settings(address, rate=0), **changes)  # type: ignore[arg-type]  # as the test names them
