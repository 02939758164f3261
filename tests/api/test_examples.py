"""The examples in the docstrings of the library do what they say."""

from __future__ import annotations

import doctest
import shutil
from importlib import import_module
from pathlib import Path

import pytest

from checker.ledger import Ledger, quotas
from tests.api.desk_contract import CASES, GAS, shipped
from tests.api.recording import record_late


@pytest.fixture
def _office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the application and the ledger that the examples name."""
    monkeypatch.chdir(tmp_path)
    record_late(monkeypatch)
    shutil.copy(CASES / GAS / "application.yaml", "项目.yaml")
    with Ledger.create("台账.db") as ledger, ledger.writing("台账管理员") as books:
        quotas.adopt_limits(books, shipped().rulebook)


@pytest.mark.usefixtures("_office")
@pytest.mark.parametrize("name", ["checker.api", "checker.api.checker", "checker.api.local_desk"])
def test_examples_run_as_written(name: str) -> None:
    result = doctest.testmod(import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.attempted
    assert not result.failed


def test_the_package_says_that_it_is_typed() -> None:
    package = import_module("checker").__file__
    assert package is not None
    assert (Path(package).parent / "py.typed").is_file()
