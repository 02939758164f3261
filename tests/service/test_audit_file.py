"""The audit trail's file: rotated, on a full disk, and out of reach."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from checker import audit
from checker.audit import AuditEvent, AuditRecord
from checker.errors import UsageError
from checker.service import audit_file
from checker.service.audit_file import AuditFile
from tests.service.house import BOARD, YAML, House, content_of, laid_out
from tests.service.process import started


@pytest.fixture
def trail(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "审计" / "审计.jsonl"
    file.parent.mkdir()
    propagates, level = audit.LOGGER.propagate, audit.LOGGER.level
    handler = audit_file.keep_in(file)
    yield file
    audit.LOGGER.removeHandler(handler)
    audit.LOGGER.propagate = propagates
    audit.LOGGER.setLevel(level)


def reasons(file: Path) -> list[str]:
    return [json.loads(line)["reason"] for line in file.read_text(encoding="utf-8").splitlines()]


def write(reason: str) -> None:
    audit.write(AuditRecord(AuditEvent.REQUEST_REFUSED, reason=reason))


def test_a_file_that_was_rotated_is_begun_anew(trail: Path) -> None:
    write("一")
    rotated = trail.rename(trail.with_suffix(".1"))
    write("二")
    assert (reasons(rotated), reasons(trail)) == (["一"], ["二"])


def test_what_cannot_be_written_waits_and_is_told_once(trail: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "checker.faults"):
        trail.parent.rename(trail.parent.with_name("别处"))
        for number in range(100):
            write(str(number))
        assert not audit_file.is_kept()
        assert len([one for one in caplog.records if one.levelno == logging.ERROR]) == 1
        trail.parent.mkdir()
        assert audit_file.is_kept()
    assert reasons(trail) == [str(number) for number in range(100)]
    assert "又能写了" in caplog.text


def test_nothing_is_changed_while_the_trail_cannot_be_written(house: House, trail: Path) -> None:
    client, mark = house.client(), house.mark
    trail.parent.rename(trail.parent.with_name("别处"))
    house.client(None).get("/v1/desk")
    ready = httpx.get(house.url + "/readyz")
    assert (ready.status_code, ready.json()["audit"]) == (503, "写不了")
    assert str(trail.parent) not in ready.text
    refused = client.post("/v1/applications", content=content_of(BOARD), headers=YAML)
    assert (refused.status_code, refused.json()["type"]) == (503, "/problems/unaudited")
    assert int(refused.headers["retry-after"]) >= 1
    assert house.mark == mark
    assert client.post("/v1/checks", content=content_of(BOARD), headers=YAML).status_code == 200
    trail.parent.mkdir()
    assert client.post("/v1/applications", content=content_of(BOARD), headers=YAML).status_code == 201
    assert httpx.get(house.url + "/readyz").status_code == 200


def test_a_full_disk_is_told_and_brings_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    full = AuditFile(Path("/dev/full"))
    full.handle(logging.LogRecord("checker.audit", 30, "", 0, "秘密", (), None))
    assert not full.keeps_up()
    assert "秘密" not in capsys.readouterr().err


def test_a_file_that_cannot_be_written_keeps_the_service_from_starting(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="审计日志写不了"):
        AuditFile(tmp_path).require()
    address = str(tmp_path / "台账.db")
    with started(address, laid_out(address), "--audit-log", str(tmp_path)) as served:
        assert served.process.wait(60) == 2
    assert "审计日志写不了" in served.narration
    assert "Traceback" not in served.narration
