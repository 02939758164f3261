"""Sources of replacement: registered once, offered once, confirmed to an application as far as they are free."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from checker.errors import LedgerRefusalError
from checker.feel.units import quantity
from checker.ledger import Ledger, pledges, sources, submissions
from checker.ledger.journal import EntryKind
from checker.ledger.pledges import Pledge
from checker.ledger.sources import CONFIRMED_CAPACITY, CONFIRMED_COAL, CONFIRMED_ENERGY
from checker.ledger.verify import verify
from checker.model import Application, build_application
from checker.model.amendment import amended
from checker.model.enums import ReplacementUse
from checker.model.outcome import Verdict
from tests.ledger.bookkeeping import DAY, approve, check_books, code, decide, offer, register, source, take_in


def application(*offers: dict[str, str], number: int = 1) -> Application:
    return build_application(
        {
            "项目名称": "甲",
            "项目代码": f"2601-511903-04-01-{number:06d}",
            "建设阶段": "拟建",
            "建设性质": "新建",
            "行业代码": "3011",
            "台账来源": list(offers),
        }
    )


def test_a_source_is_registered_once_and_stands_with_its_balance(ledger: Ledger) -> None:
    with ledger.writing("登记员") as books:
        sources.register(books, source("MT-1", "5000"))
        with pytest.raises(LedgerRefusalError, match="MT-1 已经登记过"):
            sources.register(books, source("MT-1", "1"))
        with pytest.raises(LedgerRefusalError, match="应大于零"):
            sources.register(books, source("MT-2", "0"))
        with pytest.raises(LedgerRefusalError, match="以 t 计,写成了 tce"):
            sources.register(books, source("MT-2", "1", unit="tce"))
        take_in(books, 1, offers=[offer("MT-1", "3000")])
        found = sources.need(books, "MT-1")
        assert (found.reserved, found.committed, found.free) == (3000, 0, 2000)
        approve(books, 1)
        found = sources.need(books, "MT-1")
        assert (found.reserved, found.committed, found.free) == (0, 3000, 2000)
        check_books(books)


def test_the_same_tonne_is_not_given_twice(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        sources.register(books, source("MT-1", "5000"))
        take_in(books, 1, offers=[offer("MT-1", "3000")])
        take_in(books, 2, offers=[offer("MT-1", "2000.000001")])
        take_in(books, 3, offers=[offer("MT-1", "2000")])
        assert [one.is_waiting for one in sources.offers_of(books, source="MT-1")] == [False, True, False]
        approve(books, 1)
        with pytest.raises(LedgerRefusalError, match=r"可用 0 t;已由 TZ-511902-0001、TZ-511902-0003 占用"):
            approve(books, 2)
        check_books(books)


def test_what_comes_to_nothing_gives_its_source_back(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        sources.register(books, source("MT-1", "5000"))
        take_in(books, 1, offers=[offer("MT-1", "5000")])
        take_in(books, 2, offers=[offer("MT-1", "5000")])
        decide(books, 1, Verdict.REJECT)
        assert sources.need(books, "MT-1").free == 5000
        assert submissions.take_up(books) == (code(2),)
        assert sources.need(books, "MT-1").free == 0
        check_books(books)


def test_a_newcomer_leaves_what_an_earlier_one_waits_for(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        sources.register(books, source("MT-1", "50"))
        take_in(books, 1, offers=[offer("MT-1", "40")])
        take_in(books, 2, offers=[offer("MT-1", "30")])
        submissions.withdraw(books, code(1), DAY, "另选厂址")
        take_in(books, 3, offers=[offer("MT-1", "21")])
        take_in(books, 4, offers=[offer("MT-1", "20")])
        held = {one.project: str(one.reserved) for one in sources.offers_of(books, source="MT-1")}
        assert held == {code(2): "0", code(3): "0", code(4): "20"}
        assert submissions.take_up(books) == (code(2),)
        check_books(books)


def test_what_is_returned_keeps_its_source(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        sources.register(books, source("MT-1", "50"))
        sources.register(books, source("MT-2", "50"))
        take_in(books, 1, offers=[offer("MT-1", "40"), offer("MT-2", "10")])
        take_in(books, 2, offers=[offer("MT-1", "10")])
        decide(books, 1, Verdict.RECTIFY)
        assert sources.need(books, "MT-1").free == 0
        take_in(books, 1, offers=[offer("MT-1", "45")])
        (held,) = sources.offers_of(books, project=code(1))
        assert (held.requested, held.reserved, held.is_waiting) == (45, 40, True)
        assert sources.need(books, "MT-2").free == 50
        submissions.withdraw(books, code(2), DAY, "撤回")
        assert submissions.take_up(books) == (code(1),)
        check_books(books)


def test_offers_of_what_is_not_registered_or_meant_otherwise_are_refused(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        sources.register(books, source("MT-1", "5000"))
        with pytest.raises(LedgerRefusalError, match=r"没有替代来源 MT-11;是否为 MT-1"):
            take_in(books, 1, offers=[offer("MT-11", "1")])
        with pytest.raises(LedgerRefusalError, match="登记为煤炭替代,申报写作能耗替代"):
            take_in(books, 1, offers=[offer("MT-1", "1", ReplacementUse.ENERGY)])
        with pytest.raises(LedgerRefusalError, match="单位不符"):
            take_in(books, 1, offers=[offer("MT-1", "1", unit="tce")])
        assert submissions.current(books, code(1)) is None


def test_two_offers_of_one_source_count_together(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        sources.register(books, source("MT-1", "5000"))
        take_in(books, 1, offers=[offer("MT-1", "3000"), offer("MT-1", "2001")])
        assert sources.need(books, "MT-1").reserved == 0
        with pytest.raises(LedgerRefusalError, match="来源没有这么多"):
            approve(books, 1)


def test_the_statement_itself_refuses_to_give_a_source_twice(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        register(books, 1)
        sources.register(books, source("MT-1", "5000"))
    moved = Pledge(code(1), "MT-1", 5_000_000_001, 5_000_000_001, 0)
    with pytest.raises(LedgerRefusalError, match="已被占用,没有记入"), ledger.writing("受理员") as books:
        books.append(EntryKind.BOOKING_CHANGED, code(1), {"offers": pledges.payload_of([moved])})


def test_an_application_is_confirmed_what_others_do_not_hold(ledger: Ledger) -> None:
    own = application({"来源编号": "MT-1", "用途": "煤炭替代", "数量": "0.4 万t"})
    with ledger.writing("受理员") as books:
        before = books.position
        sources.register(books, source("MT-1", "5000"))
        registered = books.position
        take_in(books, 2, offers=[offer("MT-1", "2000")])
        now = books.position
        assert sources.confirmed(books, own, now) == {CONFIRMED_COAL: quantity(3000, "t")}
        assert sources.confirmed(books, own, registered) == {CONFIRMED_COAL: quantity(4000, "t")}
        assert sources.confirmed(books, own, before) == {CONFIRMED_COAL: quantity(0, "t")}
        assert sources.confirmed(books, application(), before) == {}
        assert sources.confirmed(books, application(), now) == {CONFIRMED_COAL: quantity(0, "t")}


def test_capacity_and_energy_are_confirmed_by_product_and_in_sum(ledger: Ledger) -> None:
    capacity, energy = ReplacementUse.CAPACITY, ReplacementUse.ENERGY
    own = application(
        {"来源编号": "CN-1", "用途": "产能置换", "数量": "60 万t"},
        {"来源编号": "NH-1", "用途": "能耗替代", "数量": "1000 tce"},
        {"来源编号": "NH-2", "用途": "能耗替代", "数量": "500 tce"},
        {"来源编号": "NH-9", "用途": "能耗替代", "数量": "500 tce"},
    )
    with ledger.writing("受理员") as books:
        sources.register(books, source("CN-1", "500000", capacity))
        sources.register(books, source("NH-1", "3000", energy, "tce"))
        sources.register(books, source("NH-2", "400", energy, "tce"))
        facts = sources.confirmed(books, own, books.position)
        assert facts[CONFIRMED_ENERGY] == quantity(1400, "tce")
        assert facts[CONFIRMED_CAPACITY] == [{"产品品种": "水泥熟料", "数量": quantity(500000, "t")}]
        with pytest.raises(LedgerRefusalError, match="没有写明产品"):
            sources.register(books, sources.Source(**{**_values(source("CN-2", "1", capacity)), "product": ""}))


@pytest.mark.parametrize("number", ["mt-1", "ＭＴ－１", "MT -1"])
def test_a_number_that_differs_in_case_width_or_spaces_is_the_same(ledger: Ledger, number: str) -> None:
    with ledger.writing("登记员") as books:
        sources.register(books, source("MT-1", "5000"))
        with pytest.raises(LedgerRefusalError, match="与已登记的 MT-1 相同"):
            sources.register(books, source(number, "5000"))


def test_what_was_given_up_once_is_not_registered_under_another_number(ledger: Ledger) -> None:
    first = source("MT-1", "5000")
    twin = replace(first, id="MT-9", enterprise="某 公司", document="巴发改〔2026〕８号")
    with ledger.writing("登记员") as books:
        sources.register(books, first)
        with pytest.raises(LedgerRefusalError, match="已凭 巴发改〔2026〕８号 登记为 MT-1"):
            sources.register(books, twin)
        sources.register(books, replace(twin, id="NH-1", use=ReplacementUse.ENERGY, unit="tce"))
        sources.end(books, "MT-1", "登记错了")
        sources.register(books, twin)


def test_a_wrong_source_is_corrected_but_never_below_what_is_held(ledger: Ledger) -> None:
    own = application({"来源编号": "MT-1", "用途": "煤炭替代", "数量": "0.5 万t"}, number=2)
    with ledger.writing("登记员") as books:
        sources.register(books, source("MT-1", "5000"))
        take_in(books, 1, offers=[offer("MT-1", "3000")])
        registered = books.position
        found = sources.need(books, "MT-1").source
        with pytest.raises(LedgerRefusalError, match=r"已由项目占用 3000 t,不能更正为 2999\.999999"):
            sources.correct(books, replace(found, amount=Decimal("2999.999999")), "核减")
        with pytest.raises(LedgerRefusalError, match="与台账所记相同"):
            sources.correct(books, found, "没有变")
        with pytest.raises(LedgerRefusalError, match="没有写原因"):
            sources.correct(books, replace(found, amount=Decimal(4000)), " ")
        sources.correct(books, replace(found, amount=Decimal(4000), facility="3 号锅炉"), "核减")
        assert (sources.need(books, "MT-1").free, sources.need(books, "MT-1").source.facility) == (1000, "3 号锅炉")
        sources.end(books, "MT-1", "停用")
        assert sources.need(books, "MT-1").free == 0
        assert sources.confirmed(books, own, registered) == {CONFIRMED_COAL: quantity(2000, "t")}
        assert sources.confirmed(books, own, registered + 1) == {CONFIRMED_COAL: quantity(1000, "t")}
        assert sources.confirmed(books, own, books.position) == {CONFIRMED_COAL: quantity(0, "t")}
        check_books(books)
    assert verify(ledger).flaws == ()


@pytest.mark.parametrize(("planned", "confirmed"), [("2026-06-01", 4000), ("2026-05-31", 0), (None, 4000)])
def test_what_is_given_up_after_the_project_starts_is_not_confirmed(
    ledger: Ledger, planned: str | None, confirmed: int
) -> None:
    offered = {"来源编号": "MT-1", "用途": "煤炭替代", "数量": "0.4 万t"}
    own = application(offered)
    own = own if planned is None else amended(own, {"计划投产日期": planned})
    with ledger.writing("受理员") as books:
        sources.register(books, source("MT-1", "5000"))
        assert sources.confirmed(books, own, books.position) == {CONFIRMED_COAL: quantity(confirmed, "t")}


def test_what_a_closed_project_gave_back_may_be_offered_as_a_source(ledger: Ledger) -> None:
    with ledger.writing("受理员") as books:
        take_in(books, 1)
        approve(books, 1)
        submissions.start(books, code(1), DAY)
        submissions.close(books, code(1), DAY, "企业退出")
        sources.register(books, source("MT-9", "1000"))
        take_in(books, 2, offers=[offer("MT-9", "1000")])
        assert sources.need(books, "MT-9").free == Decimal(0)
        check_books(books)


def _values(of: sources.Source) -> dict[str, object]:
    return {name: getattr(of, name) for name in of.__slots__}
