"""The campaign: every mutant of a library put to its scenarios and cases, by several processes, remembering."""

from __future__ import annotations

import json
import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, TypeVar

from checker.errors import Problem
from checker.rulebook import RuleBook, load_rulebook
from checker.workbench.mutation.evidence import read_trials
from checker.workbench.mutation.exception import read_exceptions, stale
from checker.workbench.mutation.jury import Jury
from checker.workbench.mutation.library import mutants_of
from checker.workbench.mutation.memory import Memory, Remembered, context_of
from checker.workbench.mutation.mutant import Mutant
from checker.workbench.mutation.suggestion import Advisor, Suggestion
from checker.workbench.mutation.trial import Trial

_BATCH: Final = 16
_SUGGESTED_AT_ONCE: Final = 8

_Task = TypeVar("_Task")
Progress = Callable[[str, int, int], None]
"""Told what is being done (Chinese), how many are done, of how many."""


class Fate(StrEnum):
    """What became of a mutant."""

    NOTICED = "noticed"
    UNNOTICED = "unnoticed"
    EXPLAINED = "explained"
    EQUIVALENT = "equivalent"
    INVALID = "invalid"

    @property
    def label(self) -> str:
        """The Chinese word policy staff read."""
        return _LABELS[self]


_LABELS = {
    Fate.NOTICED: "有场景察觉",
    Fate.UNNOTICED: "没有场景察觉",
    Fate.EXPLAINED: "已说明理由",
    Fate.EQUIVALENT: "可证等价",
    Fate.INVALID: "装载即报错",
}


@dataclass(frozen=True, slots=True)
class Sources:
    """What a campaign is about: packs, scenarios, cases, and the rules asked for (none: all of them).

    ``own`` are the ids of the packs in which slips are made, None where in all.
    """

    packs: tuple[Path, ...] = ()
    features: tuple[Path, ...] = ()
    cases: tuple[Path, ...] = ()
    rules: tuple[str, ...] = ()
    own: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """One mutant with its fate: ``by`` is the trial that noticed it, ``reason`` why none need; or a suggestion."""

    mutant: Mutant
    fate: Fate
    by: str = ""
    reason: str = ""
    suggestion: Suggestion | None = None


@dataclass(frozen=True, eq=False)
class Campaign:
    """The result: every mutant judged, in order of the library.

    ``idle`` are trials that fail on the library as it is, and so could show nothing; ``stale`` are reasons that speak
    of no mutant any more. ``is_cache_rebuilt`` says that what earlier runs found was spoilt and has been begun anew.
    """

    judged: tuple[Judged, ...]
    trials: int
    idle: tuple[Problem, ...]
    stale: tuple[Problem, ...]
    recalled: int
    is_cache_rebuilt: bool = False

    def having(self, *fates: Fate) -> tuple[Judged, ...]:
        """The mutants of these fates."""
        return tuple(each for each in self.judged if each.fate in fates)

    @cached_property
    def counts(self) -> Mapping[Fate, int]:
        """How many mutants met each fate."""
        found = Counter(each.fate for each in self.judged)
        return {fate: found[fate] for fate in Fate}

    @property
    def refusing_boundaries(self) -> tuple[Judged, ...]:
        """Comparisons and limits on which a refusal may rest, but for slips without effect."""
        without = (Fate.INVALID, Fate.EQUIVALENT)
        return tuple(
            each
            for each in self.judged
            if each.mutant.refusing and each.mutant.operator.is_boundary and each.fate not in without
        )


