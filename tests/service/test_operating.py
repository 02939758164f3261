"""Operating a service: health, metrics, logs, request numbers, pages, tags."""

from __future__ import annotations

import io
import json
import logging
import re
import time
from pathlib import Path

import httpx
import pytest

from checker.errors import LedgerError, Problem
from checker.ledger import tokens
from checker.ledger.access import Role
from checker.service import envelope
from checker.service.logs import JsonLines
from tests.ledger.proceedings import code_of
from tests.service.house import BOARD, YAML, House, content_of, laid_out, running, settings_for


def test_readiness_tells_of_a_ledger_that_is_gone_and_not_where_it_was(tmp_path: Path) -> None:
    file = tmp_path / "台账.db"
    with running(settings_for(str(file)), laid_out(str(file))) as house:
        client = house.client(None)
        assert client.get("/readyz").json() == {"ready": True, "ledger": "ok", "rules": "ok", "audit": "ok"}
        house.ledger.storage.engine.dispose()
        with house.ledger.storage.altering() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        until = time.monotonic() + 10
        while (response := client.get("/readyz")).status_code == 200 and time.monotonic() < until:
            time.sleep(0.1)
        assert (response.status_code, response.json()["ready"]) == (503, False)
        assert "台账.db" not in response.text
        assert client.get("/healthz").json() == {"status": "ok"}


def test_a_request_number_is_taken_over_if_it_is_one(asking: httpx.Client) -> None:
    assert asking.get("/v1/desk", headers={"X-Request-Id": "abc-1.2_3"}).headers["x-request-id"] == "abc-1.2_3"
    for wrong in ("", "a b", "x" * 65, '"}{'):
        given = asking.get("/nowhere", headers={"X-Request-Id": wrong})
        assert re.fullmatch("[0-9a-f]{32}", given.headers["x-request-id"])
        assert given.json()["instance"] == f"/requests/{given.headers['x-request-id']}"


def test_every_answer_says_that_it_is_nobody_elses(asking: httpx.Client) -> None:
    headers = asking.get("/v1/desk").headers
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert "server" not in headers


def figure(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_metrics_count_requests_checks_changes_and_refusals(house: House) -> None:
    client, watching = house.client(), house.client(Role.SYSTEM)
    client.post("/v1/checks", content=content_of(BOARD), headers=YAML)
    for _ in range(2):
        client.post("/v1/applications", content=content_of(BOARD), headers={**YAML, "Idempotency-Key": "k"})
    client.get(f"/v1/applications/{code_of(BOARD)}")
    client.get("/v1/applications/nobody")
    house.client(None).get("/v1/desk")
    text = watching.get("/metrics").text
    assert figure(text, 'checker_requests_total{method="POST",route="/v1/checks",status="200"}') == 1
    assert figure(text, 'checker_requests_total{method="GET",route="/v1/applications/{project}",status="404"}') == 1
    assert figure(text, 'checker_request_seconds_count{method="POST",route="/v1/applications"}') == 2
    assert figure(text, 'checker_changes_total{route="/v1/applications"}') == 1
    assert figure(text, "checker_idempotent_replays_total") == 1
    assert figure(text, 'checker_refusals_total{reason="token-missing"}') == 1
    assert figure(text, 'checker_refusals_total{reason="unknown"}') == 1
    assert figure(text, "checker_requests_in_flight") == 1
    assert sum(figure(text, f'checker_checks_total{{verdict="{verdict}"}}') for verdict in ("approve", "rectify")) == 1
    assert code_of(BOARD) not in text


def test_a_request_is_one_line_of_json_with_its_route_and_token(
    asking: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, envelope.REQUESTS.name):
        asking.get("/v1/applications/nobody", headers={"X-Request-Id": "r-1"})
        asking.get("/v1/desk")  # the line of the first is written by now
    record = next(one for one in caplog.records if isinstance(one.msg, dict) and one.msg["request_id"] == "r-1")
    line = json.loads(JsonLines().format(record))
    assert line.pop("ms") >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("at"))
    assert re.fullmatch(r"T\d+", line.pop("token"))
    assert line == {
        "level": "info",
        "logger": "checker.requests",
        "request_id": "r-1",
        "method": "GET",
        "route": "/v1/applications/{project}",
        "status": 404,
        "reason": "unknown",
    }


