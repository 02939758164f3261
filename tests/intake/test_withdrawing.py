"""Withdrawals on a platform: the ledger lets go once, leaves alone what is decided, and takes what comes again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import httpx
import pytest

from checker.api import LocalDesk
from checker.errors import LedgerRefusalError
from checker.intake import outbox, withdrawing
from checker.intake.demo.records import unreadable_record
from checker.intake.letter_list import render_standing, standing, standing_shape
from checker.intake.mapping import PlatformMapping
from checker.intake.mapping_file import parse_mapping
from checker.intake.outbox import LetterState
from checker.intake.platform import Platform
from checker.intake.withdrawing import Outcome, Withdrawal, is_withdrawn
from checker.ledger import Ledger, bookings, journal, quotas, submissions
from checker.ledger.journal import EntryKind
from checker.ledger.remarks import recording_day
from checker.ledger.states import SubmissionState
from checker.ledger.verify import verify
from checker.model.outcome import Verdict
from tests.intake.house import (
    CLERK,
    INCOMPLETE,
    PIGS,
    TOKEN,
    DemoPlatform,
    Heard,
    adopted,
    day,
    example_text,
    intake_of,
    mapping_of,
    once,
    record_of,
)
from tests.ledger.proceedings import application_of, code_of, shipped

BOARD = "coal-substitution-done"


def laid_out(address: str) -> Ledger:
    ledger = adopted(Ledger.create(address))
    with ledger.writing("台账管理员") as books:
        quotas.set_baseline(books, "原煤消费量", 2030, Decimal(10_000), document="决0", reason="年度测算")
    return ledger


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with laid_out(address) as ledger:
        yield ledger


@pytest.fixture
def ledger_on_each(any_address: str) -> Iterator[Ledger]:
    with laid_out(any_address) as ledger:
        yield ledger


def current(ledger: Ledger, case: str = BOARD) -> submissions.Submission:
    with ledger.reading() as books:
        found = submissions.current(books, code_of(case))
    assert found is not None
    return found


def withdrawals(ledger: Ledger) -> list[journal.Entry]:
    with ledger.reading() as books:
        return [one for one in journal.entries(books.connection) if one.kind == EntryKind.APPLICATION_WITHDRAWN]


def reserved(ledger: Ledger, case: str = BOARD) -> Decimal:
    """How much of the city's quotas the project holds."""
    with ledger.reading() as books:
        return sum((one.reserved + one.committed for one in bookings.of(books, code_of(case))), Decimal())


def decide(ledger: Ledger, verdict: Verdict, case: str = BOARD) -> None:
    LocalDesk(shipped(), ledger, "张三").decide(code_of(case), verdict, reason="试", number="决1")


def letters(ledger: Ledger) -> list[LetterState]:
    with ledger.reading() as books:
        return [one.state for one in outbox.listed(books)]


def only(heard: Heard) -> Withdrawal:
    (made,) = heard.withdrawals
    return made


def test_what_is_withdrawn_on_the_platform_is_withdrawn_here_once(
    ledger_on_each: Ledger, platform: DemoPlatform, mapping: PlatformMapping
) -> None:
    ledger = ledger_on_each
    platform.store.add("A", record_of(BOARD))
    once(ledger, mapping)
    assert reserved(ledger) > 0
    platform.store.withdraw("A", "资金\n没有落实\x1b")
    made = only(once(ledger, mapping))
    assert (made.outcome, made.project, made.reason) == (Outcome.RELEASED, code_of(BOARD), "资金 没有落实")
    assert (current(ledger).state, reserved(ledger)) == (SubmissionState.WITHDRAWN, Decimal())
    (entry,) = withdrawals(ledger)
    assert (entry.actor, entry.content["reason"]) == (CLERK, "申报在审批平台上已撤回:资金 没有落实")
    before = ledger.position
    for _ in range(2):
        assert once(ledger, mapping).withdrawals == []
    assert ledger.position == before
    assert platform.letters() == [("A", 1, "opinion")]
    assert verify(ledger).flaws == ()


