"""Batches: any number of applications checked one after the other or by several processes, in order."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, TypeAlias

from checker.errors import CheckerError, EngineError, Problem, UsageError
from checker.model import Application
from checker.model.report import Report

Submitted: TypeAlias = Application | Mapping[str, Any] | Path | str
"""What an application may be handed over as: a model, a mapping of labels or keys, or the path of a file."""
Judge: TypeAlias = Callable[[Submitted], Report]
Results: TypeAlias = "Generator[Checked, None, None]"
_CHUNK: Final = 16
"""Applications sent to a process at once."""
_AHEAD: Final = 3
"""Chunks in hand per process: enough to keep it busy, few enough that input is not read far ahead."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One application of a batch, counted from 0: its report, or the error that kept it from being judged."""

    index: int
    report: Report | None
    error: CheckerError | None

    @property
    def exit_code(self) -> int:
        """That of the report, or of the error."""
        if self.report is not None:
            return self.report.exit_code
        return self.error.exit_code if self.error is not None else CheckerError.exit_code


def check_here(applications: Iterable[Submitted], judge: Judge) -> Results:
    """Each application in its turn, read when the one before has been taken."""
    for index, application in enumerate(applications):
        yield _checked(index, application, judge)


def check_apart(applications: Iterable[Submitted], loading: Callable[[], Judge], workers: int) -> Results:
    """The same by ``workers`` processes, each of which loads its own judge; results come in order.

    No more is read from ``applications`` than a few chunks ahead of what the caller has taken. Raises EngineError,
    naming the first application without a result, where a process ends before its time.
    """
    taken = 0
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare, initargs=(loading,)) as pool:
        waiting: deque[Future[list[Checked]]] = deque()
        try:
            for start, chunk in _chunks(applications):
                waiting.append(pool.submit(_check_chunk, start, chunk))
                if len(waiting) >= workers * _AHEAD:
                    for checked in waiting.popleft().result():
                        yield checked
                        taken = checked.index + 1
            while waiting:
                for checked in waiting.popleft().result():
                    yield checked
                    taken = checked.index + 1
        except BrokenProcessPool:
            what = f"一个核对进程意外结束,从第 {taken + 1} 份申报起没有结果"
            remedy = "多半是内存不足或进程被终止;请减少 workers,从这一份起重新核对"
            raise EngineError(Problem(what, remedy=remedy)) from None
        finally:
            for future in waiting:
                future.cancel()


_loading: Callable[[], Judge] | None = None
_judge: Judge | None = None
"""How this worker process comes to its judge, and the judge once it has one."""


def _prepare(loading: Callable[[], Judge]) -> None:
    global _loading  # noqa: PLW0603 - a worker process has one judge
    _loading = loading
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts means the caller, who ends this process too


def _check_chunk(start: int, chunk: list[Submitted]) -> list[Checked]:
    global _judge  # noqa: PLW0603 - a worker process has one judge
    if _judge is None:
        assert _loading is not None
        _judge = _loading()  # here and not in _prepare, whose failure would only be told as a broken pool
    return [_checked(start + offset, application, _judge) for offset, application in enumerate(chunk)]


def _checked(index: int, application: Submitted, judge: Judge) -> Checked:
    try:
        return Checked(index, judge(application), None)
    except CheckerError as error:
        return Checked(index, None, error)


def counted(results: Results, progress: Callable[[int], None]) -> Results:
    """The same results; ``progress`` hears how many there were with each."""
    with closing(results):
        for result in results:
            progress(result.index + 1)
            yield result


def _chunks(applications: Iterable[Submitted]) -> Iterator[tuple[int, list[Submitted]]]:
    start, chunk = 0, list[Submitted]()
    for application in applications:
        chunk.append(dict(application) if isinstance(application, Mapping) else application)
        if len(chunk) == _CHUNK:
            yield start, chunk
            start, chunk = start + len(chunk), []
    if chunk:
        yield start, chunk


def as_of_day(as_of: date | None) -> date:
    """The day that is meant: ``as_of``, or today. Raises UsageError for what is no date."""
    day = as_of or date.today()  # noqa: DTZ011 - the office's own calendar day
    if isinstance(day, datetime):  # a datetime is a date to Python, but does not compare with one
        return day.date()
    if not isinstance(day, date):
        raise UsageError(f"日期应为 datetime.date,而不是 {type(day).__name__}")
    return day
