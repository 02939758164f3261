"""Many checks: in order, with errors in their place, read no further ahead than needed, here or in other processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from checker.api import Checker
from checker.api.batch import Judge, Submitted, check_apart
from checker.errors import ApplicationError, EngineError, UsageError
from checker.model.report import Report
from checker.rulebook import load_rulebook

_PACKS = Path(__file__).parents[1] / "cli" / "packs"
_DAY = date(2025, 10, 1)
_PROJECT = {"项目名称": "某锅炉改造项目", "建设阶段": "拟建", "建设性质": "新建", "行业代码": "1469"}


def _named(number: int) -> dict[str, Any]:
    return {**_PROJECT, "项目名称": f"第{number}个"}


@pytest.fixture(scope="module")
def demo() -> Checker:
    return Checker.load(_PACKS)


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order_and_errors_in_their_place(demo: Checker, workers: int) -> None:
    submitted: list[Any] = [_named(number) for number in range(60)]
    submitted[7] = {"项目名称": "缺了别的"}
    heard: list[int] = []
    results = list(demo.check_many(submitted, as_of=_DAY, workers=workers, progress=heard.append))
    assert [result.index for result in results] == list(range(60))
    assert isinstance(results[7].error, ApplicationError)
    assert results[7].exit_code == 3
    names = [result.report.application_name for result in results if result.report]
    assert names == [f"第{number}个" for number in range(60) if number != 7]
    assert heard == list(range(1, 61))


def test_other_processes_judge_as_this_one_does(demo: Checker) -> None:
    submitted = [_named(number) for number in range(20)]
    here = [result.report for result in demo.check_many(submitted, as_of=_DAY)]
    apart = [result.report for result in demo.check_many(submitted, as_of=_DAY, workers=2)]
    assert here == apart


@pytest.mark.parametrize(("workers", "most"), [(1, 4), (2, 200)])
def test_input_is_not_read_far_ahead_of_what_is_taken(demo: Checker, workers: int, most: int) -> None:
    read = 0

    def endless() -> Iterator[dict[str, Any]]:
        nonlocal read
        while True:
            read += 1
            yield _named(read)

    results = demo.check_many(endless(), as_of=_DAY, workers=workers)
    for _ in range(3):
        next(results)
    assert 3 <= read <= most
    results.close()
    assert not multiprocessing.active_children()


class _Dying:
    """Loads a judge whose process is killed by one of the applications."""

    def __call__(self) -> Judge:
        return self._judge

    def _judge(self, application: Submitted) -> Report:
        assert isinstance(application, Mapping)
        if application["项目名称"] == "第20个":
            os.kill(os.getpid(), signal.SIGKILL)
        raise ApplicationError("无关紧要")


def test_a_process_that_is_killed_is_told_with_the_place() -> None:
    results = check_apart([_named(number) for number in range(60)], _Dying(), 2)
    with pytest.raises(EngineError, match=r"核对进程意外结束,从第 [0-9]+ 份申报起没有结果") as caught:
        list(results)
    assert caught.value.__suppress_context__
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("workers", [1, 2])
def test_whoever_stops_in_the_middle_leaves_nothing_running(demo: Checker, workers: int) -> None:
    class StopHereError(Exception):
        pass

    def stop(done: int) -> None:
        if done == 3:
            raise StopHereError

    read: list[int] = []

    def submitted() -> Iterator[Mapping[str, Any]]:
        for number in range(10_000):
            read.append(number)
            yield MappingProxyType(_named(number))

    with pytest.raises(StopHereError):
        list(demo.check_many(submitted(), as_of=_DAY, workers=workers, progress=stop))
    assert len(read) < 200
    assert not multiprocessing.active_children()


def test_processes_need_a_checker_that_was_loaded_and_no_ledger() -> None:
    with pytest.raises(UsageError, match=r"Checker\.load"):
        Checker(load_rulebook(_PACKS)).check_many([_PROJECT], workers=2)


def test_packs_changed_since_loading_are_not_used_by_processes(tmp_path: Path) -> None:
    pack = tmp_path / "packs"
    _copy(_PACKS, pack)
    checker = Checker.load(pack)
    manifest = next(pack.rglob("pack.yaml"))
    manifest.write_text(manifest.read_text(encoding="utf-8") + "notes: 改过\n", encoding="utf-8")
    with pytest.raises(UsageError, match="改动"):
        list(checker.check_many([_PROJECT], as_of=_DAY, workers=2))


def _copy(source: Path, target: Path) -> None:
    import shutil

    shutil.copytree(source, target)
