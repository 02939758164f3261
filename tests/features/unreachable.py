"""Outcomes that no application can bring about for a rule, each with the reason; whatever else is missing is a gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from checker.model.outcome import Outcome

_LIMIT_TO_BE_ENTERED = "限值或门槛待管理机关录入,录入之前不能判定符合与否"
_VIOLATED_BY_APPLYING = "适用即不符合:条文禁止的就是这件事本身"
_ASKED_ONLY_WHEN_STATED = "只核申报写明的事实,没有写明即不适用"
_ASKED_ONLY_WITH_BOTH = "只在两个数都有时比较,缺一个即不适用"
_CODE_IS_REQUIRED = "只看行业代码,行业代码是必填项"

UNREACHABLE: Final[Mapping[str, Mapping[Outcome, str]]] = {
    "BZ-0103-intensity": {
        Outcome.SATISFIED: _LIMIT_TO_BE_ENTERED,
        Outcome.VIOLATED: _LIMIT_TO_BE_ENTERED,
    },
    "BZ-020201-online-monitoring-key": {
        Outcome.SATISFIED: _LIMIT_TO_BE_ENTERED,
        Outcome.VIOLATED: _LIMIT_TO_BE_ENTERED,
        Outcome.UNDETERMINED: "门槛没有录入时不适用",
    },
    "BZ-020201-supervision": {Outcome.UNDETERMINED: _ASKED_ONLY_WHEN_STATED},
    "BZ-020304-catalogue": {Outcome.SATISFIED: _VIOLATED_BY_APPLYING},
    "BZ-020304-stage": {Outcome.UNDETERMINED: _ASKED_ONLY_WHEN_STATED},
    "BZ-020304-policy": {Outcome.UNDETERMINED: _ASKED_ONLY_WHEN_STATED},
    "BZ-020503-lamps": {Outcome.UNDETERMINED: _ASKED_ONLY_WHEN_STATED},
    "BZ-020601-park": {Outcome.UNDETERMINED: _CODE_IS_REQUIRED},
    "BZ-020801-land": {Outcome.UNDETERMINED: _ASKED_ONLY_WHEN_STATED},
    "ER-31-10-carbon": {
        Outcome.SATISFIED: _LIMIT_TO_BE_ENTERED,
        Outcome.VIOLATED: _LIMIT_TO_BE_ENTERED,
    },
    "EQ-data-centre": {
        Outcome.SATISFIED: _LIMIT_TO_BE_ENTERED,
        Outcome.VIOLATED: _LIMIT_TO_BE_ENTERED,
    },
    "EQ-eliminated-air": {Outcome.UNDETERMINED: _ASKED_ONLY_WHEN_STATED},
    "EQ-eliminated-motor": {Outcome.UNDETERMINED: _ASKED_ONLY_WHEN_STATED},
    "SC-boiler-key-region": {Outcome.SATISFIED: _VIOLATED_BY_APPLYING},
    "SC-coal-ledger": {Outcome.UNDETERMINED: _ASKED_ONLY_WITH_BOTH},
    "SC-energy-ledger": {Outcome.UNDETERMINED: _ASKED_ONLY_WITH_BOTH},
    "PL-veto-medical-waste": {Outcome.SATISFIED: _VIOLATED_BY_APPLYING},
    "PL-veto-microbead": {Outcome.SATISFIED: _VIOLATED_BY_APPLYING},
    "FX-energy-consistency": {Outcome.UNDETERMINED: _ASKED_ONLY_WITH_BOTH},
}
