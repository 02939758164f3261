"""Checks over the wire: batches, and what would be if some facts were otherwise."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from checker.api.batch import Checked
from checker.api.comparison import Comparison, compare
from checker.model.report import Report
from checker.wire.body import ApplicationShape, Body, FindingShape, ReportShape, Request, SealedShape
from checker.wire.encoding import sealed_object, unsealed_object
from checker.wire.problem import ProblemBody, problem_of

LARGEST_BATCH = 200
"""Applications in one batch."""
_TOLD = "一份申报,同 POST /v1/checks;有误的只影响它自己的结果"
_Anything = Annotated[dict[str, Any], WithJsonSchema({"type": "object", "description": _TOLD})]


class BatchRequest(Request):
    """Applications to be checked one after the other."""

    applications: list[_Anything] = Field(description="各份申报", min_length=1, max_length=LARGEST_BATCH)


class BatchLine(Body):
    """One application of a batch: its report, or why there is none."""

    index: int = Field(description="第几份,从 0 起", ge=0)
    report: ReportShape | None = Field(description="核对报告;申报有误的为 null")
    problem: ProblemBody | None = Field(description="为什么没有报告")


class BatchBody(Body):
    """The reports of a batch, in the order of the applications."""

    results: list[BatchLine] = Field(description="逐份结果,次序同请求")


class SealedBatchLine(Body):
    """One application of a batch: its sealed report, or why there is none."""

    index: int = Field(description="第几份,从 0 起", ge=0)
    sealed: SealedShape | None = Field(description="封存格式的报告;申报有误的为 null")
    problem: ProblemBody | None = Field(description="为什么没有报告")

    def value(self) -> Checked:
        """The report, or the error."""
        if self.sealed is not None:
            return Checked(self.index, unsealed_object(self.sealed), None)
        return Checked(self.index, None, self.problem.error() if self.problem else None)


class SealedBatchBody(Body):
    """A batch with sealed reports."""

    results: list[SealedBatchLine] = Field(description="逐份结果,次序同请求")


class WhatIfRequest(Request):
    """An application, and the facts that would be otherwise."""

    application: ApplicationShape = Field(description="申报")
    changes: dict[Annotated[str, Field(min_length=1)], Any] = Field(
        description="改动:事实(如 产品[1].单位产品综合能耗)到新值;null 为不填", min_length=1, max_length=100
    )


class ChangeBody(Body):
    """One rule whose finding differs; null where the rule is in force in only one of the reports."""

    rule: str = Field(description="规则编号")
    before: FindingShape | None = Field(description="改动前的发现")
    after: FindingShape | None = Field(description="改动后的发现")


class ComparisonBody(Body):
    """The report as submitted beside the report with some facts changed."""

    verdict_changed: bool = Field(description="结论是否改变")
    before: ReportShape = Field(description="按申报核对的报告")
    after: ReportShape = Field(description="按改动核对的报告")
    changes: list[ChangeBody] = Field(description="判定或处置改变的规则")


class SealedComparisonBody(Body):
    """The two reports of a comparison, sealed."""

    before: SealedShape = Field(description="按申报核对的报告,封存格式")
    after: SealedShape = Field(description="按改动核对的报告,封存格式")

    def value(self) -> Comparison:
        """The comparison."""
        return compare(unsealed_object(self.before), unsealed_object(self.after))


def batch_line_shape(one: Checked, instance: str, *, everything: bool) -> dict[str, object]:
    """One application of a batch."""
    report = one.report.to_json(everything=everything) if one.report is not None else None
    return {"index": one.index, "report": report, "problem": _problem(one, instance)}


def sealed_batch_line_shape(one: Checked, instance: str) -> dict[str, object]:
    """One application of a batch with its report whole."""
    sealed = sealed_object(one.report) if one.report is not None else None
    return {"index": one.index, "sealed": sealed, "problem": _problem(one, instance)}


def comparison_shape(one: Comparison, *, everything: bool) -> dict[str, object]:
    """A comparison for machines."""
    return {
        "verdict_changed": one.verdict_changed,
        "before": one.before.to_json(everything=everything),
        "after": one.after.to_json(everything=everything),
        "changes": [
            {
                "rule": change.rule,
                "before": change.before.to_json() if change.before else None,
                "after": change.after.to_json() if change.after else None,
            }
            for change in one.changes
        ],
    }


def sealed_comparison_shape(before: Report, after: Report) -> dict[str, object]:
    """A comparison with its reports whole."""
    return {"before": sealed_object(before), "after": sealed_object(after)}


def _problem(one: Checked, instance: str) -> dict[str, object] | None:
    return problem_of(one.error, instance).model_dump() if one.error is not None else None
