"""One checker for the whole run, one desk a scenario, and the steps; tags name rules, so they are no pytest marks."""

from __future__ import annotations

import pytest

from checker.api import Checker
from tests.features import steps
from tests.features.desk import Desk


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(steps, "scenario-steps")


def pytest_bdd_apply_tag(tag: str, function: object) -> bool:
    return True


@pytest.fixture(scope="session")
def checker() -> Checker:
    return Checker.load()


@pytest.fixture
def desk(checker: Checker) -> Desk:
    return Desk(checker)