class _Workshop:
    """What one process needs to judge mutants; the jury is called only when there is something to judge."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.book: RuleBook = load_rulebook(*sources.packs)
        self.mutants: tuple[Mutant, ...] = mutants_of(self.book, sources.packs, sources.rules, sources.own)
        self.by_id = {mutant.id: mutant for mutant in self.mutants}
        self.trials: tuple[Trial, ...] = read_trials(self.book, sources.features, sources.cases)

    @cached_property
    def jury(self) -> Jury:
        return Jury(self.book, self.trials)

    @cached_property
    def advisor(self) -> Advisor | None:
        return Advisor(self.jury, self.sources.features) if self.sources.features else None


@lru_cache(maxsize=1)
def _workshop(sources: Sources) -> _Workshop:
    """The workshop of this process; one that was forked finds that of its parent."""
    return _Workshop(sources)


def run_campaign(
    sources: Sources,
    *,
    jobs: int = 1,
    cache_file: Path | None = None,
    suggestions: int = 0,
    progress: Progress = lambda *_: None,
) -> Campaign:
    """Judge every mutant with ``jobs`` processes and suggest scenarios for up to ``suggestions`` unnoticed ones.

    What earlier runs found is read from ``cache_file`` and what this one finds is kept there, batch by batch. Raises
    RuleBookError, ScenarioError and UsageError for what cannot be read.
    """
    _workshop.cache_clear()
    progress("装载规则、场景与案例", 0, 0)
    shop = _workshop(sources)
    keys = [trial.key for trial in shop.trials]
    if cache_file is None:
        return _run(shop, jobs, None, suggestions, progress)
    with Memory(cache_file, context_of(shop.book.hash), keys) as memory:
        return _run(shop, jobs, memory, suggestions, progress)


def _run(shop: _Workshop, jobs: int, memory: Memory | None, suggestions: int, progress: Progress) -> Campaign:
    exceptions = read_exceptions(shop.sources.features)
    recalled = dict(memory.recalled()) if memory is not None else {}
    names = {trial.key: f"{trial.place} {trial.name}" for trial in shop.trials}
    open_mutants = [mutant for mutant in shop.mutants if not mutant.flaw and not mutant.equivalence]
    noticed, asking = _settled(open_mutants, recalled, frozenset(names))
    settled = len(open_mutants) - len(asking)
    with _pool(shop, jobs if asking or suggestions else 1) as pool:
        done = settled
        for found in _in_batches(pool, _judge, shop.sources, list(asking.items()), _BATCH):
            noticed |= dict(found)
            if memory is not None:
                memory.keep(found)
            done += len(found)
            progress("变异", done, len(open_mutants))
        unnoticed = [
            mutant
            for mutant in open_mutants
            if not noticed[mutant.id] and not any(exception.covers(mutant) for exception in exceptions)
        ]
        advice = _advised(pool, shop, unnoticed[:suggestions], memory, progress)
    judged = []
    for mutant in shop.mutants:
        if mutant.flaw:
            judged.append(Judged(mutant, Fate.INVALID, reason=mutant.flaw))
        elif mutant.equivalence:
            judged.append(Judged(mutant, Fate.EQUIVALENT, reason=mutant.equivalence))
        elif noticed[mutant.id]:
            judged.append(Judged(mutant, Fate.NOTICED, by=names[noticed[mutant.id]]))
        else:
            reason = next((exception.reason for exception in exceptions if exception.covers(mutant)), "")
            fate = Fate.EXPLAINED if reason else Fate.UNNOTICED
            judged.append(Judged(mutant, fate, reason=reason, suggestion=advice.get(mutant.id)))
    idle = shop.jury.idle if "jury" in shop.__dict__ else []
    return Campaign(
        judged=tuple(judged),
        trials=len(shop.trials),
        idle=tuple(Problem(failure, trial.file, trial.line or None) for trial, failure in idle),
        stale=() if shop.sources.rules else tuple(stale(exceptions, shop.mutants)),
        recalled=settled,
        is_cache_rebuilt=memory is not None and memory.is_rebuilt,
    )


def _settled(
    mutants: Iterable[Mutant], recalled: Mapping[str, Remembered], trials: frozenset[str]
) -> tuple[dict[str, str], dict[str, frozenset[str] | None]]:
    """The trial that noticed each mutant as far as it is known, and the trials still to ask of the others."""
    noticed: dict[str, str] = {}
    asking: dict[str, frozenset[str] | None] = {}
    for mutant in mutants:
        known = recalled.get(mutant.id)
        if known is None or (known.trial and known.trial not in trials):
            asking[mutant.id] = None
        elif known.trial:
            noticed[mutant.id] = known.trial
        elif fresh := trials - known.unnoticed_by:
            asking[mutant.id] = fresh
        else:
            noticed[mutant.id] = ""
    return noticed, asking


def _advised(
    pool: Executor | None,
    shop: _Workshop,
    mutants: Sequence[Mutant],
    memory: Memory | None,
    progress: Progress,
) -> dict[str, Suggestion]:
    """A suggestion for each of the mutants for which one is found."""
    recalled = memory.recalled() if memory is not None else {}
    texts: dict[str, str] = {}
    for mutant in mutants:
        known = recalled.get(mutant.id)
        if known is not None and not known.trial and known.suggestion is not None:
            texts[mutant.id] = known.suggestion
    asking = [mutant.id for mutant in mutants if mutant.id not in texts]
    done = len(texts)
    for found in _in_batches(pool, _suggest, shop.sources, asking, _SUGGESTED_AT_ONCE):
        texts |= dict(found)
        if memory is not None:
            memory.keep_suggestions(found)
        done += len(found)
        progress("可补的场景", done, len(mutants))
    return {identity: _suggestion(text) for identity, text in texts.items() if text != "null"}


def _suggestion(text: str) -> Suggestion:
    shape = json.loads(text)
    return Suggestion(shape["path"], shape["text"], shape["outline"], tuple(tuple(pair) for pair in shape["row"]))


@contextmanager
def _pool(shop: _Workshop, jobs: int) -> Iterator[Executor | None]:
    """Processes that share the work; none for a single job."""
    if jobs <= 1:
        yield None
        return
    methods = multiprocessing.get_all_start_methods()
    if "fork" in methods:
        _ = shop.jury  # called before the fork, so that every process has it
        _ = shop.advisor
    context = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _in_batches(
    pool: Executor | None,
    work: Callable[[Sources, list[_Task]], list[tuple[str, str]]],
    sources: Sources,
    items: list[_Task],
    size: int,
) -> Iterator[list[tuple[str, str]]]:
    batches = [items[start : start + size] for start in range(0, len(items), size)]
    if pool is None:
        yield from (work(sources, batch) for batch in batches)
        return
    futures = [pool.submit(work, sources, batch) for batch in batches]
    for future in as_completed(futures):
        yield future.result()


def _judge(sources: Sources, batch: list[tuple[str, frozenset[str] | None]]) -> list[tuple[str, str]]:
    """For each mutant the key of the trial that notices it, empty where none does."""
    shop = _workshop(sources)
    found = []
    for identity, trials in batch:
        record = shop.jury.noticing(shop.by_id[identity], trials)
        found.append((identity, record.trial.key if record is not None else ""))
    return found


def _suggest(sources: Sources, batch: list[str]) -> list[tuple[str, str]]:
    """For each mutant a suggestion as JSON, ``null`` where none is found."""
    shop = _workshop(sources)
    found = []
    for identity in batch:
        made = shop.advisor.suggestion(shop.by_id[identity]) if shop.advisor is not None else None
        found.append((identity, json.dumps(asdict(made) if made is not None else None, ensure_ascii=False)))
    return found