def test_what_is_returned_for_rectification_is_let_go_too(
    ledger: Ledger, platform: DemoPlatform, mapping: PlatformMapping
) -> None:
    platform.store.add("A", record_of(BOARD))
    once(ledger, mapping)
    decide(ledger, Verdict.RECTIFY)
    assert reserved(ledger) > 0
    platform.store.withdraw("A", "")
    assert only(once(ledger, mapping)).outcome is Outcome.RELEASED
    assert (current(ledger).state, reserved(ledger)) == (SubmissionState.WITHDRAWN, Decimal())


@pytest.mark.parametrize(
    ("verdict", "state", "is_held"),
    [(Verdict.APPROVE, SubmissionState.APPROVED, True), (Verdict.REJECT, SubmissionState.REJECTED, False)],
)
def test_what_is_decided_is_told_and_not_changed(
    ledger: Ledger,
    platform: DemoPlatform,
    mapping: PlatformMapping,
    *,
    verdict: Verdict,
    state: SubmissionState,
    is_held: bool,
) -> None:
    platform.store.add("A", record_of(BOARD))
    once(ledger, mapping)
    decide(ledger, verdict)
    held, before = reserved(ledger), ledger.position
    platform.store.withdraw("A", "不做了")
    made = only(once(ledger, mapping))
    assert (made.outcome, made.project, made.detail) == (Outcome.DECIDED, code_of(BOARD), state.value)
    assert (current(ledger).state, reserved(ledger), ledger.position) == (state, held, before)
    assert once(ledger, mapping).withdrawals == []
    with ledger.reading() as books:
        found = standing(books)
    told = render_standing(found, day("2026-11-23"), width=80)
    assert "平台撤回  台账已有决定 1" in told
    assert (f"A  {code_of(BOARD)}  {state.value}  不做了" in told) is is_held
    shape = standing_shape(found, day("2026-11-23"))
    assert shape["withdrawn"] == {"released": [], "decided": ["A"], "not_held": []}
    assert shape["held"] == ([{"application": "A", "project": code_of(BOARD)}] if is_held else [])
    if is_held:
        with ledger.writing("张三") as books:
            submissions.withdraw(books, code_of(BOARD), recording_day(books), "企业放弃")
        with ledger.reading() as books:
            assert standing(books).held == ()


def test_what_an_officer_took_in_is_left_alone(
    ledger: Ledger, platform: DemoPlatform, mapping: PlatformMapping
) -> None:
    LocalDesk(shipped(), ledger, "张三").submit(application_of(BOARD))
    platform.store.add("A", record_of(BOARD))
    once(ledger, mapping)
    platform.store.withdraw("A", "")
    made = only(once(ledger, mapping))
    assert (made.outcome, made.project) == (Outcome.NOT_HELD, "")
    assert current(ledger).state is SubmissionState.UNDER_REVIEW


def test_letters_that_wait_are_not_sent_to_whoever_withdrew(
    ledger: Ledger, platform: DemoPlatform, mapping: PlatformMapping
) -> None:
    platform.store.add("A", record_of(INCOMPLETE))
    platform.store.add("B", record_of(PIGS))
    with intake_of(ledger, mapping) as intake:
        intake._poll()
        platform.store.withdraw("A", "")
        platform.store.withdraw("B", "")
        intake._deliver()
    assert platform.letters() == []
    heard = once(ledger, mapping)
    assert [(one.application, one.outcome) for one in heard.withdrawals] == [
        ("A", Outcome.NOT_HELD),
        ("B", Outcome.RELEASED),
    ]
    assert (letters(ledger), heard.attempts) == ([LetterState.SUPERSEDED] * 2, [])


def test_what_was_never_seen_concerns_nobody(ledger: Ledger, platform: DemoPlatform, mapping: PlatformMapping) -> None:
    platform.store.add("A", record_of(PIGS))
    platform.store.withdraw("A", "")
    heard = once(ledger, mapping)
    assert (heard.takings, heard.withdrawals, ledger.position) == ([], [], ledger.position)
    with ledger.reading() as books:
        assert withdrawing.listed(books) == ()


