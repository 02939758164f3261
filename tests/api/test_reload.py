"""Hot reload: a changed rule book is taken in between two checks, and every report is right for the hash it names."""

from __future__ import annotations

import shutil
import threading
from datetime import date
from pathlib import Path

import pytest

from checker.api import Checker
from checker.errors import RuleBookError, UsageError
from checker.model import build_application
from checker.model.outcome import Outcome
from checker.rulebook import load_rulebook

_PACKS = Path(__file__).parents[1] / "cli" / "packs"
_DAY = date(2025, 10, 1)
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


def test_checks_during_reloads_are_each_of_one_rule_book(packs: Path) -> None:
    rule = _rule_id(packs)
    strict = load_rulebook(packs)
    _loosen(packs)
    loose = load_rulebook(packs)
    expected = {strict.hash: Outcome.VIOLATED, loose.hash: Outcome.SATISFIED}
    checker, application = Checker(strict), build_application(_COAL)
    seen: set[tuple[str, Outcome]] = set()
    wrong: list[str] = []
    done = threading.Event()

    def work() -> None:
        while not done.is_set():
            report = checker.check(application, as_of=_DAY)
            outcome = next(finding.outcome for finding in report.findings if finding.rule == rule)
            seen.add((report.rulebook_hash, outcome))
            if expected[report.rulebook_hash] is not outcome:
                wrong.append(report.rulebook_hash)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for turn in range(50):
        checker.adopt((loose, strict)[turn % 2])
    done.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert seen <= set(expected.items())
