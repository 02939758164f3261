"""The small library of these tests: a pack with one clause of every kind, two scenarios, one case."""

from __future__ import annotations

import shutil
from pathlib import Path

from checker.rulebook import RuleBook, load_rulebook
from checker.workbench.case import read_cases
from checker.workbench.coverage import Coverage, measure_coverage
from checker.workbench.scenario import read_scenarios

SMALL = Path(__file__).parent / "small"
PACKS, FEATURES, CASES = SMALL / "packs", SMALL / "features", SMALL / "cases"
PLAN, GREEN = "small/clauses/plan.yaml", "small/rules/green.yaml"


def small_book() -> RuleBook:
    return load_rulebook(PACKS)


def small_coverage(book: RuleBook | None = None) -> Coverage:
    return measure_coverage(book or small_book(), read_scenarios(FEATURES), read_cases(CASES))


def changed_packs(directory: Path, name: str, old: str, new: str) -> Path:
    """A copy of the pack with one text replaced in one file."""
    packs = directory / "packs"
    shutil.copytree(PACKS, packs)
    path = packs / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return packs
