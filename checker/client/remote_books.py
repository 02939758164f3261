"""What the parts of a remote desk share: the connection, and reading and changing over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from checker import __version__
from checker.client.call import Call, change, get, query_of, unreadable
from checker.client.checks import readable
from checker.client.connection import Connection
from checker.errors import Problem, ServiceError
from checker.wire.body import LARGEST_LIMIT
from checker.wire.desk import DeskBody

Value_co = TypeVar("Value_co", covariant=True)


class _HasValue(Protocol[Value_co]):
    """A body that turns back into a value of the library."""

    def value(self) -> Value_co:
        """The value."""
        ...

    @classmethod
    def model_validate(cls, obj: Any) -> _HasValue[Value_co]:  # noqa: ANN401 - as pydantic has it
        """The body in JSON data."""
        ...


@dataclass(frozen=True)
class RemoteBooks:
    """The books of a service."""

    connection: Connection

    @cached_property
    def desk(self) -> DeskBody:
        """Whose desk it is; asked once. Raises ServiceError where it is no service of ours."""
        body = self.connection.answer(get("/v1/desk")).body(DeskBody)
        ours, theirs = _release(__version__), _release(body.version)
        if ours[0] != theirs[0]:
            message = f"服务的程序是 {body.version} 版,本机是 {__version__} 版,不能一起用"
            raise ServiceError(Problem(message, remedy="请升级较旧的一方"))
        return body

    def one(self, kind: type[_HasValue[Value_co]], path: str) -> Value_co:
        """What stands at a path."""
        return _value(kind, self.connection.answer(get(path)).data())

    def all(self, kind: type[_HasValue[Value_co]], path: str, **query: object) -> tuple[Value_co, ...]:
        """Every item of a list, page after page."""
        return tuple(self._items(kind, path, query))

    def made(self, kind: type[_HasValue[Value_co]], path: str, shape: object, **query: object) -> Value_co:
        """What a change came to."""
        return _value(kind, self.connection.answer(change(path, shape, **query)).data())

    def made_all(self, kind: type[_HasValue[Value_co]], path: str, shape: object) -> tuple[Value_co, ...]:
        """What a change came to, where that is several."""
        items, _ = page_of(self.connection.answer(change(path, shape)).data())
        return tuple(_value(kind, item) for item in items)

    def done(self, path: str, shape: object) -> None:
        """Make a change that has no answer."""
        self.connection.answer(change(path, shape))

    def _items(self, kind: type[_HasValue[Value_co]], path: str, query: dict[str, object]) -> Iterator[Value_co]:
        offset = 0
        while True:
            page = self.connection.answer(
                Call("GET", path, query_of({**query, "limit": LARGEST_LIMIT, "offset": offset}))
            ).data()
            items, total = page_of(page)
            for item in items:
                yield _value(kind, item)
            offset += len(items)
            if not items or offset >= total:
                return


def page_of(page: Any) -> tuple[list[Any], int]:  # noqa: ANN401 - JSON data
    """The items of a page, and how many there are in all; raises ServiceError."""
    match page:
        case {"items": list(items), "total": int(total)}:
            return items, total
    raise unreadable("不是一页列表")


def _value(kind: type[_HasValue[Value_co]], data: Any) -> Value_co:  # noqa: ANN401 - JSON data
    """The value in JSON data; raises ServiceError where it is not of this kind."""
    try:
        body = kind.model_validate(data)
    except ValidationError as refused:
        raise unreadable(f"{refused.error_count()} 处") from None
    read: Callable[[], Value_co] = body.value
    return readable(read)


def _release(version: str) -> tuple[str, ...]:
    return tuple(version.split(".")[:1])
