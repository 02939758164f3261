"""What the Rete network costs: a check by size of the rule book, by share of rules that apply, and what it takes.

    python bench/rete_bench.py [--rounds 40]

The rule books are generated: a rule names a subject that about four rules share, half of them a stage, and has two to
six conditions in all. "Applies" is the share of subjects that an application has.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from checker.engines.network import RuleNetwork, RuleState, token_codes
from tests.engines.kleene import Truths, application, rule_book

APPLICATIONS = 50


def resident_mib() -> float:
    """Resident memory now, in MiB; 0 where the system does not say."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text(encoding="utf-8").split()[1]) / 256 if statm.exists() else 0.0


def samples(work: Callable[[Truths], object], facts: Sequence[Truths], rounds: int) -> list[float]:
    """Microseconds of each call, every fact once a round, after a round to warm up."""
    for fact in facts:
        work(fact)
    taken = []
    for _ in range(rounds):
        for fact in facts:
            start = time.perf_counter()
            work(fact)
            taken.append((time.perf_counter() - start) * 1e6)
    return taken


def row(table: Table, size: int, share: float, rounds: int) -> None:
    rules, atoms = rule_book(size, seed=round(size + share * 100))
    before, start = resident_mib(), time.perf_counter()
    network = RuleNetwork(rules)
    compiled = (time.perf_counter() - start) * 1000
    source = random.Random(size)
    facts = [application(source, rules, atoms, share) for _ in range(APPLICATIONS)]
    states = [state for fact in facts for state in network.outcomes(fact)]
    cuts = statistics.quantiles(samples(network.outcomes, facts, rounds), n=100)
    table.add_row(
        str(size),
        str(atoms),
        f"{states.count(RuleState.NOT_APPLICABLE) / len(states):.0%}",
        str(len(network.circuit.network.shards)),
        f"{cuts[49]:.0f}",
        f"{cuts[98]:.0f}",
        f"{compiled:.0f}",
        f"{resident_mib() - before:.0f}",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    table = Table(title="Rete 网络:一次检查(微秒),目标 150 条规则 p50 < 100")
    for column in ("规则", "命题", "不适用", "分片", "p50", "p99", "编译 ms", "内存 MiB"):
        table.add_column(column, justify="right")
    for size in (60, 150, 300, 600):
        row(table, size, 0.25, options.rounds)
    for share in (0.0, 0.15, 0.35, 0.5, 1.0):
        row(table, 150, share, options.rounds)
    rules, atoms = rule_book(150, seed=150)
    facts = [application(random.Random(1), rules, atoms) for _ in range(APPLICATIONS)]
    encoding = statistics.median(samples(token_codes, facts, options.rounds))
    console = Console()
    console.print(table)
    console.print(f"其中把 {atoms} 个真值编码:{encoding:.1f} 微秒")


if __name__ == "__main__":
    main()
