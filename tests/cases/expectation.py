"""What a case expects: the verdict, every rule that concerns it, the effect of each violation, key derived facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from checker.model.outcome import Outcome
from checker.model.report import Report
from checker.review.display import scalar_text

CASES = Path(__file__).resolve().parents[2] / "cases"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One ``expected*.yaml``: a case judged on one date. Rules that are not listed must be not applicable."""

    path: Path
    as_of: date
    verdict: str
    dispositions: tuple[str, ...]
    exit_code: int
    outcomes: Mapping[str, str]
    effects: Mapping[str, str]
    facts: Mapping[str, str]

    @property
    def application(self) -> Path:
        """The application beside the expectation."""
        return self.path.parent / "application.yaml"

    @property
    def name(self) -> str:
        """Folder and date, as a test is called."""
        return f"{self.path.parent.name}@{self.as_of}"

    def differences(self, report: Report) -> Iterator[str]:
        """One line for each thing that came out otherwise than expected."""
        yield from _line("结论", self.verdict, report.verdict.value)
        yield from _line("处置意见", "、".join(self.dispositions), "、".join(report.dispositions))
        yield from _line("退出码", str(self.exit_code), str(report.exit_code))
        outcomes = {f.rule: f.outcome.value for f in report.findings if f.outcome is not Outcome.NOT_APPLICABLE}
        yield from _lines("判定", self.outcomes, outcomes, Outcome.NOT_APPLICABLE.value)
        effects = {finding.rule: finding.effect.value for finding in report.having(Outcome.VIOLATED)}
        yield from _lines("处置", self.effects, effects, "无")
        derived = {fact.fact: scalar_text(fact.value, fact.unit) for fact in report.derived}
        for fact, value in self.facts.items():
            yield from _line(f"推导事实 {fact}", value, derived.get(fact, "没有推导"))


def expectations() -> list[Expectation]:
    """Every expectation of every case, by folder."""
    return [_read(path) for path in sorted(CASES.glob("*/expected*.yaml"))]


def _read(path: Path) -> Expectation:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Expectation(
        path=path,
        as_of=data["as_of"],
        verdict=data["verdict"],
        dispositions=tuple(data["dispositions"]),
        exit_code=data["exit_code"],
        outcomes={rule: outcome for outcome, rules in data["outcomes"].items() for rule in rules or ()},
        effects=data["effects"],
        facts={fact: str(value) for fact, value in data["facts"].items()},
    )


def _line(what: str, expected: str, actual: str) -> Iterator[str]:
    if expected != actual:
        yield f"{what}:应为 {expected or '空'},实为 {actual or '空'}"


def _lines(what: str, expected: Mapping[str, str], actual: Mapping[str, str], absent: str) -> Iterator[str]:
    for name in sorted(expected.keys() | actual.keys()):
        yield from _line(f"{what} {name}", expected.get(name, absent), actual.get(name, absent))
