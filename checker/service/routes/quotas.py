"""Quotas: balances, and who holds what of one account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from checker.ledger.access import Scope
from checker.render.ledger_quotas import balance_shape, booking_shape
from checker.service.answers import page_answer
from checker.service.asked import Whoever
from checker.service.operation import operation
from checker.service.parameters import Paged, Word, Year

ROUTES = APIRouter(prefix="/v1/quotas", tags=["额度"])


@ROUTES.get("", **operation("全市额度的余量", Scope.QUOTAS_READ, gives="Page_BalanceBody_"))
def balances(
    asked: Whoever,
    page: Paged,
    leaving_out: Annotated[Word, Query(max_length=60, description="不计这个项目(项目代码)")] = "",
) -> Response:
    """List every account by metric and year."""
    found = asked.desk.balances(leaving_out=leaving_out)
    return page_answer(asked.request, found, balance_shape, page.limit, page.offset)


@ROUTES.get("/holders", **operation("谁占用了一项额度", Scope.QUOTAS_READ, gives="Page_BookingBody_", errors=(409,)))
def holders(
    asked: Whoever,
    page: Paged,
    metric: Annotated[Word, Query(min_length=1, max_length=60, description="指标", examples=["原煤消费量"])],
    year: Year,
) -> Response:
    """List who takes and holds what of one account."""
    found = asked.desk.holders(metric, year)
    return page_answer(asked.request, found, booking_shape, page.limit, page.offset)
