"""One table of what "fast" means here: check latency, load and compile time, start-up, and memory over 100,000 checks.

    python bench/run.py [--checks 5000] [--memory-checks 100000]

Everything runs in this process on one core, except the cold starts, which are fresh interpreters.
"""

from __future__ import annotations

import argparse
import gc
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from checker.api import Checker
from checker.api.settling import settle
from checker.engines.program import compile_program
from checker.engines.reference import ReferenceEngine
from checker.engines.rete import ReteEngine
from checker.model import facts_of, read_application
from checker.review.reviewer import AS_OF

ROOT = Path(__file__).resolve().parent.parent
AS_OF_DATE = date(2026, 11, 22)

LOAD = """
import time; start = time.perf_counter()
from checker.api import Checker
imported = time.perf_counter()
from datetime import date
checker = Checker.load()
loaded = time.perf_counter()
checker.check({"项目名称": "甲", "建设阶段": "拟建", "建设性质": "新建", "行业代码": "1469"}, as_of=date(2026, 11, 22))
compiled = time.perf_counter()
print(imported - start, loaded - imported, compiled - loaded)
"""


def percentiles(samples: Sequence[float]) -> tuple[float, float]:
    """p50 and p99 in milliseconds."""
    cuts = statistics.quantiles(samples, n=100)
    return cuts[49] * 1000, cuts[98] * 1000


def latencies(work: Sequence[Callable[[], object]], count: int) -> list[float]:
    """Seconds of each call, cycling over ``work``, after a warm-up round."""
    for call in work:
        call()
    samples = []
    for number in range(count):
        call = work[number % len(work)]
        start = time.perf_counter()
        call()
        samples.append(time.perf_counter() - start)
    return samples


def resident_mib() -> float:
    """Resident memory now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * resource.getpagesize() / 2**20


def cold(code: str, runs: int = 5) -> list[list[float]]:
    """The numbers that ``code`` prints in ``runs`` fresh interpreters."""
    outputs = []
    for _ in range(runs):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        outputs.append([float(word) for word in done.stdout.split()])
    return outputs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks", type=int, default=5000)
    parser.add_argument("--memory-checks", type=int, default=100_000)
    options = parser.parse_args()

    checker = Checker.load()
    applications = [read_application(path) for path in sorted((ROOT / "cases").glob("*/application.yaml"))]
    in_force = checker.rulebook.in_force(AS_OF_DATE)
    program = compile_program(in_force)
    facts = [{**facts_of(application), AS_OF: AS_OF_DATE} for application in applications]
    reference, rete = ReferenceEngine(), ReteEngine()

    table = Table(title=f"{len(in_force.rules)} 条规则、{len(in_force.derivations)} 条推导,{len(applications)} 份申报")
    for column in ("项目", "p50", "p99", "目标"):
        table.add_column(column, justify="left" if column == "项目" else "right")

    def row(name: str, work: Sequence[Callable[[], object]], goal: str) -> None:
        p50, p99 = percentiles(latencies(work, options.checks))
        table.add_row(name, f"{p50:.3f} ms", f"{p99:.3f} ms", goal)

    row("rete 引擎(含事实判真)", [lambda f=f: rete.judge(program, f) for f in facts], "")
    row("reference 引擎", [lambda f=f: reference.judge(program, f) for f in facts], "")
    check = checker.check
    row(
        "一次检查:两个引擎 + 完整报告",
        [lambda a=a: check(a, as_of=AS_OF_DATE) for a in applications],
        "p50 < 1 ms, p99 < 3 ms",
    )
    row("同上,解释全部规则", [lambda a=a: check(a, as_of=AS_OF_DATE, everything=True) for a in applications], "")
    settle()
    row(
        "一次检查,已 settle()",
        [lambda a=a: check(a, as_of=AS_OF_DATE) for a in applications],
        "p50 < 1 ms, p99 < 3 ms",
    )
    row(
        "同上,并转为 JSON 结构",
        [lambda a=a: check(a, as_of=AS_OF_DATE).to_json() for a in applications],
        "",
    )

    starts = cold(LOAD)
    names = ("冷启动:导入", "冷启动:加载规则包", "冷启动:第一次核对(含编译 Rete 网络)")
    for position, name in enumerate(names):
        values = sorted(output[position] for output in starts)
        table.add_row(
            name, f"{values[len(values) // 2] * 1000:.0f} ms", f"{values[-1] * 1000:.0f} ms", "加载+编译 < 500 ms"
        )
    for arguments in (["--help"], ["check", str(next((ROOT / "cases").glob("*/application.yaml")))]):
        samples = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-m", "checker", *arguments], capture_output=True, check=False)
            samples.append(time.perf_counter() - start)
        samples.sort()
        goal = "< 250 ms" if arguments == ["--help"] else ""
        table.add_row(f"checker {arguments[0]}", f"{samples[2] * 1000:.0f} ms", f"{samples[-1] * 1000:.0f} ms", goal)

    for number in range(2000):
        check(applications[number % len(applications)], as_of=AS_OF_DATE)
    gc.collect()
    before = resident_mib()
    for number in range(options.memory_checks):
        check(applications[number % len(applications)], as_of=AS_OF_DATE)
    gc.collect()
    after = resident_mib()
    table.add_row(f"内存:{options.memory_checks} 次检查前/后", f"{before:.1f} MiB", f"{after:.1f} MiB", "持平")
    Console().print(table)


if __name__ == "__main__":
    main()
