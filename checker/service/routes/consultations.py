"""Consultations: convened, heard, concluded, cancelled."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from starlette.responses import Response

from checker.api.batch import as_of_day
from checker.api.local_desk import LocalDesk
from checker.errors import LedgerUnknownError, Problem
from checker.ledger.access import Scope
from checker.ledger.consultation import Consultation
from checker.render.ledger_consultations import consultation_shape
from checker.service.answers import answer, page_answer
from checker.service.asked import Whoever
from checker.service.changing import Changing, Done
from checker.service.operation import operation
from checker.service.parameters import Number, OfProject, OpenOnly, Paged
from checker.wire.consultations import CancellationRequest, ConclusionRequest, ConveneRequest, OpinionRequest

ROUTES = APIRouter(prefix="/v1/consultations", tags=["会商"])


@ROUTES.get("", **operation("会商", Scope.CONSULTATIONS_READ, gives="Page_ConsultationBody_", errors=(409,)))
def consultations(asked: Whoever, page: Paged, project: OfProject = "", open_only: OpenOnly = False) -> Response:
    """List consultations, oldest first."""
    found = asked.desk.consultations(project=project, open_only=open_only)
    shape = partial(consultation_shape, as_of=as_of_day(None))
    return page_answer(asked.request, found, shape, page.limit, page.offset)


@ROUTES.post(
    "",
    **operation(
        "发起会商",
        Scope.CONSULTATIONS_WRITE,
        takes="ConveneRequest",
        gives="ConsultationBody",
        status=201,
        changes=True,
    ),
)
async def convene(change: Changing) -> Response:
    """Put findings of a project under review to the departments."""

    def step(desk: LocalDesk, wanted: ConveneRequest) -> Done:
        made = desk.convene(
            wanted.project,
            rules=wanted.rules,
            lead=wanted.lead,
            cooperating=wanted.cooperating,
            days=wanted.days,
            reason=wanted.reason,
            on=wanted.on,
        )
        return _done(made, 201)

    return await change(ConveneRequest, step)


@ROUTES.get("/{number}", **operation("一次会商", Scope.CONSULTATIONS_READ, gives="ConsultationBody", errors=(404,)))
def consultation(asked: Whoever, number: Number) -> Response:
    """Give one consultation."""
    found = next((one for one in asked.desk.consultations() if one.id == number), None)
    if found is None:
        raise LedgerUnknownError(Problem(f"没有会商 {number}", remedy="编号见 GET /v1/consultations"))
    return answer(consultation_shape(found, as_of_day(None)))


@ROUTES.post(
    "/{number}/opinions",
    **operation(
        "登记部门意见",
        Scope.CONSULTATIONS_WRITE,
        takes="OpinionRequest",
        gives="ConsultationBody",
        status=201,
        changes=True,
        errors=(404,),
    ),
)
async def hear(change: Changing, number: Number) -> Response:
    """Record what a department says."""

    def step(desk: LocalDesk, wanted: OpinionRequest) -> Done:
        heard = desk.hear(
            number, department=wanted.department, stance=wanted.stance, reason=wanted.reason, on=wanted.on
        )
        return _done(heard, 201)

    return await change(OpinionRequest, step)


@ROUTES.post(
    "/{number}/conclusion",
    **operation(
        "登记会商结论",
        Scope.CONSULTATIONS_WRITE,
        takes="ConclusionRequest",
        gives="ConsultationBody",
        changes=True,
        errors=(404,),
    ),
)
async def conclude(change: Changing, number: Number) -> Response:
    """Record what a consultation came to."""

    def step(desk: LocalDesk, wanted: ConclusionRequest) -> Done:
        concluded = desk.conclude(
            number,
            conclusion=wanted.conclusion,
            authority=wanted.authority,
            document=wanted.document,
            reason=wanted.reason,
            conditions=wanted.conditions,
            on=wanted.on,
        )
        return _done(concluded)

    return await change(ConclusionRequest, step)


@ROUTES.post(
    "/{number}/cancellation",
    **operation(
        "取消会商",
        Scope.CONSULTATIONS_WRITE,
        takes="CancellationRequest",
        gives="ConsultationBody",
        changes=True,
        errors=(404,),
    ),
)
async def cancel(change: Changing, number: Number) -> Response:
    """Take back a consultation that was opened in error."""

    def step(desk: LocalDesk, wanted: CancellationRequest) -> Done:
        return _done(desk.cancel_consultation(number, reason=wanted.reason, on=wanted.on))

    return await change(CancellationRequest, step)


def _done(one: Consultation, status: int = 200) -> Done:
    headers = {"Location": f"/v1/consultations/{one.id}"} if status == 201 else {}
    return Done(consultation_shape(one, as_of_day(None)), status, headers)
