"""Delivery: what every answer of a platform means for a letter, and that none is lost or doubled."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.errors import LedgerRefusalError
from checker.intake import outbox
from checker.intake.delivery import Meaning, meaning_of
from checker.intake.demo.records import unreadable_record
from checker.intake.mapping import PlatformMapping
from checker.intake.outbox import LetterState, Outgoing
from checker.intake.platform import Answer
from checker.ledger import Ledger
from tests.client.scripted import Reply, Request, ScriptedServer, scripted
from tests.intake.house import (
    CLERK,
    GAS,
    INCOMPLETE,
    PIGS,
    DemoPlatform,
    Heard,
    intake_of,
    mapping_of,
    once,
    record_of,
    running,
)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (200, Meaning.DELIVERED), (201, Meaning.DELIVERED), (204, Meaning.DELIVERED), (412, Meaning.OUTDATED),
        (400, Meaning.REFUSED), (404, Meaning.REFUSED), (422, Meaning.REFUSED), (301, Meaning.REFUSED),
        (401, Meaning.CLOSED), (403, Meaning.CLOSED), (408, Meaning.BUSY), (429, Meaning.BUSY), (503, Meaning.BUSY),
        (409, Meaning.FAILED), (500, Meaning.FAILED), (502, Meaning.FAILED), (None, Meaning.FAILED),
    ],
)  # fmt: skip
def test_what_an_answer_means(status: int | None, meaning: Meaning) -> None:
    assert meaning_of(Answer(status, ""), if_match=True) is meaning


def test_what_never_reached_the_platform_is_not_the_letters_fault() -> None:
    assert meaning_of(Answer(None, "", reached=False), if_match=True) is Meaning.BUSY
    assert meaning_of(Answer(412, ""), if_match=False) is Meaning.REFUSED


def letters(ledger: Ledger) -> tuple[Outgoing, ...]:
    with ledger.reading() as books:
        return outbox.listed(books)


def deliver_for(ledger: Ledger, mapping: PlatformMapping, until: object, seconds: float = 20) -> Heard:
    """Run an intake until ``until()`` holds."""
    heard = Heard()
    with intake_of(ledger, mapping, heard) as intake:
        thread = threading.Thread(target=intake.run, args=(0.2, lambda fault: pytest.fail(str(fault))))
        thread.start()
        deadline = threading.Event()
        for _ in range(int(seconds / 0.02)):
            if until():  # type: ignore[operator]  # a condition
                break
            deadline.wait(0.02)
        intake.stop()
        thread.join(20)
        assert not thread.is_alive()
    return heard


def test_each_application_gets_its_letter(ledger: Ledger, platform: DemoPlatform, mapping: PlatformMapping) -> None:
    for name, record in (("A", record_of(GAS)), ("B", record_of(INCOMPLETE)), ("C", unreadable_record())):
        platform.store.add(name, record)
    heard = once(ledger, mapping)
    assert platform.letters() == [("A", 1, "opinion"), ("B", 1, "notice"), ("C", 1, "correction")]
    assert [sent.state for sent in heard.attempts] == [LetterState.DELIVERED] * 3
    (opinion,) = platform.bodies("A")
    assert (opinion["result"], opinion["accepted"], opinion["applicationVersion"]) == ("1", True, "1")
    (notice,) = platform.bodies("B")
    assert [item["item"] for item in notice["items"]] == ["能源消费[1].年消费量", "替代来源"]
    assert notice["items"][1]["question"] == "煤炭替代量从哪里来"
    (correction,) = platform.bodies("C")
    assert [problem["platformField"] for problem in correction["problems"]] == [
        "/project/stage", "/project/declaredOn", "/energy/total/amount", "/form/年用电量",
    ]  # fmt: skip
    again = once(ledger, mapping)
    assert (again.takings, again.attempts) == ([], [])


def test_a_changed_application_is_answered_anew(
    ledger: Ledger, platform: DemoPlatform, mapping: PlatformMapping
) -> None:
    platform.store.add("A", record_of(INCOMPLETE))
    once(ledger, mapping)
    platform.store.change("A", record_of(GAS))
    once(ledger, mapping)
    assert platform.letters() == [("A", 1, "notice"), ("A", 2, "opinion")]


def test_a_letter_about_a_version_that_is_gone_is_dropped(
    ledger: Ledger, platform: DemoPlatform, mapping: PlatformMapping
) -> None:
    """The application changes between being read and being answered."""
    platform.store.add("A", record_of(GAS))
    with intake_of(ledger, mapping) as intake:
        intake._poll()
        platform.store.change("A", record_of(PIGS))
        intake._deliver()
    assert [one.state for one in letters(ledger)] == [LetterState.SUPERSEDED]
    once(ledger, mapping)
    assert platform.letters() == [("A", 2, "opinion")]


@pytest.fixture
def answering(ledger: Ledger, platform: DemoPlatform) -> Iterator[ScriptedServer]:
    """A platform with one application in the outbox already, whose answers to letters are to be scripted."""
    platform.store.add("A", record_of(GAS))
    platform.store.add("B", record_of(PIGS))
    with intake_of(ledger, mapping_of(platform.url)) as intake:
        intake._poll()
    with scripted(lambda *_: Reply(500)) as server:
        yield server


def only_letters(script: object) -> object:
    """A script for letters; the list is empty."""

    def answered(request: Request, _: int) -> Reply:
        if request.method == "GET":
            return Reply(200, b'{"items": []}')
        return script(request)  # type: ignore[operator,no-any-return]  # a script

    return answered


def test_a_letter_that_makes_the_platform_fail_is_parked_and_holds_up_no_other(
    ledger: Ledger, answering: ScriptedServer
) -> None:
    answering.script = only_letters(  # type: ignore[assignment]  # as above
        lambda request: Reply(500, "太长了".encode()) if "/A/" in request.path else Reply(201)
    )
    mapping = mapping_of(answering.url, {"strikes: 10": "strikes: 3"})
    deliver_for(ledger, mapping, lambda: letters(ledger)[0].state is LetterState.PARKED)
    poison, other = letters(ledger)
    assert (poison.state, poison.attempts, poison.answer) == (LetterState.PARKED, 3, "平台出错 3 次:答 500 太长了")
    assert (other.state, other.attempts) == (LetterState.DELIVERED, 1)
    keys = {request.headers["idempotency-key"] for request in answering.requests if "/A/" in request.path}
    assert keys == {poison.key}


def test_a_letter_that_is_refused_is_parked_at_once_and_sent_again_on_request(
    ledger: Ledger, answering: ScriptedServer
) -> None:
    answering.script = only_letters(lambda _: Reply(422, b"no such field"))  # type: ignore[assignment]
    once(ledger, mapping_of(answering.url))
    assert [(one.state, one.answer) for one in letters(ledger)] == [
        (LetterState.PARKED, "平台拒收:答 422 no such field")
    ] * 2
    answering.script = only_letters(lambda _: Reply(201))  # type: ignore[assignment]
    once(ledger, mapping_of(answering.url))
    assert all(one.state is LetterState.PARKED for one in letters(ledger))
    first, second = letters(ledger)
    with ledger.writing(CLERK) as books:
        assert [one.key for one in outbox.revive(books, [second.key[:12]])] == [second.key]
    once(ledger, mapping_of(answering.url))
    assert [one.state for one in letters(ledger)] == [LetterState.PARKED, LetterState.DELIVERED]
    with ledger.writing(CLERK) as books, pytest.raises(LedgerRefusalError, match="没有编号以"):
        outbox.revive(books, [second.key])
    with ledger.writing(CLERK) as books, pytest.raises(LedgerRefusalError, match="太短"):
        outbox.revive(books, [first.key[:3]])


def test_a_platform_that_is_down_parks_nothing(ledger: Ledger, answering: ScriptedServer) -> None:
    mapping = mapping_of("http://127.0.0.1:1", {"strikes: 10": "strikes: 1"})
    heard = deliver_for(ledger, mapping, lambda: letters(ledger)[0].attempts >= 3)
    assert all((one.state, one.strikes) == (LetterState.PENDING, 0) for one in letters(ledger))
    assert {sent.words for sent in heard.attempts} == {"连接不上"}
    assert heard.rounds[0].faults
    answering.script = only_letters(lambda _: Reply(201))  # type: ignore[assignment]
    deliver_for(ledger, mapping_of(answering.url), lambda: letters(ledger)[1].state is LetterState.DELIVERED)


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_a_platform_that_takes_nothing_at_present_is_left_in_peace(
    ledger: Ledger, answering: ScriptedServer, status: int
) -> None:
    answering.script = only_letters(lambda _: Reply(status, headers={"Retry-After": "60"}))  # type: ignore[assignment]
    once(ledger, mapping_of(answering.url))
    sent = [request for request in answering.requests if request.method == "POST"]
    assert len(sent) == 1
    first, second = letters(ledger)
    assert (first.state, first.strikes, second.attempts) == (LetterState.PENDING, 0, 0)
    assert first.due_at > second.due_at


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_key(tmp_path: Path, ledger: Ledger) -> None:
    """The platform takes nearly half of the letters and hangs up; each application has one letter in the end."""
    with running(tmp_path / "unreliable.db", unreliable=0.5) as platform:
        for number in range(6):
            record = record_of(GAS)
            record["project"]["code"] = f"2605-511923-04-01-8742{number:02d}"
            platform.store.add(f"A{number}", record)
        mapping = mapping_of(platform.url, {"strikes: 10": "strikes: 100"})
        deliver_for(
            ledger,
            mapping,
            lambda: len(letters(ledger)) == 6 and all(one.state is LetterState.DELIVERED for one in letters(ledger)),
            60,
        )
        assert sorted(platform.letters()) == [(f"A{number}", 1, "opinion") for number in range(6)]
        assert sum(one.attempts for one in letters(ledger)) > 6


def test_two_senders_do_not_send_the_same_at_once(ledger: Ledger, platform: DemoPlatform) -> None:
    from datetime import timedelta

    platform.store.add("A", record_of(GAS))
    with intake_of(ledger, mapping_of(platform.url)) as intake:
        intake._poll()
    name = mapping_of(platform.url).platform
    with ledger.writing("甲") as books:
        assert outbox.claim(books, name, timedelta(seconds=60)) is not None
    with ledger.writing("乙") as books:
        assert outbox.claim(books, name, timedelta(seconds=60)) is None


def test_a_value_without_a_code_parks_its_letter(ledger: Ledger, platform: DemoPlatform) -> None:
    platform.store.add("A", record_of("cement-clinker-expansion"))
    mapping = mapping_of(platform.url, {"outcome: outcome_label": "outcome: {from: outcome_label, codes: {符合: 1}}"})
    once(ledger, mapping)
    (letter,) = letters(ledger)
    assert letter.state is LetterState.PARKED
    assert "没有代码" in letter.answer
    with ledger.writing(CLERK) as books:
        outbox.revive(books)
    once(ledger, mapping_of(platform.url))
    assert platform.letters() == [("A", 1, "opinion")]
