"""A run: chosen scenarios played by pytest-bdd, each with its result; what failed says where and why, for people."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

import pytest
import pytest_bdd.plugin
from pytest_bdd import scenario
from pytest_bdd.parser import Step

from checker.errors import ApplicationError, CheckerError, Problem, ScenarioError
from checker.model.report import Finding, Report
from checker.workbench.bdd import plugin
from checker.workbench.bdd.answer import Mismatch
from checker.workbench.bdd.feature_file import FeatureFile
from checker.workbench.bdd.inspector import Inspector
from checker.workbench.bdd.recording import placed
from checker.workbench.bdd.script import Script, ScriptStep
from checker.workbench.bdd.step import StepKind, straight

_PYTEST_VARIABLES = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")


class FailureKind(StrEnum):
    """Why a scenario did not pass."""

    MISMATCH = "不符"
    REFUSED = "申报不能受理"
    FAULTY = "场景写法有误"
    BROKEN = "程序出错"


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong at one step (None: before the first).

    ``mismatch`` has expected and actual; ``finding`` is the one asked about, explained; ``report`` the whole report.
    """

    kind: FailureKind
    step: ScriptStep | None
    problems: tuple[Problem, ...] = ()
    mismatch: Mismatch | None = None
    finding: Finding | None = None
    report: Report | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One scenario that was run; ``seconds`` is how long it took."""

    script: Script
    failure: Failure | None
    seconds: float = 0.0


Watcher: TypeAlias = Callable[[Script], None]
"""Told of each scenario before it is played."""


def run_scenarios(
    inspector: Inspector, features: Sequence[FeatureFile], chosen: Iterable[Script], watcher: Watcher | None = None
) -> tuple[Result, ...]:
    """Play the ``chosen`` scenarios of ``features``, in their order; those that could show nothing fail unplayed.

    Raises CheckerError where pytest itself could not do its work.
    """
    begun = list(chosen)
    results = {
        _key(script): Result(script, Failure(FailureKind.FAULTY, None, (script.flaw,)))
        for script in begun
        if script.flaw is not None
    }
    sound = [script for script in begun if script.flaw is None]
    paths = {script.path for script in sound}
    if sound:
        referee = _Referee(inspector, sound, watcher)
        _run_pytest(referee, [feature.path for feature in features if feature.path in paths])
        results.update(referee.results)
    return tuple(results.get(_key(script)) or _not_played(script) for script in begun)


def _not_played(script: Script) -> Result:
    """A scenario that pytest-bdd did not find where it was read before."""
    problem = Problem("场景没有运行到", script.file, script.line, remedy="文件在运行中改动过的,请再运行一次")
    return Result(script, Failure(FailureKind.BROKEN, None, (problem,)))


_Key: TypeAlias = tuple[Path, int, int]


def _key(script: Script) -> _Key:
    return script.path, script.scenario_line, script.number


class _Referee:
    """The pytest plugin of one run: collects the feature files, gives the inspector, keeps the results."""

    def __init__(self, inspector: Inspector, scripts: Sequence[Script], watcher: Watcher | None) -> None:
        self.results: dict[_Key, Result] = {}
        self.fault: BaseException | None = None
        self._inspector = inspector
        self._scripts = {_key(script): script for script in scripts}
        self._paths = {script.path.resolve(): script.path for script in scripts}
        self._watcher = watcher
        self._steps: dict[str, Step] = {}

    @pytest.fixture
    def inspector(self) -> Inspector:
        """Who reviews."""
        return self._inspector

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Each feature file is a module of its own."""
        named = self._paths.get(file_path)
        if named is None:
            return None
        module: _FeatureModule = _FeatureModule.from_parent(parent, path=file_path)
        module.named = named
        module.names = {f"test_{s.scenario_line}": s.name for s in self._scripts.values() if s.path == named}
        return module

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the chosen rows of outlines."""
        items[:] = [item for item in items if _key_of(item) in self._scripts]

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
        """Keep what broke pytest, which then keeps quiet about it."""
        self.fault = excinfo.value
        return True

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Tell which scenario comes next."""
        if self._watcher is not None:
            self._watcher(self._scripts[_key_of(item)])

    def pytest_bdd_before_step(self, request: pytest.FixtureRequest, step: Step) -> None:
        """Remember where the scenario is."""
        self._steps[request.node.nodeid] = step

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
        """Keep what became of the scenario."""
        outcome = yield
        if call.when == "call" or call.excinfo is not None:
            script = self._scripts[_key_of(item)]
            failure = None if call.excinfo is None else self._failure(item, script, call.excinfo.value)
            self.results[_key(script)] = Result(script, failure, call.duration)
        return outcome

    def _failure(self, item: pytest.Item, script: Script, fault: BaseException) -> Failure:
        played = self._steps.get(item.nodeid)
        step = None if played is None else _written(script, played)
        line = step.line if step else script.line
        match fault:
            case Mismatch():
                finding, report = _explained(item, fault)
                return Failure(FailureKind.MISMATCH, step, mismatch=fault, finding=finding, report=report)
            case ScenarioError(problems=problems):
                return Failure(FailureKind.FAULTY, step, tuple(placed(problems, script.file, line)))
            case ApplicationError(problems=problems):
                return Failure(FailureKind.REFUSED, _refused_at(script, problems, step), problems)
            case CheckerError(problems=problems):
                return Failure(FailureKind.BROKEN, step, problems)
        problem = Problem(f"程序内部出错({type(fault).__name__}:{fault})", script.file, line)
        return Failure(FailureKind.BROKEN, step, (problem,))


