"""The closed vocabularies of a judgement: outcome, effect, verdict and verification mark, with their order."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What one rule says of one application (判定)."""

    SATISFIED = "satisfied"
    VIOLATED = "violated"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"
    ERROR = "error"

    @property
    def label(self) -> str:
        """The Chinese word officers read."""
        return _OUTCOME_LABELS[self]


class Effect(StrEnum):
    """What a violation does (处置), from the gravest to the mildest."""

    REJECT = "reject"
    RECTIFY = "rectify"
    CONSULT = "consult"
    ADVISE = "advise"

    @property
    def label(self) -> str:
        """The Chinese word officers read."""
        return _EFFECT_LABELS[self]

    @property
    def gravity(self) -> int:
        """3 for reject down to 0 for advise; compare effects by it."""
        return _GRAVITY[self]


class Verdict(StrEnum):
    """The recommendation (结论) for the whole application."""

    APPROVE = "approve"
    RECTIFY = "rectify"
    REJECT = "reject"

    @property
    def label(self) -> str:
        """The Chinese word officers read."""
        return _VERDICT_LABELS[self]

    @property
    def exit_code(self) -> int:
        """Exit code of ``checker check`` for this verdict."""
        return _VERDICT_EXIT_CODES[self]


class Mark(StrEnum):
    """How far a quoted text or value was verified."""

    S = "S"
    V1 = "V1"
    V2 = "V2"
    V3 = "V3"
    M = "M"
    NF = "NF"
    INF = "INF"

    @property
    def drives_rules(self) -> bool:
        """Whether a value with this mark may drive a rule at all."""
        return self in (Mark.S, Mark.V1, Mark.V2, Mark.V3)

    @property
    def note(self) -> str:
        """The sentence a finding must carry for this mark, or an empty text."""
        match self:
            case Mark.V2 | Mark.V3:
                return "转录值,待核原文"
            case Mark.M | Mark.NF | Mark.INF:
                return "待录入"
            case _:
                return ""


_OUTCOME_LABELS = {
    Outcome.SATISFIED: "符合",
    Outcome.VIOLATED: "不符合",
    Outcome.UNDETERMINED: "未能判定",
    Outcome.NOT_APPLICABLE: "不适用",
    Outcome.WAIVED: "已豁免",
    Outcome.ERROR: "判定出错",
}
_EFFECT_LABELS = {
    Effect.REJECT: "否决",
    Effect.RECTIFY: "整改",
    Effect.CONSULT: "会商",
    Effect.ADVISE: "提示",
}
_GRAVITY = {Effect.REJECT: 3, Effect.RECTIFY: 2, Effect.CONSULT: 1, Effect.ADVISE: 0}
_VERDICT_LABELS = {Verdict.APPROVE: "通过", Verdict.RECTIFY: "整改", Verdict.REJECT: "否决"}
_VERDICT_EXIT_CODES = {Verdict.APPROVE: 0, Verdict.RECTIFY: 10, Verdict.REJECT: 20}
