"""Polling: every way of paging, and that one bad application or one bad round loses nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import simplejson

from checker.errors import PlatformError, UsageError
from checker.intake import polling
from checker.intake.mapping_file import parse_mapping
from checker.intake.platform import Platform
from checker.intake.polling import progress_of
from checker.ledger import Ledger
from tests.client.scripted import Reply, Request, scripted
from tests.intake.house import GAS, PIGS, DemoPlatform, mapping_of, once, record_of
from tests.intake.test_mapping_file import LEAST

ITEMS = [{"id": f"A{number}"} for number in range(7)]


def query(request: Request) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(request.path).query).items()}


def page(items: object, **more: object) -> Reply:
    return Reply(200, simplejson.dumps({"items": items, **more}).encode())


def by_number(request: Request, _: int) -> Reply:
    number = int(query(request)["p"])
    return page(ITEMS[(number - 1) * 3 : number * 3])


def by_offset(request: Request, _: int) -> Reply:
    start = int(query(request)["from"])
    return page(ITEMS[start : start + 2])  # fewer than were asked for


def by_cursor(request: Request, _: int) -> Reply:
    start = int(query(request).get("after", "0"))
    return page(ITEMS[start : start + 3], next=str(start + 3) if start + 3 < len(ITEMS) else None)


def by_link(request: Request, _: int) -> Reply:
    start = int(query(request).get("s", "0"))
    answer = page(ITEMS[start : start + 3])
    link = {"Link": f'</api/list?s={start + 3}>; rel="next"'} if start + 3 < len(ITEMS) else {}
    return Reply(200, answer.body, link)


def whole(request: Request, _: int) -> Reply:
    return page(ITEMS)


def repeating(request: Request, _: int) -> Reply:
    return page(ITEMS[:3] if query(request)["p"] == "1" else ITEMS[3:])  # the last page, whatever is asked


def listed(url: str, pages: str) -> list[object]:
    text = LEAST.replace("https://platform.example", url + "/api").replace("items: $", f"items: items{pages}")
    with Platform(parse_mapping(text), sleep=lambda _: None) as platform:
        return list(platform.pending())


@pytest.mark.parametrize(
    ("script", "pages"),
    [
        (by_number, ", pages: {by: number, parameter: p, size: 3}"),
        (by_offset, ", pages: {by: offset, parameter: from, size: 3}"),
        (by_cursor, ", pages: {by: cursor, parameter: after, next: next, size: 3}"),
        (by_link, ", pages: {by: link}"),
        (whole, ""),
        (repeating, ", pages: {by: number, parameter: p, size: 4}"),
    ],
    ids=["number", "offset", "cursor", "link", "one page", "repeating"],
)
def test_every_way_of_paging_gives_every_item(script: object, pages: str) -> None:
    with scripted(script) as server:  # type: ignore[arg-type]  # a script
        found = listed(server.url, pages)
    assert [item for place, item in enumerate(found) if item not in found[:place]] == ITEMS
    assert len(found) == len(ITEMS) or script is repeating


def test_a_next_page_on_another_host_is_not_asked_for() -> None:
    with scripted(whole) as other:

        def script(request: Request, _: int) -> Reply:
            return Reply(200, page(ITEMS).body, {"Link": f'<{other.url}/list>; rel="next"'})

        with scripted(script) as server, pytest.raises(PlatformError, match="别的主机"):
            listed(server.url, ", pages: {by: link}")
        assert other.requests == []


def test_a_platform_that_goes_round_in_circles_comes_to_an_end() -> None:
    def script(request: Request, number: int) -> Reply:
        return page([{"id": number}], next="again")

    with scripted(script) as server:
        with pytest.raises(PlatformError, match="又指回前面的一页"):
            listed(server.url, ", pages: {by: cursor, parameter: after, next: next}")
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(401), "不认可凭据"), (Reply(404), "没有 /api/list"), (Reply(418, b"teapot"), "答 418:teapot"),
        (Reply(200, b"<html>"), "/api/list"), (Reply(200, b'{"items": {}}'), "不是列表"),
        (Reply(200, b"\xff"), "UTF-8"),
        (Reply(302, headers={"Location": "/x"}), "答 302"), (Reply(500), "读不到:答 500"),
    ],
)  # fmt: skip
def test_answers_that_are_no_list_are_told(reply: Reply, words: str) -> None:
    with scripted(lambda *_: reply) as server, pytest.raises(PlatformError, match=words):
        listed(server.url, "")


def test_a_busy_platform_is_asked_again() -> None:
    with scripted(lambda request, number: Reply(503) if number < 3 else page(ITEMS)) as server:
        assert listed(server.url, "") == ITEMS


@pytest.mark.parametrize(
    ("base_url", "words"),
    [("http://platform.example", "没有加密.*insecure: true"), ("https://a:b@platform.example", "用户名和密码")],
)
def test_addresses_that_would_give_credentials_away_are_refused(base_url: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Platform(parse_mapping(LEAST.replace("https://platform.example", base_url)))


def test_credentials_come_from_the_environment_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLATFORM_TOKEN")
    with pytest.raises(UsageError, match="PLATFORM_TOKEN 里没有平台的凭据"):
        Platform(mapping_of("http://127.0.0.1:1"))


def test_one_that_cannot_be_dealt_with_stops_no_other(
    ledger: Ledger, platform: DemoPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("A", "B", "C"):
        platform.store.add(name, record_of(GAS if name == "A" else PIGS))
    usual = polling.translate

    def translate(record: dict[str, object], mapping: object) -> object:
        if record["id"] == "B":
            raise RecursionError
        return usual(record, mapping)  # type: ignore[arg-type]

    mapping = mapping_of(platform.url)
    with monkeypatch.context() as patched:
        patched.setattr(polling, "translate", translate)
        heard = once(ledger, mapping)
    assert [made.arrival.application for made in heard.takings] == ["A", "C"]
    assert "RecursionError" in str(heard.rounds[0].faults[0])
    with ledger.reading() as books:
        after = progress_of(books, mapping.platform)
    assert after.cursor == ""
    assert "RecursionError" in after.fault
    heard = once(ledger, mapping)
    assert [made.arrival.application for made in heard.takings] == ["B"]
    with ledger.reading() as books:
        assert progress_of(books, mapping.platform).fault == ""


def test_only_what_has_changed_is_asked_for_until_it_is_time_to_look_through_everything(
    ledger: Ledger, platform: DemoPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    usual = Platform.pending

    def pending(self: Platform, since: str = "") -> object:
        asked.append(since)
        return usual(self, since)

    monkeypatch.setattr(Platform, "pending", pending)
    mapping = mapping_of(platform.url)
    once(ledger, mapping)
    platform.store.add("A", record_of(GAS))
    assert len(once(ledger, mapping).takings) == 1
    assert asked[0] == ""
    since = datetime.fromisoformat(asked[1])
    assert timedelta(minutes=9) < datetime.now(UTC) - since < timedelta(minutes=12)
    daily = mapping.pending.changed_since
    assert daily is not None
    monkeypatch.setattr(polling, "timedelta", lambda **given: timedelta(0) if "hours" in given else timedelta(**given))
    once(ledger, mapping)
    assert asked[2] == ""
