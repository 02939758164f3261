"""Which facts feed which findings, through however many derivations, both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from checker.model.outcome import Outcome
from checker.model.report import Finding, Report, Trace
from checker.model.vocabulary import VOCABULARY

_NAME: Final = re.compile(r"\s*([^\[\].(]+)")
_GRAVEST: Final = (Outcome.ERROR, Outcome.VIOLATED, Outcome.UNDETERMINED, Outcome.WAIVED, Outcome.SATISFIED)


class Feeding:
    """The facts and the findings of one report, joined."""

    def __init__(self, report: Report) -> None:
        self._inputs = {one.fact: [given.fact for given in one.inputs] for one in report.derived}
        self._read = {one.rule: tuple(dict.fromkeys(self._facts(one))) for one in report.findings}
        self._feeds: dict[str, list[Finding]] = {}
        for finding in report.findings:
            if finding.outcome is Outcome.NOT_APPLICABLE:
                continue
            for fact in dict.fromkeys(_base(name) for name in self._read[finding.rule]):
                self._feeds.setdefault(fact, []).append(finding)
        for findings in self._feeds.values():
            findings.sort(key=lambda one: (_GRAVEST.index(one.outcome), -one.effect.gravity))

    def facts(self, rule: str) -> tuple[str, ...]:
        """What a rule read of the application, by name as reports write it, what it read itself first."""
        return self._read.get(rule, ())

    def findings(self, fact: str) -> tuple[Finding, ...]:
        """The findings that a fact, or a list of records as a whole, feeds; the gravest first."""
        return tuple(self._feeds.get(_base(fact), ()))

    def findings_at(self, place: str) -> tuple[Finding, ...]:
        """The findings that read this very place (``产品[1].年产能``), not only the list that it is in."""
        return tuple(one for one in self.findings(place) if place in self._read[one.rule])

    def _facts(self, finding: Finding) -> Iterator[str]:
        seen: set[str] = set()
        waiting = [one.fact for one in finding.observed]
        waiting += finding.missing
        for trace in finding.trace:
            waiting += _values(trace)
        while waiting:
            name = waiting.pop(0)
            base = _base(name)
            if name in seen:
                continue
            seen.add(name)
            if base in VOCABULARY.facts:
                yield name if _is_place(name) else base
            waiting += self._inputs.get(base, [])


def _values(trace: Trace) -> Iterator[str]:
    for value in trace.values:
        yield value.fact
    for child in trace.children:
        yield from _values(child)


def _base(name: str) -> str:
    match = _NAME.match(name)
    return match[1].strip() if match else name


def _is_place(name: str) -> bool:
    """Whether a name is a place in the application, and not a call with one inside."""
    return "(" not in name
