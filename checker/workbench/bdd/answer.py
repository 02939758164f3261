"""The answer to one review as a scenario asks about it, and the mismatch between what it expects and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from checker.errors import ApplicationError, Problem, ScenarioError
from checker.feel import evaluate
from checker.model.outcome import Effect, Outcome, Verdict
from checker.model.report import DerivedFact, Finding, QuotaLine, Report
from checker.nearness import nearest
from checker.review.display import scalar_text

_Labelled = TypeVar("_Labelled", Outcome, Effect, Verdict)


class Mismatch(AssertionError):  # noqa: N818 - what a scenario found, not an error of the program
    """A 那么 that does not hold: ``subject`` should be one thing and is another; ``rule`` is the one it is about."""

    def __init__(self, subject: str, expected: str, actual: str, rule: str = "") -> None:
        super().__init__(f"{subject}:应为“{expected}”,实为“{actual}”")
        self.subject = subject
        self.expected = expected
        self.actual = actual
        self.rule = rule

    def __reduce__(self) -> tuple[type[Mismatch], tuple[str, str, str, str]]:
        return type(self), (self.subject, self.expected, self.actual, self.rule)


@dataclass(frozen=True)
class Answer:
    """A report, or the refusal of an application that could not be read."""

    reviewed: Report | None
    refusal: ApplicationError | None = None

    @property
    def report(self) -> Report:
        """The report; an application that was refused raises the model's own message."""
        if self.refusal is not None:
            raise self.refusal
        assert self.reviewed is not None
        return self.reviewed

    @cached_property
    def _findings(self) -> dict[str, Finding]:
        return {finding.rule: finding for finding in self.report.findings}

    def find(self, rule: str) -> Finding | None:
        """What the rule said, or None when it is not in force on the review date."""
        return self._findings.get(rule)

    def finding(self, rule: str, what: str, expected: str) -> Finding:
        """What the rule said; raises Mismatch when it is not in force on the review date."""
        found = self.find(rule)
        if found is None:
            raise Mismatch(f"规则“{rule}”{what}", expected, f"{self.report.as_of} 当日不施行", rule)
        return found

    def derived(self, label: str) -> DerivedFact | None:
        """The derived fact, or None when it was not derived."""
        return next((fact for fact in self.report.derived if fact.fact == label), None)

    def quota(self, metric: str, year: int, what: str, expected: str) -> QuotaLine:
        """The balance the report shows; raises Mismatch when it shows none for that metric and year."""
        for line in self.report.quotas:
            if (line.metric, line.year) == (metric, year):
                return line
        shown = "、".join(f"{line.year} 年{line.metric}" for line in self.report.quotas)
        raise Mismatch(f"{year} 年“{metric}”{what}", expected, f"报告没有这一项;报告所列:{shown or '无'}")


def labelled(kinds: type[_Labelled], word: str, what: str) -> _Labelled:
    """The member an officer calls by ``word``; raises ScenarioError naming those there are."""
    known = {member.label: member for member in kinds}
    if word in known:
        return known[word]
    near = nearest(word, known)
    remedy = (f"是否为“{near}”?" if near else "") + f"可写:{'、'.join(known)}"
    raise ScenarioError(Problem(f"没有“{word}”这种{what}", remedy=remedy))


def same_value(fact: DerivedFact, expected: str) -> bool:
    """Whether a derived fact has the value a scenario writes: 是, 否, a word, or a number with any fitting unit."""
    actual = scalar_text(fact.value, fact.unit)
    if actual == expected:
        return True
    if fact.value is None or isinstance(fact.value, bool | str):  # two words that are no values would both be null
        return False
    return evaluate(f"{actual} = {expected}") is True
