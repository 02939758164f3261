"""Paging: how to ask for the next page of a list, in each of the ways platforms have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from checker.errors import PlatformError, Problem
from checker.intake.mapping import Pages
from checker.intake.pointer import ABSENT, parse_pointer


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Where a page is asked for: an address and its query."""

    url: httpx.URL
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PageRead:
    """What came of asking for a page."""

    answer: httpx.Response
    body: object
    items: list[object]


class Paging:
    """Goes from page to page until there is none, or the platform repeats itself."""

    def __init__(self, url: httpx.URL, query: Mapping[str, str], pages: Pages | None) -> None:
        self._url = url
        self._query = query
        self._pages = pages
        self._read = 0
        self._items = 0
        self._before: list[object] = []
        self._asked: set[str] = set()

    @property
    def first(self) -> PageRequest:
        """The first page."""
        return PageRequest(self._url, self._numbered())

    def after(self, page: PageRead) -> PageRequest | None:
        """The page after this one; None where this is the last.

        A page that is not full is not the last for certain, for some platforms give fewer than they are asked for.
        Raises PlatformError where the next page lies on another host, or was read already.
        """
        request = self._following(page)
        if request is not None:
            asked = f"{request.url} {sorted(request.query.items())}"
            if asked in self._asked:
                raise PlatformError(Problem("平台的下一页又指回前面的一页", remedy="请核对对照文件的 pending.pages"))
            self._asked.add(asked)
        return request

    def _following(self, page: PageRead) -> PageRequest | None:
        pages = self._pages
        if pages is None or not page.items or page.items == self._before:
            return None
        self._read += 1
        self._items += len(page.items)
        self._before = page.items
        match pages.by:
            case "number" | "offset":
                return PageRequest(self._url, self._numbered())
            case "cursor":
                mark = _text_at(page.body, pages.next)
                return PageRequest(self._url, {**self._numbered(), pages.parameter: mark}) if mark else None
            case "link":
                link = page.answer.links.get("next", {}).get("url") or _text_at(page.body, pages.next)
                return PageRequest(self._own(page.answer.url.join(link)), {}) if link else None

    def _numbered(self) -> dict[str, str]:
        pages = self._pages
        if pages is None:
            return dict(self._query)
        size = {pages.size_parameter: str(pages.size)} if pages.size_parameter else {}
        match pages.by:
            case "number":
                return {**self._query, **size, pages.parameter: str(pages.first + self._read)}
            case "offset":
                return {**self._query, **size, pages.parameter: str(self._items)}
        return {**self._query, **size}

    def _own(self, url: httpx.URL) -> httpx.URL:
        if (url.scheme, url.host, url.port) != (self._url.scheme, self._url.host, self._url.port):
            raise PlatformError(Problem(f"平台的下一页指向别的主机 {url.host}", remedy="凭据不送往别处;请核对平台"))
        return url


def _text_at(body: object, pointer: str | None) -> str:
    found = parse_pointer(pointer).of(body, body) if pointer else ABSENT
    return str(found) if found is not ABSENT and found not in (None, "") else ""
