"""The desk at a service: what every desk does, over a real connection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from checker.api import Checker, Desk
from checker.client import RemoteDesk
from checker.errors import ForbiddenError
from checker.ledger import Ledger, submissions, tokens
from checker.ledger.access import Role
from checker.model.outcome import Verdict
from tests.api.desk_contract import DAY, GAS, OFFICER, DeskContract, application_of, code_of, shipped
from tests.service.house import running, settings_for


class TestRemoteDesk(DeskContract):
    """A desk at a service in this process, with a rule book of its own fetching."""

    @pytest.fixture(autouse=True)
    def _loaded_already(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every service of these tests has the shipped rules; they are loaded once."""
        monkeypatch.setattr(Checker, "load", lambda *_, **__: shipped().pinned())

    @pytest.fixture
    def desk(self, ledger: Ledger, tmp_path: Path) -> Iterator[Desk]:
        with ledger.writing("管理员", datetime.now(UTC)) as books:
            token = tokens.issue(books, OFFICER, Role.OFFICER, scopes=Role.OFFICER.scopes).text
        with (
            running(settings_for(ledger.storage.shown), {}) as house,
            RemoteDesk.open(house.url, token, cache=tmp_path / "缓存") as desk,
        ):
            yield desk

    def test_the_address_is_its_name_and_the_token_shows_nowhere(self, desk: RemoteDesk) -> None:
        assert desk.name.startswith("http://127.0.0.1:")
        assert desk.name in repr(desk)
        token = desk._connection.line.token
        assert token not in repr(desk) + repr(desk._connection.line) + str(vars(desk))

    def test_a_decision_in_anothers_name_needs_a_scope_of_its_own(self, ledger: Ledger, tmp_path: Path) -> None:
        with ledger.writing("管理员", datetime.now(UTC)) as books:
            token = tokens.issue(books, OFFICER, Role.OFFICER).text
        with (
            running(settings_for(ledger.storage.shown), {}) as house,
            RemoteDesk.open(house.url, token, cache=tmp_path / "缓存") as desk,
        ):
            desk.submit(application_of(GAS), on=DAY)
            with pytest.raises(ForbiddenError, match="decisions:record"):
                desk.decide(code_of(GAS), Verdict.APPROVE, number="决1", decided_by="李四", on=DAY)
            assert desk.decisions() == ()
            made = desk.decide(code_of(GAS), Verdict.APPROVE, number="决1", decided_by=OFFICER, on=DAY)
            assert (made.officer, made.actor) == (OFFICER, OFFICER)

    def test_a_change_whose_answer_was_lost_is_made_once(self, desk: RemoteDesk, ledger: Ledger) -> None:
        """The service does it, the answer does not come through, and the client asks again with the same key."""
        lose_next_answer(desk)
        made = desk.submit(application_of(GAS), on=DAY)
        assert made.project == code_of(GAS)
        assert [one.project for one in desk.pending()] == [made.project]
        with ledger.reading() as books:
            assert len(submissions.of(books, made.project)) == 1


def lose_next_answer(desk: RemoteDesk) -> None:
    """Have the next answer read and then lost, as when a connection breaks behind the service."""
    client = desk._connection._client
    usual = client._transport
    lost = []

    class Losing(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            response = usual.handle_request(request)
            if lost:
                return response
            lost.append(response.read())
            response.close()
            raise httpx.ReadError("lost", request=request)

        def close(self) -> None:
            usual.close()

    client._transport = Losing()
