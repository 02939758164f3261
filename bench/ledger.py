"""One table of how long a ledger of 100,000 projects takes: import, update, list, filter, search, balance, verify.

    python bench/ledger.py [--projects 100000] [--bookings 2000] [--database sqlite|postgresql|both]

PostgreSQL is the server that comes as a wheel, or the one that CHECKER_TEST_POSTGRES names. Everything runs in this
process; times are of the wall clock, the best of three for what only reads.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from checker.ledger import Ledger, documents, inventory, quotas, submissions  # noqa: E402 - the path is set above
from checker.ledger.backup import back_up  # noqa: E402 - as above
from checker.ledger.inventory.export import write_csv  # noqa: E402 - as above
from checker.ledger.inventory.intake import compare, take_in  # noqa: E402 - as above
from checker.ledger.inventory.project_list import read_list  # noqa: E402 - as above
from checker.ledger.inventory.search import Order, Span, Wanted, every, search  # noqa: E402 - as above
from checker.ledger.inventory.twins import twins  # noqa: E402 - as above
from checker.ledger.verify import verify  # noqa: E402 - as above
from checker.model.enums import County, Stage  # noqa: E402 - as above
from checker.model.report import QuotaDemand  # noqa: E402 - as above
from checker.rulebook import load_rulebook  # noqa: E402 - as above
from tests.ledger.databases import KINDS, postgres_database, postgres_server  # noqa: E402 - as above

DAY = date(2026, 11, 22)
COUNTIES = {"511902": "巴州区", "511903": "恩阳区", "511921": "通江县", "511922": "南江县", "511923": "平昌县"}
INDUSTRIES = {
    "3011": "水泥熟料",
    "3041": "平板玻璃",
    "2614": "合成氨",
    "3091": "石墨电极",
    "1512": "白酒",
    "4411": "火电",
}
HEADING = (
    "项目代码", "项目名称", "建设单位", "县区", "园区", "行业代码", "类别", "两高项目", "备案文号", "备案日期",
    "环评文号", "节能审查文号", "节能审查日期", "主要产品", "设计产能", "年综合能耗(万tce)", "煤炭消费量(万吨)",
    "年用电量(万kWh)", "单位产品综合能耗", "年碳排放量(万tCO2)", "总投资(万元)", "处置意见", "整改时限",
    "责任单位", "主要问题",
)  # fmt: skip


def write_list(path: Path, count: int) -> list[str]:
    """A list as an office might send it; gives the codes."""
    chance = random.Random(20261122)
    codes = []
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADING)
        for number in range(count):
            place, county = chance.choice(list(COUNTIES.items()))
            industry, product = chance.choice(list(INDUSTRIES.items()))
            disposal = chance.choice(("保留", "保留", "保留", "整改", "停建停产"))
            codes.append(f"{chance.randint(21, 26)}{chance.randint(1, 12):02}-{place}-04-01-{number:06}")
            writer.writerow(
                (
                    codes[-1], f"{county}第{number}号{product}项目", f"巴中{number % 20_000}号建材有限公司", county,
                    chance.choice(("巴中经济开发区", "南江工业园", "无")), industry,
                    chance.choice(("拟建", "在建", "存量")),
                    chance.choice("是否"), f"川投资备{number}号", "2023-05-06", f"巴环审〔2023〕{number}号",
                    f"巴发改节能〔2023〕{number}号", "2023-07-08", product, f"{chance.randint(1, 300)} 万t",
                    f"{chance.randint(1, 90_000) / 10_000}", f"{chance.randint(0, 50_000) / 10_000}",
                    chance.randint(100, 20_000), f"{chance.randint(90, 130)} kgce/t", f"{chance.randint(1, 900) / 10}",
                    chance.randint(1_000, 90_000), disposal, "2026-06-30" if disposal == "整改" else "", "市发展改革委",
                    "能效未达基准水平" if number % 5 == 0 else "",
                )
            )  # fmt: skip
    return codes


def once(work: Callable[[], object]) -> float:
    """Seconds that ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def best(work: Callable[[], object]) -> float:
    """Seconds of the best of three."""
    return min(once(work) for _ in range(3))


