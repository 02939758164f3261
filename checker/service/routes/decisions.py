"""Decisions, the reports sealed with them, and their replay."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from checker.api.local_desk import LocalDesk
from checker.errors import LedgerUnknownError, Problem
from checker.ledger.access import Scope
from checker.render.ledger_decisions import decision_shape
from checker.render.ledger_replay import replay_shape
from checker.service.answers import answer, either_answer, page_answer, report_answer
from checker.service.asked import Whoever
from checker.service.changing import Changing, Done
from checker.service.operation import REPORT, SEALED_REPORT, operation
from checker.service.parameters import Number, OfProject, Paged
from checker.service.refusal import state_of
from checker.wire.decisions import DecisionRequest, sealed_replay_shape

ROUTES = APIRouter(prefix="/v1/decisions", tags=["决定"])
_DECIDING = (
    f"权限:{Scope.DECISIONS_WRITE.value}({Scope.DECISIONS_WRITE.label});决定人不是令牌的使用人的,"
    f"还要 {Scope.DECISIONS_RECORD.value}({Scope.DECISIONS_RECORD.label}),默认没有"
)


@ROUTES.get("", **operation("决定", Scope.DECISIONS_READ, gives="Page_DecisionBody_", errors=(409,)))
def decisions(asked: Whoever, page: Paged, project: OfProject = "") -> Response:
    """List decisions, oldest first."""
    return page_answer(asked.request, asked.desk.decisions(project=project), decision_shape, page.limit, page.offset)


@ROUTES.post(
    "",
    **operation(
        "作出决定",
        Scope.DECISIONS_WRITE,
        takes="DecisionRequest",
        gives="DecisionBody",
        status=201,
        changes=True,
        description=_DECIDING,
    ),
)
async def decide(change: Changing) -> Response:
    """Check the application under review again, decide, and seal; in another's name only with a scope for that."""
    token, state = change.asked.token, state_of(change.asked.request.scope)

    def step(desk: LocalDesk, wanted: DecisionRequest) -> Done:
        if wanted.decided_by.strip() not in ("", token.holder):
            state.scope = Scope.DECISIONS_RECORD.value
            token.require(Scope.DECISIONS_RECORD)
        made = desk.decide(
            wanted.project,
            wanted.verdict,
            reason=wanted.reason,
            number=wanted.number,
            decided_by=wanted.decided_by,
            seen=wanted.seen,
            on=wanted.on,
        )
        return Done(decision_shape(made), 201, {"Location": f"/v1/decisions/{made.id}"})

    return await change(DecisionRequest, step)


@ROUTES.get("/{number}", **operation("一个决定", Scope.DECISIONS_READ, gives="DecisionBody", errors=(404,)))
def decision(asked: Whoever, number: Number) -> Response:
    """Give one decision."""
    found = next((one for one in asked.desk.decisions() if one.id == number), None)
    if found is None:
        raise LedgerUnknownError(Problem(f"没有决定 {number}", remedy="编号见 GET /v1/decisions"))
    return answer(decision_shape(found))


@ROUTES.get(
    "/{number}/report",
    **operation("封存的报告", Scope.DECISIONS_READ, gives=REPORT, sealed=SEALED_REPORT, errors=(404,)),
)
def decided_report(asked: Whoever, number: Number) -> Response:
    """Give the report as it was sealed with a decision."""
    return report_answer(asked.request, asked.desk.decided_report(number), everything=True)


@ROUTES.get(
    "/{number}/replay",
    **operation(
        "按封存的材料重新核对",
        Scope.DECISIONS_READ,
        gives="ReplayBody",
        sealed="SealedReplayBody",
        errors=(404, 409),
    ),
)
def replay(asked: Whoever, number: Number) -> Response:
    """Check a decided application again with what was sealed, and say whether the report is the same."""
    found = asked.desk.replay(number)
    return either_answer(asked.request, lambda: replay_shape(found), lambda: sealed_replay_shape(found))
