"""Polling: a service comes to newer rules by itself, and nothing that goes wrong ends the looking."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.api import Checker
from checker.bundle.polling import BundlePoller
from checker.bundle.source import BundleSource
from checker.rulebook import RuleBook
from tests.bundle.making import STRANGER, bundle, later_book, trust
from tests.bundle.publisher import publishing


def wait_until(done: Callable[[], bool]) -> None:
    for _ in range(2_000):
        if done():
            return
        time.sleep(0.005)
    raise AssertionError("没有等到")


def test_newer_rules_are_adopted_while_checks_go_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    later = later_book(tmp_path / "later")
    with publishing(bundle(1).content) as publisher, BundleSource(publisher.url, trust(), tmp_path / "cache") as source:
        checker = Checker(source.open())
        poller = BundlePoller(source, checker.adopt, seconds=0.02)
        poller.start()
        publisher.content = bundle(2, key=STRANGER, rulebook=later).content
        wait_until(lambda: "不在信任" in source.state.last_error)
        publisher.content = bundle(2, rulebook=later).content
        wait_until(lambda: checker.rulebook.hash == later.hash)
        wait_until(lambda: source.state.last_error == "")
        poller.stop()
        asked = len(publisher.requests)
        time.sleep(0.1)
        assert len(publisher.requests) == asked
    assert not any(thread.name == "rule-bundle-poller" for thread in threading.enumerate())
    assert any("不在信任" in record.getMessage() for record in caplog.records if record.levelno == logging.WARNING)


def test_a_refused_bundle_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    later = later_book(tmp_path / "later")
    with publishing(bundle(1).content) as publisher, BundleSource(publisher.url, trust(), tmp_path / "cache") as source:
        source.open()
        poller = BundlePoller(source, lambda _: None, seconds=0.01)
        poller.start()
        for serial in (2, 3):
            publisher.content = bundle(serial, key=STRANGER, rulebook=later).content
            asked = len(publisher.requests)
            wait_until(lambda asked=asked: len(publisher.requests) > asked + 4)  # type: ignore[misc]  # at once
        poller.stop()
    assert publisher.statuses.count(200) == 3
    assert sum("不在信任" in record.getMessage() for record in caplog.records if record.name == "checker.bundle") == 2


def test_whatever_adoption_raises_the_next_look_comes(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    calls: list[RuleBook] = []

    def clumsy(book: RuleBook) -> None:
        calls.append(book)
        if len(calls) < 3:
            raise RuntimeError("boom")

    with publishing(bundle(1).content) as publisher, BundleSource(publisher.url, trust(), tmp_path / "cache") as source:
        poller = BundlePoller(source, clumsy, seconds=0.01)
        poller.start()
        wait_until(lambda: source.state.serial == 1)
        poller.stop()
    assert len(calls) == 3
    assert sum(record.exc_info is not None for record in caplog.records) == 2


def test_stopping_before_the_first_look_is_no_wait(tmp_path: Path) -> None:
    with publishing() as publisher, BundleSource(publisher.url, trust(), tmp_path) as source:
        poller = BundlePoller(source, lambda _: None, seconds=3_600)
        poller.start()
        poller.stop()
        assert publisher.requests == []
    assert not any(thread.name == "rule-bundle-poller" for thread in threading.enumerate())
