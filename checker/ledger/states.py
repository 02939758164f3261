"""The states an application goes through in the ledger, and which of them hold quotas and sources."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class SubmissionState(StrEnum):
    """What has become of an application."""

    UNDER_REVIEW = "在审"
    RETURNED = "退回整改"
    REJECTED = "不予批准"
    WITHDRAWN = "已撤回"
    APPROVED = "已批准"
    LAPSED = "已失效"
    STARTED = "已开工"
    CLOSED = "已关停"

    @property
    def is_live(self) -> bool:
        """Whether the project holds what it asked for, or may be given it."""
        return self in LIVE


LIVE: Final = frozenset((SubmissionState.UNDER_REVIEW, SubmissionState.APPROVED, SubmissionState.STARTED))
"""Under review or approved: only such projects own bookings."""
