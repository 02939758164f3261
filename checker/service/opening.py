"""Opening: nothing is answered before rules and ledger are open, and a worker that cannot open them keeps trying.

A worker may have to start at a bad moment, in the place of one that died: while the database is down, say. It must not
take the others with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from checker.errors import CheckerError
from checker.service.gate import OPEN
from checker.service.refusal import FAULTS, refusal, refused

_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 10.0
_SOON: Final = 2.0


class Opening:
    """Answers 503 as long as the process is not open; what anybody may ask passes."""

    def __init__(self, app: ASGIApp, is_open: Callable[[], bool]) -> None:
        self._app = app
        self._is_open = is_open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request pass, or have its sender come back."""
        if scope["type"] != "http" or scope["path"] in OPEN or self._is_open():
            await self._app(scope, receive, send)
            return
        told = refusal("starting", "服务正在启动", "请按响应头 Retry-After 稍候再试", wait=_SOON)
        await refused(scope, told)(scope, receive, send)


async def keep_trying(open_up: Callable[[], Awaitable[None]]) -> None:
    """Open up, with ever longer pauses, until it can be done."""
    pause = _FIRST_PAUSE
    while True:
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
        try:
            await open_up()
        except Exception as error:  # noqa: BLE001 - whatever it is, the siblings must not go down with this process
            log(error)
        else:
            FAULTS.info("规则和台账已打开,开始办事")
            return


def log(error: Exception) -> None:
    """Say why rules or ledger cannot be opened."""
    if isinstance(error, CheckerError):
        FAULTS.error("规则或台账打不开:%s", " ".join(str(error).split()))
    else:
        FAULTS.error("规则或台账打不开", exc_info=error)
