"""The rule book of a service, fetched once and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from checker.client import Client
from checker.client.rulebook_copy import RulebookCopy
from checker.errors import ServiceError
from checker.ledger.archive import packed
from checker.rulebook import load_rulebook
from tests.api.desk_contract import shipped
from tests.client.scripted import Reply, Request, ScriptedServer, scripted

PACKS = Path(__file__).parents[1] / "cli" / "packs"
BUNDLE = packed(shipped().rulebook)
OTHER = packed(load_rulebook(PACKS))


def bundle(content: bytes) -> Reply:
    return Reply(200, content, {"ETag": f'"{hashlib.sha256(content).hexdigest()}"', "Content-Type": "application/zip"})


def serve(request: Request, content: bytes) -> Reply:
    answer = bundle(content)
    return Reply(304) if request.headers.get("if-none-match") == answer.headers["ETag"] else answer


Copying = Callable[[ScriptedServer, Path], RulebookCopy]


@pytest.fixture
def copy_of() -> Iterator[Copying]:
    with ExitStack() as stack:

        def made(server: ScriptedServer, cache: Path) -> RulebookCopy:
            return RulebookCopy(stack.enter_context(Client(server.url, "token")).connection, cache)

        yield made


def test_it_is_fetched_once_and_kept_on_the_disk(copy_of: Copying, tmp_path: Path) -> None:
    with scripted(lambda request, _: serve(request, BUNDLE)) as server:
        copy = copy_of(server, tmp_path)
        assert copy.current().hash == shipped().rulebook.hash
        assert copy.current() is copy.current()
        assert len(server.requests) == 1
        again = copy_of(server, tmp_path)
        assert again.current().hash == shipped().rulebook.hash
        assert server.requests[1].headers["if-none-match"]
        assert len(list(tmp_path.rglob("*.zip"))) == 1


def test_another_rule_book_is_fetched_once_a_report_names_it(copy_of: Copying, tmp_path: Path) -> None:
    served = [BUNDLE]
    with scripted(lambda request, _: serve(request, served[0])) as server:
        copy = copy_of(server, tmp_path)
        before = copy.current()
        served[0] = OTHER
        copy.note(before.hash)
        assert copy.current() is before
        copy.note("another")
        assert copy.current().hash == load_rulebook(PACKS).hash
        assert [request.headers.get("if-none-match") is not None for request in server.requests] == [False, True]


def test_a_copy_that_was_altered_is_not_used(copy_of: Copying, tmp_path: Path) -> None:
    with scripted(lambda request, _: serve(request, BUNDLE)) as server:
        copy_of(server, tmp_path).current()
        (kept,) = tmp_path.rglob("*.zip")
        kept.write_bytes(kept.read_bytes()[:-1] + b"?")
        assert copy_of(server, tmp_path).current().hash == shipped().rulebook.hash
        assert server.requests[1].headers.get("if-none-match") is None


def test_where_the_service_is_out_of_reach_the_last_copy_serves(copy_of: Copying, tmp_path: Path) -> None:
    down: list[bool] = []
    with scripted(lambda request, _: Reply(500) if down else serve(request, BUNDLE)) as server:
        copy_of(server, tmp_path).current()
        down.append(True)
        assert copy_of(server, tmp_path).current().hash == shipped().rulebook.hash
        with pytest.raises(ServiceError):
            copy_of(server, tmp_path / "空").current()


def test_a_bundle_cut_short_is_refused(copy_of: Copying, tmp_path: Path) -> None:
    short = Reply(200, BUNDLE[:-10], bundle(BUNDLE).headers)
    with scripted(lambda *_: short) as server, pytest.raises(ServiceError, match="不完整"):
        copy_of(server, tmp_path).current()
    with scripted(lambda *_: bundle(b"no archive")) as server, pytest.raises(ServiceError, match="规则库"):
        copy_of(server, tmp_path).current()
    assert list(tmp_path.rglob("*.zip")) == []


def test_a_disk_that_takes_nothing_does_no_harm(copy_of: Copying, tmp_path: Path) -> None:
    blocked = tmp_path / "文件"
    blocked.write_text("", encoding="utf-8")
    with scripted(lambda request, _: serve(request, BUNDLE)) as server:
        assert copy_of(server, blocked).current().hash == shipped().rulebook.hash
