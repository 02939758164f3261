"""Texts are the same on both databases: what one of them does not take, neither does."""

from __future__ import annotations

import getpass
import os
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from checker.cli.officer import officer
from checker.errors import CheckerError, LedgerRefusalError, UsageError
from checker.ledger import Ledger, inventory, quotas, sources, submissions
from checker.ledger.journal import EntryKind
from checker.ledger.verify import verify
from checker.model.amendment import amended
from tests.ledger import bookkeeping, proceedings

DAY = date(2026, 11, 22)
_UNWRITABLE = ("甲\0乙", "甲\ud800乙", "甲\x1b[31m乙", "甲\u202e乙", "甲\x7f乙")


def _rare(length: int) -> str:
    """Characters of four bytes that do not repeat: what fills an index fastest."""
    dice = random.Random(2)
    return "".join(chr(0x20000 + dice.randrange(40_000)) for _ in range(length))


def _register(ledger: Ledger, **fields: str) -> None:
    required = {
        "项目代码": bookkeeping.code(1),
        "项目名称": "甲",
        "建设阶段": "拟建",
        "行业代码": "3011",
    }
    project = inventory.read_project(required | fields)
    with ledger.writing("甲") as books:
        inventory.register(books, project, "摸排", DAY)


def test_the_longest_names_are_taken(ledger: Ledger) -> None:
    _register(ledger, 项目名称=_rare(200), 建设单位=_rare(200), 园区名称=_rare(2_000), 备注=_rare(2_000))
    with ledger.reading() as books:
        assert inventory.need(books, bookkeeping.code(1)).name == _rare(200)


@pytest.mark.parametrize("label", ["项目名称", "建设单位"])
def test_longer_names_are_refused_with_their_length(ledger: Ledger, label: str) -> None:
    with pytest.raises(CheckerError, match=rf"{label}.*201 字.*200 字以内"):
        _register(ledger, **{label: _rare(201)})
    application = amended(proceedings.application_of("wind-farm"), {label: _rare(201)})
    with pytest.raises(LedgerRefusalError, match=rf"{label}.*201 字.*200 字以内"):
        inventory.project_of(application)


@pytest.mark.parametrize("text", _UNWRITABLE)
def test_what_cannot_be_read_is_not_written(ledger: Ledger, text: str) -> None:
    """Wherever it is said, nothing is kept of it."""
    with ledger.writing("甲") as books:
        bookkeeping.adopt(books)
        bookkeeping.register(books, 1)
        bookkeeping.take_in(books, 1)
    before = ledger.position
    with pytest.raises(LedgerRefusalError), ledger.writing(f"甲{text}"):
        pass
    with pytest.raises(LedgerRefusalError), ledger.writing("甲") as books:
        submissions.withdraw(books, bookkeeping.code(1), DAY, text)
    with pytest.raises(LedgerRefusalError), ledger.writing("甲") as books:
        quotas.set_baseline(books, bookkeeping.COAL, 2030, bookkeeping.Decimal(1), document=text, reason="年度统计")
    with pytest.raises(LedgerRefusalError), ledger.writing("甲") as books:
        sources.register(books, bookkeeping.source(text, "5"))
    with pytest.raises(LedgerRefusalError), ledger.writing("甲") as books:
        books.append(EntryKind.BOOKING_CHANGED, "x", {"a": [text]})
    with pytest.raises(CheckerError):
        _register(ledger, 项目代码=bookkeeping.code(2), 备注=text)
    assert ledger.position == before
    assert verify(ledger).flaws == ()


def test_a_backslash_before_a_u_is_a_text_like_any_other(ledger: Ledger) -> None:
    _register(ledger, 备注="路径 c:\\u0000\\b、\\\\u001b,\n第二行\t列")
    assert verify(ledger).flaws == ()


@pytest.mark.parametrize("length", [201, 5_000])
def test_numbers_of_sources_are_bounded(ledger: Ledger, length: int) -> None:
    with pytest.raises(LedgerRefusalError), ledger.writing("甲") as books:
        sources.register(books, bookkeeping.source(_rare(length), "5"))
    with ledger.writing("甲") as books:
        sources.register(books, bookkeeping.source(_rare(200), "5"))


def test_an_officer_is_named_in_sixty_characters(ledger: Ledger) -> None:
    with ledger.writing(" 张  三 " + "x" * 50) as books:
        assert books.actor == "张 三 " + "x" * 50
    with pytest.raises(LedgerRefusalError, match="经办人至多 60 字"), ledger.writing("x" * 61):
        pass
    with pytest.raises(UsageError, match="没有写明经办人"), ledger.writing("\u3000"):
        pass


def test_a_login_that_is_no_name_asks_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHECKER_OFFICER", raising=False)
    monkeypatch.setattr(getpass, "getuser", lambda: "a\udcff")
    with pytest.raises(UsageError, match=r"登录名.*--by"):
        officer(None)
    monkeypatch.setattr(getpass, "getuser", lambda: "zhangsan")
    assert officer(None) == "zhangsan"


@pytest.mark.parametrize("variable", ["CHECKER_OFFICER", "CHECKER_LEDGER", "CHECKER_OFFICE"])
def test_a_variable_that_is_no_text_is_told(tmp_path: Path, variable: str) -> None:
    """Bytes that are not UTF-8: as a name refused, as a path looked for."""
    Ledger.create(tmp_path / "台账.db").close()
    environment: dict[bytes, bytes] = {
        b"PATH": os.environb[b"PATH"],
        b"PYTHONPATH": str(Path(__file__).parents[2]).encode(),
        b"LANG": b"C.UTF-8",
        b"CHECKER_LEDGER": os.fsencode(tmp_path / "台账.db"),
        b"CHECKER_OFFICER": "张三".encode(),
    }
    if variable == "CHECKER_OFFICE":
        del environment[b"CHECKER_LEDGER"]
    environment[variable.encode()] = b"/\xff\xfe"
    for words in (["quota", "adopt"], ["status", "--format", "json"]):
        command = [sys.executable, "-c", "from checker.cli.program import program; program()", "ledger", *words]
        result = subprocess.run(command, capture_output=True, env=environment, check=False)
        told = result.stderr.decode()
        if variable == "CHECKER_OFFICER" and words[0] == "status":
            assert result.returncode == 0
            continue
        assert result.returncode in {2, 4, 6}, told
        assert "错误" in told
