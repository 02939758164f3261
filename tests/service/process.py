"""``checker serve`` as people start it: a process of its own, stopped with a signal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from checker.ledger.access import Role

ROOT = Path(__file__).parents[2]
_URL = re.compile(r"服务在 (https?://\S+?)/,")


@dataclass
class Served:
    """A running ``checker serve``."""

    process: subprocess.Popen[str]
    tokens: Mapping[Role, str]
    url: str = ""
    lines: list[str] = field(default_factory=list)
    _ready: threading.Event = field(default_factory=threading.Event)

    def client(self, role: Role = Role.OFFICER) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.tokens[role]}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60)

    @property
    def narration(self) -> str:
        return "".join(self.lines)

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def stopped(self) -> int:
        """The exit code after SIGTERM."""
        self.send(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)
            if found := _URL.search(line):
                self.url = found[1]
            if "Application startup complete" in line or "Started parent process" in line:
                self._ready.set()
        self._ready.set()

    def wait_until_ready(self) -> None:
        assert self._ready.wait(60), self.narration
        assert self.process.poll() is None, self.narration
        for _ in range(600):
            try:
                if httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                threading.Event().wait(0.1)
        raise AssertionError(self.narration)


@contextmanager
def serving(address: str, issued: Mapping[Role, str], *options: str, **environment: str) -> Iterator[Served]:
    """The service with a ledger, on a free port, until the block ends."""
    with started(address, issued, *options, **environment) as served:
        served.wait_until_ready()
        yield served


@contextmanager
def started(address: str, issued: Mapping[Role, str], *options: str, **environment: str) -> Iterator[Served]:
    """The process, however far it has come."""
    command = [sys.executable, "-m", "checker", "serve", "--port", "0", "--ledger", address, "--rate", "0", *options]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **environment}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=variables)
    served = Served(process, issued)
    reader = threading.Thread(target=served.read, daemon=True)
    reader.start()
    try:
        yield served
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(timeout=60)
        finally:
            process.kill()
            reader.join(timeout=10)
            assert process.stderr is not None
            process.stderr.close()
