"""Changing the books: one transaction holds the step, what it is recorded under, and the answer for a repetition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Final, TypeVar

from fastapi import Depends
from starlette.responses import Response

from checker.api.local_desk import LocalDesk
from checker.ledger import idempotency
from checker.ledger.idempotency import Reply
from checker.ledger.storage import Writing
from checker.model.application import Application
from checker.service import audit_file
from checker.service.asked import Asked, Content, Sent, Whoever
from checker.service.reading import application_of, model_of
from checker.service.refusal import refusal, state_of
from checker.wire.body import Request
from checker.wire.encoding import JSON, encoded

_SOON: Final = 5.0
KEY: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotent-Replayed"

Model = TypeVar("Model", bound=Request)
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Done:
    """What a step came to: the shape to answer with (None for an empty answer), status and headers."""

    shape: object
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def reply(self) -> Reply:
        """The answer as it is kept."""
        body = encoded(self.shape) if self.shape is not None else b""
        media = {"Content-Type": JSON} if self.shape is not None else {}
        return Reply(self.status, body, {**media, **self.headers})


@dataclass(frozen=True, slots=True)
class Change:
    """A request that changes something."""

    asked: Asked
    sent: Content

    async def __call__(self, kind: type[Model], step: Callable[[LocalDesk, Model], Done]) -> Response:
        """Take the step that the body, read as ``kind``, asks for."""
        return await self._taken(lambda: model_of(kind, self.sent.content, self.sent.media), step)

    async def of_application(self, step: Callable[[LocalDesk, Application], Done]) -> Response:
        """Take the step that an application asks for."""
        return await self._taken(lambda: application_of(self.sent.content, self.sent.media), step)

    async def _taken(self, read: Callable[[], Read], step: Callable[[LocalDesk, Read], Done]) -> Response:
        key = self._key()
        if not audit_file.is_kept():
            raise refusal(
                "unaudited", "审计日志写不了,暂不受理变动", "请稍候再试;管理员在服务的日志里看得到原因", wait=_SOON
            )
        body = await self.asked.shared.in_thread(read)
        reply, position, is_repeated = await self.asked.shared.in_writing_thread(self._written, key, body, step)
        if is_repeated:
            self.asked.shared.metrics.replays.inc()
        else:
            state_of(self.asked.request.scope).changed = position
        headers = {**reply.headers, **({REPLAYED: "true"} if is_repeated else {})}
        return Response(reply.body, reply.status, headers)

    def _written(self, key: str | None, body: Read, step: Callable[[LocalDesk, Read], Done]) -> tuple[Reply, int, bool]:
        """The answer, the last entry then, and whether it was given before."""
        shared, token = self.asked.shared, self.asked.token
        with shared.ledger.writing(token.holder) as books:
            earlier = self._recalled(books, key)
            if earlier is not None:
                return earlier, books.position, True
            reply = step(self.asked.desk.within(books), body).reply()
            if key is not None:
                idempotency.keep(books, token.id, key, self._fingerprint, reply)
            return reply, books.position, False

    def _recalled(self, books: Writing, key: str | None) -> Reply | None:
        if key is None:
            return None
        return idempotency.recall(books, self.asked.token.id, key, self._fingerprint, datetime.now(UTC))

    @property
    def _fingerprint(self) -> str:
        url = self.asked.request.url
        target = f"{url.path}?{url.query}" if url.query else url.path
        return idempotency.fingerprint(self.asked.request.method, target, self.sent.content)

    def _key(self) -> str | None:
        given = self.asked.request.headers.getlist(KEY)
        if not given:
            return None
        if len(given) > 1:
            raise refusal("request", f"请求头 {KEY} 写了两次", "请只写一次")
        return idempotency.checked_key(given[0].strip())


async def _change(asked: Whoever, sent: Sent) -> Change:
    return Change(asked, sent)


Changing = Annotated[Change, Depends(_change)]
