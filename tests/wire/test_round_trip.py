"""What goes over the wire comes back as the value it was, and nothing of a shape is left undescribed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import BaseModel

from checker.api.comparison import compare
from checker.api.local_desk import LocalDesk
from checker.ledger import Ledger, quotas, waivers
from checker.ledger.consultation import Stance
from checker.ledger.rectifications import Item
from checker.ledger.storage import Storage
from checker.model.enums import Conclusion
from checker.model.outcome import Verdict
from checker.render.ledger_consultations import consultation_shape
from checker.render.ledger_decisions import decision_shape
from checker.render.ledger_inventory_shape import event_shape
from checker.render.ledger_quotas import balance_shape, booking_shape
from checker.render.ledger_rectifications import rectification_shape
from checker.render.ledger_replay import replay_shape
from checker.render.ledger_sources import offer_shape
from checker.render.ledger_submissions import submission_shape
from checker.render.ledger_waivers import waiver_shape
from checker.render.rule_shape import clause_shape, rule_shape
from checker.wire.applications import (
    ApplicationBody,
    EventBody,
    PendingBody,
    SubmissionBody,
    application_shape,
    pending_shape,
)
from checker.wire.checks import ComparisonBody, SealedComparisonBody, comparison_shape, sealed_comparison_shape
from checker.wire.consultations import ConsultationBody
from checker.wire.decisions import DecisionBody, ReplayBody, SealedReplayBody, sealed_replay_shape
from checker.wire.encoding import decoded, encoded, sealed_object, unsealed_object
from checker.wire.quotas import BalanceBody, BookingBody, OfferBody
from checker.wire.rectifications import RectificationBody, WaiverBody
from checker.wire.rulebook import ClauseBody, RuleBody, RulebookBody, rulebook_shape
from tests.ledger.proceedings import BRICKS, METHANOL, application_of, code_of, shipped

BOARD, PIGS = "coal-substitution-done", "pig-farm"
RECORDED = datetime(2026, 11, 30, tzinfo=UTC)
DAY = date(2026, 11, 10)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalDesk]:
    """A desk with something of everything: open and closed, extended, revoked, waiting."""
    begin = Storage.writing
    with pytest.MonkeyPatch.context() as patch, Ledger.create(tmp_path_factory.mktemp("wire") / "台账.db") as ledger:
        patch.setattr(Storage, "writing", lambda storage, actor, at=None: begin(storage, actor, RECORDED))
        desk = LocalDesk(shipped(), ledger, "张三")
        with ledger.writing("管理员") as books:
            quotas.adopt_limits(books, shipped().rulebook, reason="建台账")
        _furnish(desk)
        yield desk


def _furnish(desk: LocalDesk) -> None:
    board, methanol = code_of(BOARD), code_of(METHANOL)
    for case in (METHANOL, BOARD, BRICKS, PIGS):
        desk.submit(application_of(case), on=DAY)
    wrong = desk.convene(methanol, days=5, on=DAY)
    desk.hear(wrong.id, department=wrong.departments[0], stance=Stance.OPPOSES, reason="材料不全", on=DAY)
    desk.cancel_consultation(wrong.id, reason="发起有误", on=DAY)
    held = desk.convene(methanol, reason="再议", on=DAY)
    for stance in (Stance.CONDITIONAL, Stance.AGREES):
        desk.hear(held.id, department=held.departments[0], stance=stance, reason="补充材料", on=DAY)
    desk.conclude(
        held.id,
        conclusion=Conclusion.CONDITIONAL,
        authority="市",
        document="纪要1",
        reason="同意",
        conditions="限产",
        on=DAY,
    )
    one, two, _ = desk.order(
        board, [Item(matter, date(2027, 1, 1)) for matter in "甲乙丙"], authority="市", number="改1", on=DAY
    )
    desk.extend(one.id, date(2027, 2, 1), document="改2", reason="在途", on=DAY)
    desk.complete(one.id, evidence="验收表", on=DAY)
    desk.revoke_rectification(two.id, document="改3", reason="误下", on=DAY)
    assert desk.ledger is not None
    with desk.ledger.writing("管理员") as books:
        made = [
            waivers.grant(
                books, board, [name], rulebook=shipped().rulebook, authority="市", number=f"豁{name}", granted_on=DAY,
                scope="民生", expires_on=date(2027, 1, 1),
            )
            for name in ("P054", "P020")
        ]  # fmt: skip
        waivers.revoke(books, made[0].id, on=DAY, reason="情况有变")
    desk.decide(methanol, Verdict.REJECT, number="决1", reason="另有安排", on=DAY)
    desk.withdraw(code_of(PIGS), reason="撤回", on=DAY)


def came_back(shape: Any, model: type[BaseModel]) -> Any:
    """The shape, sent, received and read; its model has a field for every key."""
    received = decoded(encoded(shape))
    _same_keys(received, model.model_validate(received).model_dump(by_alias=True))
    return model.model_validate(received)


def _same_keys(shape: Any, described: Any) -> None:
    match shape, described:
        case dict(), dict():
            assert shape.keys() <= described.keys(), shape.keys() - described.keys()
            for key, value in shape.items():
                _same_keys(value, described[key])
        case list(), list():
            for one, other in zip(shape, described, strict=True):
                _same_keys(one, other)


def everything_of(desk: LocalDesk, read: Callable[[str], Any]) -> list[Any]:
    return [one for case in (BOARD, METHANOL, PIGS) for one in read(code_of(case))]


LISTS = {
    "pending": (lambda d: d.pending(), pending_shape, PendingBody),
    "submissions": (lambda d: everything_of(d, d.submissions), submission_shape, SubmissionBody),
    "history": (lambda d: everything_of(d, d.history), event_shape, EventBody),
    "bookings": (lambda d: everything_of(d, d.bookings), booking_shape, BookingBody),
    "balances": (lambda d: d.balances(), balance_shape, BalanceBody),
    "consultations": (lambda d: d.consultations(), consultation_shape, ConsultationBody),
    "rectifications": (lambda d: d.rectifications(), rectification_shape, RectificationBody),
    "waivers": (lambda d: d.waivers(), waiver_shape, WaiverBody),
    "decisions": (lambda d: d.decisions(), decision_shape, DecisionBody),
}


@pytest.mark.parametrize("name", LISTS)
def test_values_come_back(desk: LocalDesk, name: str) -> None:
    read, shape, model = LISTS[name]
    values = list(read(desk))
    assert values
    assert [came_back(shape(one), model).value() for one in values] == values


def test_an_offer_comes_back() -> None:
    from decimal import Decimal

    from checker.ledger.sources import Offered

    one = Offered("项目", "MT-1", "t", Decimal("0.1"), Decimal(0), Decimal("12345678901.000001"))
    assert came_back(offer_shape(one), OfferBody).value() == one


def test_an_application_comes_back_with_its_fingerprint(desk: LocalDesk) -> None:
    for case in (BOARD, METHANOL, BRICKS):
        value = came_back(application_shape(code_of(case), desk.application(code_of(case))), ApplicationBody).value()
        expected = application_of(case)
        assert (value.canonical(), value.content_hash) == (expected.canonical(), expected.content_hash)


def test_reports_come_back_whole(desk: LocalDesk) -> None:
    for case in (BOARD, METHANOL, BRICKS):
        for everything in (True, False):
            report = desk.check(application_of(case), as_of=DAY, everything=everything)
            assert unsealed_object(decoded(encoded(sealed_object(report)))) == report


def test_comparisons_come_back(desk: LocalDesk) -> None:
    found = desk.what_if(application_of(METHANOL), {"年综合能源消费量": "1000 tce"}, as_of=DAY)
    assert found.changes
    came_back(comparison_shape(found, everything=False), ComparisonBody)
    shape = sealed_comparison_shape(found.before, found.after)
    assert came_back(shape, SealedComparisonBody).value() == found == compare(found.before, found.after)


def test_a_replay_comes_back(desk: LocalDesk) -> None:
    (made,) = desk.decisions()
    found = desk.replay(made.id)
    came_back(replay_shape(found), ReplayBody)
    assert came_back(sealed_replay_shape(found), SealedReplayBody).value() == found


def test_rules_and_clauses_are_wholly_described(desk: LocalDesk) -> None:
    book = desk.rulebook
    for rule in (*book.rules, *book.derivations):
        came_back(rule_shape(rule), RuleBody)
    for clause in book.clauses.values():
        came_back(clause_shape(clause), ClauseBody)
    came_back(rulebook_shape(book, None), RulebookBody)
