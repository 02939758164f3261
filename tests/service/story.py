"""The story that tests and examples tell: two projects from their submission to decision and replay, over HTTP.

It is told with fixed days, moments and secrets, so that it always comes to the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from checker.errors import ApplicationError
from checker.ledger import tokens, waivers
from checker.ledger.access import Role
from checker.ledger.storage import Storage
from checker.service.routes import consultations, oversight, rectifications
from checker.source import read_yaml
from checker.wire.encoding import decoded, encoded
from tests.ledger.proceedings import CASES, code_of, shipped
from tests.service.house import BOARD, JSON, METHANOL, House, laid_out, running, settings_for

DAY = "2026-11-22"
RECORDED = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
DEPARTMENT = "市发展改革委"


@dataclass
class Told:
    """One request of the story and its answer."""

    path: str
    method: str
    request: Any
    status: int
    response: Any
    url: str


@dataclass
class Teller:
    """Asks, and writes down what was asked and answered."""

    house: House
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._clients = {role: self.house.client(role) for role in Role}

    def get(self, path: str, url: str = "", role: Role = Role.OFFICER) -> Any:
        return self._asked("get", path, url, None, self._clients[role].get)

    def post(
        self, path: str, body: Any, url: str = "", *, query: str = "", role: Role = Role.OFFICER, key: str = ""
    ) -> Any:
        headers = {**JSON, **({"Idempotency-Key": key} if key else {})}

        def send(where: str) -> httpx.Response:
            return self._clients[role].post(where + query, content=encoded(body) if body else b"", headers=headers)

        return self._asked("post", path, url, body, send)

    def _asked(self, method: str, path: str, url: str, body: Any, send: Callable[[str], httpx.Response]) -> Any:
        where = url or path
        response = send(where)
        assert response.is_success, response.text
        is_json = response.headers.get("content-type", "").startswith("application/json")
        shape = decoded(response.content) if is_json else None
        self.told.append(Told(path, method, body, response.status_code, shape, where))
        return shape


@contextmanager
def fixed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Days, moments and secrets that are always the same."""
    begin, numbers = Storage.writing, count(1)
    with monkeypatch.context() as patch:
        patch.setattr(Storage, "writing", lambda storage, actor, at=None: begin(storage, actor, RECORDED))
        patch.setattr(tokens.secrets, "token_hex", lambda size: f"{next(numbers):0{2 * size}x}")
        for module in (consultations, oversight, rectifications):
            patch.setattr(module, "as_of_day", lambda day: day or date.fromisoformat(DAY))
        yield


@contextmanager
def told_story(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Teller]:
    """The story, told on a ledger of its own."""
    address = str(tmp_path / "ledger.db")
    with fixed(monkeypatch), running(settings_for(address), laid_out(address)) as house:
        teller = Teller(house)
        _tell(teller)
        yield teller


def application(case: str) -> Any:
    """The application of a case as JSON has it: Chinese labels, as in its file."""
    text = (CASES / case / "application.yaml").read_text(encoding="utf-8")
    return _as_json(read_yaml(text, case, error=ApplicationError, aliases=True).plain)


def _as_json(value: Any) -> Any:
    match value:
        case dict():
            return {key: _as_json(item) for key, item in value.items()}
        case list():
            return [_as_json(item) for item in value]
        case date():
            return value.isoformat()
    return value


def _tell(teller: Teller) -> None:
    board, methanol = code_of(BOARD), code_of(METHANOL)
    _check(teller)
    teller.post("/v1/applications", application(METHANOL), query="?on=2026-11-20", key="m-1")
    teller.post("/v1/applications", application(BOARD), query="?on=2026-11-20", key="b-1")
    teller.get("/v1/applications")
    for path in ("", "/submissions", "/bookings", "/offers"):
        teller.get(f"/v1/applications/{{project}}{path}", f"/v1/applications/{board}{path}")
    teller.get("/v1/quotas")
    teller.get("/v1/quotas/holders", "/v1/quotas/holders?metric=原煤消费量&year=2030")
    _consult(teller, methanol)
    _rectify(teller, board)
    _decide(teller, methanol)
    teller.post(
        "/v1/applications/{project}/withdrawal",
        {"reason": "建设单位申请撤回", "on": DAY},
        f"/v1/applications/{board}/withdrawal",
        key="b-2",
    )
    teller.get("/v1/applications/{project}/history", f"/v1/applications/{board}/history")
    _read_rules(teller)
    for path in ("/healthz", "/readyz", "/v1/desk"):
        teller.get(path)
    teller.get("/v1/journal", "/v1/journal?limit=2&offset=21", role=Role.AUDITOR)
    teller.get("/v1/tokens", role=Role.AUDITOR)


