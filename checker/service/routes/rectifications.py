"""Orders to rectify, and waivers."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from starlette.responses import Response

from checker.api.batch import as_of_day
from checker.api.local_desk import LocalDesk
from checker.ledger.access import Scope
from checker.ledger.rectifications import OrderedItem
from checker.render.ledger_rectifications import rectification_shape
from checker.render.ledger_waivers import waiver_shape
from checker.service.answers import page_answer, whole_page
from checker.service.asked import Whoever
from checker.service.changing import Changing, Done
from checker.service.operation import operation
from checker.service.parameters import Number, OfProject, OpenOnly, Paged
from checker.wire.rectifications import CompletionRequest, ExtensionRequest, OrderRequest, RevocationRequest

ROUTES = APIRouter(prefix="/v1", tags=["整改与豁免"])


@ROUTES.get(
    "/rectifications", **operation("整改", Scope.RECTIFICATIONS_READ, gives="Page_RectificationBody_", errors=(409,))
)
def rectifications(asked: Whoever, page: Paged, project: OfProject = "", open_only: OpenOnly = False) -> Response:
    """List items ordered to be put right, by deadline."""
    found = asked.desk.rectifications(project=project, open_only=open_only)
    shape = partial(rectification_shape, as_of=as_of_day(None))
    return page_answer(asked.request, found, shape, page.limit, page.offset)


@ROUTES.post(
    "/rectifications",
    **operation(
        "下达整改",
        Scope.RECTIFICATIONS_WRITE,
        takes="OrderRequest",
        gives="Page_RectificationBody_",
        status=201,
        changes=True,
    ),
)
async def order(change: Changing) -> Response:
    """Order a project to put items right."""

    def step(desk: LocalDesk, wanted: OrderRequest) -> Done:
        items = [one.value() for one in wanted.items]
        made = desk.order(wanted.project, items, authority=wanted.authority, number=wanted.number, on=wanted.on)
        shapes = [rectification_shape(one, as_of_day(None)) for one in made]
        return Done(whole_page(shapes), 201, {"Location": f"/v1/rectifications?project={made[0].project}"})

    return await change(OrderRequest, step)


@ROUTES.post(
    "/rectifications/{number}/completion",
    **operation(
        "登记整改完成",
        Scope.RECTIFICATIONS_WRITE,
        takes="CompletionRequest",
        gives="RectificationBody",
        changes=True,
        errors=(404,),
    ),
)
async def complete(change: Changing, number: Number) -> Response:
    """Record that an item was put right."""

    def step(desk: LocalDesk, wanted: CompletionRequest) -> Done:
        return _done(desk.complete(number, evidence=wanted.evidence, on=wanted.on))

    return await change(CompletionRequest, step)


@ROUTES.post(
    "/rectifications/{number}/extension",
    **operation(
        "延长整改期限",
        Scope.RECTIFICATIONS_WRITE,
        takes="ExtensionRequest",
        gives="RectificationBody",
        changes=True,
        errors=(404,),
    ),
)
async def extend(change: Changing, number: Number) -> Response:
    """Give more time for an item."""

    def step(desk: LocalDesk, wanted: ExtensionRequest) -> Done:
        later = desk.extend(number, wanted.deadline, document=wanted.document, reason=wanted.reason, on=wanted.on)
        return _done(later)

    return await change(ExtensionRequest, step)


@ROUTES.post(
    "/rectifications/{number}/revocation",
    **operation(
        "撤销整改",
        Scope.RECTIFICATIONS_WRITE,
        takes="RevocationRequest",
        gives="RectificationBody",
        changes=True,
        errors=(404,),
    ),
)
async def revoke(change: Changing, number: Number) -> Response:
    """Take back an item that was ordered in error."""

    def step(desk: LocalDesk, wanted: RevocationRequest) -> Done:
        return _done(desk.revoke_rectification(number, document=wanted.document, reason=wanted.reason, on=wanted.on))

    return await change(RevocationRequest, step)


@ROUTES.get("/waivers", **operation("豁免", Scope.WAIVERS_READ, gives="Page_WaiverBody_", errors=(409,)))
def waivers(asked: Whoever, page: Paged, project: OfProject = "") -> Response:
    """List waivers."""
    shape = partial(waiver_shape, as_of=as_of_day(None))
    return page_answer(asked.request, asked.desk.waivers(project=project), shape, page.limit, page.offset)


def _done(one: OrderedItem) -> Done:
    return Done(rectification_shape(one, as_of_day(None)))
