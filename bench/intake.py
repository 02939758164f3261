"""The intake: applications a second through platform, check, ledger and back; and 50 rounds of kill -9 on both sides.

python bench/intake.py [--rounds 50] [--applications 300]
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import tempfile
import time
from pathlib import Path

from checker.ledger import Ledger
from tests.intake.house import GAS, TOKEN, Heard, adopted, intake_of, mapping_of, record_of, running
from tests.intake.story import Story


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--applications", type=int, default=300)
    options = parser.parse_args()
    os.environ["PLATFORM_TOKEN"] = TOKEN
    with tempfile.TemporaryDirectory() as folder:
        throughput(Path(folder), options.applications)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        outcome = Story(Path(folder), random.Random(7)).play(options.rounds)
        print(
            f"kill -9, {outcome.rounds} rounds in {time.perf_counter() - began:.0f} s: {dict(outcome.kills)}, "
            f"{outcome.interrupted} in the middle of something"
        )
        print(
            f"  {outcome.applications} applications in {outcome.versions} versions, {outcome.letters} letters arrived, "
            f"{outcome.superseded} superseded, {outcome.repeated} sent more than once; none lost, none doubled"
        )


def throughput(folder: Path, count: int) -> None:
    with running(folder / "platform.db") as platform, Ledger.create(folder / "ledger.db") as ledger:
        adopted(ledger)
        for number in range(count):
            record = record_of(GAS)
            record["project"]["code"] = f"2605-511923-04-01-{number:06d}"
            platform.store.add(f"A{number:05d}", record)
        heard = Heard()
        with intake_of(ledger, mapping_of(platform.url), heard) as intake:
            began = time.perf_counter()
            intake._poll()
            polled = time.perf_counter()
            intake._deliver()
            done = time.perf_counter()
        assert len(platform.letters()) == len(heard.takings) == count
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{count} applications: taken {count / (polled - began):.0f}/s, delivered {count / (done - polled):.0f}/s"
        )
        print(f"  memory at most {peak:.0f} MiB, platform in the same process")


if __name__ == "__main__":
    main()
