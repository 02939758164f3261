"""Delivered letters: their content goes after a while, and until then they may be sent once more under their keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from checker.errors import LedgerRefusalError
from checker.intake import outbox
from checker.intake.letter_list import letter_shape
from checker.intake.mapping import PlatformMapping
from checker.intake.mapping_file import parse_mapping
from checker.intake.outbox import LetterState, Outgoing
from checker.ledger import Ledger
from checker.ledger.journal import moment
from checker.ledger.schema import DOCUMENT, OUTBOX
from checker.ledger.verify import verify
from tests.intake.house import (
    CLERK,
    GAS,
    INCOMPLETE,
    PIGS,
    DemoPlatform,
    adopted,
    example_text,
    mapping_of,
    once,
    record_of,
)


@pytest.fixture
def ledger(any_address: str) -> Iterator[Ledger]:
    with Ledger.create(any_address) as ledger:
        yield adopted(ledger)


def letters(ledger: Ledger) -> tuple[Outgoing, ...]:
    with ledger.reading() as books:
        return outbox.listed(books)


def aged(ledger: Ledger, days: float, state: LetterState = LetterState.DELIVERED) -> None:
    """As if what is in that state had been so for days."""
    with ledger.writing(CLERK) as books:
        at = moment(datetime.now(UTC) - timedelta(days=days))
        books.connection.execute(update(OUTBOX).where(OUTBOX.c.state == state.value).values(settled_at=at))


def kept(ledger: Ledger, letter: Outgoing) -> bool:
    wanted = select(DOCUMENT.c.hash).where(DOCUMENT.c.hash == letter.letter)
    with ledger.reading() as books:
        return books.connection.execute(wanted).first() is not None


def resend(ledger: Ledger, key: str) -> Outgoing:
    with ledger.writing("张三") as books:
        return outbox.resend(books, key)


def test_the_content_of_a_delivered_letter_goes_in_time_and_nothing_else(
    ledger: Ledger, platform: DemoPlatform, mapping: PlatformMapping
) -> None:
    for name, case in (("A", GAS), ("B", INCOMPLETE)):
        platform.store.add(name, record_of(case))
    once(ledger, mapping)
    aged(ledger, 89.9)
    assert once(ledger, mapping).purges == []
    aged(ledger, 90.1)
    assert once(ledger, mapping).purges == [2]
    found = letters(ledger)
    assert [(one.state, one.purged_at is not None, kept(ledger, one)) for one in found] == [
        (LetterState.DELIVERED, True, False)
    ] * 2
    assert letter_shape(found[0])["purged_at"] == found[0].purged_at
    assert verify(ledger).flaws == ()
    assert once(ledger, mapping).purges == []
    # what is known of them still keeps everything from being answered or told a second time
    platform.store.change("B", record_of(INCOMPLETE))
    heard = once(ledger, mapping)
    assert [one.arrival.kind.value for one in heard.takings] == ["opinion"]
    assert [kind for *_, kind in platform.letters()] == ["opinion", "notice", "opinion"]


@pytest.mark.parametrize("state", [LetterState.PENDING, LetterState.PARKED, LetterState.SUPERSEDED])
def test_what_did_not_arrive_is_kept(
    ledger: Ledger, platform: DemoPlatform, mapping: PlatformMapping, state: LetterState
) -> None:
    platform.store.add("A", record_of(GAS))
    once(ledger, mapping)
    later = moment(datetime.now(UTC) + timedelta(days=1))
    with ledger.writing(CLERK) as books:
        books.connection.execute(update(OUTBOX).values(state=state.value, due_at=later))
    aged(ledger, 1000, state)
    assert once(ledger, mapping).purges == []
    assert kept(ledger, letters(ledger)[0])


def test_one_content_of_two_letters_goes_with_the_later(ledger: Ledger, platform: DemoPlatform) -> None:
    """The office reads the same platform under two names."""
    platform.store.add("A", record_of(INCOMPLETE))
    named = [mapping_of(platform.url), mapping_of(platform.url, {"platform: 演示审批平台": "platform: 另一平台"})]
    for mapping in named:
        once(ledger, mapping)
        with platform.store._writing() as connection:
            connection.execute("UPDATE application SET status = 'pending'")
    first, second = letters(ledger)
    assert (first.letter, first.key == second.key) == (second.letter, False)
    aged(ledger, 91)
    assert once(ledger, named[0]).purges == [1]
    assert kept(ledger, second)
    assert once(ledger, named[1]).purges == [1]
    assert not kept(ledger, second)


def test_how_long_is_said_in_the_mapping(ledger: Ledger, platform: DemoPlatform) -> None:
    platform.store.add("A", record_of(GAS))
    text = example_text(platform.url)
    once(ledger, parse_mapping(text))
    aged(ledger, 10_000)
    assert once(ledger, parse_mapping(text.replace("keep_days: 90", "keep_days: null"))).purges == []
    aged(ledger, 8)
    assert once(ledger, parse_mapping(text.replace("keep_days: 90", "keep_days: 7"))).purges == [1]
    assert parse_mapping(text.replace(", keep_days: 90", "")).delivery.keep_days == 90


def test_a_letter_is_sent_once_more_under_its_key(
    ledger: Ledger, platform: DemoPlatform, mapping: PlatformMapping
) -> None:
    platform.store.add("A", record_of(GAS))
    once(ledger, mapping)
    before = platform.store.letters()
    found = resend(ledger, letters(ledger)[0].key[:8])
    (waiting,) = letters(ledger)
    assert (waiting.state, waiting.resent, waiting.key) == (LetterState.PENDING, 1, found.key)
    assert "张三要求再送;上次 " in waiting.answer
    (sent,) = once(ledger, mapping).attempts
    assert (sent.state, sent.letter.resent, sent.words) == (LetterState.DELIVERED, 1, "答 200")
    assert platform.store.letters() == before
    with platform.store._writing() as connection:  # a platform that has lost what it was sent
        connection.execute("DELETE FROM letter")
    resend(ledger, found.key)
    assert once(ledger, mapping).attempts[0].words == "答 201"
    (again,) = platform.store.letters()
    assert (again["key"], again["body"]) == (before[0]["key"], before[0]["body"])
    assert letters(ledger)[0].resent == 2


def test_a_notice_that_could_not_be_sent_again_was_told_all_the_same(
    ledger: Ledger, platform: DemoPlatform, mapping: PlatformMapping
) -> None:
    platform.store.add("A", record_of(INCOMPLETE))
    once(ledger, mapping)
    with ledger.writing(CLERK) as books:
        key = outbox.resend(books, outbox.listed(books)[0].key).key
        outbox.settle(books, key, LetterState.PARKED, "平台拒收")
    platform.store.change("A", record_of(INCOMPLETE))
    assert [one.arrival.kind.value for one in once(ledger, mapping).takings] == ["opinion"]


def test_what_cannot_be_sent_again_says_why(ledger: Ledger, platform: DemoPlatform, mapping: PlatformMapping) -> None:
    for name, case in (("A", GAS), ("B", PIGS), ("C", INCOMPLETE)):
        platform.store.add(name, record_of(case))
    once(ledger, mapping)
    changed, withdrawn, old = (one.key for one in letters(ledger))
    platform.store.change("A", record_of(GAS))
    platform.store.withdraw("B", "")
    once(ledger, mapping)
    aged(ledger, 100)
    with ledger.writing(CLERK) as books:
        settled = update(OUTBOX).where(OUTBOX.c.key != old).values(settled_at=books.at)
        books.connection.execute(settled)
    once(ledger, mapping)
    for key, words in (
        (changed, "第 1 版"), (withdrawn, "或已撤回"), (old, "按保存期限清除"), ("f" * 64, "没有信"), ("ab", "太短"),
        ("%" * 8, "没有信"),
    ):  # fmt: skip
        with pytest.raises(LedgerRefusalError, match=words):
            resend(ledger, key)
    last = letters(ledger)[-1].key
    resend(ledger, last)
    with pytest.raises(LedgerRefusalError, match="待送,没有送达过;没有送到的,用 checker intake retry"):
        resend(ledger, last)
