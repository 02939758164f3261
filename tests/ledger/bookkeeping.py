"""What tests of quotas and bookings start from: projects in the inventory, accounts with limits, submissions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache

from sqlalchemy import select

from checker.feel.units import quantity
from checker.ledger import Writing, documents, inventory, quotas, submissions
from checker.ledger.accounts import Account, accounts, accounts_at
from checker.ledger.journal import EntryKind
from checker.ledger.schema import BOOKING, OFFER, PLEDGE, SOURCE, SUBMISSION
from checker.ledger.sources import Source
from checker.ledger.states import SubmissionState
from checker.ledger.storage import Reading
from checker.ledger.submissions import Submission
from checker.model.enums import ReplacementUse
from checker.model.outcome import Verdict
from checker.model.replacement import LedgerOffer
from checker.model.report import QuotaDemand
from checker.model.standing import QuotaBalance
from checker.rulebook import Quota, RuleBook, load_rulebook

COAL = "原煤消费量"
WIND = "风电装机容量"
DAY = date(2026, 11, 22)


@cache
def book() -> RuleBook:
    return load_rulebook()


def quota(name: str) -> Quota:
    return next(quota for quota in book().quotas if quota.name == name)


def code(number: int) -> str:
    return f"TZ-511902-{number:04d}"


def register(books: Writing, *numbers: int) -> None:
    """Enter proposed projects with nothing but what is required."""
    for number in numbers:
        project = inventory.read_project(
            {"项目代码": code(number), "项目名称": f"项目{number}", "建设阶段": "拟建", "行业代码": "3011"}
        )
        inventory.register(books, project, "摸排", DAY)


def adopt(books: Writing, **baselines: str) -> None:
    """Take over the limits of the clauses; ``y2030="20 万t"`` enters a baseline of raw coal."""
    quotas.adopt_limits(books, book())
    for year, amount in baselines.items():
        baseline(books, COAL, int(year.removeprefix("y")), amount)


def baseline(books: Writing, metric: str, year: int, amount: str) -> None:
    value = quotas.amount_of(amount, quota(metric).unit)
    quotas.set_baseline(books, metric, year, value, document=f"巴发改〔{year}〕{books.position}号", reason="年度统计")


def coal(tonnes: str | None, first_year: int = 2028) -> QuotaDemand:
    return QuotaDemand(COAL, "t", None if tonnes is None else Decimal(tonnes), first_year)


def take_in(
    books: Writing, number: int, *demands: QuotaDemand, offers: Iterable[LedgerOffer] = (), on: date = DAY
) -> Submission:
    """Submit a project, which is registered if need be."""
    if inventory.find(books, code(number)) is None:
        register(books, number)
    application = documents.keep(books.connection, b"{}")
    return submissions.take_in(books, code(number), application, on, demands=demands, offers=offers)


def decide(books: Writing, number: int, verdict: Verdict, on: date = DAY) -> None:
    """A decision, as far as submissions are concerned."""
    payload = submissions.decided(books, code(number), verdict, on)
    books.append(EntryKind.APPLICATION_WITHDRAWN, code(number), payload)


def approve(books: Writing, number: int, on: date = DAY) -> None:
    decide(books, number, Verdict.APPROVE, on)


def source(number: str, amount: str, use: ReplacementUse = ReplacementUse.COAL, unit: str = "t") -> Source:
    product = "水泥熟料" if use is ReplacementUse.CAPACITY else ""
    return Source(
        number, use, "某公司", f"{number} 锅炉", product, unit, Decimal(amount), "巴发改〔2026〕8号", date(2026, 6, 1)
    )


def offer(number: str, amount: str, use: ReplacementUse = ReplacementUse.COAL, unit: str = "t") -> LedgerOffer:
    return LedgerOffer(source=number, use=use, amount=quantity(Decimal(amount), unit))  # type: ignore[arg-type]


def account(books: Reading, year: int = 2030, metric: str = COAL) -> Account:
    return quotas.account(books, metric, year)


def balance(books: Reading, year: int = 2030, *, leaving_out: int = 0, until: int | None = None) -> QuotaBalance:
    """The balance of raw coal."""
    own = code(leaving_out) if leaving_out else ""
    found = quotas.balances(books, leaving_out=own, until=until)
    return next(one for one in found if (one.metric, one.year) == (COAL, year))


def figures(books: Reading, year: int = 2030) -> tuple[str, str]:
    """What is committed and reserved of raw coal, as text."""
    found = balance(books, year)
    return str(found.committed), str(found.reserved)


def check_books(books: Reading) -> None:
    """Movements adding up to the accounts, nothing offered twice, every booking owned by a project that is live."""
    live = {row.project for row in books.connection.execute(select(SUBMISSION)) if SubmissionState(row.state).is_live}
    held: dict[tuple[str, int], list[int]] = {}
    for row in books.connection.execute(select(BOOKING)):
        assert row.project in live, row
        sums = held.setdefault((row.metric, row.year), [0, 0])
        sums[0] += row.committed
        sums[1] += row.reserved
    known = accounts(books)
    for one in known:
        assert [one.committed, one.reserved] == held.get((one.metric, one.year), [0, 0]), one
    assert accounts_at(books, books.position) == known
    pledged: dict[str, list[int]] = {}
    for row in books.connection.execute(select(PLEDGE)):
        assert row.project in live, row
        sums = pledged.setdefault(row.source, [0, 0])
        sums[0] += row.committed
        sums[1] += row.reserved
    moved: dict[str, list[int]] = {}
    for row in books.connection.execute(select(OFFER)):
        sums = moved.setdefault(row.source, [0, 0])
        sums[0] += row.committed
        sums[1] += row.reserved
    for row in books.connection.execute(select(SOURCE)):
        sums = [row.committed, row.reserved]
        assert sums == pledged.get(row.id, [0, 0]) == moved.get(row.id, [0, 0]), row
        assert sum(sums) <= row.amount, row
