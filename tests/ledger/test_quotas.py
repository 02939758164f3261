"""Limits of clauses and of the office, baselines, amounts as people write them, history."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from checker.errors import LedgerRefusalError, UsageError
from checker.ledger import Ledger, quotas
from checker.ledger.accounts import Origin, accounts
from checker.model.standing import QuotaDirection
from tests.ledger.bookkeeping import COAL, WIND, account, adopt, approve, balance, baseline, book, coal, quota, take_in


def test_the_limits_of_the_clauses_are_taken_over_once(ledger: Ledger) -> None:
    with ledger.writing("管理员") as books:
        assert quotas.adopt_limits(books, book()) == sum(len(one.limits) for one in book().quotas)
        position = books.position
        assert quotas.adopt_limits(books, book()) == 0
        assert books.position == position
        cap = account(books, 2030)
        assert (cap.direction, cap.balance.limit, cap.limit_source) == (
            QuotaDirection.CEILING,
            250_000,
            "巴府发〔2024〕5号#P020",
        )
        assert cap.rules == ("BZ-020103-coal-cap-2030",)
        assert account(books, 2027, WIND).direction is QuotaDirection.TARGET
        assert account(books, 2030, "综合能源消费量").direction is QuotaDirection.INPUT


def test_only_limits_that_differ_are_entered_again(ledger: Ledger) -> None:
    coal_quota = quota(COAL)
    tightened = tuple(
        replace(limit, value=Decimal(240_000)) if limit.year == 2030 else limit for limit in coal_quota.limits
    )
    others = tuple(one for one in book().quotas if one.name not in (COAL, WIND))
    changed = replace(book(), quotas=(replace(coal_quota, limits=tightened), *others))
    with ledger.writing("管理员") as books:
        adopt(books)
        assert quotas.adopt_limits(books, changed) == 3
        assert account(books, 2030).balance.limit == 240_000
        assert [account(books, year, WIND).limit for year in (2027, 2030)] == [None, None]
        assert quotas.adopt_limits(books, changed) == 0


def test_what_rests_on_other_limits_is_refused_until_they_are_adopted(ledger: Ledger) -> None:
    tightened = tuple(replace(limit, value=Decimal(240_000)) for limit in quota(COAL).limits if limit.year == 2030)
    others = tuple(one for one in book().quotas if one.name != COAL)
    changed = replace(book(), quotas=(replace(quota(COAL), limits=tightened), *others))
    with ledger.writing("管理员") as books:
        with pytest.raises(LedgerRefusalError, match=r"规则包的限额与台账不同:.*等 21 项"):
            quotas.refuse_other_limits(books, book())
        adopt(books)
        quotas.refuse_other_limits(books, book())
        with pytest.raises(LedgerRefusalError, match="规则包的限额与台账不同:2025 年原煤消费量、2030 年原煤消费量"):
            quotas.refuse_other_limits(books, changed)
        ended, lowered = quotas.limit_changes(books, changed)
        assert (ended.year, ended.after.limit, ended.loosens) == (2025, None, True)
        assert (lowered.year, lowered.loosens) == (2030, False)
        quotas.adopt_limits(books, changed, reason="条款修订")
        quotas.refuse_other_limits(books, changed)
        assert [one.loosens for one in quotas.limit_changes(books, book())] == [False, True]
        assert quotas.history(books, COAL, 2030)[-1].reason == "条款修订"


def test_the_office_sets_the_years_that_no_clause_sets(ledger: Ledger) -> None:
    with ledger.writing("管理员") as books:
        adopt(books)
        quotas.set_limit(
            books, quota(COAL), 2027, Decimal(280_000), document="巴双碳办〔2027〕3号", reason="年度目标任务"
        )
        found = account(books, 2027)
        assert (found.origin, found.limit_source, found.rules) == (
            Origin.OFFICE,
            "巴双碳办〔2027〕3号",
            ("BZ-020103-coal-cap-annual",),
        )
        with pytest.raises(LedgerRefusalError, match=r"2030 年的“原煤消费量”由 巴府发〔2024〕5号#P020 规定"):
            quotas.set_limit(books, quota(COAL), 2030, Decimal(1), document="任务", reason="年度目标任务")
        with pytest.raises(LedgerRefusalError, match="已是这个限额"):
            quotas.set_limit(
                books, quota(COAL), 2027, Decimal(280_000), document="巴双碳办〔2027〕3号", reason="重复录入"
            )
        with pytest.raises(LedgerRefusalError, match="只计量,不设限额"):
            quotas.set_limit(books, quota("综合能源消费量"), 2027, Decimal(1), document="任务", reason="年度目标任务")
        with pytest.raises(LedgerRefusalError, match="没有写原因"):
            quotas.set_limit(books, quota(COAL), 2028, Decimal(1), document="任务", reason=" ")
        with pytest.raises(LedgerRefusalError, match="没有限额可终止"):
            quotas.set_limit(books, quota(COAL), 2028, None, document="任务", reason="年度目标任务")
        quotas.set_limit(books, quota(COAL), 2027, None, document="巴双碳办〔2027〕9号", reason="任务废止")
        assert account(books, 2027).limit is None
        assert quotas.adopt_limits(books, book()) == 0


def test_a_baseline_needs_an_account_a_document_and_a_change(ledger: Ledger) -> None:
    with ledger.writing("管理员") as books:
        adopt(books)
        with pytest.raises(LedgerRefusalError, match="台账没有 2041 年的“原煤消费量”"):
            quotas.set_baseline(books, COAL, 2041, Decimal(1), document="年报", reason="年度统计")
        with pytest.raises(LedgerRefusalError, match="没有写文号"):
            quotas.set_baseline(books, COAL, 2030, Decimal(1), document="", reason="年度统计")
        with pytest.raises(LedgerRefusalError, match="不能为负数"):
            quotas.set_baseline(books, COAL, 2030, Decimal(-1), document="年报", reason="年度统计")
        quotas.set_baseline(books, COAL, 2030, Decimal(260_000), document="年报", reason="年度统计")
        assert balance(books).headroom == -10_000
        with pytest.raises(LedgerRefusalError, match="已是这个基数"):
            quotas.set_baseline(books, COAL, 2030, Decimal(260_000), document="年报", reason="再录一次")


def test_a_quota_keeps_its_unit(ledger: Ledger) -> None:
    changed = replace(book(), quotas=(replace(quota(COAL), unit=quota(WIND).unit),))
    with ledger.writing("管理员") as books:
        adopt(books)
        with pytest.raises(LedgerRefusalError, match="以 t 计,规则包写作 kW"):
            quotas.adopt_limits(books, changed)


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("18 万t", "t", "180000"),
        ("0.000001 t", "t", "0.000001"),
        ("30万千瓦", "kW", "300000"),
        ("1.2 亿元", "万元", "12000"),
    ],
)
def test_amounts_are_read_exactly(text: str, unit: str, amount: str) -> None:
    assert quotas.amount_of(text, unit) == Decimal(amount)


@pytest.mark.parametrize("text", ["18", "18 万tce", "-1 t", "很多", ""])
def test_what_is_no_such_amount_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError, match="以 t 计的数量"):
        quotas.amount_of(text, "t")


def test_an_account_tells_its_history(ledger: Ledger) -> None:
    with ledger.writing("管理员") as books:
        adopt(books, y2030="20 万t")
        take_in(books, 1, coal("30000"))
    with ledger.writing("李四") as books:
        approve(books, 1)
        baseline(books, COAL, 2030, "21 万t")
        history = quotas.history(books, COAL, 2030)
    told = [(one.actor, one.name, one.value, str(one.reserved), str(one.committed)) for one in history]
    assert told == [
        ("管理员", "limit", 250_000, "0", "0"),
        ("管理员", "baseline", 200_000, "0", "0"),
        ("管理员", "booking", None, "30000", "0"),
        ("李四", "booking", None, "-30000", "30000"),
        ("李四", "baseline", 210_000, "0", "0"),
    ]
    assert history[1].reason == "年度统计"


def test_balances_stand_in_one_order_on_every_database(ledger: Ledger) -> None:
    with ledger.writing("管理员") as books:
        adopt(books)
        order = [(one.metric, one.year) for one in accounts(books)]
        assert order == sorted(order)
        earlier = [(one.metric, one.year) for one in quotas.balances(books, until=books.position - 1)]
        assert earlier == [place for place in order if place in earlier]
        assert len(earlier) == len(order) - 1
