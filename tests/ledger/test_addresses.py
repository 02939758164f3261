"""Where a ledger can be, and what is said where it cannot be reached: in Chinese, with the kind of fault."""

from __future__ import annotations

import ctypes
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from checker.errors import CheckerError, LedgerError, UsageError
from checker.ledger import Ledger, layout
from checker.ledger.backup import back_up, restore
from tests.cli.running import inside
from tests.ledger.databases import postgres_database

_NO_ADDRESS = ("", "  ", ":memory:", "sqlite://", "sqlite:///", "sqlite:///:memory:", "file:x.db", "x" * 300, "a\0b")


@pytest.mark.parametrize("place", _NO_ADDRESS)
def test_a_ledger_is_neither_nameless_nor_in_memory(ledger: Ledger, tmp_path: Path, place: str) -> None:
    back_up(ledger, tmp_path / "备份.gz")
    for attempt in (Ledger.open, Ledger.create, lambda new: restore(tmp_path / "备份.gz", new)):
        with pytest.raises(UsageError, match="台账"):
            attempt(place)


@pytest.mark.parametrize("place", ["", ":memory:", "sqlite:///"])
def test_the_commands_refuse_it_too(place: str) -> None:
    result = inside("ledger", "init", place)
    assert result.exit_code == 2
    assert "地址" in result.stderr or "台账" in result.stderr


def test_restoring_into_a_folder_that_is_not_there_says_so(ledger: Ledger, tmp_path: Path) -> None:
    back_up(ledger, tmp_path / "备份.gz")
    with pytest.raises(LedgerError, match="文件夹不存在"):
        restore(tmp_path / "备份.gz", tmp_path / "没有" / "台账.db")


def test_a_failed_init_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise LedgerError("磁盘已满")

    monkeypatch.setattr(layout, "lay_out", fail)
    with pytest.raises(LedgerError, match="磁盘已满"):
        Ledger.create(tmp_path / "台账.db")
    assert list(tmp_path.iterdir()) == []


def test_one_of_two_that_lay_out_at_once_is_told(address: str) -> None:
    """Both have seen an empty database when they begin."""
    together = threading.Barrier(2)
    outcomes: list[str] = []

    def lay() -> None:
        together.wait()
        try:
            Ledger.create(address).close()
        except CheckerError as fault:
            outcomes.append(str(fault))
        else:
            outcomes.append("laid")

    threads = [threading.Thread(target=lay) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    laid, told = sorted(outcomes, key=lambda outcome: outcome != "laid")
    assert laid == "laid"
    assert "这里已经有台账" in told
    with Ledger.open(address) as ledger:
        assert ledger.position == 0


def test_a_file_that_is_no_ledger_is_called_that(tmp_path: Path) -> None:
    file = tmp_path / "说明.txt"
    file.write_text("这不是数据库。" * 200, encoding="utf-8")
    for attempt in (Ledger.open, Ledger.create):
        with pytest.raises(LedgerError, match=r"不是台账\(file is not a database\).*核对路径") as told:
            attempt(file)
        assert "verify" not in str(told.value)
    assert file.is_file()


def test_a_ledger_that_another_program_holds_is_called_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.ledger.addresses._BUSY_SECONDS", 0.05)
    with Ledger.create(tmp_path / "台账.db") as ledger, closing(sqlite3.connect(ledger.storage.shown)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match=r"另一个程序正在写台账\(database is locked\)"), ledger.writing("甲"):
            pass


def test_what_a_server_says_is_told_by_its_kind(server: str) -> None:
    with postgres_database(server) as url:
        head, _, tail = url.partition("?")
        absent = head.rsplit("/", 1)[0] + "/absent" + (f"?{tail}" if tail else "")
        with pytest.raises(LedgerError, match="服务器上没有这个库"):
            Ledger.open(absent)
        with pytest.raises(LedgerError, match="这里还没有台账"):
            Ledger.open(url)
    with pytest.raises(LedgerError, match="连不上数据库服务器"):
        Ledger.open("postgresql://nobody@127.0.0.1:1/none")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ('connection failed: FATAL:  password authentication failed for user "x"', "用户或密码不对"),
        ("could not translate host name", "找不到数据库主机"),
        ("connection timeout expired", "连不上数据库服务器"),
        ("something else altogether", "台账数据库出错"),
    ],
)
def test_what_is_said_before_there_is_a_connection_is_told_by_its_words(said: str, kind: str) -> None:
    from sqlalchemy.exc import OperationalError

    from checker.ledger.database_faults import problem_of

    problem = problem_of(OperationalError("SELECT 1", {}, Exception(said)), "台账")
    assert kind in problem.message
    assert said in problem.message
    assert problem.remedy


_READING = """
import sys
from checker.cli.program import program
program()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="gives up the rights of root as on Linux")
def test_a_copy_that_nobody_may_write_can_be_read(ledger: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "只读"
    folder.mkdir()
    back_up(ledger, tmp_path / "备份.gz")
    restore(tmp_path / "备份.gz", folder / "台账.db")
    (folder / "台账.db").chmod(0o444)
    folder.chmod(0o555)
    try:
        for words in (["status"], ["list"], ["verify"], ["backup", str(tmp_path / "副本.gz")]):
            result = _run(["ledger", *words, "--ledger", str(folder / "台账.db")])
            assert result.returncode == 0, (words, result.stderr)
        refused = _run(["ledger", "quota", "adopt", "--by", "甲", "--ledger", str(folder / "台账.db")])
        assert refused.returncode == 6
        assert "台账只能读,不能写" in refused.stderr
    finally:
        folder.chmod(0o755)


def _run(words: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2]), "LANG": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "-c", _READING, *words],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        preexec_fn=_bound_by_rights,
    )


def _bound_by_rights() -> None:
    """Let the rights of files bind the program to be started even where root starts it."""
    if os.geteuid() == 0:
        drop_from_bounding_set, override = 24, 1  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE
        ctypes.CDLL(None).prctl(drop_from_bounding_set, override, 0, 0, 0)


def test_a_ledger_in_use_beside_a_log_is_not_read_as_if_at_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands in the log counts, even where the folder cannot be written."""
    with Ledger.create(tmp_path / "台账.db") as ledger:
        with ledger.writing("甲") as books:
            from tests.ledger import bookkeeping

            bookkeeping.adopt(books)
        monkeypatch.setattr(os, "access", lambda *_: False)
        with Ledger.open(tmp_path / "台账.db") as other:
            assert other.position == ledger.position > 0


def test_a_password_is_not_shown() -> None:
    from checker.ledger.addresses import engine_of

    _, shown = engine_of("postgresql://officer:secret@host/books")
    assert "secret" not in shown
