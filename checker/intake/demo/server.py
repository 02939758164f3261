"""The demonstration platform over HTTP: a list, applications, and places for letters; a page for people at ``/``.

Its applicants act through it too: ``PUT applications/{id}`` changes one, ``POST …/withdrawal`` takes it back.

Where it is told to be unreliable it fails as real platforms do: it answers 500 or 503, or takes a letter and hangs up
before it has said so.
"""

from __future__ import annotations

import hmac
import random
import sys
from collections.abc import Callable
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

import simplejson

from checker.intake.demo.store import KINDS, WITHDRAWN, PlatformStore, Reply

ROOT: Final = "/api/v1/"
_LARGEST: Final = 16 * 1024 * 1024
_LARGEST_PAGE: Final = 50
_STATUS_WORDS: Final = {
    "pending": "待核对",
    "reviewed": "已收意见",
    "incomplete": "待补正",
    "unreadable": "待改正",
    WITHDRAWN: "已撤回",
}


class DemoServer(ThreadingHTTPServer):
    """Serves one store; ``unreliable`` is the share of requests that go wrong, from 0 to 1."""

    daemon_threads = True

    def __init__(self, host: str, port: int, store: PlatformStore, token: str, *, unreliable: float = 0) -> None:
        super().__init__((host, port), _Handler)
        self.store = store
        self.token = token
        self.unreliable = unreliable

    def handle_error(self, request: object, client_address: object) -> None:
        """A visitor who hangs up is no error; anything else is told as http.server does."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # handed on as it came

    @property
    def address(self) -> str:
        """Where it is reached."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    """One connection, kept open for further requests."""

    server: DemoServer
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        """A list, an application, its letters, or the page for people."""
        self._answer(self._read)

    def do_POST(self) -> None:
        """A letter, or the withdrawal of an application."""
        self._answer(self._receive)

    def do_PUT(self) -> None:
        """A changed application."""
        self._answer(self._change)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - as http.server names it
        """Nothing: the demonstration speaks through its page."""

    def _answer(self, act: Callable[[list[str], dict[str, str], bytes], Reply]) -> None:
        content = self._content()
        if content is None:
            return
        parts = urlsplit(self.path)
        if parts.path == "/" and self.command == "GET":
            self._write(200, _page(self.server.store).encode(), "text/html; charset=utf-8")
            return
        given = self.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self.server.token}".encode()):
            self._reply(Reply(401, {"message": "凭据不对"}))
            return
        mishap = random.choice(("500", "503", "hang up")) if random.random() < self.server.unreliable else ""
        if mishap in ("500", "503"):
            self._reply(Reply(int(mishap), {"message": "系统繁忙"}), {"Retry-After": "1"} if mishap == "503" else {})
            return
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        steps = [unquote(step) for step in parts.path.removeprefix(ROOT).split("/")]
        try:
            reply = act(steps, query, content) if parts.path.startswith(ROOT) else Reply(404, {"message": "没有"})
        except (ValueError, OverflowError):
            reply = Reply(400, {"message": "请求认不出"})
        if mishap:
            self.close_connection = True
            return
        self._reply(reply)

    def _read(self, steps: list[str], query: dict[str, str], content: bytes) -> Reply:
        del content
        store = self.server.store
        match steps:
            case ["applications"]:
                page, size = int(query.get("page", "1")), int(query.get("pageSize", "20"))
                status, since = query.get("status", "pending"), query.get("updatedSince", "")
                return store.page(status=status, since=since, page=max(page, 1), size=min(max(size, 1), _LARGEST_PAGE))
            case ["applications", name]:
                return store.application(name)
            case ["applications", name, "letters"]:
                return Reply(200, {"items": store.letters(name)})
        return Reply(404, {"message": "没有"})

    def _receive(self, steps: list[str], query: dict[str, str], content: bytes) -> Reply:
        del query
        match steps:
            case ["applications", name, "withdrawal"]:
                reason = _object(content).get("reason", "")
                return self.server.store.withdraw(name, str(reason))
            case ["applications", name, kind] if kind in KINDS:
                key, version = self.headers.get("Idempotency-Key", ""), self.headers.get("If-Match", "")
                return self.server.store.receive(name, KINDS[kind], key=key, if_match=version, content=content)
        return Reply(404, {"message": "没有"})

    def _change(self, steps: list[str], query: dict[str, str], content: bytes) -> Reply:
        del query
        match steps:
            case ["applications", name]:
                record = _object(content)
                own = ("id", "version", "status", "submittedAt", "updatedAt", "withdrawalReason")
                return self.server.store.change(name, {k: v for k, v in record.items() if k not in own})
        return Reply(404, {"message": "没有"})

    def _content(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > _LARGEST:
            self.close_connection = True
            self._reply(Reply(413, {"message": "内容太大"}))
            return None
        return self.rfile.read(int(length))

    def _reply(self, reply: Reply, headers: dict[str, str] | None = None) -> None:
        text = simplejson.dumps(reply.body, ensure_ascii=False, use_decimal=True).encode()
        self._write(reply.status, text, "application/json", headers)

    def _write(self, status: int, content: bytes, media: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(content)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _object(content: bytes) -> dict[str, Any]:
    """A JSON object; raises ValueError for anything else."""
    found = simplejson.loads(content.decode() or "{}", use_decimal=True)
    if not isinstance(found, dict):
        raise ValueError
    return found


def _page(store: PlatformStore) -> str:
    """Every application and what was said of it last, for people."""
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{version}</td><td>{escape(_STATUS_WORDS.get(status, status))}</td>"
        f"<td>{escape(title)}</td><td>{escape(letter)}</td></tr>"
        for name, version, status, title, letter in store.overview()
    )
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta http-equiv="refresh" content="5">'
        "<title>演示审批平台</title><style>body{font-family:sans-serif;margin:2em}td,th{padding:.3em .8em;"
        "text-align:left;border-bottom:1px solid #ccc}</style><h1>演示审批平台</h1><table>"
        f"<tr><th>编号</th><th>版本</th><th>情况</th><th>项目</th><th>最近一封来函</th></tr>{rows}</table></html>"
    )
