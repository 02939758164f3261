"""Applications: the queue, what was submitted, and everything recorded of a project."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from checker.api.local_desk import LocalDesk
from checker.ledger.access import Scope
from checker.ledger.states import SubmissionState
from checker.model.application import Application
from checker.render.ledger_inventory_shape import event_shape
from checker.render.ledger_quotas import booking_shape
from checker.render.ledger_sources import offer_shape
from checker.render.ledger_submissions import submission_shape
from checker.service.answers import answer, page_answer
from checker.service.asked import Whoever
from checker.service.changing import Changing, Done
from checker.service.operation import APPLICATION, operation
from checker.service.parameters import Code, OnDay, Paged
from checker.wire.applications import WithdrawalRequest, application_shape, pending_shape

ROUTES = APIRouter(prefix="/v1/applications", tags=["申报"])


@ROUTES.get("", **operation("申报的队列", Scope.APPLICATIONS_READ, gives="Page_PendingBody_"))
def pending(
    asked: Whoever,
    page: Paged,
    state: Annotated[SubmissionState | None, Query(description="只要这种情况的;默认要未办结的")] = None,
) -> Response:
    """List the applications that are open, or in one state."""
    return page_answer(asked.request, asked.desk.pending(state=state), pending_shape, page.limit, page.offset)


@ROUTES.post(
    "",
    **operation(
        "受理一份申报", Scope.APPLICATIONS_SUBMIT, takes=APPLICATION, gives="SubmissionBody", status=201, changes=True
    ),
)
async def submit(change: Changing, on: OnDay = None) -> Response:
    """Check an application, take it in, and reserve what it takes."""

    def step(desk: LocalDesk, application: Application) -> Done:
        made = desk.submit(application, on=on)
        shape = submission_shape(made, desk.bookings(made.project), desk.offers(made.project))
        return Done(shape, 201, {"Location": f"/v1/applications/{made.project}"})

    return await change.of_application(step)


@ROUTES.get(
    "/{project}", **operation("最近一次的申报", Scope.APPLICATIONS_READ, gives="ApplicationBody", errors=(404,))
)
def application(asked: Whoever, project: Code) -> Response:
    """Give the application last submitted for a project."""
    return answer(application_shape(project, asked.desk.application(project)))


@ROUTES.get(
    "/{project}/submissions",
    **operation("一个项目的历次申报", Scope.APPLICATIONS_READ, gives="Page_SubmissionBody_", errors=(404,)),
)
def submissions(asked: Whoever, page: Paged, project: Code) -> Response:
    """List every submission of a project."""
    found = asked.desk.submissions(project)
    return page_answer(asked.request, found, submission_shape, page.limit, page.offset)


@ROUTES.get(
    "/{project}/history",
    **operation("一个项目的全部记录", Scope.APPLICATIONS_READ, gives="Page_EventBody_", errors=(404,)),
)
def history(asked: Whoever, page: Paged, project: Code) -> Response:
    """List everything recorded of a project."""
    return page_answer(asked.request, asked.desk.history(project), event_shape, page.limit, page.offset)


@ROUTES.get(
    "/{project}/bookings",
    **operation("一个项目占用的额度", Scope.QUOTAS_READ, gives="Page_BookingBody_", errors=(404,)),
)
def bookings(asked: Whoever, page: Paged, project: Code) -> Response:
    """List what a project takes and holds of the quotas."""
    return page_answer(asked.request, asked.desk.bookings(project), booking_shape, page.limit, page.offset)


@ROUTES.get(
    "/{project}/offers",
    **operation("一个项目取用的替代来源", Scope.QUOTAS_READ, gives="Page_OfferBody_", errors=(404,)),
)
def offers(asked: Whoever, page: Paged, project: Code) -> Response:
    """List what a project asks and holds of replacement sources."""
    return page_answer(asked.request, asked.desk.offers(project), offer_shape, page.limit, page.offset)


@ROUTES.post(
    "/{project}/withdrawal",
    **operation(
        "撤回申报", Scope.APPLICATIONS_SUBMIT, takes="WithdrawalRequest", status=204, changes=True, errors=(404,)
    ),
)
async def withdraw(change: Changing, project: Code) -> Response:
    """Take an application back."""

    def step(desk: LocalDesk, wanted: WithdrawalRequest) -> Done:
        desk.withdraw(project, reason=wanted.reason, on=wanted.on)
        return Done(None, 204)

    return await change(WithdrawalRequest, step)
