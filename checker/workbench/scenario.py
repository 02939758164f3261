"""Scenarios: what the feature files say of each rule, read as they run, with outlines filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checker.errors import Problem, UsageError
from checker.model.outcome import Outcome
from checker.workbench.bdd.feature_file import read_features
from checker.workbench.bdd.script import Script
from checker.workbench.bdd.step import straight

_JUDGED: Final = re.compile(r'规则"([^"]+)"判定为"([^"]+)"')
_OUTCOMES: Final = {outcome.label: outcome for outcome in Outcome}


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario as it runs: an outline counts once per example.

    ``judged`` are the outcomes it asserts, each with its rule; ``rules`` are all the rules its steps name, or those of
    its tags where the steps name none.
    """

    file: str
    line: int
    feature: str
    name: str
    rules: frozenset[str]
    judged: tuple[tuple[str, Outcome], ...]


def read_scenarios(*directories: Path) -> tuple[Scenario, ...]:
    """The scenarios of every feature file in and below ``directories``, by file and line; raises UsageError."""
    found: list[Scenario] = []
    for directory in directories:
        if not directory.is_dir():
            what = "不是文件夹" if directory.exists() else "文件夹不存在"
            raise UsageError(Problem(f"场景{what}", str(directory), remedy="请核对 --features 的路径"))
        features = read_features((directory,))
        found += (_scenario(script, directory) for feature in features for script in feature.scripts)
    return tuple(found)


def _scenario(script: Script, directory: Path) -> Scenario:
    judged = (pair for step in script.steps for pair in _JUDGED.findall(straight(step.text)))
    return Scenario(
        file=script.path.relative_to(directory).as_posix(),
        line=script.line,
        feature=script.feature,
        name=script.title,
        rules=script.named_rules or frozenset(script.tags),
        judged=tuple((rule, _OUTCOMES[word]) for rule, word in judged if word in _OUTCOMES),
    )
