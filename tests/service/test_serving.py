"""``checker serve`` in processes of its own: from its first word to its last request."""

from __future__ import annotations

import json
import shutil
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from checker.cli.program import program
from checker.ledger import Ledger
from checker.ledger.access import Role
from checker.ledger.archive import opened
from checker.ledger.sealed_report import unsealed
from checker.model import read_application
from checker.wire.encoding import SEALED, encoded
from tests.ledger.databases import postgres_database
from tests.ledger.proceedings import CASES, code_of
from tests.service.house import BOARD, JSON, METHANOL, PIGS, YAML, content_of, laid_out
from tests.service.process import ROOT, Served, serving, started


@pytest.fixture
def address(tmp_path: Path) -> str:
    return str(tmp_path / "台账.db")


def a_batch(size: int) -> bytes:
    return encoded({"applications": [read_application(CASES / PIGS / "application.yaml").canonical()] * size})


def until(true: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]  # a question
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


def test_the_story_of_an_application_and_the_last_request_before_the_end(address: str) -> None:
    with serving(address, laid_out(address)) as served, served.client() as client:
        assert "服务在 http://127.0.0.1:" in served.narration
        assert client.post("/v1/applications", content=content_of(METHANOL), headers=YAML).status_code == 201
        seen = unsealed(
            client.post("/v1/checks", content=content_of(METHANOL), headers={**YAML, "Accept": SEALED}).content
        )
        wanted = {"project": code_of(METHANOL), "verdict": "reject", "reason": "另有安排", "number": "决1"}
        made = client.post("/v1/decisions", json=wanted).json()
        assert (made["recommended"], made["officer"]) == (seen.verdict.value, "张三")
        assert client.get(f"/v1/decisions/{made['id']}/replay").json()["same"] is True
        with ThreadPoolExecutor(1) as pool:
            last = pool.submit(client.post, "/v1/checks/batch", content=a_batch(200), headers=JSON)
            before = len(served.lines)
            until(lambda: _in_flight(served) >= 1)
            code = served.stopped()
            assert (code, last.result().status_code, len(last.result().json()["results"])) == (0, 200, 200)
        assert any("Shutting down" in line for line in served.lines[before:])
    with Ledger.open(address) as ledger, ledger.reading() as books:
        assert books.position > 25
    for line in served.lines:
        if not line.startswith(("服务在", "以后")):
            json.loads(line)


def _in_flight(served: Served) -> float:
    with served.client(Role.SYSTEM) as client:
        text = client.get("/metrics").text
    (line,) = [one for one in text.splitlines() if one.startswith("checker_requests_in_flight ")]
    return float(line.split()[1]) - 1  # this one is under way too


def test_without_a_ledger_it_says_how_to_make_one(address: str) -> None:
    with started(address, {}) as served:
        assert served.process.wait(60) == 6
        time.sleep(0.1)
        assert "checker ledger init" in served.narration


def test_without_a_token_it_says_how_to_make_one(address: str) -> None:
    Ledger.create(address).close()
    with started(address, {}) as served:
        until(lambda: served.url)
        assert "checker token create" in served.narration


def test_a_port_that_is_taken_and_a_network_that_listens_are_told(address: str) -> None:
    issued = laid_out(address)
    with serving(address, issued, "--host", "0.0.0.0") as served:
        assert "不加密,令牌会被旁人看到" in served.narration
        port = served.url.rpartition(":")[2]
        with started(address, issued, "--port", port) as second:
            assert second.process.wait(60) == 2
            time.sleep(0.1)
            assert f"端口 {port} 不能使用" in second.narration


def test_certificates_come_in_pairs_and_rules_from_one_place(address: str) -> None:
    laid_out(address)
    runner = CliRunner()
    alone = runner.invoke(program, ["serve", "--ledger", address, "--certificate", "x.pem"])
    both = runner.invoke(program, ["serve", "--ledger", address, "--rules-url", "http://x/", "--reload-rules"])
    keys = runner.invoke(program, ["serve", "--ledger", address, "--rules-keys", "x.pub"])
    assert [one.exit_code for one in (alone, both, keys)] == [2, 2, 2]


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """Rule packs that a test may change."""
    folder = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", folder)
    return folder


def edit(packs: Path, text: str) -> None:
    """Another version of the plan's pack."""
    file = packs / "bazhong-plan" / "pack.yaml"
    whole = file.read_text(encoding="utf-8")
    version = next(line for line in whole.splitlines() if line.startswith("version:"))
    file.write_text(whole.replace(version, f"version: {text}"), encoding="utf-8")


