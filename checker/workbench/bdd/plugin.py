"""The steps as pytest-bdd plays them: one step of each kind takes every text and looks it up among the steps there are.

A pytest plugin; whoever registers it supplies the fixture ``inspector``, which says who reviews.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, then, when
from pytest_bdd.parser import Feature, Scenario
from pytest_bdd.parsers import StepParser

from checker.workbench.bdd.answer import Answer
from checker.workbench.bdd.desk import Shelf, Submission
from checker.workbench.bdd.inspector import Inspector, supposing
from checker.workbench.bdd.scene import Expectation, Scene, shelf_of
from checker.workbench.bdd.step import Rows, StepKind

FEATURE_PATH = pytest.StashKey[Path]()
"""Where a test keeps the path of its feature file."""


class AnyText(StepParser):
    """Takes every text; whether there is such a step is the library's to say, in Chinese and with the nearest one."""

    def is_matching(self, name: str) -> bool:  # noqa: ARG002 - every name
        """Always."""
        return True

    def parse_arguments(self, name: str) -> dict[str, Any]:
        """The whole text."""
        return {"text": name}


class Stage:
    """Where one scenario is played: its scene, and the answer to its last review."""

    def __init__(self, scene: Scene, inspector: Inspector) -> None:
        self._scene = scene
        self._inspector = inspector
        self.submission: Submission | None = None
        self.answer: Answer | None = None

    def play(self, kind: StepKind, text: str, table: Rows | None) -> None:
        """Do one step: 当 reviews, 那么 asks. Raises ScenarioError, Mismatch, ApplicationError."""
        match self._scene.play(kind, text, table):
            case Submission() as submission:
                self.submission = submission
                self.answer = _review(self._inspector, submission)
            case Expectation() as expectation:
                assert self.answer is not None, "那么 before 当"
                expectation.ask(self.answer)

    def explained(self) -> Answer | None:
        """The answer with every finding explained, those that hold and those that do not apply too."""
        if self.submission is None or self.submission.application is None:
            return None
        return _review(self._inspector, self.submission, everything=True)


def _review(inspector: Inspector, submission: Submission, *, everything: bool = False) -> Answer:
    if submission.application is None:
        return Answer(None, submission.refusal)
    return Answer(
        supposing(inspector, submission.catalogue).check(
            submission.application, as_of=submission.as_of, everything=everything, ledger=submission.standing
        )
    )


STAGE = pytest.StashKey[Stage]()
"""Where a test keeps its stage, for whoever explains a failure."""


@pytest.fixture(scope="session")
def shelves() -> dict[Path, Shelf]:
    """The application files read so far, by the folder of the feature file that asked."""
    return {}


@pytest.fixture
def stage(request: pytest.FixtureRequest, inspector: Inspector, shelves: dict[Path, Shelf]) -> Stage:
    """A fresh stage for the scenario of this test."""
    path = request.node.stash[FEATURE_PATH]
    shelf = shelves.setdefault(path.parent, shelf_of(path))
    found = Stage(Scene(inspector.rulebook, shelf), inspector)
    request.node.stash[STAGE] = found
    return found


@given(AnyText("given"))
def play_given(stage: Stage, text: str, datatable: Rows | None = None) -> None:
    """Whatever stands after 假如."""
    stage.play(StepKind.GIVEN, text, datatable)


@when(AnyText("when"))
def play_when(stage: Stage, text: str, datatable: Rows | None = None) -> None:
    """Whatever stands after 当."""
    stage.play(StepKind.WHEN, text, datatable)


@then(AnyText("then"))
def play_then(stage: Stage, text: str, datatable: Rows | None = None) -> None:
    """Whatever stands after 那么."""
    stage.play(StepKind.THEN, text, datatable)


@pytest.hookimpl(tryfirst=True)
def pytest_bdd_before_scenario(request: pytest.FixtureRequest, feature: Feature, scenario: Scenario) -> None:  # noqa: ARG001
    """Tell the stage which file it plays."""
    request.node.stash[FEATURE_PATH] = Path(feature.filename)


def pytest_bdd_apply_tag(tag: str, function: object) -> bool:  # noqa: ARG001 - pytest-bdd gives both
    """Tags name rules, so they are no pytest marks."""
    return True
