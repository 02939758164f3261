"""One table of how long the workbench takes on the full library: lint, test, mutate, first run and again.

    python bench/workbench.py [--jobs 2] [--packs rules --features features --cases cases]

Every run is the command as a person starts it, in a fresh process; mutate keeps its memory in a temporary folder, so
that its first run remembers nothing and its second all. A command this version does not have is told as such.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
_FINISHED = (0, 1)
"""Exit codes of a run that came to its end: nothing found, or something."""


@dataclass(frozen=True, slots=True)
class Run:
    """One command: what it is called in the table, and its arguments after ``checker``."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one run took, in seconds; ``told`` is the line of its output that says what it did."""

    seconds: float | None
    told: str


def timed(run: Run, environment: Mapping[str, str]) -> Timing:
    """Start the command and wait for it."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "checker", *run.arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    seconds = time.perf_counter() - start
    if done.returncode in _FINISHED:
        return Timing(seconds, _telling_line(done.stdout))
    error = next(iter(done.stderr.strip().splitlines()), "")
    return Timing(None, f"没有结果(退出码 {done.returncode}):{error}")


def _telling_line(output: str) -> str:
    """The first line with a count in it, lines of findings left out."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    counted = [line for line in lines if any(word in line for word in ("个", "处", "条", "没有问题"))]
    summaries = [line for line in counted if line.startswith(("场景", "变异", "共", "检查", "没有"))]
    return next(iter(summaries or counted or lines), "")


def runs(arguments: argparse.Namespace) -> Sequence[Run]:
    """The commands to time, in order."""
    library = ("--packs", str(arguments.packs))
    jobs = ("--jobs", str(arguments.jobs))
    tried = ("--features", str(arguments.features), "--cases", str(arguments.cases))
    mutate = ("rules", "mutate", *library, *tried, *jobs, "--suggest", "0")
    return (
        Run("lint", ("rules", "lint", str(arguments.packs))),
        Run("test", ("rules", "test", *library, *jobs, str(arguments.features))),
        Run("mutate", mutate),
        Run("mutate again", mutate),
        Run("mutate --rule EQ-boiler --no-cache", (*mutate, "--rule", "EQ-boiler", "--no-cache")),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--packs", type=Path, default=ROOT / "rules")
    parser.add_argument("--features", type=Path, default=ROOT / "features")
    parser.add_argument("--cases", type=Path, default=ROOT / "cases")
    arguments = parser.parse_args()
    table = Table("work", "seconds", "told", title=f"the workbench on the full library, {arguments.jobs} processes")
    with tempfile.TemporaryDirectory() as cache:
        for run in runs(arguments):
            timing = timed(run, {"XDG_CACHE_HOME": cache})
            seconds = "-" if timing.seconds is None else f"{timing.seconds:.1f}"
            table.add_row(run.name, seconds, timing.told)
    Console().print(table)


if __name__ == "__main__":
    main()