def test_what_is_handed_in_again_is_taken_like_new_and_may_be_withdrawn_again(
    ledger_on_each: Ledger, platform: DemoPlatform, mapping: PlatformMapping
) -> None:
    ledger = ledger_on_each
    platform.store.add("A", record_of(BOARD))
    for times in (1, 2):
        once(ledger, mapping)
        platform.store.withdraw("A", f"第 {times} 次")
        assert only(once(ledger, mapping)).outcome is Outcome.RELEASED
        platform.store.change("A", record_of(BOARD))
    made = once(ledger, mapping)
    assert len(made.takings) == 1
    assert current(ledger).state is SubmissionState.UNDER_REVIEW
    assert len(withdrawals(ledger)) == 2
    assert platform.letters() == [("A", version, "opinion") for version in (1, 2, 3)]


@pytest.mark.parametrize("case", [PIGS, INCOMPLETE, ""])
def test_the_very_same_version_that_comes_again_gets_an_answer_of_its_own(
    ledger_on_each: Ledger, platform: DemoPlatform, mapping: PlatformMapping, case: str
) -> None:
    """As on platforms that know no versions, or do not count a withdrawal as one."""
    ledger = ledger_on_each
    platform.store.add("A", record_of(case) if case else unreadable_record())
    once(ledger, mapping)
    platform.store.withdraw("A", "")
    once(ledger, mapping)
    with platform.store._writing() as connection:
        connection.execute(
            "UPDATE application SET status = 'pending', record = json_remove(record, '$.withdrawalReason')"
        )
    heard = once(ledger, mapping)
    assert len(heard.takings) == 1
    assert once(ledger, mapping).takings == []
    sent = platform.store.letters("A")
    assert len(sent) == len({one["key"] for one in sent}) == 2
    assert letters(ledger) == [LetterState.DELIVERED] * 2
    if case == PIGS:
        assert current(ledger, PIGS).state is SubmissionState.UNDER_REVIEW


def test_a_platform_that_does_not_tell_changes_nothing(ledger: Ledger, platform: DemoPlatform) -> None:
    text = example_text(platform.url)
    start, end = text.index("withdrawn:  "), text.index("application:\n")
    mapping = parse_mapping(text[:start] + text[end:], "对照.yaml")
    platform.store.add("A", record_of(BOARD))
    once(ledger, mapping)
    platform.store.withdraw("A", "")
    heard = once(ledger, mapping)
    assert (heard.withdrawals, heard.rounds[0].faults) == ([], ())
    assert current(ledger).state is SubmissionState.UNDER_REVIEW
    assert not is_withdrawn({"status": "withdrawn"}, mapping)


def test_a_status_in_the_pending_list_says_so_too(ledger: Ledger, platform: DemoPlatform) -> None:
    """A platform with one list for everything."""
    text = example_text(platform.url)
    start, end = text.index("  list:     "), text.index("  status: {from")
    text = text[:start] + text[end:].replace("/withdrawalReason", "/withdrawalReason", 1)
    platform.store.add("A", record_of(BOARD))
    once(ledger, parse_mapping(text, "对照.yaml"))
    platform.store.withdraw("A", "不做了")
    text = text.replace("parameters: {status: pending}", "parameters: {status: withdrawn}")
    made = only(once(ledger, parse_mapping(text, "对照.yaml")))
    assert (made.outcome, made.reason) == (Outcome.RELEASED, "不做了")
    assert current(ledger).state is SubmissionState.WITHDRAWN


def test_one_that_is_withdrawn_between_the_list_and_its_details_is_not_taken(
    ledger: Ledger, platform: DemoPlatform, mapping: PlatformMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.store.add("A", record_of(BOARD))
    usual = Platform.detail

    def detail(self: Platform, name: str) -> object:
        platform.store.withdraw(name, "")
        return usual(self, name)

    monkeypatch.setattr(Platform, "detail", detail)
    heard = once(ledger, mapping)
    assert (heard.takings, heard.withdrawals, platform.letters()) == ([], [], [])


def test_a_list_that_lags_behind_takes_nothing_back(ledger: Ledger, platform: DemoPlatform) -> None:
    """It still names an application that is pending again, or a version before the last."""
    mapping = mapping_of(platform.url)
    platform.store.add("A", record_of(BOARD))
    once(ledger, mapping)
    platform.store.change("A", record_of(BOARD))
    stale = {"id": "A", "version": "1", "status": "withdrawn"}
    for number in range(2):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(Platform, "withdrawn", lambda *_: iter([stale]))
            heard = once(ledger, mapping)
        assert (len(heard.takings), heard.withdrawals) == (1 - number, [])
    platform.store.change("A", record_of(BOARD))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Platform, "withdrawn", lambda *_: iter([{"id": "A", "status": "withdrawn"}]))
        heard = once(ledger, mapping)
    assert (len(heard.takings), heard.withdrawals) == (1, [])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Platform, "withdrawn", lambda *_: iter([{**stale, "version": "4"}, {"status": "withdrawn"}]))
        heard = once(ledger, mapping)
    assert only(heard).outcome is Outcome.RELEASED
    assert "没有编号" in str(heard.rounds[0].faults[0])


