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
    def is_open(self) -> bool:
        """Whether it awaits a decision, or its applicant's amendments: it keeps its reservation and its place."""
        return self in OPEN

    @property
    def is_live(self) -> bool:
        """Whether the project holds what it asked for, or may be given it."""
        return self in LIVE


OPEN: Final = frozenset((SubmissionState.UNDER_REVIEW, SubmissionState.RETURNED))
"""Not decided for good: reserved, or waiting to be."""
LIVE: Final = OPEN | {SubmissionState.APPROVED, SubmissionState.STARTED}
"""Open or approved: only such projects own bookings."""
