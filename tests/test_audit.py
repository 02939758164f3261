"""The audit trail: one line of JSON per record, whatever a stranger wrote."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from checker import audit
from checker.audit import AuditEvent, AuditRecord

_AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    propagates, level = audit.LOGGER.propagate, audit.LOGGER.level
    handler = audit.configure(stream)
    yield stream
    audit.LOGGER.removeHandler(handler)
    audit.LOGGER.propagate = propagates
    audit.LOGGER.setLevel(level)


def test_a_record_is_one_line_without_what_is_not_known(stream: io.StringIO) -> None:
    audit.write(AuditRecord(AuditEvent.CHANGED, token="T7", route="/v1/decisions", position=0, status=201), _AT)
    assert json.loads(stream.getvalue()) == {
        "at": "2026-11-22T08:00:00.000Z",
        "event": "changed",
        "token": "T7",
        "route": "/v1/decisions",
        "status": 201,
        "position": 0,
    }


def test_no_text_makes_a_second_line(stream: io.StringIO) -> None:
    forged = 'x\n{"event": "changed"}\r\u2028' + "长" * 1_000
    audit.write(AuditRecord(AuditEvent.REQUEST_REFUSED, reason=forged, detail="%s %d"), _AT)
    (line,) = stream.getvalue().split("\n")[:-1]
    assert "\r" not in line
    assert json.loads(line)["reason"] == forged[:500]
    assert json.loads(line)["detail"] == "%s %d"


def test_refusals_are_warnings_and_changes_are_not(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "checker.audit"):
        for event in AuditEvent:
            audit.write(AuditRecord(event))
    levels = {json.loads(record.getMessage())["event"]: record.levelname for record in caplog.records}
    assert {event for event, level in levels.items() if level == "INFO"} == {"changed", "rules-adopted"}
    assert {event for event, level in levels.items() if level == "WARNING"} == {
        "access-refused", "limit-refused", "request-refused", "rules-refused",
    }  # fmt: skip
