"""Checks over the wire, put together and read the same way by the sync and the async client."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, TypeVar

from checker.api.batch import Checked, Submitted, as_of_day
from checker.api.checker import application_of
from checker.api.comparison import Comparison
from checker.client.call import Answer, Call, post, unreadable
from checker.errors import CheckerError, LedgerTamperedError
from checker.ledger.sealed_report import unsealed
from checker.model.report import Report
from checker.wire.checks import LARGEST_BATCH, SealedBatchBody, SealedComparisonBody
from checker.wire.encoding import SEALED, encoded

_CHUNK: Final = min(32, LARGEST_BATCH)
"""Applications sent at once."""
_CHUNK_BYTES: Final = 512 * 1024
"""Bytes sent at once, more or less."""
Value = TypeVar("Value")


def check_call(application: Submitted, as_of: date | None, *, everything: bool) -> Call:
    """Asks for a report; raises as ``Checker.check`` for what is no application."""
    return post("/v1/checks", _shape(application), accept=SEALED, as_of=_day(as_of), all=everything)


def report_in(answer: Answer) -> Report:
    """The report; raises ServiceError where it cannot be read."""
    return readable(lambda: unsealed(answer.content))


def what_if_call(
    application: Submitted, changes: Mapping[str, object], as_of: date | None, *, everything: bool
) -> Call:
    """Asks for a comparison."""
    body = {"application": _shape(application), "changes": dict(changes)}
    return post("/v1/what-if", body, accept=SEALED, as_of=_day(as_of), all=everything)


def comparison_in(answer: Answer) -> Comparison:
    """The comparison."""
    return readable(answer.body(SealedComparisonBody).value)


class Chunk:
    """Applications of a batch on their way: those that can be read are sent, the others have their error already."""

    def __init__(self, start: int) -> None:
        self._start = start
        self._errors: list[CheckerError | None] = []
        self._shapes: list[Any] = []
        self._size = 0

    def add(self, application: Submitted) -> None:
        """Take one more in."""
        try:
            shape = _shape(application)
        except CheckerError as error:
            self._errors.append(error)
            return
        self._errors.append(None)
        self._shapes.append(shape)
        self._size += len(encoded(shape))

    @property
    def is_full(self) -> bool:
        """Whether it is time to send it."""
        return len(self._errors) >= _CHUNK or self._size >= _CHUNK_BYTES

    @property
    def end(self) -> int:
        """The number of the application after it, from 0."""
        return self._start + len(self._errors)

    def call(self, as_of: date | None, *, everything: bool) -> Call | None:
        """Asks for the reports; None where there is nothing to ask."""
        if not self._shapes:
            return None
        body = {"applications": self._shapes}
        return post("/v1/checks/batch", body, accept=SEALED, as_of=_day(as_of), all=everything)

    def results(self, answer: Answer | None) -> list[Checked]:
        """The reports and errors in the order of the applications."""
        lines = answer.body(SealedBatchBody).results if answer is not None else []
        if len(lines) != len(self._shapes):
            raise unreadable("份数不对")
        values = readable(lambda: iter([line.value() for line in lines]))
        checked = []
        for index, error in enumerate(self._errors, self._start):
            if error is not None:
                checked.append(Checked(index, None, error))
            else:
                found = next(values)
                checked.append(Checked(index, found.report, found.error))
        return checked


def chunks(applications: Iterable[Submitted]) -> Iterator[Chunk]:
    """The applications in chunks, read only as chunks are taken."""
    chunk = Chunk(0)
    for application in applications:
        chunk.add(application)
        if chunk.is_full:
            yield chunk
            chunk = Chunk(chunk.end)
    yield chunk


def readable(read: Callable[[], Value]) -> Value:
    """What ``read`` makes of an answer; raises ServiceError where a report in it is not of this version."""
    try:
        return read()
    except (LedgerTamperedError, KeyError, TypeError, ValueError) as fault:
        raise unreadable(f"报告:{type(fault).__name__}") from None


def _day(as_of: date | None) -> date | None:
    """The day that was given; none is left to the service."""
    return None if as_of is None else as_of_day(as_of)


def _shape(application: Submitted) -> Any:  # noqa: ANN401 - JSON data
    """The application as it is sent, in its canonical spelling: read here, so that its mistakes have their lines."""
    return application_of(application).canonical()
