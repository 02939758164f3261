"""A scene: one scenario while it is played, step by step; whoever plays it decides what a review is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from checker.errors import Problem, ScenarioError
from checker.model.report import Report
from checker.nearness import nearest
from checker.rulebook import RuleBook
from checker.workbench.bdd import application_steps, ledger_steps, report_steps  # noqa: F401 - they fill the library
from checker.workbench.bdd.answer import Answer, Mismatch
from checker.workbench.bdd.desk import Desk, Shelf, Submission
from checker.workbench.bdd.step import Rows, StepCall, StepKind
from checker.workbench.bdd.step_search import find_step


@dataclass(frozen=True, slots=True)
class Expectation:
    """One 那么 as written; it can be asked of any report on the same application."""

    line: int
    text: str
    call: StepCall

    @property
    def rule(self) -> str:
        """The rule it is about, or an empty text where it is about the whole report."""
        return self.call.rule

    def ask(self, answer: Answer) -> None:
        """Raise Mismatch where the answer is another one, ApplicationError where the application was refused."""
        self.call(answer)

    def failure(self, report: Report | Answer) -> str | None:
        """What is expected and what is found instead; None where it holds."""
        try:
            self.ask(report if isinstance(report, Answer) else Answer(report))
        except Mismatch as mismatch:
            return str(mismatch)
        return None


class Scene:
    """The desk of one scenario, and the one way in which its steps are played."""

    def __init__(self, book: RuleBook, shelf: Shelf) -> None:
        self._rules = frozenset(rule.id for rule in book.rules)
        self._desk = Desk(book, shelf)

    def play(self, kind: StepKind, text: str, table: Rows | None, line: int = 0) -> Submission | Expectation | None:
        """Do one step: 当 gives what was handed in, 那么 what is expected. Raises ScenarioError for a faulty step."""
        call = find_step(kind, text, table)
        self._require_rule(call.rule)
        match kind:
            case StepKind.GIVEN:
                call(self._desk)
                return None
            case StepKind.WHEN:
                call(self._desk)
                return self._desk.submission
            case StepKind.THEN:
                return Expectation(line, text, call)

    def _require_rule(self, rule: str) -> None:
        if rule and rule not in self._rules:
            near = nearest(rule, self._rules)
            remedy = f"是否为 {near}?" if near else "全部编号见 checker rules list"
            raise ScenarioError(Problem(f"规则库里没有规则“{rule}”", remedy=remedy))


def shelf_of(path: Path) -> Shelf:
    """Where the scenarios of the feature file ``path`` look for applications: its folder, those above, and here."""
    return Shelf(*path.resolve().parents, Path())
