"""The client: the library's calls, answered by a service."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from types import TracebackType
from typing import Final, Self

from checker.api.batch import Checked, Submitted
from checker.api.checker import finding_of
from checker.api.comparison import Comparison
from checker.client import checks
from checker.client.checks import Chunk, chunks
from checker.client.connection import TIMEOUT, Connection, Line
from checker.errors import Problem, UsageError
from checker.model.report import Finding, Report

_MOST_WORKERS: Final = 16


class Client:
    """Checks applications through a service, with the calls of ``checker.api.Checker``; safe to share between threads.

    The service checks against its own rule book and its own ledger. Errors are those of the library, and ServiceError
    for a service that cannot be reached or is none. ``timeout`` is in seconds. Plain ``http://`` to another machine is
    refused unless ``insecure``.

    >>> with Client("https://审查.示例", token) as client:
    ...     report = client.check("项目.yaml", as_of=date(2026, 11, 22))
    """

    def __init__(self, base_url: str, token: str, *, timeout: float = TIMEOUT, insecure: bool = False) -> None:
        self._connection = Connection(Line.to(base_url, token, timeout=timeout, insecure=insecure))

    def __repr__(self) -> str:
        return f"Client({str(self._connection.line)!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()

    @property
    def connection(self) -> Connection:
        """The connection behind it."""
        return self._connection

    def check(self, application: Submitted, *, as_of: date | None = None, everything: bool = False) -> Report:
        """The report of one application; see ``Checker.check``. Without ``as_of`` it is of the service's today."""
        return checks.report_in(self._connection.answer(checks.check_call(application, as_of, everything=everything)))

    def check_many(
        self,
        applications: Iterable[Submitted],
        *,
        as_of: date | None = None,
        everything: bool = False,
        workers: int = 1,
        progress: Callable[[int], None] | None = None,
    ) -> Iterator[Checked]:
        """Many applications, in order, each with its report or its error; see ``Checker.check_many``.

        They are sent some at a time, by ``workers`` threads, and read only as results are taken. Should the service
        take in another rule book meanwhile, later reports are of that one; each says which.
        """
        if not 1 <= workers <= _MOST_WORKERS:
            raise UsageError(Problem(f"workers 应为 1 至 {_MOST_WORKERS}", remedy="请改写 workers"))
        return self._checked(chunks(applications), as_of, everything, workers, progress)

    def explain(self, application: Submitted, rule: str, *, as_of: date | None = None) -> Finding:
        """What one rule says of the application, in full; see ``Checker.explain``."""
        return finding_of(self.check(application, as_of=as_of, everything=True), rule)

    def what_if(
        self,
        application: Submitted,
        changes: Mapping[str, object],
        *,
        as_of: date | None = None,
        everything: bool = False,
    ) -> Comparison:
        """The report as submitted beside the report with some facts changed; see ``Checker.what_if``."""
        call = checks.what_if_call(application, changes, as_of, everything=everything)
        return checks.comparison_in(self._connection.answer(call))

    def _checked(
        self,
        waiting: Iterator[Chunk],
        as_of: date | None,
        everything: bool,
        workers: int,
        progress: Callable[[int], None] | None,
    ) -> Iterator[Checked]:
        def sent(chunk: Chunk) -> list[Checked]:
            call = chunk.call(as_of, everything=everything)
            return chunk.results(self._connection.answer(call) if call is not None else None)

        results = map(sent, waiting) if workers == 1 else _in_threads(sent, waiting, workers)
        for chunk in results:
            for one in chunk:
                if progress is not None:
                    progress(one.index + 1)
                yield one


def _in_threads(
    send: Callable[[Chunk], list[Checked]], waiting: Iterator[Chunk], workers: int
) -> Iterator[list[Checked]]:
    """The results in order, with no more chunks under way than there are threads."""
    with ThreadPoolExecutor(workers) as pool:
        under_way: deque[Future[list[Checked]]] = deque()
        try:
            for chunk in waiting:
                under_way.append(pool.submit(send, chunk))
                if len(under_way) >= workers:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()
