"""One setting decides where the desk is."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.api import LocalDesk
from checker.client import RemoteDesk, open_desk
from checker.errors import LedgerError, UsageError
from checker.ledger import Ledger
from checker.ledger.access import Role
from tests.api.desk_contract import DAY, GAS, application_of
from tests.service.conftest import shared_house  # noqa: F401 - the fixture of the service's own tests
from tests.service.house import House


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("CHECKER_URL", "CHECKER_TOKEN", "CHECKER_LEDGER", "CHECKER_OFFICE"):
        monkeypatch.delenv(variable, raising=False)


def test_an_address_of_a_service_opens_a_remote_desk(
    shared_house: House,  # noqa: F811 - the fixture above
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = shared_house.tokens[Role.OFFICER]
    with open_desk(shared_house.url, token=token) as desk:
        assert isinstance(desk, RemoteDesk)
        here = desk.check(application_of(GAS), as_of=DAY)
    monkeypatch.setenv("CHECKER_URL", shared_house.url)
    monkeypatch.setenv("CHECKER_TOKEN", token)
    monkeypatch.setenv("CHECKER_LEDGER", "没有.db")
    desk = open_desk()
    assert isinstance(desk, RemoteDesk)
    assert desk.officer == "张三"
    assert desk.check(application_of(GAS), as_of=DAY) == here
    desk.close()


def test_without_a_token_it_is_told_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_URL", "http://127.0.0.1:1")
    with pytest.raises(UsageError, match=r"CHECKER_TOKEN.*checker token create"):
        open_desk()


def test_any_other_address_is_that_of_a_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "ledger.db")
    with pytest.raises(LedgerError, match="没有这个台账文件"):
        open_desk(path)
    Ledger.create(path).close()
    desks = [open_desk(path, officer="张三")]
    monkeypatch.setenv("CHECKER_LEDGER", path)
    desks.append(open_desk())
    for desk in desks:
        assert isinstance(desk, LocalDesk)
        assert desk.name == path
        desk.close()


def test_without_any_setting_there_are_no_books() -> None:
    desk = open_desk()
    assert isinstance(desk, LocalDesk)
    assert not desk.keeps_books
    desk.close()
