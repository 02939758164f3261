"""Recordings: scenarios read once, so that their expectations can be asked again of other reports, without pytest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from checker.errors import Problem, ScenarioError
from checker.model import Application
from checker.model.report import Report
from checker.review.standing_source import StandingSource
from checker.rulebook import RuleBook
from checker.workbench.bdd.answer import Answer
from checker.workbench.bdd.catalogue import CatalogueRows
from checker.workbench.bdd.desk import Submission
from checker.workbench.bdd.feature_file import FeatureFile, read_sound_features
from checker.workbench.bdd.scene import Expectation, Scene, shelf_of
from checker.workbench.bdd.script import Script


@dataclass(frozen=True, slots=True)
class RecordedScenario:
    """One review of one scenario: what was handed in, and what is expected of the report.

    ``file`` is as the user named it, ``line`` that of the scenario or of its row of examples; ``rules`` are the rules
    its tags and expectations name. A scenario with several 当 gives several of these. ``catalogue`` is the two-high
    catalogue it supposes, None where it supposes none.
    """

    feature: str
    file: str
    line: int
    name: str
    tags: tuple[str, ...]
    rules: frozenset[str]
    application: Application
    as_of: date
    standing: StandingSource | None
    expectations: tuple[Expectation, ...]
    catalogue: CatalogueRows | None = None

    def failures(self, report: Report) -> tuple[str, ...]:
        """What of it ``report`` does not meet, in the order of its steps; empty where it holds."""
        answer = Answer(report)
        return tuple(failure for each in self.expectations if (failure := each.failure(answer)) is not None)

    def holds(self, report: Report) -> bool:
        """Whether ``report`` meets every expectation."""
        answer = Answer(report)
        return all(each.failure(answer) is None for each in self.expectations)


def record(*places: Path, book: RuleBook) -> tuple[RecordedScenario, ...]:
    """The scenarios in ``places`` (feature files and folders) whose applications are valid, in order of file and line.

    Nothing is reviewed. Raises ScenarioError with every file, scenario and step that cannot be read.
    """
    recorded, problems = record_sound(*places, book=book)
    if problems:
        raise ScenarioError(problems)
    return recorded


def record_sound(*places: Path, book: RuleBook) -> tuple[tuple[RecordedScenario, ...], tuple[Problem, ...]]:
    """As ``record``, with what is wrong with the others beside them; raises ScenarioError for a place there is not."""
    features, unread = read_sound_features(places)
    recorded: list[RecordedScenario] = []
    problems = list(unread)
    for feature in features:
        played, faulty = _played(feature, book)
        recorded += played
        problems += faulty
    return tuple(recorded), tuple(problems)


def record_feature(feature: FeatureFile, book: RuleBook) -> tuple[RecordedScenario, ...]:
    """The scenarios of one file; raises ScenarioError with every step that cannot be read."""
    recorded, problems = _played(feature, book)
    if problems:
        raise ScenarioError(problems)
    return tuple(recorded)


def _played(feature: FeatureFile, book: RuleBook) -> tuple[list[RecordedScenario], list[Problem]]:
    shelf = shelf_of(feature.path)
    recorded: list[RecordedScenario] = []
    problems: list[Problem] = []
    for script in feature.scripts:
        try:
            recorded += record_script(script, Scene(book, shelf))
        except ScenarioError as error:
            problems += error.problems
    return recorded, problems


def record_script(script: Script, scene: Scene) -> Iterator[RecordedScenario]:
    """The reviews of one scenario, played in ``scene``; raises ScenarioError for a faulty step."""
    if script.flaw is not None:
        raise ScenarioError(script.flaw)
    submission: Submission | None = None
    expectations: list[Expectation] = []
    for step in script.steps:
        try:
            played = scene.play(step.kind, step.text, step.table, step.line)
        except ScenarioError as error:
            raise ScenarioError(placed(error.problems, script.file, step.line)) from None
        match played:
            case Submission():
                yield from _review(script, submission, expectations)
                submission, expectations = played, []
            case Expectation():
                expectations.append(played)
    yield from _review(script, submission, expectations)


def placed(problems: Iterable[Problem], file: str, line: int) -> list[Problem]:
    """The problems at their step; those that have a place of their own, as in an adopted file, keep it."""
    return [problem if problem.file else replace(problem, file=file, line=line) for problem in problems]


def _review(
    script: Script, submission: Submission | None, expectations: Iterable[Expectation]
) -> Iterator[RecordedScenario]:
    if submission is None or submission.application is None:
        return
    asked = tuple(expectations)
    named = frozenset((*script.tags, *(each.rule for each in asked if each.rule)))
    yield RecordedScenario(
        feature=script.feature,
        file=script.file,
        line=script.line,
        name=script.title,
        tags=script.tags,
        rules=named,
        application=submission.application,
        as_of=submission.as_of,
        standing=submission.standing,
        expectations=asked,
        catalogue=submission.catalogue,
    )
