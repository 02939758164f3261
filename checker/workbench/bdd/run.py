"""A run of scenarios from files to results: read, choose, play, alone or on several processors."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

from pytest_bdd.feature import features as parsed_features

from checker.errors import Problem, ScenarioError
from checker.workbench.bdd.feature_file import FeatureFile, read_sound_features
from checker.workbench.bdd.inspector import Inspector
from checker.workbench.bdd.running import Result, Watcher, run_scenarios
from checker.workbench.bdd.script import Script
from checker.workbench.bdd.selection import Choice, choose

_SHARE: Final = 60
"""Scenarios a process plays before it takes the next share."""

_WORTH_A_PROCESS: Final = 300
"""Fewer scenarios than this are played sooner than processes are started."""


Follower: TypeAlias = Callable[[Script, int], None]
"""Told of each scenario that is played, and of how many there are to play."""


@dataclass(frozen=True, slots=True)
class Run:
    """Every chosen scenario with its result, in order of file and line.

    ``unread`` are the mistakes in files that are not Gherkin; ``count`` is how many scenarios there are, chosen or not;
    ``because`` says why all were run although only changed ones were asked for.
    """

    results: tuple[Result, ...]
    unread: tuple[Problem, ...]
    count: int
    because: str = ""

    @property
    def failed(self) -> tuple[Result, ...]:
        """The scenarios that did not pass."""
        return tuple(result for result in self.results if result.failure is not None)


def run(
    inspector: Inspector, places: Sequence[Path], choice: Choice, *, jobs: int = 0, watcher: Follower | None = None
) -> Run:
    """Play the scenarios in ``places`` that ``choice`` keeps, on ``jobs`` processors (0: as many as it is worth).

    Raises ScenarioError where there are none at all, UsageError for a choice of what there is not.
    """
    parsed_features.clear()  # pytest-bdd keeps what it has parsed, but people go on writing
    features, unread = read_sound_features(places)
    count = sum(len(feature.scripts) for feature in features)
    if not count and not unread:
        where = "、".join(map(str, places))
        raise ScenarioError(Problem("没有一个场景", where, remedy="场景写在 *.feature 文件里,以 场景: 开头"))
    chosen = choose(features, choice, inspector.rulebook)
    total = len(chosen.scripts)
    told = None if watcher is None else partial(_told, watcher, total)
    results = _play(inspector, features, chosen.scripts, jobs or _worth(total), told)
    return Run(results, unread, count, chosen.because)


def _told(watcher: Follower, total: int, script: Script) -> None:
    watcher(script, total)


def _worth(count: int) -> int:
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(available, count // _WORTH_A_PROCESS))


def _play(
    inspector: Inspector, features: Sequence[FeatureFile], scripts: Sequence[Script], jobs: int, watcher: Watcher | None
) -> tuple[Result, ...]:
    if jobs == 1:
        return run_scenarios(inspector, features, scripts, watcher)
    # Forked, a process has the loaded rule book; but each compiles it anew for every period it meets, so by date.
    context = multiprocessing.get_context("fork")
    order = {id(script): place for place, script in enumerate(scripts)}
    places: dict[int, Result] = {}
    with ProcessPoolExecutor(jobs, context, _take_place, (inspector, features)) as pool:
        shares = list(_shares(scripts))
        for share, played in zip(shares, pool.map(_play_share, shares), strict=True):
            for script, result in zip(share, played, strict=True):
                places[order[id(script)]] = result
                if watcher is not None:
                    watcher(script)
    return tuple(places[place] for place in sorted(places))


def _shares(scripts: Sequence[Script]) -> Iterator[tuple[Script, ...]]:
    remaining = iter(sorted(scripts, key=lambda script: script.review_date))
    while share := tuple(islice(remaining, _SHARE)):
        yield share


@dataclass(slots=True)
class _Place:
    """What a process of the pool works with."""

    inspector: Inspector | None = None
    features: Sequence[FeatureFile] = ()


_PLACE: Final = _Place()


def _take_place(inspector: Inspector, features: Sequence[FeatureFile]) -> None:
    _PLACE.inspector, _PLACE.features = inspector, features


def _play_share(scripts: Sequence[Script]) -> tuple[Result, ...]:
    assert _PLACE.inspector is not None
    return run_scenarios(_PLACE.inspector, _PLACE.features, scripts)
