"""The interface in a browser: a web server on this machine alone, which answers no page of another place."""

from __future__ import annotations

import logging
import shlex
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final

from aiohttp import web
from textual_serve.server import Server

HOST: Final = "127.0.0.1"
_TEMPLATES: Final = Path(__file__).parent / "templates"
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class OfficeServer(Server):
    """Serves the interface to browsers on this machine.

    Whoever can open the page works under the name of whoever started it. So it listens on the loopback address alone,
    and a request that another web page has a browser make, by its own name or by one that leads here, is refused.
    """

    def __init__(self, command: Sequence[str], port: int, title: str) -> None:
        super().__init__(shlex.join(command), HOST, port, title=title, templates_path=_TEMPLATES)

    def initialize_logging(self) -> None:
        """Only what goes wrong, without the values of variables."""
        logging.basicConfig(level=logging.ERROR, format="%(message)s")

    async def on_startup(self, app: web.Application) -> None:
        """Where it is served is said by whoever starts it."""

    async def on_shutdown(self, app: web.Application) -> None:
        """From here on the server ends; that pipes to programs outlive the event loop is nothing to be told."""
        del app
        sys.unraisablehook = lambda _: None

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._only_from_here)
        return app

    @web.middleware
    async def _only_from_here(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        here = {f"{name}:{self.port}" for name in (HOST, "localhost")}
        origin = request.headers.get("Origin")
        if request.host not in here or (origin is not None and origin.partition("://")[2] not in here):
            raise web.HTTPForbidden(text="只接受本机打开的页面")
        return await handler(request)
