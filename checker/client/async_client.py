"""The client for asyncio."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from datetime import date
from types import TracebackType
from typing import Self

from checker.api.batch import Checked, Submitted
from checker.api.checker import finding_of
from checker.api.comparison import Comparison
from checker.client import checks
from checker.client.connection import TIMEOUT, AsyncConnection, Line
from checker.model.report import Finding, Report


class AsyncClient:
    """``Client`` for asyncio: the same calls, awaited.

    >>> async with AsyncClient("https://审查.示例", token) as client:
    ...     report = await client.check("项目.yaml", as_of=date(2026, 11, 22))
    """

    def __init__(self, base_url: str, token: str, *, timeout: float = TIMEOUT, insecure: bool = False) -> None:
        self._connection = AsyncConnection(Line.to(base_url, token, timeout=timeout, insecure=insecure))

    def __repr__(self) -> str:
        return f"AsyncClient({str(self._connection.line)!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._connection.close()

    async def check(self, application: Submitted, *, as_of: date | None = None, everything: bool = False) -> Report:
        """The report of one application; see ``Client.check``."""
        call = checks.check_call(application, as_of, everything=everything)
        return checks.report_in(await self._connection.answer(call))

    async def check_many(
        self,
        applications: Iterable[Submitted],
        *,
        as_of: date | None = None,
        everything: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> AsyncIterator[Checked]:
        """Many applications, in order, each with its report or its error; see ``Client.check_many``."""
        for chunk in checks.chunks(applications):
            call = chunk.call(as_of, everything=everything)
            for one in chunk.results(await self._connection.answer(call) if call is not None else None):
                if progress is not None:
                    progress(one.index + 1)
                yield one

    async def explain(self, application: Submitted, rule: str, *, as_of: date | None = None) -> Finding:
        """What one rule says of the application, in full; see ``Client.explain``."""
        return finding_of(await self.check(application, as_of=as_of, everything=True), rule)

    async def what_if(
        self,
        application: Submitted,
        changes: Mapping[str, object],
        *,
        as_of: date | None = None,
        everything: bool = False,
    ) -> Comparison:
        """The report as submitted beside the report with some facts changed; see ``Client.what_if``."""
        call = checks.what_if_call(application, changes, as_of, everything=everything)
        return checks.comparison_in(await self._connection.answer(call))
