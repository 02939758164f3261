"""One table of a desk's day: the queue, taking in, deciding, and what reloading a rule book takes.

    python bench/desk.py [--applications 20000] [--reloads 30]

The ledger is a SQLite file. The reloads change one rule each: first a limit of it, then how it is put together.
"""

from __future__ import annotations

import argparse
import gc
import re
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from checker.api import Checker, LocalDesk  # noqa: E402 - the path is set above
from checker.ledger import Ledger, documents, inventory, quotas  # noqa: E402 - as above
from checker.ledger.inventory.records import registration  # noqa: E402 - as above
from checker.ledger.journal import EntryKind  # noqa: E402 - as above
from checker.model import read_application  # noqa: E402 - as above
from checker.model.outcome import Verdict  # noqa: E402 - as above

DAY = date(2026, 11, 22)
APPLICATION = ROOT / "cases" / "liquor-gas-boiler" / "application.yaml"
APPLIES = re.compile(r"^applies: ([^|>'\n]+)$", re.MULTILINE)


def fill(ledger: Ledger, count: int) -> None:
    """As many applications under review as ``count``, one in ten of them waiting for coal."""
    projects = [
        inventory.read_project(
            {
                "项目代码": f"TZ-{511902 + number // 10_000}-{number % 10_000:04d}",
                "项目名称": f"巴中第{number}号新材料有限公司年产 {number} 吨项目",
                "建设单位": f"巴中第{number}号新材料有限公司",
                "建设阶段": "拟建",
                "县区": "巴州区",
                "行业代码": "3011",
                "年综合能源消费量": f"{number}.5 tce",
            }
        )
        for number in range(count)
    ]
    coal = {"metric": "原煤消费量", "year": 2030, "requested": 10_000_000, "reserved": 0, "committed": 0, "ends": False}
    with ledger.writing("台账管理员") as books:
        entered = [(one.code, registration(one.canonical(), "摸排", DAY, None)) for one in projects]
        books.append_all(EntryKind.PROJECT_REGISTERED, entered)
        submitted = {
            "amends": None,
            "application": documents.keep(books.connection, b"{}"),
            "demands": [{"metric": "原煤消费量", "unit": "t", "amount": "10", "first_year": 2028}],
            "on": DAY.isoformat(),
            "offers": [],
        }
        taken_in = [
            (one.code, {**submitted, "movements": [{**coal, "project": one.code}] if number % 10 == 0 else []})
            for number, one in enumerate(projects)
        ]
        books.append_all(EntryKind.APPLICATION_SUBMITTED, taken_in)


def best(work: Callable[[], object], runs: int = 5) -> float:
    """The best of some runs, in milliseconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def resident_mib() -> float:
    """Resident memory now, in MiB."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * resource.getpagesize() / 2**20


def reload_often(checker: Checker, files: list[Path], count: int, change: Callable[[int, str], str]) -> float:
    """Seconds per reload with the first check after it, each time with one file changed."""
    application = read_application(APPLICATION)
    took = 0.0
    for number in range(count):
        path = files[number % len(files)]
        path.write_text(change(number, path.read_text("utf-8")), encoding="utf-8")
        start = time.perf_counter()
        checker.reload()
        checker.check(application, as_of=DAY)
        took += time.perf_counter() - start
    return took / count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applications", type=int, default=20_000)
    parser.add_argument("--reloads", type=int, default=30)
    options = parser.parse_args()
    table = Table("项目", "用时")
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "rules"
        shutil.copytree(ROOT / "rules", rules)
        checker = Checker.load(rules)
        with Ledger.create(Path(folder) / "台账.db") as ledger:
            with ledger.writing("台账管理员") as books:
                quotas.adopt_limits(books, checker.rulebook)
            fill(ledger, options.applications)
            desk = LocalDesk(checker, ledger, "张三")
            desk.check(APPLICATION, as_of=DAY)  # compiles
            table.add_row(f"待办 {len(desk.pending())} 份", f"{best(desk.pending):.0f} ms")
            start = time.perf_counter()
            made = desk.submit(APPLICATION, on=DAY)
            table.add_row("受理一份(核对、登记、预留)", f"{(time.perf_counter() - start) * 1000:.0f} ms")
            application = desk.application(made.project)
            table.add_row("对照台账核对一份", f"{best(lambda: desk.check(application, as_of=DAY)):.1f} ms")
            start = time.perf_counter()
            desk.decide(made.project, Verdict.APPROVE, number="巴发改审〔2026〕1号", on=DAY)
            table.add_row("决定一份(重新核对两次、封存规则包)", f"{(time.perf_counter() - start) * 1000:.0f} ms")
        files = [path for path in sorted(rules.rglob("rules/**/*.yaml")) if APPLIES.search(path.read_text("utf-8"))]
        before = resident_mib()
        first = reload_often(checker, files[:1], 1, lambda n, text: _joined(text, n))
        settled = resident_mib()
        took = reload_often(checker, files[:1], options.reloads, lambda n, text: re.sub("甲[0-9]+", f"甲{n + 1}", text))
        after = resident_mib()
        table.add_row("重新加载并核对一份:改一处限值", f"{took * 1000:.0f} ms")
        table.add_row(f"内存:改限值 {options.reloads} 次前/后", f"{settled:.0f} / {after:.0f} MiB")
        took = reload_often(checker, files[1:], options.reloads, lambda n, text: _joined(text, n))
        table.add_row("重新加载并核对一份:改一条规则的结构", f"{took * 1000:.0f} ms")
        table.add_row(f"内存:改结构 {options.reloads} 次前/后", f"{after:.0f} / {resident_mib():.0f} MiB")
        table.caption = f"第一次重新加载 {first * 1000:.0f} ms,内存 {before:.0f} -> {settled:.0f} MiB"
    Console().print(table)


def _joined(text: str, number: int) -> str:
    """A rule that asks for one more thing before it applies."""
    return APPLIES.sub(lambda match: f'applies: ({match[1]}) and 项目名称 != "甲{number}"', text, count=1)


if __name__ == "__main__":
    main()
