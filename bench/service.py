"""The service under load over loopback: one table of latencies and checks a second, and its memory.

    python bench/service.py [--seconds 20] [--memory 100000] [--workers 1] [--case wind-farm]

A real ``checker serve`` in a process of its own, with a ledger in a file, checks one application again and again, asked
over 1, 8 and 64 connections that stay open. The load comes from this process; both share the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from checker.ledger import Ledger, quotas, tokens
from checker.ledger.access import Role
from checker.rulebook import load_rulebook

ROOT = Path(__file__).parents[1]
CONNECTIONS = (1, 8, 64)


@contextmanager
def serving(folder: Path, workers: int) -> Iterator[tuple[psutil.Process, int, str]]:
    """A running service: its process, its port, and a token."""
    address = str(folder / "台账.db")
    with Ledger.create(address) as ledger, ledger.writing("管理员") as books:
        quotas.adopt_limits(books, load_rulebook(), reason="建台账")
        token = tokens.issue(books, "压测", Role.OFFICER).text
    command = [sys.executable, "-m", "checker", "serve", "--ledger", address, "--port", "0", "--rate", "0"]
    command += ["--workers", str(workers)]
    log = folder / "log"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as stream, subprocess.Popen(command, stderr=stream, env=environment) as process:
        try:
            yield psutil.Process(process.pid), port_in(log), token
        finally:
            process.terminate()


def port_in(log: Path) -> int:
    """The port, once the service says that it has started."""
    for _ in range(600):
        text = log.read_text(encoding="utf-8")
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", text)
        if found and "startup complete" in text:
            return int(found[1])
        time.sleep(0.1)
    raise SystemExit(log.read_text(encoding="utf-8"))


class Load:
    """Requests over connections that stay open; the seconds each took."""

    def __init__(self, port: int, request: bytes) -> None:
        self._port, self._request = port, request
        self.seconds: list[float] = []

    async def run(self, connections: int, seconds: float = 0, requests: int = 0) -> float:
        """Ask for so long, or so often; how long it took."""
        begun = time.perf_counter()
        until = begun + seconds if seconds else float("inf")
        self._left = requests or sys.maxsize
        await asyncio.gather(*(self._ask(until) for _ in range(connections)))
        return time.perf_counter() - begun

    async def _ask(self, until: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        while self._left > 0 and (begun := time.perf_counter()) < until:
            self._left -= 1
            writer.write(self._request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise SystemExit(head.decode())
            length = re.search(rb"content-length: (\d+)", head)
            assert length is not None
            await reader.readexactly(int(length[1]))
            self.seconds.append(time.perf_counter() - begun)
        writer.close()
        await writer.wait_closed()


def memory_of(process: psutil.Process) -> float:
    """MiB of the service and its workers."""
    family = [process, *process.children(recursive=True)]
    return sum(one.memory_info().rss for one in family) / 2**20


def request_for(case: str, token: str) -> bytes:
    content = (ROOT / "cases" / case / "application.yaml").read_bytes()
    head = (
        "POST /v1/checks?as_of=2026-11-22 HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: application/yaml\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--memory", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--case", default="wind-farm")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), given.workers) as (process, port, token):
        request = request_for(given.case, token)
        asyncio.run(Load(port, request).run(8, requests=500))
        print(f"{'connections':>12} {'checks/s':>9} {'p50 ms':>8} {'p99 ms':>8} {'max ms':>8}")
        for connections in CONNECTIONS:
            load = Load(port, request)
            took = asyncio.run(load.run(connections, seconds=given.seconds))
            found = sorted(load.seconds)
            p50, p99 = (1000 * found[int(len(found) * share)] for share in (0.5, 0.99))
            rate = len(found) / took
            print(f"{connections:>12} {rate:>9.0f} {p50:>8.2f} {p99:>8.2f} {1000 * found[-1]:>8.2f}", flush=True)
        if given.memory:
            before = memory_of(process)
            asyncio.run(Load(port, request).run(8, requests=given.memory))
            after = memory_of(process)
            print(f"memory: {before:.1f} MiB before, {after:.1f} MiB after {given.memory} requests")


if __name__ == "__main__":
    main()
