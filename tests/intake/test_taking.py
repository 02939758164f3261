"""Taking: each version once, with its letter, its submission and its arrival all in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from checker.errors import LedgerRefusalError
from checker.intake import arrivals, outbox
from checker.intake.demo.records import Record, unreadable_record
from checker.intake.letter import LetterKind
from checker.intake.mapping import PlatformMapping, TakeIn
from checker.intake.outbox import LetterState
from checker.intake.taking import Taken, Taker
from checker.intake.translation import translate
from checker.ledger import Ledger, documents, proceedings, submissions
from checker.ledger.states import SubmissionState
from checker.ledger.verify import verify
from checker.model.outcome import Verdict
from tests.intake.house import CLERK, GAS, INCOMPLETE, METHANOL, PIGS, adopted, mapping_of, record_of
from tests.ledger.proceedings import application_of, code_of, shipped

MAPPING = mapping_of("http://127.0.0.1:8799")


@pytest.fixture
def ledger(any_address: str) -> Iterator[Ledger]:
    with Ledger.create(any_address) as ledger:
        yield adopted(ledger)


def take(ledger: Ledger, record: Record, version: str = "1", mapping: PlatformMapping = MAPPING) -> Taken | None:
    told = {"id": "SP-1", "version": version, "submittedAt": "2026-11-16T09:00:00+08:00", **record}
    return Taker(ledger, shipped(), mapping, CLERK).take(translate(told, mapping))


def states(ledger: Ledger) -> list[tuple[str, LetterKind, LetterState]]:
    with ledger.reading() as books:
        return [(one.version, one.kind, one.state) for one in outbox.listed(books)]


def current(ledger: Ledger, case: str) -> submissions.Submission | None:
    with ledger.reading() as books:
        return submissions.current(books, code_of(case))


def deliver(ledger: Ledger) -> None:
    """As if every letter had been sent."""
    with ledger.writing(CLERK) as books:
        for one in outbox.listed(books, state=LetterState.PENDING):
            outbox.settle(books, one.key, LetterState.DELIVERED, "答 201")


def test_a_complete_application_is_checked_taken_in_and_answered(ledger: Ledger) -> None:
    made = take(ledger, record_of(GAS))
    assert made is not None
    assert made.report is not None
    assert (made.arrival.kind, made.arrival.project, made.report.verdict) == (
        LetterKind.OPINION, code_of(GAS), Verdict.APPROVE,
    )  # fmt: skip
    submission = current(ledger, GAS)
    assert submission is not None
    assert (submission.state, submission.position) == (SubmissionState.UNDER_REVIEW, made.arrival.submission)
    with ledger.reading() as books:
        (letter,) = outbox.listed(books)
        content = documents.fetch(books.connection, letter.letter).decode()
        assert (letter.key, letter.state, letter.attempts) == (made.key, LetterState.PENDING, 0)
        assert arrivals.listed(books) == (made.arrival,)
    assert '"verdict":"approve"' in content
    assert '"is_taken_in":true' in content
    assert verify(ledger).flaws == ()


def test_a_version_is_taken_once(ledger: Ledger) -> None:
    assert take(ledger, record_of(GAS)) is not None
    before = ledger.position
    assert take(ledger, record_of(GAS)) is None
    assert ledger.position == before
    assert len(states(ledger)) == 1


def test_whatever_fails_leaves_nothing_behind(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The arrival, the submission and the letter are kept together or not at all."""
    before = ledger.position

    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    for module, name in ((outbox, "queue"), (outbox, "supersede"), (arrivals, "record")):
        with monkeypatch.context() as patched:
            patched.setattr(module, name, fail)
            with pytest.raises(MemoryError):
                take(ledger, record_of(GAS))
        assert (ledger.position, states(ledger), current(ledger, GAS)) == (before, [], None)
    assert take(ledger, record_of(GAS)) is not None


def test_an_incomplete_application_is_told_once_what_is_missing(ledger: Ledger) -> None:
    made = take(ledger, record_of(INCOMPLETE))
    assert made is not None
    assert (made.arrival.kind, made.arrival.submission) == (LetterKind.NOTICE, None)
    with ledger.reading() as books:
        (letter,) = outbox.listed(books)
        assert letter.deadline == date(2026, 11, 23)
    deliver(ledger)
    still = take(ledger, {**record_of(INCOMPLETE), "seen": 1}, "2")
    assert still is not None
    assert still.arrival.kind is LetterKind.OPINION
    assert states(ledger) == [
        ("1", LetterKind.NOTICE, LetterState.DELIVERED),
        ("2", LetterKind.OPINION, LetterState.PENDING),
    ]


def test_a_notice_that_never_went_out_is_replaced_by_the_next(ledger: Ledger) -> None:
    take(ledger, record_of(INCOMPLETE))
    take(ledger, record_of(INCOMPLETE), "2")
    assert states(ledger) == [
        ("1", LetterKind.NOTICE, LetterState.SUPERSEDED),
        ("2", LetterKind.NOTICE, LetterState.PENDING),
    ]


