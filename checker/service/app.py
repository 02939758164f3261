"""The application: everything a request goes through, from the network to the desk and back."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from anyio.to_thread import current_default_thread_limiter, run_sync
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import Lifespan

from checker.bundle.polling import BundlePoller
from checker.errors import CheckerError
from checker.service import logs, openapi, opening
from checker.service.envelope import Envelope
from checker.service.gate import Gate
from checker.service.heads import Heads
from checker.service.limits import Limits
from checker.service.metrics import Metrics
from checker.service.opening import Opening, keep_trying
from checker.service.paths import Paths
from checker.service.refusal import Refusal, on_error, on_http, on_invalid, on_refusal
from checker.service.renewal import follow_files, follow_others, renew_in_background
from checker.service.routes import (
    applications,
    checks,
    consultations,
    decisions,
    desk,
    oversight,
    quotas,
    rectifications,
    rules,
)
from checker.service.settings import Settings
from checker.service.shared import READERS, Shared

_AREAS = (checks, applications, quotas, consultations, rectifications, decisions, rules, oversight, desk)


def create_app(settings: Settings) -> FastAPI:
    """The service with these settings; rules and ledger are opened when it starts."""
    app = FastAPI(
        lifespan=_lifespan(settings),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
        exception_handlers={
            Refusal: on_refusal,
            CheckerError: on_error,
            RequestValidationError: on_invalid,
            HTTPException: on_http,
        },
    )

    def shared() -> Shared:
        found: Shared = app.state.shared
        return found

    def metrics() -> Metrics:
        found: Metrics = app.state.metrics
        return found

    app.state.shared = None
    app.state.paths = Paths.of(area.ROUTES for area in _AREAS)
    app.user_middleware = [
        Middleware(Envelope, metrics=metrics, paths=app.state.paths),
        Middleware(Opening, is_open=lambda: app.state.shared is not None),
        Middleware(Heads),
        Middleware(Limits, shared=shared),
        Middleware(Gate, shared=shared),
    ]
    for area in _AREAS:
        app.include_router(area.ROUTES)
    app.openapi = lambda: openapi.description(app)  # type: ignore[method-assign]  # as FastAPI would have it replaced
    return app


def from_environment() -> FastAPI:
    """The service with the settings that the starting process handed over, and its logs."""
    settings = Settings.taken_over()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there are rules to be loaded anew
    logs.configure(settings.audit_log)
    return create_app(settings)


def _lifespan(settings: Settings) -> Lifespan[FastAPI]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.metrics = Metrics(settings.shared)
        current_default_thread_limiter().total_tokens = READERS
        async with AsyncExitStack() as stack:

            async def open_up() -> None:
                app.state.shared = await stack.enter_async_context(_at_work(settings, app.state.metrics))

            try:
                await open_up()
            except Exception as error:
                opening.log(error)
                if not settings.shared:
                    raise
                trying = asyncio.create_task(keep_trying(open_up))
                stack.push_async_callback(_ended, trying)
            yield

    return lifespan


@asynccontextmanager
async def _at_work(settings: Settings, metrics: Metrics) -> AsyncIterator[Shared]:
    """What requests share, with whatever keeps its rules up to date."""
    shared = await run_sync(Shared.open, settings, metrics)
    tasks = [asyncio.create_task(follow_others(shared, shared.edition))] if shared.edition is not None else []
    if settings.watches_rules:
        tasks.append(asyncio.create_task(follow_files(shared)))
    poller = _poller(shared)
    _renew_on_hangup(shared, tasks)
    try:
        yield shared
    finally:
        if poller is not None:
            await asyncio.to_thread(poller.stop)
        for task in tasks:
            await _ended(task)
        shared.close()


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _poller(shared: Shared) -> BundlePoller | None:
    """Whoever looks for newer bundles, at work; None where the rules are in folders."""
    if shared.source is None:
        return None
    poller = BundlePoller(shared.source, shared.adopt, shared.settings.rules_seconds)
    poller.start()
    return poller


def _renew_on_hangup(shared: Shared, tasks: list[asyncio.Task[None]]) -> None:
    """Load the rules anew on SIGHUP; where the loop is not in the main thread, there are no signals."""

    def renew() -> None:
        tasks.append(asyncio.create_task(renew_in_background(shared)))

    with suppress(RuntimeError, ValueError, NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, renew)
