"""Comparison of two reports on one project: what changed, and whether it changed the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.model.report import Finding, Report


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One rule whose finding differs; None where the rule is in force in only one of the reports."""

    rule: str
    before: Finding | None
    after: Finding | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports, and the rules whose outcome or effect differs, in the order of the later report."""

    before: Report
    after: Report
    changes: tuple[FindingChange, ...]

    @property
    def verdict_changed(self) -> bool:
        """Whether the recommendation is another one."""
        return self.before.verdict is not self.after.verdict


def compare(before: Report, after: Report) -> Comparison:
    """What ``after`` says otherwise than ``before``."""
    return Comparison(before, after, tuple(_changes(before, after)))


def _changes(before: Report, after: Report) -> Iterator[FindingChange]:
    earlier = {finding.rule: finding for finding in before.findings}
    later = {finding.rule: finding for finding in after.findings}
    for rule in (*later, *(rule for rule in earlier if rule not in later)):
        was, now = earlier.get(rule), later.get(rule)
        if was is None or now is None or (was.outcome, was.effect) != (now.outcome, now.effect):
            yield FindingChange(rule, was, now)
