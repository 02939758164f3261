"""Rules from a URL: taken when signed and newer, refused otherwise, and kept for when the server is down."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.api import Checker
from checker.bundle.bundle import Bundle
from checker.bundle.keys import TrustedKeys
from checker.bundle.shelf import Shelf
from checker.bundle.source import BundleSource
from checker.errors import (
    BundleError,
    CheckerError,
    OutdatedBundleError,
    RemoteError,
    RuleBookError,
    UntrustedBundleError,
    UsageError,
)
from checker.rulebook import RuleBook
from tests.bundle.making import CREATED, KEY, STRANGER, book, bundle, later_book, trust, with_files
from tests.bundle.publisher import Publisher, publishing
from tests.bundle.test_bundle import BOMB


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing(bundle(1).content) as publisher:
        yield publisher


@pytest.fixture
def later(tmp_path: Path) -> RuleBook:
    return later_book(tmp_path / "later")


def source(publisher: Publisher, folder: Path, path: str = "/rules", keys: TrustedKeys | None = None) -> BundleSource:
    return BundleSource(publisher.url + path, keys or trust(), folder / "cache")


def refused(watched: BundleSource, kind: type[CheckerError], words: str) -> None:
    """A look that brings an error, after which the source runs what it ran before."""
    before = watched.state
    taken: list[RuleBook] = []
    with pytest.raises(kind, match=words):
        watched.poll(taken.append)
    after = watched.state
    assert taken == []
    assert (after.serial, after.hash, after.key_id, after.fetched_at) == (
        before.serial, before.hash, before.key_id, before.fetched_at,
    )  # fmt: skip
    assert after.last_error


def test_rules_are_fetched_and_told_apart(publisher: Publisher, tmp_path: Path) -> None:
    with source(publisher, tmp_path) as watched:
        assert watched.state.serial == 0
        assert watched.open().hash == book().hash
        state = watched.state
    assert (state.url, state.hash, state.serial, state.key_id, state.created, state.last_error) == (
        f"{publisher.url}/rules", book().hash, 1, KEY.id, "2026-11-22T08:00:00Z", "",
    )  # fmt: skip
    assert state.fetched_at
    assert state.checked_at


def test_a_newer_bundle_is_adopted_and_an_unchanged_one_is_not_sent_again(
    publisher: Publisher, tmp_path: Path, later: RuleBook
) -> None:
    with source(publisher, tmp_path) as watched:
        checker = Checker(watched.open())
        assert [watched.poll(checker.adopt), watched.poll(checker.adopt)] == [False, False]
        assert publisher.statuses == [200, 304, 304]
        publisher.content = bundle(2, rulebook=later).content
        assert watched.poll(checker.adopt)
        assert checker.rulebook.hash == later.hash
        assert not watched.poll(checker.adopt)
        assert (watched.state.serial, watched.state.hash, publisher.statuses[-1]) == (2, later.hash, 304)


def test_what_is_not_signed_by_a_trusted_key_is_refused(publisher: Publisher, tmp_path: Path, later: RuleBook) -> None:
    with source(publisher, tmp_path) as watched:
        watched.open()
        for content, words in (
            (bundle(2, key=STRANGER, rulebook=later).content, "不在信任的公钥里"),
            (bundle(2, key=None, rulebook=later).content, "没有签名"),
            (bundle(2, rulebook=later).content.replace(later.hash.encode(), book().hash.encode()), "改动过|签名不对"),
            (b"<html>login</html>", "压缩包无法读取"),
            (b"", "压缩包无法读取"),
        ):
            publisher.content = content
            refused(watched, BundleError, words)
        publisher.content = bundle(3, rulebook=later).content
        assert watched.poll(lambda _: None)
        assert watched.state.last_error == ""


def test_an_older_bundle_is_refused_even_after_a_restart(publisher: Publisher, tmp_path: Path, later: RuleBook) -> None:
    publisher.content = bundle(5, rulebook=later).content
    with source(publisher, tmp_path) as watched:
        watched.open()
        publisher.content = bundle(4).content
        refused(watched, OutdatedBundleError, "序号 4,正在使用的是 5")
    with source(publisher, tmp_path) as again:
        assert again.open().hash == later.hash
        assert "比正在使用的旧" in again.state.last_error
        publisher.content = bundle(5).content
        refused(again, OutdatedBundleError, "内容却不同")


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("/truncated", RemoteError, "传到一半断了"),
        ("/short", BundleError, "压缩包无法读取"),
        ("/error", RemoteError, "答复 500"),
        ("/gzip", BundleError, "再次压缩"),
        ("/endless", BundleError, "超过 72 MB"),
        ("/loop", RemoteError, "没有终点"),
        ("/redirect/http://localhost:1/rules", BundleError, "转到了别处"),
        ("/redirect/https://127.0.0.1/rules", BundleError, "转到了别处"),
        ("/redirect///example.invalid/rules", BundleError, "转到了别处"),
        ("/redirect/file:///etc/passwd", BundleError, "转到了别处"),
        ("/not-http", RemoteError, "不是 HTTP"),
    ],
)
def test_a_download_that_is_not_plain_is_refused(
    publisher: Publisher, tmp_path: Path, path: str, kind: type[CheckerError], words: str
) -> None:
    with source(publisher, tmp_path) as good:
        good.open()
    with source(publisher, tmp_path, path) as watched:
        assert watched.open().hash == book().hash  # the one kept
        refused(watched, kind, words)


def test_a_redirect_on_the_same_server_is_followed(publisher: Publisher, tmp_path: Path) -> None:
    with source(publisher, tmp_path, "/redirect//rules") as watched:
        assert watched.open().hash == book().hash


def test_with_the_server_down_a_restart_runs_the_last_good_one(
    publisher: Publisher, tmp_path: Path, later: RuleBook
) -> None:
    publisher.content = bundle(2, rulebook=later).content
    with source(publisher, tmp_path) as watched:
        watched.open()
        fetched_at = watched.state.fetched_at
    publisher.stop()
    with source(publisher, tmp_path) as again:
        assert again.open().hash == later.hash
        assert (again.state.serial, again.state.fetched_at) == (2, fetched_at)
        assert "连不上" in again.state.last_error
    with source(publisher, tmp_path / "other") as fresh, pytest.raises(RemoteError, match="连不上"):
        fresh.open()


def test_a_restart_does_not_fetch_again_what_it_has(publisher: Publisher, tmp_path: Path) -> None:
    for _ in range(2):
        with source(publisher, tmp_path) as watched:
            watched.open()
    assert publisher.statuses == [200, 304]
    with source(publisher, tmp_path, "/rules?of=another") as other:  # whose ETags may mean something else
        other.open()
    assert publisher.requests[-1] == ("/rules?of=another", "")


@pytest.mark.parametrize("harm", ["altered", "cut", "empty"])
def test_a_harmed_copy_on_the_disk_is_not_trusted(publisher: Publisher, tmp_path: Path, harm: str) -> None:
    with source(publisher, tmp_path) as watched:
        watched.open()
    (kept,) = (tmp_path / "cache").glob("*.checker-bundle")
    content = kept.read_bytes()
    kept.write_bytes({"altered": content.replace(b"S-01", b"S-02"), "cut": content[:-50], "empty": b""}[harm])
    with source(publisher, tmp_path) as again:
        assert again.open().hash == book().hash
        assert again.state.last_error == ""
    assert Bundle.open(kept, trusted=trust()).manifest.serial == 1
    kept.write_bytes(content[:-50])
    publisher.stop()
    with source(publisher, tmp_path) as down, pytest.raises(BundleError, match=r"压缩包无法读取[\s\S]*连不上"):
        down.open()


def test_a_key_no_longer_trusted_ends_the_copy_on_the_disk(publisher: Publisher, tmp_path: Path) -> None:
    with source(publisher, tmp_path) as watched:
        watched.open()
    with source(publisher, tmp_path, keys=trust(STRANGER)) as again, pytest.raises(BundleError, match="不在信任"):
        again.open()


def test_a_signed_yaml_bomb_is_refused(publisher: Publisher, tmp_path: Path) -> None:
    with source(publisher, tmp_path) as watched:
        watched.open()
        publisher.content = with_files({"01/rules/bomb.yaml": BOMB.encode()}, serial=2)
        refused(watched, RuleBookError, "不允许使用锚点")


def test_a_rule_book_that_is_not_adopted_is_not_kept(publisher: Publisher, tmp_path: Path, later: RuleBook) -> None:
    def unwilling(_: RuleBook) -> None:
        raise CheckerError("引擎不接受")

    with source(publisher, tmp_path) as watched:
        watched.open()
        publisher.content = bundle(2, rulebook=later).content
        with pytest.raises(CheckerError, match="引擎不接受"):
            watched.poll(unwilling)
        assert (watched.state.serial, watched.state.last_error) == (1, "引擎不接受")
        kept = Shelf(tmp_path / "cache").kept(trust())
        assert kept is not None
        assert kept.bundle.manifest.serial == 1
        assert watched.poll(lambda _: None)


def test_of_two_processes_the_slower_one_does_not_put_an_older_bundle_back(
    publisher: Publisher, tmp_path: Path, later: RuleBook
) -> None:
    """They ask servers of one name that are not equally up to date."""
    with source(publisher, tmp_path) as one, source(publisher, tmp_path) as other:
        one.open()
        other.open()
        publisher.content = bundle(3, rulebook=later).content
        assert one.poll(lambda _: None)
        publisher.content = bundle(2).content
        assert not other.poll(lambda _: None)
        kept = Shelf(tmp_path / "cache").kept(trust())
    assert kept is not None
    assert kept.bundle.manifest.serial == 3


def test_a_shelf_that_cannot_be_written_is_told_and_tried_again(
    publisher: Publisher, tmp_path: Path, later: RuleBook
) -> None:
    with source(publisher, tmp_path) as watched:
        watched.open()
        cache = tmp_path / "cache"
        moved = cache.rename(tmp_path / "elsewhere")
        cache.write_text("no folder", encoding="utf-8")
        publisher.content = bundle(2, rulebook=later).content
        taken: list[RuleBook] = []
        with pytest.raises(BundleError, match="无法存入"):
            watched.poll(taken.append)
        assert [book.hash for book in taken] == [later.hash]
        assert watched.state.serial == 2
        cache.unlink()
        moved.rename(cache)
        assert not watched.poll(taken.append)
        kept = Shelf(cache).kept(trust())
    assert kept is not None
    assert (kept.bundle.manifest.serial, len(taken)) == (2, 1)


def test_adoption_and_refusal_are_audited_once(
    publisher: Publisher, tmp_path: Path, later: RuleBook, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "checker.audit"), source(publisher, tmp_path) as watched:
        watched.open()
        publisher.content = bundle(2, key=STRANGER, rulebook=later).content
        for _ in range(3):
            with pytest.raises(BundleError):
                watched.poll(lambda _: None)
    told = [json.loads(record.getMessage()) for record in caplog.records if record.name == "checker.audit"]
    assert [(one["event"], one.get("reason")) for one in told] == [
        ("rules-adopted", None),
        ("rules-refused", "unknown-key"),
    ]
    assert all(f"serial 1, rule book {book().hash}, key {KEY.id}" in one["detail"] for one in told)


def test_a_refused_bundle_is_not_sent_again_and_stays_refused(
    publisher: Publisher, tmp_path: Path, later: RuleBook, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "checker.audit"), source(publisher, tmp_path) as watched:
        watched.open()
        publisher.content = bundle(2, key=STRANGER, rulebook=later).content
        errors = []
        for _ in range(3):
            with pytest.raises(UntrustedBundleError) as caught:
                watched.poll(lambda _: None)
            errors.append(caught.value)
            assert "不在信任" in watched.state.last_error
        assert publisher.statuses == [200, 200, 304, 304]
        assert errors[0] is errors[1] is errors[2]
        good, bad, other = bundle(1).content, publisher.content, bundle(3, key=STRANGER, rulebook=later).content
        publisher.content = good  # back to what runs
        assert not watched.poll(lambda _: None)
        assert watched.state.last_error == ""
        publisher.content = bad  # and to what was refused
        with pytest.raises(UntrustedBundleError) as caught:
            watched.poll(lambda _: None)
        assert caught.value is errors[0]
        publisher.content = other  # refused in the same words
        with pytest.raises(UntrustedBundleError) as caught:
            watched.poll(lambda _: None)
        assert (str(caught.value), caught.value is errors[0]) == (str(errors[0]), False)
        publisher.content = bundle(4, rulebook=later).content
        assert watched.poll(lambda _: None)
    assert publisher.statuses == [200, 200, 304, 304, 200, 200, 200, 200]
    told = [json.loads(record.getMessage())["event"] for record in caplog.records if record.name == "checker.audit"]
    assert told == ["rules-adopted", "rules-refused", "rules-refused", "rules-adopted"]


def test_a_bundle_too_large_is_not_sent_again_either(publisher: Publisher, tmp_path: Path) -> None:
    with source(publisher, tmp_path) as good:
        good.open()
    with source(publisher, tmp_path, "/endless?tagged") as watched:
        assert watched.open().hash == book().hash
        refused(watched, BundleError, "超过 72 MB")
        refused(watched, BundleError, "超过 72 MB")
    assert publisher.statuses[1:] == [200, 304, 304]


def test_without_a_tag_a_refused_bundle_is_fetched_again_and_told_once(
    publisher: Publisher, tmp_path: Path, later: RuleBook
) -> None:
    with source(publisher, tmp_path, "/untagged") as watched:
        watched.open()
        publisher.content = bundle(2, key=None, rulebook=later).content
        errors = []
        for _ in range(2):
            with pytest.raises(UntrustedBundleError) as caught:
                watched.poll(lambda _: None)
            errors.append(caught.value)
        assert errors[0] is errors[1]
        publisher.content = bundle(2, rulebook=later).content
        assert watched.poll(lambda _: None)
        assert publisher.statuses == [200] * 4


@pytest.mark.parametrize("url", ["", "规则", "ftp://x/y", "file:///etc/passwd", "http://", "https:///x", "http://[::1"])
def test_what_is_no_url_of_http_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="规则包地址"):
        BundleSource(url, trust(), tmp_path)


def test_neither_password_nor_query_of_the_url_is_told(publisher: Publisher, tmp_path: Path) -> None:
    url = publisher.url.replace("//", "//office:secret@") + "/error?token=secret"
    with BundleSource(url, trust(), tmp_path) as watched:
        with pytest.raises(RemoteError) as caught:
            watched.open()
        assert "secret" not in f"{watched.state}{caught.value}"


def test_bundles_carry_when_they_were_made() -> None:
    assert bundle().manifest.created == CREATED.strftime("%Y-%m-%dT%H:%M:%SZ")