def test_a_fault_is_logged_by_its_place_and_answered_without_its_words(
    shared_house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("张三的秘密")

    monkeypatch.setattr(tokens, "authenticate", fail)
    with caplog.at_level(logging.ERROR, envelope.FAULTS.name):
        response = shared_house.client().get("/v1/desk")
    assert (response.status_code, response.json()["type"]) == (500, "/problems/internal")
    assert response.headers["x-request-id"] in response.json()["errors"][0]["remedy"]
    (record,) = [one for one in caplog.records if one.name == envelope.FAULTS.name]
    line = json.loads(JsonLines().format(record))
    assert (line["fault"], line["where"][-1].split()[1]) == ("ValueError", "fail")
    assert "秘密" not in response.text + str(line)


def test_a_traceback_of_the_server_becomes_one_line_without_words() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.Logger("uvicorn.error")
    logger.addHandler(handler)
    try:
        raise RuntimeError("秘密\n第二行")
    except RuntimeError:
        logger.exception("broke\ndown")
    (text,) = stream.getvalue().splitlines()
    line = json.loads(text)
    assert (line["message"], line["fault"]) == ("broke", "RuntimeError")
    assert "秘密" not in text


def test_pages_follow_their_links_to_the_end_and_back(asking: httpx.Client) -> None:
    whole = asking.get("/v1/rules?limit=1000").json()
    assert whole["total"] == len(whole["items"]) > 60
    found, url, pages = [], "/v1/rules?limit=30&pack=bazhong-plan", 0
    while url:
        response = asking.get(url)
        found += response.json()["items"]
        url, pages = response.links.get("next", {}).get("url", ""), pages + 1
    assert found == [one for one in whole["items"] if one["pack"] == "bazhong-plan"]
    assert pages == -(-len(found) // 30)
    back = response.links["prev"]["url"]
    assert asking.get(back).json()["items"] == found[30 * (pages - 2) : 30 * (pages - 1)]
    beyond = asking.get("/v1/rules?offset=100000").json()
    assert (beyond["items"], beyond["total"]) == ([], whole["total"])


def test_tags_are_strong_and_any_of_several_will_do(asking: httpx.Client) -> None:
    for path in ("/v1/rulebook", "/v1/rulebook/bundle"):
        first = asking.get(path)
        tag = first.headers["etag"]
        assert re.fullmatch(r'"[0-9a-f]{64}"', tag)
        for given in (tag, f'"other", {tag}', f"W/{tag}", "*"):
            again = asking.get(path, headers={"If-None-Match": given})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert asking.get(path, headers={"If-None-Match": '"other"'}).content == first.content


def test_the_journal_and_the_tokens_are_for_auditors_and_tell_no_secret(shared_house: House) -> None:
    client = shared_house.client(Role.AUDITOR)
    page = client.get("/v1/journal?limit=3&offset=20").json()
    assert [one["position"] for one in page["items"]] == [21, 22, 23]
    assert page["items"][1]["previous"] == page["items"][0]["hash"]
    found = client.get("/v1/tokens").json()["items"]
    assert {one["holder"] for one in found} == {"张三", "李四", "审批平台", "王五"}
    text = client.get("/v1/journal").text + client.get("/v1/tokens").text
    assert not any(token.split("_")[2][:64] in text for token in shared_house.tokens.values())


def test_a_clause_is_found_by_its_reference_and_by_its_number_where_that_is_one(asking: httpx.Client) -> None:
    whole = asking.get("/v1/clauses/P020").json()
    assert asking.get(f"/v1/clauses/{whole['reference'].replace('#', '%23')}").json() == whole
    assert asking.get("/v1/clauses/P999").status_code == 404


def test_head_is_answered_wherever_get_is(shared_house: House, asking: httpx.Client) -> None:
    for path in ("/healthz", "/readyz", "/v1/desk", "/v1/rulebook", "/v1/applications", "/v1/rules/nothing"):
        head, whole = asking.head(path), asking.get(path)
        assert (head.status_code, head.content) == (whole.status_code, b"")
        for name in ("content-type", "content-length", "etag", "link"):
            assert head.headers.get(name) == whole.headers.get(name), (path, name)
    assert shared_house.client(None).head("/healthz").status_code == 200
    assert shared_house.client(None).head("/v1/desk").status_code == 401
    assert asking.head("/v1/checks").status_code == 405


def test_nobody_is_told_where_the_ledger_lies(
    shared_house: House, asking: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    place = shared_house.ledger.storage.shown
    assert asking.get("/v1/desk").json()["name"] == "台账"

    def down(*_: object, **__: object) -> None:
        raise LedgerError(Problem("连不上 db.office:5432", place))

    monkeypatch.setattr("checker.api.local_desk.LocalDesk.pending", down)
    monkeypatch.setattr(logging.getLogger("checker.faults"), "propagate", True)
    with caplog.at_level(logging.ERROR):
        response = asking.get("/v1/applications")
    assert (response.status_code, response.json()["type"]) == (503, "/problems/ledger")
    assert int(response.headers["retry-after"]) >= 1
    assert "db.office" not in response.text
    assert place not in response.text
    assert "db.office" in caplog.text
    assert place in caplog.text


def test_a_ledger_file_that_is_moved_is_not_written_to(tmp_path: Path) -> None:
    file = tmp_path / "台账.db"
    with running(settings_for(str(file)), laid_out(str(file))) as house:
        client = house.client()
        file.rename(tmp_path / "别处.db")
        for path in ("/v1/applications", "/v1/checks"):
            response = client.post(path, content=content_of(BOARD), headers=YAML)
            assert (response.status_code, response.json()["type"]) == (503, "/problems/ledger")
        assert house.client(None).get("/readyz").status_code == 503
        assert not file.exists()
        (tmp_path / "别处.db").rename(file)
        assert client.post("/v1/applications", content=content_of(BOARD), headers=YAML).status_code == 201