def test_what_the_books_refuse_is_told_and_the_others_have_their_turn(
    ledger: Ledger, platform: DemoPlatform, mapping: PlatformMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, case in (("A", BOARD), ("B", PIGS)):
        platform.store.add(name, record_of(case))
    once(ledger, mapping)
    usual = submissions.withdraw

    def withdraw(books: object, code: str, *more: object) -> None:
        if code == code_of(BOARD):
            raise LedgerRefusalError("台账不允许")
        usual(books, code, *more)  # type: ignore[arg-type]  # handed on as it came

    for name in ("A", "B"):
        platform.store.withdraw(name, "")
    with monkeypatch.context() as patched:
        patched.setattr(submissions, "withdraw", withdraw)
        heard = once(ledger, mapping)
    assert only(heard).application == "B"
    assert [str(fault) for fault in heard.rounds[0].faults] == ["台账不允许"]
    assert only(once(ledger, mapping)).application == "A"


def test_whatever_fails_leaves_nothing_half_done(
    ledger: Ledger, platform: DemoPlatform, mapping: PlatformMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.store.add("A", record_of(BOARD))
    once(ledger, mapping)
    platform.store.withdraw("A", "")
    before = ledger.position
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "supersede", lambda *_: 1 / 0)
        assert "ZeroDivisionError" in str(once(ledger, mapping).rounds[0].faults[0])
    assert (ledger.position, current(ledger).state) == (before, SubmissionState.UNDER_REVIEW)
    assert only(once(ledger, mapping)).outcome is Outcome.RELEASED


def test_only_what_has_changed_is_asked_for(ledger: Ledger, platform: DemoPlatform, mapping: PlatformMapping) -> None:
    asked: list[str] = []
    usual = Platform.withdrawn

    def withdrawn(self: Platform, since: str = "") -> object:
        asked.append(since)
        return usual(self, since)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Platform, "withdrawn", withdrawn)
        once(ledger, mapping)
        once(ledger, mapping)
    assert [bool(since) for since in asked] == [False, True]


def test_the_demonstration_platform_takes_withdrawals_over_http(platform: DemoPlatform) -> None:
    platform.store.add("A", record_of(PIGS))
    url, headers = f"{platform.url}/api/v1/applications", {"Authorization": f"Bearer {TOKEN}"}
    assert httpx.post(f"{url}/A/withdrawal", json={"reason": "不做了"}).status_code == 401
    taken = httpx.post(f"{url}/A/withdrawal", json={"reason": "不做了"}, headers=headers)
    assert (taken.status_code, taken.json()["status"]) == (200, "withdrawn")
    (listed,) = httpx.get(url, params={"status": "withdrawn"}, headers=headers).json()["items"]
    assert (listed["id"], listed["withdrawalReason"]) == ("A", "不做了")
    letter = httpx.post(f"{url}/A/opinions", json={}, headers={**headers, "Idempotency-Key": "k"})
    assert letter.status_code == 409
    assert httpx.post(f"{url}/B/withdrawal", headers=headers).status_code == 404
    assert httpx.post(f"{url}/A/withdrawal", content=b"[]", headers=headers).status_code == 400
    assert "已撤回" in httpx.get(platform.url).text
    again = httpx.put(f"{url}/A", json=listed, headers=headers).json()
    assert (again["status"], again["version"], "withdrawalReason" in again) == ("pending", "2", False)
