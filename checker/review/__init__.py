"""From outcomes to a report: explanation, gap, missing facts, remedy and verdict."""

from __future__ import annotations

from checker.review.reviewer import Reviewer, Subject

__all__ = ["Reviewer", "Subject"]
