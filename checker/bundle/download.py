"""Downloads: the bytes behind a URL, asked for only where they have changed, bounded in size and time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

import httpx

from checker.bundle.container import LARGEST
from checker.errors import BundleError, Problem, RemoteError, UsageError

_SECONDS: Final = 120
"""How long one download may take."""
_TIMEOUT: Final = httpx.Timeout(10, read=30)
_MOST_REDIRECTS: Final = 3
_OK: Final = 200
_NOT_MODIFIED: Final = 304
_LONGEST_ETAG: Final = 1_000


@dataclass(frozen=True, slots=True)
class Download:
    """What came; ``content`` is None where nothing has changed since the ETag that was asked with.

    ``refusal`` says why what lies there is not even to be fetched; there is no content then.
    """

    content: bytes | None
    etag: str
    refusal: BundleError | None = None


def client() -> httpx.Client:
    """A client for downloads: it follows no redirects by itself and asks for plain bytes."""
    headers = {"Accept": "application/octet-stream", "Accept-Encoding": "identity"}
    return httpx.Client(timeout=_TIMEOUT, follow_redirects=False, headers=headers)


def checked_url(url: str) -> httpx.URL:
    """The URL; raises UsageError for one that is none, or not of HTTP."""
    try:
        found = httpx.URL(url)
    except httpx.InvalidURL:
        found = httpx.URL("")
    if found.scheme not in ("http", "https") or not found.host:
        remedy = "请写 https://主机/路径 的样子"
        raise UsageError(Problem(f"规则包地址“{shown(found) or url[:100]}”不对", remedy=remedy))
    return found


def shown(url: httpx.URL) -> str:
    """The URL as people may see it: without a password, and without a query, which may hold one."""
    return str(url.copy_with(userinfo=b"", query=None, fragment=None))


def download(http: httpx.Client, url: httpx.URL, etag: str = "") -> Download:
    """What lies at ``url``, unless it is still what ``etag`` stands for.

    Raises RemoteError where it cannot be had, BundleError for what comes from somewhere else.
    """
    current, until = url, time.monotonic() + _SECONDS
    try:
        for _ in range(_MOST_REDIRECTS + 1):
            with http.stream("GET", current, headers={"If-None-Match": etag} if etag else None) as response:
                if not response.has_redirect_location:
                    return _body(response, shown(url), until)
                current = _same_origin(url, current.join(response.headers["Location"]))
    except httpx.TimeoutException:
        raise _unreachable("超过时限没有答复", url) from None
    except httpx.InvalidURL:
        raise _unreachable("转到的地址不对", url) from None
    except httpx.HTTPError as fault:
        raise _unreachable(_reason(fault), url) from None
    raise _unreachable("转来转去没有终点", url)


def _body(response: httpx.Response, place: str, until: float) -> Download:
    etag = response.headers.get("ETag", "")[:_LONGEST_ETAG]
    if response.status_code == _NOT_MODIFIED:
        return Download(None, etag)
    if response.status_code != _OK:
        remedy = "请核对地址;规则仍用原来的"
        raise RemoteError(Problem(f"规则包服务器答复 {response.status_code}", place, remedy=remedy))
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        problem = Problem("规则包文件被再次压缩传来", place, remedy="请服务器按原样传", code="encoded-content")
        return Download(None, etag, BundleError(problem))
    content = bytearray()
    for chunk in response.iter_raw():
        content += chunk
        if len(content) > LARGEST:
            what, remedy = f"规则包文件超过 {LARGEST // 1_048_576} MB", "请核对地址"
            return Download(None, etag, BundleError(Problem(what, place, remedy=remedy, code="file-too-large")))
        if time.monotonic() > until:
            raise RemoteError(Problem(f"下载超过 {_SECONDS} 秒", place, remedy="请检查网络;规则仍用原来的"))
    return Download(bytes(content), etag)


def _same_origin(url: httpx.URL, other: httpx.URL) -> httpx.URL:
    if (url.scheme, url.host, url.port) != (other.scheme, other.host, other.port):
        what, remedy = f"规则包地址转到了别处:{shown(other)[:200]}", "确要从那里取的,请直接写那个地址"
        raise BundleError(Problem(what, shown(url), remedy=remedy, code="redirected"))
    return other


def _unreachable(reason: str, url: httpx.URL) -> RemoteError:
    return RemoteError(Problem(f"规则包取不到({reason})", shown(url), remedy="请检查地址和网络;规则仍用原来的"))


def _reason(fault: httpx.HTTPError) -> str:
    match fault:
        case httpx.ConnectError():
            return "连不上"
        case httpx.RemoteProtocolError() | httpx.ReadError():
            return "传到一半断了,或答复不是 HTTP"
    return type(fault).__name__
