"""The platform over HTTP: its list of pending applications page by page, one application, and letters to it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self
from urllib.parse import quote

import httpx
import simplejson

from checker.client.addresses import checked_url
from checker.client.retrying import BUSY, Backoff, asked_to_wait
from checker.errors import PlatformError, Problem, UsageError
from checker.intake.mapping import Authentication, Listing, PlatformMapping, Push
from checker.intake.paging import PageRead, PageRequest, Paging
from checker.intake.pointer import parse_pointer
from checker.source import read_json

_LARGEST: Final = 16 * 1024 * 1024
"""Bytes in one answer."""
_MOST_PAGES: Final = 10_000
_MOST_VALUES: Final = 1_000_000
_DEEPEST: Final = 40
_AGENT: Final = "checker-intake"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform said to a letter: the status, a few words, and the seconds it asks to wait.

    ``status`` is None where there was no answer; ``reached`` says whether the platform may have got the letter.
    """

    status: int | None
    words: str
    wait: float | None = None
    reached: bool = True


class Platform:
    """A connection to one platform, reused for everything."""

    def __init__(self, mapping: PlatformMapping, *, sleep: Callable[[float], object] = time.sleep) -> None:
        self._mapping = mapping
        self._sleep = sleep
        self._base = checked_url(mapping.base_url, insecure=mapping.insecure, how="insecure: true")
        self._client = httpx.Client(
            headers={"User-Agent": _AGENT, "Accept": "application/json", **_credentials(mapping.authentication)},
            timeout=httpx.Timeout(mapping.timeout, connect=min(mapping.timeout, 10)),
            limits=httpx.Limits(max_connections=4, max_keepalive_connections=4),
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def pending(self, since: str = "") -> Iterator[object]:
        """Every pending application as the list shows it, page by page; of ``since`` on where the platform can.

        Raises PlatformError where the platform does not answer as the mapping says.
        """
        return self._listed(self._mapping.pending, since, "pending")

    def withdrawn(self, since: str = "") -> Iterator[object]:
        """Every application that is withdrawn, in the same way; none where the mapping names no list of them."""
        wanted = self._mapping.withdrawn
        if wanted is None or wanted.listing is None:
            return iter(())
        return self._listed(wanted.listing, since, "withdrawn.list")

    def _listed(self, wanted: Listing, since: str, name: str) -> Iterator[object]:
        query = dict(wanted.parameters)
        if since and wanted.changed_since is not None:
            query[wanted.changed_since.parameter] = since
        paging = Paging(self._url(wanted.path), query, wanted.pages)
        request: PageRequest | None = paging.first
        for _ in range(_MOST_PAGES):
            if request is None:
                return
            answer, body = self._fetched(request.url, request.query)
            page = PageRead(answer, body, _items(body, wanted.items, name))
            yield from page.items
            request = paging.after(page)
        raise PlatformError(Problem(f"平台的列表超过 {_MOST_PAGES} 页", remedy=f"请核对对照文件的 {name}.pages"))

    def detail(self, name: str) -> object | None:
        """One application in full; None where the platform does not have it any more."""
        assert self._mapping.pending.detail is not None
        path = self._mapping.pending.detail.replace("{id}", quote(name, safe=""))
        try:
            return self._fetched(self._url(path), {})[1]
        except _GoneError:
            return None

    def send(self, push: Push, name: str, version: str, key: str, body: object) -> Answer:
        """Hand over a letter, once; whatever comes of it is the answer."""
        path = push.path.replace("{id}", quote(name, safe="")).replace("{version}", quote(version, safe=""))
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        if push.if_match:
            headers["If-Match"] = f'"{version}"' if version.isascii() else f'"{quote(version)}"'
        content = simplejson.dumps(body, ensure_ascii=False, use_decimal=True).encode()
        try:
            with self._client.stream(push.method, self._url(path), content=content, headers=headers) as answer:
                words = _words(answer)
                return Answer(answer.status_code, words, asked_to_wait(answer))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as fault:
            return Answer(None, _fault(fault), reached=False)
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            return Answer(None, _fault(fault))

    def _url(self, path: str) -> httpx.URL:
        return self._base.copy_with(raw_path=(self._base.path.rstrip("/") + path).encode())

    def _fetched(self, url: httpx.URL, parameters: Mapping[str, str]) -> tuple[httpx.Response, object]:
        """The answer to a GET, asked again a few times where the platform is busy or out of reach."""
        backoff = Backoff()
        for attempt in range(1, backoff.attempts + 1):
            wait = backoff.wait(attempt)
            try:
                with self._client.stream("GET", url, params={**dict(url.params), **parameters}) as answer:
                    if answer.status_code not in BUSY and answer.status_code != 500:
                        return answer, _json_of(answer, url)
                    words, asked = f"答 {answer.status_code}", asked_to_wait(answer)
                    if asked is not None and asked > backoff.longest:
                        break
                    wait = asked if asked is not None else wait
            except httpx.HTTPError as fault:
                words = _fault(fault)
            if attempt < backoff.attempts:
                self._sleep(wait)
        raise PlatformError(Problem(f"平台 {url.netloc.decode()} 读不到:{words}", remedy="请核对地址与网络;以后会再读"))


class _GoneError(PlatformError):
    """What was asked for is not there."""


def _items(body: object, place: str, name: str) -> list[object]:
    items = parse_pointer(place).of(body, body)
    if not isinstance(items, list):
        raise PlatformError(Problem(f"平台返回的 {place} 不是列表", remedy=f"请核对对照文件的 {name}.items"))
    return items


def _credentials(wanted: Authentication | None) -> dict[str, str]:
    if wanted is None:
        return {}
    secret = os.environ.get(wanted.environment, "").strip()
    if not secret:
        raise UsageError(
            Problem(f"环境变量 {wanted.environment} 里没有平台的凭据", remedy=f"请先设 {wanted.environment}")
        )
    value = wanted.prefix + secret
    if not value.isascii() or not value.isprintable():
        raise UsageError(Problem(f"环境变量 {wanted.environment} 里的凭据含有不能用的字符", remedy="请核对凭据"))
    return {wanted.header: value}


def _json_of(answer: httpx.Response, url: httpx.URL) -> object:
    """The body as data with exact numbers; raises PlatformError."""
    status = answer.status_code
    if status in (404, 410):
        raise _GoneError(Problem(f"平台没有 {url.path}", remedy="请核对对照文件的地址"))
    if status in (401, 403):
        raise PlatformError(
            Problem(f"平台不认可凭据(答 {status})", remedy="请核对对照文件的 authentication 与环境变量")
        )
    if status != 200:
        raise PlatformError(Problem(f"平台对 {url.path} 答 {status}:{_words(answer)}", remedy="请核对对照文件的地址"))
    content = _bounded(answer)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlatformError(Problem(f"平台返回的 {url.path} 不是 UTF-8 的 JSON", remedy="请核对平台的接口")) from None
    return read_json(text, url.path, error=PlatformError, max_depth=_DEEPEST, max_nodes=_MOST_VALUES).plain


def _bounded(answer: httpx.Response) -> bytes:
    parts, size = [], 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > _LARGEST:
            raise PlatformError(Problem(f"平台的返回超过 {_LARGEST // 1024 // 1024} MB", remedy="请把每页的条数调小"))
        parts.append(part)
    return b"".join(parts)


def _words(answer: httpx.Response) -> str:
    """The beginning of an answer on one printable line."""
    try:
        start = next(answer.iter_bytes(2048), b"")
    except httpx.HTTPError:
        return ""
    text = " ".join(start.decode("utf-8", "replace").split())
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:300]


def _fault(fault: Exception) -> str:
    match fault:
        case httpx.ConnectTimeout():
            return "连接超时"
        case httpx.ConnectError():
            return "连接不上"
        case httpx.TimeoutException():
            return "等待回答超时"
        case httpx.RemoteProtocolError() | httpx.ReadError() | httpx.WriteError():
            return "连接中断"
    return f"网络出错({type(fault).__name__})"