class _FeatureModule(pytest.Module):
    """A feature file as pytest sees it: one test function a scenario, outlines filled in by pytest-bdd."""

    named: Path
    names: Mapping[str, str]

    def _getobj(self) -> ModuleType:
        module = ModuleType(self.path.stem)
        for function, name in self.names.items():
            bind = scenario(self.path.name, name, features_base_dir=str(self.path.parent), encoding="utf-8-sig")
            setattr(module, function, bind(_nothing_more))
        return module


def _nothing_more() -> None:
    """What a scenario does after its steps."""


def _key_of(item: pytest.Item) -> _Key:
    module = item.parent
    assert isinstance(module, _FeatureModule)
    assert isinstance(item, pytest.Function)
    row = item.callspec.indices["_pytest_bdd_example"] if hasattr(item, "callspec") else 0
    return module.named, int(item.originalname.removeprefix("test_")), row


def _written(script: Script, played: Step) -> ScriptStep | None:
    return next((step for step in script.steps if step.line == played.line_number), None)


def _refused_at(script: Script, problems: Sequence[Problem], asked: ScriptStep | None) -> ScriptStep | None:
    """Where an application became one that is refused: the last 假如 that states the fact a problem is about,
    or one its message speaks of, or 当.

    ``asked`` is the step that asked for the report in vain.
    """
    done = script.steps[: script.steps.index(asked)] if asked in script.steps else script.steps
    given = [step for step in reversed(done) if step.kind is StepKind.GIVEN]
    labels = [re.split(r"[.\[]", problem.field, maxsplit=1)[0] for problem in problems]
    for label in filter(None, labels):
        for step in given:
            if f'"{label}"' in straight(step.text):
                return step
    for problem in problems:
        for step in given:
            if any(label in problem.message for label in re.findall(r'"([^"]+)"', straight(step.text))[:1]):
                return step
    return next((step for step in reversed(done) if step.kind is StepKind.WHEN), asked)


def _explained(item: pytest.Item, mismatch: Mismatch) -> tuple[Finding | None, Report | None]:
    """The finding that a mismatch is about, with its trace, and the report it stands in."""
    answer = item.stash[plugin.STAGE].explained()
    if answer is None or answer.refusal is not None:
        return None, None
    return (answer.find(mismatch.rule) if mismatch.rule else None), answer.report


def _run_pytest(referee: _Referee, paths: Sequence[Path]) -> None:
    """Run pytest quietly and apart from whatever settings, plugins and conftests lie about."""
    arguments = [
        *map(str, paths),
        *("--rootdir", str(Path(os.path.commonpath([path.resolve().parent for path in paths])))),
        *("-c", os.devnull, "--noconftest", "--disable-plugin-autoload", "--assert=plain", "--capture=no"),
        "--continue-on-collection-errors",
        *(
            word
            for name in (
                "terminal",
                "cacheprovider",
                "logging",
                "warnings",
                "faulthandler",
                "unraisableexception",
                "threadexception",
            )
            for word in ("-p", f"no:{name}")
        ),
    ]
    with _without_variables(_PYTEST_VARIABLES):
        code = pytest.main(arguments, plugins=[pytest_bdd.plugin, plugin, referee])
    if referee.fault is not None:
        raise referee.fault
    if code == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise CheckerError(Problem(f"pytest 没有跑完(退出码 {int(code)})", remedy="请把所用命令和场景文件交给维护人员"))


@contextmanager
def _without_variables(names: Iterable[str]) -> Iterator[None]:
    kept = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)
