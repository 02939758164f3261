"""Changes over HTTP: recorded under the token's holder, once for each key, whole or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import httpx
import pytest

from checker.ledger import journal, submissions
from checker.ledger.access import Role
from checker.wire.encoding import encoded
from tests.ledger.proceedings import code_of
from tests.service.house import BOARD, JSON, METHANOL, YAML, House, content_of

KEY = "Idempotency-Key"


def submit(client: httpx.Client, case: str = BOARD, key: str = "", **headers: str) -> httpx.Response:
    keyed = {KEY: key} if key else {}
    return client.post("/v1/applications", content=content_of(case), headers={**YAML, **keyed, **headers})


def entries_of(house: House, kind: str) -> list[Any]:
    with house.ledger.reading() as books:
        return [entry for entry in journal.entries(books.connection) if entry.kind == kind]


def test_a_change_is_recorded_under_the_holder_of_the_token(house: House) -> None:
    response = submit(house.client(Role.SYSTEM))
    assert (response.status_code, response.headers["location"]) == (201, f"/v1/applications/{code_of(BOARD)}")
    (entry,) = entries_of(house, "application-submitted")
    assert (entry.actor, entry.subject) == ("审批平台", code_of(BOARD))
    decided = house.client(Role.OFFICER).post(
        "/v1/decisions", json={"project": code_of(BOARD), "verdict": "rectify", "reason": "补正", "number": "决1"}
    )
    assert (decided.status_code, decided.json()["officer"], decided.json()["recorded"]["by"]) == (201, "张三", "张三")


def test_the_same_key_gets_the_same_answer_and_nothing_is_done_twice(house_on_each: House) -> None:
    client = house_on_each.client()
    first = submit(client, key="一次".encode().hex())
    mark = house_on_each.mark
    again = submit(client, key="一次".encode().hex())
    assert (again.status_code, again.content, again.headers["location"]) == (
        201,
        first.content,
        first.headers["location"],
    )
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (False, "true")
    assert house_on_each.mark == mark


def test_an_empty_answer_is_repeated_too(house_on_each: House) -> None:
    client = house_on_each.client()
    submit(client)
    url = f"/v1/applications/{code_of(BOARD)}/withdrawal"
    answers = [client.post(url, json={"reason": "撤回"}, headers={KEY: "w"}) for _ in range(2)]
    assert [(one.status_code, one.content) for one in answers] == [(204, b""), (204, b"")]
    assert len(entries_of(house_on_each, "application-withdrawn")) == 1


@pytest.mark.parametrize("other", ["body", "query", "path"])
def test_a_key_used_for_something_else_is_refused(house: House, other: str) -> None:
    client = house.client()
    submit(client, key="k")
    mark = house.mark
    match other:
        case "body":
            response = submit(client, METHANOL, key="k")
        case "query":
            url = f"/v1/applications?on={date.today()}"  # noqa: DTZ011 - any day will do
            response = client.post(url, content=content_of(BOARD), headers={**YAML, KEY: "k"})
        case _:
            response = client.post("/v1/consultations", content=content_of(BOARD), headers={**JSON, KEY: "k"})
    assert response.status_code == 422
    if other != "path":  # there the body is none that could be read
        assert response.json()["type"] == "/problems/key-reused"
    assert house.mark == mark


def test_keys_of_two_tokens_have_nothing_to_do_with_each_other(house: House) -> None:
    submit(house.client(Role.OFFICER), key="k")
    response = submit(house.client(Role.SYSTEM), METHANOL, key="k")
    assert (response.status_code, "idempotent-replayed" in response.headers) == (201, False)


def test_a_refusal_is_not_kept_so_that_a_repetition_may_succeed(house: House) -> None:
    client = house.client()
    url = f"/v1/applications/{code_of(BOARD)}/withdrawal"
    body = {"reason": "撤回"}
    assert client.post(url, json=body, headers={KEY: "k"}).status_code == 404
    submit(client)
    assert client.post(url, json=body, headers={KEY: "k"}).status_code == 204


def test_of_many_at_once_with_one_key_one_does_it(house_on_each: House) -> None:
    clients = [house_on_each.client() for _ in range(8)]
    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(lambda client: submit(client, key="race"), clients))
    assert [one.status_code for one in answers] == [201] * 8
    assert len({one.content for one in answers}) == 1
    assert sum("idempotent-replayed" in one.headers for one in answers) == 7
    assert len(entries_of(house_on_each, "application-submitted")) == 1


def test_of_many_at_once_without_a_key_one_wins_and_the_others_are_refused(house_on_each: House) -> None:
    clients = [house_on_each.client() for _ in range(8)]
    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(submit, clients))
    assert sorted(one.status_code for one in answers) == [201, *[409] * 7]
    assert len(entries_of(house_on_each, "application-submitted")) == 1


def test_what_fails_after_its_step_leaves_nothing(house_on_each: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("秘密")

    monkeypatch.setattr("checker.service.changing.idempotency.keep", fail)
    mark = house_on_each.mark
    response = submit(house_on_each.client(), key="k")
    assert (response.status_code, response.json()["type"]) == (500, "/problems/internal")
    assert "秘密" not in response.text
    assert house_on_each.mark == mark
    with house_on_each.ledger.reading() as books:
        assert submissions.current(books, code_of(BOARD)) is None


@pytest.mark.parametrize("key", ["", "x" * 256, "中文", "a\tb"])
def test_a_key_that_is_none_is_refused(house: House, key: str) -> None:
    headers = [(b"authorization", f"Bearer {house.tokens[Role.OFFICER]}".encode()), (b"idempotency-key", key.encode())]
    url = f"{house.url}/v1/applications"
    with httpx.Client() as client:
        response = client.post(
            url, content=content_of(BOARD), headers=[*headers, (b"content-type", b"application/yaml")]
        )
    assert response.status_code == 400
    assert entries_of(house, "application-submitted") == []


def test_a_decision_rests_on_the_report_that_was_seen(house: House) -> None:
    from checker.api.desk import mark_of
    from checker.ledger.sealed_report import unsealed
    from checker.wire.encoding import SEALED

    client = house.client()
    submit(client, METHANOL)
    wanted = {"project": code_of(METHANOL), "verdict": "reject", "reason": "另有安排", "number": "决1"}
    stale = client.post("/v1/decisions", json={**wanted, "seen": "0" * 64})
    assert (stale.status_code, stale.json()["type"]) == (409, "/problems/ledger-refusal")
    seen = client.post("/v1/checks", content=content_of(METHANOL), headers={**YAML, "Accept": SEALED})
    fresh = client.post("/v1/decisions", json={**wanted, "seen": mark_of(unsealed(seen.content))})
    assert fresh.status_code == 201, fresh.text


def test_what_the_body_names_in_vain_is_a_conflict_and_what_the_path_names_is_not_found(house: House) -> None:
    client = house.client()
    wanted = {"project": "2099-000000-00-00-000000", "verdict": "rectify", "reason": "补正"}
    assert client.post("/v1/decisions", json=wanted).status_code == 409
    assert client.get("/v1/decisions/D999").status_code == 404
    assert client.get(f"/v1/applications/{wanted['project']}").status_code == 404
    assert client.get(f"/v1/decisions?project={wanted['project']}").status_code == 409
    missing = client.post("/v1/consultations/C9/cancellation", content=encoded({"reason": "误"}), headers=JSON)
    assert (missing.status_code, missing.json()["type"]) == (404, "/problems/unknown")
