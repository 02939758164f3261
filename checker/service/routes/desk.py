"""Whose desk it is, whether the service is well, its metrics, and its own description."""

from __future__ import annotations

from threading import Lock
from time import monotonic
from typing import Any, Final
from weakref import WeakKeyDictionary

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from checker import __version__
from checker.errors import CheckerError
from checker.ledger import layout
from checker.ledger.access import Scope
from checker.ledger.ledger import Ledger
from checker.service import audit_file
from checker.service.answers import answer
from checker.service.asked import Whoever
from checker.service.metrics import MEDIA_TYPE
from checker.service.operation import operation, reference
from checker.service.shared import Shared
from checker.wire.encoding import JSON

ROUTES = APIRouter(tags=["服务"])

_NAME: Final = "台账"
"""What a desk is called over the network: where its ledger lies is nobody's business there."""
_FRESH: Final = 1.0
"""Seconds for which what was found of the ledger counts."""
_OPEN: dict[str, Any] = {"response_class": Response, "response_model": None, "openapi_extra": {"security": []}}


def _well(name: str, *statuses: int) -> dict[int | str, dict[str, Any]]:
    words = {200: "正常", 503: "还不能办事"}
    return {one: {"description": words[one], "content": {JSON: {"schema": reference(name)}}} for one in statuses}


@ROUTES.get("/healthz", summary="是否活着", responses=_well("HealthBody", 200), **_OPEN)
async def health() -> Response:
    """Say that the process runs."""
    return answer({"status": "ok"})


@ROUTES.get("/readyz", summary="能否办事", responses=_well("ReadinessBody", 200, 503), **_OPEN)
async def readiness(request: Request) -> Response:
    """Say whether the ledger can be read and is of this version, and whether there are rules."""
    shared = request.app.state.shared
    if shared is None:
        return answer({"ready": False, "ledger": "还没有打开", "rules": "还没有打开", "audit": "ok"}, 503)
    ledger = await shared.in_thread(_LOOKED_AT.ledger, shared)
    rules = "ok" if shared.checker.rulebook.rules else "没有规则"
    audit = "ok" if audit_file.is_kept() else "写不了"
    ready = ledger == rules == audit == "ok"
    return answer({"ready": ready, "ledger": ledger, "rules": rules, "audit": audit}, 200 if ready else 503)


@ROUTES.get("/v1/desk", **operation("谁的办件台,能做什么", None, gives="DeskBody"))
def desk(asked: Whoever) -> Response:
    """Say whose token it is and what it allows."""
    token, desk = asked.token, asked.desk
    return answer(
        {
            "name": _NAME,
            "officer": desk.officer,
            "keeps_books": desk.keeps_books,
            "position": asked.shared.ledger.position,
            "token": token.id,
            "role": token.role.value,
            "scopes": sorted(token.scopes),
            "expires_on": token.expires_on.isoformat(),
            "rulebook": desk.rulebook.hash,
            "version": __version__,
        }
    )


@ROUTES.get("/metrics", **operation("运行指标(Prometheus)", Scope.METRICS_READ), include_in_schema=False)
def metrics(asked: Whoever) -> Response:
    """Give the metrics as Prometheus reads them."""
    return Response(asked.shared.metrics.exposition(), media_type=MEDIA_TYPE)


@ROUTES.get("/openapi.json", **operation("这份说明(OpenAPI 3.1)", None), include_in_schema=False)
def description(asked: Whoever) -> Response:
    """Give the description of the service."""
    return answer(asked.request.app.openapi())


class _LookedAt:
    """How the ledger was found a moment ago: anybody may ask, so it is not looked at for every request."""

    def __init__(self) -> None:
        self._found: WeakKeyDictionary[Ledger, tuple[float, str]] = WeakKeyDictionary()
        self._turn = Lock()

    def ledger(self, shared: Shared) -> str:
        """``ok``, or what is wrong in words that say nothing of where it is."""
        with self._turn:
            at, found = self._found.get(shared.ledger, (-_FRESH, ""))
            if monotonic() - at >= _FRESH:
                found = _state_of(shared.ledger)
                self._found[shared.ledger] = (monotonic(), found)
            return found


_LOOKED_AT: Final = _LookedAt()


def _state_of(ledger: Ledger) -> str:
    try:
        layout.check(ledger.storage)
        with ledger.reading():
            return "ok"
    except CheckerError:
        return "打不开,或不是本版程序的"
