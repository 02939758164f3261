"""What tests of the intake are made of: a demonstration platform in a thread, its mapping, records, an intake."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from checker.intake.delivery import Sent
from checker.intake.demo.records import EXAMPLE, Record, cases_directory, records_of_cases
from checker.intake.demo.server import DemoServer
from checker.intake.demo.store import PlatformStore
from checker.intake.intake import Intake
from checker.intake.mapping import PlatformMapping
from checker.intake.mapping_file import parse_mapping
from checker.intake.platform import Platform
from checker.intake.polling import Polled
from checker.intake.taking import Taken
from checker.intake.withdrawing import Withdrawal
from checker.ledger import Ledger, quotas
from tests.ledger.proceedings import shipped

TOKEN = "trial"
CLERK = "收件员"
GAS = "liquor-gas-boiler"
PIGS = "pig-farm"
METHANOL = "methanol-consultation-pending"
INCOMPLETE = "coal-figure-missing"


@dataclass
class DemoPlatform:
    """A demonstration platform at work, and its database."""

    url: str
    store: PlatformStore
    server: DemoServer

    def letters(self, name: str = "") -> list[tuple[str, int, str]]:
        """Which application, version and kind each letter was about."""
        return [(one["application"], one["version"], one["kind"]) for one in self.store.letters(name)]

    def bodies(self, name: str) -> list[Any]:
        return [one["body"] for one in self.store.letters(name)]


@contextmanager
def running(path: Path, *, unreliable: float = 0) -> Iterator[DemoPlatform]:
    store = PlatformStore(path)
    server = DemoServer("127.0.0.1", 0, store, TOKEN, unreliable=unreliable)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield DemoPlatform(server.address, store, server)
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def example_text(url: str = "http://127.0.0.1:8799", **changes: str) -> str:
    """The example mapping for a platform at that address, with some of its text changed."""
    text = EXAMPLE.read_text(encoding="utf-8").replace("http://127.0.0.1:8799", url)
    text = text.replace("first_wait: 2, longest_wait: 3600", "first_wait: 0.01, longest_wait: 0.02")
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    return text


def mapping_of(url: str, changes: dict[str, str] | None = None) -> PlatformMapping:
    return parse_mapping(example_text(url, **(changes or {})), "对照.yaml")


@cache
def _records() -> dict[str, Record]:
    return dict(records_of_cases(cases_directory()))


def record_of(case: str) -> Record:
    """The record of a case; each part its own, to be changed at will."""
    record = _records()[case]
    return {name: dict(part) for name, part in record.items()}


def adopted(ledger: Ledger) -> Ledger:
    """The ledger with the limits of the rules."""
    with ledger.writing("台账管理员") as books:
        quotas.adopt_limits(books, shipped().rulebook)
    return ledger


@dataclass
class Heard:
    """Everything an intake told."""

    takings: list[Taken] = field(default_factory=list)
    rounds: list[Polled] = field(default_factory=list)
    attempts: list[Sent] = field(default_factory=list)
    withdrawals: list[Withdrawal] = field(default_factory=list)
    purges: list[int] = field(default_factory=list)

    def taken(self, one: Taken) -> None:
        self.takings.append(one)

    def withdrawn(self, one: Withdrawal) -> None:
        self.withdrawals.append(one)

    def polled(self, one: Polled) -> None:
        self.rounds.append(one)

    def purged(self, letters: int) -> None:
        self.purges.append(letters)

    def sent(self, one: Sent) -> None:
        self.attempts.append(one)


@contextmanager
def intake_of(ledger: Ledger, mapping: PlatformMapping, heard: Heard | None = None) -> Iterator[Intake]:
    with Platform(mapping, sleep=lambda _: None) as platform:
        yield Intake(ledger, shipped(), mapping, platform, clerk=CLERK, listener=heard or Heard())


def once(ledger: Ledger, mapping: PlatformMapping) -> Heard:
    """One round of an intake; what it told."""
    heard = Heard()
    with intake_of(ledger, mapping, heard) as intake:
        intake.once()
    return heard


def day(text: str) -> date:
    return date.fromisoformat(text)
