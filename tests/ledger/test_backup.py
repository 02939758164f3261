"""Backups that were tampered with restore nothing and say which line is wrong; a harmed ledger is not backed up."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from checker.errors import LedgerError, LedgerTamperedError
from checker.ledger import Ledger
from checker.ledger.backup import back_up, restore
from checker.ledger.journal import digest
from checker.ledger.schema import ENTRY
from tests.ledger import bookkeeping

Lines = list[dict[str, Any]]


@pytest.fixture
def backup(ledger: Ledger, tmp_path: Path) -> Path:
    with ledger.writing("甲") as books:
        bookkeeping.adopt(books, y2030="10 t")
        bookkeeping.take_in(books, 1, bookkeeping.coal("1"))
    back_up(ledger, tmp_path / "备份.gz")
    return tmp_path / "备份.gz"


def _lines(path: Path) -> Lines:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def _write(path: Path, lines: Lines) -> None:
    """Write them with the sum of the last line put right, as one who tampers would."""
    summed, whole = hashlib.sha256(), b""
    for line in lines:
        if "end" in line:
            line["sum"] = summed.hexdigest()
        text = json.dumps(line).encode() + b"\n"
        summed.update(text)
        whole += text
    path.write_bytes(gzip.compress(whole))


def _first(lines: Lines, word: str) -> dict[str, Any]:
    return next(line for line in lines if word in line)


def _rehashed(lines: Lines, payload: str) -> Lines:
    """Only the first entry, with another payload and everything that follows from it."""
    fields = _first(lines, "entry")["entry"]
    fields[5] = payload
    fields[7] = digest(*fields[:7])
    return [lines[0], {"entry": fields}, {"end": 1, "documents": 0, "hash": fields[7]}]


def _changed(word: str, change: Callable[[dict[str, Any]], object]) -> Callable[[Lines], Lines]:
    def changed(lines: Lines) -> Lines:
        change(_first(lines, word))
        return lines

    return changed


HARMS: dict[str, Callable[[Lines], Lines]] = {
    "bad base64": _changed("document", lambda line: line.update(content="!!!a")),
    "base64 in Chinese": _changed("document", lambda line: line.update(content="甲")),
    "another document": _changed("document", lambda line: line.update(content="e31h")),
    "another medium": _changed("document", lambda line: line.update(media="text/html")),
    "document name that is a number": _changed("document", lambda line: line.update(document=1)),
    "position as text": _changed("entry", lambda line: line["entry"].__setitem__(0, "1")),
    "position as a yes": _changed("entry", lambda line: line["entry"].__setitem__(0, True)),
    "no moment": _changed("entry", lambda line: line["entry"].__setitem__(1, None)),
    "half a character": _changed("entry", lambda line: line["entry"].__setitem__(2, "\ud800")),
    "a field too few": _changed("entry", lambda line: line["entry"].pop()),
    "entry without fields": lambda lines: _rehashed(lines, '{"x":1}'),
    "entry that is a list": lambda lines: _rehashed(lines, "[]"),
    "entry that is no JSON": lambda lines: _rehashed(lines, "{"),
    "numbers too large": lambda lines: _rehashed(
        lines, _first(lines, "entry")["entry"][5].replace("2030", "9" * 30).replace("2025", "9" * 30)
    ),
    "lines after the end": lambda lines: [*lines, {}],
    "an end after the end": lambda lines: [*lines, lines[-1]],
    "no end": lambda lines: lines[:-1],
    "end that counts otherwise": _changed("end", lambda line: line.update(documents=99)),
    "format twice": lambda lines: [lines[0], *lines],
    "no entries": lambda lines: [line for line in lines if "entry" not in line],
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_backup_that_was_tampered_with_restores_nothing(backup: Path, tmp_path: Path, harm: str) -> None:
    _write(backup, HARMS[harm](_lines(backup)))
    target = tmp_path / "恢复.db"
    with pytest.raises(LedgerError, match="备份"):
        restore(backup, target)
    assert list(tmp_path.glob("恢复*")) == []


def test_a_line_altered_alone_does_not_fit_the_sum(backup: Path, tmp_path: Path) -> None:
    """Even where no hash covers it: what kind of document it is."""
    plain = gzip.decompress(backup.read_bytes())
    assert b"application/json" in plain
    backup.write_bytes(gzip.compress(plain.replace(b"application/json", b"application/zip")))
    with pytest.raises(LedgerTamperedError, match="与结尾所记不符"):
        restore(backup, tmp_path / "恢复.db")


def test_every_flipped_byte_of_a_backup_is_noticed(backup: Path, tmp_path: Path) -> None:
    """Of what it holds, every 293rd byte; a flip that leaves the same text is none."""
    plain = gzip.decompress(backup.read_bytes())
    for place in range(0, len(plain), 293):
        backup.write_bytes(gzip.compress(plain[:place] + bytes([plain[place] ^ 1]) + plain[place + 1 :], 1))
        with pytest.raises(LedgerError, match=r"备份|台账"):
            restore(backup, tmp_path / "恢复.db")
        assert list(tmp_path.glob("恢复*")) == []


def test_what_does_not_restore_is_not_laid_out_on_a_server(backup: Path, server: str) -> None:
    from tests.ledger.databases import postgres_database

    whole = backup.read_bytes()
    _write(backup, _lines(backup)[:-1])
    with postgres_database(server) as url:
        with pytest.raises(LedgerTamperedError, match="没有结尾"):
            restore(backup, url)
        backup.write_bytes(whole)
        restore(backup, url)
        with Ledger.open(url) as ledger:
            assert ledger.position > 0


def test_a_harmed_ledger_is_not_backed_up(ledger: Ledger, backup: Path, tmp_path: Path) -> None:
    assert backup.exists()
    with ledger.storage.engine.begin() as connection:
        connection.execute(update(ENTRY).where(ENTRY.c.position == 2).values(actor="乙"))
    with pytest.raises(LedgerTamperedError, match="第 2 条"):
        back_up(ledger, tmp_path / "又一份.gz")
    with ledger.storage.engine.begin() as connection:
        connection.execute(update(ENTRY).where(ENTRY.c.position == 2).values(actor="甲"))
        connection.exec_driver_sql("UPDATE head SET position = position + 1")
    with pytest.raises(LedgerTamperedError, match="应有"):
        back_up(ledger, tmp_path / "又一份.gz")
    assert list(tmp_path.glob("*又一份*")) == []
