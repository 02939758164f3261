"""The server: uvicorn with one process or several, from its first look at ledger and rules to its last request."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Final, NoReturn

from uvicorn import Config, Server
from uvicorn.supervisors import Multiprocess

from checker.errors import Problem, UsageError
from checker.ledger import tokens
from checker.ledger.ledger import Ledger
from checker.rulebook import RuleBook
from checker.service import logs
from checker.service.audit_file import AuditFile
from checker.service.connections import BoundedConnection, backlog
from checker.service.edition import Edition
from checker.service.settings import VARIABLE, Settings
from checker.service.shared import rules_on_disk, source_of

_FACTORY: Final = "checker.service.app:from_environment"
_METRICS_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
_LAST_REQUESTS: Final = 5
"""Seconds beyond the limit of a request that those under way are waited for."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service listens; with ``certificate`` and ``key`` it speaks TLS."""

    host: str = "127.0.0.1"
    port: int = 8460
    certificate: str = ""
    key: str = ""

    @property
    def is_loopback(self) -> bool:
        """Whether only programs on this machine can reach it."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def speaks_tls(self) -> bool:
        """Whether requests and tokens cross the network encrypted."""
        return bool(self.certificate)


def serve(settings: Settings, place: Place, workers: int, tell: Callable[[str], None]) -> None:
    """Serve until told to stop; requests under way are finished first. ``tell`` is given what people should know.

    Raises as ``Checker.load`` and ``Ledger.open``, and UsageError where the place cannot be taken, before anything is
    served.
    """
    for advice in _looked_over(settings, place):
        tell(advice)
    rulebook = _rules_of(settings)
    with _listening(place) as listening, _folder(workers) as shared:
        os.environ[VARIABLE] = replace(settings, shared=shared).handed_over()
        if shared:
            os.environ[_METRICS_VARIABLE] = shared
            Edition(Path(shared)).publish(rulebook)
            logs.configure()
        port = listening.getsockname()[1]
        scheme = "https" if place.speaks_tls else "http"
        host = f"[{place.host}]" if ":" in place.host else place.host
        tell(f"服务在 {scheme}://{host}:{port}/,停止按 Ctrl+C")
        _run(_config(settings, place, workers), listening)


def _looked_over(settings: Settings, place: Place) -> Iterator[str]:
    """What to tell before it begins; raises where it could not do its work."""
    if settings.audit_log:
        AuditFile(Path(settings.audit_log)).require()
    with Ledger.open(settings.ledger) as ledger, ledger.reading() as books:
        if not tokens.listed(books):
            yield "台账还没有令牌,谁也进不来;请签发:checker token create 姓名 --role officer"
    if not place.is_loopback and not place.speaks_tls:
        yield f"注意:在 {place.host} 上不加密,令牌会被旁人看到;请写 --certificate 和 --key,或放在加密的反向代理之后"


def _rules_of(settings: Settings) -> RuleBook:
    """The rule book to begin with."""
    source = source_of(settings)
    if source is None:
        return rules_on_disk(settings)
    with source:
        return source.open()


@contextmanager
def _listening(place: Place) -> Iterator[socket.socket]:
    """The socket, taken; raises UsageError in Chinese where it cannot be."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            place.host, place.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as fault:
        raise UsageError(Problem(f"地址 {place.host} 不能使用({fault.strerror})", remedy="请核对 --host")) from None
    with listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(address)
        except OSError as fault:
            what = f"{place.host} 的端口 {place.port} 不能使用({fault.strerror})"
            raise UsageError(Problem(what, remedy="请换一个端口,如 --port 8461")) from None
        listening.listen(backlog())
        listening.set_inheritable(True)
        yield listening


@contextmanager
def _folder(workers: int) -> Iterator[str]:
    """A folder that several processes share while they run; nothing for one."""
    if workers == 1:
        yield ""
        return
    with TemporaryDirectory(prefix="checker-service-", ignore_cleanup_errors=True) as folder:
        yield folder


def _config(settings: Settings, place: Place, workers: int) -> Config:
    return Config(
        _FACTORY,
        factory=True,
        http=BoundedConnection,
        backlog=backlog(),
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=int(settings.seconds) + _LAST_REQUESTS,
        ssl_certfile=place.certificate or None,
        ssl_keyfile=place.key or None,
    )


def _run(config: Config, listening: socket.socket) -> None:
    if config.workers > 1:
        _Workers(config, sockets=[listening]).run()
        return
    signal.signal(signal.SIGTERM, _leave)  # uvicorn raises the signal again once it has shut down
    with suppress(KeyboardInterrupt):
        Server(config).run(sockets=[listening])


class _Workers(Multiprocess):
    """The worker processes, each replaced when it dies."""

    def handle_hup(self) -> None:
        """Have the rules loaded anew: whichever worker is first reads them, for all."""
        for process in self.processes:
            if process.pid is not None and process.process.is_alive():
                os.kill(process.pid, signal.SIGHUP)


def _leave(_: int, __: FrameType | None) -> NoReturn:
    sys.exit(0)
