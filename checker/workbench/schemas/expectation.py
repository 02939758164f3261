"""The schema of ``expected.yaml``: what a case should come to."""

from __future__ import annotations

from typing import Final

from checker.model.outcome import Effect, Outcome, Verdict
from checker.review.aggregation import CONSULTATION, FAULT, RECTIFICATION, REJECTED, SUPPLEMENT
from checker.workbench.schemas import shape
from checker.workbench.schemas.names import Suggestion
from checker.workbench.schemas.shape import Offer, Shape

_DISPOSITIONS: Final = tuple(map(Suggestion, (REJECTED, RECTIFICATION, CONSULTATION, SUPPLEMENT, FAULT)))


def expected_schema() -> Shape:
    """``expected.yaml`` beside an ``application.yaml``."""
    return shape.mapping(
        "案例的预期",
        "一个案例在某一审查日应得的结论;没有列出的规则应为不适用。",
        {
            "as_of": shape.day("审查日", optional=False),
            "verdict": shape.closed("结论", Verdict),
            "dispositions": shape.texts("处置意见,次序同报告", words=_DISPOSITIONS),
            "exit_code": {"description": "命令的退出码", "enum": [verdict.exit_code for verdict in Verdict]},
            "outcomes": {
                **shape.mapping(
                    "判定",
                    "各判定下的规则编号。",
                    {outcome.value: shape.texts(outcome.label, offers=Offer.RULES) for outcome in Outcome},
                ),
                "type": ["object", "null"],
            },
            "effects": {
                "description": "不符合的规则各自的处置",
                "type": ["object", "null"],
                "propertyNames": shape.offered(Offer.RULES),
                "additionalProperties": shape.closed("处置", Effect),
            },
            "facts": {
                "description": "要核对的推导事实及其值,如 是、300000 t",
                "type": ["object", "null"],
                "propertyNames": shape.offered(Offer.DERIVED),
                "additionalProperties": {"type": ["string", "number"]},
            },
        },
        ["as_of", "verdict"],
    )
