"""The kiln library: two rules, two derivations, a parameter, a table, a few scenarios and one case."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from checker.rulebook import RuleBook, load_rulebook
from checker.workbench.mutation.evidence import read_trials
from checker.workbench.mutation.jury import Jury
from checker.workbench.mutation.library import mutants_of
from checker.workbench.mutation.mutant import Mutant

LIBRARY = Path(__file__).parent / "library"
PACKS, FEATURES, CASES = LIBRARY / "packs", LIBRARY / "features", LIBRARY / "cases"


@cache
def kiln_book() -> RuleBook:
    return load_rulebook(PACKS)


@cache
def kiln_mutants() -> tuple[Mutant, ...]:
    return mutants_of(kiln_book(), (PACKS,))


def kiln_jury(features: Path = FEATURES) -> Jury:
    return Jury(kiln_book(), read_trials(kiln_book(), [features], [CASES]))


def mutant(owner: str, written: str, becomes: str) -> Mutant:
    """The one mutant with these texts."""
    (found,) = [one for one in kiln_mutants() if (one.owner, one.written, one.becomes) == (owner, written, becomes)]
    return found


def copied_features(directory: Path, extra: Iterable[str] = ()) -> Path:
    """A copy of the scenarios, with further text at the end of the one feature file."""
    features = directory / "features"
    shutil.copytree(FEATURES, features)
    path = features / "coal.feature"
    path.write_text("\n\n".join([path.read_text(encoding="utf-8").rstrip(), *extra]) + "\n", encoding="utf-8")
    return features