def _check(teller: Teller) -> None:
    day = f"?as_of={DAY}"
    teller.post("/v1/checks", application(METHANOL), query=day)
    teller.post("/v1/checks/batch", {"applications": [{"项目名称": "填得不全的项目"}]}, query=day)
    teller.post("/v1/explain", application(METHANOL), query=f"{day}&rule=BZ-020304-consultation")
    changed = {"application": application(METHANOL), "changes": {"年综合能源消费量": "1000 tce"}}
    teller.post("/v1/what-if", changed, query=day)


def _consult(teller: Teller, project: str) -> None:
    convened = {"project": project, "lead": [DEPARTMENT], "days": 10, "reason": "须会商", "on": "2026-11-20"}
    made = teller.post("/v1/consultations", convened, key="c-1")
    again = {"project": project, "rules": made["rules"], "reason": "再次会商", "on": "2026-11-20"}
    url = f"/v1/consultations/{made['id']}"
    teller.get("/v1/consultations/{number}", url)
    teller.post(
        "/v1/consultations/{number}/opinions",
        {"department": made["departments"]["lead"][0], "stance": "同意", "reason": "符合产业布局", "on": "2026-11-21"},
        f"{url}/opinions",
        key="c-2",
    )
    teller.post(
        "/v1/consultations/{number}/cancellation", {"reason": "发起有误", "on": "2026-11-21"}, f"{url}/cancellation"
    )
    second = teller.post("/v1/consultations", again, key="c-3")
    concluded = {
        "conclusion": "通过",
        "authority": DEPARTMENT,
        "document": "会商纪要〔2026〕7号",
        "reason": "各部门同意",
        "on": "2026-11-21",
    }
    url = f"/v1/consultations/{second['id']}"
    teller.post("/v1/consultations/{number}/conclusion", concluded, f"{url}/conclusion", key="c-4")
    teller.get("/v1/consultations")


def _rectify(teller: Teller, project: str) -> None:
    items = [{"matter": "补报能耗在线监测方案", "deadline": "2026-12-31"}, {"matter": "公示", "deadline": "2026-12-31"}]
    order = {
        "project": project,
        "items": items,
        "authority": DEPARTMENT,
        "number": "巴发改改〔2026〕3号",
        "on": "2026-11-21",
    }
    first, second = (one["id"] for one in teller.post("/v1/rectifications", order, key="r-1")["items"])
    paper = {"document": "巴发改改〔2026〕4号", "reason": "材料在途", "on": DAY}
    url = "/v1/rectifications/{number}"
    teller.post(f"{url}/extension", {**paper, "deadline": "2027-01-31"}, f"/v1/rectifications/{first}/extension")
    teller.post(
        f"{url}/completion", {"evidence": "监测方案备案表", "on": DAY}, f"/v1/rectifications/{first}/completion"
    )
    teller.post(f"{url}/revocation", paper, f"/v1/rectifications/{second}/revocation")
    teller.get("/v1/rectifications")
    with teller.house.ledger.writing("管理员") as books:
        waivers.grant(
            books,
            project,
            ["P054"],
            rulebook=shipped().rulebook,
            authority="市人民政府",
            number="巴府函〔2026〕9号",
            granted_on=date(2026, 11, 21),
            scope="重大民生项目",
            expires_on=date(2027, 11, 20),
        )
    teller.get("/v1/waivers")


def _decide(teller: Teller, project: str) -> None:
    wanted = {
        "project": project,
        "verdict": "reject",
        "reason": "选址另有安排",
        "number": "巴发改能审〔2026〕12号",
        "on": DAY,
    }
    made = teller.post("/v1/decisions", wanted, key="d-1")
    teller.get("/v1/decisions")
    for path in ("", "/report", "/replay"):
        teller.get(f"/v1/decisions/{{number}}{path}", f"/v1/decisions/{made['id']}{path}")


def _read_rules(teller: Teller) -> None:
    teller.get("/v1/rules", "/v1/rules?limit=2")
    teller.get("/v1/rules/{rule}", "/v1/rules/BZ-020103-coal-cap-2030")
    clauses = teller.get("/v1/clauses", "/v1/clauses?limit=1")
    teller.get("/v1/clauses/{reference}", f"/v1/clauses/{clauses['items'][0]['reference'].replace('#', '%23')}")
    teller.get("/v1/rulebook")
    teller.get("/v1/rulebook/bundle")
    teller.post("/v1/rulebook/reload", None, role=Role.POLICY)
