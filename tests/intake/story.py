"""The story of an intake and a platform that are killed again and again, at any moment, and what is left in the end."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from checker.intake import arrivals, outbox, withdrawing
from checker.intake.demo.records import Record
from checker.intake.demo.store import WITHDRAWN, PlatformStore
from checker.intake.outbox import LetterState
from checker.intake.withdrawing import WHY, Outcome
from checker.ledger import Ledger, bookings, journal, submissions
from checker.ledger.journal import EntryKind
from checker.ledger.states import SubmissionState
from checker.ledger.verify import verify
from tests.intake.house import GAS, INCOMPLETE, TOKEN, adopted, example_text, record_of

_MOST_WITHDRAWN = 2
ROOT = Path(__file__).parents[2]
_PER_ROUND = 5
_PATIENCE = 90.0


def code_of(number: int) -> str:
    """The project code of the application with that number."""
    return f"2605-511923-04-01-{number:06d}"


def is_incomplete(number: int) -> bool:
    """Whether that application lacks a figure."""
    return number % _PER_ROUND == _PER_ROUND - 1


@dataclass
class Told:
    """What a story came to."""

    rounds: int = 0
    interrupted: int = 0
    """Kills that left something half done: seen and not answered, or not yet seen."""
    kills: Counter[str] = field(default_factory=Counter)
    applications: int = 0
    versions: int = 0
    letters: int = 0
    superseded: int = 0
    withdrawn: int = 0
    """Applications that are withdrawn in the end."""
    released: int = 0
    """Submissions that were withdrawn with them."""
    repeated: int = 0
    """Letters that had to be sent more than once."""


@dataclass
class Story:
    """An office and a platform in a folder; both are processes of their own."""

    folder: Path
    chance: random.Random
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    _read: int = 0

    def __post_init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = taken.getsockname()[1]
        self.ledger = self.folder / "ledger.db"
        self.mapping = self.folder / "mapping.yaml"
        text = example_text(
            f"http://127.0.0.1:{self.port}", **{"timeout: 20": "timeout: 2", "strikes: 10": "strikes: 99"}
        )
        self.mapping.write_text(text, encoding="utf-8")
        (self.folder / "cases").mkdir()
        self.store = PlatformStore(self.folder / "platform.db")
        with Ledger.create(self.ledger) as ledger:
            adopted(ledger)

    def play(self, rounds: int) -> Told:
        """Kill one or the other or both in every round, then let them finish."""
        outcome = Told(rounds)
        try:
            for _ in range(rounds):
                self._add()
                self._start()
                self._wait_for_work()
                time.sleep(self.chance.uniform(0, self.chance.choice((0.3, 1.5))))
                victims = self.chance.choice((("intake",), ("platform",), ("intake", "platform")))
                for name in victims:
                    outcome.kills[name] += 1
                    self._kill(name)
                outcome.interrupted += self._is_under_way()
            self._finish()
        finally:
            for name in list(self.processes):
                self._kill(name)
        return self._looked_at(outcome)

    def _add(self) -> None:
        """New applications, an old one changed, and others taken back by their applicants, some to come again later."""
        for _ in range(self.chance.randrange(_MOST_WITHDRAWN + 1) if self.names else 0):
            self.store.withdraw(self.chance.choice(self.names), "不做了")
        for _ in range(_PER_ROUND):
            number = len(self.names)
            self.names.append(f"SP-{number:05d}")
            self.store.add(self.names[-1], self._record(number, 0))
        if self.chance.random() < 0.7:
            number = self.chance.randrange(len(self.names))
            self.store.change(self.names[number], self._record(number, self.chance.randrange(1, 9999)))

    def _record(self, number: int, staff: int) -> Record:
        record = record_of(INCOMPLETE if is_incomplete(number) else GAS)
        record["project"]["code"] = code_of(number)
        if staff:
            record["form"]["劳动定员"] = str(staff)
        return record

    def _start(self) -> None:
        platform = ("demo-platform", "--port", str(self.port), "--data", str(self.folder / "platform.db"))
        self._run("platform", *platform, "--cases", str(self.folder / "cases"))
        self._run("intake", "run", str(self.mapping), "--every", "1", "--ledger", str(self.ledger), "--by", "收件员")

    def _run(self, name: str, *arguments: str) -> None:
        if name in self.processes and self.processes[name].poll() is None:
            return
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "checker", "intake", *arguments],
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env={**os.environ, "PLATFORM_TOKEN": TOKEN, "CHECKER_OFFICE": ""},
            )

    def _wait_for_work(self) -> None:
        """Return once the intake has begun to take what was added; starting alone takes it a while."""
        log = self.folder / "intake.log"
        for _ in range(6_000):
            with log.open("rb") as file:
                file.seek(self._read)
                if f"{self.names[-_PER_ROUND]} 第".encode() in file.read():
                    break
            time.sleep(0.01)
        else:
            raise AssertionError("收件没有动静")
        self._read = log.stat().st_size

    def _kill(self, name: str) -> None:
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait(20)

    def _finish(self) -> None:
        """Let both run until nothing is left to do; some applicants take theirs back at the last moment."""
        for name in self.chance.sample(self.names, _MOST_WITHDRAWN):
            self.store.withdraw(name, "不做了")
        self._start()
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if self._is_done():
                return
            time.sleep(0.2)
        raise AssertionError(f"没有做完:{(self.folder / 'intake.log').read_text(encoding='utf-8')[-2000:]}")

    def _is_under_way(self) -> bool:
        """Whether some of what was added last is not answered yet."""
        last = set(self.names[-_PER_ROUND:])
        return bool(last - {one["application"] for one in self.store.letters()})

    def _is_done(self) -> bool:
        if self.store.page(status="pending", since="", page=1, size=1).body["total"]:
            return False
        withdrawn = {self._code(name) for name in self._withdrawn()}
        with Ledger.open(self.ledger) as ledger, ledger.reading() as books:
            open_ones = submissions.listed(books, SubmissionState.UNDER_REVIEW)
            return not (
                outbox.listed(books, state=LetterState.PENDING) or withdrawn & {one.project for one in open_ones}
            )

    def _withdrawn(self) -> set[str]:
        """The applications that are withdrawn on the platform now."""
        return {name for name, _, status, *_ in self.store.overview() if status == WITHDRAWN}

    def _code(self, name: str) -> str:
        return code_of(self.names.index(name))

    def _looked_at(self, outcome: Told) -> Told:
        """Hold what is left to what must be; raises AssertionError."""
        letters = self.store.letters()
        per_version = Counter((one["application"], one["version"]) for one in letters)
        assert all(count == 1 for count in per_version.values()), per_version.most_common(3)
        current = {name: version for name, version, *_ in self.store.overview()}
        gone = self._withdrawn()
        for name, version in current.items():
            assert per_version[name, version] == 1 or (name in gone and per_version[name, version] == 0), (
                name,
                version,
            )
        notices = Counter(one["application"] for one in letters if one["kind"] == "notice")
        assert all(count == 1 for count in notices.values()), notices.most_common(3)
        with Ledger.open(self.ledger) as ledger:
            assert verify(ledger).flaws == ()
            with ledger.reading() as books:
                sent = outbox.listed(books)
                seen = arrivals.listed(books)
                states = Counter(one.project for one in submissions.listed(books, SubmissionState.UNDER_REVIEW))
                withdrawals = withdrawing.listed(books)
                held = [name for name in gone if bookings.of(books, self._code(name))]
                backs = [
                    one for one in journal.entries(books.connection) if one.kind == EntryKind.APPLICATION_WITHDRAWN
                ]
        assert {one.state for one in sent} <= {LetterState.DELIVERED, LetterState.SUPERSEDED}
        delivered = {one.key for one in sent if one.state is LetterState.DELIVERED}
        arrived = {one["key"] for one in letters}
        assert delivered <= arrived
        # A letter may have arrived although it was taken back: its answer was lost, and a newer version came.
        assert arrived - delivered <= {one.key for one in sent if one.state is LetterState.SUPERSEDED}
        assert len({(one.application, one.version) for one in seen}) == len(seen) == len(sent)
        assert all(count == 1 for count in states.values())
        # What is withdrawn holds nothing, and was taken back once each time; what came again is under review again.
        assert not {self._code(name) for name in gone} & states.keys()
        assert held == []
        released = [one for one in withdrawals if one.outcome is Outcome.RELEASED]
        because = [entry for entry in backs if entry.content["reason"].startswith(WHY)]
        assert sorted(entry.subject for entry in because) == sorted(one.project for one in released)
        complete = {name for number, name in enumerate(self.names) if not is_incomplete(number)}
        assert {self._code(name) for name in complete - gone} == states.keys()
        outcome.withdrawn, outcome.released = len(gone), len(released)
        outcome.applications, outcome.versions, outcome.letters = len(current), len(seen), len(letters)
        outcome.superseded = sum(one.state is LetterState.SUPERSEDED for one in sent)
        outcome.repeated = sum(one.attempts > 1 for one in sent)
        return outcome
