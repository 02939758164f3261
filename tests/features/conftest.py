"""One checker for the whole run, and the steps that every installation has."""

from __future__ import annotations

import pytest

from checker.api import Checker
from checker.workbench.bdd import plugin


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(plugin, "scenario-steps")


@pytest.fixture(scope="session")
def checker() -> Checker:
    return Checker.load()


@pytest.fixture(scope="session")
def inspector(checker: Checker) -> Checker:
    return checker
