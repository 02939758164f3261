"""What tokens may do unless more was asked for: officers decide in their own names, systems check and submit."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from checker import audit
from checker.ledger import decisions, tokens
from checker.ledger.access import Role, Scope
from tests.ledger.proceedings import code_of
from tests.service.house import BOARD, METHANOL, YAML, House, content_of

DECISION = {"project": code_of(BOARD), "verdict": "rectify", "reason": "补正"}


@contextmanager
def holding(house: House, holder: str, role: Role, scopes: Iterable[Scope] | None = None) -> Iterator[httpx.Client]:
    """A client with a new token."""
    with house.ledger.writing("管理员") as books:
        text = tokens.issue(books, holder, role, scopes=scopes).text
    with httpx.Client(base_url=house.url, headers={"Authorization": f"Bearer {text}"}, timeout=30) as client:
        yield client


@pytest.fixture
def trail() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = audit.configure(stream)
    yield stream
    audit.LOGGER.removeHandler(handler)
    audit.LOGGER.propagate = True


def told(trail: io.StringIO, route: str = "/v1/decisions") -> list[dict[str, object]]:
    lines = [json.loads(line) for line in trail.getvalue().splitlines()]
    return [line for line in lines if line.get("route") == route]


def submit(client: httpx.Client, case: str = BOARD) -> None:
    response = client.post("/v1/applications", content=content_of(case), headers=YAML)
    assert response.status_code == 201, response.text


def test_a_token_puts_no_other_name_to_a_decision(house: House, trail: io.StringIO) -> None:
    with holding(house, "张三", Role.OFFICER) as client:
        submit(client)
        mark = house.mark
        for name in ("李四", "张三 ", "张 三", "张三、李四", "张三\u200b"):
            response = client.post("/v1/decisions", json={**DECISION, "decided_by": name})
            own = name.strip() == "张三"
            assert response.status_code == (201 if own else 403), name
            if own:
                assert response.json()["officer"] == "张三"
                mark = house.mark
                continue
            assert response.headers["content-type"] == "application/problem+json"
            assert response.json()["type"] == "/problems/forbidden"
            assert "没有权限 decisions:record(代为登记他人作出的决定)" in response.json()["errors"][0]["message"]
            assert house.mark == mark
        client.get("/v1/desk")
    refused = [line for line in told(trail) if line["event"] == "access-refused"]
    assert len(refused) == 4
    assert {(line["scope"], line["reason"], line["status"]) for line in refused} == {
        ("decisions:record", "forbidden", 403)
    }
    assert "李四" not in trail.getvalue()


def test_whoever_may_record_decisions_records_anothers_and_the_audit_says_so(house: House, trail: io.StringIO) -> None:
    wanted = Role.OFFICER.usual_scopes | {Scope.DECISIONS_RECORD}
    with holding(house, "机要室", Role.OFFICER, wanted) as client:
        submit(client)
        made = client.post("/v1/decisions", json={**DECISION, "decided_by": "李四"})
        assert (made.status_code, made.json()["officer"], made.json()["recorded"]["by"]) == (201, "李四", "机要室")
        client.get("/v1/desk")
    (line,) = told(trail)
    assert (line["event"], line["scope"]) == ("changed", "decisions:record")
    with house.ledger.reading() as books:
        (decision,) = decisions.listed(books)
    assert (decision.officer, decision.actor) == ("李四", "机要室")


def test_recording_alone_does_not_decide(house: House) -> None:
    with holding(house, "机要室", Role.OFFICER, [Scope.DECISIONS_RECORD]) as client:
        response = client.post("/v1/decisions", json={**DECISION, "decided_by": "李四"})
        assert response.status_code == 403
        assert "decisions:write" in response.json()["errors"][0]["message"]


READS = (
    "/v1/applications", f"/v1/applications/{code_of(METHANOL)}", "/v1/quotas", "/v1/consultations",
    "/v1/rectifications", "/v1/waivers", "/v1/decisions", "/v1/journal", "/v1/tokens", "/metrics",
    f"/v1/applications/{code_of(METHANOL)}/history",
)  # fmt: skip


def test_a_system_checks_and_submits_and_reads_nothing_of_others(house: House) -> None:
    with holding(house, "审批平台", Role.SYSTEM) as client:
        checked = client.post("/v1/checks", content=content_of(METHANOL), headers=YAML)
        assert checked.status_code == 200
        submit(client, METHANOL)
        withdrawn = client.post(f"/v1/applications/{code_of(METHANOL)}/withdrawal", json={"reason": "企业撤回"})
        assert withdrawn.status_code == 204
        for path in ("/v1/rules", "/v1/clauses", "/v1/rulebook", "/v1/rulebook/bundle", "/v1/desk", "/openapi.json"):
            assert client.get(path).status_code == 200, path
        for path in READS:
            assert client.get(path).status_code == 403, path
    with holding(house, "审批平台", Role.SYSTEM, Role.SYSTEM.scopes) as client:
        for path in READS:
            if path not in ("/v1/journal", "/v1/tokens"):
                assert client.get(path).status_code == 200, path