def test_a_notice_that_may_have_arrived_is_not_sent_a_second_time(ledger: Ledger) -> None:
    """The opinion that follows lists what is missing all the same."""
    from datetime import timedelta

    take(ledger, record_of(INCOMPLETE))
    with ledger.writing(CLERK) as books:
        assert outbox.claim(books, MAPPING.platform, timedelta(seconds=5)) is not None
    take(ledger, record_of(INCOMPLETE), "2")
    assert [kind for _, kind, _ in states(ledger)] == [LetterKind.NOTICE, LetterKind.OPINION]


def test_an_unreadable_application_is_sent_back_with_all_problems(ledger: Ledger) -> None:
    made = take(ledger, unreadable_record())
    assert made is not None
    assert (made.arrival.kind, made.report) == (LetterKind.CORRECTION, None)
    with ledger.reading() as books:
        (letter,) = outbox.listed(books)
        content = documents.fetch(books.connection, letter.letter).decode()
    assert content.count('"platform_field"') == 4


def test_a_newer_version_takes_the_place_of_the_one_before(ledger: Ledger) -> None:
    take(ledger, record_of(GAS))
    record = record_of(GAS)
    record["form"]["劳动定员"] = "99"
    made = take(ledger, record, "2")
    assert made is not None
    assert states(ledger) == [
        ("1", LetterKind.OPINION, LetterState.SUPERSEDED),
        ("2", LetterKind.OPINION, LetterState.PENDING),
    ]
    with ledger.reading() as books:
        found = submissions.of(books, code_of(GAS))
    assert [one.state for one in found] == [SubmissionState.WITHDRAWN, SubmissionState.UNDER_REVIEW]
    assert found[-1].position == made.arrival.submission


def test_a_newer_version_with_the_same_content_keeps_its_submission(ledger: Ledger) -> None:
    first, second = take(ledger, record_of(GAS)), take(ledger, record_of(GAS), "2")
    assert first is not None
    assert second is not None
    assert first.arrival.submission == second.arrival.submission
    with ledger.reading() as books:
        assert len(submissions.of(books, code_of(GAS))) == 1


def test_a_version_that_has_become_incomplete_withdraws_the_submission(ledger: Ledger) -> None:
    take(ledger, record_of(GAS))
    record = record_of(INCOMPLETE)
    record["project"]["code"] = code_of(GAS)
    made = take(ledger, record, "2")
    assert made is not None
    assert (made.arrival.kind, made.arrival.submission) == (LetterKind.NOTICE, None)
    found = current(ledger, GAS)
    assert found is not None
    assert found.state is SubmissionState.WITHDRAWN


def test_an_application_of_another_project_withdraws_the_submission_of_the_first(ledger: Ledger) -> None:
    take(ledger, record_of(GAS))
    take(ledger, record_of(PIGS), "2")
    gas, pigs = current(ledger, GAS), current(ledger, PIGS)
    assert gas is not None
    assert pigs is not None
    assert (gas.state, pigs.state) == (SubmissionState.WITHDRAWN, SubmissionState.UNDER_REVIEW)


def test_what_an_officer_took_in_is_left_alone(ledger: Ledger) -> None:
    with ledger.writing("张三") as books:
        made, _ = proceedings.check_and_submit(books, shipped(), application_of(GAS), date(2026, 11, 20))
    record = record_of(GAS)
    record["form"]["劳动定员"] = "99"
    taken = take(ledger, record)
    assert taken is not None
    assert taken.arrival.submission is None
    assert "已有一份申报在审" in taken.arrival.refusal
    found = current(ledger, GAS)
    assert found is not None
    assert (found.position, found.state) == (made.position, SubmissionState.UNDER_REVIEW)
    assert states(ledger) == [("1", LetterKind.OPINION, LetterState.PENDING)]


@pytest.mark.parametrize(
    ("policy", "case", "taken_in"),
    [(TakeIn.NONE, GAS, False), (TakeIn.ALL, INCOMPLETE, True), (TakeIn.COMPLETE, METHANOL, True)],
)
def test_the_mapping_says_what_is_taken_in(ledger: Ledger, policy: TakeIn, case: str, *, taken_in: bool) -> None:
    made = take(ledger, record_of(case), mapping=MAPPING.model_copy(update={"take_in": policy}))
    assert made is not None
    assert (made.arrival.submission is not None) is taken_in


def test_nothing_is_taken_where_the_ledger_has_other_limits(any_address: str) -> None:
    with Ledger.create(any_address) as ledger:
        with pytest.raises(LedgerRefusalError, match="checker ledger quota adopt"):
            take(ledger, record_of(GAS))
        assert states(ledger) == []


def test_the_key_is_that_of_the_version_and_its_report(ledger: Ledger) -> None:
    first = take(ledger, record_of(GAS))
    second = take(ledger, record_of(GAS), "2")
    assert first is not None
    assert second is not None
    assert len({first.key, second.key}) == 2
    assert len(first.key) == 64
