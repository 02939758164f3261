"""Hot reload: a changed rule book is taken in between two checks, and every report is right for the hash it names."""

from __future__ import annotations

import os
import resource
import shutil
import threading
import time
from collections import Counter
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from checker.api import Checker
from checker.engines import durable
from checker.errors import RuleBookError, UsageError
from checker.ledger import Ledger, quotas
from checker.ledger.standing import LedgerView
from checker.model.outcome import Outcome
from checker.model.report import Report
from checker.rulebook import load_rulebook
from tests.api.desk_contract import COAL, GAS, METHANOL, application_of
from tests.api.reloading import Editions

_PACKS = Path(__file__).parents[1] / "cli" / "packs"
_DAY = date(2025, 10, 1)
_TODAY = date(2026, 11, 22)
_COAL = {
    "项目名称": "某锅炉改造项目",
    "建设阶段": "拟建",
    "建设性质": "新建",
    "行业代码": "1469",
    "年原煤消费量": "4.5 万吨",
    "煤炭替代量": "4 万吨",
}


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    copy = tmp_path / "packs"
    shutil.copytree(_PACKS, copy)
    return copy


def _coal_rule(packs: Path) -> Path:
    return next(path for path in packs.rglob("*.yaml") if "煤炭替代量 >= 年原煤消费量" in path.read_text("utf-8"))


def _loosen(packs: Path) -> None:
    rule = _coal_rule(packs)
    text = rule.read_text("utf-8").replace("煤炭替代量 >= 年原煤消费量", "煤炭替代量 >= 0 t")
    rule.write_text(text, encoding="utf-8")


def _rule_id(packs: Path) -> str:
    line = next(line for line in _coal_rule(packs).read_text("utf-8").splitlines() if line.startswith("id:"))
    return line.removeprefix("id:").strip()


def test_reload_takes_in_what_changed_and_says_whether_anything_did(packs: Path) -> None:
    rule = _rule_id(packs)
    checker = Checker.load(packs)
    assert checker.explain(_COAL, rule, as_of=_DAY).outcome is Outcome.VIOLATED
    assert checker.reload() is False
    _loosen(packs)
    assert checker.reload() is True
    assert checker.explain(_COAL, rule, as_of=_DAY).outcome is Outcome.SATISFIED


def test_an_invalid_rule_book_is_refused_and_the_last_good_one_goes_on(packs: Path) -> None:
    checker = Checker.load(packs)
    good = checker.rulebook.hash
    rule = _coal_rule(packs)
    rule.write_text(rule.read_text("utf-8") + "不认识: 1\n", encoding="utf-8")
    with pytest.raises(RuleBookError, match="不认识"):
        checker.reload()
    assert checker.rulebook.hash == good
    assert checker.check(_COAL, as_of=_DAY).rulebook_hash == good


def test_a_checker_made_from_a_rule_book_has_nothing_to_reload() -> None:
    with pytest.raises(UsageError, match=r"Checker\.load"):
        Checker(load_rulebook(_PACKS)).reload()


def test_a_checker_that_is_pinned_stays_with_its_rule_book(packs: Path) -> None:
    checker = Checker.load(packs)
    pinned, before = checker.pinned(), checker.rulebook.hash
    _loosen(packs)
    assert checker.reload() is True
    assert pinned.rulebook.hash == pinned.check(_COAL, as_of=_DAY).rulebook_hash == before
    assert checker.check(_COAL, as_of=_DAY).rulebook_hash != before
    with pytest.raises(UsageError, match=r"Checker\.load"):
        pinned.reload()


def test_another_limit_or_wording_compiles_nothing_in_the_rete_engine(packs: Path) -> None:
    checker = Checker.load(packs)
    report = checker.check(_COAL, as_of=_DAY)
    compiled = set(durable._pools)
    rule = _coal_rule(packs)
    text = rule.read_text("utf-8").replace("煤炭替代量 >= 年原煤消费量", "煤炭替代量 >= 年原煤消费量 * 2")
    rule.write_text(text.replace("title: ", "title: 修订后 "), encoding="utf-8")
    assert checker.reload() is True
    assert checker.check(_COAL, as_of=_DAY).findings != report.findings
    assert set(durable._pools) == compiled


_CHECKED = [(case, with_ledger) for case in (GAS, METHANOL, COAL) for with_ledger in (0, 1)]
"""Cases, without and with the ledger."""


def test_checks_during_reloads_are_each_of_one_rule_book(tmp_path: Path) -> None:
    """Eight threads check while the rule book is reloaded; in full size with ``CHECKER_RELOADS=50``.

    Then each thread makes 10,000 checks at least, and goes on as long as there are reloads.
    """
    reloads, threads = int(os.environ.get("CHECKER_RELOADS", "4")), 8
    checks = reloads * 200 if reloads >= 50 else reloads * 5
    editions = Editions(tmp_path, 7 if reloads >= 50 else 3)
    with Ledger.create(tmp_path / "台账.db") as ledger:
        books = [load_rulebook(folder) for folder in editions.folders]
        with ledger.writing("台账管理员") as writing:
            quotas.adopt_limits(writing, books[0])
        view = LedgerView(ledger)

        def check(checker: Checker, place: tuple[str, int]) -> Report:
            case, with_ledger = place
            return checker.check(application_of(case), as_of=_TODAY, ledger=view if with_ledger else None)

        expected = {(book.hash, place): check(Checker(book), place) for book in books for place in _CHECKED}
        checker = Checker.load(editions.current)
        seen: Counter[str] = Counter()
        wrong: list[str] = []
        done = [0] * threads
        reloaded = threading.Event()
        memory = [_resident_mib()]

        def work(thread: int) -> None:
            try:
                for turn in count():
                    if turn >= checks and reloaded.is_set():
                        return
                    place = _CHECKED[(turn + thread) % len(_CHECKED)]
                    report = check(checker, place)
                    seen[report.rulebook_hash] += 1
                    if report != expected[report.rulebook_hash, place]:
                        wrong.append(f"{report.rulebook_hash} {place}")
                    done[thread] += 1
            except BaseException as error:  # noqa: BLE001 - told by the assertion below
                wrong.append(repr(error))

        workers = [threading.Thread(target=work, args=(thread,)) for thread in range(threads)]
        began = time.perf_counter()
        for worker in workers:
            worker.start()
        made = 0
        for number in range(1, reloads + 1):
            while sum(done) < number * threads * checks // (reloads + 2) and not wrong:
                time.sleep(0.001)
            if number % 4 == 0:
                editions.publish(editions.broken)
                with pytest.raises(RuleBookError, match="不认识"):
                    checker.reload()
            editions.publish(editions.folders[number % len(editions.folders)])
            made += checker.reload()
        reloaded.set()
        for worker in workers:
            worker.join()
        took = time.perf_counter() - began
        memory.append(_resident_mib())
    assert wrong == []
    assert made == reloads
    assert min(done) >= checks
    assert set(seen) == {book.hash for book in books}
    assert len({expected[book.hash, _CHECKED[0]].findings for book in books}) == len(books)
    print(f"{sum(seen.values())} checks, {made} reloads, {took:.0f} s, {memory[0]:.0f} -> {memory[1]:.0f} MiB")


def _resident_mib() -> float:
    return int(Path("/proc/self/statm").read_text("utf-8").split()[1]) * resource.getpagesize() / 2**20
