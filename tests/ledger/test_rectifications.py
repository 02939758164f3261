"""Orders to rectify: items with deadlines, overdue only as of a day, and what they do to a verdict."""

from __future__ import annotations

from datetime import date

import pytest

from checker.errors import LedgerRefusalError
from checker.ledger import Ledger, rectifications
from checker.ledger.rectifications import Item, OrderedItem
from checker.model.enums import RectificationState
from checker.model.outcome import Effect, Outcome, Verdict
from tests.ledger.proceedings import BRICKS, checked, code_of, last_entry, registered

ISSUED = date(2026, 8, 1)
DUE = date(2026, 11, 30)
ITEMS = (Item("拆除 2 号窑", DUE), Item("安装在线监测", date(2027, 3, 31)))


def ordered(
    ledger: Ledger, items: tuple[Item, ...] = ITEMS, *, number: str = "巴经信整〔2026〕1号"
) -> tuple[OrderedItem, ...]:
    with ledger.writing("李四") as books:
        return rectifications.order(
            books, code_of(BRICKS), items, authority="市经济和信息化局", number=number, issued_on=ISSUED
        )


def completed(ledger: Ledger, item: str, on: date = date(2026, 11, 25), evidence: str = "现场核查记录") -> OrderedItem:
    with ledger.writing("李四") as books:
        return rectifications.complete(books, item, on=on, evidence=evidence)


def test_an_order_has_items_each_with_its_deadline(ledger: Ledger) -> None:
    registered(ledger, BRICKS)
    first, second = ordered(ledger)
    position = last_entry(ledger).position
    assert (first.id, second.id) == (f"R{position}-1", f"R{position}-2")
    assert (first.item, second.item) == ITEMS
    assert (first.authority, first.number, first.issued_on) == ("市经济和信息化局", "巴经信整〔2026〕1号", ISSUED)
    with ledger.reading() as books:
        assert rectifications.of_project(books, code_of(BRICKS)) == (first, second)
        assert rectifications.of_project(books, code_of(BRICKS), position - 1) == ()


def test_more_than_nine_items_keep_their_order(ledger: Ledger) -> None:
    registered(ledger, BRICKS)
    items = tuple(Item(f"事项 {number}", DUE) for number in range(1, 13))
    assert [one.item.matter for one in ordered(ledger, items)] == [item.matter for item in items]


def test_overdue_depends_on_the_day_one_asks(ledger: Ledger) -> None:
    registered(ledger, BRICKS)
    first, _ = ordered(ledger)
    assert first.state(DUE) is RectificationState.OPEN
    assert first.state(date(2026, 12, 1)) is RectificationState.OVERDUE
    assert first.state() is RectificationState.OPEN
    done = completed(ledger, first.id)
    assert done.state(date(2026, 11, 24)) is RectificationState.OPEN
    assert done.state(date(2026, 11, 25)) is RectificationState.DONE
    with ledger.reading() as books:
        assert rectifications.listed(books, overdue_on=date(2027, 4, 1)) == (
            rectifications.need(books, ordered_id(first, 2)),
        )
        assert rectifications.listed(books, overdue_on=date(2027, 3, 31)) == ()
        assert [one.id for one in rectifications.listed(books, open_only=True)] == [ordered_id(first, 2)]
        assert len(rectifications.listed(books)) == 2


def ordered_id(first: OrderedItem, number: int) -> str:
    return f"R{first.ordered}-{number}"


def test_an_overdue_order_turns_rectify_into_reject(ledger: Ledger) -> None:
    registered(ledger, BRICKS)
    first, _ = ordered(ledger)
    before = checked(ledger, BRICKS, as_of=DUE)
    assert before.verdict is Verdict.RECTIFY
    assert "整改要求" in before.ledger_facts
    after = checked(ledger, BRICKS, as_of=date(2026, 12, 1))
    assert after.verdict is Verdict.REJECT
    overdue = next(one for one in after.findings if one.rule == "BZ-020304-rectification")
    assert (overdue.outcome, overdue.effect) == (Outcome.VIOLATED, Effect.REJECT)
    completed(ledger, first.id)
    assert checked(ledger, BRICKS, as_of=date(2026, 12, 1)).verdict is Verdict.RECTIFY


def test_facts_for_a_check_follow_position_and_day(ledger: Ledger) -> None:
    code = registered(ledger, BRICKS)
    first, second = ordered(ledger)
    completed(ledger, first.id)
    with ledger.reading() as books:
        now = rectifications.records(books, code)
        assert [one.state for one in now] == [RectificationState.DONE, RectificationState.OPEN]
        assert [one.deadline for one in now] == [first.item.deadline, second.item.deadline]
        then = rectifications.records(books, code, first.ordered)
        assert [one.state for one in then] == [RectificationState.OPEN, RectificationState.OPEN]
        late = rectifications.records(books, code, first.ordered, as_of=date(2026, 12, 1))
        assert [one.state for one in late] == [RectificationState.OVERDUE, RectificationState.OPEN]
        assert rectifications.records(books, code, as_of=date(2026, 7, 31)) == ()


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ((), "没有写事项"),
        ((Item(" ", DUE),), "没有写整改事项"),
        ((Item("甲", DUE), Item("甲", DUE)), "整改事项重复:甲"),
        ((Item("甲", date(2026, 7, 31)),), "“甲”的期限 2026-07-31 早于下达日期 2026-08-01"),
    ],
)
def test_an_order_says_what_until_when(ledger: Ledger, items: tuple[Item, ...], message: str) -> None:
    registered(ledger, BRICKS)
    with pytest.raises(LedgerRefusalError, match=message):
        ordered(ledger, items)


def test_an_item_is_ordered_once_under_one_document(ledger: Ledger) -> None:
    registered(ledger, BRICKS)
    first, _ = ordered(ledger)
    with pytest.raises(LedgerRefusalError, match=f"事项“拆除 2 号窑”已登记为 {first.id}"):
        ordered(ledger, ITEMS[:1])
    assert len(ordered(ledger, (Item("补办节能审查", DUE),))) == 1
    assert len(ordered(ledger, ITEMS[:1], number="巴经信整〔2026〕2号")) == 1
    with pytest.raises(LedgerRefusalError, match="没有写整改文书文号"):
        ordered(ledger, number=" ")


def test_an_item_is_done_once_and_shown_by_something(ledger: Ledger) -> None:
    registered(ledger, BRICKS)
    first, _ = ordered(ledger)
    with pytest.raises(LedgerRefusalError, match="没有写完成的证明材料"):
        completed(ledger, first.id, evidence="")
    with pytest.raises(LedgerRefusalError, match="完成日期 2026-07-31 早于下达日期 2026-08-01"):
        completed(ledger, first.id, on=date(2026, 7, 31))
    with pytest.raises(LedgerRefusalError, match="没有整改项 R1-9"):
        completed(ledger, "R1-9")
    done = completed(ledger, first.id.lower())
    assert (done.done_on, done.evidence) == (date(2026, 11, 25), "现场核查记录")
    with pytest.raises(LedgerRefusalError, match="已于 2026-11-25 完成"):
        completed(ledger, first.id)


def test_a_project_that_is_not_in_the_inventory_gets_no_order(ledger: Ledger) -> None:
    with pytest.raises(LedgerRefusalError, match="台账里没有项目"):
        ordered(ledger)