@pytest.mark.parametrize("way", ["hangup", "request", "watch"])
def test_changed_rules_are_taken_in_without_a_pause(address: str, packs: Path, way: str) -> None:
    options = ["--packs", str(packs), *(["--reload-rules"] if way == "watch" else [])]
    with serving(address, laid_out(address), *options) as served, served.client(Role.POLICY) as client:
        first = client.get("/v1/rulebook")
        tag = first.headers["etag"]
        assert client.get("/v1/rulebook", headers={"If-None-Match": tag}).status_code == 304
        bundle = client.get("/v1/rulebook/bundle")
        assert opened(bundle.content).hash == first.json()["hash"]
        edit(packs, '"2031.01"')
        match way:
            case "hangup":
                served.send(signal.SIGHUP)
            case "request":
                assert client.post("/v1/rulebook/reload").json()["changed"] is True
        until(lambda: client.get("/v1/rulebook", headers={"If-None-Match": tag}).status_code == 200)
        now = client.get("/v1/rulebook")
        assert now.headers["etag"] != tag
        assert next(one for one in now.json()["packs"] if one["id"] == "bazhong-plan")["version"] == "2031.01"
        other = client.get("/v1/rulebook/bundle", headers={"If-None-Match": bundle.headers["etag"]})
        assert opened(other.content).hash == now.json()["hash"]
        edit(packs, "[")
        if way == "request":
            refused = client.post("/v1/rulebook/reload")
            assert (refused.status_code, refused.json()["type"]) == (409, "/problems/rule-book")
            assert refused.json()["errors"][0]["line"]
        elif way == "hangup":
            served.send(signal.SIGHUP)
        until(lambda: any("rules-refused" in line for line in served.lines))
        assert client.get("/v1/rulebook").json()["hash"] == now.json()["hash"]
        assert any("rules-adopted" in line for line in served.lines)


def test_several_processes_share_one_postgresql_and_one_set_of_metrics(server: str, packs: Path) -> None:
    with postgres_database(server) as address:
        issued = laid_out(address)
        with serving(address, issued, "--workers", "2", "--packs", str(packs)) as served:
            _ask_both(served)
            with served.client(Role.POLICY) as client:
                edit(packs, '"2031.01"')
                changed = client.post("/v1/rulebook/reload").json()["hash"]
            until(lambda: _hashes(served) == {changed})
            assert served.stopped() == 0
        with Ledger.open(address) as ledger, ledger.reading() as books:
            from checker.ledger import journal

            kinds = [entry.kind for entry in journal.entries(books.connection)]
            assert kinds.count("application-submitted") == 1


def _ask_both(served: Served) -> None:
    """Many at once with one key: one does it, whichever process hears them; the metrics count them all."""
    headers = {**YAML, "Idempotency-Key": "race"}

    def submit(_: int) -> httpx.Response:
        with served.client() as client:
            return client.post("/v1/applications", content=content_of(BOARD), headers=headers)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(submit, range(24)))
    assert {one.status_code for one in answers} == {201}
    assert len({one.content for one in answers}) == 1
    with served.client(Role.SYSTEM) as client:
        text = client.get("/metrics").text
    assert 'checker_requests_total{method="POST",route="/v1/applications",status="201"} 24.0' in text
    assert 'checker_changes_total{route="/v1/applications"} 1.0' in text


def _hashes(served: Served) -> set[str]:
    found = set()
    for _ in range(10):
        with served.client() as client:  # a connection of its own, so that either process may take it
            found.add(client.get("/v1/rulebook").json()["hash"])
    return found


def test_rules_come_signed_from_a_url_and_the_service_says_which(tmp_path: Path, address: str, packs: Path) -> None:
    site, keys = tmp_path / "site", tmp_path / "keys"
    site.mkdir()
    keys.mkdir()
    run(["rules", "keygen", str(keys / "office")])
    publish(packs, site, keys, 1)
    with publisher(site) as url:
        options = ["--rules-url", f"{url}/rules.checker-bundle", "--rules-keys", str(keys / "office.pub")]
        options += ["--rules-cache", str(tmp_path / "cache")]
        with serving(address, laid_out(address), *options) as served, served.client(Role.POLICY) as client:
            first = client.get("/v1/rulebook").json()
            assert (first["source"]["serial"], first["source"]["last_error"]) == (1, None)
            edit(packs, '"2031.01"')
            publish(packs, site, keys, 2)
            assert client.post("/v1/rulebook/reload").json()["changed"] is True
            now = client.get("/v1/rulebook").json()
            assert (now["source"]["serial"], now["hash"] != first["hash"]) == (2, True)
            (site / "rules.checker-bundle").write_bytes(b"PK nonsense")
            assert client.post("/v1/rulebook/reload").status_code == 409
            assert client.get("/v1/rulebook").json()["hash"] == now["hash"]


def run(command: list[str]) -> None:
    result = CliRunner().invoke(program, command)
    assert result.exit_code == 0, result.output + result.stderr


def publish(packs: Path, site: Path, keys: Path, serial: int) -> None:
    target = site / "rules.checker-bundle"
    target.unlink(missing_ok=True)
    run(["rules", "bundle", "--packs", str(packs), "--serial", str(serial), "--output", str(target)])
    run(["rules", "sign", str(target), "--key", str(keys / "office.key")])


class publisher:  # noqa: N801 - reads as a function
    """A folder on the web."""

    def __init__(self, site: Path) -> None:
        import functools
        from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

        class Quiet(SimpleHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
