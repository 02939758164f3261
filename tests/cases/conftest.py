"""One checker per engine for the whole run: compiling a rule book costs more than checking every case."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from checker.api import Checker, EngineChoice
from checker.rulebook import default_packs_directory, load_rulebook


@pytest.fixture(scope="session")
def checkers() -> Mapping[EngineChoice, Checker]:
    book = load_rulebook(default_packs_directory())
    return MappingProxyType({engine: Checker(book, engine) for engine in EngineChoice})


@pytest.fixture(params=list(EngineChoice), ids=lambda engine: engine.value)
def checker(request: pytest.FixtureRequest, checkers: Mapping[EngineChoice, Checker]) -> Checker:
    """The checker with each engine in turn."""
    return checkers[request.param]