def book(ledger: Ledger, codes: list[str]) -> None:
    """Adopt the limits of the clauses and take an application in for each of ``codes``."""
    with ledger.writing("测") as books:
        quotas.adopt_limits(books, load_rulebook())
        application = documents.keep(books.connection, b"{}")
        for code in codes:
            demand = QuotaDemand("原煤消费量", "t", Decimal(10), 2027)
            submissions.take_in(books, code, application, DAY, demands=[demand])


def measure(ledger: Ledger, path: Path, codes: list[str], bookings: int) -> Iterator[tuple[str, float]]:
    """Name and seconds of each piece of work, in the order it is done."""
    start = time.perf_counter()
    listed = read_list(path)
    yield "读清单(CSV,核对每格)", time.perf_counter() - start
    start = time.perf_counter()
    with ledger.writing("测") as books:
        take_in(books, compare(books, listed), "首次摸排", DAY)
    yield "写入台账", time.perf_counter() - start
    start = time.perf_counter()
    with ledger.reading() as books:
        compare(books, listed, update=True)
    yield "再次导入,逐项比对", time.perf_counter() - start
    seconds = once(lambda: book(ledger, codes[:bookings]))
    yield f"受理 {bookings} 份申报并占用额度", seconds
    with ledger.reading() as books:
        for name, wanted, order in (
            ("列出第一页", Wanted(), Order.CODE),
            ("列出,按能耗排", Wanted(), Order.ENERGY),
            ("筛选:县区和阶段", Wanted(counties=(County.NANJIANG,), stages=(Stage.BUILDING,)), Order.CODE),
            ("筛选:能耗和煤炭", Wanted(energy=Span(Decimal(80_000)), coal=Span(most=Decimal(1_000))), Order.ENERGY),
            ("筛选:整改逾期", Wanted(overdue_on=DAY), Order.UPDATED),
            ("查找:名称里的字", Wanted(text="第99999号"), Order.CODE),
            ("查找:字母不分大小写", Wanted(text="abc"), Order.CODE),
        ):
            yield name, best(lambda wanted=wanted, order=order: search(books, wanted, order=order, limit=50))  # type: ignore[misc]
        yield "翻到最后一页", best(lambda: search(books, Wanted(), limit=50, offset=len(codes) - 50))
        yield "取一个项目", best(lambda: inventory.need(books, codes[-1]))
        yield "一个项目的历史", best(lambda: inventory.history(books, codes[0]))
        yield "额度余额", best(lambda: quotas.balances(books))
        yield "额度余额,以前某一条时", best(lambda: quotas.balances(books, until=books.position - 1))
        yield "同名同单位", once(lambda: twins(books))
        yield "导出 CSV", once(lambda: write_csv(path.with_name("出.csv"), every(books, Wanted())))
    yield "校验全部记录和账面", once(lambda: sound(ledger))
    yield "备份", once(lambda: back_up(ledger, path.with_name("备份.gz"), overwrite=True))


def sound(ledger: Ledger) -> None:
    """Verify, and stop where anything is wrong."""
    if flaws := verify(ledger).flaws:
        raise SystemExit(f"台账不对:{flaws[:3]}")


@contextmanager
def address(kind: str, folder: Path) -> Iterator[str]:
    """Where a ledger may be laid out."""
    if kind == "sqlite":
        yield str(folder / "台账.db")
        return
    with postgres_server() as server, postgres_database(server) as url:
        yield url


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=int, default=100_000)
    parser.add_argument("--bookings", type=int, default=2_000)
    parser.add_argument("--database", choices=(*KINDS, "both"), default="both")
    options = parser.parse_args()
    kinds = KINDS if options.database == "both" else (options.database,)
    results: dict[str, dict[str, float]] = {}
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "清单.csv"
            codes = write_list(path, options.projects)
            with address(kind, Path(folder)) as where, Ledger.create(where) as ledger:
                for name, seconds in measure(ledger, path, codes, min(options.bookings, options.projects)):
                    results.setdefault(name, {})[kind] = seconds
                    print(f"{kind}: {name} {seconds:.3f} s", file=sys.stderr)
    table = Table(title=f"{options.projects} 个项目的台账(秒)")
    table.add_column("工作")
    for kind in kinds:
        table.add_column(kind, justify="right")
    for name, seconds_by_kind in results.items():
        table.add_row(name, *(f"{seconds_by_kind[kind]:.3f}" for kind in kinds))
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
