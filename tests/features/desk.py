"""The desk one scenario works at: a draft application, the review date, and the report once it was reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from checker.api import Checker
from checker.errors import ApplicationError
from checker.feel import evaluate
from checker.model.outcome import Outcome
from checker.model.report import DerivedFact, Finding, Report, Trace
from checker.review.display import scalar_text
from tests.features.draft import Draft

ROOT = Path(__file__).resolve().parents[2]

_TRUTHS = {True: "成立", False: "不成立", None: "不明"}


class Desk:
    """Collects what 假如 gives, runs one review at 当, and answers what 那么 asks."""

    def __init__(self, checker: Checker) -> None:
        self.checker = checker
        self.draft = Draft()
        self.as_of: date | None = None
        self.refusal: ApplicationError | None = None
        self._report: Report | None = None

    def adopt(self, path: str) -> None:
        """Start the draft from a file named relative to the project."""
        self.draft.adopt(ROOT / path)

    def review(self) -> None:
        """Check the draft once; an invalid application is kept as the refusal."""
        assert self.as_of is not None, "先写“审查日为…”"
        try:
            self._report = self.checker.check(self.draft.application(), as_of=self.as_of)
        except ApplicationError as refusal:
            self.refusal = refusal

    @property
    def report(self) -> Report:
        """The report; an application that could not be read fails the step with the model's own message."""
        if self.refusal is not None:
            raise self.refusal
        assert self._report is not None, "先写“当 审查该项目”"
        return self._report

    def finding(self, rule: str) -> Finding:
        """What the rule said, or a failure that names the nearest rules."""
        found = self.find(rule)
        if found is None:
            known = sorted(finding.rule for finding in self.report.findings)
            raise AssertionError(f"规则“{rule}”在 {self.as_of} 不施行或不存在;当日的规则:{'、'.join(known)}")
        return found

    def find(self, rule: str) -> Finding | None:
        """What the rule said, or None when it is not in force on the review date."""
        return next((finding for finding in self.report.findings if finding.rule == rule), None)

    def derived(self, label: str) -> DerivedFact | None:
        """The derived fact, or None when it was not derived."""
        return next((fact for fact in self.report.derived if fact.fact == label), None)

    def differs(self, rule: str, what: str, expected: str, actual: str) -> str:
        """What a failed 那么 prints: expected, actual, and why the rule came out as it did."""
        lines = [f"规则“{rule}”的{what}:应为“{expected}”,实为“{actual}”"]
        lines += self._explained(rule)
        return "\n".join(lines)

    def overview(self, what: str, expected: str, actual: str) -> str:
        """What a failed 那么 about the whole report prints: expected, actual, and the findings that count."""
        lines = [f"{what}:应为“{expected}”,实为“{actual}”"]
        lines += [f"  {f.outcome.label} {f.effect.label} {f.rule} {f.message}" for f in self.report.shown]
        return "\n".join(lines)

    def _explained(self, rule: str) -> Iterator[str]:
        """The finding with its full trace, from a second review that explains everything."""
        assert self.as_of is not None
        report = self.checker.check(self.draft.application(), as_of=self.as_of, everything=True)
        finding = next((finding for finding in report.findings if finding.rule == rule), None)
        if finding is None:
            return
        yield f"  {finding.outcome.label} · {finding.effect.label} · {finding.message}"
        for fact in finding.observed:
            yield f"  实测 {fact.fact} = {scalar_text(fact.value, fact.unit)}"
        if finding.required:
            yield f"  要求 {finding.required}"
        if finding.missing:
            yield f"  缺少 {'、'.join(finding.missing)}"
        for trace in finding.trace:
            yield from _trace_lines(trace, 1)


def _trace_lines(trace: Trace, depth: int) -> Iterator[str]:
    values = ";".join(f"{fact.fact} = {scalar_text(fact.value, fact.unit)}" for fact in trace.values)
    label = f"{trace.label}:" if trace.label else ""
    yield f"{'  ' * depth}[{_TRUTHS[trace.truth]}] {label}{trace.text}" + (f"({values})" if values else "")
    for child in trace.children:
        yield from _trace_lines(child, depth + 1)


def outcome_named(word: str) -> Outcome:
    """The outcome an officer calls by this word."""
    by_label = {outcome.label: outcome for outcome in Outcome}
    assert word in by_label, f"没有“{word}”这种判定;可写:{'、'.join(by_label)}"
    return by_label[word]


def same_value(fact: DerivedFact, expected: str) -> bool:
    """Whether a derived fact has the value a scenario writes: 是, 否, a word, or a number with any fitting unit."""
    actual = scalar_text(fact.value, fact.unit)
    if actual == expected:
        return True
    if isinstance(fact.value, bool | str):
        return False
    return evaluate(f"{actual} = {expected}") is True
