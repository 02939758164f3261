"""Checks over HTTP give what the library gives."""

from __future__ import annotations

from datetime import date

import httpx
import pytest

from checker.api.comparison import compare
from checker.ledger.sealed_report import sealed, unsealed
from checker.ledger.standing import LedgerView
from checker.model import read_application
from checker.wire.checks import SealedBatchBody, SealedComparisonBody
from checker.wire.encoding import SEALED, decoded, encoded
from tests.ledger.proceedings import CASES, shipped
from tests.service.house import BOARD, JSON, METHANOL, PIGS, YAML, House, content_of

DAY = "2026-11-22"


def report_of(house: House, case: str, *, everything: bool = False) -> object:
    return shipped().check(
        CASES / case / "application.yaml",
        as_of=date.fromisoformat(DAY),
        everything=everything,
        ledger=LedgerView(house.ledger),
    )


@pytest.mark.parametrize("case", [BOARD, METHANOL, PIGS])
@pytest.mark.parametrize("everything", ["true", "false"])
def test_a_check_is_the_report_of_the_library(
    shared_house: House, asking: httpx.Client, case: str, everything: str
) -> None:
    response = asking.post(f"/v1/checks?as_of={DAY}&all={everything}", content=content_of(case), headers=YAML)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    expected = report_of(shared_house, case, everything=everything == "true")
    assert decoded(response.content) == decoded(encoded(expected.to_json(everything=everything == "true")))  # type: ignore[attr-defined]


def test_a_sealed_report_is_the_whole_report_byte_for_byte(shared_house: House, asking: httpx.Client) -> None:
    response = asking.post(
        f"/v1/checks?as_of={DAY}",
        content=content_of(BOARD),
        headers={**YAML, "Accept": f"{SEALED}, application/json;q=0.5"},
    )
    assert response.headers["content-type"] == SEALED
    expected = report_of(shared_house, BOARD)
    assert response.content == sealed(expected)  # type: ignore[arg-type]
    assert unsealed(response.content) == expected


def test_json_and_yaml_say_the_same(asking: httpx.Client) -> None:
    application = read_application(CASES / PIGS / "application.yaml")
    as_json = asking.post(f"/v1/checks?as_of={DAY}", content=encoded(application.canonical()), headers=JSON)
    as_yaml = asking.post(f"/v1/checks?as_of={DAY}", content=content_of(PIGS), headers=YAML)
    assert as_json.content == as_yaml.content


def test_a_batch_judges_what_can_be_judged(asking: httpx.Client) -> None:
    good = read_application(CASES / PIGS / "application.yaml").canonical()
    body = encoded({"applications": [good, {"项目名称": "缺得多"}, good]})
    response = asking.post(f"/v1/checks/batch?as_of={DAY}", content=body, headers=JSON)
    first, second, third = decoded(response.content)["results"]
    assert (first["index"], first["problem"], first["report"]) == (0, None, third["report"])
    assert (second["report"], second["problem"]["type"]) == (None, "/problems/application")
    assert any(line["field"] == "建设阶段" for line in second["problem"]["errors"])
    whole = asking.post(f"/v1/checks/batch?as_of={DAY}", content=body, headers={**JSON, "Accept": SEALED})
    results = [one.value() for one in SealedBatchBody.model_validate(decoded(whole.content)).results]
    assert [(one.index, one.report is not None, one.exit_code) for one in results] == [
        (0, True, results[0].exit_code), (1, False, 3), (2, True, results[0].exit_code),
    ]  # fmt: skip


def test_what_if_compares(shared_house: House, asking: httpx.Client) -> None:
    application = read_application(CASES / METHANOL / "application.yaml")
    changes = {"年综合能源消费量": "1000 tce"}
    body = encoded({"application": application.canonical(), "changes": changes})
    plain = decoded(asking.post(f"/v1/what-if?as_of={DAY}", content=body, headers=JSON).content)
    whole = asking.post(f"/v1/what-if?as_of={DAY}", content=body, headers={**JSON, "Accept": SEALED})
    expected = shipped().what_if(
        application, changes, as_of=date.fromisoformat(DAY), ledger=LedgerView(shared_house.ledger)
    )
    assert SealedComparisonBody.model_validate(decoded(whole.content)).value() == expected
    assert compare(expected.before, expected.after) == expected
    assert [one["rule"] for one in plain["changes"]] == [one.rule for one in expected.changes]
    assert plain["verdict_changed"] is expected.verdict_changed


def test_explain_tells_of_a_rule_that_is_satisfied(asking: httpx.Client) -> None:
    url = f"/v1/explain?as_of={DAY}&rule="
    found = asking.post(f"{url}BZ-020103-coal-cap-2030", content=content_of(PIGS), headers=YAML)
    assert (found.status_code, found.json()["outcome"]) == (200, "satisfied")
    missing = asking.post(f"{url}BZ-nothing", content=content_of(PIGS), headers=YAML)
    assert (missing.status_code, missing.json()["type"]) == (404, "/problems/not-found")


def test_a_mistake_is_told_with_its_line_and_what_to_write(asking: httpx.Client) -> None:
    text = content_of(PIGS).decode().replace("建设阶段:", "建设阶断:", 1)
    response = asking.post("/v1/checks", content=text.encode(), headers=YAML)
    problem = response.json()
    assert (response.status_code, problem["type"], problem["status"]) == (422, "/problems/application", 422)
    assert problem["instance"] == f"/requests/{response.headers['x-request-id']}"
    (line,) = [one for one in problem["errors"] if "建设阶断" in one["message"] + one.get("field", "")]
    assert text.splitlines()[line["line"] - 1].startswith("建设阶断")
    assert "建设阶段" in line["remedy"]
