"""Checks: one, many, what if, and one rule in full."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from checker.ledger.access import Scope
from checker.ledger.standing import LedgerView
from checker.model.report import Report
from checker.service.answers import answer, either_answer, report_answer
from checker.service.asked import Asked, Sent, Whoever
from checker.service.operation import APPLICATION, REPORT, SEALED_REPORT, operation
from checker.service.parameters import AsOf, Everything, Word
from checker.service.reading import application_of, model_of
from checker.service.refusal import refusal
from checker.wire.checks import (
    BatchRequest,
    WhatIfRequest,
    batch_line_shape,
    comparison_shape,
    sealed_batch_line_shape,
    sealed_comparison_shape,
)

ROUTES = APIRouter(prefix="/v1", tags=["核对"])


@ROUTES.post(
    "/checks", **operation("核对一份申报", Scope.CHECKS_RUN, takes=APPLICATION, gives=REPORT, sealed=SEALED_REPORT)
)
def check(asked: Whoever, sent: Sent, as_of: AsOf = None, everything: Everything = False) -> Response:
    """Check one application against the ledger."""
    application = application_of(sent.content, sent.media)
    report = asked.desk.check(application, as_of=as_of, everything=everything)
    _count(asked, report)
    return report_answer(asked.request, report, everything=everything)


@ROUTES.post(
    "/checks/batch",
    **operation("核对一批申报", Scope.CHECKS_RUN, takes="BatchRequest", gives="BatchBody", sealed="SealedBatchBody"),
)
def check_batch(asked: Whoever, sent: Sent, as_of: AsOf = None, everything: Everything = False) -> Response:
    """Check many applications by one rule book; one that cannot be read does not keep the others from it."""
    batch = model_of(BatchRequest, sent.content, sent.media)
    source = LedgerView(asked.shared.ledger)
    results = list(
        asked.shared.checker.check_many(batch.applications, as_of=as_of, everything=everything, ledger=source)
    )
    for one in results:
        if one.report is not None:
            _count(asked, one.report)
    return either_answer(
        asked.request,
        lambda: {"results": [batch_line_shape(one, asked.instance, everything=everything) for one in results]},
        lambda: {"results": [sealed_batch_line_shape(one, asked.instance) for one in results]},
    )


@ROUTES.post(
    "/what-if",
    **operation(
        "如果改动几项,结论会怎样",
        Scope.CHECKS_RUN,
        takes="WhatIfRequest",
        gives="ComparisonBody",
        sealed="SealedComparisonBody",
    ),
)
def what_if(asked: Whoever, sent: Sent, as_of: AsOf = None, everything: Everything = False) -> Response:
    """Check an application as it is, and with some facts otherwise."""
    wanted = model_of(WhatIfRequest, sent.content, sent.media)
    found = asked.desk.what_if(wanted.application, wanted.changes, as_of=as_of, everything=everything)
    return either_answer(
        asked.request,
        lambda: comparison_shape(found, everything=everything),
        lambda: sealed_comparison_shape(found.before, found.after),
    )


@ROUTES.post(
    "/explain",
    **operation("一条规则怎样看这份申报", Scope.CHECKS_RUN, takes=APPLICATION, gives="Finding", errors=(404,)),
)
def explain(
    asked: Whoever,
    sent: Sent,
    rule: Annotated[Word, Query(max_length=100, description="规则编号", examples=["BZ-020103-coal-cap-2030"])],
    as_of: AsOf = None,
) -> Response:
    """Say what one rule finds, whatever it finds."""
    application = application_of(sent.content, sent.media)
    report = asked.desk.check(application, as_of=as_of, everything=True)
    found = next((finding for finding in report.findings if finding.rule == rule), None)
    if found is None:
        raise refusal("not-found", f"{report.as_of} 没有规则 {rule}", "规则见 GET /v1/rules;不同日期有效的规则不同")
    return answer(found.to_json())


def _count(asked: Asked, report: Report) -> None:
    asked.shared.metrics.checks.labels(report.verdict.value).inc()
