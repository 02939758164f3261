"""The jury: its short cuts find exactly what reviewing every trial under the changed book finds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from checker.rulebook import load_rulebook
from checker.workbench.mutation.edition import Edition
from checker.workbench.mutation.evidence import read_trials
from checker.workbench.mutation.jury import Jury
from checker.workbench.mutation.library import mutants_of
from checker.workbench.mutation.mutant import Mutant
from tests.workbench.mutation.kiln import PACKS, copied_features, kiln_book, kiln_jury, kiln_mutants, mutant

LIMIT = "热效率限值(b.额定蒸发量, 核定等级)"
ROOT = Path(__file__).resolve().parents[3]


def noticing_by_brute_force(jury: Jury, one: Mutant) -> set[str]:
    """The trials that fail when the whole book is taken anew with the slip in it."""
    changed = one.book(jury.book)
    editions: dict[date, Edition] = {}
    found = set()
    for record in jury.records:
        edition = editions.get(record.trial.as_of)
        if edition is None:
            edition = editions[record.trial.as_of] = Edition.of(changed, record.trial.as_of)
        if record.trial.failure(edition.review(record.trial)) is not None:
            found.add(record.trial.key)
    return found


def test_the_jury_notices_what_a_review_of_everything_notices() -> None:
    jury = kiln_jury()
    assert not jury.idle
    outcomes = set()
    for one in kiln_mutants():
        if one.flaw:
            continue
        expected = noticing_by_brute_force(jury, one)
        record = jury.noticing(one)
        assert (record.trial.key in expected) if record is not None else not expected, (one.owner, one.change)
        outcomes.add(record is not None)
        if one.equivalence:
            assert not expected
    assert outcomes == {True, False}


def test_the_shipped_library_is_judged_as_a_review_of_everything_judges() -> None:
    book = load_rulebook()
    trials = read_trials(book, [ROOT / "features"], [ROOT / "cases"])
    same_day = [trial for trial in trials if trial.as_of == date(2026, 11, 22)]
    jury = Jury(book, same_day[::60])
    assert not jury.idle
    mutants = [one for one in mutants_of(book) if not one.flaw][::397]
    for one in mutants:
        expected = noticing_by_brute_force(jury, one)
        record = jury.noticing(one)
        assert (record.trial.key in expected) if record is not None else not expected, (one.owner, one.change)


@pytest.mark.parametrize(
    ("owner", "written", "becomes", "by"),
    [
        ("K-01-cap", "rectify", "consult", "coal"),
        ("K-01-cap", "年原煤消费量 <= 用煤上限", "年原煤消费量 < 用煤上限", None),
        ("K-02-boiler", f"b.热效率 >= {LIMIT}", f"b.热效率 > {LIMIT}", "一台锅炉"),
        ("热效率限值", "84 %", "85 %", "一台锅炉"),
        ("热效率限值", "84 %", "83 %", None),
        ("热效率限值", "? <= 20 t/h", "? < 20 t/h", "一台锅炉"),
        ("K-D-level", "2", "3", None),
    ],
)  # fmt: skip
def test_a_slip_is_noticed_by_the_trial_at_its_limit(owner: str, written: str, becomes: str, by: str | None) -> None:
    found = [
        record.trial.name if record is not None else None
        for one in kiln_mutants()
        if (one.owner, one.written, one.becomes) == (owner, written, becomes) and not one.flaw
        for record in [kiln_jury().noticing(one)]
    ]
    assert by in found


def test_a_trial_that_fails_on_the_library_as_it_is_judges_nothing(tmp_path: Path) -> None:
    wrong = """\
  @K-01-cap
  场景: 写错的判定
    假如 "年原煤消费量"为"1 万吨"
    当 审查该项目
    那么 规则"K-01-cap"判定为"不符合"
"""
    jury = kiln_jury(copied_features(tmp_path, [wrong]))
    ((trial, failure),) = jury.idle
    assert trial.name == "写错的判定"
    assert failure == "规则“K-01-cap”的判定:应为“不符合”,实为“符合”"


def test_only_the_trials_named_are_asked() -> None:
    jury = kiln_jury()
    one = mutant("热效率限值", "84 %", "85 %")
    record = jury.noticing(one)
    assert record is not None
    assert jury.noticing(one, frozenset()) is None
    assert jury.noticing(one, frozenset((record.trial.key,))) is record


def test_a_wording_that_a_trial_asks_for_is_looked_at(tmp_path: Path) -> None:
    gap = """\
  @K-01-cap
  场景: 差距
    假如 "年原煤消费量"为"6 万吨"
    当 审查该项目
    那么 规则"K-01-cap"的差距为"10000 t"
"""
    one = mutant("用煤上限", "用煤上限 = 5 万吨", "用煤上限 = 4 万吨")
    before = kiln_jury().noticing(one)
    assert before is None
    record = kiln_jury(copied_features(tmp_path, [gap])).noticing(one)
    assert record is not None
    assert record.trial.name == "差距"


def test_books_are_not_changed_by_judging() -> None:
    jury = kiln_jury()
    for one in kiln_mutants():
        if not one.flaw:
            jury.noticing(one)
    assert not kiln_jury().idle
    assert all(record.trial.failure(jury.edition(record.trial).review(record.trial)) is None for record in jury.records)
    assert kiln_book().hash == load_rulebook(PACKS).hash
