"""A small real server that publishes a bundle over loopback, honestly or not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Publisher:
    """What the server answers, and what it was asked; ``path`` of a request picks the manner."""

    url: str = ""
    content: bytes = b""
    requests: list[tuple[str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    server: ThreadingHTTPServer | None = None

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.content).hexdigest()[:16]}"'

    def stop(self) -> None:
        """Take the server down."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


@contextmanager
def publishing(content: bytes = b"") -> Iterator[Publisher]:
    """A publisher on a free port, with its URL."""
    publisher = Publisher(content=content)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(publisher))
    publisher.server = server
    publisher.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield publisher
    finally:
        publisher.stop()
        thread.join(5)


def _handler(publisher: Publisher) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            publisher.requests.append((self.path, self.headers.get("If-None-Match", "")))
            manner = self.path.split("?")[0]
            if manner.startswith("/redirect/"):
                self._send(302, {"Location": manner.removeprefix("/redirect/")})
            elif manner == "/loop":
                self._send(302, {"Location": "/loop"})
            elif manner == "/error":
                self._send(500, {}, b"down")
            elif manner == "/truncated":
                self._send(200, {"Content-Length": str(len(publisher.content))}, publisher.content[:-100])
            elif manner == "/short":
                self._send(200, {}, publisher.content[:-100])
            elif manner == "/gzip":
                self._send(200, {"Content-Encoding": "gzip"}, publisher.content)
            elif manner == "/endless" and self.headers.get("If-None-Match") == '"endless"':
                self._send(304, {"ETag": '"endless"'})
            elif manner == "/endless":
                self._endless()
            elif manner == "/untagged":
                self._send(200, {"Content-Length": str(len(publisher.content))}, publisher.content)
            elif manner == "/not-http":
                self.wfile.write(b"hello\n")
            elif self.headers.get("If-None-Match") == publisher.etag:
                self._send(304, {"ETag": publisher.etag})
            else:
                self._send(
                    200, {"ETag": publisher.etag, "Content-Length": str(len(publisher.content))}, publisher.content
                )

        def _send(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
            publisher.statuses.append(status)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = True

        def _endless(self) -> None:
            publisher.statuses.append(200)
            self.send_response(200)
            self.send_header("ETag", '"endless"')
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"\0" * 1_048_576)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            return

    return Handler
